// Claims about the doctor at the border: it tells a log that forks, waits, is older or closed, orders that are missing, and
// a gateway that does not answer.

import assert from 'node:assert/strict';
import { rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { orderCell, type OrderCell } from '@jhalak/testing';
import { loadSettings } from '../settings.ts';
import { gatewayFindings, logFindings, orderFindings } from './border-findings.ts';
import type { Finding } from './finding.ts';

let cell: OrderCell;
before(async () => {
  cell = await orderCell();
  await say(300);
  await cell.cell.border.publish();
});
after(() => cell.close());

async function say(count: number): Promise<void> {
  await cell.parts.database.transaction(async (tx) => {
    for (let at = 0; at < count; at += 1)
      await cell.cell.border.log.append(tx, { kind: 'policy', act: `test.said-${at}` });
  });
}

async function log(running = false): Promise<Finding> {
  const { database, folder, clock } = cell.parts;
  const [found] = await logFindings(database, folder, { running, nowMs: clock.nowMs() });
  assert.ok(found);
  return found;
}

async function sql(text: string, values: readonly unknown[] = []): Promise<void> {
  await cell.parts.database.query({ name: `test.${text.slice(0, 30)}`, text }, values);
}

test('a log in order says how much it holds; what waits is a problem only beside a program that should write it', async () => {
  assert.deepEqual((await log()).state, 'ok');
  await say(1);
  cell.parts.clock.advance(11_000);
  assert.match((await log()).what, /30\d entries in its files, 1 more at the next start/);
  const late = await log(true);
  assert.equal(late.state, 'problem');
  assert.match(late.what, /1 wait to be written/);
  await cell.cell.border.publish();
  assert.equal((await log(true)).state, 'ok');
});

test('a table that tells another history than the files is told, and an older one is not taken for it', async () => {
  await sql('CREATE TABLE kept AS SELECT * FROM border_entries');
  await sql('DELETE FROM border_entries WHERE leaf_index >= 290');
  const older = await log();
  assert.deepEqual([older.state, /290 in its table/.test(older.what)], ['warning', true]);
  await sql(
    `UPDATE border_entries SET leaf = replace(leaf, 'said', 'sung') WHERE leaf_index = 289`,
  );
  const other = await log();
  assert.deepEqual([other.state, /different histories/.test(other.what)], ['problem', true]);
  await sql('DELETE FROM border_entries');
  await sql('INSERT INTO border_entries SELECT * FROM kept');
  assert.equal((await log()).state, 'ok');
});

test('a folder of the log that cannot be written is told with what hangs on it', async () => {
  const folder = join(cell.parts.folder, 'log');
  await rename(folder, `${folder}.away`);
  await writeFile(folder, 'where a folder must be');
  const closed = await log();
  assert.equal(closed.state, 'problem');
  assert.match(closed.mend ?? '', /nothing crosses the border/);
});

test('orders that are missing are told one by one as far as the log tells of them', async () => {
  const { database } = cell.parts;
  assert.deepEqual(
    (await orderFindings(database)).map(({ state }) => state),
    ['ok'],
  );
  await sql(
    `INSERT INTO order_losses (commitment, known, phase, codes, step, entered_at_ms, last_at_ms, found_at_ms)
      VALUES ($1, 'nothing', 'in_force', '{law/court,scope/account,territory/state}', 2, 0, 0, 0)`,
    ['ab'.repeat(32)],
  );
  const [missing] = await orderFindings(database);
  assert.equal(missing?.state, 'problem');
  assert.match(missing.what, /^1 .+: entered 1970-01-01\S+ court, account, state, in force; /);
});

test('a gateway is knocked at while a Jhalak runs, and not missed otherwise', async () => {
  const { settings } = loadSettings({}, { home: cell.parts.folder });
  const gatewaySocket = join(cell.parts.folder, 'knock');
  assert.equal((await gatewayFindings(settings, false))[0]?.state, 'ok');
  const apart = { ...settings, gatewaySocket };
  assert.equal((await gatewayFindings(apart, true))[0]?.state, 'problem');
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(gatewaySocket, resolve));
  assert.equal((await gatewayFindings(apart, true))[0]?.state, 'ok');
  await new Promise((resolve) => server.close(resolve));
});
