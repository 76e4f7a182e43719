import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import { failureOf, RequestFailure, type Failure } from '../../base/failure';
import type { Commands } from '../../editor/commands';
import type { ResourceDocuments } from '../documents/documents';

/** `korusticket.inspectToken`: what the token says and what happened to it, also while there is none. */
export class TokenInspection implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly account: ActiveAccount,
    private readonly clock: Clock,
    private readonly documents: ResourceDocuments,
    commands: Commands,
  ) {
    this.registration = commands.register('inspectToken', () => this.inspect());
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async inspect(): Promise<void> {
    let failure: Failure | undefined;
    const tokens = await this.account.get().catch((error: unknown) => {
      failure = failureOf(error);
      return undefined;
    });
    const { account, state, history } = this.account;
    if (account === undefined) {
      throw new RequestFailure(failure ?? { kind: 'signedOut' });
    }
    const { tokenReport } = await import('./report.lazy');
    const text = tokenReport({
      account,
      tokens,
      failure,
      renewsAt: state.name === 'valid' ? state.renewsAt : undefined,
      events: history.events,
      now: this.clock.now(),
    });
    await this.documents.show(account.environment, vscode.l10n.t('Access token'), text);
  }
}
