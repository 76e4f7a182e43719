import { createHash, randomUUID } from 'node:crypto';
import { SignJWT, type JWTPayload } from 'jose';
import type { Client, Realm, Session } from './realm';
import type { GrantedScopes } from './scopes';

/** What a successful grant answers. */
export interface TokenReply {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_expires_in: number;
  readonly refresh_token?: string;
  readonly token_type: 'Bearer';
  readonly id_token?: string;
  readonly 'not-before-policy': number;
  readonly session_state?: string;
  readonly scope: string;
}

/** What tokens are issued for. */
export interface Grant {
  readonly realm: Realm;
  readonly client: Client;
  readonly type: 'client_credentials' | 'refresh_token';
  readonly scopes: GrantedScopes;
  /** Undefined for a client that gets no refresh tokens. */
  readonly session: Session | undefined;
  /** Address the request came from. */
  readonly clientHost: string;
  /** With rotation: the `reuse_id` of the refresh token that was used. */
  readonly reuseId?: string;
}

/** Signs the tokens of a grant, with the claims and reply members of Keycloak 26.7. */
export async function issueTokens(grant: Grant): Promise<TokenReply> {
  const { realm, session, scopes } = grant;
  const accessSeconds = lifetime(grant, realm.lifetimes.accessTokenSeconds);
  const accessToken = await sign(grant, accessClaims(grant, accessSeconds));
  return {
    access_token: accessToken,
    expires_in: accessSeconds,
    refresh_expires_in: session === undefined || session.offline ? 0 : refreshSeconds(grant),
    ...(session === undefined ? {} : { refresh_token: await signRefreshToken(grant, session) }),
    token_type: 'Bearer',
    ...(scopes.openid ? { id_token: await sign(grant, idClaims(grant, accessSeconds, accessToken)) } : {}),
    'not-before-policy': 0,
    ...(session === undefined ? {} : { session_state: session.id }),
    scope: scopes.visible,
  };
}

/** No token outlives its session. */
function lifetime({ realm, session }: Grant, seconds: number): number {
  if (session === undefined || session.offline) return seconds;
  return Math.min(seconds, session.startedAt + realm.lifetimes.sessionSeconds - realm.seconds());
}

function refreshSeconds(grant: Grant): number {
  return lifetime(grant, grant.realm.lifetimes.refreshTokenSeconds);
}

function accessClaims(grant: Grant, seconds: number): JWTPayload {
  const { realm, client, session } = grant;
  // Keycloak's short form of session kind, token kind and grant.
  const sessionKind = session === undefined ? 'tr' : session.offline ? 'of' : 'on';
  const grantKind = grant.type === 'client_credentials' ? 'cc' : 'rt';
  return {
    exp: realm.seconds() + seconds,
    iat: realm.seconds(),
    jti: `${sessionKind}rt${grantKind}:${randomUUID()}`,
    iss: realm.issuer,
    aud: 'account',
    sub: client.userId,
    typ: 'Bearer',
    azp: client.id,
    ...(session === undefined ? {} : { sid: session.id }),
    acr: '1',
    realm_access: { roles: ['offline_access', `default-roles-${realm.name}`, 'uma_authorization'] },
    resource_access: { account: { roles: ['manage-account', 'manage-account-links', 'view-profile'] } },
    scope: grant.scopes.visible,
    ...serviceAccountClaims(grant),
  };
}

function idClaims(grant: Grant, seconds: number, accessToken: string): JWTPayload {
  const { realm, client, session } = grant;
  return {
    exp: realm.seconds() + seconds,
    iat: realm.seconds(),
    jti: randomUUID(),
    iss: realm.issuer,
    aud: client.id,
    sub: client.userId,
    typ: 'ID',
    azp: client.id,
    ...(session === undefined ? {} : { sid: session.id }),
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
    acr: '1',
    ...serviceAccountClaims(grant),
  };
}

function serviceAccountClaims({ client, clientHost }: Grant): JWTPayload {
  return {
    clientHost,
    email_verified: false,
    preferred_username: `service-account-${client.id}`,
    clientAddress: clientHost,
    client_id: client.id,
  };
}

async function sign({ realm }: Grant, claims: JWTPayload): Promise<string> {
  const { privateKey, keyId } = await realm.keys.get();
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId }).sign(privateKey);
}

async function signRefreshToken(grant: Grant, session: Session): Promise<string> {
  const { realm, client } = grant;
  const { refreshSecret, stored } = await realm.keys.get();
  const claims: JWTPayload = {
    ...(session.offline ? {} : { exp: realm.seconds() + refreshSeconds(grant) }),
    iat: realm.seconds(),
    jti: randomUUID(),
    iss: realm.issuer,
    aud: realm.issuer,
    sub: client.userId,
    typ: session.offline ? 'Offline' : 'Refresh',
    azp: client.id,
    sid: session.id,
    scope: grant.scopes.all,
    aud_x: 'account',
    prov: 'default',
    ...(realm.rotation ? { reuse_id: grant.reuseId ?? randomUUID() } : {}),
  };
  const header = { alg: 'HS512', typ: 'JWT', kid: stored.refreshKeyId };
  return new SignJWT(claims).setProtectedHeader(header).sign(refreshSecret);
}
