import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findAll } from './code-lines.ts';
import { houseFiles, readHouseFile } from './house-files.ts';

/** Words for unfinished work that name no issue. */
const UNTRACKED = /(?<!@)\bTODO\b|@TODO(?!\(#\d+\))|\bFIXME\b|\bXXX\b|\bHACK\b/g;

test('deferred work names its issue, as @TODO(#12)', () => {
  const files = houseFiles(/\.(ts|tsx|mjs|cjs|css|sql|sh)$/).filter(
    (path) => path !== 'tools/checks/src/deferred-work.test.ts',
  );
  assert(files.length > 0, 'there is code to look at');
  const found = files.flatMap((path) =>
    findAll(readHouseFile(path), UNTRACKED).map(({ line, text }) => `${path}:${line}: ${text}`),
  );
  assert.deepEqual(found, []);
});

test('this rule sees each way to write untracked work', () => {
  for (const text of ['// TODO later', '// @TODO: soon', '// FIXME', '// @TODO(12)']) {
    assert.equal(findAll(text, UNTRACKED).length, 1, text);
  }
  assert.deepEqual(findAll('// @TODO(#12) after the schema settles', UNTRACKED), []);
});
