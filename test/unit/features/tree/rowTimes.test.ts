import assert from 'node:assert/strict';
import { Listeners } from '../../../../src/base/listeners';
import { nextMidnight } from '../../../../src/base/days';
import { RowTimes } from '../../../../src/features/tree/rowTimes';
import { FakeClock } from '../../../support/fakeClock';

/** When rows are drawn again, in milliseconds from the beginning, where a list grows old after those given. */
function watch(...old: number[]): {
  readonly clock: FakeClock;
  readonly begin: number;
  readonly drawn: number[];
  readonly loads: () => void;
  readonly shows: (visible: boolean) => void;
  readonly rows: RowTimes;
} {
  const clock = new FakeClock();
  const begin = clock.now();
  const drawn: number[] = [];
  const loads = new Listeners<void>();
  const visibility = new Listeners<{ visible: boolean }>();
  const view = { visible: true, onDidChangeVisibility: visibility.event };
  const rows = new RowTimes(
    {
      onDidLoad: loads.event,
      ages: { nextChange: () => old.map((after) => begin + after).find((at) => at > clock.now()) },
      redrawOffers: () => drawn.push(clock.now() - begin),
    },
    view,
    clock,
  );
  return {
    clock,
    begin,
    drawn,
    loads: () => loads.fire(),
    shows: (visible) => {
      view.visible = visible;
      visibility.fire({ visible });
    },
    rows,
  };
}

describe('rows whose words change with time alone', () => {
  it('are drawn again when a list becomes old, each time once', async () => {
    const { clock, drawn, loads, rows } = watch(60_000, 90_000);
    loads();
    await clock.advance(80_000);
    assert.deepEqual(drawn, [60_000]);
    await clock.advance(3_600_000);
    assert.deepEqual(drawn, [60_000, 90_000]);
    rows.dispose();
    assert.equal(clock.running, 0);
  });

  it('are drawn again at midnight, when times of today get their date', async () => {
    const { clock, begin, drawn, loads, rows } = watch();
    loads();
    await clock.advance(2 * 86_400_000);
    const midnight = nextMidnight(begin);
    assert.deepEqual(drawn, [midnight - begin, nextMidnight(midnight) - begin]);
    rows.dispose();
  });

  it('are left alone once the tree is gone', () => {
    const { clock, drawn, loads, shows, rows } = watch(60_000);
    rows.dispose();
    loads();
    shows(true);
    assert.deepEqual([clock.running, drawn], [0, []]);
  });

  it('wait until somebody looks, and are right then', async () => {
    const { clock, drawn, loads, shows, rows } = watch(60_000);
    loads();
    shows(false);
    assert.equal(clock.running, 0);
    loads();
    await clock.advance(100_000);
    assert.deepEqual(drawn, []);
    shows(true);
    assert.deepEqual(drawn, [100_000]);
    rows.dispose();
  });
});
