import type { Failure, TokenFailureKind } from '../base/failure';
import { bodyJson, displayUrl, retryAfterOf, sentAt, type HttpReply } from '../net/http';
import { safeDetail } from '../base/redaction';
import { longestRetryAfter } from './renewalPolicy';

/**
 * Why a reply of a token endpoint is no token, or `undefined` where it may be one. Error codes are those of RFC 6749
 * section 5.2; the descriptions told apart are Keycloak's, which uses one code for several causes.
 */
export function tokenFailure(
  reply: HttpReply,
  url: string,
  secrets: readonly string[],
  now: number,
): Failure | undefined {
  const body = bodyJson(reply);
  const { error, error_description: description } = (
    typeof body === 'object' && body !== null ? body : {}
  ) as Record<string, unknown>;
  // A date is one by the server's own clock.
  const retryAfter = retryAfterOf(reply.headers['retry-after'], sentAt(reply, now), longestRetryAfter);
  // A balancer says 503 also of a service that is down, but then asks nobody to wait.
  const isWait = reply.status === 429 || (reply.status === 503 && retryAfter !== undefined);
  const text = typeof description === 'string' ? description : '';
  const kind = isWait ? 'throttled' : kindOf(reply.status, body, error, text);
  if (kind === undefined) {
    return undefined;
  }
  const code = safeDetail(error, secrets);
  const detail = safeDetail(description, secrets);
  return {
    kind,
    url: displayUrl(url),
    status: reply.status,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function kindOf(
  status: number,
  body: unknown,
  error: unknown,
  description: string,
): TokenFailureKind | 'proxy' | undefined {
  if (status >= 300 && status < 400) {
    return 'redirected';
  }
  if (status >= 500 || status === 408) {
    return 'serverError';
  }
  if (status === 407) {
    return 'proxy';
  }
  // Keycloak answers a realm that does not exist, and a path that does not, with 404 and an error object.
  if (status === 404 || status === 405) {
    return /realm/i.test(String(error)) ? 'realmNotFound' : 'endpointNotFound';
  }
  if (typeof error === 'string' && error !== '') {
    return kindOfError(error, description, status);
  }
  if (status === 403) {
    return 'forbidden';
  }
  if (typeof body !== 'object' || body === null) {
    return 'notJson';
  }
  return status === 200 ? undefined : status === 401 ? 'clientRefused' : 'badRequest';
}

function kindOfError(error: string, description: string, status: number): TokenFailureKind {
  if (/service account/i.test(description)) {
    return 'serviceAccountDisabled';
  }
  switch (error) {
    case 'invalid_client':
      return 'clientRefused';
    // Keycloak means a wrong secret by it; in RFC 6749 it is a client that may not use the grant.
    case 'unauthorized_client':
      return /credential|authenticat|secret/i.test(description) ? 'wrongSecret' : 'grantRefused';
    case 'invalid_grant':
      return 'invalidGrant';
    case 'invalid_scope':
      return 'scopeRefused';
    case 'unsupported_grant_type':
      return 'grantRefused';
    case 'temporarily_unavailable':
      return 'throttled';
    case 'server_error':
      return 'serverError';
    default:
      return status === 403 ? 'forbidden' : 'badRequest';
  }
}
