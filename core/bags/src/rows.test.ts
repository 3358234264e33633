// Rows that are read are the rows that were written, or they are refused; no stream makes a reader hold more than a line.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { compressRows, readRows } from './rows.ts';
import { parseSchema, rowCheck, schemaText, type Row, type TableShape } from './table-schema.ts';

const SHAPE: TableShape = {
  table: 'social.follows',
  primaryKey: ['follower_id', 'followed_id'],
  columns: [
    { name: 'follower_id', type: 'text', isNullable: false, dataClass: 'personal' },
    { name: 'followed_id', type: 'text', isNullable: false, dataClass: 'personal' },
    { name: 'since_ms', type: 'bigint', isNullable: true, dataClass: 'personal' },
  ],
};
const check = rowCheck(SHAPE, 'rows');
const row = (number: number): Row => ({
  follower_id: `a${number}`,
  followed_id: 'विज्ञान',
  since_ms: number % 2 === 0 ? null : '17',
});

async function* rowsTo(count: number): AsyncGenerator<Row> {
  for (let number = 0; number < count; number += 1) yield row(number);
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function compressed(count: number): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for await (const block of compressRows(rowsTo(count), check, { rows: 0 })) blocks.push(block);
  return Buffer.concat(blocks);
}

async function read(bytes: Uint8Array, count: number): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const next of readRows(one(bytes), check, count)) rows.push(next);
  return rows;
}

const lines = (text: string) => zstdCompressSync(Buffer.from(text));
const line = (number: number) => `${JSON.stringify(row(number))}\n`;

test('rows come back in order, none and many', async () => {
  for (const count of [0, 1, 5_000])
    assert.deepEqual(await read(await compressed(count), count), await gathered(rowsTo(count)));
});

async function gathered(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all: Row[] = [];
  for await (const next of rows) all.push(next);
  return all;
}

test('more or fewer rows than said, and streams that are cut, are refused', async () => {
  const bytes = await compressed(100);
  await assert.rejects(read(bytes, 99), { fault: 'part.rows' });
  await assert.rejects(read(bytes, 101), { fault: 'part.rows' });
  for (const length of [0, 3, bytes.length >> 1, bytes.length - 1])
    await assert.rejects(read(bytes.subarray(0, length), 100), { fault: 'part.compression' });
  await assert.rejects(read(Buffer.from('no zstd at all'), 1), { fault: 'part.compression' });
  await assert.rejects(read(lines(line(1) + line(2).trimEnd()), 2), { fault: 'part.line' });
});

test('a few bytes that hold a line without end cost little and are refused', async () => {
  const bomb = lines('x'.repeat(64_000_000));
  assert(bomb.length < 10_000, `${bomb.length} bytes`);
  await assert.rejects(read(bomb, 1), { fault: 'part.line' });
  const many = lines(line(1).repeat(1_000_000));
  await assert.rejects(read(many, 10), { fault: 'part.rows' });
});

test('what is no row of this table is refused', async () => {
  const bad = [
    '\n',
    'null\n',
    '[]\n',
    '{}\n',
    '{"follower_id":"a"\n',
    '{"follower_id":"a","followed_id":"b","since_ms":17}\n',
    '{"follower_id":"a","followed_id":"b","since_ms":"1e9"}\n',
    '{"follower_id":"a","followed_id":null,"since_ms":null}\n',
    '{"follower_id":"a","followed_id":"b","since_ms":null,"more":1}\n',
    '{"follower_id":"a","followed_id":"b","since_ms":null,"__proto__":{}}\n',
  ];
  for (const text of bad) await assert.rejects(read(lines(text), 1), { fault: 'part.row' }, text);
  const keys = rowCheck(SHAPE, 'deletions');
  assert(keys({ follower_id: 'a', followed_id: 'b' }));
  assert(!keys(row(1)), 'deletions carry keys only');
});

test('a schema is the one of its columns, and no other is used', () => {
  const text = schemaText(SHAPE);
  assert.deepEqual(parseSchema(text), SHAPE);
  const slow = text.replace('^-?(0|[1-9][0-9]{0,18})$', '^(a+)+$');
  assert.notEqual(slow, text);
  const bad = [
    '',
    '{}',
    slow,
    `${text} `,
    text.replace('"primaryKey":["follower_id"', '"primaryKey":["nobody"'),
    text.replace('"type":"bigint"', '"type":"number"'),
  ];
  for (const [index, other] of bad.entries())
    assert.throws(() => parseSchema(other), { fault: 'part.schema' }, `schema ${index}`);
  const twice = { ...SHAPE, columns: [...SHAPE.columns, ...SHAPE.columns] };
  assert.throws(() => schemaText(twice), { fault: 'part.schema' });
});

test('what we write any zstd reads, with a checksum', async () => {
  const text = zstdDecompressSync(await compressed(3)).toString();
  assert.equal(text, line(0) + line(1) + line(2));
});
