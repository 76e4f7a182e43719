/** What can go wrong on the way to a server, before there is an answer to read. */
export const transportFailureKinds = [
  'hostNotFound',
  'connectionRefused',
  'connectionLost',
  'certificate',
  'notTls',
  'timeout',
  'tooLarge',
  'proxy',
  'cancelled',
  'network',
] as const;
export type TransportFailureKind = (typeof transportFailureKinds)[number];

/** What a token endpoint can answer instead of a token (RFC 6749 section 5.2, and what Keycloak makes of it). */
export const tokenFailureKinds = [
  'wrongSecret',
  'clientRefused',
  'serviceAccountDisabled',
  'grantRefused',
  'scopeRefused',
  'invalidGrant',
  'realmNotFound',
  'endpointNotFound',
  'redirected',
  'notJson',
  'invalidReply',
  'forbidden',
  'throttled',
  'serverError',
  'badRequest',
  'revocationElsewhere',
] as const;
export type TokenFailureKind = (typeof tokenFailureKinds)[number];

/** What stops us on our own side, before any request. */
export type LocalFailureKind =
  | 'signedOut'
  | 'environmentUnreadable'
  | 'originChanged'
  | 'clientChanged'
  | 'accountUnreadable'
  | 'secretsUnavailable'
  | 'endpointMissing'
  | 'endpointUnsafe'
  | 'invalidArgument'
  | 'unexpected';

/** What the API can answer instead of a resource. */
export type ApiFailureKind =
  'apiUnauthorized' | 'apiForbidden' | 'apiNotFound' | 'apiForeignOrigin' | 'apiError';

/**
 * One thing that went wrong, as data: it crosses from one bundle to another, where class identity is lost,
 * and is turned into a sentence only where a person reads it. Never holds a secret, a token or a reply's body.
 */
export interface Failure {
  readonly kind: TransportFailureKind | TokenFailureKind | ApiFailureKind | LocalFailureKind;
  /** Origin and path that were asked; the query is left out because it may be private. */
  readonly url?: string;
  /** What has answered there, where it is not what the kind is named after: one of the two that giving tokens back needs. */
  readonly endpoint?: 'discovery' | 'revocation';
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  /** System error code (`ENOTFOUND`), OAuth error code (`invalid_client`) or the like, for the log. */
  readonly code?: string;
  /** The server's own words, made safe to show: one line, bounded, secrets removed. */
  readonly detail?: string;
  /** Set where the endpoint has given tokens before: whoever answered so was somebody in between. */
  readonly passing?: true;
  /** Milliseconds the server asked us to stay away (Retry-After, RFC 9110 section 10.2.3). */
  readonly retryAfter?: number;
}

/** An error that carries a {@link Failure}; its message is for logs and tests, not for people. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';

  constructor(readonly failure: Failure) {
    super(
      [failure.kind, failure.status, failure.code, failure.url]
        .filter((part) => part !== undefined)
        .join(' '),
    );
  }
}

/** The failure inside an error, whichever bundle threw it, or `unexpected` for an error nobody foresaw. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error && error.name === 'RequestFailure' && 'failure' in error) {
    return error.failure as Failure;
  }
  const detail = error instanceof Error ? error.message.split('\n')[0]?.slice(0, 200) : undefined;
  return {
    kind: 'unexpected',
    code: error instanceof Error ? error.name : typeof error,
    ...(detail ? { detail } : {}),
  };
}

/** The code of a system's error: `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

const passingKinds: ReadonlySet<Failure['kind']> = new Set([
  'hostNotFound',
  'connectionRefused',
  'connectionLost',
  'timeout',
  'network',
  'throttled',
  'serverError',
]);

/** True where the same request may well succeed some time later, without anybody's doing. */
export function mayPass(failure: Failure): boolean {
  const { kind, status = 0, passing } = failure;
  // A proxy that is down or cannot reach the server may get over it.
  const isProxyTrouble = kind === 'proxy' && !wantsCredentials(failure);
  return (
    passing === true ||
    passingKinds.has(kind) ||
    isProxyTrouble ||
    (kind === 'apiError' && (status >= 500 || status === 429))
  );
}

const needsUser: ReadonlySet<Failure['kind']> = new Set([
  'wrongSecret',
  'clientRefused',
  'serviceAccountDisabled',
  'grantRefused',
  'scopeRefused',
  'invalidGrant',
  'realmNotFound',
  'endpointNotFound',
  'redirected',
  'forbidden',
  'badRequest',
  'originChanged',
  'clientChanged',
  'accountUnreadable',
  'endpointMissing',
]);

/** True where signing in again is what a person can do about it. */
export function needsSignIn({ kind, passing }: Failure): boolean {
  return needsUser.has(kind) && passing !== true;
}

const aboutConnection: ReadonlySet<Failure['kind']> = new Set([
  'hostNotFound',
  'connectionRefused',
  'connectionLost',
  'certificate',
  'notTls',
  'timeout',
  'proxy',
  'network',
  'redirected',
  'notJson',
  'realmNotFound',
  'endpointNotFound',
  'invalidReply',
  'serverError',
  'apiError',
]);

/** True for a failure of which a look at the connection, step by step, tells more. */
export function isAboutConnection({ kind }: Failure): boolean {
  return aboutConnection.has(kind);
}

/** True where trying again cannot help, or may do harm: a person has to change something first. */
export function isFinal(failure: Failure): boolean {
  return needsSignIn(failure) || wantsCredentials(failure);
}

/** True where a proxy refuses our credentials (407): asked again and again, it may lock a company's account. */
export function wantsCredentials({ kind, status }: Failure): boolean {
  return kind === 'proxy' && status === 407;
}

/** What anybody in between may answer in the place of a token endpoint. */
const strayKinds: ReadonlySet<Failure['kind']> = new Set([
  'endpointNotFound',
  'redirected',
  'forbidden',
  'badRequest',
  'clientRefused',
]);

/** True for a refusal without an OAuth error (RFC 6749 section 5.2): it need not be the token endpoint's own. */
export function isStray({ kind, code }: Failure): boolean {
  return strayKinds.has(kind) && code === undefined;
}

/** True for an outcome the user asked for; it is neither shown nor logged as an error. */
export function isCancelled(error: unknown): boolean {
  return failureOf(error).kind === 'cancelled';
}
