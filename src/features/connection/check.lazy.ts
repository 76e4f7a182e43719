import { description } from 'korusticket:description';
import * as vscode from 'vscode';
import type { ServiceAccount } from '../../auth/serviceAccount';
import { RequestFailure } from '../../base/failure';
import { explain, shortReason } from '../../editor/explain';
import type { Services } from '../../editor/services';
import { language } from '../../editor/settings';
import { checkService, type CheckResult } from './model/check';
import type { Description } from './model/description';
import type { ProxyRoute } from './model/networkProbe';
import { proxyRoute } from './model/proxyRoute';
import { connectionReport } from './model/report';
import { stepText } from './model/texts';

/** What a check in a window works with. */
export interface ConnectionParts extends Pick<Services, 'account' | 'clock' | 'log'> {
  readonly userAgent: string;
  /** Asks for a service account as signing in does, and stores nothing; `undefined` when given up. */
  readonly ask: () => Promise<ServiceAccount | undefined>;
}

/** Checks an account, unless given the one in use, else one that is asked for; the report, or `undefined` where none was given. */
export async function checkConnection(
  parts: ConnectionParts,
  given?: ServiceAccount,
): Promise<string | undefined> {
  const account = given ?? (await accountInUse(parts)) ?? (await parts.ask());
  if (account === undefined) {
    return undefined;
  }
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: vscode.l10n.t('Checking the connection to {0}', account.environment),
    cancellable: true,
  };
  const result = await vscode.window.withProgress(options, (progress, token) =>
    check(parts, account, progress, token),
  );
  return connectionReport(result, { l10n: vscode.l10n, explain, shortReason });
}

/** The active environment's account. Throws where there is one that cannot be used as it is. */
async function accountInUse({ account }: ConnectionParts): Promise<ServiceAccount | undefined> {
  const environment = account.environment();
  const found = environment === undefined ? undefined : await account.accountOf(environment);
  // A server's refusal of an account is what a check is for; one that is not whole cannot be checked.
  if (found !== undefined && 'kind' in found) {
    throw new RequestFailure(found);
  }
  return found;
}

async function check(
  { clock, log, userAgent }: ConnectionParts,
  account: ServiceAccount,
  progress: vscode.Progress<{ message: string }>,
  token: vscode.CancellationToken,
): Promise<CheckResult> {
  const abortion = new AbortController();
  const subscription = token.onCancellationRequested(() => abortion.abort());
  try {
    return await checkService(
      {
        account,
        // VS Code replaces `fetch` to bring in proxy and certificates: it is looked up at each call.
        fetch: (...args) => globalThis.fetch(...args),
        clock,
        userAgent,
        language: language(),
        description: description as Description,
        proxyOf,
        report: (outcome) => log.request(outcome),
        progress: (id, subject) =>
          progress.report({ message: stepText(vscode.l10n, { id, subject }).replaceAll('`', '') }),
      },
      abortion.signal,
    );
  } finally {
    subscription.dispose();
  }
}

function proxyOf(url: string): ProxyRoute | undefined {
  const http = vscode.workspace.getConfiguration('http');
  const settings = {
    support: http.get('proxySupport', 'override'),
    proxy: http.get('proxy', ''),
    noProxy: http.get<readonly string[]>('noProxy', []),
  };
  return proxyRoute(url, settings, process.env);
}
