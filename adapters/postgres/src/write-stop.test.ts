// A database that is told to be read only, with sessions of before on it.

import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { isReadOnlyError, openDatabase } from './index.ts';
import { openTestParts } from '@jhalak/testing/parts';
import pg from 'pg';

const NOTE = {
  name: 'test.note',
  text: `INSERT INTO state_entries (space, key, value, expires_at_ms) VALUES ('t', $1, 'x', 9e15)`,
};
const COUNT = { name: 'test.count', text: `SELECT count(*)::int AS n FROM state_entries` };
const ASK = { name: 'test.ask', text: 'SELECT 1 AS one', short: true };

test('after elder sessions ended nobody writes, reads go on, and a thaw lets all write', async () => {
  const parts = await openTestParts();
  const strangers = new pg.Pool({ connectionString: parts.databaseUrl, max: 5 });
  strangers.on('error', () => undefined);
  try {
    const { database } = parts;
    const write = async (key: string) => await database.query(NOTE, [key]);
    await Promise.all(Array.from({ length: 8 }, (_, i) => write(`before ${i}`)));
    await Promise.all(Array.from({ length: 5 }, () => strangers.query('SELECT pg_sleep(0.05)')));
    // In a transaction when the stop comes: it gets its time.
    const slow = await strangers.connect();
    await slow.query('BEGIN');
    await slow.query(NOTE.text, ['slow']);
    assert.equal(await database.isReadOnly(), false);
    await database.transaction(async (tx) => await database.setReadOnly(tx, true));
    assert.equal(await database.isReadOnly(), true);
    await write('a session of before still writes');
    await database.renew();
    await parts.keys.renew();
    const ending = database.endElderSessions();
    await slow.query('COMMIT');
    slow.release();
    const ended = await ending;
    assert.equal(ended.working, 0, 'who was working came to its end');
    assert.equal(ended.idle, 5);
    const before = await database.query<{ n: number }>(COUNT);
    assert.equal(before[0]?.n, 10);

    for (let i = 0; i < 20; i += 1) {
      await assert.rejects(write(`frozen ${i}`), { code: 'cell.frozen', status: 503 });
      await assert.rejects(strangers.query(NOTE.text, [`stranger ${i}`]), isReadOnlyError);
      assert.equal((await database.query<{ one: number }>(ASK))[0]?.one, 1);
      await assert.rejects(
        database.query({ ...NOTE, name: 'test.note_short', short: true }, [`short ${i}`]),
        { code: 'cell.frozen' },
      );
      await assert.rejects(parts.keys.ensure(parts.ids.next()), { code: 'cell.frozen' });
    }
    assert.deepEqual(await database.query(COUNT), before);
    await database.transaction(async (tx) => void (await tx.query(NOTE, ['deal'])), {
      evenFrozen: true,
    });

    await database.transaction(async (tx) => await database.setReadOnly(tx, false), {
      evenFrozen: true,
    });
    await database.renew();
    await parts.keys.renew();
    await parts.keys.ensure(parts.ids.next());
    await Promise.all(Array.from({ length: 8 }, (_, i) => write(`after ${i}`)));
    assert.equal((await database.query<{ n: number }>(COUNT))[0]?.n, 19);
  } finally {
    await strangers.end();
    await parts.close();
  }
});

test('a transaction that does not come to its end is ended for it', async () => {
  const parts = await openTestParts();
  const stranger = new pg.Client({ connectionString: parts.databaseUrl });
  stranger.on('error', () => undefined);
  try {
    await stranger.connect();
    await stranger.query('BEGIN');
    await stranger.query(NOTE.text, ['hangs']);
    await parts.database.transaction(async (tx) => await parts.database.setReadOnly(tx, true));
    await parts.database.renew();
    await parts.keys.renew();
    assert.deepEqual(await parts.database.endElderSessions(), { idle: 0, working: 1 });
    assert.equal((await parts.database.query<{ n: number }>(COUNT))[0]?.n, 0);
  } finally {
    await stranger.end().catch(() => undefined);
    await parts.close();
  }
});

test('a reader that is opened the first time while the cell is frozen opens, and reads when it thaws', async () => {
  const parts = await openTestParts();
  try {
    const { database, journal } = parts;
    await database.transaction(async (tx) => {
      await journal.append(tx, [{ stream: 'test.s', key: 'k', type: 't', facts: {} }]);
      await database.setReadOnly(tx, true);
    });
    await database.renew();
    const seen: string[] = [];
    const reader = await journal.consume({
      name: 'test.new_reader',
      streams: ['test.s'],
      handle: async (_tx, { events }) =>
        void (await Promise.resolve(seen.push(...events.map(({ key }) => key)))),
    });
    await database.transaction(async (tx) => await database.setReadOnly(tx, false), {
      evenFrozen: true,
    });
    await database.renew();
    await journal.seal();
    await reader.catchUp();
    assert.deepEqual(seen, ['k']);
    await reader.stop();
  } finally {
    await parts.close();
  }
});

test('what may wait in the state store waits for the end of a freeze, and is read meanwhile', async () => {
  const parts = await openTestParts();
  try {
    const { database, state, clock } = parts;
    const expiresAtMs = clock.nowMs() + 60_000;
    const entry = (key: string) => ({ key, value: Buffer.from(`of ${key}`), expiresAtMs });
    await state.set('s', entry('before'));
    await database.transaction(async (tx) => await database.setReadOnly(tx, true));
    await database.renew();
    for (let i = 0; i < 50; i += 1) await state.setSoon('s', entry(String(i)));
    // @waits: the writes that fail run 25 ms later
    await wait(150);
    for (let i = 50; i < 100; i += 1) await state.setSoon('s', entry(String(i)));
    for (let i = 0; i < 100; i += 1)
      assert.equal((await state.get('s', String(i)))?.toString(), `of ${i}`);
    await assert.rejects(state.set('s', entry('now')), { code: 'cell.frozen' });
    await state.flush();
    assert.equal((await database.query<{ n: number }>(COUNT))[0]?.n, 1);
    await database.transaction(async (tx) => await database.setReadOnly(tx, false), {
      evenFrozen: true,
    });
    await database.renew();
    await state.set('s', entry('after'));
    await state.flush();
    assert.equal((await database.query<{ n: number }>(COUNT))[0]?.n, 102);
  } finally {
    await parts.close();
  }
});

test('a read that meets a session which is being ended is asked again; a write is not', async () => {
  const { databaseUrl, close } = await openTestParts();
  const ender = openDatabase({ url: databaseUrl, poolMax: 1 });
  const endAll = {
    name: 'test.end_all',
    text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'jhalak-read'`,
  };
  const reading = openDatabase({
    ...{ url: databaseUrl, poolMax: 8, applicationName: 'jhalak-read' },
  });
  try {
    const reads = (name: string, short: boolean): Promise<unknown>[] =>
      Array.from({ length: 8 }, () => reading.query({ name, text: 'SELECT 1 AS one', short }));
    const tables = reading.tables<{ pg_namespace: { nspname: string } }>();
    const built = (): Promise<unknown>[] =>
      Array.from({ length: 8 }, () =>
        tables
          .with('some', (db) => db.selectFrom('pg_namespace').select('nspname'))
          .selectFrom('some')
          .select('nspname')
          .execute(),
      );
    for (let round = 0; round < 30; round += 1) {
      await Promise.all([...reads('test.long', false), ...reads('test.short', true), ...built()]);
      await Promise.all([
        ender.query(endAll),
        ...reads('test.long', false),
        ...reads('test.short', true),
        ...built(),
      ]);
    }
    const write = { name: 'test.write', text: 'UPDATE persons SET bio = bio WHERE false' };
    await assert.rejects(reading.query({ ...write, text: `${endSelf()}; ${write.text}` }));
  } finally {
    await reading.close();
    await ender.close();
    await close();
  }
});

/** A write that loses its own session. */
function endSelf(): string {
  return 'DO $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); END $$';
}
