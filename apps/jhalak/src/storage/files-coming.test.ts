import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestParts, type TestParts } from '@jhalak/testing';
import { filesAreComing, whileFilesCome } from './files-coming.ts';

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
  assert.equal(await filesAreComing(database), false);
});
