import { safeDetail } from '../base/redaction';
import { RequestFailure, type ApiFailureKind, type Failure } from '../base/failure';
import { bodyJson, displayUrl, retryAfterOf, sentAt, type HttpReply } from '../net/http';
import { isJsonObject } from '../base/json';

/** Longest wait that is believed of Retry-After, in milliseconds. */
const longestWait = 60 * 60 * 1000;

const textKeys = ['detail', 'hydra:description', 'description', 'message', 'title', 'hydra:title'];

/** The JSON of an answer of the API. Throws a `RequestFailure` where it is a refusal, or no JSON. */
export function jsonOf(reply: HttpReply, url: string, secrets: readonly string[]): unknown {
  const { status } = reply;
  if (status !== 200) {
    throw new RequestFailure(apiFailure(reply, url, secrets));
  }
  const json = bodyJson(reply);
  if (json === undefined) {
    throw new RequestFailure({ kind: 'apiError', url: displayUrl(url), status, code: 'notJson' });
  }
  return json;
}

/** What a refusal of the API says: status and the most telling text of its problem document (RFC 9457 section 3). */
function apiFailure(reply: HttpReply, url: string, secrets: readonly string[]): Failure {
  const body = bodyJson(reply);
  const text = isJsonObject(body)
    ? textKeys.map((key) => body[key]).find((each) => typeof each === 'string' && each !== '')
    : undefined;
  const detail = safeDetail(text, secrets);
  // A date is one by the server's own clock.
  const retryAfter = retryAfterOf(reply.headers['retry-after'], sentAt(reply, NaN), longestWait);
  return {
    kind: kindOf(reply.status),
    url: displayUrl(url),
    status: reply.status,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

function kindOf(status: number): ApiFailureKind {
  switch (status) {
    case 401:
      return 'apiUnauthorized';
    case 403:
      return 'apiForbidden';
    case 404:
      return 'apiNotFound';
    default:
      return 'apiError';
  }
}
