import type { FastifyReply, FastifyRequest } from 'fastify';

const securityHeaders = {
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'SAMEORIGIN',
  'x-robots-tag': 'none',
};
const framePolicy = "frame-src 'self'; frame-ancestors 'self'; object-src 'none';";

/** Headers of the token endpoint (RFC 6749, 5.1). */
export const noStore = { 'cache-control': 'no-store', pragma: 'no-cache' };

/** Sends JSON below a realm, with Keycloak's security headers. */
export function sendJson(
  reply: FastifyReply,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  reply.code(status).headers({ ...securityHeaders, 'content-type': 'application/json', ...headers });
  // Bytes, because Fastify adds a charset to text.
  return reply.send(Buffer.from(JSON.stringify(body)));
}

/** Sends an empty answer, as Keycloak does after a revocation or a logout. */
export function sendEmpty(
  reply: FastifyReply,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): FastifyReply {
  return reply
    .code(status)
    .headers({ ...securityHeaders, 'content-security-policy': framePolicy, ...headers })
    .send();
}

/** Sends an error page to whoever accepts HTML, and JSON to others. */
export function sendError(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  error: string,
): FastifyReply {
  if (!(request.headers.accept ?? '').includes('text/html')) return sendJson(reply, status, { error });
  reply.code(status).headers({
    ...securityHeaders,
    'content-security-policy': framePolicy,
    'content-type': 'text/html;charset=utf-8',
  });
  return reply.send(
    `<!DOCTYPE html>\n<html class="login-pf" lang="en"><head><title></title></head><body>` +
      `<h1 id="kc-page-title">We are sorry...</h1><p class="instruction">Page not found</p></body></html>\n`,
  );
}
