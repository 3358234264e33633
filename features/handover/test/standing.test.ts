// Who may end a freeze, and what stays when processes die.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { ALL_MIGRATIONS } from '@jhalak/jhalak';
import { ManualClock, silentLogger, systemClock, type Clock } from '@jhalak/kernel';
import { migrate, openDatabase, PostgresJobs, PostgresJournal } from '@jhalak/postgres';
import { startCell, type TestCell } from '@jhalak/testing';
import { createStanding, type Standing } from '../src/index.ts';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

const HOUR_MS = 3_600_000;
/** A minute of looking for what comes within a quarter of a second where nothing else runs. */
const LOOKS_MAX = 600;

/** @returns 201 or the code. */
async function write(): Promise<string> {
  const consent = {
    personalisation: false,
    lock: false,
    ads: false,
    ...noticeRead('en'),
  };
  const { status, body } = await cell.api<{ code?: string }>('POST', '/v1/viewers', {
    body: { languages: ['hi'], genres: [], ageBand: '18plus', consent },
  });
  return body.code ?? String(status);
}

/** Another process's view of this cell, with connections of its own. */
async function another<Result>(
  work: (standing: Standing, database: ReturnType<typeof openDatabase>) => Promise<Result>,
  clock: Clock = systemClock,
): Promise<Result> {
  const database = openDatabase({ url: cell.parts.databaseUrl, poolMax: 3 });
  const deps = { database, renewables: [], clock, logger: silentLogger };
  const standing = createStanding(deps);
  try {
    return await work(standing, database);
  } finally {
    await standing.stop();
    await database.close();
  }
}

test('times in the past or beyond a day are refused, and nothing is frozen', async () => {
  const { standing } = cell.cell;
  const nowMs = cell.parts.clock.nowMs();
  for (const untilMs of [nowMs, nowMs - 1, nowMs + 25 * HOUR_MS])
    await assert.rejects(standing.freeze(untilMs), { code: 'handover.refused' });
  assert.equal((await standing.look()).state, 'open');
  assert.equal(await standing.thaw(), false);
  assert.equal(await write(), '201');
});

test('a freeze ends at its time, whoever looks first', async () => {
  const { standing } = cell.cell;
  await standing.freeze(cell.parts.clock.nowMs() + HOUR_MS);
  assert.equal(await write(), 'cell.frozen');
  cell.parts.clock.advance(HOUR_MS - 1);
  assert.equal((await standing.look()).state, 'frozen');
  cell.parts.clock.advance(1);
  assert.equal((await standing.look()).state, 'open');
  assert.equal(await write(), '201');
});

for (const [word, what] of [
  ['begun', 'before the database is told'],
  ['frozen', 'when nothing writes any more'],
] as const) {
  test(`the freezing process is killed ${what}: it stays frozen until its time, and then thaws`, async () => {
    // The process that is killed has the machine's clock, and time enough to come so far.
    const untilMs = systemClock.nowMs() + HOUR_MS;
    const file = new URL('freezer.fixture.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [file, cell.parts.databaseUrl, String(untilMs)]);
    for await (const chunk of child.stdout.setEncoding('utf8') as AsyncIterable<string>)
      if (chunk.includes(word)) break;
    child.kill('SIGKILL');
    await once(child, 'exit');
    const clock = new ManualClock(untilMs - 1);
    await another(async (standing) => {
      assert.equal((await standing.look()).state, 'frozen');
      // The cell of this test has a clock that stands still: for it the time never comes.
      await cell.cell.standing.look();
      assert.equal(await write(), 'cell.frozen');
      await standing.start();
      assert.equal((await standing.look()).state, 'frozen', 'until the last moment');
      clock.advance(1);
      for (let looks = 0; standing.now().state !== 'open'; looks += 1) {
        assert.ok(looks < LOOKS_MAX, 'it does not thaw by itself');
        // @waits: the standing looks by itself, four times a second
        await wait(100);
      }
    }, clock);
    await cell.cell.standing.look();
    assert.equal(await write(), '201');
  });
}

test('while frozen a process can start, a second freeze goes on with the first, and the deal itself may write', async () => {
  const { standing } = cell.cell;
  await standing.freeze(cell.parts.clock.nowMs() + HOUR_MS);
  const first = standing.now();
  await another(async (_, database) => {
    assert.deepEqual(await migrate(database, 'in', ALL_MIGRATIONS, 0), []);
    await PostgresJobs.open(database, silentLogger);
    const { keys, clock } = cell.parts;
    const shared = { database, keys, clock, logger: silentLogger };
    const journal = await PostgresJournal.open({ ...shared, sealing: false, live: false });
    assert.equal(await journal.lastWindow(), await cell.parts.journal.lastWindow());
    await journal.close();
  });
  const again = await standing.freeze(cell.parts.clock.nowMs() + 2 * HOUR_MS);
  assert.equal(again.sinceMs, first.sinceMs);
  assert.equal(again.settledAtMs, first.settledAtMs);
  const entry = await cell.parts.database.transaction(
    async (tx) => await cell.cell.border.log.append(tx, { kind: 'owner', act: 'handover.done' }),
    { evenFrozen: true },
  );
  await cell.cell.border.log.integrated(entry);
  assert.equal(await standing.thaw(), true);
  assert.equal(await write(), '201');
});

test('once keys were given neither time nor anybody thaws; after the end nothing is written, also by who starts anew', async () => {
  const { standing } = cell.cell;
  const { database, clock } = cell.parts;
  const evenFrozen = { evenFrozen: true } as const;
  await assert.rejects(
    database.transaction(async (tx) => await standing.keep(tx), evenFrozen),
    { code: 'handover.refused' },
  );
  await standing.freeze(clock.nowMs() + HOUR_MS);
  await database.transaction(async (tx) => await standing.keep(tx), evenFrozen);
  clock.advance(2 * HOUR_MS);
  assert.equal((await standing.look()).state, 'frozen');
  await assert.rejects(standing.thaw(), { code: 'handover.refused' });
  assert.equal(await write(), 'cell.frozen');

  await database.transaction(
    async (tx) => await standing.end(tx, 'https://new.example'),
    evenFrozen,
  );
  assert.equal((await standing.look()).state, 'ended');
  assert.equal(await write(), 'cell.ended');
  const { body } = await cell.api<{ standing: object }>('GET', '/v1/health');
  assert.deepEqual(body.standing, { state: 'ended' });
  await assert.rejects(standing.freeze(clock.nowMs() + HOUR_MS), { code: 'handover.refused' });
  assert.equal(await standing.thaw(), false);
  // As a restore leaves it: the row says so, the database does not know.
  await database.transaction(async (tx) => await database.setReadOnly(tx, false), evenFrozen);
  await another(async (restored, fresh) => {
    await restored.start();
    assert.equal(restored.now().movedTo, 'https://new.example');
    assert.equal(await fresh.isReadOnly(), true);
    await assert.rejects(fresh.query({ name: 'test.write', text: `DELETE FROM state_entries` }), {
      code: 'cell.frozen',
    });
  });
});
