import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Failure } from '../base/failure';
import { originOf } from '../net/endpoint';
import type { ClientAuthentication, Environment } from './environment';

/** A service account ready for use: one environment with its endpoints, and the credentials that belong there. */
export interface ServiceAccount {
  readonly environment: string;
  readonly tokenEndpoint: string;
  readonly refreshTokenEndpoint: string;
  readonly apiBaseUrl: string;
  readonly catalogsPath?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuthentication: ClientAuthentication;
  readonly scope?: string | undefined;
}

/** An access token together with the account it belongs to, so that it cannot reach another account's API. */
export interface TokenLease {
  readonly account: ServiceAccount;
  readonly accessToken: string;
}

/** Where requests to the API get their tokens: the active account. */
export interface TokenSource {
  /** The present token; rejects with `cancelled` where the account in use is not the expected one. */
  lease(expected?: ServiceAccount): Promise<TokenLease>;
  /** A newer token of the same account after the API refused this one. */
  replace(refused: TokenLease): Promise<TokenLease>;
}

const filled = v.pipe(
  v.string(),
  v.check((text) => text !== ''),
);

const secretRecordSchema = v.object({
  version: v.literal(1),
  clientId: filled,
  clientSecret: filled,
  /** The origins it was entered for; it is never sent anywhere else. */
  origins: v.object({ token: v.string(), refresh: v.string(), api: v.string() }),
});

const storedRecordSchema = v.pipe(v.string(), v.parseJson(), secretRecordSchema);

/** What SecretStorage keeps of an environment: one record, so that a write is whole or not at all. */
export type SecretRecord = v.InferOutput<typeof secretRecordSchema>;

/**
 * The record in a stored text, or `undefined` where there is none. A failure where the text is damaged, or of a later
 * version of this extension: nobody has signed out.
 */
export function parseSecretRecord(stored: string | undefined): SecretRecord | Failure | undefined {
  if (stored === undefined || stored === '') {
    return undefined;
  }
  const result = v.safeParse(storedRecordSchema, stored);
  return result.success ? result.output : { kind: 'accountUnreadable' };
}

/** True for an account, or the record of one; false for why there is none. */
export function isFound<T extends object>(found: T | Failure | undefined): found is T {
  return found !== undefined && !('kind' in found);
}

/** The record to store for an account. */
export function secretRecordOf(account: ServiceAccount): SecretRecord {
  return {
    version: 1,
    clientId: account.clientId,
    clientSecret: account.clientSecret,
    origins: boundOrigins(account),
  };
}

function boundOrigins(account: ServiceAccount): SecretRecord['origins'] {
  return {
    token: originOf(account.tokenEndpoint),
    refresh: originOf(account.refreshTokenEndpoint),
    api: originOf(account.apiBaseUrl),
  };
}

const fingerprints = new WeakMap<ServiceAccount, string>();

/** A digest of everything that makes an account: the same in all windows, another after any change. */
export function fingerprint(account: ServiceAccount): string {
  const known = fingerprints.get(account);
  if (known !== undefined) {
    return known;
  }
  const facts = Object.entries(account)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
  fingerprints.set(account, digest);
  return digest;
}

/** True for the same account in two objects: after a look at the settings, one that is unchanged may be another object. */
export function isSameAccount(one: ServiceAccount | undefined, other: ServiceAccount | undefined): boolean {
  return (
    one === other || (one !== undefined && other !== undefined && fingerprint(one) === fingerprint(other))
  );
}

/** The part of an account that goes into the user's settings; what equals the default is left out. */
export function environmentOf(account: ServiceAccount): Environment {
  const {
    environment: name,
    clientSecret: _secret,
    refreshTokenEndpoint,
    clientAuthentication,
    ...rest
  } = account;
  return {
    name,
    ...rest,
    ...(refreshTokenEndpoint === account.tokenEndpoint ? {} : { refreshTokenEndpoint }),
    ...(clientAuthentication === 'client_secret_post' ? {} : { clientAuthentication }),
  };
}

/**
 * Joins an environment from the settings with its stored secret. Refuses where an endpoint has moved to another origin
 * since the secret was entered: whoever edits the settings must not be able to direct the secret elsewhere. Refuses
 * another client id too: the secret is that client's alone.
 */
export function bindAccount(environment: Environment, record: SecretRecord): ServiceAccount | Failure {
  const { tokenEndpoint } = environment;
  if (tokenEndpoint === undefined) {
    return { kind: 'endpointMissing' };
  }
  if (environment.clientId !== undefined && environment.clientId !== record.clientId) {
    return { kind: 'clientChanged' };
  }
  const account: ServiceAccount = {
    environment: environment.name,
    tokenEndpoint,
    refreshTokenEndpoint: environment.refreshTokenEndpoint ?? tokenEndpoint,
    apiBaseUrl: environment.apiBaseUrl,
    catalogsPath: environment.catalogsPath,
    clientId: record.clientId,
    clientSecret: record.clientSecret,
    clientAuthentication: environment.clientAuthentication ?? 'client_secret_post',
    scope: environment.scope,
  };
  const origins = boundOrigins(account);
  for (const part of ['token', 'refresh', 'api'] as const) {
    if (origins[part] !== record.origins[part] || origins[part] === '') {
      return { kind: 'originChanged', detail: `${record.origins[part]} → ${origins[part]}` };
    }
  }
  return account;
}
