import assert from 'node:assert/strict';
import type * as inspection from '../../../../src/features/token/inspection.lazy';
import { account, bench, other } from '../../../support/activeAccountBench';
import { failureFrom } from '../../../support/fixtures';
import { withoutEditor } from '../../../support/plainEditor';

describe('the inspection of a token', () => {
  const { inspectToken } = withoutEditor<typeof inspection>('features/token/inspection.lazy');

  it('tells why there is none', async () => {
    const all = bench(account);
    all.grants.answer = () => ({ kind: 'wrongSecret' });
    await all.active.load();
    await all.clock.advance(0);
    const shown: string[] = [];
    await inspectToken({ account: all.active, clock: all.clock }, (...text) =>
      Promise.resolve(void shown.push(...text)),
    );
    assert.equal(shown[0], account.environment);
    assert.match(shown[2] ?? '', /"problem": /);
    all.active.dispose();
  });

  it('ends with a switch of the environment while the server is slow: it shows nothing of the next one', async () => {
    const all = bench(account, other);
    all.grants.answer = (call) =>
      call.account.environment === other.environment ? all.grants.issue() : new Promise(() => undefined);
    await all.active.load();
    assert.equal(all.active.state.name, 'acquiring');
    const shown: string[] = [];
    const failure = failureFrom(
      inspectToken({ account: all.active, clock: all.clock }, (...text) =>
        Promise.resolve(void shown.push(...text)),
      ),
    );
    await all.active.switchTo(other.environment);
    assert.equal((await failure).kind, 'cancelled');
    assert.deepEqual(shown, []);
    all.active.dispose();
  });
});
