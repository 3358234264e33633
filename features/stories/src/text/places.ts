// Countries, states and cities by one key in all languages: exonyms (`Tiongkok`, `चीन`) by table, the rest by sound.

import places from '../../data/places.json' with { type: 'json' };
import { skeletonOf } from './skeleton.ts';

const LANGUAGES = ['en', 'hi', 'ta', 'te', 'id'] as const;
/** Endings of Tamil and Telugu that a place's name may carry. */
const ENDING_MAX = 10;

/** Shorter sounds are those of common words too. */
const SOUND_MIN = 4;

const BY_WORD = new Map<string, string>();
const BY_PHRASE = new Map<string, { second: string; key: string }[]>();
const BEGINNINGS = new Map<string, string>();
const SOUNDS = new Set<string>();
/**
 * How much lies in a place: the smaller, the more it says where something happened. A region is a large island of several
 * states: Java is no other place than East Java.
 */
export type PlaceSize = 'country' | 'region' | 'state' | 'city';

/** By key; of places that are known by their sound, the sound. */
const SIZES = new Map<string, PlaceSize>();
const GROUPS = new Set<string>();

for (const [size, groups] of [
  ['country', places.countries],
  ['region', places.regions],
  ['state', places.states],
  ['city', places.cities],
] as const) {
  for (const group of groups) enterGroup(group, size);
}
for (const [size, names] of [
  ['country', places.countryNames],
  ['region', places.regionNames],
  ['state', places.stateNames],
  ['city', places.cityNames],
] as const) {
  for (const name of names.split(' ')) enterName(name, size);
}

function enterGroup(group: string, size: PlaceSize): void {
  const [key = '', ...names] = group.split('|');
  GROUPS.add(key);
  SIZES.set(key, size);
  for (const [index, list] of names.entries()) {
    for (const name of list.normalize('NFC').split(' ')) {
      enter(name.replace(/\u200c|\u200d|\./g, ''), key, LANGUAGES[index] ?? 'en');
    }
  }
}

function enterName(name: string, size: PlaceSize): void {
  enter(name, name.toLowerCase(), 'en');
  const sound = skeletonOf(name.replace('_', ''));
  SIZES.set(sound, size);
  if (sound.length >= SOUND_MIN && !sound.startsWith('-')) SOUNDS.add(sound);
}

function enter(name: string, key: string, language: string): void {
  const plain = name.toLowerCase();
  if (plain.includes('_')) {
    const [first = '', second = ''] = plain.split('_');
    BY_PHRASE.set(first, [...(BY_PHRASE.get(first) ?? []), { second, key }]);
    return;
  }
  // `US` and `AS` are places only in capitals.
  BY_WORD.set(plain.length <= 2 ? name : plain, key);
  if (language === 'ta' || language === 'te') BEGINNINGS.set(plain, key);
}

export interface FoundPlace {
  key: string;
  /** One of the places whose names differ between languages; others are known by their sound. */
  group: boolean;
  /** Words taken, 1 or 2. */
  words: number;
}

/**
 * @param words lower-case words of a sentence.
 * @param text the word as written.
 * @returns the place that the word at `at` begins, if it is one of the table's. Cost: a few map look-ups.
 */
export function findPlace(
  words: readonly string[],
  at: number,
  text: string,
): FoundPlace | undefined {
  const word = words[at] ?? '';
  if (word === '') return undefined;
  const next = words[at + 1] ?? '';
  for (const { second, key } of BY_PHRASE.get(word) ?? []) {
    if (next === second || (next !== '' && second.length > 3 && next.startsWith(second)))
      return { key, group: GROUPS.has(key), words: 2 };
  }
  const short = text.replace(/\./g, '').replace(/['’]s$/, '');
  const whole = short.length <= 2 ? BY_WORD.get(short) : BY_WORD.get(word);
  if (whole !== undefined) return { key: whole, group: GROUPS.has(whole), words: 1 };
  for (let length = word.length - 1; length >= Math.max(4, word.length - ENDING_MAX); length -= 1) {
    const key = BEGINNINGS.get(word.slice(0, length));
    if (key !== undefined) return { key, group: true, words: 1 };
  }
  return undefined;
}

/** @param place as NameKeys gives it. @returns how large it is. */
export function placeSize(place: string): PlaceSize {
  return SIZES.get(place) ?? 'city';
}

/** @returns whether a name of this sound is a place of the table. */
export function soundsLikePlace(skeleton: string): boolean {
  return SOUNDS.has(skeleton);
}
