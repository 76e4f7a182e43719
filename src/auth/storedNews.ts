import { isSameSet, setBack, type TokenSet } from './tokenSet';
import type { TokenShare } from './tokenShare';

/** How far another window's clock reading may lie ahead of ours, in milliseconds, before the clock was set back. */
export const clockTolerance = 5000;

/** Tells other windows' news in the store from what this window has put there or seen there itself. */
export class StoredNews {
  /** The token set as the store had it when last looked at. */
  private seen: TokenSet | undefined;

  constructor(private readonly share: TokenShare) {}

  /** The token set in `stored` where it is news and newer than `own`; `now` in milliseconds since the epoch. */
  in(stored: TokenSet | undefined, own: TokenSet | undefined, now: number): TokenSet | undefined {
    const isNews = stored !== undefined && !isSameSet(stored, this.seen);
    this.seen = stored ?? this.seen;
    // A write of ours that was late may bring back what we have long renewed.
    if (!isNews || isSameSet(stored, own) || stored.receivedAt < (own?.receivedAt ?? -Infinity)) {
      return undefined;
    }
    const ahead = stored.receivedAt - now;
    // From before the clock was set back: nobody knows how long it lives, but it can be renewed.
    return ahead > clockTolerance ? { ...setBack(stored, ahead), expiresAt: now } : stored;
  }

  /**
   * Corrects the deadlines in the store after the clock was set back: a window that opens now cannot know of that.
   * Leaves alone what another window has stored meanwhile.
   */
  async correct(tokens: TokenSet): Promise<void> {
    const stored = await this.share.read();
    if (isSameSet(stored, tokens) && stored?.receivedAt !== tokens.receivedAt) {
      await this.share.write(tokens);
    }
  }

  /** Stores the tokens unless they stand there already. Resolves `false` where the store does not take them. */
  async save(tokens: TokenSet): Promise<boolean> {
    if (isSameSet(tokens, this.seen)) {
      return true;
    }
    const isStored = await this.share.write(tokens);
    if (isStored) {
      this.seen = tokens;
    }
    return isStored;
  }
}
