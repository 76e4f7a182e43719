import type { Failure } from '../base/failure';
import { Listeners } from '../base/listeners';
import type { GrantName } from './tokenSet';

/** One thing that happened to the token of an environment. */
export interface TokenEvent {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly environment: string;
  /** A request that was made, where a token came from that this window did not ask for, or a store out of order. */
  readonly what: GrantName | 'revocation' | 'otherWindow' | 'restored' | 'store';
  /** Origin and path of the endpoint asked. */
  readonly endpoint?: string;
  /** Milliseconds from request to reply. */
  readonly duration?: number;
  /** Milliseconds the token gained is good for. */
  readonly lifetime?: number;
  /** `undefined` where it went well. */
  readonly failure?: Failure;
}

/** How many events are remembered. */
const length = 10;

/** The latest events, oldest first, for the inspection of the token; the log hears of each as it happens. */
export class TokenHistory {
  private readonly listeners = new Listeners<TokenEvent>();
  private latest: readonly TokenEvent[] = [];

  readonly onDidRecord = this.listeners.event;

  get events(): readonly TokenEvent[] {
    return this.latest;
  }

  record(event: TokenEvent): void {
    this.latest = [...this.latest, event].slice(-length);
    this.listeners.fire(event);
  }

  dispose(): void {
    this.listeners.dispose();
  }
}
