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

/** Something that was learnt; texts.ts has the sentence for each name. */
export interface Fact {
  readonly name: FactName;
  readonly values: readonly (string | number)[];
  /** True where it is not as the description has it. */
  readonly differs: boolean;
}

/** The facts of all steps by name, and what their values are. */
export type FactName =
  | 'accessTokenIsJwt' // algorithm
  | 'accessTokenIsOpaque'
  | 'answersAt' // path
  | 'answersElsewhere' // path found, path described
  | 'cacheControl' // header value
  | 'certificate' // issuer, days left
  | 'certificateEnded' // days ago
  | 'certificateEndsSoon' // days left
  | 'clockDiffers' // seconds, positive where this machine is ahead
  | 'clockFits'
  | 'conditionHonoured'
  | 'conditionIgnored' // status
  | 'contentLanguage' // language asked for, language said
  | 'differences' // how many are new with this answer
  | 'endpointElsewhere' // what is configured, what the document says
  | 'endpointsFit'
  | 'issuer' // issuer
  | 'issuerDiffers' // issuer found, issuer expected
  | 'itemsOnPage' // members, total
  | 'itemsOnPageOnly' // members
  | 'lifetime' // seconds of expires_in
  | 'lifetimeDiffers' // seconds of expires_in, seconds of exp - iat
  | 'lifetimeUnknown'
  | 'manyAddresses' // the first, how many
  | 'noCatalogs'
  | 'noContentLanguage'
  | 'noLinks'
  | 'noList'
  | 'noRateLimits'
  | 'noRefreshToken'
  | 'noValidator'
  | 'noVary'
  | 'oldRefreshTokenStillGood'
  | 'oldRefreshTokenRefused'
  | 'pageSizeIgnored' // asked for, got
  | 'pageSizeObeyed' // asked for
  | 'plainHttp'
  | 'proxied' // host of the proxy, where it is set
  | 'proxyHides'
  | 'rateLimit' // header, value
  | 'refreshLifetime' // seconds
  | 'refreshTokenKept'
  | 'refreshTokenRotated'
  | 'refusesUnknown' // status
  | 'refusesWithoutToken' // status
  | 'requestsSucceed' // what the look from here ended with
  | 'resolved' // address
  | 'revoked' // how many
  | 'roles' // names
  | 'sameLanguage'
  | 'samePageTwice'
  | 'scopes' // names
  | 'secondPage'
  | 'status404'
  | 'tls' // version
  | 'totalsAgree'
  | 'totalsDiffer'
  | 'validator'; // name of the header

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

  note(name: FactName, ...values: readonly (string | number)[]): void {
    this.facts.push({ name, values, differs: false });
  }

  differ(name: FactName, ...values: readonly (string | number)[]): void {
    this.facts.push({ name, values, differs: true });
  }

  /** Notes the one fact where it is as the description has it, the other where it is not; both with the same values. */
  compare(
    isAsDescribed: boolean,
    fits: FactName,
    differs: FactName,
    ...values: readonly (string | number)[]
  ): void {
    this.facts.push({ name: isAsDescribed ? fits : differs, values, differs: !isAsDescribed });
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
