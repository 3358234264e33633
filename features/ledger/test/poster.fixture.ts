// A process that posts until it is killed: database URL, folder, its number, accounts. Started by a test.
// Each transfer id is told before it is tried (`try ID`) and after its commit (`done ID`).

import { join } from 'node:path';
import { createLedger } from '@jhalak/ledger';
import { secureRandom, silentLogger, systemClock, uuidv7Ids } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { openDatabase, PostgresJournal } from '@jhalak/postgres';

const [url = '', folder = '', region = '', ...accounts] = process.argv.slice(2);
const clock = systemClock;
const random = secureRandom;
const logger = silentLogger;
const database = openDatabase({ url, poolMax: 4 });
const keys = await openKeystore({
  url,
  rootKeyFile: join(folder, 'root.key'),
  erasureListFile: join(folder, 'erasures.list'),
  ...{ region, clock, logger, poolMax: 1 },
});
const journal = await PostgresJournal.open({
  ...{ database, keys, clock, logger, sealing: false, live: false },
});
const ids = uuidv7Ids(clock, random);
const ledger = createLedger({ database, journal, clock, ids, region });

async function postForEver(): Promise<never> {
  for (;;) {
    const [from = '', to = ''] = pair();
    const id = ids.next();
    process.stdout.write(`try ${id}\n`);
    const amount = 1 + random.below(50);
    const postings = [
      { accountId: from, amount: -amount },
      { accountId: to, amount },
    ];
    const transfer = { id, kind: 'test.moved', postings };
    try {
      await database.transaction(async (tx) => await ledger.post(tx, [transfer]));
      process.stdout.write(`done ${id}\n`);
    } catch (error) {
      if ((error as { code?: string }).code !== 'ledger.overdraft') throw error;
    }
  }
}

function pair(): string[] {
  const first = random.below(accounts.length);
  const second = (first + 1 + random.below(accounts.length - 1)) % accounts.length;
  return [accounts[first] ?? '', accounts[second] ?? ''];
}

await Promise.all([postForEver(), postForEver(), postForEver()]);
