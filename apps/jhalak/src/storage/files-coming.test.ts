import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { openTestParts, type TestParts } from '@jhalak/testing';
import { filesAreComing, whileFilesCome } from './files-coming.ts';

const LOOK_EVERY_MS = 20;
const LOOKS_MAX = 500;

let parts: TestParts;
before(async () => {
  parts = await openTestParts({ migrations: [] });
});
after(async () => await parts.close());

test('files are coming from the beginning of whoever brings them to their end, also a bad one', async () => {
  const { database } = parts;
  assert.equal(await filesAreComing(database), false);
  await whileFilesCome(database, async () => {
    assert.equal(await filesAreComing(database), true);
    await whileFilesCome(database, async () => assert.ok(await filesAreComing(database)));
    assert.equal(await filesAreComing(database), true, 'the other one still brings some');
  });
  assert.equal(await filesAreComing(database), false);
  const broken = whileFilesCome(database, () => Promise.reject(new Error('the disk is full')));
  await assert.rejects(broken, /the disk is full/u);
  // Its connection is closed, and PostgreSQL hears of that when it hears of it.
  for (let look = 0; look < LOOKS_MAX && (await filesAreComing(database)); look += 1)
    await setTimeout(LOOK_EVERY_MS);
  assert.equal(await filesAreComing(database), false);
});
