import assert from 'node:assert/strict';
import type { TokenSet } from '../../../src/auth/tokenSet';
import { clockTolerance } from '../../../src/auth/renewalPolicy';
import type { TokenStore } from '../../../src/auth/tokenStore';
import { account } from '../../support/activeAccountBench';
import { FakeClock } from '../../support/fakeClock';
import { MemorySecrets, memoryTokenStore } from '../../support/memoryStores';

const clock = new FakeClock();
const now = 1_000_000;
const set = (name: string, receivedAt = now): TokenSet => ({
  accessToken: name,
  refreshToken: `refresh-of-${name}`,
  receivedAt,
  expiresAt: receivedAt + 1_800_000,
});

describe('the store of tokens', () => {
  const tokens = { accessToken: 'a.b.c', receivedAt: 1000, expiresAt: 1_801_000, refreshToken: 'r' };

  function stored(of = account): { secrets: MemorySecrets; tokens: TokenStore } {
    const secrets = new MemorySecrets();
    return { secrets, tokens: memoryTokenStore(of, clock, secrets) };
  }

  it('gives back what it was given', async () => {
    const one = stored();
    assert.equal(await one.tokens.read(), undefined);
    assert.equal(await one.tokens.save(tokens), true);
    assert.deepEqual(await one.tokens.read(), tokens);
  });

  it('has those of one account, whatever of it has changed', async () => {
    for (const change of [
      { clientSecret: 'x' },
      { clientId: 'x' },
      { tokenEndpoint: 'http://127.0.0.1:3/t' },
    ]) {
      const one = stored();
      await one.tokens.save(tokens);
      const other = stored({ ...account, ...change });
      other.secrets.values.set(
        'korusticket.tokens.Test',
        one.secrets.values.get('korusticket.tokens.Test') ?? '',
      );
      assert.equal(await other.tokens.read(), undefined);
    }
  });

  it('has nothing where they are damaged, dangerous or absurd', async () => {
    const changes = [
      { accessToken: 'a\r\nx-evil: 1' },
      { accessToken: '' },
      { refreshToken: 'r\u0000' },
      { expiresAt: 900 },
      { expiresAt: 1000 + 25 * 3_600_000 },
      { receivedAt: '1000' },
    ];
    for (const change of changes) {
      const one = stored();
      await one.tokens.save({ ...tokens, ...change } as typeof tokens);
      assert.equal(await one.tokens.read(), undefined, JSON.stringify(change));
    }
    const one = stored();
    for (const junk of ['', '{', 'null', '7', '{"version":2}']) {
      one.secrets.values.set('korusticket.tokens.Test', junk);
      assert.equal(await one.tokens.read(), undefined);
    }
  });

  it('has them whatever stands there of former ones, and of those what makes sense', async () => {
    for (const [formers, more] of [
      ['x', {}],
      [{ 0: set('x') }, {}],
      [null, {}],
      [[null, 'x', { ...set('x'), accessToken: '' }, set('former')], { formers: [set('former')] }],
    ] as const) {
      const one = stored();
      await one.tokens.save({ ...tokens, formers } as unknown as TokenSet);
      assert.deepEqual(await one.tokens.read(), { ...tokens, ...more }, JSON.stringify(formers));
    }
  });

  it('says where the machine does not keep them, and has none where that does not answer', async () => {
    const one = stored();
    one.secrets.beforeWrite = () => Promise.reject(new Error('locked'));
    assert.equal(await one.tokens.save(tokens), false);
    one.secrets.get = () => {
      throw new Error('locked');
    };
    assert.equal(await one.tokens.read(), undefined);
  });
});

describe('news in the store of tokens', () => {
  it('are what another window has put there, once', () => {
    const store = memoryTokenStore(account, clock);
    assert.equal(store.news(undefined, undefined, now), undefined);
    assert.deepEqual(store.news(set('a'), undefined, now), set('a'));
    assert.equal(store.news(set('a'), undefined, now), undefined);
    assert.deepEqual(store.news(set('b'), set('a'), now), set('b'));
  });

  it('are neither what this window has stored itself nor what is older than its own', async () => {
    const store = memoryTokenStore(account, clock);
    assert.equal(await store.save(set('own')), true);
    assert.equal(store.news(set('own'), set('own'), now), undefined);
    assert.equal(store.news(set('late', now - 1), set('own'), now), undefined);
  });

  it('of a time to come are good for a renewal only', () => {
    const store = memoryTokenStore(account, clock);
    const early = store.news(set('early', now + clockTolerance), undefined, now);
    assert.equal(early?.expiresAt, now + clockTolerance + 1_800_000);
    const ahead = store.news(set('ahead', now + clockTolerance + 1), undefined, now);
    assert.deepEqual([ahead?.expiresAt, ahead?.refreshToken], [now, 'refresh-of-ahead']);
  });

  it('are stored once, and again where the store did not take them', async () => {
    const secrets = new MemorySecrets();
    const store = memoryTokenStore(account, clock, secrets);
    let writes = 0;
    secrets.beforeWrite = () => (++writes === 1 ? Promise.reject(new Error('locked')) : Promise.resolve());
    assert.equal(await store.save(set('a')), false);
    assert.equal(await store.save(set('a')), true);
    assert.equal(await store.save(set('a')), true);
    assert.equal(writes, 2);
  });

  it('leave alone what another window has stored when this one sets its own deadlines right', async () => {
    const secrets = new MemorySecrets();
    const [own, other] = [
      memoryTokenStore(account, clock, secrets),
      memoryTokenStore(account, clock, secrets),
    ];
    await other.save(set('own', now + 5));
    await own.correct(set('own'));
    assert.equal((await own.read())?.receivedAt, now);
    await other.save(set('other', now + 5));
    await own.correct(set('own'));
    assert.equal((await own.read())?.accessToken, 'other');
  });
});
