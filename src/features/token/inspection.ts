import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import { failureOf, RequestFailure, type Failure } from '../../base/failure';
import type { Services } from '../../editor/services';

/** Shows a text of ours, of the environment named, as a read-only JSON document. */
export type ShowText = (environment: string, name: string, text: string) => Promise<void>;

/** `korusticket.inspectToken`: what the token says and what happened to it, also while there is none. */
export class TokenInspection implements vscode.Disposable {
  private readonly account: ActiveAccount;
  private readonly clock: Clock;
  private readonly registration: vscode.Disposable;

  constructor(
    { account, clock, commands }: Pick<Services, 'account' | 'clock' | 'commands'>,
    private readonly show: ShowText,
  ) {
    this.account = account;
    this.clock = clock;
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
    await this.show(account.environment, vscode.l10n.t('Access token'), text);
  }
}
