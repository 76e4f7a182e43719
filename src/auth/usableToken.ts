import type { Clock } from '../base/clock';
import { isCancelled } from '../base/failure';
import type { SessionState } from './sessionState';
import type { TokenSession } from './tokenSession';
import { timeLeft, type TokenSet } from './tokenSet';

const minute = 60_000;

/** Who waits for a token. */
export interface Urgency {
  /** Whether somebody at the keyboard does; other extensions and tasks wait out a back-off. */
  readonly byPerson: boolean;
}

/** Who has tokens to give. */
export interface TokenHolder extends Pick<TokenSession, 'get'> {
  readonly state: SessionState | { readonly name: 'signedOut' };
}

/** A token with a minute left, or half its lifetime where that is less; one with less only where no better is to be had. */
export async function usableToken(
  holder: TokenHolder,
  clock: Clock,
  { byPerson }: Urgency,
): Promise<TokenSet> {
  try {
    return await holder.get({ minimumLeft: minute, urgent: byPerson });
  } catch (error) {
    const { state } = holder;
    // Called off by a switch: what the holder has by now is another account's.
    if (!isCancelled(error) && state.name === 'valid' && timeLeft(state.tokens, clock.now()) > 0) {
      return state.tokens;
    }
    throw error;
  }
}
