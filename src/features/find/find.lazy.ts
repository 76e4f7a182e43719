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
import { plural } from '../../editor/counts';
import { shortReason } from '../../editor/explain';
import { catalogsPageSize } from '../../editor/settings';
import { oneLine } from '../../base/text';

const { l10n } = vscode;

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
  // Without a token, only what is kept can be found; who was never signed in is told so.
  if (account.account === undefined) {
    await account.lease();
  }
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
  const apiBaseUrl = searched?.apiBaseUrl ?? '';
  const pick = vscode.window.createQuickPick<FoundItem>();
  pick.placeholder = l10n.t(
    'Name or id of a catalog, product base, option, value or product; or an IRI or URL',
  );
  const list = new ShownItems(pick, parts.clock);
  const render = (): void => {
    const address = addressOf(pick.value, apiBaseUrl);
    const items =
      address === undefined
        ? [...finder.matches.map((entry) => itemOf(entry, finder)), ...unreadItems(finder)]
        : [addressItem(address, finder)];
    const title = titleOf(finder);
    const isNews = differs(items, pick.items);
    const active = isNews ? sameAsActive(items, pick) : undefined;
    // All is known before anything is set: what is set in one go, VS Code sends in one go.
    pick.title = title;
    pick.busy = finder.isBusy;
    if (isNews) {
      list.show(items, active);
    }
  };
  let isDue = false;
  /** Renews the list soon, once for however many pages arrive meanwhile. */
  const show = (): void => {
    if (!isDue) {
      isDue = true;
      parts.clock.setTimeout(() => {
        isDue = false;
        render();
      }, 0);
    }
  };
  const finder = new Finder(parts, show);
  const following = account.onDidChange(() => (account.account === searched ? undefined : pick.hide()));
  let looking = Promise.resolve();
  let lookedFor = '';
  const chosen = await new Promise<readonly string[] | undefined>((resolve) => {
    pick.onDidChangeValue((text) => {
      // Nothing is called like an address.
      const name = addressOf(text, apiBaseUrl) === undefined ? text : '';
      looking = finder.look(name).then(() => void (lookedFor = text));
    });
    pick.onDidAccept(async () => {
      const taken = lookedFor === pick.value ? list.chosen() : undefined;
      await looking;
      render();
      const { leadsTo } = taken ?? pick.items[0] ?? {};
      if (leadsTo === 'readUnread') {
        await finder.readUnread();
      } else if (leadsTo === 'stopReading') {
        finder.stopReading();
      } else if (leadsTo !== undefined) {
        resolve(leadsTo);
        pick.hide();
      }
    });
    pick.onDidHide(() => {
      list.dispose();
      pick.dispose();
      resolve(undefined);
    });
    render();
    pick.show();
    void finder.load();
  });
  following.dispose();
  await finder.end();
  return chosen;
}

/** Whether items look otherwise than those shown: a list that is drawn anew loses its place. */
function differs(items: readonly FoundItem[], shown: readonly FoundItem[]): boolean {
  const faces = (all: readonly FoundItem[]): string =>
    JSON.stringify(
      all.map(({ leadsTo, label, description, detail }) => [leadsTo, label, description, detail]),
    );
  return faces(items) !== faces(shown);
}

/** What a person was about to take stays what Enter takes. */
function sameAsActive(
  items: readonly FoundItem[],
  { activeItems, value }: vscode.QuickPick<FoundItem>,
): FoundItem | undefined {
  const active = activeItems[0]?.leadsTo;
  const same = items.find(({ leadsTo }) => Array.isArray(leadsTo) && String(leadsTo) === String(active));
  return value === '' ? undefined : same;
}

function titleOf({ list, reading, isBusy, isCut, listFailure, matches }: Finder): string {
  if (reading !== undefined) {
    const { done, total } = reading;
    return l10n.t('Find in Catalogs – product bases searched: {0} of {1}', number(done), number(total));
  }
  if (list === undefined) {
    // What is not there says nothing of what there is.
    return listFailure !== undefined && !isBusy
      ? l10n.t('Find in Catalogs – not all could be loaded: {0}', shortReason(listFailure))
      : isCut
        ? l10n.t('Find in Catalogs – the first {0} matches', number(matches.length))
        : l10n.t('Find in Catalogs');
  }
  const { label, loaded, total } = list;
  const name = oneLine(label, 60);
  return total === undefined
    ? l10n.t('Find in Catalogs – loading {0}: {1}', name, number(loaded))
    : l10n.t('Find in Catalogs – loading {0}: {1} of {2}', name, number(loaded), number(total));
}

function itemOf({ resource, role, path }: SearchEntry, finder: Finder): FoundItem {
  return {
    label: plain(resource.label),
    description: resource.disabled ? l10n.t('{0}, disabled', roleName(role)) : roleName(role),
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
        label: l10n.t('Stop searching product bases'),
        description: l10n.t('{0} of {1}', number(reading.done), number(reading.total)),
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
        l10n.t('Search {0} unread product base', number(unread)),
        l10n.t('Search {0} unread product bases', number(unread)),
      ),
      ...(failure === undefined ? {} : { description: l10n.t('last time: {0}', shortReason(failure)) }),
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
    label: l10n.t('Go to this address'),
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

function number(count: number): string {
  return new Intl.NumberFormat(vscode.env.language).format(count);
}

/** A server's text where the editor would read icons. */
function plain(text: string): string {
  return oneLine(text, longestText).replaceAll('$(', '\\$(');
}
