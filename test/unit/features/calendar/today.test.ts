import assert from 'node:assert/strict';
import { addDays, localDay } from '../../../../src/base/days';
import { followDay } from '../../../../src/features/calendar/webview/today';
import { FakeClock } from '../../../support/fakeClock';

describe('the day that the calendar marks', () => {
  it('is that of its own clock, and the next one as soon as that begins', async () => {
    const clock = new FakeClock();
    const told: string[] = [];
    const look = followDay(clock, (today) => told.push(today));
    const first = localDay(clock.now());
    assert.deepEqual(told, [first]);
    look();
    await clock.advance(2 * 24 * 3_600_000);
    assert.deepEqual(
      [...new Set(told)],
      [0, 1, 2].map((days) => addDays(first, days)),
    );
    assert.equal(clock.running, 1, 'more than one timer');
  });

  it('is looked up also after a sleep, in which no timer has run', () => {
    const clock = new FakeClock();
    const told: string[] = [];
    const look = followDay(clock, (today) => told.push(today));
    const first = localDay(clock.now());
    clock.sleep(3 * 24 * 3_600_000);
    look();
    assert.equal(told.at(-1), addDays(first, 3));
  });
});
