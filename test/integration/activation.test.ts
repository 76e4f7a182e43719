import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import { authentication, commands, workspace } from 'vscode';
import { partsTogether } from '../../src/auth/accountStores';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { accessToken, cleanUp, extension, run, setUserSetting, until } from './support/host';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Where undici and Node's own fetch keep the dispatcher that all extensions of the process share. */
function sharedDispatchers(): readonly unknown[] {
  return ['undici.globalDispatcher.1', 'undici.globalDispatcher.2'].map(
    (name) => (globalThis as Record<symbol, unknown>)[Symbol.for(name)],
  );
}

/** The scripts of the extension that were loaded, by their place in dist. */
function loaded(): readonly string[] {
  const folder = join(extension().extensionPath, 'dist') + sep;
  return Object.keys(require.cache)
    .filter((path) => path.startsWith(folder))
    .map((path) => path.slice(folder.length).replaceAll(sep, '/'));
}

describe('activation', () => {
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
    await until(() => extension().isActive);
  });
  after(async () => {
    await cleanUp();
    await sandbox.close();
  });

  it('happens by itself after start, and loads one script while nobody is signed in', () => {
    assert.deepEqual(loaded(), ['extension.js']);
    assert.deepEqual(sandbox.requests, []);
  });

  it('has no session for who asks then, which takes no other script', async () => {
    assert.equal(await authentication.getSession('korusticket', [], { silent: true }), undefined);
    assert.deepEqual(loaded(), ['extension.js']);
  });

  it('goes on with the services once environments have changed and the rest of a sign-in is there', async () => {
    const toldAt = new Promise<number>((told) => {
      const subscription = workspace.onDidChangeConfiguration(() => {
        told(performance.now());
        subscription.dispose();
      });
    });
    await setUserSetting('environments', [{ name: 'Other', apiBaseUrl: sandbox.account.apiBaseUrl }]);
    await until(() => loaded().includes('services.lazy.js'));
    // A timer of Node may be a millisecond early.
    assert.ok(performance.now() - (await toldAt) > partsTogether - 2);
    await setUserSetting('environments', undefined);
    assert.deepEqual(loaded(), ['extension.js', 'services.lazy.js']);
    assert.deepEqual(sandbox.requests, []);
  });

  it('hands no object to other extensions', async () => {
    assert.equal(await extension().activate(), undefined);
    assert.equal(extension().exports, undefined);
  });

  it('has registered every command of its manifest', async () => {
    const known = await commands.getCommands(true);
    const contributed = (extension().packageJSON as Manifest).contributes.commands;
    assert.ok(contributed.length > 0);
    assert.deepEqual(
      contributed.map(({ command }) => command).filter((command) => !known.includes(command)),
      [],
    );
  });

  it('leaves fetch and its dispatcher to everybody else as they were', async () => {
    const address = sandbox.realm('korusticket').issuer;
    assert.equal((await fetch(address)).status, 200);
    const [fetchBefore, dispatchersBefore] = [globalThis.fetch, sharedDispatchers()];

    // Whoever was told before that there is no session hears of the first.
    const news = new Promise<void>((told) => {
      authentication.onDidChangeSessions(({ provider }) =>
        provider.id === 'korusticket' ? told() : undefined,
      );
    });
    await run('signIn', sandbox.account);
    await news;
    await run('openResource', sandbox.catalogsPath);
    await run('refreshToken');
    assert.ok(loaded().includes('api/network.lazy.js'));
    assert.ok(sandbox.requests.some(({ listener, status }) => listener === 'api' && status === 200));
    assert.equal(await accessToken(), sandbox.issuedTokens.at(-1)?.accessToken);

    assert.equal(globalThis.fetch, fetchBefore);
    sharedDispatchers().forEach((each, index) => assert.equal(each, dispatchersBefore[index]));
    assert.equal((await fetch(address)).status, 200);
  });
});
