// Two processes post at once and are killed outright: what they said is done is in the books, and nothing is there by half.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openLedgerHouse } from './ledger.fixture.ts';

const POSTER = fileURLToPath(new URL('poster.fixture.ts', import.meta.url));
/** Commits of one process before it is killed: it is in the middle of others then. */
const DONE_BEFORE_KILL = 40;

/** @returns ids that were tried and ids whose commit was told. */
async function postUntilKilled(
  args: readonly string[],
): Promise<{ tried: number; done: string[] }> {
  const child = spawn(process.execPath, [POSTER, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const done: string[] = [];
  let tried = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [word, id = ''] = line.split(' ');
    if (word === 'try') tried += 1;
    else done.push(id);
    if (done.length === DONE_BEFORE_KILL) child.kill('SIGKILL');
  }
  return { tried, done };
}

test('two processes that are killed while they post leave books that sum to zero, with everything that was told done', async () => {
  const { parts, ledger, open, payIn } = await openLedgerHouse();
  try {
    const wallets = await Promise.all(
      ['one', 'two', 'three'].map((owner) => open({ kind: 'advertiser_wallet', owner })),
    );
    for (const wallet of wallets) await payIn(wallet, 1_000);
    const revenue = await open({ kind: 'revenue' });
    const args = [parts.databaseUrl, parts.folder, parts.region, ...wallets, revenue];
    const killed = await Promise.all([postUntilKilled(args), postUntilKilled(args)]);
    const done = killed.flatMap((one) => one.done);
    assert.ok(done.length >= 2 * DONE_BEFORE_KILL, `only ${done.length} were done`);
    const audit = await ledger.audit(parts.database);
    assert.deepEqual([audit.sum, audit.wrongAccounts, audit.wrongTransfers], [0, [], []]);
    const paidIn = wallets.length;
    const tried = killed.reduce((sum, one) => sum + one.tried, 0);
    assert.ok(audit.transferCount >= done.length + paidIn, 'one that was told done is not there');
    assert.ok(audit.transferCount <= tried + paidIn, 'something was posted that nobody tried');
    const found = await parts.database.query<{ id: string; events: number }>(
      {
        name: 'test.done',
        text: `SELECT t.transfer_id AS id, (SELECT count(*)::int FROM journal j
          WHERE j.stream = 'ledger.transfer' AND j.key = t.transfer_id::text) AS events
          FROM ledger_transfers t WHERE transfer_id = ANY($1)`,
      },
      [done],
    );
    assert.equal(found.length, done.length);
    assert.ok(
      found.every((row) => row.events === 1),
      'each transfer has one event',
    );
  } finally {
    await parts.close();
  }
});
