import assert from 'node:assert/strict';
import { FakeClock } from '../../support/fakeClock';
import { accountAt } from '../../support/fixtures';
import { loneSession } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';

describe('a server that asks for very short pauses', () => {
  for (const retryAfter of [0, 1000]) {
    it(`is not hammered for that: Retry-After ${retryAfter / 1000}`, async () => {
      const clock = new FakeClock();
      const grants = new ScriptedGrants(clock);
      grants.answer = () => ({ kind: 'throttled', status: 503, retryAfter });
      const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, () => 0.5);
      session.start();
      await clock.advance(600_000);
      assert.ok(grants.calls.length <= 30, `${grants.calls.length} requests in ten minutes`);
      session.dispose();
    });
  }
});
