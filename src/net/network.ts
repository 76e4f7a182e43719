import { OAuthGrants } from '../auth/oauthGrants';
import type { Grants } from '../auth/grants';
import type { HostFetch } from './hostDispatcher';
import type { HttpSend } from './http';
import { singleAttempt, withRetries } from './pipeline';

/** Everything that talks to a server. This file is the root of the second bundle. */
export interface Network {
  readonly grants: Grants;
  readonly api: HttpSend;
}

const second = 1000;
const mebibyte = 1024 * 1024;

/** Builds the network side over the host's `fetch`; `now` is wall-clock milliseconds. */
export function createNetwork(fetch: HostFetch, now: () => number, userAgent: string): Network {
  return {
    grants: new OAuthGrants(
      singleAttempt(fetch, { timeout: 15 * second, maxBytes: mebibyte }),
      now,
      userAgent,
    ),
    api: withRetries(fetch, { timeout: 30 * second, maxBytes: 10 * mebibyte }),
  };
}
