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

/** A pack's words at their longest: twenty cards at CARD_TEXT_BYTES_MAX, in base64. */
const TEXT_BYTES_RESERVED = 320_000;
/** Pictures and loops of a pack; with its words it keeps the contract's bound. */
const FILES_BYTES_MAX = PACK_BYTES_MAX - TEXT_BYTES_RESERVED;
/** Pictures alone, in the heaviest variant: a fifth is left for loops. */
export const PICTURES_BYTES_MAX = Math.floor(FILES_BYTES_MAX * 0.8);

export function variantName(variant: PackVariant): string {
  return `${variant.widthPx}.${variant.format}`;
}

/** @returns bytes of a card's picture in the heaviest variant; 0 without one. */
export function heaviestBytes({ picture }: Card): number {
  if (picture === undefined) return 0;
  return PACK_VARIANTS.reduce(
    (most, variant) => Math.max(most, renditionFor(picture, variant)?.bytes ?? 0),
    0,
  );
}

/**
 * @returns the encoding for a variant: in its format, or WebP where a machine could not write AVIF; as wide as asked,
 * else the widest below, else the narrowest.
 */
function renditionFor(picture: CardPicture, variant: PackVariant): CardRendition | undefined {
  const inFormat = picture.renditions.filter((one) => one.format === variant.format);
  const usable =
    inFormat.length > 0 ? inFormat : picture.renditions.filter((one) => one.format === 'webp');
  return usable.findLast((one) => one.widthPx <= variant.widthPx) ?? usable[0];
}

/** @returns the contract's picture; undefined where the card has none. */
export function pictureFor(
  { cardId, picture }: Card,
  variant: PackVariant,
): LockPicture | undefined {
  const rendition = picture === undefined ? undefined : renditionFor(picture, variant);
  if (picture === undefined || rendition === undefined) return undefined;
  const { focus, thumbhash, alternative, credit } = picture;
  return {
    focus,
    thumbhash,
    alternative,
    ...(credit === undefined ? {} : { credit }),
    file: fileOf(cardId, rendition, `image/${rendition.format}`),
  };
}

/** Gives loops to the first cards for which there is room. @returns by place, and the bytes of all. */
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
