// What every Database adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JhalakError } from '@jhalak/kernel';
import type { Kysely } from 'kysely';
import type { Database, Queries, Tx } from '../database.ts';

/** One migrated, otherwise empty database of region `in`. */
export interface DatabaseUnderTest {
  database: Database;
  /** The same database behind a pool of one connection, for which callers wait `waitMs`. Closed by `close`. */
  openNarrow(waitMs: number): Database;
  /** Cuts every connection to the database, as a restarted server does. */
  cutConnections(): Promise<void>;
  close(): Promise<void>;
}

interface Tables {
  things: { id: number; region?: string; count: number; bytes: Buffer | null; facts: unknown };
}

const SCHEMA = `CREATE TABLE things (id bigint PRIMARY KEY, region cell_region, count bigint NOT NULL, bytes bytea, facts jsonb)`;
const INSERT = { name: 'test.insert', text: 'INSERT INTO things (id, count) VALUES ($1, $2)' };
const COUNT = { name: 'test.count', text: 'SELECT count(*) AS count FROM things' };
const SHORT = {
  name: 'test.short',
  text: 'SELECT $1::int AS index, count FROM things',
  short: true,
};
const SHORT_BROKEN = { name: 'test.short_broken', text: 'SELECT 1 / ($1::int * 0)', short: true };
const BROKEN = { name: 'test.broken', text: 'SELECT 1 / 0' };

/** Declares the tests. `make` is called once a test. */
export function databaseConformance(name: string, make: () => Promise<DatabaseUnderTest>): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      try {
        await subject.database.query({ name: 'test.schema', text: SCHEMA });
        await body(subject);
      } finally {
        await subject.close();
      }
    });
  };
  values(claim);
  regions(claim);
  atomicity(claim);
  notifications(claim);
  lifetimes(claim);
  connections(claim);
}

type Claim = (what: string, body: (subject: DatabaseUnderTest) => Promise<void>) => void;

function values(claim: Claim): void {
  claim(
    'int8 comes as number, bytea as Buffer, jsonb as value, by both ways of asking',
    async ({ database }) => {
      const facts = { text: 'क्रिकेट', list: [1, 'two', null] };
      const row = {
        id: 2 ** 53 - 1,
        count: 5_000_000_000,
        bytes: Buffer.from([0, 255, 128]),
        facts,
      };
      const insert = async (on: Queries): Promise<void> => {
        await tables(on)
          .insertInto('things')
          .values({ ...row, facts: JSON.stringify(facts) })
          .execute();
      };
      await insert(database);
      const text = 'SELECT id, count, bytes, facts FROM things WHERE id = $1';
      for (const on of [database, undefined]) {
        const ask = async (queries: Queries): Promise<void> => {
          assert.deepEqual(await queries.query({ name: 'test.row', text }, [row.id]), [row]);
          const built = tables(queries)
            .selectFrom('things')
            .select(['id', 'count', 'bytes', 'facts']);
          assert.deepEqual(await built.execute(), [row]);
        };
        if (on === undefined) await database.transaction(ask);
        else await ask(on);
      }
      assert.deepEqual(await database.query(COUNT), [{ count: 1 }]);
      const [lists] = await database.query({
        name: 'test.lists',
        text: `SELECT ARRAY[1, NULL, 5000000000]::int8[] AS list, '{}'::int8[] AS none`,
      });
      assert.deepEqual(lists, { list: [1, null, 5_000_000_000], none: [] });
    },
  );

  claim('a statement takes lists, nulls and bytes as values', async ({ database }) => {
    const text =
      'SELECT * FROM unnest($1::int8[], $2::text[], $3::bytea[]) AS given (id, word, bytes)';
    const rows = await database.query({ name: 'test.unnest', text }, [
      [1, 2],
      ['a "b", {c}', null],
      [Buffer.from([0, 1, 255]), null],
    ]);
    assert.deepEqual(rows, [
      { id: 1, word: 'a "b", {c}', bytes: Buffer.from([0, 1, 255]) },
      { id: 2, word: null, bytes: null },
    ]);
  });
}

function regions(claim: Claim): void {
  claim(
    "a row of another region is refused by the database itself; the cell's own is filled in",
    async ({ database }) => {
      await database.query(INSERT, [1, 1]);
      const rows = await tables(database).selectFrom('things').select(['id', 'region']).execute();
      assert.deepEqual(rows, [{ id: 1, region: 'in' }]);
      for (const region of ['id', '', null]) {
        const text = 'INSERT INTO things (id, region, count) VALUES (2, $1, 1)';
        await assert.rejects(
          database.query({ name: 'test.abroad', text }, [region]),
          /cell_region/,
        );
        const move = { name: 'test.move', text: 'UPDATE things SET region = $1 WHERE id = 1' };
        await assert.rejects(database.query(move, [region]), /cell_region/);
      }
      assert.deepEqual(await database.query(COUNT), [{ count: 1 }]);
    },
  );
}

function atomicity(claim: Claim): void {
  claim(
    'what throws inside a transaction undoes all of it and comes out unchanged',
    async ({ database }) => {
      const thrown = new Error('mine');
      const work = async (tx: Tx): Promise<never> => {
        await tx.query(INSERT, [1, 1]);
        await tables(tx)
          .insertInto('things')
          .values({ id: 2, count: 1, bytes: null, facts: null })
          .execute();
        assert.deepEqual(await tx.query(COUNT), [{ count: 2 }]);
        throw thrown;
      };
      await assert.rejects(database.transaction(work), (error) => error === thrown);
      assert.deepEqual(await database.query(COUNT), [{ count: 0 }]);
    },
  );

  claim(
    'a failed statement undoes the transaction, also when the work catches it and goes on',
    async ({ database }) => {
      await assert.rejects(
        database.transaction(async (tx) => {
          await tx.query(INSERT, [1, 1]);
          await tx.query(BROKEN);
        }),
        /division by zero/,
      );
      await assert.rejects(
        database.transaction(async (tx) => {
          await tx.query(INSERT, [1, 1]);
          await tx.query(BROKEN).catch(() => undefined);
          return 'looks done';
        }),
      );
      assert.deepEqual(await database.query(COUNT), [{ count: 0 }]);
    },
  );

  claim(
    'a transaction is seen by others only when it returned, and wholly',
    async ({ database }) => {
      const result = await database.transaction(async (tx) => {
        await tx.query(INSERT, [1, 1]);
        assert.deepEqual(await database.query(COUNT), [{ count: 0 }]);
        await tables(tx)
          .insertInto('things')
          .values({ id: 2, count: 1, bytes: null, facts: null })
          .execute();
        return 'the result';
      });
      assert.equal(result, 'the result');
      assert.deepEqual(await database.query(COUNT), [{ count: 2 }]);
    },
  );

  claim('changes side by side are not lost', async ({ database }) => {
    await database.query(INSERT, [1, 0]);
    const add = { name: 'test.add', text: 'UPDATE things SET count = count + 1 WHERE id = 1' };
    await Promise.all(
      Array.from({ length: 60 }, () => database.transaction((tx) => tx.query(add))),
    );
    assert.deepEqual(await tables(database).selectFrom('things').select('count').execute(), [
      { count: 60 },
    ]);
  });
}

function notifications(claim: Claim): void {
  claim(
    'afterCommit runs in order once the change is visible, never after a rollback',
    async ({ database }) => {
      const heard: string[] = [];
      const visible: Promise<unknown>[] = [];
      await database.transaction(async (tx) => {
        tx.afterCommit(() => heard.push('first'));
        await tx.query(INSERT, [1, 1]);
        tx.afterCommit(() => heard.push('second'));
        tx.afterCommit(() => visible.push(database.query(COUNT)));
        assert.deepEqual(heard, []);
      });
      assert.deepEqual(heard, ['first', 'second']);
      assert.deepEqual(await Promise.all(visible), [[{ count: 1 }]]);
      const failing = database.transaction(async (tx) => {
        tx.afterCommit(() => heard.push('never'));
        await tx.query(BROKEN);
      });
      await assert.rejects(failing);
      assert.deepEqual(heard, ['first', 'second']);
    },
  );

  claim(
    'a callback that throws neither undoes the change nor silences the others',
    async ({ database }) => {
      const heard: string[] = [];
      await database.transaction(async (tx) => {
        await tx.query(INSERT, [1, 1]);
        tx.afterCommit(() => {
          throw new Error('a broken listener');
        });
        tx.afterCommit(() => heard.push('heard'));
      });
      assert.deepEqual(heard, ['heard']);
      assert.deepEqual(await database.query(COUNT), [{ count: 1 }]);
    },
  );
}

function lifetimes(claim: Claim): void {
  claim('a transaction cannot be used after its callback has settled', async ({ database }) => {
    const kept: Tx[] = [];
    await database.transaction(async (tx) => void kept.push(tx));
    await database
      .transaction(async (tx) => {
        kept.push(tx);
        await tx.query(BROKEN);
      })
      .catch(() => undefined);
    assert.equal(kept.length, 2);
    for (const tx of kept) {
      await assert.rejects(async () => tx.query(INSERT, [1, 1]));
      await assert.rejects(async () =>
        tables(tx)
          .insertInto('things')
          .values({ id: 2, count: 1, bytes: null, facts: null })
          .execute(),
      );
      assert.throws(() => tx.afterCommit(() => undefined));
    }
    assert.deepEqual(await database.query(COUNT), [{ count: 0 }]);
  });
}

function connections(claim: Claim): void {
  claim(
    'who gets no connection in time is told that it is unavailable, and the rest goes on',
    async ({ openNarrow }) => {
      const narrow = openNarrow(1_000);
      await narrow.transaction(async () => {
        const calls = [
          narrow.query(COUNT),
          narrow.transaction(async (tx) => tx.query(COUNT)),
          tables(narrow).selectFrom('things').select('id').execute(),
        ];
        for (const call of await Promise.allSettled(calls)) {
          assert.ok(call.status === 'rejected' && isUnavailable(call.reason));
        }
      });
      assert.deepEqual(await narrow.query(COUNT), [{ count: 0 }]);
    },
  );

  claim(
    'a cut connection fails its transaction and no later one',
    async ({ database, cutConnections }) => {
      await assert.rejects(
        database.transaction(async (tx) => {
          await tx.query(INSERT, [1, 1]);
          await cutConnections();
          await tx.query(INSERT, [2, 1]);
        }),
      );
      assert.deepEqual(await database.query(COUNT), [{ count: 0 }]);
      await database.transaction(async (tx) => tx.query(INSERT, [1, 1]));
      assert.deepEqual(await database.query(COUNT), [{ count: 1 }]);
    },
  );

  claim(
    'short statements asked at once each get their own answer, and a failing one fails alone',
    async ({ database }) => {
      await database.query(INSERT, [7, 42]);
      const asked = Array.from({ length: 500 }, async (_unused, index) =>
        index % 50 === 9
          ? await database.query(SHORT_BROKEN, [index])
          : await database.query(SHORT, [index]),
      );
      for (const [index, answer] of (await Promise.allSettled(asked)).entries()) {
        if (index % 50 === 9) assert.equal(answer.status, 'rejected');
        else assert.deepEqual(answer, { status: 'fulfilled', value: [{ index, count: 42 }] });
      }
    },
  );

  claim(
    'a cut connection fails the short statements under way and no later one; closing waits for none',
    async ({ database, openNarrow, cutConnections }) => {
      await database.query(SHORT, [1]);
      await cutConnections();
      // The news of the cut may arrive with the first statement after it.
      await Promise.allSettled([database.query(SHORT, [1]), database.query(SHORT, [2])]);
      assert.deepEqual(await database.query(SHORT, [3]), []);
      const narrow = openNarrow(1_000);
      await Promise.allSettled([narrow.query(SHORT, [4]), narrow.close()]);
      await assert.rejects(narrow.query(SHORT, [5]), isUnavailable);
    },
  );
}

function tables(on: Queries): Kysely<Tables> {
  return on.tables<Tables>();
}

function isUnavailable(error: unknown): boolean {
  return error instanceof JhalakError && error.code === 'unavailable';
}
