import { setImmediate as nextTurn } from 'node:timers/promises';
import * as vscode from 'vscode';
import { partsTogether } from './auth/accountStores';
import { systemClock } from './base/clock';
import { Debounced } from './base/debounced';
import { Lazy } from './base/lazy';
import { Commands } from './editor/commands';
import { SharedState } from './editor/sharedState';
import { mayBeSignedIn } from './editor/signIns';
import { AccountFeature } from './features/account/account';
import { LanguageModelTools } from './features/assistant/assistant';
import { OfferCalendar } from './features/calendar/calendar';
import { ConnectionFeature } from './features/connection/connection';
import { ResourceDocuments } from './features/documents/documents';
import { ExportFeature } from './features/export/export';
import { findFeature } from './features/find/find';
import { helpFeature, type Manifest } from './features/help/help';
import { TokenFeature } from './features/token/token';
import { CatalogsView } from './features/tree/tree';
import type { ServicesAtWork } from './services.lazy';

/** What VS Code waits for when the window closes, five seconds at most. */
let atEnd: () => Promise<unknown> = () => Promise.resolve();

/**
 * Composes the extension, and makes no request. What VS Code may be waiting for comes first: commands, view, documents,
 * accounts. What nobody waits for comes a turn later, so that the extensions that start beside this one need not wait for
 * it either. The services are loaded then where somebody may be signed in, else with the first event or wish that has to
 * do with us.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const manifest = context.extension.packageJSON as Manifest;
  const userAgent = `korusticket-vscode/${manifest.version}`;
  const state = new SharedState(context.globalState);
  const anyone = (): boolean => mayBeSignedIn(state);
  const begun = nextTurn().then(() => ({ nobodyAtStart: !anyone() }));

  const services: Lazy<ServicesAtWork> = new Lazy(async () => {
    const { nobodyAtStart } = await begun;
    const { createServices } = await import('./services.lazy');
    const made = createServices({
      context,
      commands,
      state,
      item: token.item,
      userAgent,
      nobodyAtStart,
    });
    account.follow();
    return made;
  });
  own({ dispose: () => services.ifMade((made) => made.dispose()) });

  const commands = new Commands(
    services,
    new Lazy(async () => (await import('./editor/wayOut.lazy')).sentences),
  );
  const token = own(new TokenFeature(services, commands, (...text) => documents.show(...text)));
  const { tree } = own(new CatalogsView(services, commands));
  const documents = own(new ResourceDocuments(services, commands, tree));
  const account: AccountFeature = own(
    new AccountFeature(services, commands, anyone, (entered) => connection.check(entered)),
  );
  own(findFeature(services, commands, tree));
  const exported = own(new ExportFeature(services, commands, tree));
  own(new OfferCalendar(services, commands, tree, context.extensionUri));
  const connection: ConnectionFeature = own(
    new ConnectionFeature(services, commands, () => account.ask(), userAgent),
  );
  own(helpFeature(services, commands, state, manifest, () => connection.report));
  // VS Code disposes of everything meanwhile: what ends needs nothing of the services but the clock.
  atEnd = () =>
    Promise.allSettled([exported.end(), connection.end(), services.soFar().then((made) => made?.end())]);

  const { nobodyAtStart } = await begun;
  own(new LanguageModelTools(services));
  own(wakeWithEvents(services, context.secrets, anyone));
  if (nobodyAtStart) {
    token.showSignedOut();
  } else {
    wake(services);
  }
}

/**
 * Loads the services, for something that nobody waits for. Where they cannot be loaded, VS Code's own log has why, and the
 * next event tries again.
 */
function wake(services: Lazy<ServicesAtWork>, use?: (made: ServicesAtWork) => unknown): void {
  services
    .get()
    .then(use)
    .catch(async (error: unknown) => {
      const made = await services.soFar();
      if (made === undefined) {
        console.error(error);
      } else {
        made.log.error('services', error);
      }
    });
}

/** Loads the services with the first event that may have to do with an account; what it means, they find out. */
function wakeWithEvents(
  services: Lazy<ServicesAtWork>,
  secrets: vscode.SecretStorage,
  anyone: () => boolean,
): vscode.Disposable {
  // Another window's sign-in comes in parts, of which the last makes no event: the services look once all are there, also
  // where a wish has woken them meanwhile. What comes after that, they follow by themselves.
  const together = new Debounced(systemClock, partsTogether, () =>
    wake(services, ({ account }) => account.check()),
  );
  const wakeTogether = (): void => (services.peek() === undefined ? together.tell() : undefined);
  return vscode.Disposable.from(
    together,
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('korusticket.environments')) {
        wakeTogether();
      } else if (event.affectsConfiguration('korusticket')) {
        wake(services);
      }
      if (event.affectsConfiguration('korusticket.catalogs.cacheHours')) {
        // Also where nothing was read yet: what an earlier window kept goes at once.
        wake(services, async ({ cache }) => (await cache.get()).follow());
      }
    }),
    secrets.onDidChange(wakeTogether),
    // Other windows' sign-ins come without an event where the settings have the environment already.
    vscode.window.onDidChangeWindowState(({ focused }) => (focused && anyone() ? wake(services) : undefined)),
  );
}

/** Does what must not be left to a window that is gone. */
export async function deactivate(): Promise<void> {
  await atEnd();
}
