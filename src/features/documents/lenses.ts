import * as vscode from 'vscode';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock, Timer } from '../../base/clock';
import type { CommandId } from '../../editor/commands';
import { distanceText, minute, momentText } from '../../editor/counts';
import type { Content, ResourceStore } from './store';
import { documentScheme, nodeOfText } from '../../editor/documentUri';
import { plainLabel } from '../../editor/plainLabel';

/** The line above a document of ours: where it was read and when, and what can be done with it. */
export class ResourceLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<void>();
  private readonly subscriptions: vscode.Disposable;
  private timer: Timer | undefined;

  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(
    private readonly store: ResourceStore,
    account: ActiveAccount,
    private readonly clock: Clock,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changes,
      vscode.languages.registerCodeLensProvider({ scheme: documentScheme }, this),
      store.onDidChange(() => this.changes.fire()),
      account.onDidChange(() => this.changes.fire()),
    );
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const content = this.store.peek(uri) ?? { text: '' };
    this.keepAge();
    const line = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command = '', ...rest: unknown[]): vscode.CodeLens =>
      new vscode.CodeLens(line, { title, command, arguments: [uri, ...rest] });
    const run = (title: string, id: CommandId): vscode.CodeLens => lens(title, `korusticket.${id}`);
    const facts = factsOf(content, this.clock.now());
    const lenses = facts === '' ? [] : [lens(facts)];
    if (content.problem?.kind === 'elsewhere') {
      lenses.push(
        new vscode.CodeLens(line, {
          title: vscode.l10n.t('Switch Environment'),
          command: 'korusticket.switchEnvironment',
        }),
      );
    }
    if (uri.query !== '') {
      lenses.push(run(vscode.l10n.t('Refresh'), 'refreshResource'));
      lenses.push(run(vscode.l10n.t('Copy as curl'), 'copyAsCurl'));
    }
    if (content.problem !== undefined) {
      return lenses;
    }
    lenses.push(run(vscode.l10n.t('Compare with…'), 'compareResources'));
    if (uri.query !== '') {
      lenses.push(run(vscode.l10n.t('Reveal in Catalogs'), 'revealInCatalogs'));
    }
    const { role } = nodeOfText('', content.text) ?? {};
    if (role === 'product' || role === 'productBase') {
      lenses.push(run(vscode.l10n.t('Show Offer Calendar'), 'showOfferCalendar'));
    }
    return lenses;
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
    this.subscriptions.dispose();
  }

  /** The age grows by itself, but nobody needs that while no document of ours is in sight. */
  private keepAge(): void {
    this.timer ??= this.clock.setTimeout(() => {
      this.timer = undefined;
      if (vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === documentScheme)) {
        this.changes.fire();
      }
    }, minute);
  }
}

/** URL and age; the URL is the server's doing, and must become neither an icon nor a line without end. */
function factsOf({ url, readAt }: Content, now: number): string {
  const plainUrl = url === undefined ? undefined : plainLabel(url.slice(0, 200));
  const read = readAt === undefined ? undefined : vscode.l10n.t('read {0}', timeAndAge(readAt, now));
  return [plainUrl, read].filter((fact) => fact !== undefined).join(' · ');
}

function timeAndAge(time: number, now: number): string {
  const minutes = Math.floor((now - time) / minute);
  const at = momentText(time, now);
  if (minutes < 1) {
    return at;
  }
  return `${at} (${distanceText(time - now, vscode.env.language)})`;
}
