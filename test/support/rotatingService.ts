import type { TokenSet } from '../../src/auth/tokenSet';
import type { Failure } from '../../src/base/failure';
import type { FakeClock } from './fakeClock';
import { ScriptedGrants, type GrantCall } from './scriptedGrants';

/** How the service is at the moment: well, failing with this, or doing its work while every reply gets lost. */
export type Health = 'well' | Failure | 'repliesLost';

/** A token service that rotates refresh tokens, as a strict Keycloak does: one used again ends its whole session. */
export class RotatingService {
  readonly grants: ScriptedGrants;
  health: Health = 'well';
  /** Refresh tokens that came a second time although no reply was ever lost: some window broke its own chain. */
  brokenChains = 0;
  /** Most requests that were under way at one time. */
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly live = new Map<string, number>();
  private readonly lost = new Set<string>();
  private session = 0;

  constructor(
    private readonly clock: FakeClock,
    private readonly latency: () => number,
  ) {
    this.grants = new ScriptedGrants(clock);
    this.grants.answer = (call) => this.answer(call);
  }

  /** An administrator ends all sessions: no refresh token is good any more. */
  endSessions(): void {
    this.live.clear();
    this.lost.clear();
    this.known.clear();
  }

  /** Refresh tokens issued since sessions were last ended, used or not. */
  private readonly known = new Set<string>();

  private async answer(call: GrantCall): Promise<TokenSet | Failure> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    let isUnderWay = true;
    const end = (): void => {
      this.atOnce -= isUnderWay ? 1 : 0;
      isUnderWay = false;
    };
    // A window that closes hangs up.
    call.signal.addEventListener('abort', end);
    await new Promise<void>((resolve) => void this.clock.setTimeout(resolve, this.latency()));
    end();
    if (typeof this.health === 'object') {
      return this.health;
    }
    const used = call.grant === 'refresh' ? (call.tokens?.refreshToken ?? '') : undefined;
    if (used !== undefined && !this.live.has(used)) {
      this.brokenChains += this.known.has(used) && !this.lost.has(used) ? 1 : 0;
      return { kind: 'invalidGrant', status: 400 };
    }
    const session = used === undefined ? ++this.session : this.live.get(used)!;
    if (used !== undefined) {
      this.live.delete(used);
    }
    const tokens = this.grants.issue();
    this.live.set(tokens.refreshToken!, session);
    this.known.add(tokens.refreshToken!);
    if (this.health === 'repliesLost') {
      this.lost.add(used ?? '');
      return { kind: 'connectionLost' };
    }
    return tokens;
  }
}
