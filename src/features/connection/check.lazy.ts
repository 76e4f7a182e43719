import { description } from 'korusticket:description';
import * as vscode from 'vscode';
import type { ServiceAccount } from '../../auth/serviceAccount';
import type { Setbacks } from '../../auth/setbacks';
import { failureOf } from '../../base/failure';
import { withoutLinks } from '../../base/text';
import { explain, shortReason } from '../../editor/explain';
import { withCancel } from '../../editor/progress';
import { proxyOf } from '../../editor/proxy';
import type { Services } from '../../editor/services';
import { language } from '../../editor/settings';
import { checkService, type CheckResult } from './model/check';
import type { Description } from './model/description';
import { connectionReport } from './model/report';
import { stepText } from './model/texts';

/** What a check in a window works with. */
export interface ConnectionParts extends Pick<Services, 'clock' | 'log'> {
  readonly userAgent: string;
  readonly setbacks: Pick<Setbacks, 'heed'>;
}

/** Checks an account, and makes a report of it; cut short, once it has given its tokens back, where the window ends. */
export async function checkConnection(
  parts: ConnectionParts,
  account: ServiceAccount,
  end: AbortSignal,
): Promise<string> {
  const title = vscode.l10n.t('Checking the connection to {0}', withoutLinks(account.environment));
  const result = await withCancel(title, (progress, cancelled) =>
    check(parts, account, progress, AbortSignal.any([cancelled, end])),
  );
  return connectionReport(result, { l10n: vscode.l10n, explain, shortReason });
}

/** The account in use, `undefined` where nobody is signed in. Throws where there is one that cannot be used as it is. */
export async function accountInUse(active: Services['account']): Promise<ServiceAccount | undefined> {
  try {
    // A server's refusal of an account is what a check is for; one that is not whole cannot be checked.
    return await active.known();
  } catch (error) {
    if (failureOf(error).kind === 'signedOut') {
      return undefined;
    }
    throw error;
  }
}

async function check(
  { clock, log, userAgent, setbacks }: ConnectionParts,
  account: ServiceAccount,
  progress: vscode.Progress<{ message: string }>,
  signal: AbortSignal,
): Promise<CheckResult> {
  return checkService(
    {
      account,
      // VS Code replaces `fetch` to bring in proxy and certificates: it is looked up at each call.
      fetch: (...args) => globalThis.fetch(...args),
      clock,
      userAgent,
      language: language(),
      description: description as Description,
      proxyOf,
      heed: (request) => setbacks.heed(account, clock, request),
      report: (outcome) => log.request(outcome),
      progress: (id, subject) =>
        progress.report({ message: stepText(vscode.l10n, { id, subject }).replaceAll('`', '') }),
    },
    signal,
  );
}
