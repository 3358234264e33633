// What a viewer asked for in so many words, ready for loops over candidates: more, less or none of something. It holds with and
// without learning, in the feed and on the lock screen.

import { soundNumber } from '../content/content-table.ts';
import type { Choice } from './choices.ts';

/** A viewer's choices by what they are about. */
export interface Asked {
  /** Clips by id, creators by person id, genres and languages by code: not to be shown. */
  none: Readonly<Record<'clip' | 'creator' | 'genre' | 'language', ReadonlySet<string>>>;
  /** Sounds that are not to be heard, as the content table numbers them. */
  noSounds: ReadonlySet<number>;
  /** 1: more of it; -1: less. */
  lean: Readonly<Record<'creator' | 'genre' | 'language', ReadonlyMap<string, number>>>;
  /** Tags and words that nothing shown may say. */
  mutes: readonly { of: 'tag' | 'words'; value: string }[];
}

export const NOTHING_ASKED: Asked = askedOf([]);

/** Choices stay the same array while nothing changed. */
const READY = new WeakMap<readonly Choice[], Asked>();

/** @returns choices in the form that pages and packs use; remembered as long as the list is. */
export function askedIn(choices: readonly Choice[]): Asked {
  const ready = READY.get(choices) ?? askedOf(choices);
  READY.set(choices, ready);
  return ready;
}

function askedOf(choices: readonly Choice[]): Asked {
  const none = { clip: new Set<string>(), ...sets() };
  const noSounds = new Set<number>();
  const lean = { creator: new Map(), genre: new Map(), language: new Map() };
  const mutes: Asked['mutes'][number][] = [];
  for (const { of, value, wish } of choices) {
    if (of === 'tag' || of === 'words') mutes.push({ of, value });
    else if (of === 'sound') noSounds.add(soundNumber(value));
    else if (wish === 'none') none[of].add(value);
    else if (of !== 'clip') lean[of].set(value, wish === 'more' ? 1 : -1);
  }
  return { none, noSounds, lean, mutes };
}

function sets(): Record<'creator' | 'genre' | 'language', Set<string>> {
  return { creator: new Set(), genre: new Set(), language: new Set() };
}

/** @returns how strongly an item is asked for (1) or asked away (-1): the creator's word counts before kinds. */
export function askedFor(
  { lean }: Asked,
  item: { creatorId: string; genre: string; language: string },
): number {
  const creator = lean.creator.get(item.creatorId);
  if (creator !== undefined) return creator;
  const both = (lean.genre.get(item.genre) ?? 0) + (lean.language.get(item.language) ?? 0);
  return Math.max(-1, Math.min(1, both));
}
