// A process that freezes a cell and is killed: `freezer.fixture.ts URL UNTIL_MS`. Says `begun` and `frozen`.

import { silentLogger, systemClock } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { createStanding } from '../src/index.ts';

const [url = '', untilMs] = process.argv.slice(2);
const database = openDatabase({ url });
const standing = createStanding({
  database,
  renewables: [],
  clock: systemClock,
  logger: silentLogger,
});
const freezing = standing.freeze(Number(untilMs));
standing.onChange(async () => {
  await Promise.resolve(process.stdout.write('begun\n'));
});
await freezing;
process.stdout.write('frozen\n');
// Killed before.
setTimeout(() => process.exit(1), 60_000);
