import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import { secretRecordOf } from '../../../src/auth/serviceAccount';
import { account, entryOf, loaded, names, other } from '../../support/activeAccountBench';
import { failureFrom } from '../../support/fixtures';

describe('the active account, following settings and secrets', () => {
  for (const part of ['tokenEndpoint', 'refreshTokenEndpoint', 'apiBaseUrl'] as const) {
    it(`refuses ${part} on another origin and sends nothing there`, async () => {
      const { clock, active, grants, environments } = await loaded(account);
      environments.edit([{ ...entryOf(account), [part]: 'http://127.0.0.1:9/token' }]);
      await clock.advance(partsTogether);
      const { state } = active;
      assert.deepEqual(state.name === 'rejected' && state.failure, {
        kind: 'originChanged',
        detail: 'http://127.0.0.1:1 → http://127.0.0.1:9',
      });
      await clock.advance(3_600_000);
      for (const attempt of [active.get({ urgent: true }), active.renew(), active.lease()]) {
        assert.equal((await failureFrom(attempt)).kind, 'originChanged');
      }
      assert.equal(grants.calls.length, 1);
      environments.edit([entryOf(account)]);
      await clock.advance(partsTogether);
      assert.equal((await active.get()).accessToken, 'access-2');
      active.dispose();
    });
  }

  it('goes on with the running session while nothing of the account changes', async () => {
    const { clock, active, grants, environments, secrets } = await loaded(account);
    environments.edit([entryOf(account), { name: 'New', apiBaseUrl: 'https://api.example' }]);
    await secrets.putRecord('Test', secretRecordOf(account));
    await secrets.putRecord('New', secretRecordOf(other));
    for (let i = 0; i < 50; i++) {
      environments.edit([...environments.entries]);
    }
    await clock.advance(partsTogether);
    assert.equal(grants.calls.length, 1);
    assert.equal(active.state.name, 'valid');
    active.dispose();
  });

  it('follows a changed secret', async () => {
    const { clock, active, grants, secrets } = await loaded(account);
    await secrets.putRecord('Test', { ...secretRecordOf(account), clientSecret: 'changed' });
    await clock.advance(partsTogether);
    await active.get();
    assert.equal(grants.calls.at(-1)!.account.clientSecret, 'changed');
    active.dispose();
  });

  it("never sends one client's secret with the id of another", async () => {
    const { clock, active, grants, environments } = await loaded(account);
    environments.edit([{ ...entryOf(account), clientId: 'changed' }]);
    await clock.advance(partsTogether);
    assert.equal((await failureFrom(active.renew())).kind, 'clientChanged');
    assert.equal(grants.calls.length, 1);
    active.dispose();
  });

  for (const first of ['settings', 'secret'] as const) {
    it(`takes another window's sign-in as a whole where its ${first} comes first`, async () => {
      const { clock, active, grants, environments, secrets, states } = await loaded(account);
      states.length = 0;
      const signedIn = { ...account, clientId: 'second', clientSecret: 'second secret' };
      const parts = [
        () => environments.edit([entryOf(signedIn)]),
        () => void secrets.putRecord('Test', secretRecordOf(signedIn)),
      ];
      for (const part of first === 'settings' ? parts : parts.reverse()) {
        part();
        await clock.advance(100);
      }
      await clock.advance(partsTogether);
      assert.deepEqual(
        grants.calls.slice(1).map(({ account: { clientId, clientSecret } }) => [clientId, clientSecret]),
        [['second', 'second secret']],
      );
      assert.ok(!names(states).includes('rejected'), names(states).join());
      active.dispose();
    });
  }

  it("waits for the last part of another window's sign-in, slow as it may come", async () => {
    const { clock, active, grants, environments, secrets, states } = await loaded(account);
    states.length = 0;
    const signedIn = { ...account, clientId: 'second', clientSecret: 'second secret' };
    environments.edit([entryOf(signedIn)]);
    await clock.advance(partsTogether - 100);
    // VS Code tells of the settings twice now and then.
    environments.edit([entryOf(signedIn)]);
    await clock.advance(partsTogether - 100);
    await secrets.putRecord('Test', secretRecordOf(signedIn));
    await clock.advance(partsTogether);
    assert.equal(grants.calls.at(-1)!.account.clientSecret, 'second secret');
    assert.ok(!names(states).includes('rejected'), names(states).join());
    active.dispose();
  });

  it('signs out where the secret vanishes, and in again where it comes (another window)', async () => {
    const { clock, active, secrets } = await loaded(account);
    await secrets.delete('korusticket.account.Test');
    await clock.advance(partsTogether);
    assert.equal(active.state.name, 'signedOut');
    await secrets.putRecord('Test', secretRecordOf(account));
    await clock.advance(partsTogether);
    assert.equal((await active.get()).accessToken, 'access-1', 'the stored token is good still');
    active.dispose();
  });
});
