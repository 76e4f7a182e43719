import type { Clock } from '../base/clock';
import type { SessionState, TokenSession } from './tokenSession';
import { timeLeft, type TokenSet } from './tokenSet';

const minute = 60_000;

/** Who has tokens to give. */
export interface TokenHolder extends Pick<TokenSession, 'get'> {
  readonly state: SessionState | { readonly name: 'signedOut' };
}

/** A token with a minute left, for a person who waits; one with less only where no better is to be had. */
export async function usableToken(holder: TokenHolder, clock: Clock): Promise<TokenSet> {
  try {
    return await holder.get({ minimumLeft: minute, urgent: true });
  } catch (error) {
    const { state } = holder;
    if (state.name === 'valid' && timeLeft(state.tokens, clock.now()) > 0) {
      return state.tokens;
    }
    throw error;
  }
}
