import { createHash } from 'node:crypto';
import type { EnvironmentStore } from './accountStores';

/** How many digests are kept; a refresh token older than so many renewals has expired. */
const most = 30;

/**
 * Which refresh tokens were used, by whichever window. Where the server rotates them, using one again ends the whole
 * session (RFC 9700 section 4.14.2) - and there are secret stores that show a window only what it has read before, so
 * that it cannot see that another has renewed. Only digests are kept.
 */
export class UsedTokens {
  /** Digests of what this window has used: trying once more after a lost reply is its own affair. */
  private own: readonly string[] = [];

  constructor(private readonly store: Pick<EnvironmentStore, 'usedTokens' | 'setUsedTokens'>) {}

  isUsedElsewhere(refreshToken: string): boolean {
    const digest = digestOf(refreshToken);
    return !this.own.includes(digest) && this.store.usedTokens().includes(digest);
  }

  /** To be told before the request: its reply may be lost. */
  async use(refreshToken: string): Promise<void> {
    const digest = digestOf(refreshToken);
    const without = (digests: readonly string[]): string[] => digests.filter((each) => each !== digest);
    this.own = [...without(this.own), digest].slice(-most);
    await this.write([...without(this.store.usedTokens()), digest].slice(-most));
  }

  /** For a server that keeps one refresh token in force over many renewals. */
  async keep(refreshToken: string): Promise<void> {
    const digest = digestOf(refreshToken);
    await this.write(this.store.usedTokens().filter((each) => each !== digest));
  }

  private async write(digests: readonly string[]): Promise<void> {
    // A list that cannot be kept costs a session at worst; it must not cost the renewal.
    await this.store.setUsedTokens(digests).catch(() => undefined);
  }
}

function digestOf(refreshToken: string): string {
  return createHash('sha256').update(refreshToken).digest('base64url').slice(0, 22);
}
