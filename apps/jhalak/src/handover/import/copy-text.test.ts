import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestDatabase, type TestDatabase } from '@jhalak/testing/parts';
import { openDatabase, postgresMigrations, type PostgresDatabase } from '@jhalak/postgres';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import { lineMaker, type CopyColumn } from './copy-text.ts';

let made: TestDatabase;
let database: PostgresDatabase;
before(async () => {
  made = await createTestDatabase('in', [postgresMigrations], 1);
  database = openDatabase({ url: made.url, poolMax: 2 });
});
after(async () => {
  await database.close();
  await made.drop();
});

const COLUMNS: CopyColumn[] = [
  { name: 'a', type: 'text', isArray: false, isNullable: true },
  { name: 'b', type: 'bigint', isArray: false, isNullable: true },
  { name: 'c', type: 'bytes', isArray: false, isNullable: true },
  { name: 'd', type: 'json', isArray: false, isNullable: true },
  { name: 'e', type: 'json', isArray: true, isNullable: true },
  { name: 'f', type: 'number', isArray: false, isNullable: true },
  { name: 'g', type: 'boolean', isArray: false, isNullable: true },
  { name: 'h', type: 'text', isArray: false, isNullable: true },
  { name: 'i', type: 'json', isArray: false, isNullable: false },
  { name: 'j', type: 'json', isArray: true, isNullable: true },
];

test('the database reads every kind of value back as it was', async () => {
  const nothing = Object.fromEntries(COLUMNS.map(({ name }) => [name, null]));
  const row = {
    a: 'tab\t, newline\n, return\r, back\\slash, \\N, विज्ञान 🏏',
    b: '-9223372036854775808',
    c: Buffer.from([0, 9, 10, 92, 255]).toString('base64'),
    d: { text: 'a\nb\\n "c"', list: [1, null, true], none: null },
    e: ['one, two', '"quoted"', 'back\\slash', '', 'NULL', null],
    f: 0.1 + 0.2,
    g: true,
    h: '18446744073709551615:18446744073709551615:',
    i: null,
    j: ['18446744073709551615'],
  };
  await database.pool
    .query(`CREATE TABLE kinds (nth int GENERATED ALWAYS AS IDENTITY, a text, b bigint, c bytea, d jsonb, e text[],
    f double precision, g boolean, h pg_snapshot, i jsonb NOT NULL, j xid8[])`);
  const line = lineMaker(COLUMNS);
  const client = await database.pool.connect();
  const to = client.query(copyFrom('COPY kinds (a, b, c, d, e, f, g, h, i, j) FROM STDIN'));
  await pipeline(Readable.from([line(row), line(nothing), line({ ...row, a: '' })]), to);
  client.release();
  const { rows } = await database.pool.query(
    `SELECT a, b::text, translate(encode(c, 'base64'), E'\\n', '') AS c, d, to_jsonb(e) AS e, f, g, h::text, i, to_jsonb(j) AS j
      FROM kinds ORDER BY nth`,
  );
  assert.deepEqual(rows, [row, nothing, { ...row, a: '' }]);
});
