import assert from 'node:assert/strict';
import { AccountSecrets } from '../../../src/auth/accountSecrets';
import { SecretAccess } from '../../../src/auth/secretAccess';
import { secretRecordOf } from '../../../src/auth/serviceAccount';
import { account } from '../../support/activeAccountBench';
import { FakeClock, settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';
import { MemorySecrets } from '../../support/memoryStores';

const record = secretRecordOf(account);

function bench(): {
  clock: FakeClock;
  store: MemorySecrets;
  access: SecretAccess;
  secrets: AccountSecrets;
  losses: () => number;
} {
  const clock = new FakeClock();
  const store = new MemorySecrets();
  const access = new SecretAccess(store, clock);
  const secrets = new AccountSecrets(access);
  let losses = 0;
  secrets.onDidLose(() => losses++);
  return { clock, store, access, secrets, losses: () => losses };
}

describe('account secrets', () => {
  it('give a store that hangs five seconds, and say then that it does not answer', async () => {
    const { clock, store, secrets } = bench();
    store.beforeRead = () => new Promise(() => undefined);
    const outcome = failureFrom(secrets.read('Test'));
    await clock.advance(4999);
    assert.equal(clock.running, 1);
    await clock.advance(1);
    assert.equal((await outcome).kind, 'secretsUnavailable');
    assert.equal(clock.running, 0);
  });

  it('take a store that throws, at once or later, for one that does not answer', async () => {
    const { store, secrets } = bench();
    store.beforeRead = () => Promise.reject(new Error('locked'));
    assert.equal((await failureFrom(secrets.read('Test'))).kind, 'secretsUnavailable');
    store.get = () => {
      throw new Error('locked');
    };
    assert.equal((await failureFrom(secrets.read('Test'))).kind, 'secretsUnavailable');
  });

  it('say of junk and other schemas that they cannot be read, and take neither for a loss', async () => {
    const { store, secrets, losses } = bench();
    for (const junk of ['{', 'null', '[]', '{"version":0}', JSON.stringify({ ...record, clientSecret: 7 })]) {
      store.values.set('korusticket.account.Test', junk);
      assert.deepEqual(await secrets.read('Test', true), { kind: 'accountUnreadable' });
    }
    assert.equal(losses(), 0);
  });

  it('go on as they were read where the store holds junk later', async () => {
    const { store, secrets } = bench();
    await store.putRecord('Test', record);
    assert.deepEqual(await secrets.read('Test'), record);
    store.values.set('korusticket.account.Test', '{');
    assert.deepEqual(await secrets.read('Test'), record);
    secrets.forget('Test');
    assert.deepEqual(await secrets.read('Test'), { kind: 'accountUnreadable' });
  });

  for (const [name, spoil] of [
    ['throws', (store: MemorySecrets) => (store.beforeWrite = () => Promise.reject(new Error('no keyring')))],
    ['keeps nothing', (store: MemorySecrets) => (store.store = () => Promise.resolve())],
  ] as const) {
    it(`live on in memory where the store ${name}, which is told`, async () => {
      const { store, secrets, losses } = bench();
      spoil(store);
      await secrets.write('Test', record);
      await settled();
      assert.ok(losses() > 0);
      assert.deepEqual(await secrets.read('Test'), record);
      assert.equal(store.values.size, 0);
      secrets.forget('Test');
      assert.equal(await secrets.read('Test'), undefined);
    });
  }

  it('are gone with a removal elsewhere, once a store that was slow to show them has shown them', async () => {
    const { store, secrets, losses } = bench();
    store.beforeRead = () => Promise.reject(new Error('locked'));
    await secrets.write('Test', record);
    await settled();
    assert.deepEqual(await secrets.read('Test'), record);
    store.beforeRead = () => Promise.resolve();
    assert.deepEqual(await secrets.read('Test'), record);
    store.values.clear();
    assert.equal(await secrets.read('Test', true), undefined);
    assert.equal(losses(), 0);
  });

  it('tell of a record that should be there and is not', async () => {
    const { secrets, losses } = bench();
    assert.equal(await secrets.read('Test', false), undefined);
    assert.equal(losses(), 0);
    assert.equal(await secrets.read('Test', true), undefined);
    assert.equal(losses(), 1);
  });

  it('stay known while a store hangs that has answered before', async () => {
    const { clock, store, secrets } = bench();
    await store.putRecord('Test', record);
    await secrets.read('Test');
    store.beforeRead = () => new Promise(() => undefined);
    const reading = secrets.read('Test');
    await clock.advance(5000);
    assert.deepEqual(await reading, record);
  });

  it('are removed after every write that was begun before', async () => {
    const { store, access, secrets } = bench();
    let go = (): void => undefined;
    store.beforeWrite = () => new Promise((resolve) => (go = resolve));
    const writing = access.set('tokens', 'Test', 'late');
    const removing = secrets.remove('Test');
    await settled();
    store.beforeWrite = () => Promise.resolve();
    go();
    await Promise.all([writing, removing]);
    assert.equal(store.values.size, 0);
  });

  it('that a store does not let go of are told of once, each of the two', async () => {
    const { store, secrets } = bench();
    const unhandled: unknown[] = [];
    const hear = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', hear);
    store.beforeWrite = async () => {
      await settled();
      throw new Error('keyring locked');
    };
    assert.equal((await failureFrom(secrets.remove('Test'))).kind, 'secretsUnavailable');
    await settled();
    process.off('unhandledRejection', hear);
    assert.deepEqual(unhandled, []);
  });
});
