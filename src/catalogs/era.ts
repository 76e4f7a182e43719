import type { Clock } from '../base/clock';
import { LiveOffers } from './liveOffer';
import { OfferBegins } from './offerBegins';

/** What a refresh leaves as it is, until everything is forgotten: where offers begin, and what was asked live. */
export class Era {
  private readonly abortion = new AbortController();
  readonly begins: OfferBegins;
  readonly live = new LiveOffers();

  constructor(clock: Pick<Clock, 'now'>) {
    this.begins = new OfferBegins(clock);
  }

  /** Aborts once everything is forgotten. */
  get signal(): AbortSignal {
    return this.abortion.signal;
  }

  end(): void {
    this.abortion.abort();
  }
}
