import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LIST_LINES_MAX, parseList } from './parse-list.ts';

const PICTURE = 'f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22';

test('a list is read whatever the order of its columns, with quotes, remarks and empty lines', () => {
  const sound = '0123abcd'.repeat(24);
  const csv = `\uFEFF# from the issuer\r\nlist,reason,hash,kind\r\nA,"cruel, ""very""",${PICTURE},pdq\r\n\r\nB,,${PICTURE},sha256\nC,x,${sound},chromaprint`;
  const read = parseList(csv);
  assert.equal(read.kind, 'list');
  assert.deepEqual(
    read.kind === 'list' &&
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
    ['pdq', PICTURE.slice(1)],
    ['pdq', `${PICTURE.slice(1)}g`],
    ['md5', PICTURE],
    ['chromaprint', '0123abcd'.repeat(23)],
    ['chromaprint', `${'0123abcd'.repeat(24)}01`],
    ['sha256', ''],
    ['"pdq', PICTURE],
  ];
  for (const [kind, hash] of bad) {
    const read = parseList(`kind,hash\npdq,${PICTURE}\n${kind},${hash}\n`);
    assert.deepEqual(
      read.kind === 'wrong' && read.lines.map(({ line }) => line),
      [3],
      `${kind} ${hash}`,
    );
  }
  for (const csv of ['', 'kind,reason\n', 'hash\n', '\n\n', PICTURE])
    assert.equal(parseList(csv).kind, 'wrong', csv);
  assert.equal(parseList(`hash\n${`${PICTURE}\n`.repeat(LIST_LINES_MAX + 2)}`).kind, 'wrong');
});

test('no text whatever makes it throw or take what is no hash', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 400 }), (text) => {
      const read = parseList(`hash,kind\n${text}`);
      if (read.kind === 'list')
        for (const { kind, hash } of read.entries)
          assert.ok(kind === 'chromaprint' || hash.length === 32);
    }),
  );
});
