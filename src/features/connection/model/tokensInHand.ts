import type { Grants } from '../../../auth/grants';
import type { ServiceAccount } from '../../../auth/serviceAccount';
import type { TokenSet } from '../../../auth/tokenSet';
import { failureOf, RequestFailure, type Failure } from '../../../base/failure';

/** Every token that the check was given, so that it can give each back. */
export class TokensInHand {
  private readonly sets: TokenSet[] = [];

  add(tokens: TokenSet): TokenSet {
    this.sets.push(tokens);
    return tokens;
  }

  get texts(): string[] {
    return this.sets.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken ?? accessToken]);
  }

  /** Gives the tokens back (RFC 7009) and tells how many there were. Rejects with the first that went wrong, after all were tried. */
  async revoke(grants: Grants, account: ServiceAccount, signal: AbortSignal): Promise<number> {
    const failures: Failure[] = [];
    const done = new Set<string>();
    const revoke = async (accessToken: string, refreshToken?: string): Promise<void> => {
      const set = { accessToken, refreshToken, receivedAt: 0, expiresAt: 0 };
      await grants.revoke(account, set, signal).then(
        () => [accessToken, refreshToken].forEach((token) => token !== undefined && done.add(token)),
        (error: unknown) => failures.push(failureOf(error)),
      );
    };
    // A refresh token goes last, and only the newest of a chain: its session ends with it, and the others were it, too.
    for (const [index, { accessToken, refreshToken }] of this.sets.entries()) {
      const next = this.sets[index + 1];
      const isNewest = next === undefined || next.obtainedBy?.grant === 'client_credentials';
      await revoke(accessToken, isNewest ? refreshToken : undefined);
    }
    const [first] = failures;
    if (first !== undefined) {
      throw new RequestFailure(first);
    }
    return done.size;
  }
}
