import type { Clock } from '../../../base/clock';
import { failureOf, type Failure } from '../../../base/failure';
import type { RequestCount } from './gentleSend';

/** What a check tries, in the order in which it does. */
export type StepId =
  | 'network'
  | 'discovery'
  | 'clientCredentials'
  | 'token'
  | 'refreshToken'
  | 'catalogs'
  | 'read'
  | 'paging'
  | 'language'
  | 'caching'
  | 'rateLimits'
  | 'refusals'
  | 'revocation';

export type Outcome = 'works' | 'differs' | 'fails' | 'notTried';

/** Why a step was not tried. */
export type Obstacle = 'cancelled' | 'noToken' | 'noData' | 'noAddress' | 'requestLimit';

/** What can be learnt in a step: the values of each fact. */
export interface FactValues {
  accessTokenIsJwt: [algorithm: string];
  accessTokenIsOpaque: [];
  answersAt: [path: string];
  answersElsewhere: [found: string, described: string];
  cacheControl: [header: string];
  certificate: [issuer: string, daysLeft: number];
  certificateEnded: [daysAgo: number];
  certificateEndsSoon: [daysLeft: number];
  /** Positive where this machine is ahead. */
  clockDiffers: [secondsAhead: number];
  clockFits: [];
  conditionHonoured: [];
  conditionIgnored: [status: number];
  contentLanguage: [asked: string, said: string];
  differences: [count: number];
  endpointElsewhere: [configured: string, named: string];
  endpointsFit: [];
  issuer: [issuer: string];
  issuerDiffers: [found: string, expected: string];
  itemsOnPage: [members: number, total: number];
  itemsOnPageOnly: [members: number];
  lifetime: [seconds: number];
  lifetimeDiffers: [byAnswer: number, byToken: number];
  lifetimeUnknown: [];
  manyAddresses: [first: string, count: number];
  noCatalogs: [];
  noContentLanguage: [];
  noLinks: [];
  noList: [];
  noRateLimits: [];
  noRefreshToken: [];
  noValidator: [];
  noVary: [];
  oldRefreshTokenStillGood: [];
  oldRefreshTokenRefused: [];
  pageSizeIgnored: [asked: number, given: number];
  pageSizeObeyed: [];
  plainHttp: [];
  proxied: [host: string, source: string];
  proxyHides: [];
  rateLimit: [header: string, value: string];
  refreshLifetime: [seconds: number];
  refreshTokenKept: [];
  refreshTokenRotated: [];
  refusesUnknown: [status: number];
  refusesWithoutToken: [status: number];
  requestsSucceed: [reason: string];
  resolved: [address: string];
  revoked: [count: number];
  roles: [names: readonly string[]];
  sameLanguage: [];
  samePageTwice: [];
  scopes: [names: readonly string[]];
  secondPage: [];
  status404: [];
  tls: [version: string];
  totalsAgree: [];
  totalsDiffer: [];
  validator: [header: string];
}

export type FactName = keyof FactValues;

/** Something that was learnt; texts.ts has the sentence for each name. */
export interface Fact<N extends FactName = FactName> {
  readonly name: N;
  readonly values: FactValues[N];
  /** True where it is not as the description has it. */
  readonly differs: boolean;
}

/** A fact as a step notes it. */
type Noted = { [N in FactName]: [name: N, ...values: FactValues[N]] }[FactName];

/** A step that was tried, or was not. */
export interface Step {
  readonly id: StepId;
  /** Host or address that it is about. */
  readonly subject: string;
  readonly outcome: Outcome;
  /** Milliseconds; 0 where nothing was tried. */
  readonly duration: number;
  /** Requests that it made. */
  readonly requests: number;
  /** Of the duration, milliseconds waited because the server asked for it. */
  readonly waited: number;
  readonly facts: readonly Fact[];
  readonly failure?: Failure;
  readonly obstacle?: Obstacle;
}

/** Milliseconds from which on an answer is slow. */
export const slowAnswer = 1000;

/** True for a step whose requests took more than a second each, waits apart; looking at the network counts as one. */
export function isSlow({ duration, waited, requests }: Step): boolean {
  return duration - waited > slowAnswer * Math.max(1, requests);
}

/** What a step in work writes down. */
export class Notes {
  readonly facts: Fact[] = [];

  note(...[name, ...values]: Noted): void {
    this.facts.push({ name, values, differs: false });
  }

  differ(...[name, ...values]: Noted): void {
    this.facts.push({ name, values, differs: true });
  }

  /** Notes the one fact where it is as the description has it, and where it is not the other, or the same as differing. */
  compare(isAsDescribed: boolean, fits: Noted, differs = fits): void {
    if (isAsDescribed) {
      this.note(...fits);
    } else {
      this.differ(...differs);
    }
  }
}

/** Takes the steps of a check one after another. */
export class StepRecorder {
  readonly steps: Step[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly signal: AbortSignal,
    private readonly progress: (id: StepId, subject: string) => void,
    private readonly count: Readonly<Pick<RequestCount, 'sent' | 'waited'>>,
  ) {}

  /** Takes a step; `undefined` where it failed, or the check was cancelled. What goes wrong in it ends with it. */
  async take<T>(
    id: StepId,
    subject: string,
    run: (notes: Notes) => Promise<T> | T,
    evenIfCancelled = false,
  ): Promise<T | undefined> {
    if (this.signal.aborted && !evenIfCancelled) {
      this.skip(id, subject, 'cancelled');
      return undefined;
    }
    this.progress(id, subject);
    const notes = new Notes();
    const began = this.clock.now();
    const { sent, waited } = this.count;
    const record = (rest: Pick<Step, 'outcome'> & Partial<Step>): void => {
      const duration = Math.max(0, this.clock.now() - began);
      const requests = this.count.sent - sent;
      const asked = this.count.waited - waited;
      this.steps.push({ id, subject, duration, requests, waited: asked, facts: notes.facts, ...rest });
    };
    try {
      const result = await run(notes);
      const differs = notes.facts.some((fact) => fact.differs);
      record({ outcome: differs ? 'differs' : 'works' });
      return result;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === 'requestLimit') {
        this.skip(id, subject, 'requestLimit');
      } else if (failure.kind === 'cancelled' && this.signal.aborted) {
        record({ outcome: 'notTried', obstacle: 'cancelled' });
      } else {
        record({ outcome: 'fails', failure });
      }
      return undefined;
    }
  }

  /** Notes that a step was not tried; after a cancel that is the reason, whatever else there is. */
  skip(id: StepId, subject: string, obstacle: Obstacle): void {
    const reason = this.signal.aborted ? 'cancelled' : obstacle;
    this.steps.push({
      id,
      subject,
      outcome: 'notTried',
      duration: 0,
      requests: 0,
      waited: 0,
      facts: [],
      obstacle: reason,
    });
  }
}
