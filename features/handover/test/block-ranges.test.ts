// A table that was read before is told again by what has changed: the same set as of all of its rows, whatever was written meanwhile.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Queries } from '@jhalak/ports';
import { seededRandom } from '@jhalak/kernel';
import { openTestParts, type TestParts } from '@jhalak/testing/parts';
import { KnownRanges, readRows, type ToldTable } from '../src/inventory/block-ranges.ts';
import { inSnapshot } from '../src/inventory/read-rows.ts';

const ROWS = 3_000;
const ROUNDS = 6;
const GROUPING = { table: 'noted', by: `CASE WHEN t.kind < 3 THEN 'kind ' || t.kind END` };
const tooMany = (): Error => new Error('too many');

let parts: TestParts;
before(async () => {
  parts = await openTestParts();
  await parts.database.pool.query(
    `CREATE TABLE noted (id int PRIMARY KEY, kind int NOT NULL, body text NOT NULL)`,
  );
  await parts.database.pool.query(
    `INSERT INTO noted SELECT n, n % 5, repeat('x', 300 + n % 90) FROM generate_series(1, ${ROWS}) AS n`,
  );
});
after(async () => {
  await parts.close();
});

function toldOf({ whole, parts: [groups] }: ToldTable): Record<string, string> {
  const named = [...(groups ?? [])].map(([name, set]) => [name, `${set.count} ${set.hex()}`]);
  return { all: `${whole.count} ${whole.bytes} ${whole.hex()}`, ...Object.fromEntries(named) };
}

/** @returns what is known now, what reading everything says, and how many rows the first of them read. */
async function look(known: KnownRanges): Promise<{ one: object; other: object; read: number }> {
  return await inSnapshot(parts.database, async (on) => {
    let read = 0;
    const counted: Queries = {
      ...on,
      query: async (statement, values) => {
        const rows = await on.query<never>(statement, values);
        if (statement.name.startsWith('handover.rows_in')) read += rows.length;
        return rows;
      },
    };
    const one = toldOf(await known.tell(counted, 'noted', [GROUPING], tooMany));
    return { one, other: toldOf(await readRows(on, 'noted', [GROUPING], tooMany)), read };
  });
}

test('after any writes the set is that of all rows, and only ranges that changed are read', async () => {
  const random = seededRandom(20_261_122);
  const known = new KnownRanges();
  const first = await look(known);
  assert.deepEqual(first.one, first.other);
  assert.equal(first.read, ROWS);
  const again = await look(known);
  assert.deepEqual(again.one, first.one);
  assert.equal(again.read, 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const client = await parts.database.pool.connect();
    const id = (): number => 1 + random.below(ROWS);
    await client.query('BEGIN');
    await client.query(`UPDATE noted SET body = body || 'y' WHERE id = ${id()}`);
    await client.query('SAVEPOINT half');
    await client.query(`DELETE FROM noted WHERE id = ${id()}`);
    await client.query(round % 2 === 0 ? 'ROLLBACK TO half' : 'RELEASE half');
    await client.query(`UPDATE noted SET kind = kind + 1 WHERE id = ${id()}`);
    await client.query(`INSERT INTO noted VALUES (${ROWS + round + 1}, ${round}, 'new')`);
    await client.query(round % 3 === 2 ? 'ROLLBACK' : 'COMMIT');
    if (round === 4) await client.query('VACUUM noted');
    client.release();
    const { one, other, read } = await look(known);
    assert.deepEqual(one, other, `round ${round}`);
    assert.ok(read < ROWS, `round ${round}: ${read} rows were read`);
  }
  await parts.database.pool.query('VACUUM FULL noted');
  const moved = await look(known);
  assert.deepEqual(moved.one, moved.other, 'rows that were moved');
});
