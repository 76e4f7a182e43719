import type { TokenSet } from '../../src/auth/tokenSet';
import type { Failure } from '../../src/base/failure';
import { originOf } from '../../src/net/endpoint';
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
  /** Requests that came before the time that the service had asked to wait for. */
  readonly early: string[] = [];
  /** Most requests that were under way at one time. */
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly live = new Map<string, number>();
  private readonly lost = new Set<string>();
  /** Until when each environment was asked to leave each server alone, by the time that passes and by the wall clock. */
  private readonly waits = new Map<string, { readonly elapsed: number; readonly wall: number }>();
  private session = 0;

  constructor(
    private readonly clock: FakeClock,
    private readonly latency: () => number,
  ) {
    this.grants = new ScriptedGrants(clock);
    this.grants.answer = (call) => this.answer(call);
  }

  /** Whether new tokens are to be had for the refresh token of a set. */
  canRefresh(tokens: TokenSet): boolean {
    return this.live.has(tokens.refreshToken ?? '') && this.grants.canRefresh(tokens);
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
    this.watchWait(call);
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
      const { retryAfter = 0 } = this.health;
      const { elapsed } = this.clock;
      this.waits.set(keyOf(call), { elapsed: elapsed + retryAfter, wall: this.clock.now() + retryAfter });
      return this.health;
    }
    this.waits.delete(keyOf(call));
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

  private watchWait(call: GrantCall): void {
    const { elapsed = 0, wall = 0 } = this.waits.get(keyOf(call)) ?? {};
    // By a wall clock that was set forward the wait is over.
    if (this.clock.elapsed < elapsed && this.clock.now() < wall) {
      this.early.push(`${call.grant} for ${keyOf(call)}, ${elapsed - this.clock.elapsed} ms too early`);
    }
  }
}

function keyOf({ account: { environment, tokenEndpoint } }: GrantCall): string {
  return `${environment} ${originOf(tokenEndpoint)}`;
}
