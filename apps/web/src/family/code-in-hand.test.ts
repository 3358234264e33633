import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeCode } from './code-in-hand.ts';

test('the code of a link is taken once, and one that was cut in half is none', () => {
  const page = { hash: '#abcde-fgh%20jk', pathname: '/family' };
  Object.assign(globalThis, {
    location: page,
    history: { state: null, replaceState: () => void (page.hash = '') },
  });
  assert.equal(takeCode(), 'abcde-fgh jk');
  assert.equal(takeCode(), '');
  page.hash = '#abcde%E0%A4';
  assert.equal(takeCode(), '');
});
