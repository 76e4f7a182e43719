import assert from 'node:assert/strict';
import { startSandbox, type Sandbox } from '../sandbox/sandbox';
import { accessToken, cleanUp, rejection, run, userEnvironment, userSetting } from './support/host';

describe('switching the environment', () => {
  let one: Sandbox;
  let two: Sandbox;

  before(async () => {
    [one, two] = [await startSandbox(), await startSandbox()];
  });
  beforeEach(async () => {
    await run('signIn', { ...one.account, environment: 'One' });
    await run('signIn', { ...two.account, environment: 'Two' });
  });
  afterEach(cleanUp);
  after(() => Promise.all([one.close(), two.close()]));

  it('keeps both accounts, each at its own server', async () => {
    for (const [name, sandbox, other] of [
      ['One', one, two],
      ['Two', two, one],
      ['One', one, two],
    ] as const) {
      const asked = other.requests.length;
      await run('switchEnvironment', name);
      assert.equal(await accessToken(), sandbox.issuedTokens.at(-1)?.accessToken);
      await run('openResource', sandbox.catalogsPath);
      const { listener, status = 0 } = sandbox.requests.at(-1) ?? {};
      // The second time, what is kept is still true.
      assert.ok(listener === 'api' && [200, 304].includes(status), `${listener} ${status}`);
      assert.equal(other.requests.length, asked);
    }
    for (const name of ['One', 'Two']) {
      assert.equal(userEnvironment(name)?.clientId, 'distributor');
    }
  });

  it('goes on with the tokens that each environment has, and asks for none', async () => {
    const tokens = [one, two].map(({ issuedTokens }) => issuedTokens.at(-1)?.accessToken);
    const issued = [one, two].map(({ issuedTokens }) => issuedTokens.length);
    for (const name of ['One', 'Two', 'One']) {
      await run('switchEnvironment', name);
      assert.equal(await accessToken(), tokens[name === 'One' ? 0 : 1]);
    }
    assert.deepEqual(
      [one, two].map(({ issuedTokens }) => issuedTokens.length),
      issued,
    );
  });

  it('signs out of the active one only', async () => {
    await run('switchEnvironment', 'One');
    await run('signOut', { confirm: false });
    assert.match(await rejection(accessToken()), /signed out/);
    await run('switchEnvironment', 'Two');
    assert.equal(await accessToken(), two.issuedTokens.at(-1)?.accessToken);
  });

  it('to an environment without an account is being signed out there', async () => {
    await run('switchEnvironment', 'Demo');
    assert.match(await rejection(accessToken()), /signed out/);
    await run('switchEnvironment', 'Two');
    assert.equal(await accessToken(), two.issuedTokens.at(-1)?.accessToken);
  });

  it('closes Find, which would go on showing what the other environment has', async () => {
    await run('switchEnvironment', 'One');
    const finding = run('findInCatalogs');
    const isOver = finding.then(() => true);
    // Both are there for it: the box asks for the list of catalogs once it is open.
    const asked = one.requests.length;
    while (one.requests.length === asked) await new Promise(setImmediate);
    await run('switchEnvironment', 'Two');
    assert.equal(await isOver, true);
  });

  it('to one that does not exist changes nothing', async () => {
    const [token, settings] = [await accessToken(), userSetting('environments')];
    for (const name of ['Three', 'two', '']) {
      assert.equal(await run('switchEnvironment', name), undefined);
      assert.equal(await accessToken(), token);
    }
    assert.deepEqual(userSetting('environments'), settings);
  });
});
