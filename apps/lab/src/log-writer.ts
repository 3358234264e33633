// A program that writes a log, to be killed or to be lied to by the disk: started by log-crashes.ts.
// argv: database url, folder of the cell (`log/`, `root.key`), how many entries. Says `ready PID`, waits for a line,
// then says `integrated ID` for each entry whose receipt it was given, and `failed` where there was none.

import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createBorder } from '@jhalak/border';
import { secureRandom, silentLogger, systemClock, uuidv7Ids } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { openDatabase } from '@jhalak/postgres';
import { factsOf } from './lab-log.ts';

const [url = '', folder = '', count = '0'] = process.argv.slice(2);
const shared = { clock: systemClock, logger: silentLogger, region: 'in' };
const database = openDatabase({ url, poolMax: 2 });
const keys = await openKeystore({
  ...shared,
  url,
  rootKeyFile: join(folder, 'root.key'),
  poolMax: 1,
});
const border = createBorder({
  ...{ ...shared, database, keys, random: secureRandom },
  ids: uuidv7Ids(systemClock, secureRandom),
  folder: join(folder, 'log'),
});
await border.publish();
say(`ready ${process.pid}`);
await new Promise((resolve) => process.stdin.once('data', resolve));
for (let at = 0; at < Number(count); at += 1) {
  try {
    const id = await database.transaction(async (tx) => await border.log.append(tx, factsOf(at)));
    await border.log.integrated(id);
    say(`integrated ${id}`);
  } catch {
    say('failed');
  }
}
say('end');
process.exit(0);

// At once and whole: what was said before a kill was said.
function say(line: string): void {
  writeSync(1, `${line}\n`);
}
