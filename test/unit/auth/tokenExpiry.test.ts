import assert from 'node:assert/strict';
import { FakeClock } from '../../support/fakeClock';
import { accountAt } from '../../support/fixtures';
import { loneSession } from '../../support/memoryStores';
import { ScriptedGrants } from '../../support/scriptedGrants';
import type { SessionState } from '../../../src/auth/sessionState';

describe('a token that expires while its renewal waits for a reply', () => {
  it('is not shown as valid any longer', async () => {
    const clock = new FakeClock();
    const grants = new ScriptedGrants(clock);
    grants.lifetime = 9;
    const session = loneSession(accountAt('http://127.0.0.1:1'), grants, clock, () => 0);
    session.start(grants.issue(), true);
    grants.answer = () => new Promise(() => undefined);
    const seen: [number, SessionState['name']][] = [];
    session.onDidChange(({ name }) => seen.push([clock.elapsed, name]));
    await clock.advance(8999);
    assert.deepEqual(grants.asked, ['refresh']);
    assert.deepEqual(seen, []);
    await clock.advance(1);
    assert.deepEqual(seen, [[9000, 'acquiring']]);
    // Nothing more to say until there is a reply.
    await clock.advance(60_000);
    assert.equal(seen.length, 1);
    session.dispose();
  });
});
