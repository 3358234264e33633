import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LIST_LINES_MAX, parseList } from './parse-list.ts';

const PICTURE = 'f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22';

test('a list is read whatever the order of its columns, with quotes, remarks and empty lines', () => {
  const sound = '0123abcd'.repeat(24);
  const csv = `\uFEFF# from the issuer\r\nlist,reason,hash,kind\r\nA,"cruel, ""very""",${PICTURE},pdq\r\n\r\nB,,${PICTURE},sha256\nC,x,${sound},chromaprint`;
  const read = parseList(csv);
  assert.equal(read.refused, 0);
  assert.deepEqual(
    read.entries.map(({ line, kind, hash, reason }) => [line, kind, hash.length, reason]),
    [
      [3, 'pdq', 32, 'cruel, "very"'],
      [5, 'sha256', 32, ''],
      [6, 'chromaprint', 96, 'x'],
    ],
  );
});

test('one bad line and nothing is taken; each is named with what is wrong', () => {
  const bad = [
    ['pdq', PICTURE.slice(1), 'hash'],
    ['pdq', `${PICTURE.slice(1)}g`, 'hash'],
    ['md5', PICTURE, 'kind'],
    ['chromaprint', '0123abcd'.repeat(23), 'sound'],
    ['chromaprint', `${'0123abcd'.repeat(24)}01`, 'sound'],
    ['sha256', '', 'hash'],
    ['"pdq', PICTURE, 'quotes'],
    ['pdq', `${PICTURE},${'x'.repeat(201)}`, 'reason'],
  ] as const;
  for (const [kind, hash, fault] of bad) {
    const read = parseList(`kind,hash,reason\npdq,${PICTURE}\n${kind},${hash}\n`);
    assert.deepEqual(read.lines, [{ line: 3, fault }], `${kind} ${hash}`);
    assert.deepEqual([read.entries.length, read.refused], [1, 1]);
  }
  for (const [csv, fault] of [
    ['', 'columns'],
    ['kind,reason\n', 'columns'],
    ['hash\n', 'empty'],
    ['\n\n', 'columns'],
    [PICTURE, 'columns'],
    [`hash\n${`${PICTURE}\n`.repeat(LIST_LINES_MAX + 2)}`, 'length'],
  ] as const)
    assert.equal(parseList(csv).lines[0]?.fault, fault, csv.slice(0, 20));
});

test('of a file that is wrong throughout the first lines are named and all are counted', () => {
  const read = parseList(`hash\n${'nonsense\n'.repeat(1_000)}${PICTURE}\n`);
  assert.deepEqual([read.entries.length, read.refused, read.lines.length], [1, 1_000, 20]);
});

test('no text whatever makes it throw or take what is no hash', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => {
      for (const { kind, hash } of parseList(`hash,kind\n${text}`).entries)
        assert.ok(kind === 'chromaprint' || hash.length === 32);
    }),
  );
});
