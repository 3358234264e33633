// Names of agencies, papers and channels, in all our scripts. The list only makes sure of the known ones; others are known
// by what is said beside them (`news agency X`, `the X report`).

import media from '../../data/media.json' with { type: 'json' };
import { nameKeys } from '../text/names.ts';
import { skeletonOf } from '../text/skeleton.ts';
import { bareWord } from '../text/stems.ts';

export interface MediaName {
  /** Equal for one source in all scripts and spellings. */
  key: string;
  /** As it is shown. */
  name: string;
  known: boolean;
}

const BY_SPELLING = new Map<string, MediaName>();
const BY_SOUND = new Map<string, MediaName>();
const ALONE = new Set<string>();
const WORDS = new Set(
  Object.values(media.words).flatMap((list) =>
    list.normalize('NFC').replaceAll('_', ' ').split(' '),
  ),
);

for (const listed of `${media.agencies} ${media.papers}`.split(' ')) {
  const name = listed.replaceAll('_', ' ');
  const found: MediaName = { key: `m:${listed.toLowerCase()}`, name, known: true };
  const words = name.split(' ');
  BY_SPELLING.set(spelling(words), found);
  const heard = words.filter((word) => word !== 'The');
  for (const sound of soundsOf(heard)) if (!BY_SOUND.has(sound)) BY_SOUND.set(sound, found);
  // A common word (`The Wire`) is that paper only when nothing else is in the name.
  if (words.length > 1 && heard.length === 1) ALONE.add(found.key);
}

const WEAK = new Set(media.weak.normalize('NFC').split(' '));
const NEWS = new Set(media.news.normalize('NFC').split(' '));

/** Longest known name in words. */
const NAME_WORDS_MAX = 5;

/** @returns whether a lower-case word says that a name is that of a paper, agency or channel: `times`, `एजेंसी`. */
export function isMediaWord(lower: string): boolean {
  return WORDS.has(lower);
}

/** @returns whether a media word is also that of offices and companies, and so proves nothing: `agency`, `సంస్థ`. */
export function isWeakMediaWord(lower: string): boolean {
  return WEAK.has(lower);
}

/** @returns whether words say that they are of a medium: `Times`, `समाचार एजेंसी`; an agency alone may be one of space. */
export function saysMedium(words: readonly string[]): boolean {
  const lower = words.map((word) => word.toLowerCase());
  return lower.some(
    (word, at) => WORDS.has(word) && (!WEAK.has(word) || NEWS.has(lower[at - 1] ?? '')),
  );
}

/**
 * @param words of a name, as written.
 * @returns the known name that they begin with or hold, the longest first.
 */
export function knownMedia(words: readonly string[]): MediaName | undefined {
  const bare = words.map((word) => bareWord(word.replace(/['’]s?$/, '')));
  for (let length = Math.min(NAME_WORDS_MAX, bare.length); length > 0; length -= 1) {
    for (let from = 0; from + length <= bare.length; from += 1) {
      const part = bare.slice(from, from + length);
      const found = BY_SPELLING.get(spelling(part)) ?? bySound(part);
      if (found !== undefined && (!ALONE.has(found.key) || length === bare.length)) return found;
    }
  }
  return undefined;
}

/** @returns a key for a source that is not listed: how its own words sound, without `News` and `Agency`. */
export function unknownMedia(words: readonly string[]): MediaName | undefined {
  const plain = words
    .map((word) => word.replace(/['’]s?$/, ''))
    .filter((word) => !/^(?:the|a|an)$/i.test(word));
  const telling = plain.filter((word) => !isMediaWord(word.toLowerCase()));
  const sound = (telling.length > 0 ? telling : plain)
    .map((word) => skeletonOf(bareWord(word)))
    .join('');
  if (sound === '') return undefined;
  return { key: `s:${sound}`, name: shown(plain, telling), known: false };
}

/** Latin names whole (`Meridian Times`); others without the word for agency. */
function shown(plain: readonly string[], telling: readonly string[]): string {
  const whole = telling.length === 0 || /^\p{Script=Latin}/u.test(plain[0] ?? '');
  return (whole ? plain : telling).map(bareWord).join(' ');
}

function spelling(words: readonly string[]): string {
  return words.join(' ').toLowerCase().replace(/\./g, '');
}

function bySound(words: readonly string[]): MediaName | undefined {
  // In Latin script the spelling decides; sounds are for the others.
  if (/^[\p{Script=Latin}\d]/u.test(words[0] ?? '')) return undefined;
  return BY_SOUND.get(words.map(skeletonOf).join(' '));
}

function soundsOf(words: readonly string[]): string[] {
  const readings = words.map((word) =>
    nameKeys([word.toLowerCase()], 0, word).keys.map((key) => key.slice(2)),
  );
  // Abbreviations are written as their letters are spoken; `ANI` read as a word is Tamil for `team`.
  const spoken = readings.map((keys) => keys.at(-1) ?? '').join(' ');
  return [spoken].filter((sound) => sound.trim() !== '');
}
