import { join } from 'node:path';
import * as vscode from 'vscode';
import { SignedOutCaches } from './api/cache';
import { grantsOf } from './api/network';
import { Accounts } from './auth/accounts';
import { lazyRenewalLock } from './auth/accountStores';
import { ActiveAccount } from './auth/activeAccount';
import { systemClock } from './base/clock';
import { Lazy } from './base/lazy';
import type { Disposable } from './base/listeners';
import type { Commands } from './editor/commands';
import { EnvironmentSettings } from './editor/environments';
import { Log } from './editor/log';
import type { Services } from './editor/services';
import { catalogsCacheHours, language } from './editor/settings';
import { textIn, type SharedState } from './editor/sharedState';
import { AccountAtWork } from './features/account/atWork';
import { tellNotFinding } from './features/find/atWork';
import { TokenAtWork } from './features/token/atWork';
import { tellListed } from './features/tree/atWork';

const hour = 3600 * 1000;

/** What is there from the start, and the services are made with. */
export interface ServicesParts {
  readonly context: vscode.ExtensionContext;
  readonly commands: Commands;
  readonly state: SharedState;
  /** The item of the status bar, which is the token's from here on. */
  readonly item: vscode.StatusBarItem;
  readonly userAgent: string;
  /** Nobody was signed in when the window started. */
  readonly nobodyAtStart: boolean;
}

/** The services, and what is at work with them by itself. */
export interface ServicesAtWork extends Services, Disposable {
  readonly token: TokenAtWork;
  readonly sessions: AccountAtWork['sessions'];
  /** Does what must not be left to a window that is gone. */
  end(): Promise<void>;
}

/**
 * Makes what the features work with, and takes up the account where there is one. Nothing here waits; a request is made
 * where an account needs a token.
 */
export function createServices({
  context,
  commands,
  state,
  item,
  userAgent,
  nobodyAtStart,
}: ServicesParts): ServicesAtWork {
  const all: Disposable[] = [];
  const own = <T extends Disposable>(part: T): T => {
    all.push(part);
    return part;
  };
  const clock = systemClock;
  const random = Math.random;
  const storage = context.globalStorageUri.fsPath;
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
  const channel = vscode.window.createOutputChannel('KorusTicket', { log: true });
  const log = own(new Log(channel, () => account.secretsInUse));
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
      grants: grantsOf(network),
      clock,
      random,
      nobodyAtStart,
      changes: () => import('./auth/accountChanges.lazy'),
    }),
  );
  const accounts = new Accounts({ environments, active: account, clock });
  const pathMemory = {
    get: (origin: string) => textIn(state, `catalogsPath ${origin}`),
    set: (origin: string, path: string) =>
      void state
        .update(`catalogsPath ${origin}`, path)
        .then(undefined, (error: unknown) => log.error('globalState', error)),
  };
  const api = new Lazy(async () => (await network.get()).client(account, language, pathMemory));
  const cache = new Lazy(async () => {
    const { createCachedReader } = await import('./api/cache.lazy');
    const rules = {
      account: () => account.known(),
      accountNow: () => account.account,
      language,
      keepFor: () => catalogsCacheHours() * hour,
    };
    return createCachedReader(api, join(storage, 'catalogs'), rules, clock, (text) => log.debug(text));
  });
  own(new SignedOutCaches(cache, account, environments, (error) => log.error('cache', error)));

  const services: Services = { account, accounts, api, cache, clock, commands, environments, log, state };
  const atWork = own(new AccountAtWork(services));
  const token = own(new TokenAtWork(services, item));
  tellListed(state);
  tellNotFinding();
  environments.report();
  void account.load();
  token.start();
  return {
    ...services,
    token,
    sessions: (...given) => atWork.sessions(...given),
    end: async () => {
      await Promise.all([token.end(), cache.soFar().then((reader) => reader?.settled())]);
    },
    dispose: () => all.forEach((each) => each.dispose()),
  };
}
