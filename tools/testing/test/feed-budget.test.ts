// Who tells what their data budget leaves gets clips that fit it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FeedPage } from '@jhalak/contracts/feed';
import { startCell, type TestCell } from '@jhalak/testing';

const SMALL = 100_000;
const LARGE = 1_000_000;

let cell: TestCell;
before(async () => {
  cell = await startCell();
  const { personId } = await cell.account('kam_data');
  for (let nth = 0; nth < 8; nth += 1) {
    const videoId = cell.parts.ids.next();
    const rung = (name: string, bytes: number) => ({
      ...{ key: `renditions/${videoId}/${name}.mp4`, codec: 'avc1.64001f', sha256: 'a'.repeat(64) },
      ...{ widthPx: Number(name), heightPx: Number(name) * 2, bitrateBps: bytes, bytes },
    });
    await cell.parts.database.transaction(async (tx) => {
      await cell.cell.videos.publish(tx, {
        ...{ videoId, personId, caption: '', language: 'hi', genre: 'music', tags: [] },
        ...{ durationMs: 8_000, widthPx: 720, heightPx: 1440, thumbhash: '1QcSHQRnh493' },
        ...{ posterKey: `posters/${videoId}/poster.webp`, sample: false },
        renditions: [rung('360', SMALL), rung('720', LARGE)],
      });
    });
  }
  await cell.drain();
});
after(async () => await cell.close());

async function page(query: string): Promise<FeedPage> {
  const { token } = await cell.viewer();
  const reply = await cell.api<FeedPage>('GET', `/v1/feeds/for-you${query}`, { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  assert.ok(reply.body.items.length > 2);
  return reply.body;
}
const heights = ({ items }: FeedPage) => items.map(({ video }) => video.renditions.length);

test('without a budget a page is whole and says nothing of preparing', async () => {
  const whole = await page('');
  assert.ok(heights(whole).every((count) => count === 2));
  assert.equal(whole.ahead, undefined);
});

test('the less is left, the smaller the clips and the fewer prepared', async () => {
  const rich = await page(`?leftKb=${(LARGE * 24) / 1_000}`);
  assert.ok(heights(rich).every((count) => count === 2));
  assert.equal(rich.ahead, 2);
  const poor = await page(`?leftKb=${(LARGE * 24) / 1_000 - 1}`);
  assert.ok(poor.items.every(({ video }) => video.renditions[0]?.bytes === SMALL));
  assert.ok(heights(poor).every((count) => count === 1));
  assert.equal(poor.ahead, 2);
  assert.equal((await page(`?leftKb=${(SMALL * 23) / 1_000}`)).ahead, 1);
  const nothing = await page('?leftKb=0');
  assert.equal(nothing.ahead, 0);
  assert.ok(heights(nothing).every((count) => count === 1));
});

test('nonsense about what is left is refused', async () => {
  for (const value of ['-1', 'much', '10000001']) {
    const { status } = await cell.api('GET', `/v1/feeds/for-you?leftKb=${value}`);
    assert.equal(status, 400, value);
  }
});
