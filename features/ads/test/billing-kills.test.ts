// Servers that take leases and bill are killed outright, again and again on one database: no budget is overspent, each event that
// was told done is there and billed once, and the books are right. The full count is `npm run proof -- ads-kills`.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { seededRandom, type Random } from '@jhalak/kernel';
import { sweepLeases } from '../src/billing/lease-return.ts';
import { BILLER, openBillingHouse, type BillingHouse, type TestLine } from './billing.fixture.ts';

const PROGRAM = fileURLToPath(new URL('biller.fixture.ts', import.meta.url));
/** Servers of each round, all killed in it; five kills, or `8,8,8…` of the proof. */
const ROUNDS = (process.env['JHALAK_AD_KILLS'] ?? '3,2').split(',').map(Number);
const SEED = Number(process.env['JHALAK_AD_SEED'] ?? 20_261_123);
/** Events of a server before it is killed: it is in the middle of others then, and of leases. */
const DONE_LEAST = 20;
const DONE_SPAN = 120;
const PAID_IN = 3_000_000;
/** The first is spent in the first rounds. */
const BUDGETS = [600, 40_000, 2_000_000];
const HOUR_MS = 3_600_000;
/** Tokens that are sent once more at the end. */
const REPEATS = 200;
/** Far more than PostgreSQL needs to hear of a kill: a minute. */
const LOOKS_MAX = 3_000;

interface Told {
  tried: number;
  done: Map<string, string>;
}

async function billUntilKilled(args: readonly string[], doneBefore: number): Promise<Told> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const told: Told = { tried: 0, done: new Map() };
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, id = '', token = ''] = line.split(' ');
    if (word === 'try') told.tried += 1;
    else told.done.set(id, token);
    if (told.done.size === doneBefore) child.kill('SIGKILL');
  }
  const [, signal] = (await ended) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', 'it ended by the kill alone');
  return told;
}

async function killAll(
  house: BillingHouse,
  lines: readonly TestLine[],
  random: Random,
): Promise<Told> {
  const { databaseUrl, folder, region } = house.parts;
  const asked = lines.map((line) => ({ ...line, priceMicros: 120_000 }));
  const args = [databaseUrl, folder, region, house.viewer, JSON.stringify(asked)];
  const all: Told = { tried: 0, done: new Map() };
  for (const servers of ROUNDS) {
    const killed = await Promise.all(
      Array.from(
        { length: servers },
        async () => await billUntilKilled(args, DONE_LEAST + random.below(DONE_SPAN)),
      ),
    );
    for (const { tried, done } of killed) {
      all.tried += tried;
      for (const [id, token] of done) all.done.set(id, token);
    }
    await sessionsOver(house);
    await checkBudgets(house, lines);
  }
  return all;
}

/** The database hears of a kill a moment later, and ends what it was at: until then two sums may be of two moments. */
async function sessionsOver(house: BillingHouse): Promise<void> {
  const text = `SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = '${BILLER}'`;
  for (let looks = 0; (await count(house, text)) > 0; looks += 1) {
    assert.ok(looks < LOOKS_MAX, 'sessions of killed servers go on');
    // @waits: PostgreSQL ends them by itself
    await wait(20);
  }
}

/** What was billed and what is under way never pass a budget; what is held is what leases say. */
async function checkBudgets(house: BillingHouse, lines: readonly TestLine[]): Promise<void> {
  for (const [index, { campaign }] of lines.entries()) {
    const of = `campaign_id = '${campaign}'`;
    const billed = await house.sum('ad_billed', 'units', of);
    const leased = await house.sum('ad_leases', 'units - billed', of);
    const budget = BUDGETS[index] ?? 0;
    assert.ok(billed + leased <= budget, `${billed} billed and ${leased} leased of ${budget}`);
    const rows = `${of} AND line_item_id = '00000000-0000-0000-0000-000000000000'`;
    assert.equal(await house.sum('ad_budgets', 'billed', rows), billed);
    assert.equal(await house.sum('ad_budgets', 'leased', rows), leased);
  }
  const open = await house.sum('ad_leases', 'units - billed', 'true');
  assert.equal(await house.balance('held', 'tea-house'), open);
}

async function count(house: BillingHouse, text: string, values: unknown[] = []): Promise<number> {
  const [row] = await house.parts.database.query<{ count: number }>(
    { name: `test.${text.length}`, text },
    values,
  );
  return row?.count ?? -1;
}

/** One transfer an event that was billed, and none besides. */
async function checkEntries(house: BillingHouse, told: Told): Promise<number> {
  const billed = await count(house, 'SELECT count(*)::int AS count FROM ad_billed');
  const matched = await count(
    house,
    `SELECT count(*)::int AS count FROM ad_billed b JOIN ledger_transfers t ON t.transfer_id = b.transfer_id
      WHERE t.kind = 'ads.billed' AND (SELECT -sum(p.amount) FROM ledger_postings p
        JOIN ledger_accounts a ON a.account_id = p.account_id
        WHERE p.transfer_id = b.transfer_id AND a.kind = 'held') = b.units`,
  );
  const transfers = await count(
    house,
    `SELECT count(*)::int AS count FROM ledger_transfers WHERE kind = 'ads.billed'`,
  );
  assert.deepEqual([matched, transfers], [billed, billed]);
  const found = await count(
    house,
    `SELECT count(*)::int AS count FROM ad_counted c JOIN ad_billed b ON b.grant_id = c.grant_id
      WHERE c.type = 1 AND c.grant_id = ANY($1)`,
    [[...told.done.keys()]],
  );
  assert.equal(found, told.done.size, 'what was told done is counted, and billed once');
  assert.ok(billed <= told.tried, 'something was billed that nobody tried');
  return billed;
}

test('servers that are killed while they bill overspend nothing, bill each event once, and leave books that sum to zero', async (t) => {
  const house = await openBillingHouse();
  try {
    const { clock } = house.parts;
    // The servers have the machine's own clock.
    clock.advance(Date.now() - clock.nowMs());
    house.deps.creators.set(house.viewer, house.viewer);
    await house.payIn(PAID_IN);
    const lines: TestLine[] = [];
    for (const budget of BUDGETS) lines.push(await house.line({ budget }));
    const told = await killAll(house, lines, seededRandom(SEED));
    const billed = await checkEntries(house, told);
    clock.advance(Date.now() - clock.nowMs());
    const again = [...told.done.values()].slice(-REPEATS);
    for (const token of again)
      assert.deepEqual(
        await house.send([{ token, type: 'render' }], { device: token.slice(0, 60) }),
        [{ ok: true, code: 'duplicate' }],
      );
    clock.advance(HOUR_MS);
    while ((await sweepLeases(house.deps)) > 0);
    const spent = await house.sum('ad_billed', 'units', 'units > 0');
    assert.equal(await house.balance('held', 'tea-house'), 0);
    assert.equal(await house.balance('advertiser_wallet', 'tea-house'), PAID_IN - spent);
    const earned =
      (await house.balance('revenue')) + (await house.balance('creator_share', house.viewer));
    assert.equal(earned, spent);
    assert.equal(await house.sum('ad_facts', 'spend'), spent);
    const audit = await house.deps.ledger.audit(house.parts.database);
    assert.deepEqual([audit.sum, audit.wrongAccounts, audit.wrongTransfers], [0, [], []]);
    assert.ok(
      (await house.sum('ad_billed', 'units', `campaign_id = '${lines[0]?.campaign}'`)) <= 600,
    );
    const kills = ROUNDS.reduce((sum, one) => sum + one, 0);
    t.diagnostic(
      `seed ${SEED}: ${kills} kills, ${told.tried} tried, ${told.done.size} told done, ${billed} billed, ${spent} units`,
    );
  } finally {
    await house.parts.close();
  }
});
