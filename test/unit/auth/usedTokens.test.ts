import assert from 'node:assert/strict';
import { UsedTokens } from '../../../src/auth/usedTokens';
import { FakeClock, settled } from '../../support/fakeClock';
import { accountAt } from '../../support/fixtures';
import { loneSession, MemoryEnvironments, MemorySecrets, memoryTokenStore } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';

const account = accountAt('http://127.0.0.1:1');

describe('used refresh tokens', () => {
  it('are known to the other windows, by digest only', async () => {
    const store = new MemoryEnvironments();
    const [one, other] = [new UsedTokens(store), new UsedTokens(store)];
    assert.equal(other.isUsedElsewhere('refresh-1'), false);
    await one.use('refresh-1');
    assert.equal(one.isUsedElsewhere('refresh-1'), false, 'a lost reply may be asked for again');
    assert.equal(other.isUsedElsewhere('refresh-1'), true);
    assert.equal(other.isUsedElsewhere('refresh-2'), false);
    assert.ok(!JSON.stringify(store.usedTokens()).includes('refresh-1'));
    await one.keep('refresh-1');
    assert.equal(other.isUsedElsewhere('refresh-1'), false);
  });

  it('are forgotten after some, oldest first', async () => {
    const store = new MemoryEnvironments();
    const [one, other] = [new UsedTokens(store), new UsedTokens(store)];
    for (let i = 0; i < 100; i++) {
      await one.use(`refresh-${i}`);
    }
    assert.equal(store.usedTokens().length, 30);
    assert.equal(other.isUsedElsewhere('refresh-99'), true);
    assert.equal(other.isUsedElsewhere('refresh-0'), false);
  });

  it('are remembered by the window that used them as long as by the others', async () => {
    const store = new MemoryEnvironments();
    const [one, other] = [new UsedTokens(store), new UsedTokens(store)];
    for (let i = 0; i < 31; i++) {
      await one.use(`refresh-${i}`);
    }
    await other.use('refresh-0');
    await other.use('refresh-1');
    assert.equal(one.isUsedElsewhere('refresh-0'), true);
    assert.equal(one.isUsedElsewhere('refresh-1'), false, 'which is among its last thirty');
  });

  it('are not used again by a window that cannot see that another has renewed', async () => {
    const clock = new FakeClock();
    const grants = new ScriptedGrants(clock);
    const store = new MemoryEnvironments();
    const tokens = grants.issue();
    // Each window with a store of its own, as where the storage shows only what was read before.
    const sessions = [1, 2].map(() => {
      const own = memoryTokenStore(account, clock, new MemorySecrets(), store);
      const session = loneSession(account, grants, clock, () => 0.5, own);
      session.start(tokens);
      return session;
    });
    await sessions[0]!.renew();
    await sessions[1]!.renew();
    await settled();
    assert.deepEqual(grants.asked, ['refresh', 'clientCredentials']);
    await sessions[0]!.renew();
    await sessions[1]!.renew();
    assert.deepEqual(grants.asked.slice(2), ['refresh', 'refresh'], 'each goes on with its own');
    sessions.forEach((session) => session.dispose());
  });

  it('go on serving everybody where the server keeps them in force', async () => {
    const clock = new FakeClock();
    const grants = new ScriptedGrants(clock);
    grants.answer = () => grants.issue({ refreshToken: 'lasting' });
    const store = new MemoryEnvironments();
    const sessions = [1, 2].map(() => {
      const own = memoryTokenStore(account, clock, new MemorySecrets(), store);
      const session = loneSession(account, grants, clock, () => 0.5, own);
      session.start(grants.issue({ refreshToken: 'lasting' }));
      return session;
    });
    await sessions[0]!.renew();
    await sessions[1]!.renew();
    assert.deepEqual(grants.asked, ['refresh', 'refresh']);
    sessions.forEach((session) => session.dispose());
  });
});
