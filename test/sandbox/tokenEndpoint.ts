import { issueTokens, type TokenReply } from './accessToken';
import { authenticateClient } from './clientAuthentication';
import { invalidGrant, invalidRequest, OAuthError } from './oauthError';
import type { Client, Realm } from './realm';
import { useRefreshToken } from './refreshToken';
import { grantScopes } from './scopes';

/** A token request. */
export interface TokenRequest {
  readonly authorization: string | undefined;
  readonly form: URLSearchParams;
  readonly clientHost: string;
}

/** Grants that Keycloak knows but a service account is not given. */
const otherGrants: Readonly<Record<string, () => OAuthError>> = {
  authorization_code: () => invalidGrant('Code not valid'),
  password: () => new OAuthError(400, 'unauthorized_client', 'Client not allowed for direct access grants'),
};

/**
 * Answers a token request as Keycloak 26.7 does, checks in the same order.
 * @throws OAuthError for everything that Keycloak refuses
 */
export async function answerTokenRequest(
  realm: Realm,
  request: TokenRequest,
): Promise<{ reply: TokenReply; client: Client }> {
  const { form } = request;
  const grantType = form.get('grant_type');
  if (grantType === null) throw invalidRequest('Missing form parameter: grant_type');
  const refused = Object.hasOwn(otherGrants, grantType) ? otherGrants[grantType] : undefined;
  const known = grantType === 'client_credentials' || grantType === 'refresh_token' || refused !== undefined;
  if (!known) throw new OAuthError(400, 'unsupported_grant_type', 'Unsupported grant_type');
  const client = authenticateClient(realm, request.authorization, form);
  if (new Set(form.keys()).size < form.size) throw invalidRequest('duplicated parameter');
  if (refused !== undefined) throw refused();
  const answer = grantType === 'refresh_token' ? refresh : clientCredentials;
  return { reply: await answer(realm, client, request), client };
}

async function clientCredentials(realm: Realm, client: Client, request: TokenRequest): Promise<TokenReply> {
  if (!client.serviceAccount) {
    throw new OAuthError(401, 'unauthorized_client', 'Client not enabled to retrieve service account');
  }
  const scopes = grantScopes(request.form.get('scope'));
  const session = client.refreshTokens ? realm.openSession(client.id, scopes.offline) : undefined;
  const { clientHost } = request;
  return issueTokens({ realm, client, type: 'client_credentials', scopes, session, clientHost });
}

async function refresh(realm: Realm, client: Client, request: TokenRequest): Promise<TokenReply> {
  const token = request.form.get('refresh_token');
  if (token === null) throw invalidRequest('No refresh token');
  // Keycloak checks the scopes asked for, then grants those of the refresh token.
  grantScopes(request.form.get('scope'));
  const { session, claims } = await useRefreshToken(realm, client, token);
  return issueTokens({
    realm,
    client,
    type: 'refresh_token',
    scopes: grantScopes(claims.scope),
    session,
    clientHost: request.clientHost,
    ...(claims.reuse_id === undefined ? {} : { reuseId: claims.reuse_id }),
  });
}
