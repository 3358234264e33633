// What is computed from the journal stays what it is when the journal's beginning is deleted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCell, journalRetention } from '@jhalak/jhalak';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const DAY_MS = 86_400_000;
const OPTIONS = { maxUploadBytes: 1_000, maxDurationMs: 1_000, undoDays: 7, encodeConcurrency: 1 };

interface Slots {
  items: { slot: string; video: { id: string } }[];
}

/** Everybody watches and likes something; then the journal and its readers come to rest. */
async function live(cell: TestCell, viewers: readonly TestPerson[]): Promise<void> {
  for (const [index, { token }] of viewers.entries()) {
    const page = await cell.api<Slots>('GET', '/v1/feeds/for-you?limit=6', { token });
    assert.equal(page.status, 200);
    cell.parts.clock.advance(9_000);
    const at = cell.parts.clock.nowMs();
    const events = page.body.items
      .slice(0, 3)
      .map(({ slot }, seq) => ({ type: 'progress', slot, watchMs: 2_000 + seq * 900, at, seq }));
    await cell.api('POST', '/v1/events', { token, body: { events } });
    const liked = page.body.items[index]?.video.id;
    await cell.api('PUT', `/v1/videos/${liked}/like`, { token });
  }
  await cell.drain();
}

/** Another process of the same cell: memory of its own. */
function neighbour(cell: TestCell): TestCell['cell'] {
  return createCell(cell.cell.parts, OPTIONS);
}

async function counts(cell: TestCell): Promise<unknown[]> {
  return await cell.parts.database.query({
    name: 'test.counts',
    text: 'SELECT video_id, views, likes FROM video_counts ORDER BY 1',
  });
}

async function windows(cell: TestCell): Promise<{ first: number; last: number }> {
  const [row] = await cell.parts.database.query<{ first: number; last: number }>({
    name: 'test.windows',
    text: 'SELECT min(number) AS first, max(number) AS last FROM journal_windows',
  });
  assert.ok(row);
  return row;
}

async function known(cell: TestCell['cell'], viewers: readonly TestPerson[]): Promise<object> {
  const tastes = await Promise.all(viewers.map(({ personId }) => cell.taste.viewer(personId)));
  return { model: cell.taste.model(), tastes: tastes.map((taste) => taste ?? null) };
}

test('after windows were deleted, counts, tastes and visibility come out the same from what is kept', async () => {
  const cell = await startCell();
  const { clock } = cell.parts;
  try {
    const { personId } = await cell.account('maker_one');
    const videoIds = await Promise.all(
      Array.from({ length: 12 }, () => cell.publish({ personId })),
    );
    await cell.drain();
    const viewers = [await cell.viewer(), await cell.viewer(), await cell.viewer()];
    await live(cell, viewers);
    const retention = journalRetention(cell.parts, cell.cell.features, cell.cell.manifests);
    assert.equal(await retention.run(), 0, 'its days are not over');

    const old = await windows(cell);
    clock.advance(365 * DAY_MS);
    assert.equal(await retention.run(), 0, 'no snapshot holds what was learned');
    await cell.cell.taste.snapshot();
    const first = neighbour(cell);
    await first.start(['api']);
    await first.stop();
    // The sessions of last year are over.
    const others = [await cell.viewer(), await cell.viewer()];
    await live(cell, others);
    viewers.push(...others);
    assert.equal(await retention.run(), old.last);
    assert.equal((await windows(cell)).first, old.last + 1);
    assert.equal(await retention.run(), 0);

    const living = { counts: await counts(cell), known: await known(cell.cell, viewers) };
    assert.ok(living.counts.some((row) => (row as { views: number }).views > 0));
    const restarted = neighbour(cell);
    await restarted.start(['api']);
    assert.deepEqual(await known(restarted, viewers), living.known);
    for (const id of videoIds)
      assert.deepEqual(
        restarted.visibility.check('videos.link', id, { staff: false }),
        cell.cell.visibility.check('videos.link', id, { staff: false }),
      );
    await restarted.stop();

    await cell.cell.videos.rebuildCounts();
    assert.notDeepEqual(await counts(cell), living.counts, 'the rebuild must begin before its end');
    await cell.drain();
    await cell.cell.stop();
    const again = neighbour(cell);
    await again.drain();
    await again.stop();
    assert.deepEqual(await counts(cell), living.counts);
  } finally {
    await cell.close();
  }
});
