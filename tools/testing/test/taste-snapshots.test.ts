// A snapshot whose bytes changed on the disk is found; the one before it, and the journal, give the same learner.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTaste } from '@jhalak/taste';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

type AnyTaste = TestCell['cell']['taste'] & {
  start?(): Promise<void>;
  stop?(): Promise<void>;
};
interface Page {
  items: { slot: string; video: { id: string } }[];
  next: string | null;
}

let cell: TestCell;
const viewers: TestPerson[] = [];
before(async () => {
  cell = await startCell();
  const personId = await cell.cell.accounts.createPerson({ handle: 'snapshot_maker' });
  for (let clip = 0; clip < 30; clip += 1) await cell.publish({ personId });
  await cell.drain();
  for (let viewer = 0; viewer < 3; viewer += 1) viewers.push(await cell.viewer());
});
after(() => cell.close());

let seq = 0;
async function watchSome(viewer: TestPerson): Promise<void> {
  const { token } = viewer;
  const page = (await cell.api<Page>('GET', '/v1/feeds/for-you?limit=5', { token })).body;
  cell.parts.clock.advance(60_000);
  const at = cell.parts.clock.nowMs();
  const events = page.items.flatMap(({ slot }, nth) => [
    { type: 'impression', slot, at, watchMs: 0, seq: (seq += 1) },
    { type: 'progress', slot, at, watchMs: 900 * nth, seq: (seq += 1) },
  ]);
  await cell.api('POST', '/v1/events', { token, body: { events } });
  await cell.drain();
  // What is done late corrects what was learned of a showing that is over by now.
  const [liked, shared] = page.items;
  assert.ok(liked && shared);
  await cell.api('PUT', `/v1/videos/${liked.video.id}/like`, { token });
  const share = { type: 'share', slot: shared.slot, at, watchMs: 900, seq: (seq += 1) };
  await cell.api('POST', '/v1/events', { token, body: { events: [share] } });
  await cell.drain();
}

async function stateOf(taste: AnyTaste): Promise<object> {
  const tastes = await Promise.all(viewers.map(({ personId }) => taste.viewer(personId)));
  return { model: taste.model(), tastes: tastes.map((one) => one ?? null) };
}

async function newestBlob(): Promise<string> {
  const [row] = await cell.parts.database.query<{ blob_key: string }>({
    name: 'test.newest_snapshot',
    text: 'SELECT blob_key FROM taste_snapshots ORDER BY window_number DESC LIMIT 1',
  });
  assert.ok(row);
  return row.blob_key;
}

async function flipOneBit(key: string): Promise<void> {
  const bytes = await cell.parts.blobs.read(key);
  assert.ok(bytes);
  const changed = Buffer.from(bytes);
  const place = Math.floor(changed.length / 3);
  changed[place] = (changed[place] ?? 0) ^ 4;
  await cell.parts.blobs.delete(key);
  await cell.parts.blobs.putBytes(key, changed);
}

async function killedAndStarted(): Promise<AnyTaste> {
  const taste: AnyTaste = createTaste({ ...cell.parts, snapshotEveryMs: 3_600_000 });
  await taste.start?.();
  return taste;
}

test('with one flipped bit in the newest snapshot a killed learner ends in the same state', async () => {
  const [first, second, third] = viewers;
  assert.ok(first && second && third);
  await watchSome(first);
  await watchSome(second);
  await cell.cell.taste.snapshot();
  await watchSome(first);
  // Of the third the older snapshot knows nothing.
  await watchSome(third);
  await cell.cell.taste.snapshot();
  await watchSome(second);
  await watchSome(first);
  const living = await stateOf(cell.cell.taste);
  await flipOneBit(await newestBlob());
  const restarted = await killedAndStarted();
  assert.deepEqual(await stateOf(restarted), living);
  // Killed again before it wrote anything: nothing was lost by the first attempt.
  const again = await killedAndStarted();
  assert.deepEqual(await stateOf(again), living);
  // It writes, and the one after it stands on that.
  await again.snapshot();
  const next = await killedAndStarted();
  assert.deepEqual(await stateOf(next), living);
});

test('with both snapshots damaged everything is learned anew, from the beginning of the journal', async () => {
  const living = await stateOf(cell.cell.taste);
  const rows = await cell.parts.database.query<{ blob_key: string }>({
    name: 'test.all_snapshots',
    text: 'SELECT blob_key FROM taste_snapshots',
  });
  assert.equal(rows.length, 2);
  for (const { blob_key: key } of rows) await flipOneBit(key);
  const restarted = await killedAndStarted();
  assert.deepEqual(await stateOf(restarted), living);
});
