/** `npm run bench`: measures what has limits; ends with 1 where one is missed. */
import { benchBeginnings } from './beginnings';
import { benchCalendarMonth } from './calendarMonth';
import { benchCatalogModel } from './catalogModel';
import { benchConnection } from './connection';
import { benchFind } from './find';
import { isWithin, measurementLine, type Bench } from './measure';
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
      console.log(measurementLine(each));
      if (!isWithin(each)) process.exitCode = 1;
    }
  }
}

void main();
