import { OAuthError } from './oauthError';

const defaultScopes = ['email', 'web-origins', 'acr', 'service_account', 'profile', 'roles', 'basic'];
const optionalScopes = ['address', 'phone', 'offline_access', 'organization', 'microprofile-jwt'];
/** Scopes that do their work without being named in the access token. */
const silentScopes = ['web-origins', 'acr', 'service_account', 'roles', 'basic'];

/** Every scope that may be asked for. */
export const supportedScopes = ['openid', ...defaultScopes, ...optionalScopes];

/** The scopes of a grant. */
export interface GrantedScopes {
  /** For the access token and the reply. */
  readonly visible: string;
  /** For the refresh token. */
  readonly all: string;
  readonly openid: boolean;
  readonly offline: boolean;
}

/**
 * Grants a fresh realm's default scopes and those asked for.
 * @throws OAuthError 400 `invalid_scope` when one is unknown
 */
export function grantScopes(asked: string | null): GrantedScopes {
  const wanted = (asked ?? '').split(' ').filter((scope) => scope !== '');
  if (!wanted.every((scope) => supportedScopes.includes(scope))) {
    throw new OAuthError(400, 'invalid_scope', `Invalid scopes: ${asked!}`);
  }
  const openid = wanted.includes('openid');
  const all = [...new Set([...defaultScopes, ...wanted.filter((scope) => scope !== 'openid')])];
  const visible = all.filter((scope) => !silentScopes.includes(scope)).sort();
  const prefix = openid ? ['openid'] : [];
  return {
    visible: [...prefix, ...visible].join(' '),
    all: [...prefix, ...all].join(' '),
    openid,
    offline: wanted.includes('offline_access'),
  };
}
