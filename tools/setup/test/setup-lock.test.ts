import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { findOldNode, watch } from './processes.ts';

const HOLDER = join(import.meta.dirname, 'lock-holder.fixture.mjs');
// The other Node of the pair is the one a newcomer's machine may have: both must mean the same lock.
const otherNode = findOldNode() ?? process.execPath;

test('a second setup waits for the first, and goes on when that one is done', async () => {
  const first = watch(process.execPath, [HOLDER]);
  await first.line(/holding/);
  const second = watch(otherNode, [HOLDER]);
  await second.line(/another setup is at work/);
  assert(!second.lines.includes('holding'), 'the lock is exclusive');
  first.child.stdin.end();
  await second.line(/holding/);
  assert(
    first.lines.includes('released') || (await first.line(/released/)) !== '',
    'in that order',
  );
  second.child.stdin.end();
  assert.equal((await second.closed).code, 0);
});

test('a setup that was killed leaves no lock behind', async () => {
  const first = watch(otherNode, [HOLDER]);
  await first.line(/holding/);
  const second = watch(process.execPath, [HOLDER]);
  await second.line(/another setup is at work/);
  first.child.kill('SIGKILL');
  await second.line(/holding/);
  second.child.stdin.end();
  assert.equal((await second.closed).code, 0);
});
