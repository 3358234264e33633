// proves B9: a model says where it was trained, and one from another region is not loaded unless it was cleared by name.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createTaste } from '@jhalak/taste';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

/** Says of a clip what only this model knows: how many it was shown to. */
function known(taste: TestCell['cell']['taste']): string {
  return JSON.stringify(taste.model());
}

async function lastSnapshot(): Promise<Buffer> {
  const [row] = await cell.parts.database.query<{ blob_key: string }>({
    name: 'test.last_snapshot',
    text: 'SELECT blob_key FROM taste_snapshots ORDER BY window_number DESC LIMIT 1',
  });
  const bytes = row === undefined ? undefined : await cell.parts.blobs.read(row.blob_key);
  assert.ok(bytes);
  return Buffer.from(bytes);
}

function tasteOf(region: string, isCleared: (digest: string) => Promise<boolean>) {
  return createTaste({ ...cell.parts, region, isCleared, snapshotEveryMs: 3_600_000 });
}

test('a model of another region is refused without clearance, and taken with it', async () => {
  const creator = await cell.account('region_maker');
  await cell.publish({ personId: creator.personId });
  await cell.drain();
  const abroad = tasteOf('us', () => Promise.resolve(false));
  await abroad.start?.();
  await abroad.stop?.();
  const digest = createHash('sha256')
    .update(await lastSnapshot())
    .digest('hex');

  const asked: string[] = [];
  const willing = tasteOf('in', (one) => {
    asked.push(one);
    return Promise.resolve(one === digest);
  });
  await willing.start?.();
  assert.deepEqual(asked, [digest], 'the very bytes are asked about');
  assert.equal(known(willing), known(abroad));
  const [kept] = await cell.parts.database.query<{ count: number }>({
    name: 'test.snapshots_kept',
    text: 'SELECT count(*)::int AS count FROM taste_snapshots',
  });
  assert.equal(kept?.count, 1);

  const strict = tasteOf('in', () => Promise.resolve(false));
  await strict.start?.();
  const [left] = await cell.parts.database.query<{ count: number }>({
    name: 'test.snapshots_left',
    text: 'SELECT count(*)::int AS count FROM taste_snapshots',
  });
  assert.equal(left?.count, 0, 'it is forgotten, and the journal of this cell is learned instead');
  assert.equal(known(strict), known(cell.cell.taste));
});

test('a model of this region needs no clearance', async () => {
  await cell.cell.taste.snapshot();
  const again = tasteOf('in', () => assert.fail('nobody is asked'));
  await again.start?.();
  assert.equal(known(again), known(cell.cell.taste));
});
