// Creators see where people came to their clips from, and never a handful of people.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ClipSources, SOURCES_FLOOR } from '@jhalak/contracts/videos';
import { startCell } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

interface Page {
  items: { slot: string; video: { id: string }; reason: { code: string } }[];
}

test('a creator sees sources by day from the floor on, the sum is what was counted, others see nothing', async () => {
  const cell = await startCell();
  try {
    const maker = await cell.account('maker_one');
    const videoId = await cell.publish({ personId: maker.personId });
    await cell.drain();
    const sources = async (token = maker.token) =>
      await cell.api<ClipSources>('GET', `/v1/videos/${videoId}/sources?days=7`, { token });
    const codes = new Map<string, number>();
    const look = async (): Promise<void> => {
      const { token } = await cell.viewer({ genres: ['music'] });
      const page = await cell.api<Page>('GET', '/v1/feeds/for-you', { token });
      const [item] = page.body.items;
      assert.equal(item?.video.id, videoId);
      codes.set(item.reason.code, (codes.get(item.reason.code) ?? 0) + 1);
      cell.parts.clock.advance(9_000);
      const at = cell.parts.clock.nowMs();
      const { slot } = item;
      const events = [
        { type: 'impression', slot, seq: 0, at },
        { type: 'progress', slot, seq: 1, at, watchMs: 4_000 },
      ];
      const reply = await cell.api('POST', '/v1/events', { token, body: { events } });
      assert.equal(reply.status, 202);
    };
    for (let viewer = 1; viewer < SOURCES_FLOOR; viewer += 1) await look();
    await cell.drain();
    assert.deepEqual((await sources()).body.sources, [], 'below the floor nothing is told');
    for (let viewer = 0; viewer < SOURCES_FLOOR; viewer += 1) await look();
    await cell.drain();
    const { body } = await sources();
    assert.ok(Compile(ClipSources).Check(body), JSON.stringify(body));
    const [first] = body.sources;
    const [code, count] = [...codes].toSorted(([, a], [, b]) => b - a)[0] ?? ['', 0];
    assert.equal(first?.source, code);
    assert.equal(first.impressions, count);
    assert.equal(first.views, count);
    assert.equal(first.byDay.at(-1), count, 'all of it today');
    const stranger = await cell.account('maker_two');
    assert.equal((await sources(stranger.token)).status, 403);
    await cell.cell.videos.rebuildCounts();
    await cell.drain();
    assert.deepEqual((await sources()).body, body, 'counted anew it is the same');
    await cell.cell.videos.purge([videoId]);
    const left = await cell.parts.database.query({
      name: 'test.sources',
      text: 'SELECT day FROM video_sources',
    });
    assert.deepEqual(left, [], 'it goes with its clip');
  } finally {
    await cell.close();
  }
});
