// The scanner says yes to every line as our packages spell it, and never to one that JSON or the table would refuse.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineScanner, type Line } from './line-scanner.ts';
import { rowCheck, type ColumnType, type TableColumn } from './table-schema.ts';

const column = (name: string, type: ColumnType, isNullable = false): TableColumn => ({
  ...{ name, type, isNullable },
  dataClass: 'personal',
});
const COLUMNS = [
  column('id', 'text'),
  column('count', 'integer'),
  column('big', 'bigint', true),
  column('share', 'number'),
  column('is_open', 'boolean'),
  column('sealed', 'bytes', true),
  column('more', 'json'),
];
const shape = { table: 't.rows', primaryKey: ['id'], columns: COLUMNS };
const scan = lineScanner(COLUMNS);
const check = rowCheck(shape, 'rows');

function lineOf(text: string): Line {
  // In the middle of a block, as lines are.
  const bytes = Buffer.from(`x\n${text}\ny`);
  return { bytes, from: 2, to: bytes.length - 2 };
}

function fits(text: string): boolean {
  try {
    return check(JSON.parse(text));
  } catch {
    return false;
  }
}

const text = fc.string({ unit: 'binary', maxLength: 12 });
const rows = fc.record({
  id: text,
  count: fc.integer(),
  big: fc.option(fc.bigInt({ min: -(10n ** 19n) + 1n, max: 10n ** 19n - 1n }).map(String)),
  share: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
  is_open: fc.boolean(),
  sealed: fc.option(fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'))),
  more: fc.jsonValue({ maxDepth: 4 }),
});
/** A small exponent is the one spelling of JSON.stringify that is left to JSON. */
const isPlain = ({ share }: { share: number }) => !String(share).includes('e');

test('every row as JSON spells it is found to fit', () => {
  fc.assert(
    fc.property(rows.filter(isPlain), (row) => {
      const spelled = JSON.stringify(row);
      assert.ok(fits(spelled), spelled);
      assert.ok(scan(lineOf(spelled)), spelled);
    }),
  );
});

test('as PostgreSQL spells jsonb, with spaces behind commas and colons, it fits too', () => {
  const spelled =
    '{"id":"a\\u00e9","count":-3,"big":null,"share":0.5,"is_open":true,"sealed":"","more":{"a": [1, 2.50, {}], "b": "x"}}';
  assert.ok(fits(spelled));
  assert.ok(scan(lineOf(spelled)));
});

test('of spoilt lines it never finds one to fit that JSON or the table refuses', () => {
  const spoils = fc.record({
    row: rows,
    at: fc.nat(),
    // What JSON is made of is worse than any other byte.
    by: fc.oneof(
      fc.string({
        unit: fc.constantFrom(' ', ...'{ } [ ] " : , - . e 0 1 = /'.split(' ')),
        minLength: 1,
        maxLength: 2,
      }),
      text,
      fc.constantFrom('1e999', '01', '-', '1.', '.5', '\\x', '\\u12g4', '"a":1,', '{},{}'),
    ),
    cut: fc.nat({ max: 3 }),
  });
  fc.assert(
    fc.property(spoils, ({ row, at, by, cut }) => {
      const whole = JSON.stringify(row);
      const place = at % (whole.length + 1);
      const spoilt = whole.slice(0, place) + by + whole.slice(place + cut);
      if (scan(lineOf(spoilt))) assert.ok(fits(spoilt), spoilt);
    }),
    { numRuns: 5_000 },
  );
});

test('rows with a column less, more, doubled or in another order are none that it knows', () => {
  for (const spelled of [
    '{}',
    '{"id":"a"}',
    '{"count":1,"id":"a","big":null,"share":1,"is_open":true,"sealed":null,"more":null}',
    '{"id":"a","count":1,"big":null,"share":1,"is_open":true,"sealed":null,"more":null,"x":1}',
    '{"id":"a","id":"a","count":1,"big":null,"share":1,"is_open":true,"sealed":null,"more":null}',
    '{"id":null,"count":1,"big":null,"share":1,"is_open":true,"sealed":null,"more":null}',
    '{"id":"a","count":1,"big":null,"share":1,"is_open":true,"sealed":null,"more":null} ',
    `{"id":"a","count":1,"big":null,"share":1,"is_open":true,"sealed":null,"more":${'['.repeat(99)}${']'.repeat(99)}}`,
  ])
    assert.equal(scan(lineOf(spelled)), false, spelled);
});
