import * as vscode from 'vscode';
import { mayHaveAccount } from '../../auth/accountStores';
import type { ActiveAccount } from '../../auth/activeAccount';
import { failureIn, type AccountState } from '../../auth/sessionState';
import type { Clock, Timer } from '../../base/clock';
import type { Failure } from '../../base/failure';
import { plainHtml } from '../../base/text';
import { momentText } from '../../editor/counts';
import type { EnvironmentSettings } from '../../editor/environments';
import { statusBarStyle } from '../../editor/settings';
import { statusBarFace } from './statusBarFace';

const links = [
  'copyAccessToken',
  'refreshToken',
  'inspectToken',
  'switchEnvironment',
  'signIn',
  'signOut',
  'checkConnection',
  'showLog',
] as const;
type Link = (typeof links)[number];

/** The status-bar item: the token's state in one glance, the token itself never. */
export class StatusBar implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;
  /** `undefined` until it is settled: the item may have been shown before there was anything to ask. */
  private isShown: boolean | undefined;
  private shownTooltip = '';
  private shownColor: string | undefined;
  /** The last failure there was, with its sentence once that is known. */
  private explained: { readonly failure: Failure; readonly sentence?: string } | undefined;
  private timer: Timer | undefined;

  constructor(
    private readonly account: ActiveAccount,
    private readonly clock: Clock,
    /** A failure as a sentence. */
    private readonly explain: (failure: Failure) => Promise<string>,
    private readonly environments: EnvironmentSettings,
    private readonly item: vscode.StatusBarItem,
  ) {
    this.subscriptions = vscode.Disposable.from(
      account.onDidChange(() => this.update()),
      environments.onDidChange(() => this.update()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('korusticket.statusBar.style')) {
          this.update();
        }
      }),
    );
  }

  /** Brings the item in line with the state; writes nothing that is shown already. */
  update(): void {
    this.clock.clearTimeout(this.timer);
    const style = statusBarStyle();
    if (style === 'off') {
      this.show(false);
      return;
    }
    const { state } = this.account;
    const face = statusBarFace(state, style, this.clock.now(), this.account.environment());
    if (face.text !== this.item.text || face.label !== this.item.accessibilityInformation?.label) {
      this.item.text = face.text;
      this.item.accessibilityInformation = { label: face.label, role: 'button' };
    }
    this.paint(face.color);
    this.updateTooltip(state, face.label);
    this.show(true);
    if (face.changesIn !== undefined) {
      this.timer = this.clock.setTimeout(() => this.update(), face.changesIn);
    }
  }

  dispose(): void {
    this.clock.clearTimeout(this.timer);
    this.subscriptions.dispose();
  }

  private paint(color: string | undefined): void {
    if (color !== this.shownColor) {
      this.shownColor = color;
      const themed = color === undefined ? undefined : new vscode.ThemeColor(color);
      // VS Code gives an item no other background; whatever else it is asked for colours the text.
      const isBackground = /^statusBarItem\.(error|warning)Background$/.test(color ?? '');
      this.item.backgroundColor = isBackground ? themed : undefined;
      this.item.color = isBackground ? undefined : themed;
    }
  }

  private show(shall: boolean): void {
    if (shall !== this.isShown) {
      this.isShown = shall;
      this.item[shall ? 'show' : 'hide']();
    }
  }

  /** The sentence of a failure; where it has to be loaded first, the item is brought in line again once it is there. */
  private sentenceOf(failure: Failure | undefined): string | undefined {
    if (failure === undefined || this.explained?.failure === failure) {
      return failure && this.explained?.sentence;
    }
    this.explained = { failure };
    const take = (sentence: string): void => {
      if (this.explained?.failure === failure) {
        this.explained = { failure, sentence };
        this.update();
      }
    };
    // What cannot be loaded is tried again with the next failure; the item itself says the reason in short.
    void this.explain(failure).then(take, () => undefined);
    return undefined;
  }

  private updateTooltip(state: AccountState, label: string): void {
    // While nobody is signed in anywhere there is one thing to do, and a click does it. A text with links is a
    // MarkdownString, which takes 0.15 MiB in every window.
    const isPlain = state.name === 'signedOut' && !mayHaveAccount(this.environments);
    const tooltip = isPlain
      ? label
      : tooltipOf(
          state,
          this.clock.now(),
          this.account.account?.clientId,
          this.sentenceOf(failureIn(state)),
          this.environments.ofWorkspace !== undefined,
        );
    const value = typeof tooltip === 'string' ? tooltip : tooltip.value;
    if (value !== this.shownTooltip) {
      this.shownTooltip = value;
      this.item.tooltip = tooltip;
    }
  }
}

function tooltipOf(
  state: AccountState,
  now: number,
  clientId: string | undefined,
  lastError: string | undefined,
  isOfWorkspace: boolean,
): vscode.MarkdownString {
  const name = state.environment ?? vscode.l10n.t('none');
  const lines = [
    isOfWorkspace
      ? vscode.l10n.t('Environment: {0} (for this workspace only)', name)
      : vscode.l10n.t('Environment: {0}', name),
  ];
  if (clientId !== undefined) {
    lines.push(vscode.l10n.t('Service account: {0}', clientId));
  }
  if (state.name === 'valid') {
    lines.push(vscode.l10n.t('Expires at {0}', momentText(state.tokens.expiresAt, now, 'medium')));
    lines.push(vscode.l10n.t('Renews at {0}', momentText(state.renewsAt, now, 'medium')));
  }
  if (state.name === 'retrying') {
    lines.push(vscode.l10n.t('Tries again at {0}', momentText(state.retriesAt, now, 'medium')));
  }
  if (lastError !== undefined) {
    lines.push(vscode.l10n.t('Last error: {0}', lastError));
  }
  // HTML, of which VS Code reads no more than that it is some: to tell Markdown's own paragraphs and links apart takes
  // 0.25 MiB more in every window (docs/start-up.md).
  const markdown = new vscode.MarkdownString(
    `<p>${lines.map(plainHtml).join('<br>')}</p><p>${linksFor(state).map(linkOf).join(' · ')}</p>`,
  );
  markdown.supportHtml = true;
  markdown.isTrusted = { enabledCommands: links.map((link) => `korusticket.${link}`) };
  return markdown;
}

function linksFor(state: AccountState): readonly Link[] {
  switch (state.name) {
    case 'signedOut':
      return ['signIn', 'switchEnvironment', 'checkConnection', 'showLog'];
    case 'rejected':
      return ['signIn', 'refreshToken', 'switchEnvironment', 'signOut', 'checkConnection', 'showLog'];
    default:
      return [
        'copyAccessToken',
        'refreshToken',
        'inspectToken',
        'switchEnvironment',
        'signOut',
        'checkConnection',
        'showLog',
      ];
  }
}

function linkOf(link: Link): string {
  const titles: Record<Link, string> = {
    copyAccessToken: vscode.l10n.t('Copy'),
    refreshToken: vscode.l10n.t('Renew'),
    inspectToken: vscode.l10n.t('Inspect'),
    switchEnvironment: vscode.l10n.t('Switch Environment'),
    signIn: vscode.l10n.t('Sign In'),
    signOut: vscode.l10n.t('Sign Out'),
    checkConnection: vscode.l10n.t('Check Connection'),
    showLog: vscode.l10n.t('Log'),
  };
  return `<a href="command:korusticket.${link}">${plainHtml(titles[link])}</a>`;
}
