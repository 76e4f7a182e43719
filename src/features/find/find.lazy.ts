import * as vscode from 'vscode';
import type { ApiReply } from '../../api/apiClient';
import { originOf } from '../../net/endpoint';
import type { ActiveAccount } from '../../auth/activeAccount';
import type { CatalogModel } from '../../catalogs/catalogModel';
import { CatalogSearch, type SearchEntry } from './model/search';
import { icons, roleName } from '../../editor/roles';
import { runCommand } from '../../editor/commands';
import { oneLine } from '../../base/text';

const { l10n } = vscode;

/** Most matches shown: who has to look through more types another letter. */
const mostShown = 100;
const longestText = 200;

/** The tree that is looked through, and that shows what was found. */
export interface SearchedTree {
  readonly model: CatalogModel;
  revealResource(path: readonly string[]): Promise<boolean>;
}

interface FoundItem extends vscode.QuickPickItem {
  /** IRIs that lead there, its own last. */
  readonly path: readonly string[];
}

/** `korusticket.findInCatalogs`. The root of a bundle of its own. */
export async function findInCatalogs(
  tree: SearchedTree,
  cache: { kept(): AsyncIterable<ApiReply> },
  account: ActiveAccount,
): Promise<void> {
  // Without a token, only what is kept can be found; who was never signed in is told so.
  if (account.account === undefined) {
    await account.lease();
  }
  const path = await choose(tree.model, cache, account.account?.apiBaseUrl ?? '');
  const iri = path?.at(-1);
  if (path !== undefined && iri !== undefined && !(await tree.revealResource(path))) {
    await runCommand('openResource', iri);
  }
}

async function choose(
  model: CatalogModel,
  cache: { kept(): AsyncIterable<ApiReply> },
  apiBaseUrl: string,
): Promise<readonly string[] | undefined> {
  const search = new CatalogSearch();
  const ending = new AbortController();
  const pick = vscode.window.createQuickPick<FoundItem>();
  pick.title = l10n.t('Find in Catalogs');
  pick.placeholder = l10n.t(
    'Name or id of a catalog, product base, option, value or product; or an IRI or URL',
  );
  let loading = Promise.resolve();
  const show = (): void => {
    if (ending.signal.aborted) {
      return;
    }
    const active = pick.activeItems[0]?.path.join();
    const address = addressOf(pick.value, apiBaseUrl);
    pick.items =
      address === undefined
        ? search.find(pick.value, mostShown).map((entry) => itemOf(entry, search))
        : [addressItem(address)];
    const same = pick.items.find(({ path }) => path.join() === active);
    // What a person was about to take stays what Enter takes.
    if (same !== undefined && pick.value !== '') {
      pick.activeItems = [same];
    }
  };
  const load = async (): Promise<void> => {
    pick.busy = true;
    takeUp(search, model);
    show();
    for await (const { json, url } of cache.kept()) {
      search.addReply(json, url);
    }
    show();
    await loadRest(model, ending.signal, (title) => {
      takeUp(search, model);
      pick.title = title;
    });
    if (!ending.signal.aborted) {
      takeUp(search, model);
      pick.title = l10n.t('Find in Catalogs');
      pick.busy = false;
      show();
    }
  };
  const chosen = await new Promise<readonly string[] | undefined>((resolve) => {
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      // Where the matches were renewed at the very moment of Enter, nothing counts as selected.
      const taken = pick.selectedItems[0] ?? pick.activeItems[0] ?? pick.items[0];
      if (taken !== undefined) {
        resolve(taken.path);
        pick.hide();
      }
    });
    pick.onDidHide(() => {
      ending.abort();
      pick.dispose();
      resolve(undefined);
    });
    pick.show();
    loading = load();
  });
  // The tree must not change any more under what is to be shown in it.
  await loading;
  return chosen;
}

function takeUp(search: CatalogSearch, model: CatalogModel): void {
  for (const each of model.loaded()) {
    search.add(each);
  }
}

/** Loads the lists of catalogs and product bases to their ends. What fails is shown in the tree, as ever. */
async function loadRest(
  model: CatalogModel,
  signal: AbortSignal,
  tell: (title: string) => void,
): Promise<void> {
  await model.children();
  await model.loadAll(undefined, { signal });
  for (const catalog of await model.children()) {
    if (catalog.kind === 'resource' && catalog.role === 'catalog' && !signal.aborted) {
      const name = oneLine(catalog.resource.label, 60);
      await model.loadAll(catalog, {
        signal,
        onProgress: (loaded, total) =>
          signal.aborted
            ? undefined
            : tell(
                total === undefined
                  ? l10n.t('Find in Catalogs – loading {0}: {1}', name, number(loaded))
                  : l10n.t('Find in Catalogs – loading {0}: {1} of {2}', name, number(loaded), number(total)),
              ),
      });
    }
  }
}

function itemOf({ resource, role, path }: SearchEntry, search: CatalogSearch): FoundItem {
  const above = path.slice(0, -1).map((iri) => search.labelOf(iri));
  return {
    label: plain(resource.label),
    description: resource.disabled ? l10n.t('{0}, disabled', roleName(role)) : roleName(role),
    detail: plain(above.filter((label) => label !== undefined).join(' › ')),
    iconPath: new vscode.ThemeIcon(icons[role]),
    // What was found by another spelling is shown all the same.
    alwaysShow: true,
    path,
  };
}

function addressItem(iri: string): FoundItem {
  return { label: l10n.t('Go to this address'), description: plain(iri), alwaysShow: true, path: [iri] };
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
