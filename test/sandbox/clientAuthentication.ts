import { OAuthError } from './oauthError';
import type { Client, Realm } from './realm';

const refused = 'Invalid client or Invalid client credentials';

/**
 * Finds the client that a request proves to be, as Keycloak 26.7 does: by HTTP Basic (RFC 6749, 2.3.1) and by the
 * form, where the form wins over the header.
 * @throws OAuthError as Keycloak words it
 */
export function authenticateClient(
  realm: Realm,
  authorization: string | undefined,
  form: URLSearchParams,
): Client {
  const basic = readBasic(authorization);
  const id = form.get('client_id') ?? basic?.id;
  const client = id === undefined ? undefined : realm.client(id);
  if (!client?.enabled) throw new OAuthError(401, 'invalid_client', refused);
  const secret = form.get('client_secret') ?? basic?.secret;
  if (secret !== client.secret) throw new OAuthError(401, 'unauthorized_client', refused);
  return client;
}

function readBasic(authorization: string | undefined): { id: string; secret: string } | undefined {
  const encoded = /^basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  if (secret.length === 0) return undefined;
  return { id: formDecode(id!), secret: formDecode(secret.join(':')) };
}

/** Keycloak answers 400 when the credentials were not form-encoded before base64 and hold a stray `%`. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthError(400, 'unauthorized_client', 'Unexpected error when authenticating client');
  }
}
