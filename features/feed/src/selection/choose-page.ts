// Chooses a page slot by slot: mostly the best candidate beside what is on the page already (unlike it, and near the
// viewer's own mix), sometimes one drawn evenly from all that may stand there, sometimes a clip that is owed a showing.
// The probability of each choice is exact, so that later evaluation can correct for it. A pure function of candidates,
// settings and random numbers: a receipt repeats it.

import type { Random } from '@jhalak/kernel';
import type { Choice } from '@jhalak/pipeline';
import { likeness } from './likeness.ts';
import { aimOf, MixTally, type AimSettings, type OwnMix } from './mix.ts';
import {
  columnsOf,
  type Numbering,
  type PageColumns,
  type SelectionCandidate,
} from './page-columns.ts';
import type { SelectionSettings } from './settings.ts';

/** One page to choose. */
export interface PageQuestion {
  candidates: readonly SelectionCandidate[];
  /** Same order; finite. */
  scores: Float64Array;
  /** Indexes of those that may come on the page, best first. */
  shortlist: Int32Array;
  /** 1 to 100. */
  limit: number;
  /** Whether the page keeps to the order of scores: no exploration, no mix. */
  inOrder: boolean;
  ownGenres: OwnMix;
  ownLanguages: OwnMix;
}

/** The distance from the best score to the one at this place is the unit of likeness and mix. */
const UNIT_PLACE = 40;

/**
 * @param random two numbers a slot.
 * @returns at most `limit` choices in the order of the page; `how` is `best`, `explore` or `stage`. Clips seen before come
 * when nothing unseen is left, and are never drawn.
 * Cost: some 40 µs for 160 candidates and six slots.
 */
export function choosePage(
  question: PageQuestion,
  settings: SelectionSettings,
  random: Random,
): Choice[] {
  const page = new PageInMaking(question, settings);
  const choices: Choice[] = [];
  while (choices.length < question.limit) {
    const choice = page.choose(random);
    if (choice === undefined) break;
    choices.push(choice);
  }
  return choices;
}

class PageInMaking {
  readonly #settings: SelectionSettings;
  readonly #columns: PageColumns;
  readonly #inOrder: boolean;
  readonly #genreMax: number;
  readonly #genres: MixTally;
  readonly #languages: MixTally;
  /** Score in units below the best, 0 and below. */
  readonly #worths: Float64Array;
  /** Greatest likeness to what is on the page. */
  readonly #alike: Float64Array;
  readonly #taken: Uint8Array;
  readonly #creatorCounts: Int32Array;
  readonly #soundCounts: Int32Array;
  /** Places that may stand in the slot at hand; only its beginning is of this slot. */
  readonly #allowed: Int32Array;
  #allowedCount = 0;
  #claims = 0;
  #best = 0;
  #lastCreator = -1;
  #lastSound = -1;

  constructor(question: PageQuestion, settings: SelectionSettings) {
    const columns = columnsOf(question.candidates, question.scores, question.shortlist);
    this.#settings = settings;
    this.#columns = columns;
    this.#inOrder = question.inOrder;
    this.#genreMax = Math.max(1, Math.ceil(question.limit * settings.genreShareMax));
    this.#worths = worthsOf(columns);
    this.#alike = new Float64Array(columns.count);
    this.#taken = new Uint8Array(columns.count);
    this.#creatorCounts = new Int32Array(columns.count);
    this.#soundCounts = new Int32Array(columns.count);
    this.#allowed = new Int32Array(columns.count);
    const { genreNumbers, languageNumbers, genres, languages } = columns;
    const aim = { ...settings, entropyMin: settings.genreEntropyMin };
    this.#genres = tally(columns, genres, genreNumbers, question.ownGenres, aim);
    const free = { ...settings, entropyMin: 0 };
    this.#languages = tally(columns, languages, languageNumbers, question.ownLanguages, free);
  }

  choose(random: Random): Choice | undefined {
    // The mix gives way before a repeat comes, and repeats come before a page stays empty.
    for (const seen of [0, 1]) {
      for (const mixed of [true, false]) {
        if (this.#allow(seen, mixed)) return this.#take(this.#draw(seen, random));
      }
    }
    return undefined;
  }

  // Fills the list of those that may stand here and finds the best of them. @returns whether there is any.
  #allow(seen: number, mixed: boolean): boolean {
    const { count, genres, languages, claims, seen: seens } = this.#columns;
    const ofGenre = this.#genres.distances();
    const ofLanguage = this.#languages.distances();
    const { likeness: alikeWeight, mix, languagePart } = this.#settings;
    // Following keeps its order, and repeats come oldest first.
    const plain = this.#inOrder || seen === 1;
    const free = this.#inOrder || !mixed;
    // Fields are read once: this loop runs for every slot.
    const taken = this.#taken;
    const allowed = this.#allowed;
    const worths = this.#worths;
    const alike = this.#alike;
    let allowedCount = 0;
    let owed = 0;
    let bestWorth = -Infinity;
    for (let place = 0; place < count; place += 1) {
      if (taken[place] === 1 || seens[place] !== seen) continue;
      if (!free && !this.#keepsMix(place)) continue;
      allowed[allowedCount] = place;
      allowedCount += 1;
      owed += claims[place] ?? 0;
      let worth = worths[place] ?? 0;
      if (!plain)
        worth -=
          alikeWeight * (alike[place] ?? 0) +
          mix * (ofGenre[genres[place] ?? 0] ?? 0) +
          mix * languagePart * (ofLanguage[languages[place] ?? 0] ?? 0);
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      this.#best = place;
    }
    this.#allowedCount = allowedCount;
    this.#claims = owed;
    return this.#allowedCount > 0;
  }

  #keepsMix(place: number): boolean {
    const { creators, sounds, genres } = this.#columns;
    const creator = creators[place] ?? 0;
    const sound = sounds[place] ?? -1;
    const { perCreatorMax, perSoundMax } = this.#settings;
    return (
      creator !== this.#lastCreator &&
      (this.#creatorCounts[creator] ?? 0) < perCreatorMax &&
      this.#genres.count(genres[place] ?? 0) < this.#genreMax &&
      (sound < 0 || (sound !== this.#lastSound && (this.#soundCounts[sound] ?? 0) < perSoundMax))
    );
  }

  #draw(seen: number, random: Random): Choice {
    const count = this.#allowedCount;
    const best = this.#best;
    // Following is a promise of order, and repeats are a last resort: neither explores.
    if (this.#inOrder || seen === 1 || count < 2)
      return { index: best, propensity: 1, how: 'best' };
    const { explore } = this.#settings;
    const stage = this.#claims > 0 ? this.#settings.stage : 0;
    const lot = random.next();
    const second = random.next();
    let drawn = best;
    if (lot < stage) drawn = this.#claimAt(second * this.#claims);
    else if (lot < stage + explore)
      drawn = this.#allowed[Math.min(count - 1, Math.floor(second * count))] ?? best;
    // However it came, it could have come each way: the probabilities add up.
    const staged = stage === 0 ? 0 : (stage * (this.#columns.claims[drawn] ?? 0)) / this.#claims;
    const even = staged + explore / count;
    if (drawn === best) return { index: best, propensity: 1 - stage - explore + even, how: 'best' };
    return { index: drawn, propensity: even, how: lot < stage ? 'stage' : 'explore' };
  }

  // The place at which the claims, laid end to end, reach this far.
  #claimAt(distance: number): number {
    const { claims } = this.#columns;
    let left = distance;
    let last = this.#best;
    for (let at = 0; at < this.#allowedCount; at += 1) {
      const place = this.#allowed[at] ?? 0;
      const claim = claims[place] ?? 0;
      if (claim === 0) continue;
      last = place;
      left -= claim;
      if (left < 0) break;
    }
    return last;
  }

  #take({ index: place, propensity, how }: Choice): Choice {
    const { creators, sounds, genres, languages, indexes } = this.#columns;
    this.#taken[place] = 1;
    this.#lastCreator = creators[place] ?? -1;
    this.#lastSound = sounds[place] ?? -1;
    this.#creatorCounts[this.#lastCreator] = (this.#creatorCounts[this.#lastCreator] ?? 0) + 1;
    if (this.#lastSound >= 0)
      this.#soundCounts[this.#lastSound] = (this.#soundCounts[this.#lastSound] ?? 0) + 1;
    this.#genres.add(genres[place] ?? 0);
    this.#languages.add(languages[place] ?? 0);
    this.#compare(place);
    return { index: indexes[place] ?? 0, propensity, how };
  }

  #compare(taken: number): void {
    const columns = this.#columns;
    const alike = this.#alike;
    for (let place = 0; place < columns.count; place += 1) {
      const like = likeness(columns, place, taken);
      if (like > (alike[place] ?? 0)) alike[place] = like;
    }
  }
}

function worthsOf({ count, scores, seen }: PageColumns): Float64Array {
  const worths = new Float64Array(count);
  let unseen = 0;
  while (unseen < count && seen[unseen] === 0) unseen += 1;
  const best = scores[0] ?? 0;
  const low = scores[Math.max(0, Math.min(unseen, UNIT_PLACE) - 1)] ?? best;
  // All equal: likeness and mix alone decide.
  const unit = best - low > 0 ? best - low : 1;
  // Where best and low all but touch, a repeat lies further away than numbers reach; it can still be chosen.
  for (let place = 0; place < count; place += 1)
    worths[place] = Math.max(-Number.MAX_VALUE, ((scores[place] ?? 0) - best) / unit);
  return worths;
}

function tally(
  { count, seen }: PageColumns,
  kinds: Int32Array,
  numbers: Numbering,
  own: OwnMix,
  aim: AimSettings,
): MixTally {
  // What a viewer watches, and what is not on offer, can't come on the page.
  const size = numbers.size;
  const offered = new Float64Array(size);
  let unseen = 0;
  for (let place = 0; place < count; place += 1) {
    if (seen[place] === 1) continue;
    unseen += 1;
    offered[kinds[place] ?? 0] = (offered[kinds[place] ?? 0] ?? 0) + 1;
  }
  for (let kind = 0; kind < size; kind += 1) offered[kind] = (offered[kind] ?? 0) / (unseen || 1);
  const shares = new Float64Array(size);
  let sum = 0;
  for (const [name, weight] of own.weights) {
    const kind = numbers.of(name);
    if (kind >= size || !(weight > 0)) continue;
    shares[kind] = weight;
    sum += weight;
  }
  for (let kind = 0; kind < size && sum > 0; kind += 1) shares[kind] = (shares[kind] ?? 0) / sum;
  return new MixTally(aimOf(offered, shares, own.watches, aim));
}
