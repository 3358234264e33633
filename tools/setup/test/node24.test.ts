import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { findOldNode, watch } from './processes.ts';

const PARENT = join(import.meta.dirname, 'old-node-parent.fixture.mjs');

function startOn(t: TestContext, kind: string) {
  const oldNode = findOldNode();
  if (oldNode === undefined) {
    t.skip('NOT RUN: no Node older than 24 is on PATH, so there is nothing to re-execute');
    return undefined;
  }
  return watch(oldNode, [PARENT, kind]);
}

async function childOf(parent: ReturnType<typeof watch>): Promise<number> {
  const [, pid, major] = /^child (\d+) on (\d+)$/.exec(await parent.line(/^child/)) ?? [];
  assert.equal(major, '24');
  return Number(pid);
}

test('the exit code of the program on Node 24 is the exit code of the command', async (t) => {
  const parent = startOn(t, '41');
  if (parent === undefined) return;
  assert.deepEqual(await parent.closed, { code: 41, signal: null });
});

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${name} to the parent alone reaches the program once, and it ends in its own time`, async (t) => {
    const parent = startOn(t, 'stubborn');
    if (parent === undefined) return;
    await childOf(parent);
    parent.child.kill(name);
    assert.deepEqual(await parent.closed, { code: 7, signal: null });
    assert.deepEqual(parent.lines.slice(1), [`got ${name}`, 'ended cleanly']);
  });
}

test('a signal to both, as Ctrl-C and systemd send it, reaches the program once', async (t) => {
  const parent = startOn(t, 'stubborn');
  if (parent === undefined) return;
  const child = await childOf(parent);
  parent.child.kill('SIGINT');
  process.kill(child, 'SIGINT');
  assert.deepEqual(await parent.closed, { code: 7, signal: null });
  assert.deepEqual(parent.lines.slice(1), ['got SIGINT', 'ended cleanly']);
});

test('a program without handlers dies of the signal, and the parent of the same', async (t) => {
  const parent = startOn(t, 'plain');
  if (parent === undefined) return;
  await childOf(parent);
  parent.child.kill('SIGTERM');
  assert.deepEqual(await parent.closed, { code: null, signal: 'SIGTERM' });
});

test('kill -9 of the parent ends the program cleanly', async (t) => {
  const parent = startOn(t, 'stubborn');
  if (parent === undefined) return;
  await childOf(parent);
  parent.child.kill('SIGKILL');
  // Closed means that the program, which holds the same output, has ended too.
  assert.deepEqual(await parent.closed, { code: null, signal: 'SIGKILL' });
  assert.deepEqual(parent.lines.slice(1), ['got SIGTERM', 'ended cleanly']);
});
