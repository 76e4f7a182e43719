import { createPublicKey } from 'node:crypto';
import type { Realm } from './realm';
import { supportedScopes } from './scopes';

/** The part of a realm's OpenID Connect discovery document that concerns service accounts. */
export function discoveryDocument(realm: Realm): Record<string, unknown> {
  const methods = [
    'private_key_jwt',
    'client_secret_basic',
    'client_secret_post',
    'tls_client_auth',
    'client_secret_jwt',
  ];
  return {
    issuer: realm.issuer,
    token_endpoint: `${realm.protocolUrl}/token`,
    userinfo_endpoint: `${realm.protocolUrl}/userinfo`,
    end_session_endpoint: `${realm.protocolUrl}/logout`,
    jwks_uri: `${realm.protocolUrl}/certs`,
    grant_types_supported: ['client_credentials', 'refresh_token'],
    response_types_supported: ['code', 'none', 'id_token', 'token'],
    subject_types_supported: ['public', 'pairwise'],
    scopes_supported: supportedScopes,
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: methods,
    revocation_endpoint: `${realm.protocolUrl}/revoke`,
    revocation_endpoint_auth_methods_supported: methods,
  };
}

/** What Keycloak answers at the realm's own address. */
export async function realmDocument(realm: Realm): Promise<Record<string, unknown>> {
  const { publicJwk } = await realm.keys.get();
  const { kty, n, e } = publicJwk;
  const key = createPublicKey({ key: { kty: kty!, n: n!, e: e! }, format: 'jwk' });
  return {
    realm: realm.name,
    public_key: key.export({ type: 'spki', format: 'der' }).toString('base64'),
    'token-service': realm.protocolUrl,
    'account-service': `${realm.issuer}/account`,
    'tokens-not-before': 0,
  };
}
