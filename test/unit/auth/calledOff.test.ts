import assert from 'node:assert/strict';
import { partsTogether } from '../../../src/auth/accountStores';
import { account, bench, entryOf, names, other, type Bench } from '../../support/activeAccountBench';
import { settled } from '../../support/fakeClock';
import { failureFrom } from '../../support/fixtures';
import { second } from '../../support/time';

const edited = { ...entryOf(account), scope: 'catalogs' };

/** A window that waits for its first token, of a service that takes ten seconds for each reply. */
async function waiting(): Promise<Bench> {
  const all = bench(account, other);
  all.grants.answer = async () => {
    await new Promise<void>((resolve) => void all.clock.setTimeout(resolve, 10 * second));
    return all.grants.issue();
  };
  await all.active.load();
  await settled();
  return all;
}

describe('a request called off', () => {
  it('by leaving its environment is no failure to whoever comes back, however often', async () => {
    const all = await waiting();
    const seen: string[] = [];
    all.active.onDidChange((state) => seen.push(`${state.environment} ${state.name}`));
    for (let times = 0; times < 3; times++) {
      await all.active.switchTo(other.environment);
      await all.clock.advance(second);
      await all.active.switchTo(account.environment);
      await all.clock.advance(second);
    }
    await all.clock.advance(10 * second);
    assert.equal(all.active.state.name, 'valid');
    assert.deepEqual(
      seen.filter((each) => /retrying|rejected/.test(each)),
      [],
    );
    all.active.dispose();
  });

  it('by edits is no failure either: a person gets a token then, and who asks silently hears why not', async () => {
    const all = await waiting();
    for (const entry of [edited, entryOf(account), edited, entryOf(account)]) {
      all.environments.edit([entry]);
      await all.clock.advance(partsTogether);
      await settled();
    }
    assert.equal(all.active.state.name, 'acquiring');
    assert.deepEqual(await failureFrom(all.active.get()), { kind: 'timeout', url: account.tokenEndpoint });
    const token = all.active.get({ urgent: true });
    await all.clock.advance(10 * second);
    assert.ok(all.grants.isGood((await token).accessToken));
    all.active.dispose();
  });

  it('leaves the failure known before', async () => {
    const all = await waiting();
    all.grants.answer = ({ account: of }) =>
      of.environment === account.environment ? { kind: 'serverError', status: 502 } : all.grants.issue();
    await all.active.switchTo(other.environment);
    await all.active.switchTo(account.environment);
    await settled();
    assert.deepEqual(names([all.active.state]), ['retrying']);
    all.grants.answer = () => new Promise(() => undefined);
    await all.clock.advance(10 * second);
    await all.active.switchTo(other.environment);
    await all.active.switchTo(account.environment);
    const { state } = all.active;
    assert.equal(state.name === 'retrying' ? state.failure.kind : state.name, 'serverError');
    all.active.dispose();
  });
});
