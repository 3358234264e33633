import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journalConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { openDatabase, PostgresJournal, type PostgresDatabase } from './index.ts';

journalConformance('postgres', async () => {
  const parts = await openTestParts();
  const closing: (() => Promise<void>)[] = [];
  const openAgain = async ({ live }: { live: boolean }): Promise<PostgresJournal> => {
    const database = openDatabase({ url: parts.databaseUrl, poolMax: 4 });
    const { keys, clock, logger } = parts;
    const journal = await PostgresJournal.open({
      database,
      keys,
      clock,
      logger,
      sealing: true,
      live,
    });
    closing.push(async () => {
      await journal.close();
      await database.close();
    });
    return journal;
  };
  return {
    database: parts.database,
    journal: parts.journal,
    keys: parts.keys,
    ids: parts.ids,
    clock: parts.clock,
    sealReady: () => parts.journal.sealReady(),
    loseKeys: async (personId) => {
      const [entries, owner] = [{ name: 'test.lose_keys', text: LOSE_KEYS }, parts.ids.next()];
      await parts.database.query(entries, [personId, owner]);
    },
    openAgain,
    openRestored: async () => {
      await moveToAnotherServer(parts.database);
      return await openAgain({ live: false });
    },
    close: async () => {
      await Promise.all(closing.map((close) => close()));
      await parts.close();
    },
  };
});

// Nobody ever made keys for the new owner.
const LOSE_KEYS = 'UPDATE journal SET subject = $2 WHERE subject = $1';

// The rows as they come out of a backup of a server that was a billion transactions ahead of this one.
async function moveToAnotherServer(database: PostgresDatabase): Promise<void> {
  const ahead = (column: string): string => `(${column}::text::numeric + 1000000000)::text::xid8`;
  await database.transaction(async (tx) => {
    const statements = [
      `UPDATE journal_epochs SET cluster = 'another server'`,
      `UPDATE journal SET xid = ${ahead('xid')}`,
      `UPDATE journal_windows SET from_xid = CASE WHEN from_xid = '0' THEN from_xid ELSE ${ahead('from_xid')} END,
         to_xid = ${ahead('to_xid')},
         late = array(SELECT ${ahead('xid')} FROM unnest(late) AS xid),
         upto = (${ahead('pg_snapshot_xmin(upto)')} || ':' || ${ahead('pg_snapshot_xmax(upto)')} || ':' ||
           array_to_string(array(SELECT ${ahead('xid')} FROM pg_snapshot_xip(upto) AS xid), ','))::pg_snapshot`,
    ];
    for (const [index, text] of statements.entries())
      await tx.query({ name: `test.move${index}`, text });
  });
}

test('a personal payload does not stand readable in any column', async () => {
  const { database, journal, keys, ids, close } = await openTestParts();
  try {
    const subject = ids.next();
    await keys.ensure(subject);
    const personal = { keyClass: 'profile' as const, payload: { phone: '+91 98765 43210' } };
    const entry = {
      stream: 'test.thing',
      key: 'k',
      type: 'made',
      facts: { n: 1 },
      subject,
      personal,
    };
    await database.transaction((tx) => journal.append(tx, [entry]));
    const rows = await database.query<{ row: string }>({
      name: 'test.rows',
      text: 'SELECT journal::text AS row FROM journal',
    });
    assert.equal(rows.length, 1);
    assert.doesNotMatch(rows[0]?.row ?? '', new RegExp(Buffer.from('98765').toString('hex')));
    assert.doesNotMatch(rows[0]?.row ?? '', /98765/);
  } finally {
    await close();
  }
});

test('several processes that seal at once number the windows without a gap and each event once', async () => {
  const { database, databaseUrl, journal, keys, clock, logger, close } = await openTestParts();
  const others = await Promise.all(
    Array.from({ length: 3 }, async () => {
      const opened = openDatabase({ url: databaseUrl, poolMax: 3 });
      return {
        opened,
        journal: await PostgresJournal.open({
          database: opened,
          keys,
          clock,
          logger,
          sealing: true,
          live: false,
        }),
      };
    }),
  );
  try {
    for (let round = 0; round < 25; round += 1) {
      const entry = { stream: 'test.thing', key: 'k', type: 'made', facts: { round } };
      const write = database.transaction((tx) => journal.append(tx, [entry]));
      await Promise.all([
        write,
        journal.sealReady(),
        ...others.map((other) => other.journal.sealReady()),
      ]);
    }
    await journal.seal();
    const windows = await database.query<{ number: number; events: number }>({
      name: 'test.windows',
      text: 'SELECT number, events FROM journal_windows ORDER BY number',
    });
    assert.deepEqual(
      windows.map((window) => window.number),
      windows.map((_, index) => index + 1),
    );
    assert.equal(
      windows.reduce((sum, window) => sum + window.events, 0),
      25,
    );
  } finally {
    for (const other of others) {
      await other.journal.close();
      await other.opened.close();
    }
    await close();
  }
});
