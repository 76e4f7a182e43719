import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { authenticateClient } from './clientAuthentication';
import { discoveryDocument, realmDocument } from './discovery';
import { noStore, sendEmpty, sendError, sendJson } from './keycloakReplies';
import { formOf } from './listener';
import { invalidRequest, OAuthError } from './oauthError';
import type { Realm } from './realm';
import type { RequestLog } from './requestLog';
import { logOut, revokeToken } from './revocation';
import { answerTokenRequest } from './tokenEndpoint';
import { answerUserInfo } from './userInfo';

type Handler = (realm: Realm, request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** The addresses of a Keycloak server that service accounts use. */
export function authRoutes(app: FastifyInstance, realms: ReadonlyMap<string, Realm>, log: RequestLog): void {
  const inRealm =
    (handle: Handler) =>
    (request: FastifyRequest, reply: FastifyReply): unknown => {
      const realm = realms.get((request.params as { realm: string }).realm);
      if (realm === undefined) return sendError(request, reply, 404, 'Realm does not exist');
      return handle(realm, request, reply);
    };
  const protocol = '/realms/:realm/protocol/openid-connect';
  app.get('/realms/:realm', inRealm(answerRealm));
  for (const name of ['openid-configuration', 'oauth-authorization-server']) {
    app.get(`/realms/:realm/.well-known/${name}`, inRealm(answerDiscovery));
  }
  app.get(`${protocol}/certs`, inRealm(answerCerts));
  app.post(
    `${protocol}/token`,
    inRealm((realm, request, reply) => answerToken(realm, request, reply, log)),
  );
  app.get(`${protocol}/userinfo`, inRealm(answerUserInfo));
  app.post(`${protocol}/revoke`, inRealm(answerRevoke));
  app.post(`${protocol}/logout`, inRealm(answerLogout));
  app.setNotFoundHandler((request, reply) => answerUnknown(realms, request, reply));
}

async function answerToken(
  realm: Realm,
  request: FastifyRequest,
  reply: FastifyReply,
  log: RequestLog,
): Promise<unknown> {
  const form = formOf(request);
  return withOAuthErrors(reply, noStore, async () => {
    const { authorization } = request.headers;
    const answered = await answerTokenRequest(realm, { authorization, form, clientHost: request.ip });
    const { access_token: accessToken, refresh_token: refreshToken } = answered.reply;
    log.issued(request, {
      realm: realm.name,
      clientId: answered.client.id,
      grantType: form.get('grant_type')!,
      accessToken,
      ...(refreshToken === undefined ? {} : { refreshToken }),
    });
    return sendJson(reply, 200, answered.reply, noStore);
  });
}

function answerRevoke(realm: Realm, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return withOAuthErrors(reply, {}, async () => {
    const client = authenticateClient(realm, request.headers.authorization, formOf(request));
    if (await revokeToken(realm, client, formOf(request))) return sendEmpty(reply, 200);
    return sendJson(reply, 200, { error: 'invalid_token', error_description: 'Invalid token' });
  });
}

function answerLogout(realm: Realm, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  return withOAuthErrors(reply, {}, async () => {
    const token = formOf(request).get('refresh_token');
    // Keycloak shows its logout page here, which is for browsers.
    if (token === null) throw invalidRequest('No refresh token');
    const client = authenticateClient(realm, request.headers.authorization, formOf(request));
    await logOut(realm, client, token);
    return sendEmpty(reply, 204, { 'cache-control': 'no-cache' });
  });
}

async function answerRealm(realm: Realm, _request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const headers = { 'cache-control': 'no-cache', 'content-type': 'application/json;charset=UTF-8' };
  return sendJson(reply, 200, await realmDocument(realm), headers);
}

function answerDiscovery(realm: Realm, _request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const headers = { 'cache-control': 'no-cache, must-revalidate, no-transform, no-store' };
  return Promise.resolve(sendJson(reply, 200, discoveryDocument(realm), headers));
}

async function answerCerts(realm: Realm, _request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { publicJwk } = await realm.keys.get();
  return sendJson(reply, 200, { keys: [publicJwk] }, { 'cache-control': 'no-cache' });
}

async function withOAuthErrors(
  reply: FastifyReply,
  headers: Readonly<Record<string, string>>,
  answer: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const body = { error: error.code, error_description: error.description };
    return sendJson(reply, error.status, body, headers);
  }
}

/** Addresses and methods that do not exist, in Keycloak's words. */
function answerUnknown(
  realms: ReadonlyMap<string, Realm>,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const [path] = request.url.split('?');
  const realm = /^\/realms\/([^/]+)/.exec(path!)?.[1];
  if (realm === undefined) {
    const body = { error: 'Unable to find matching target resource method' };
    return reply
      .code(404)
      .header('content-type', 'application/json')
      .send(Buffer.from(JSON.stringify(body)));
  }
  if (!realms.has(realm)) return sendError(request, reply, 404, 'Realm does not exist');
  const protocol = /^\/realms\/[^/]+\/protocol\/([^/]+)/.exec(path!)?.[1];
  if (protocol !== undefined && protocol !== 'openid-connect') {
    return sendError(request, reply, 404, 'Protocol not found');
  }
  if (request.method === 'OPTIONS') return reply.code(200).send();
  const onlyPost = /\/protocol\/openid-connect\/(token|revoke)\/?$/.test(path!);
  if (request.method === 'GET' && !onlyPost) return sendError(request, reply, 404, 'HTTP 404 Not Found');
  return sendError(request, reply, 405, 'HTTP 405 Method Not Allowed');
}
