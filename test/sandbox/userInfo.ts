import type { FastifyReply, FastifyRequest } from 'fastify';
import { InvalidToken, verifyAccessToken } from './bearer';
import { noStore, sendJson } from './keycloakReplies';
import type { Realm } from './realm';

/** Answers the OpenID Connect user info request: the one place where Keycloak shows whether a token is still good. */
export async function answerUserInfo(
  realm: Realm,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const token = /^bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) return refuse(realm, reply, 401);
  const claims = await verifyAccessToken(realm, token).catch((error: unknown) => {
    if (error instanceof InvalidToken) return undefined;
    throw error;
  });
  if (claims === undefined) return refuse(realm, reply, 401, 'invalid_token', 'Token verification failed');
  if (!String(claims['scope']).split(' ').includes('openid')) {
    return refuse(realm, reply, 403, 'insufficient_scope', 'Missing openid scope');
  }
  const { sub, clientHost, email_verified, preferred_username, clientAddress, client_id } = claims;
  const info = { sub, clientHost, email_verified, preferred_username, clientAddress, client_id };
  return sendJson(reply, 200, info, { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' });
}

function refuse(
  realm: Realm,
  reply: FastifyReply,
  status: number,
  error?: string,
  description?: string,
): FastifyReply {
  const reason = error === undefined ? '' : `, error="${error}", error_description="${description!}"`;
  return reply
    .code(status)
    .headers({ ...noStore, 'www-authenticate': `Bearer realm="${realm.name}"${reason}` })
    .send();
}
