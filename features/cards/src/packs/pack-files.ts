// Which file of a card a pack names: one picture in the pack's format and width, and a loop where bytes are left.

import { PACK_BYTES_MAX, type LockFile, type LockPicture } from '@jhalak/contracts/lock';
import { fileUrl } from '../file-url.ts';
import type { Card, CardPicture, CardRendition } from '../types.ts';

/** What a pack is for. */
export interface PackVariant {
  format: 'avif' | 'webp';
  widthPx: 360 | 720;
}

/** Every variant of a pack; their cards are the same. */
export const PACK_VARIANTS: readonly PackVariant[] = [
  { format: 'avif', widthPx: 360 },
  { format: 'avif', widthPx: 720 },
  { format: 'webp', widthPx: 360 },
  { format: 'webp', widthPx: 720 },
];

/** A pack's words at their longest: twenty cards at CARD_TEXT_BYTES_MAX and five ads, in base64. */
const TEXT_BYTES_RESERVED = 345_000;
/** Pictures and loops of a pack; with its words it keeps the contract's bound. */
const FILES_BYTES_MAX = PACK_BYTES_MAX - TEXT_BYTES_RESERVED;
/** Pictures alone: a fifth is left for loops. */
export const PICTURES_BYTES_MAX = Math.floor(FILES_BYTES_MAX * 0.8);

export function variantName(variant: PackVariant): string {
  return `${variant.widthPx}.${variant.format}`;
}

/** @returns bytes that a card's picture takes at least, in whatever format; 0 without one. */
export function leastBytes({ picture }: Card): number {
  if (picture === undefined) return 0;
  return Math.max(
    0,
    ...(['avif', 'webp'] as const).map((format) => narrowest(picture, format)?.bytes ?? 0),
  );
}

// In a format, or WebP where a machine could not write AVIF; ascending by width.
function inFormat(picture: CardPicture, format: PackVariant['format']): readonly CardRendition[] {
  const exact = picture.renditions.filter((one) => one.format === format);
  return exact.length > 0 ? exact : picture.renditions.filter((one) => one.format === 'webp');
}

function narrowest(picture: CardPicture, format: PackVariant['format']): CardRendition | undefined {
  return inFormat(picture, format)[0];
}

/**
 * Chooses the encoding of each card's picture: as wide as the variant asks for, the first cards first, while the bytes of a
 * pack allow it; narrower behind. So every variant holds the same cards.
 *
 * @returns by place; undefined where a card has no picture.
 */
export function picturesFor(
  cards: readonly Card[],
  variant: PackVariant,
): (LockPicture | undefined)[] {
  const small = cards.map(({ picture }) =>
    picture === undefined ? undefined : narrowest(picture, variant.format),
  );
  let bytes = small.reduce((sum, one) => sum + (one?.bytes ?? 0), 0);
  return cards.map(({ cardId, picture }, place) => {
    const least = small[place];
    if (picture === undefined || least === undefined) return undefined;
    const wide = inFormat(picture, variant.format).findLast(
      (one) =>
        one.widthPx <= variant.widthPx && bytes - least.bytes + one.bytes <= PICTURES_BYTES_MAX,
    );
    const chosen = wide ?? least;
    bytes += chosen.bytes - least.bytes;
    return pictureOf(cardId, picture, chosen);
  });
}

function pictureOf(cardId: string, picture: CardPicture, rendition: CardRendition): LockPicture {
  const { focus, thumbhash, alternative, credit } = picture;
  return {
    focus,
    thumbhash,
    alternative,
    ...(credit === undefined ? {} : { credit }),
    file: fileOf(cardId, rendition, `image/${rendition.format}`),
  };
}

/** Gives loops to the first cards for which there is room beside the pictures. @returns by place, and the bytes of all. */
export function loopsFor(
  cards: readonly Card[],
  pictureBytes: number,
): { loops: (LockFile | undefined)[]; bytes: number } {
  let bytes = 0;
  const loops = cards.map((card) => {
    const { loop } = card;
    if (loop === undefined || pictureBytes + bytes + loop.bytes > FILES_BYTES_MAX) return undefined;
    bytes += loop.bytes;
    return fileOf(card.cardId, loop, 'video/mp4');
  });
  return { loops, bytes };
}

function fileOf(
  cardId: string,
  { widthPx, heightPx, bytes, sha256 }: Omit<CardRendition, 'format' | 'key'>,
  type: LockFile['type'],
): LockFile {
  return { url: fileUrl(cardId, sha256), type, widthPx, heightPx, bytes, sha256 };
}
