import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PACK_BYTES_MAX } from '@jhalak/contracts/lock';
import fc from 'fast-check';
import type { Card, CardRendition } from '../types.ts';
import { cardOf } from './card.fixture.ts';
import {
  leastBytes,
  loopsFor,
  PACK_VARIANTS,
  picturesFor,
  PICTURES_BYTES_MAX,
} from './pack-files.ts';

function rendition(format: 'avif' | 'webp', widthPx: number, bytes: number): CardRendition {
  return { key: 'cards/x', format, widthPx, heightPx: widthPx * 2, bytes, sha256: '0'.repeat(64) };
}

function pictured(avif: readonly number[], webp: readonly number[]): Card {
  const renditions = [
    ...avif.map((bytes, at) => rendition('avif', 360 * (at + 1), bytes)),
    ...webp.map((bytes, at) => rendition('webp', 360 * (at + 1), bytes)),
  ].toSorted((a, b) => a.widthPx - b.widthPx);
  return cardOf({
    picture: { focus: { x: 0.5, y: 0.5 }, thumbhash: '', alternative: '', renditions },
  });
}

test('a picture comes in the format and width that were asked for, or the nearest that there is', () => {
  const both = pictured([1, 2], [3, 4]);
  const old = pictured([], [3, 4]);
  const narrow = pictured([1], [3]);
  const bytes = (card: Card): number[] =>
    PACK_VARIANTS.map((variant) => picturesFor([card], variant)[0]?.file.bytes ?? 0);
  assert.deepEqual(bytes(both), [1, 2, 3, 4]);
  assert.deepEqual(bytes(old), [3, 4, 3, 4]);
  assert.deepEqual(bytes(narrow), [1, 1, 3, 3]);
});

test('when bytes run out the first cards keep their wide pictures, the rest get narrow ones, and none goes without', () => {
  const cards = Array.from({ length: 20 }, () => pictured([], [30_000, 90_000]));
  const widths = picturesFor(cards, { format: 'webp', widthPx: 720 }).map(
    (one) => one?.file.widthPx,
  );
  const wide = widths.lastIndexOf(720) + 1;
  assert.ok(wide > 3 && wide < 12, `${wide} wide`);
  assert.deepEqual(
    widths,
    widths.toSorted((a, b) => (b ?? 0) - (a ?? 0)),
  );
  assert.ok(!widths.includes(undefined));
});

test('whatever the pictures and loops weigh, a pack’s files keep its bytes', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 200_000 }));
  const card = fc
    .record({
      avif: fc.option(sizes),
      webp: sizes,
      loop: fc.option(fc.integer({ min: 1, max: 150_000 })),
    })
    .map(({ avif, webp, loop }) => ({
      ...pictured(avif ?? [], webp),
      loop:
        loop === null
          ? undefined
          : { key: 'cards/l', widthPx: 360, heightPx: 640, bytes: loop, sha256: '1'.repeat(64) },
    }));
  fc.assert(
    fc.property(
      fc.array(card, { maxLength: 20 }),
      fc.constantFrom(...PACK_VARIANTS),
      (all, variant) => {
        // What the selector lets in.
        let sum = 0;
        const cards = all.filter((one) => (sum += leastBytes(one)) <= PICTURES_BYTES_MAX);
        const pictures = picturesFor(cards, variant);
        const bytes = pictures.reduce((total, one) => total + (one?.file.bytes ?? 0), 0);
        assert.ok(bytes <= PICTURES_BYTES_MAX, `${bytes}`);
        const { bytes: loops } = loopsFor(cards, bytes);
        assert.ok(bytes + loops <= PACK_BYTES_MAX - 320_000);
        assert.equal(pictures.filter((one) => one !== undefined).length, cards.length);
      },
    ),
    { numRuns: 300 },
  );
});
