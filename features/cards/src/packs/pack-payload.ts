// A pack as devices get it: chosen cards in their words, with the files of one variant.

import type { LockCard, LockFile, LockPack } from '@jhalak/contracts/lock';
import type { Card } from '../types.ts';
import { placedAds, type PackAd } from './pack-ads.ts';
import type { ChosenCard } from './lock-slots.ts';
import { loopsFor, picturesFor, type PackVariant } from './pack-files.ts';
import { reasonText } from './reason-texts.ts';

/** A card's words in a pack; one that is longer goes without its disagreements, which its page still tells. */
const CARD_TEXT_BYTES_MAX = 12_000;

/** What is the same in every variant. */
export type PackHead = Omit<LockPack, 'format' | 'bytes' | 'cards' | 'ads' | 'adEvery'>;

/** @returns the payload to sign. Cost: some 10 µs a card. */
export function packPayload(
  head: PackHead,
  chosen: readonly ChosenCard[],
  variant: PackVariant,
  ads: readonly PackAd[] = [],
): LockPack {
  const cards = chosen.map(({ candidate }) => candidate.card);
  const pictures = picturesFor(cards, variant);
  const pictureBytes = pictures.reduce((sum, picture) => sum + (picture?.file.bytes ?? 0), 0);
  const placed = placedAds(ads, cards.length, variant);
  const stills = pictureBytes + placed.bytes;
  const { loops, bytes } = loopsFor(cards, stills);
  return {
    format: 1,
    ...head,
    bytes: stills + bytes,
    ...placed.part,
    cards: chosen.map((one, place) => {
      const words = wordsOf(one.candidate.card);
      const picture = pictures[place];
      const loop: LockFile | undefined = loops[place];
      return {
        ...words,
        slot: one.token,
        ...(picture === undefined ? {} : { picture }),
        ...(loop === undefined ? {} : { loop }),
        reason: { code: one.reason.code, text: reasonText(one.reason, head.language) },
        propensity: one.propensity,
      };
    }),
  };
}

function wordsOf(
  card: Card,
): Omit<LockCard, 'slot' | 'picture' | 'loop' | 'reason' | 'propensity'> {
  const words = {
    id: card.cardId,
    kind: card.kind,
    language: card.language,
    genre: card.text.genre,
    age: card.text.age,
    headline: card.text.headline,
    summary: card.text.summary,
    ...(card.ai === undefined ? {} : { ai: card.ai }),
    attribution: [...card.text.attribution],
    open: card.openPath,
    fromMs: card.fromMs,
    untilMs: card.untilMs,
  };
  if (card.story === undefined) return words;
  const whole = { ...words, story: card.story };
  return Buffer.byteLength(JSON.stringify(whole)) <= CARD_TEXT_BYTES_MAX
    ? whole
    : { ...words, story: { ...card.story, disagreements: [] } };
}
