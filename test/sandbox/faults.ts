/** Something that goes wrong on purpose. Members left out stay as usual. */
export interface Fault {
  /** `token` and `revoke`: those addresses of any realm; `auth`: anything there; `api`: anything of the API. */
  readonly on: 'token' | 'revoke' | 'auth' | 'api';
  /** Tested against `METHOD /path?query`. */
  readonly match?: RegExp;
  /** Only token requests with this `grant_type`. */
  readonly grantType?: string;
  /** How often; absent = until cleared. */
  readonly times?: number;
  /** Real milliseconds to wait first. */
  readonly delayMs?: number;
  /** Answers this status, without doing what was asked. */
  readonly status?: number;
  /** Answers this, without doing what was asked; objects are written as JSON. */
  readonly body?: string | Readonly<Record<string, unknown>>;
  /** `application/json` unless given. */
  readonly contentType?: string;
  /** Added to the answer, be it the fault's or the usual one. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Cuts the connection: `onArrival` without doing what was asked, `beforeReply` after doing it, `midBody` after half
   * of the usual answer.
   */
  readonly drop?: 'onArrival' | 'beforeReply' | 'midBody';
}

/** Which fault a request meets. */
export interface FaultTarget {
  readonly listener: 'auth' | 'api';
  readonly method: string;
  readonly url: string;
  readonly grantType?: string | undefined;
}

/** The faults that are set. Of several that fit, the one set first comes first, until its `times` are over. */
export class Faults {
  private waiting: { readonly fault: Fault; left: number }[] = [];
  private holding = new AbortController();

  /** Aborts once what waits is let go. */
  get letGo(): AbortSignal {
    return this.holding.signal;
  }

  /** Replaces all faults. */
  set(fault: Fault | readonly Fault[]): void {
    const faults: readonly Fault[] = Array.isArray(fault) ? (fault as readonly Fault[]) : [fault as Fault];
    this.waiting = faults.map((one) => ({ fault: one, left: one.times ?? Infinity }));
  }

  clear(): void {
    this.waiting = [];
  }

  /** Clears, and has what waits answered as usual, at once. */
  release(): void {
    this.clear();
    this.holding.abort();
    this.holding = new AbortController();
  }

  /** The fault that this request meets, counted as met. */
  take(target: FaultTarget): Fault | undefined {
    const found = this.waiting.find(({ fault, left }) => left > 0 && fits(fault, target));
    if (found !== undefined) found.left--;
    return found?.fault;
  }
}

function fits(fault: Fault, target: FaultTarget): boolean {
  const path = target.url.split('?')[0]!;
  const places: Readonly<Record<Fault['on'], boolean>> = {
    token: target.listener === 'auth' && /\/token\/?$/.test(path),
    revoke: target.listener === 'auth' && /\/revoke\/?$/.test(path),
    auth: target.listener === 'auth',
    api: target.listener === 'api',
  };
  if (!places[fault.on]) return false;
  if (fault.grantType !== undefined && fault.grantType !== target.grantType) return false;
  // A regular expression with the flag g would remember where it stopped.
  return fault.match === undefined || `${target.method} ${target.url}`.search(fault.match) >= 0;
}

/**
 * Reads a fault from JSON, where `match` is the source of a regular expression.
 * @throws TypeError when it is none
 */
export function parseFault(json: unknown): Fault {
  if (typeof json !== 'object' || json === null) throw new TypeError('A fault is an object');
  const { match, ...rest } = json as Omit<Fault, 'match'> & { match?: unknown };
  if (!['token', 'revoke', 'auth', 'api'].includes(rest.on)) {
    throw new TypeError('"on" must be token, revoke, auth or api');
  }
  if (match === undefined) return rest;
  if (typeof match !== 'string') throw new TypeError('"match" must be the source of a regular expression');
  return { ...rest, match: new RegExp(match) };
}
