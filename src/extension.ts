import { join } from 'node:path';
import * as vscode from 'vscode';
import { SignedOutCaches } from './api/cache';
import { grantsOf } from './api/network';
import { lazyRenewalLock } from './auth/accountStores';
import { ActiveAccount } from './auth/activeAccount';
import { systemClock } from './base/clock';
import { Lazy } from './base/lazy';
import { Commands } from './editor/commands';
import { EnvironmentSettings } from './editor/environments';
import { Log } from './editor/log';
import type { Services } from './editor/services';
import { catalogsCacheHours, language } from './editor/settings';
import { SharedState } from './editor/sharedState';
import { accountFeature, askAccount, lazyAccounts } from './features/account/account';
import { LanguageModelTools } from './features/assistant/assistant';
import { OfferCalendar } from './features/calendar/calendar';
import { ConnectionFeature } from './features/connection/connection';
import { ResourceDocuments } from './features/documents/documents';
import { exportFeature } from './features/export/export';
import { findFeature } from './features/find/find';
import { helpFeature } from './features/help/help';
import { TokenFeature } from './features/token/token';
import { CatalogsView } from './features/tree/tree';

const hour = 3600 * 1000;

/** What VS Code waits for when the window closes, some seconds at most. */
let atEnd: () => Promise<void> = () => Promise.resolve();

/** Composes the extension. Nothing here waits, and nothing here makes a request. */
export function activate(context: vscode.ExtensionContext): void {
  const own = <T extends { dispose(): void }>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const clock = systemClock;
  const random = Math.random;
  const storage = context.globalStorageUri.fsPath;
  const { version } = context.extension.packageJSON as { version: string };
  const userAgent = `korusticket-vscode/${version}`;

  const workspaceState = vscode.workspace.workspaceFolders && context.workspaceState;

  const network = new Lazy(async () => {
    const { createNetwork } = await import('./api/network.lazy');
    // VS Code replaces `fetch` to bring in proxy and certificates: it is looked up at each call.
    return createNetwork(
      (...args) => globalThis.fetch(...args),
      () => clock.now(),
      userAgent,
      (outcome) => log.request(outcome),
    );
  });
  const grants = grantsOf(network);
  const channel = vscode.window.createOutputChannel('KorusTicket', { log: true });
  const log = own(new Log(channel, () => account.secretsInUse));
  const state = new SharedState(context.globalState);
  const environments = own(new EnvironmentSettings(state, log, workspaceState));
  const lock = lazyRenewalLock(async () => {
    const { createRenewalLock } = await import('./api/network.lazy');
    return createRenewalLock(storage, clock, random);
  });
  const account: ActiveAccount = own(
    new ActiveAccount({
      environments,
      secrets: context.secrets,
      lock,
      grants,
      clock,
      random,
      changes: () => import('./auth/accountChanges.lazy'),
    }),
  );
  const accounts = lazyAccounts({ environments, active: account, clock });
  const pathMemory = {
    get: (origin: string) => state.get<string>(`catalogsPath ${origin}`),
    set: (origin: string, path: string) =>
      void state
        .update(`catalogsPath ${origin}`, path)
        .then(undefined, (error: unknown) => log.error('globalState', error)),
  };
  const api = new Lazy(async () => (await network.get()).client(account, language, pathMemory));
  let loading = Promise.resolve();
  const cache = new Lazy(async () => {
    const { createCachedReader } = await import('./api/cache.lazy');
    const rules = {
      account: async () => {
        await loading;
        return account.account;
      },
      accountNow: () => account.account,
      language,
      keepFor: () => catalogsCacheHours() * hour,
    };
    return createCachedReader(api, join(storage, 'catalogs'), rules, clock, (text) => log.debug(text));
  });
  own(new SignedOutCaches(cache, account, environments));
  own(
    vscode.workspace.onDidChangeConfiguration((event) => {
      // Also where nothing was read yet: what an earlier window kept goes at once.
      if (event.affectsConfiguration('korusticket.catalogs.cacheHours')) {
        void cache.get().then((reader) => reader.follow());
      }
    }),
  );

  const commands = new Commands(log, new Lazy(async () => (await import('./editor/wayOut.lazy')).sentences));
  const services: Services = { account, accounts, api, cache, clock, commands, environments, log, state };
  const { tree } = own(new CatalogsView(services));
  const documents = own(new ResourceDocuments(services, tree));
  own(accountFeature(services, (entered) => connection.check(entered)));
  const token = own(new TokenFeature(services, (...text) => documents.show(...text)));
  own(findFeature(services, tree));
  own(exportFeature(services, tree));
  own(new OfferCalendar(services, tree, context.extensionUri));
  own(new LanguageModelTools(services));
  const connection = own(new ConnectionFeature(services, () => askAccount(services), userAgent));
  own(helpFeature(services, context.extension.packageJSON, () => connection.report));

  atEnd = async () => {
    await Promise.all([token.end(), cache.soFar().then((reader) => reader?.settled())]);
  };
  environments.report();
  loading = account.load();
  token.start();
}

/** Does what must not be left to a window that is gone. */
export function deactivate(): Promise<void> {
  return atEnd();
}
