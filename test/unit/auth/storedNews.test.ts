import assert from 'node:assert/strict';
import { clockTolerance, StoredNews } from '../../../src/auth/storedNews';
import type { TokenSet } from '../../../src/auth/tokenSet';
import { MemoryShare } from '../../support/memoryStores';

const now = 1_000_000;
const set = (name: string, receivedAt = now): TokenSet => ({
  accessToken: name,
  refreshToken: `refresh of ${name}`,
  receivedAt,
  expiresAt: receivedAt + 1_800_000,
});

describe('news in the store of tokens', () => {
  it('are what another window has put there, once', () => {
    const news = new StoredNews(new MemoryShare());
    assert.equal(news.in(undefined, undefined, now), undefined);
    assert.deepEqual(news.in(set('a'), undefined, now), set('a'));
    assert.equal(news.in(set('a'), undefined, now), undefined);
    assert.deepEqual(news.in(set('b'), set('a'), now), set('b'));
  });

  it('are neither what this window has stored itself nor what is older than its own', async () => {
    const news = new StoredNews(new MemoryShare());
    assert.equal(await news.save(set('own')), true);
    assert.equal(news.in(set('own'), set('own'), now), undefined);
    assert.equal(news.in(set('late', now - 1), set('own'), now), undefined);
  });

  it('of a time to come are good for a renewal only', () => {
    const news = new StoredNews(new MemoryShare());
    const early = news.in(set('early', now + clockTolerance), undefined, now);
    assert.equal(early?.expiresAt, now + clockTolerance + 1_800_000);
    const ahead = news.in(set('ahead', now + clockTolerance + 1), undefined, now);
    assert.deepEqual([ahead?.expiresAt, ahead?.refreshToken], [now, 'refresh of ahead']);
  });

  it('are stored once, and again where the store did not take them', async () => {
    const share = new MemoryShare();
    let writes = 0;
    let takes = false;
    share.write = (tokens) => {
      writes++;
      share.stored = takes ? tokens : undefined;
      return Promise.resolve(takes);
    };
    const news = new StoredNews(share);
    assert.equal(await news.save(set('a')), false);
    takes = true;
    assert.equal(await news.save(set('a')), true);
    assert.equal(await news.save(set('a')), true);
    assert.equal(writes, 2);
  });

  it('leaves alone what another window has stored when it sets its own deadlines right', async () => {
    const share = new MemoryShare();
    const news = new StoredNews(share);
    share.stored = set('own', now + 5);
    await news.correct(set('own'));
    assert.equal(share.stored.receivedAt, now);
    share.stored = set('other', now + 5);
    await news.correct(set('own'));
    assert.equal(share.stored.accessToken, 'other');
  });
});
