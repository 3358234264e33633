// A server that takes leases, shows ads and bills them until it is killed: database URL, folder, region, viewer, and line items as
// JSON. Started by a test. Each grant is told before its event is tried (`try ID`) and after it is durable (`done ID TOKEN`).

import { join } from 'node:path';
import {
  silentLogger as logger,
  secureRandom,
  systemClock as clock,
  uuidv7Ids,
} from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { createLedger } from '@jhalak/ledger';
import { openDatabase, PostgresJournal } from '@jhalak/postgres';
import { AdEventWriter } from '../src/billing/event-writer.ts';
import { FEED_TOKEN_LIFE_MS, type AdGrant } from '../src/billing/grant.ts';
import type { LeasedLine } from '../src/billing/leases.ts';
import { ServerLeases } from '../src/billing/server-leases.ts';
import { AdTokens } from '../src/billing/token.ts';
import { BILLER } from './billing.fixture.ts';

const [url = '', folder = '', region = '', viewer = '', given = '[]'] = process.argv.slice(2);
const lines = JSON.parse(given) as (LeasedLine & { priceMicros: number })[];
/** Requests that wait at once: they share transactions. */
const LANES = 12;
const database = openDatabase({ url, poolMax: 4, applicationName: BILLER });
const keys = await openKeystore({
  url,
  rootKeyFile: join(folder, 'root.key'),
  erasureListFile: join(folder, 'erasures.list'),
  ...{ region, clock, logger, poolMax: 1 },
});
const journal = await PostgresJournal.open({
  ...{ database, keys, clock, logger, sealing: false, live: false },
});
const ids = uuidv7Ids(clock, secureRandom);
const deps = {
  ...{ database, keys, clock, ids, logger, region },
  ledger: createLedger({ database, journal, clock, ids, region }),
  creatorOf: async () => await Promise.resolve(new Map([[viewer, viewer]])),
  seatDailyUnits: async () => await Promise.resolve(undefined),
};
const leases = new ServerLeases(deps);
const tokens = new AdTokens(keys);
const writer = new AdEventWriter(deps);

async function showForEver(): Promise<never> {
  for (;;) {
    const line = lines[secureRandom.below(lines.length)];
    if (line === undefined) throw new Error('a line item is needed');
    const nowMs = clock.nowMs();
    const taken = leases.take(line, line.priceMicros, nowMs);
    if (taken === undefined) {
      await leases.settled();
      // Nothing may be left of it: others go on.
      await new Promise((resolve) => setImmediate(resolve));
      continue;
    }
    const { organisation, campaign, lineItem, priceMicros } = line;
    const grant: AdGrant = {
      ...{ id: ids.next(), demand: 'line', organisation, campaign, lineItem, priceMicros },
      ...{ leaseId: taken.leaseId, creative: viewer, placement: 'feed', format: 'display' },
      ...{ billOn: 'render', first: false, language: 'hi', beside: viewer },
      ...{ issuedAtMs: nowMs, expiresAtMs: nowMs + FEED_TOKEN_LIFE_MS },
    };
    const token = tokens.sign(grant, viewer);
    process.stdout.write(`try ${grant.id}\n`);
    const event = { token, type: 'render' as const, atMs: nowMs };
    const [result] = await writer.write([{ kind: 'counts', event, grant, showing: undefined }]);
    if (result?.ok === true) process.stdout.write(`done ${grant.id} ${token}\n`);
  }
}

await Promise.all(Array.from({ length: LANES }, showForEver));
