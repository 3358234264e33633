// What a story is about, in the house's genres, and whom it suits: by the concepts of its headline and first sentences.

import { GENRES, type Genre } from '@jhalak/contracts/languages';
import { conceptById } from '../text/lexicon.ts';

/** Who may see a story: everybody, from 13, from 18. */
type AgeClass = 'all' | '13+' | '18+';

export interface Safety {
  age: AgeClass;
  /** Concepts that made it so: `death`, `drugs`; empty for everybody. */
  reasons: readonly string[];
}

/** What makes a story news, whatever else is in it: a bus of pilgrims that crashes is no travel story. */
const HARD = new Set([
  'die',
  'injure',
  'crash',
  'arrest',
  'court',
  'convict',
  'attack',
  'fraud',
  'murder',
  'fire',
  'explode',
  'collapse',
  'earthquake',
  'flood',
  'cyclone',
  'landslide',
  'volcano',
  'clash',
  'war',
  'protest',
  'strike',
  'elect',
  'talks',
  'rain',
  'heatwave',
  'cold',
  'drought',
  'tsunami',
  'evacuate',
  'rescue',
  'trap',
  'outage',
  'road',
  'infect',
  'invest',
  'raise_funds',
  'startup',
  'deal',
  'interest_rate',
  'resign',
  'tax',
  'inflation',
  'ban',
  'buy',
  'sell',
  'merge',
  'ipo',
  'layoff',
  'profit',
  'revenue',
  'law',
  'virus',
  'poison',
  'missing',
  'rape',
  'drug',
  'capsize',
  'steal',
  'investigate',
  'border',
  'export',
  'leak',
  'stock',
  'gold',
  'fuel',
  'price',
]);
/** What makes a story news by itself, however many pilgrims were on the bus. */
const GRAVE = ['die', 'murder', 'rape', 'explode', 'worker_death'];
/** Weight of what stands in the headline or the first sentences of most reports. */
const LED_BY_MIN = 1.4;
/** A genre must carry this share of what speaks for any genre or for news. */
const GENRE_SHARE = 0.5;

const FROM_18: Readonly<Record<string, string>> = {
  rape: 'sexual violence',
  worker_death: 'suicide',
  gambling: 'gambling',
};
const FROM_13: Readonly<Record<string, string>> = {
  die: 'death',
  murder: 'killing',
  attack: 'violence',
  clash: 'violence',
  war: 'war',
  explode: 'violence',
  drug: 'drugs',
  alcohol: 'alcohol',
  injure: 'injury',
};
/** Weight in the story's profile from which a concept is a part of it and not said in passing. */
const PRESENT_MIN = 0.7;

/** @param profile keys of the story to their weight. */
export function genreOf(profile: ReadonlyMap<string, number>): Genre {
  if (GRAVE.some((id) => (profile.get(`c:${id}`) ?? 0) >= LED_BY_MIN)) return 'news';
  const sums = new Map<string, number>();
  for (const [key, weight] of profile) {
    if (!key.startsWith('c:')) continue;
    const id = key.slice(2);
    const genre = conceptById(id)?.genre;
    if (genre !== undefined) sums.set(genre, (sums.get(genre) ?? 0) + weight);
    else if (HARD.has(id)) sums.set('news', (sums.get('news') ?? 0) + weight);
  }
  const total = [...sums.values()].reduce((sum, weight) => sum + weight, 0);
  const [best] = [...sums].toSorted(([, a], [, b]) => b - a);
  if (best === undefined || best[1] < PRESENT_MIN || best[1] < total * GENRE_SHARE) return 'news';
  return GENRES.find((genre) => genre === best[0]) ?? 'news';
}

/** @param profile keys of the story to their weight. */
export function safetyOf(profile: ReadonlyMap<string, number>): Safety {
  const reasonsIn = (table: Readonly<Record<string, string>>): string[] => [
    ...new Set(
      Object.entries(table).flatMap(([id, reason]) =>
        (profile.get(`c:${id}`) ?? 0) >= PRESENT_MIN ? [reason] : [],
      ),
    ),
  ];
  const adult = reasonsIn(FROM_18);
  const teen = reasonsIn(FROM_13);
  const age = adult.length > 0 ? '18+' : teen.length > 0 ? '13+' : 'all';
  return { age, reasons: [...adult, ...teen] };
}
