import * as vscode from 'vscode';
import { originOf } from '../../net/endpoint';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { Clock } from '../../base/clock';
import type { CatalogModel } from '../../catalogs/catalogModel';
import { ShownItems } from './shownItems';
import { Finder, type FinderParts } from './model/finder';
import type { SearchEntry } from './model/query';
import { icons, roleName } from '../../editor/roles';
import { runCommand } from '../../editor/commands';
import { countText, plural } from '../../editor/counts';
import { shortReason } from '../../editor/explain';
import { plainLabel } from '../../editor/plainLabel';
import { catalogsPageSize } from '../../editor/settings';
import { oneLine } from '../../base/text';

const longestText = 200;

/** The tree that is looked through, and that shows what was found. */
export interface SearchedTree {
  readonly model: CatalogModel;
  revealResource(path: readonly string[]): Promise<boolean>;
}

interface FoundItem extends vscode.QuickPickItem {
  /** IRIs that lead there, its own last; or what else taking the item does. */
  readonly leadsTo: readonly string[] | 'readUnread' | 'stopReading';
}

/** `korusticket.findInCatalogs`. */
export async function findInCatalogs(
  tree: SearchedTree,
  cache: FinderParts['cache'],
  account: ActiveAccount,
  clock: Clock,
): Promise<void> {
  // Who was never signed in is told so.
  await account.known();
  const parts = { model: tree.model, cache, clock, pageSize: catalogsPageSize() };
  const path = await choose(parts, account);
  const iri = path?.at(-1);
  if (path !== undefined && iri !== undefined && !(await tree.revealResource(path))) {
    await runCommand('openResource', iri);
  }
}

/** Ends without a choice where another account comes into use: what is found here is not there. */
async function choose(
  parts: FinderParts,
  account: Pick<ActiveAccount, 'account' | 'onDidChange'>,
): Promise<readonly string[] | undefined> {
  const searched = account.account;
  const pick = vscode.window.createQuickPick<FoundItem>();
  pick.placeholder = vscode.l10n.t(
    'Name or id of a catalog, product base, option, value or product; or an IRI or URL',
  );
  const following = account.onDidChange(() => (account.account === searched ? undefined : pick.hide()));
  const chosen = await new Finding(pick, parts, searched?.apiBaseUrl ?? '').chosen();
  following.dispose();
  return chosen;
}

/** Find while it is open: a list that is renewed as pages arrive, until something in it is taken. */
class Finding {
  private readonly list: ShownItems<FoundItem>;
  private readonly finder: Finder;
  private isDue = false;
  /** Resolves once the matches of what is typed are there. */
  private looking = Promise.resolve();
  /** What all matches are there of. */
  private lookedFor = '';
  /** What the rows shown are all matches of, where they are. */
  private shownFor: string | undefined;

  constructor(
    private readonly pick: vscode.QuickPick<FoundItem>,
    private readonly parts: FinderParts,
    private readonly apiBaseUrl: string,
  ) {
    this.list = new ShownItems(pick, parts.clock);
    this.finder = new Finder(parts, () => this.renewSoon());
  }

  /** The IRIs that lead to what a person takes; `undefined` where Find is closed. Everything has ended then. */
  async chosen(): Promise<readonly string[] | undefined> {
    const { pick } = this;
    const chosen = await new Promise<readonly string[] | undefined>((resolve) => {
      pick.onDidChangeValue((text) => this.look(text));
      pick.onDidAccept(async () => {
        const leadsTo = await this.taken();
        if (leadsTo === 'readUnread') {
          await this.finder.readUnread();
        } else if (leadsTo === 'stopReading') {
          this.finder.stopReading();
        } else if (leadsTo !== undefined) {
          resolve(leadsTo);
          pick.hide();
        }
      });
      pick.onDidHide(() => {
        this.list.dispose();
        pick.dispose();
        resolve(undefined);
      });
      this.renew();
      pick.show();
      void this.finder.load();
    });
    await this.finder.end();
    return chosen;
  }

  private look(text: string): void {
    // Nothing is called like an address.
    const name = addressOf(text, this.apiBaseUrl) === undefined ? text : '';
    this.looking = this.finder.look(name).then(() => {
      // What was looked for before may end after it.
      if (this.pick.value === text) {
        this.lookedFor = text;
      }
    });
  }

  /** Where the item leads that a person takes now: of matches that are still those of another text, the first to come. */
  private async taken(): Promise<FoundItem['leadsTo'] | undefined> {
    const taken = this.lookedFor === this.pick.value ? this.list.chosen() : undefined;
    await this.looking;
    this.renew();
    return (taken ?? this.pick.items[0])?.leadsTo;
  }

  /**
   * Renews the list soon, once for however many pages arrive meanwhile, but not before the window shows the last one:
   * where a person went in that, is only known then.
   */
  private renewSoon(): void {
    if (!this.isDue) {
      this.isDue = true;
      void this.list.settled.then(() =>
        this.parts.clock.setTimeout(() => {
          this.isDue = false;
          this.renew();
        }, 0),
      );
    }
  }

  private renew(): void {
    const { pick, finder } = this;
    const address = addressOf(pick.value, this.apiBaseUrl);
    const items =
      address === undefined
        ? [...finder.matches.map((entry) => itemOf(entry, finder)), ...unreadItems(finder)]
        : [addressItem(address, finder)];
    const title = titleOf(finder);
    const isNews = differs(items, pick.items);
    // With another text, VS Code puts the focus on the match in front, and there it belongs.
    const focused = isNews && this.shownFor === pick.value ? this.focusedOf(items) : undefined;
    this.shownFor = this.lookedFor === pick.value ? pick.value : undefined;
    // All is known before anything is set: what is set in one go, VS Code sends in one go.
    pick.title = title;
    pick.busy = finder.isBusy;
    if (isNews) {
      this.list.show(items, focused);
    }
  }

  /**
   * The row in focus, among new ones: what a person was about to take stays what Enter takes. A row of something to do
   * that was the only one gives way: nobody had gone there, and the matches are what was waited for.
   */
  private focusedOf(items: readonly FoundItem[]): FoundItem | undefined {
    const { focused } = this.list;
    const isLeft =
      focused === undefined || (typeof focused.leadsTo === 'string' && this.pick.items.length === 1);
    return isLeft ? undefined : items.find((each) => targetOf(each) === targetOf(focused));
  }
}

/** Whether items look otherwise than those shown: a list that is drawn anew loses its place. */
function differs(items: readonly FoundItem[], shown: readonly FoundItem[]): boolean {
  const faces = (all: readonly FoundItem[]): string =>
    JSON.stringify(
      all.map(({ leadsTo, label, description, detail }) => [leadsTo, label, description, detail]),
    );
  return faces(items) !== faces(shown);
}

/** What an item leads to, whatever the way there: a longer one may be known later. */
function targetOf({ leadsTo }: FoundItem): string | undefined {
  return typeof leadsTo === 'string' ? leadsTo : leadsTo.at(-1);
}

function titleOf({ list, reading, isBusy, isCut, listFailure, matches }: Finder): string {
  if (reading !== undefined) {
    const { done, total } = reading;
    return vscode.l10n.t(
      'Find in Catalogs – product bases searched: {0} of {1}',
      countText(done),
      countText(total),
    );
  }
  if (list === undefined) {
    // What is not there says nothing of what there is.
    return listFailure !== undefined && !isBusy
      ? vscode.l10n.t('Find in Catalogs – not all could be loaded: {0}', shortReason(listFailure))
      : isCut
        ? vscode.l10n.t('Find in Catalogs – the first {0} matches', countText(matches.length))
        : vscode.l10n.t('Find in Catalogs');
  }
  const { label, loaded, total } = list;
  const name = oneLine(label, 60);
  return total === undefined
    ? vscode.l10n.t('Find in Catalogs – loading {0}: {1}', name, countText(loaded))
    : vscode.l10n.t('Find in Catalogs – loading {0}: {1} of {2}', name, countText(loaded), countText(total));
}

function itemOf({ resource, role, path }: SearchEntry, finder: Finder): FoundItem {
  return {
    label: plain(resource.label),
    description: resource.disabled ? vscode.l10n.t('{0}, disabled', roleName(role)) : roleName(role),
    detail: placeText(path, finder),
    iconPath: new vscode.ThemeIcon(icons[role]),
    // What was found by another spelling is shown all the same.
    alwaysShow: true,
    leadsTo: path,
  };
}

/** What can be done about products that nobody has read yet: they are read one base after another, so it takes its time. */
function unreadItems({ reading, unread, failure }: Finder): FoundItem[] {
  if (reading !== undefined) {
    return [
      {
        label: vscode.l10n.t('Stop searching product bases'),
        // How far it is, the title tells: a row in focus that is another one every moment is read out anew every moment.
        iconPath: new vscode.ThemeIcon('stop-circle'),
        alwaysShow: true,
        leadsTo: 'stopReading',
      },
    ];
  }
  if (unread === 0) {
    return [];
  }
  return [
    {
      label: plural(
        unread,
        vscode.l10n.t('Search {0} unread product base', countText(unread)),
        vscode.l10n.t('Search {0} unread product bases', countText(unread)),
      ),
      ...(failure === undefined
        ? {}
        : { description: vscode.l10n.t('last time: {0}', shortReason(failure)) }),
      iconPath: new vscode.ThemeIcon('search'),
      alwaysShow: true,
      leadsTo: 'readUnread',
    },
  ];
}

function addressItem(iri: string, finder: Finder): FoundItem {
  // Whatever is loaded is gone to by the way that is known, without looking for it.
  const path = finder.search.wayTo(iri) ?? [iri];
  return {
    label: vscode.l10n.t('Go to this address'),
    description: plain(iri),
    detail: placeText(path, finder),
    alwaysShow: true,
    leadsTo: path,
  };
}

function placeText(path: readonly string[], { search }: Finder): string {
  const above = path.slice(0, -1).map((iri) => search.labelOf(iri));
  return plain(above.filter((label) => label !== undefined).join(' › '));
}

/** The IRI in a text that is one; what leads out of the API stays as it is, and is refused when it is opened. */
function addressOf(text: string, apiBaseUrl: string): string | undefined {
  const address = text.trim();
  if (!/^(\/|https?:\/\/)\S+$/i.test(address) || !URL.canParse(address, apiBaseUrl)) {
    return undefined;
  }
  const { origin, pathname, search } = new URL(address, apiBaseUrl);
  return origin === originOf(apiBaseUrl) ? pathname + search : address;
}

/** A server's text where the editor would read icons. */
function plain(text: string): string {
  return plainLabel(oneLine(text, longestText));
}
