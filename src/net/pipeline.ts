import request from 'undici/lib/api/api-request';
import RetryHandler from 'undici/lib/handler/retry-handler';
import { kRetryHandlerDefaultRetry } from 'undici/lib/core/symbols';
import retry from 'undici/lib/interceptor/retry';
import type { Dispatcher, RetryHandler as RetryHandling } from 'undici';
import { HostDispatcher, type HostFetch, type HostLimits } from './hostDispatcher';
import { retryAfterOf, type HttpReply, type HttpSend } from './http';
import { transportFailure } from './transportFailure';

const mebibyte = 1024 * 1024;

/** What a request for tokens and one to the API may take, also one of a check: it is to meet what the extension meets. */
export const requestLimits: Readonly<Record<'tokens' | 'api', HostLimits>> = {
  tokens: { timeout: 15_000, maxBytes: mebibyte },
  api: { timeout: 30_000, maxBytes: 10 * mebibyte },
};

/** Longest wait between two attempts at the API, in milliseconds; what asks for more is handed on at once. */
const longestRetryWait = 20_000;

const retryByLibrary = RetryHandler[kRetryHandlerDefaultRetry];

/** Sends each request once: what to do about a failure is the caller's own policy (the token session's). */
export function singleAttempt(fetch: HostFetch, limits: HostLimits): HttpSend {
  return sendThrough(new HostDispatcher(fetch, limits));
}

/**
 * Sends a GET again, twice at most, after a network error, 429 or 5xx; obeys Retry-After (RFC 9110 section 10.2.3).
 *
 * @param firstWait milliseconds before the second attempt where the server names no time; before the third, twice that
 */
export function withRetries(fetch: HostFetch, limits: HostLimits, firstWait = 300): HttpSend {
  const dispatcher = new HostDispatcher(fetch, limits).compose(
    retry({
      maxRetries: 2,
      minTimeout: firstWait,
      maxTimeout: longestRetryWait,
      methods: ['GET'],
      throwOnError: false,
      retry: retryWithin,
    }),
  );
  return sendThrough(dispatcher);
}

/**
 * The library's own policy, but where the server asks for a longer wait than anybody would sit through. A time is told
 * to it in seconds, since it would read a date by this machine's clock.
 */
function retryWithin(...[error, context, callback]: Parameters<RetryHandling.RetryCallback>): unknown {
  const { headers = {} } = error as { readonly headers?: Readonly<Record<string, string>> };
  const sentAt = Date.parse(headers['date'] ?? '');
  const wait = retryAfterOf(headers['retry-after'], sentAt, Infinity);
  if (wait !== undefined && wait > longestRetryWait) {
    callback(error);
    return undefined;
  }
  if (Number.isNaN(sentAt)) {
    return retryByLibrary?.(error, context, callback);
  }
  const inSeconds = { ...headers, 'retry-after': wait === undefined ? undefined : String(wait / 1000) };
  const told = Object.assign(Object.create(error) as Error, { headers: inSeconds });
  return retryByLibrary?.(told, context, (refusal) => callback(refusal && error));
}

function sendThrough(dispatcher: Dispatcher): HttpSend {
  return async ({ method, url, headers, body, signal }): Promise<HttpReply> => {
    try {
      const { origin, pathname, search } = new URL(url);
      const reply = await request.call(dispatcher, {
        origin,
        path: pathname + search,
        method,
        headers,
        body: body ?? null,
        signal: signal ?? null,
      });
      return {
        status: reply.statusCode,
        headers: flat(reply.headers),
        body: new Uint8Array(await reply.body.arrayBuffer()),
      };
    } catch (error) {
      throw transportFailure(signal?.aborted ? new DOMException('aborted', 'AbortError') : error, url);
    }
  };
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
  );
}
