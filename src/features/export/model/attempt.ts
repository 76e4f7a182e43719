import type { ResourceReader } from '../../../api/apiClient';
import type { ActiveAccount } from '../../../auth/activeAccount';
import { isSameAccount, type ServiceAccount } from '../../../auth/serviceAccount';
import type { Clock } from '../../../base/clock';
import { RequestFailure } from '../../../base/failure';
import type { Disposable } from '../../../base/listeners';
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

  /** Reads what belongs into the file. */
  readonly read: AnswerReader = async (iri) => {
    this.check();
    return this.readNow(iri);
  };

  /** Throws (`cancelled`) once it was stopped, or another account came into use. */
  check(): void {
    if (this.stopping.signal.aborted || this.isElsewhere) {
      throw new RequestFailure({ kind: 'cancelled' });
    }
  }

  stop(): void {
    this.stopping.abort();
  }

  dispose(): void {
    this.following.dispose();
  }
}
