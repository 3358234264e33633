import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LockFile } from '@jhalak/contracts/lock';
import type { Logger } from '@jhalak/kernel';
import { PackAds, placedAds, type PackAd, type PackAdAsk } from './pack-ads.ts';

const file = (type: LockFile['type'], widthPx: number, bytes: number): LockFile => ({
  ...{ url: `/v1/ads/pictures/o/p/${widthPx}`, type, widthPx, heightPx: widthPx * 2, bytes },
  sha256: 'a'.repeat(64),
});
const picture = (...files: LockFile[]) => ({
  ...{ focus: { x: 0.5, y: 0.5 }, thumbhash: '', alternative: 'a cup' },
  files,
});
const ad = (part: Partial<PackAd> = {}): PackAd => ({
  ...{ id: 'i', creative: 'c', token: 't', label: 'Ad', sponsor: 'S', title: 'T', text: '' },
  ...{ button: 'B', url: 'https://s.example/', why: ['everyone'], caps: [], showingsMax: 1 },
  untilMs: 5,
  ...part,
});
const ASK = { viewer: undefined, language: 'hi', brand: undefined, cards: 20, nowMs: 1 };

function sold(ads: readonly PackAd[]) {
  const asked: PackAdAsk[] = [];
  const warned: unknown[] = [];
  const logger = { warn: (...told: unknown[]) => void warned.push(told) } as unknown as Logger;
  const source = {
    forPack: (ask: PackAdAsk) => {
      asked.push(ask);
      return Promise.resolve({ ads, isShort: ads.length === 0 });
    },
  };
  return { packAds: new PackAds(source, logger), asked, warned, logger };
}

test('a pack has at most one ad in three cards, and five in all', async () => {
  const { packAds } = sold(Array.from({ length: 9 }, () => ad()));
  assert.equal((await packAds.choose(ASK)).ads.length, 5);
  assert.equal((await packAds.choose({ ...ASK, cards: 7 })).ads.length, 2);
  assert.equal((await packAds.choose({ ...ASK, cards: 2 })).ads.length, 0);
});

test('a pack without identifiers is asked for without anybody, for many devices; a viewer’s own for one', async () => {
  const { packAds, asked } = sold([]);
  const viewer = { personId: 'p' } as NonNullable<PackAdAsk['viewer']>;
  await packAds.choose(ASK);
  await packAds.choose({ ...ASK, viewer });
  assert.deepEqual(
    asked.map((ask) => [ask.viewer?.personId, ask.showings > 1]),
    [
      [undefined, true],
      ['p', false],
    ],
  );
});

test('whoever sells nothing, or fails, costs no pack', async () => {
  const { logger, warned } = sold([]);
  const nobody = await new PackAds(undefined, logger).choose(ASK);
  assert.deepEqual(nobody, { ads: [], isShort: false });
  const broken = { forPack: () => Promise.reject(new Error('no line')) };
  const failed = await new PackAds(broken, logger).choose(ASK);
  assert.deepEqual(failed, { ads: [], isShort: true }, 'asked again soon');
  assert.equal(warned.length, 1);
});

test('each variant names the widest picture that fits, in its own format, and counts its bytes', () => {
  const files = [
    ...[file('image/webp', 360, 30_000), file('image/avif', 360, 20_000)],
    ...[file('image/webp', 720, 90_000), file('image/avif', 720, 60_000)],
    file('image/webp', 1440, 180_000),
  ];
  const chosen = (format: 'avif' | 'webp', widthPx: 360 | 720, count = 1) => {
    const ads = Array.from({ length: count }, () => ad({ picture: picture(...files) }));
    const { part, bytes } = placedAds(ads, 20, { format, widthPx });
    const one = part.ads?.[0]?.picture?.file;
    return [one?.type, one?.widthPx, bytes];
  };
  assert.deepEqual(chosen('avif', 720), ['image/avif', 720, 60_000]);
  assert.deepEqual(chosen('webp', 720), ['image/webp', 720, 90_000]);
  assert.deepEqual(chosen('webp', 360), ['image/webp', 360, 30_000]);
  assert.deepEqual(chosen('webp', 720, 5), ['image/webp', 360, 150_000], 'five share the room');
  const drawn = placedAds([ad({ picture: picture(file('image/webp', 360, 900_000)) })], 20, {
    ...{ format: 'webp', widthPx: 360 },
  });
  assert.deepEqual([drawn.bytes, drawn.part.ads?.[0]?.picture], [0, undefined]);
});

test('cards between ads follow from how many there are; a pack without ads says nothing of them', () => {
  const every = (ads: number, cards: number) =>
    placedAds(
      Array.from({ length: ads }, () => ad()),
      cards,
      { format: 'webp', widthPx: 360 },
    ).part.adEvery;
  assert.deepEqual([every(3, 20), every(5, 15), every(1, 20)], [5, 3, 10]);
  assert.deepEqual(placedAds([], 20, { format: 'webp', widthPx: 360 }), { part: {}, bytes: 0 });
});
