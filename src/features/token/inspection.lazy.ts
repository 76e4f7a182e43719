import * as vscode from 'vscode';
import { failureOf, isCancelled, RequestFailure, type Failure } from '../../base/failure';
import type { Services } from '../../editor/services';
import { tokenReport } from './report';

/** Shows a text of ours, of the environment named, as a read-only JSON document. */
export type ShowText = (environment: string, name: string, text: string) => Promise<void>;

/** `korusticket.inspectToken`: what the token says and what happened to it, also while there is none. */
export async function inspectToken(
  { account: active, clock }: Pick<Services, 'account' | 'clock'>,
  show: ShowText,
): Promise<void> {
  let failure: Failure | undefined;
  const tokens = await active.get().catch((error: unknown) => {
    if (isCancelled(error)) {
      // The account that was asked about is no longer the one in use.
      throw error;
    }
    failure = failureOf(error);
    return undefined;
  });
  const { account, state, history } = active;
  if (account === undefined) {
    throw new RequestFailure(failure ?? { kind: 'signedOut' });
  }
  const text = tokenReport({
    account,
    tokens,
    failure,
    renewsAt: state.name === 'valid' ? state.renewsAt : undefined,
    events: history.events,
    now: clock.now(),
  });
  await show(account.environment, vscode.l10n.t('Access token'), text);
}
