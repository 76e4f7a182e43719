import type { ResourceReader } from '../../../api/apiClient';
import type { ActiveAccount } from '../../../auth/activeAccount';
import { isSameAccount, type ServiceAccount } from '../../../auth/serviceAccount';
import type { Clock } from '../../../base/clock';
import { RequestFailure } from '../../../base/failure';
import type { Disposable } from '../../../base/listeners';
import { unlessAborted } from '../../../base/steps';
import { readSince, type AnswerReader } from './pages';

/** How old what is read may be when an attempt begins, in milliseconds: a person may try again hours after a failure. */
const recent = 10 * 60_000;

/** What an attempt works with. */
export interface AttemptParts {
  readonly reader: Pick<ResourceReader, 'get'>;
  readonly account: Pick<ActiveAccount, 'account' | 'onDidChange'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** One attempt at an export, from its first read to its last. */
export class ExportAttempt implements Disposable {
  private readonly stopping = new AbortController();
  private readonly following: Disposable;
  private readonly readNow: AnswerReader;
  private wasElsewhere = false;

  /**
   * @param owner whose catalog it is
   * @param since milliseconds since the epoch: what was read before is asked for again, and what was read long before
   *   the attempt as well
   */
  constructor(
    private readonly parts: AttemptParts,
    private readonly owner: ServiceAccount,
    since: number,
  ) {
    const { reader, account, clock } = parts;
    this.following = account.onDidChange(() => (this.isElsewhere ? this.stop() : undefined));
    this.readNow = readSince(reader, Math.max(since, clock.now() - recent), this.stopping.signal);
  }

  /** True once another account than the owner's is in use: IRIs mean something else there, and see other things. */
  get isElsewhere(): boolean {
    return (this.wasElsewhere ||= !isSameAccount(this.parts.account.account, this.owner));
  }

  /** Reads what belongs into the file; rejects as soon as the attempt is stopped, whatever the server does. */
  readonly read: AnswerReader = async (iri) => {
    this.check();
    const answer = await unlessAborted(this.readNow(iri), this.stopping.signal);
    if (answer === undefined) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
    return answer;
  };

  /** Throws (`cancelled`) once it was stopped, or another account came into use. */
  check(): void {
    if (this.stopping.signal.aborted || this.isElsewhere) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
  }

  /** Stops it once this signal aborts. */
  stopAt(end: AbortSignal): void {
    if (end.aborted) {
      this.stop();
    }
    end.addEventListener('abort', () => this.stop(), { signal: this.stopping.signal });
  }

  /** Ends it, and with it the reads that are still under way after a failure of another. */
  dispose(): void {
    this.following.dispose();
    this.stop();
  }

  private stop(): void {
    this.stopping.abort();
  }
}
