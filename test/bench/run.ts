/** `npm run bench`: measures what has limits; ends with 1 where one is missed. */
import { benchBeginnings } from './beginnings';
import { benchCalendarMonth } from './calendarMonth';
import { benchCatalogModel } from './catalogModel';
import { benchConnection } from './connection';
import { benchFind } from './find';
import { isWithin, type Bench } from './measure';
import { benchOffers } from './offers';
import { benchReopening } from './reopening';

const benches: readonly Bench[] = [
  benchCatalogModel,
  benchReopening,
  benchFind,
  benchCalendarMonth,
  benchOffers,
  benchBeginnings,
  benchConnection,
];

async function main(): Promise<void> {
  for (const bench of benches) {
    for (const each of await bench()) {
      const { what, value, unit, limit, note } = each;
      const bound = 'atLeast' in limit ? `at least ${limit.atLeast}` : `at most ${limit.atMost}`;
      const verdict = isWithin(each) ? 'ok' : 'MISSED';
      const detail = note === undefined ? '' : ` [${note}]`;
      console.log(`${verdict.padEnd(6)} ${what}: ${value.toFixed(1)} ${unit} (${bound})${detail}`);
      if (!isWithin(each)) process.exitCode = 1;
    }
  }
}

void main();
