import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import { account, bench, entryOf, loaded, other, type Bench } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';

const revocations = ({ grants }: Bench): typeof grants.calls =>
  grants.calls.filter(({ grant }) => grant === 'revoke');

describe('no token is left alive', () => {
  it('by a sign-in that is cancelled while its request is under way', async () => {
    const all = bench();
    let reply = (): void => undefined;
    const held = new Promise<void>((resolve) => (reply = resolve));
    all.grants.answer = async () => {
      const tokens = all.grants.issue();
      await held;
      return tokens;
    };
    const abortion = new AbortController();
    const signingIn = failureFrom(all.active.signIn(account, abortion.signal));
    await settled();
    abortion.abort();
    assert.equal((await signingIn).kind, 'cancelled', 'nobody waits for the reply');
    reply();
    await settled();
    assert.deepEqual(all.grants.alive, []);
    assert.equal(revocations(all).length, 1);
    assert.deepEqual([...all.secrets.values.keys()], []);
    all.active.dispose();
  });

  it('by a switch to another environment while the first request is under way', async () => {
    const all = bench(account, other);
    let reply = (): void => undefined;
    const held = new Promise<void>((resolve) => (reply = resolve));
    all.grants.answer = async (call) => {
      const tokens = all.grants.issue();
      await (call.account.environment === account.environment ? held : undefined);
      return tokens;
    };
    await all.active.load();
    await settled();
    await all.active.switchTo(other.environment);
    await settled();
    reply();
    await settled();
    assert.deepEqual(all.grants.alive, [(await all.active.get()).accessToken]);
    all.active.dispose();
  });

  it('by an edit of the account in the settings: the former account gives its tokens back', async () => {
    const all = await loaded(account);
    const [before] = all.grants.alive;
    all.environments.edit([{ ...entryOf(account), scope: 'openid' }]);
    await all.clock.advance(partsTogether);
    await settled();
    assert.equal(all.active.state.name, 'valid');
    assert.equal(all.grants.alive.length, 1);
    assert.notEqual(all.grants.alive[0], before);
    assert.deepEqual(
      revocations(all).map(({ account: by, tokens }) => [by.scope, by.tokenEndpoint, tokens?.accessToken]),
      [[undefined, account.tokenEndpoint, before]],
    );
    all.active.dispose();
  });

  it('by an entry that cannot be read, where the machine keeps no secrets', async () => {
    const all = bench(account);
    all.secrets.beforeWrite = () => Promise.reject(new Error('no keyring'));
    await all.active.load();
    await settled();
    all.environments.edit([]);
    await all.clock.advance(partsTogether);
    assert.equal(all.active.state.name, 'rejected');
    all.environments.edit([entryOf(account)]);
    await all.clock.advance(partsTogether);
    assert.deepEqual(all.grants.alive, [(await all.active.get()).accessToken]);
    all.active.dispose();
  });

  it('by a client id edited in the settings, once somebody signs in with it: its own client gives them back', async () => {
    const all = bench(account);
    const obtainedBy = { grant: 'client_credentials', endpoint: account.tokenEndpoint } as const;
    all.grants.answer = () => ({ ...all.grants.issue(), obtainedBy });
    await all.active.load();
    await settled();
    const [before] = all.grants.alive;
    all.environments.edit([{ ...entryOf(account), clientId: 'another' }]);
    await all.clock.advance(partsTogether);
    const { state } = all.active;
    assert.equal(state.name === 'rejected' && state.failure.kind, 'clientChanged');
    const another = { ...account, clientId: 'another', clientSecret: 'of another' };
    await all.active.signIn(another, new AbortController().signal);
    await settled();
    assert.deepEqual(
      revocations(all).map(({ account: by, tokens }) => [by.clientId, by.clientSecret, tokens?.accessToken]),
      [[account.clientId, account.clientSecret, before]],
    );
    all.active.dispose();
  });
});
