import assert from 'node:assert/strict';
import { FakeClock } from '../../support/fakeClock';
import { accountAt } from '../../support/fixtures';
import { loneSession } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';
import { minute } from '../../support/time';

describe('a server that asks for very short pauses', () => {
  for (const retryAfter of [0, 1000]) {
    it(`is asked twice a minute at most, and once at least: Retry-After ${retryAfter / 1000}`, async () => {
      const clock = new FakeClock();
      const grants = new ScriptedGrants(clock);
      grants.answer = () => ({ kind: 'throttled', status: 503, retryAfter });
      const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, () => 0.5);
      session.start();
      await clock.advance(10 * minute);
      const times = grants.calls.map(({ at }) => at);
      assert.ok((times.at(-1) ?? 0) >= 9 * minute, times.join());
      for (const [index, at] of times.entries()) {
        const [next = at, third = Infinity] = times.slice(index + 1);
        assert.ok(next - at <= minute && third - at >= minute, times.join());
      }
      session.dispose();
    });
  }
});
