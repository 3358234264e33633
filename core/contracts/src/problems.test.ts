import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROBLEM_MEANING, PROBLEM_STATUS } from './index.ts';

test('every problem code has one sentence that says what happened and what to do', () => {
  assert.deepEqual(Object.keys(PROBLEM_MEANING).toSorted(), Object.keys(PROBLEM_STATUS).toSorted());
  for (const [code, meaning] of Object.entries(PROBLEM_MEANING)) {
    assert.match(meaning, /^[A-Z][^\n]{30,200}\.$/, code);
    assert.match(meaning, /[;,:] /, `${code}: what happened; what to do`);
    assert.doesNotMatch(meaning, /\. [A-Z]/, `${code}: one sentence`);
  }
});
