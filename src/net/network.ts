import { OAuthGrants } from '../auth/oauthGrants';
import type { Grants } from '../auth/grants';
import type { HostFetch } from './hostDispatcher';
import type { HttpSend } from './http';
import { observed, type RequestOutcome } from './observed';
import { singleAttempt, withRetries } from './pipeline';
import { withinOrigin } from './sameOriginRedirects';

/** Everything that talks to a server. This file is the root of the second bundle. */
export interface Network {
  readonly grants: Grants;
  readonly api: HttpSend;
}

const second = 1000;
const mebibyte = 1024 * 1024;

/** Builds the network side over the host's `fetch`; `now` is wall-clock milliseconds. */
export function createNetwork(
  fetch: HostFetch,
  now: () => number,
  userAgent: string,
  report: (outcome: RequestOutcome) => void = () => undefined,
): Network {
  const tokens = singleAttempt(fetch, { timeout: 15 * second, maxBytes: mebibyte });
  const api = withinOrigin(withRetries(fetch, { timeout: 30 * second, maxBytes: 10 * mebibyte }));
  return {
    grants: new OAuthGrants(observed(tokens, now, report), now, userAgent),
    api: observed(api, now, report),
  };
}
