import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { ServiceAccount } from '../../auth/serviceAccount';
import type { Lazy } from '../../base/lazy';
import { WindowWork } from '../../base/windowWork';
import type { Commands } from '../../editor/commands';
import type { Services } from '../../editor/services';

const scheme = 'korusticket-connection';

/** Checks the connection to the service, and shows the report of it as a document that is kept until the window closes. */
export class ConnectionFeature implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly reports = new Map<string, string>();
  private readonly checks = new WindowWork();
  private readonly subscriptions: vscode.Disposable;

  /** @param ask asks for a service account as signing in does, and stores nothing */
  constructor(
    private readonly services: Lazy<Pick<Services, 'account' | 'clock' | 'log'>>,
    commands: Commands,
    private readonly ask: () => Promise<ServiceAccount | undefined>,
    private readonly userAgent: string,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      commands.register('checkConnection', () => this.check()),
    );
  }

  /** Checks the account given, else the one in use, else one that the user is asked for, and shows the report. */
  async check(account?: ServiceAccount): Promise<void> {
    const { services, ask, userAgent } = this;
    const { accountInUse, checkConnection } = await import('./check.lazy');
    const { account: active, clock, log } = await services.get();
    const checked = account ?? (await accountInUse(active)) ?? (await ask());
    if (checked === undefined) {
      return;
    }
    const parts = { clock, log, userAgent, setbacks: active.setbacks };
    const report = await this.checks.run((end) => checkConnection(parts, checked, end));
    if (!this.checks.isOver) {
      await this.show(report);
    }
  }

  /** Ends the checks under way with the window, once each has given its tokens back. */
  end(): Promise<void> {
    return this.checks.end();
  }

  /** The newest report, in Markdown. */
  get report(): string | undefined {
    return [...this.reports.values()].at(-1);
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    return (
      this.reports.get(query) ??
      vscode.l10n.t('This report has gone with its window. Check the connection again.')
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async show(report: string): Promise<void> {
    // No other report has had it, nor one of an extension host that is gone: VS Code does not ask again for a text that
    // it has open.
    const query = randomUUID();
    this.reports.set(query, report);
    const uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('KorusTicket Connection')}.md`, query });
    // The preview alone would be there before its text is.
    const document = await vscode.workspace.openTextDocument(uri);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      // VS Code's own Markdown extension may be turned off; Markdown can be read as it is, too.
      await vscode.window.showTextDocument(document);
    }
  }
}
