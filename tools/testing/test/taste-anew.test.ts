// A learner without its model: it serves at once from what there is, and ends where the one that lived on is.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTaste } from '@jhalak/taste';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

type AnyTaste = TestCell['cell']['taste'] & {
  start?(): Promise<void>;
  stop?(): Promise<void>;
  catchUp?(): Promise<void>;
};

let cell: TestCell;
let viewer: TestPerson;
const clips: string[] = [];
before(async () => {
  cell = await startCell();
  const personId = await cell.cell.accounts.createPerson({ handle: 'maker' });
  for (let clip = 0; clip < 12; clip += 1) clips.push(await cell.publish({ personId }));
  await cell.drain();
  viewer = await cell.viewer();
  const { token } = viewer;
  const page = await cell.api<{ items: { slot: string }[] }>('GET', '/v1/feeds/for-you?limit=5', {
    token,
  });
  cell.parts.clock.advance(9_000);
  const at = cell.parts.clock.nowMs();
  const events = page.body.items.flatMap(({ slot }, nth) => [
    { type: 'impression', slot, watchMs: 0, at, seq: nth * 2 },
    { type: 'finish', slot, watchMs: 8_000, at, seq: nth * 2 + 1 },
  ]);
  await cell.api('POST', '/v1/events', { token, body: { events } });
  await cell.drain();
  await cell.cell.taste.snapshot();
});
after(() => cell.close());

const count = async (table: string): Promise<number> => {
  const [row] = await cell.parts.database.query<{ rows: number }>({
    name: `test.${table}`,
    text: `SELECT count(*) AS rows FROM ${table}`,
  });
  return row?.rows ?? 0;
};

/** As after a hand-over: viewers' rows are here, the model is not. */
async function withoutModel(): Promise<AnyTaste> {
  await cell.parts.database.query({ name: 'test.forget', text: 'DELETE FROM taste_snapshots' });
  return createTaste({ ...cell.parts, snapshotEveryMs: 3_600_000, anewWaitMs: 0 });
}

test('before anything is learned anew there are clips, and the viewer’s taste as it came along', async () => {
  const living = cell.cell.taste;
  const was = await living.viewer(viewer.personId);
  assert.ok(was !== undefined && was.recent.length > 0);
  const taste = await withoutModel();
  await taste.start?.();
  assert.equal(taste.items().count, clips.length);
  assert.equal(taste.newest('hi').length, clips.length);
  assert.deepEqual(await taste.viewer(viewer.personId), was);
  await taste.catchUp?.();
  assert.deepEqual(taste.model(), living.model());
  assert.deepEqual(await taste.viewer(viewer.personId), was);
  await taste.stop?.();
});

test('stopped in the middle it writes no half of a model, keeps the rows, and begins anew the next time', async () => {
  const living = cell.cell.taste;
  const rows = await count('taste_viewers');
  assert.ok(rows > 0);
  const taste = await withoutModel();
  await taste.start?.();
  await taste.stop?.();
  const half = await count('taste_snapshots');
  assert.equal(await count('taste_viewers'), rows);
  if (half === 0) {
    const again = await withoutModel();
    await again.start?.();
    await again.catchUp?.();
    assert.deepEqual(again.model(), living.model());
    assert.deepEqual(await again.viewer(viewer.personId), await living.viewer(viewer.personId));
    await again.stop?.();
  }
  assert.ok((await count('taste_snapshots')) > 0);
});

test('of a viewer of whom the journal holds nothing any more the row stays', async () => {
  const { keys, database } = cell.parts;
  const old = await cell.viewer();
  await cell.drain();
  const taste = { recent: [], languages: { hi: 3 }, genres: { music: 2 } };
  const sealed = await keys.seal(
    old.personId,
    'activity',
    'taste_viewers.sealed',
    Buffer.from(JSON.stringify(taste)),
  );
  await database.query(
    {
      name: 'test.old_row',
      text: 'INSERT INTO taste_viewers (person_id, sealed, window_number) VALUES ($1, $2, 1)',
    },
    [old.personId, sealed],
  );
  const anew = await withoutModel();
  await anew.start?.();
  await anew.catchUp?.();
  assert.deepEqual((await anew.viewer(old.personId))?.languages, { hi: 3 });
  await anew.stop?.();
  const next: AnyTaste = createTaste({ ...cell.parts, snapshotEveryMs: 3_600_000 });
  await next.start?.();
  assert.deepEqual((await next.viewer(old.personId))?.languages, { hi: 3 });
  await next.stop?.();
});
