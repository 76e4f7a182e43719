import { OAuthGrants } from '../auth/oauthGrants';
import type { Grants } from '../auth/grants';
import type { TokenSource } from '../auth/serviceAccount';
import type { HostFetch } from '../net/hostDispatcher';
import type { HttpSend } from '../net/http';
import { observed, type RequestOutcome } from '../net/observed';
import { requestLimits, singleAttempt, withRetries } from '../net/pipeline';
import { withinOrigin } from '../net/sameOriginRedirects';
import { ApiClient, type CatalogsPathMemory } from './apiClient';

/** Needed when a token is asked for, and not before: it comes with what asks. */
export { createRenewalLock } from '../auth/renewalLock';

/** Everything that talks to a server. */
export interface Network {
  readonly grants: Grants;
  readonly api: HttpSend;
  /** A client that reads the API with the tokens of one source. */
  client(tokens: TokenSource, language: () => string, pathMemory: CatalogsPathMemory): ApiClient;
}

/** Builds the network side over the host's `fetch`; `now` is wall-clock milliseconds. */
export function createNetwork(
  fetch: HostFetch,
  now: () => number,
  userAgent: string,
  report: (outcome: RequestOutcome) => void = () => undefined,
): Network {
  const tokens = singleAttempt(fetch, requestLimits.tokens);
  const api = withinOrigin(withRetries(fetch, requestLimits.api));
  const send = observed(api, 'api', now, report);
  return {
    grants: new OAuthGrants(observed(tokens, 'tokens', now, report), now, userAgent),
    api: send,
    client: (source, language, pathMemory) => new ApiClient(source, send, language, pathMemory, userAgent),
  };
}
