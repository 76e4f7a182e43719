import { discoveryUrl, OAuthGrants } from '../../../auth/oauthGrants';
import type { ServiceAccount } from '../../../auth/serviceAccount';
import type { TokenSet } from '../../../auth/tokenSet';
import type { Clock } from '../../../base/clock';
import type { JsonObject } from '../../../base/json';
import { originOf } from '../../../net/endpoint';
import type { HostFetch } from '../../../net/hostDispatcher';
import type { HttpSend } from '../../../net/http';
import { observed, type RequestOutcome } from '../../../net/observed';
import { requestLimits, singleAttempt } from '../../../net/pipeline';
import { withinOrigin } from '../../../net/sameOriginRedirects';
import { failureOf } from '../../../base/failure';
import { ApiReads } from './apiReads';
import { Comparison, type Assumption, type Difference, type UnseenMember } from './compare';
import type { Description } from './description';
import { GentleSend } from './gentleSend';
import { checkCaching, checkLanguage, checkPaging, checkRefusals, tellLimits } from './httpSteps';
import { probeNetwork } from './networkProbe';
import type { ProxyRoute } from '../../../net/proxyRoute';
import { describeToken, lifetimeIn, readDiscovery } from './signInSteps';
import { StepRecorder, type Fact, type Notes, type Step, type StepId } from './steps';
import { TokensInHand } from './tokensInHand';
import { Walk } from './walk';

/** What a check works with. */
export interface CheckParts {
  readonly account: ServiceAccount;
  readonly fetch: HostFetch;
  readonly clock: Clock;
  readonly userAgent: string;
  /** `Accept-Language` of API calls. */
  readonly language: string;
  readonly description: Description;
  /** The proxy on the way to a URL, as far as settings and environment tell. */
  readonly proxyOf: (url: string) => ProxyRoute | undefined;
  /** Asks for tokens, unless their server has asked to wait. */
  readonly heed: <T>(request: () => Promise<T>) => Promise<T>;
  /** Told of each request. */
  readonly report: (outcome: RequestOutcome) => void;
  /** Told of each step as it begins. */
  readonly progress: (id: StepId, subject: string) => void;
}

/** What a check found. Holds no secret, no token and no value of an answer. */
export interface CheckResult {
  readonly environment: string;
  readonly clientId: string;
  readonly tokenEndpoint: string;
  readonly apiBaseUrl: string;
  /** Wall-clock milliseconds when it began, and what it took. */
  readonly at: number;
  readonly duration: number;
  readonly requests: number;
  readonly cancelled: boolean;
  readonly steps: readonly Step[];
  readonly differences: readonly Difference[];
  readonly assumptions: readonly Assumption[];
  readonly unseen: readonly UnseenMember[];
  /** What must not stand in a report: to be cut out once more where one is written. */
  readonly secrets: readonly string[];
}

/** Most requests of a check. */
const mostRequests = 40;
/** Of them, kept for giving tokens back. */
const keptForRevocation = 8;
/**
 * For requests that give or end a token: one called off may have been done all the same, and its token would live on
 * with nobody to give it back. The time limit of a request ends them, also after a cancel.
 */
const never = new AbortController().signal;

/** Tries a service step by step. Never rejects: what goes wrong is the finding. */
export function checkService(parts: CheckParts, signal: AbortSignal): Promise<CheckResult> {
  return new ServiceCheck(parts, signal).run();
}

class ServiceCheck {
  private readonly recorder: StepRecorder;
  private readonly comparison = new Comparison();
  private readonly tokens = new TokensInHand();
  private readonly tokenRequests: GentleSend;
  private readonly apiRequests: GentleSend;
  private readonly count = { sent: 0, waited: 0, answered: new Set<string>() };
  private discovery: JsonObject | undefined;

  constructor(
    private readonly parts: CheckParts,
    private readonly signal: AbortSignal,
  ) {
    const { fetch, clock, progress } = parts;
    this.recorder = new StepRecorder(clock, signal, progress, this.count);
    const gentle = (asked: 'tokens' | 'api'): GentleSend =>
      new GentleSend(this.observe(singleAttempt(fetch, requestLimits[asked]), asked), clock, this.count);
    this.tokenRequests = gentle('tokens');
    this.apiRequests = gentle('api');
  }

  async run(): Promise<CheckResult> {
    const { account, clock } = this.parts;
    const at = clock.now();
    await this.checkNetwork();
    this.discovery = await this.recorder.take('discovery', originOf(account.tokenEndpoint), (notes) =>
      readDiscovery(account, this.tokenSend(), this.parts.userAgent, this.signal, notes),
    );
    const first = await this.signIn();
    await this.checkApi(first);
    await this.giveBack();
    return {
      environment: account.environment,
      clientId: account.clientId,
      tokenEndpoint: account.tokenEndpoint,
      apiBaseUrl: account.apiBaseUrl,
      at,
      duration: Math.max(0, clock.now() - at),
      requests: this.count.sent,
      cancelled: this.signal.aborted,
      steps: this.recorder.steps.map((step) => this.inHindsight(step)),
      differences: this.comparison.differences,
      assumptions: this.comparison.assumptions,
      unseen: this.comparison.unseenMembers,
      secrets: [account.clientSecret, ...this.tokens.texts],
    };
  }

  private async checkNetwork(): Promise<void> {
    const { account, clock, proxyOf } = this.parts;
    const endpoints = [account.tokenEndpoint, account.refreshTokenEndpoint, account.apiBaseUrl];
    for (const origin of new Set(endpoints.map(originOf).filter(Boolean))) {
      await this.recorder.take('network', new URL(origin).host, (notes) =>
        probeNetwork(origin, proxyOf(origin), clock.now(), this.signal, notes),
      );
    }
  }

  /**
   * What was seen from here does not count where requests went another way: VS Code knows proxies and certificates of the
   * system.
   */
  private inHindsight(step: Step): Step {
    const { id, subject, failure, ...rest } = step;
    const { answered } = this.count;
    const succeeded = [...answered].some((origin) => new URL(origin).host === subject);
    if (id !== 'network' || failure === undefined || !succeeded) {
      return step;
    }
    const fact: Fact<'requestsSucceed'> = {
      name: 'requestsSucceed',
      values: [failure.code ?? failure.kind],
      differs: false,
    };
    return { ...rest, id, subject, outcome: 'works', facts: [...step.facts, fact] };
  }

  /** Gets a token of the check's own, and tries what its refresh token is good for. */
  private async signIn(): Promise<TokenSet | undefined> {
    const { account, heed } = this.parts;
    const host = originOf(account.tokenEndpoint);
    const grants = this.grants(this.tokenSend());
    const tokens = await this.recorder.take('clientCredentials', host, async () =>
      this.tokens.add(await heed(() => grants.clientCredentials(account, never))),
    );
    if (tokens === undefined) {
      this.recorder.skip('token', '', 'noToken');
      this.recorder.skip('refreshToken', '', 'noToken');
      return undefined;
    }
    const reply = this.tokenRequests.last;
    await this.recorder.take('token', '', (notes) => {
      if (reply !== undefined) {
        describeToken(tokens, reply, this.discovery?.['issuer'], tokens.receivedAt, notes);
      }
    });
    if (tokens.refreshToken === undefined) {
      await this.recorder.take('refreshToken', '', (notes) => notes.note('noRefreshToken'));
      return tokens;
    }
    const used = await this.recorder.take('refreshToken', host, (notes) =>
      heed(() => this.tryRefreshToken(tokens, lifetimeIn(reply, 'refresh_expires_in'), notes)),
    );
    return used ?? tokens;
  }

  /**
   * Uses the refresh token once, and then once more to see whether it still is one. Answers tokens that are in force.
   * @param lifetime of the refresh token in seconds, where the server tells
   */
  private async tryRefreshToken(
    tokens: TokenSet,
    lifetime: number | undefined,
    notes: Notes,
  ): Promise<TokenSet> {
    const { account } = this.parts;
    const grants = this.grants(this.tokenSend());
    if (lifetime !== undefined) {
      notes.note('refreshLifetime', Math.round(lifetime));
    }
    const renewed = this.tokens.add(await grants.refresh(account, tokens, never));
    if (renewed.refreshToken === tokens.refreshToken) {
      notes.note('refreshTokenKept');
      return renewed;
    }
    notes.note('refreshTokenRotated');
    try {
      const again = this.tokens.add(await grants.refresh(account, tokens, never));
      notes.note('oldRefreshTokenStillGood');
      return again;
    } catch (error) {
      if (failureOf(error).kind !== 'invalidGrant') {
        throw error;
      }
      notes.note('oldRefreshTokenRefused');
    }
    // A strict server ends the whole session for it: what follows has one of its own.
    return this.tokens.add(await grants.clientCredentials(account, never));
  }

  private async checkApi(tokens: TokenSet | undefined): Promise<void> {
    const { account, description, language, userAgent } = this.parts;
    const { recorder, comparison } = this;
    if (tokens === undefined) {
      for (const id of ['catalogs', 'paging', 'language', 'caching', 'rateLimits', 'refusals'] as const) {
        recorder.skip(id, '', 'noToken');
      }
      return;
    }
    const send = withinOrigin(this.apiRequests.upTo(mostRequests - keptForRevocation, this.signal));
    const reads = new ApiReads(account, send, language, userAgent, this.signal);
    reads.accessToken = tokens.accessToken;
    const walk = new Walk(account, reads, description, comparison, recorder);
    const { catalogs, longest, translated } = await walk.run();
    const look = async <T>(
      id: StepId,
      at: T | undefined,
      run: (at: T, notes: Notes) => Promise<void>,
    ): Promise<void> => {
      if (at === undefined) {
        recorder.skip(id, '', 'noData');
      } else {
        await recorder.take(id, '', (notes) => run(at, notes));
      }
    };
    await look('paging', longest, (list, notes) => checkPaging(reads, list, notes));
    await look('language', translated, (list, notes) => checkLanguage(reads, list, language, notes));
    await look('caching', catalogs, (list, notes) => checkCaching(reads, list, notes));
    await look('refusals', catalogs, (list, notes) =>
      checkRefusals(reads, list, description, comparison, notes),
    );
    await recorder.take('rateLimits', '', (notes) => tellLimits(reads, notes));
  }

  /** Gives the tokens back, also after a cancel: nobody else can. */
  private async giveBack(): Promise<void> {
    const { account } = this.parts;
    if (this.tokens.texts.length === 0) {
      this.recorder.skip('revocation', '', 'noToken');
      return;
    }
    const send = this.discoveryOnce(this.tokenRequests.upTo(mostRequests, never));
    await this.recorder.take(
      'revocation',
      originOf(account.tokenEndpoint),
      async (notes) => notes.note('revoked', await this.tokens.revoke(this.grants(send), account, never)),
      true,
    );
  }

  /** Revoking reads the discovery document for every token; once is enough for a check. */
  private discoveryOnce(send: HttpSend): HttpSend {
    const url = discoveryUrl(this.parts.account.tokenEndpoint);
    let kept: ReturnType<HttpSend> | undefined;
    return (request) => (request.url === url ? (kept ??= send(request)) : send(request));
  }

  private tokenSend(): HttpSend {
    return this.tokenRequests.upTo(mostRequests - keptForRevocation, this.signal);
  }

  private grants(send: HttpSend): OAuthGrants {
    const { clock, userAgent } = this.parts;
    return new OAuthGrants(send, () => clock.now(), userAgent);
  }

  private observe(send: HttpSend, asked: 'tokens' | 'api'): HttpSend {
    const { clock, report } = this.parts;
    return observed(send, asked, () => clock.now(), report);
  }
}
