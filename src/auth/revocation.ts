import type { Clock } from '../base/clock';
import type { Grants } from './grants';
import type { ServiceAccount } from './serviceAccount';
import type { TokenSet } from './tokenSet';

/** Longest the server is given to revoke tokens, in milliseconds. */
const limit = 5000;

/** Asks the server to revoke tokens that are to be forgotten. A server that cannot be reached stands in nobody's way. */
export async function tryToRevoke(
  grants: Grants,
  clock: Clock,
  account: ServiceAccount,
  tokens: TokenSet,
): Promise<void> {
  const abortion = new AbortController();
  const timer = clock.setTimeout(() => abortion.abort(), limit);
  try {
    await grants.revoke(account, tokens, abortion.signal);
  } catch {
    // The history has it.
  } finally {
    clock.clearTimeout(timer);
  }
}
