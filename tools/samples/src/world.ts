// The sample world as data: who the creators are, what each clip says, who follows whom. Pure; the
// pictures and the sound come from render-sample-clip.ts.

import { cleanText, hashtagsOf, seededRandom } from '@jhalak/kernel';
import type { Random } from '@jhalak/kernel';

import { SAMPLE_GENRES, SAMPLE_LANGUAGES } from './sample-types.ts';
import type { SampleClip, SampleCreator, SampleGenre, SampleLanguage } from './sample-types.ts';
import { TEXTS } from './texts/all-texts.ts';

/** The whole world: 16 creators, 64 clips (each genre in each language once), follows. */
export interface SampleWorld {
  readonly creators: readonly SampleCreator[];
  /** In the order in which to publish them: the first eight show all genres, the first five all lock-screen languages. */
  readonly clips: readonly SampleClip[];
  /** Pairs of handles: the first follows the second. No pair twice, nobody follows themselves. */
  readonly follows: readonly (readonly [follower: string, followed: string])[];
}

/** The world that a new home gets; another seed changes durations, motion, sound and follows only. */
const DEFAULT_SEED = 1947;
/** Languages of the lock screen: a newcomer meets these first. */
const FIRST_LANGUAGES: readonly SampleLanguage[] = ['en', 'hi', 'ta', 'te', 'id'];
/** Clips that keep to the first languages before all eight take turns; two of each genre. */
const FIRST_CLIPS = 16;
/** Mostly short, as real feeds are; the sum of the world stays near six minutes. */
const DURATIONS_MS = [4000, 4500, 5000, 5000, 5500, 6000, 6000, 6500, 7000, 9000];
/** Everybody follows this many, people of their language first. */
const FOLLOWS_EACH = 4;
const TAGS_MAX = 4;

/**
 * Describes the sample world.
 *
 * @param seed any integer; the same seed gives the same world.
 * Cost: pure, under a millisecond.
 */
export function sampleWorld(seed: number = DEFAULT_SEED): SampleWorld {
  const random = seededRandom(seed);
  const creators = SAMPLE_LANGUAGES.flatMap(creatorsOf);
  const clips = publishingOrder().map(([language, genre]) => clipOf(language, genre, random));
  return { creators, clips, follows: followsAmong(creators, random) };
}

function creatorsOf(language: SampleLanguage): SampleCreator[] {
  return TEXTS[language].creators.map((creator) => ({
    handle: creator.handle,
    displayName: cleanText(creator.displayName),
    languages: language === 'en' ? ['en'] : [language, 'en'],
    genres: creator.genres,
    bio: cleanText(creator.bio),
  }));
}

function clipOf(language: SampleLanguage, genre: SampleGenre, random: Random): SampleClip {
  const texts = TEXTS[language];
  const creator = texts.creators.find(({ genres }) => genres.includes(genre));
  if (creator === undefined) throw new Error(`nobody publishes ${genre} in ${language}`);
  const caption = cleanText(texts.clips[genre].caption);
  return {
    id: `sample-${language}-${genre}`,
    creatorHandle: creator.handle,
    language,
    genre,
    caption,
    tags: hashtagsOf(caption, TAGS_MAX),
    headline: cleanText(texts.clips[genre].headline),
    durationMs: DURATIONS_MS[random.below(DURATIONS_MS.length)] ?? 6000,
    seed: random.below(0x7fff_ffff),
  };
}

/** Five languages and eight genres share no divisor, so counting both up together meets every pair. */
function publishingOrder(): (readonly [SampleLanguage, SampleGenre])[] {
  const order: (readonly [SampleLanguage, SampleGenre])[] = [];
  const add = (language: SampleLanguage | undefined, genre: SampleGenre | undefined): void => {
    if (language === undefined || genre === undefined) throw new Error('counted past a list');
    if (order.some(([l, g]) => l === language && g === genre)) return;
    order.push([language, genre]);
  };
  for (let index = 0; index < FIRST_CLIPS; index += 1) {
    const genre = SAMPLE_GENRES[index % SAMPLE_GENRES.length];
    add(FIRST_LANGUAGES[index % FIRST_LANGUAGES.length], genre);
  }
  for (let round = 0; round < SAMPLE_GENRES.length; round += 1) {
    // Backwards through the languages, so that those that have waited come first.
    for (let index = SAMPLE_LANGUAGES.length - 1; index >= 0; index -= 1) {
      add(SAMPLE_LANGUAGES[index], SAMPLE_GENRES[(index + round) % SAMPLE_GENRES.length]);
    }
  }
  return order;
}

function followsAmong(creators: readonly SampleCreator[], random: Random): [string, string][] {
  const follows: [string, string][] = [];
  for (const follower of creators) {
    const others = creators
      .filter(({ handle }) => handle !== follower.handle)
      .map((creator) => ({ creator, rank: rankFor(follower, creator) + random.next() }))
      .toSorted((a, b) => b.rank - a.rank);
    for (const { creator } of others.slice(0, FOLLOWS_EACH)) {
      follows.push([follower.handle, creator.handle]);
    }
  }
  return follows;
}

function rankFor(follower: SampleCreator, creator: SampleCreator): number {
  const sameLanguage = follower.languages[0] === creator.languages[0] ? 1 : 0;
  const shared = creator.genres.filter((genre) => follower.genres.includes(genre)).length;
  return sameLanguage + shared * 0.1;
}
