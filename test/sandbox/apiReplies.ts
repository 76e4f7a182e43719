import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidToken } from './bearer';
import type { JsonObject } from './hydra';
import { Problem, problemDocument } from './problems';
import type { Language } from './texts';

const jsonLd = 'application/ld+json; charset=utf-8';
const vary = 'Accept, Accept-Language';

/** Sends a resource with a weak entity tag, or 304 when the caller has it already (RFC 9110, 13.1.2). */
export function sendResource(
  request: FastifyRequest,
  reply: FastifyReply,
  language: Language,
  body: JsonObject,
): FastifyReply {
  const text = JSON.stringify(body);
  const etag = `W/"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
  reply.headers({ etag, vary, 'content-language': language, 'cache-control': 'no-cache, private' });
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.code(200).header('content-type', jsonLd).send(text);
}

/** Weak comparison: the `W/` prefix does not count. */
function matches(condition: string | undefined, etag: string): boolean {
  const tags = (condition ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etag.replace(/^W\//, ''));
}

/** Sends what a handler threw: 401 as the framework's JWT bundle does, anything else as a problem document. */
export function sendFailure(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof InvalidToken) {
    const body = JSON.stringify({ code: 401, message: error.message });
    reply.code(401).headers({ 'www-authenticate': 'Bearer', 'content-type': 'application/json' });
    return reply.send(Buffer.from(body));
  }
  const problem = error instanceof Problem ? error : new Problem(500, 'Internal Server Error');
  reply.code(problem.status).headers({ ...problem.headers, vary, 'content-type': jsonLd });
  return reply.send(JSON.stringify(problemDocument(problem.status, problem.message)));
}
