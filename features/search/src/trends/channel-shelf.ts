// Channels: what there is of a genre, in one language or in all. Lists of clips come from what taste knows of all of them;
// sub-topics are the tags that are frequent among those.

import type { Topic } from '@jhalak/contracts/trends';
import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Taste } from '@jhalak/taste';
import type { ClipFact, ClipFacts } from './clip-facts.ts';

/** A channel's newest clips, and as many as taste keeps of the popular ones: who looks further searches. */
const NEWEST_MAX = 300;
/** Clips whose tags are counted. */
const LOOKED_AT = 150;
const TOPICS_MAX = 12;
const TOPIC_CLIPS_MIN = 2;
const AGE_MS = MINUTE_MS;
/** In a small house whatever changed is seen at once. */
const SMALL_HOUSE = 5_000;
/** Two creators at least: one person's habit is no topic. */
const CREATORS_MIN = 2;

export interface ChannelScope {
  genre: string;
  language?: string | undefined;
}

interface Kept<T> {
  atMs: number;
  puts: number;
  value: T;
}

export class ChannelShelf {
  readonly #taste: Pick<Taste, 'items' | 'popular'>;
  readonly #clips: ClipFacts;
  readonly #clock: Clock;
  readonly #topics = new Map<string, Kept<readonly Topic[]>>();
  #languages: Kept<ReadonlyMap<string, ReadonlyMap<string, number>>> | undefined;

  constructor({
    taste,
    clips,
    clock,
  }: {
    taste: Pick<Taste, 'items' | 'popular'>;
    clips: ClipFacts;
    clock: Clock;
  }) {
    this.#taste = taste;
    this.#clips = clips;
    this.#clock = clock;
  }

  /** @returns ids of clips, best first, at most 300. Cost: newest: a pass over the clips until there are enough. */
  clipsOf({ genre, language }: ChannelScope, order: 'popular' | 'newest'): string[] {
    const items = this.#taste.items();
    const found =
      order === 'popular'
        ? this.#taste.popular(language, genre)
        : this.#newest({ genre, language });
    return found.filter((item) => items.isAlive(item)).map((item) => items.facts(item).videoId);
  }

  // Clips stand in the order in which they came, the newest last.
  #newest({ genre, language }: ChannelScope): number[] {
    const items = this.#taste.items();
    const ofGenre = items.genres.known(genre);
    const ofLanguage = language === undefined ? undefined : items.languages.known(language);
    const found: number[] = [];
    for (let item = items.count - 1; item >= 0 && found.length < NEWEST_MAX; item -= 1) {
      if (items.genreOf(item) !== ofGenre || !items.isAlive(item)) continue;
      if (ofLanguage === undefined || items.languageOf(item) === ofLanguage) found.push(item);
    }
    return found.sort((a, b) => items.publishedAtMs(b) - items.publishedAtMs(a) || b - a);
  }

  /** @returns the facts of clips, by id. */
  async facts(ids: readonly string[]): Promise<Map<string, ClipFact>> {
    return await this.#clips.of(ids);
  }

  /**
   * @param isPublic whether everybody of age may see a clip.
   * @returns tags that are frequent in a channel, most frequent first. Cost: none mostly; else the tags of 300 clips.
   */
  async topicsOf(
    scope: ChannelScope,
    isPublic: (videoId: string) => boolean,
  ): Promise<readonly Topic[]> {
    const key = `${scope.genre} ${scope.language ?? ''}`;
    const known = this.#topics.get(key);
    if (known !== undefined && this.#isFresh(known)) return known.value;
    const ids = new Set([
      ...this.clipsOf(scope, 'popular').slice(0, LOOKED_AT),
      ...this.clipsOf(scope, 'newest').slice(0, LOOKED_AT),
    ]);
    const shown = [...ids].filter((id) => isPublic(id));
    const value = topicsIn([...(await this.#clips.of(shown)).values()]);
    this.#topics.set(key, this.#kept(value));
    return value;
  }

  /** @returns languages in which a genre has clips, most clips first. Cost: a pass over all clips once a minute. */
  languagesOf(genre: string): string[] {
    const known = this.#languages;
    const counts = known !== undefined && this.#isFresh(known) ? known.value : this.#count();
    return [...(counts.get(genre) ?? [])]
      .toSorted(([a, more], [b, fewer]) => fewer - more || (a < b ? -1 : 1))
      .map(([language]) => language);
  }

  #count(): ReadonlyMap<string, ReadonlyMap<string, number>> {
    const items = this.#taste.items();
    const counts = new Map<string, Map<string, number>>();
    for (let item = 0; item < items.count; item += 1) {
      if (!items.isAlive(item)) continue;
      const genre = items.genres.names[items.genreOf(item)] ?? '';
      const language = items.languages.names[items.languageOf(item)] ?? '';
      const ofGenre = counts.get(genre) ?? new Map<string, number>();
      counts.set(genre, ofGenre);
      ofGenre.set(language, (ofGenre.get(language) ?? 0) + 1);
    }
    this.#languages = this.#kept(counts);
    return counts;
  }

  #kept<T>(value: T): Kept<T> {
    return { atMs: this.#clock.nowMs(), puts: this.#taste.items().puts, value };
  }

  #isFresh({ atMs, puts }: Kept<unknown>): boolean {
    const items = this.#taste.items();
    if (items.count <= SMALL_HOUSE && items.puts !== puts) return false;
    return Math.abs(this.#clock.nowMs() - atMs) < AGE_MS;
  }
}

function topicsIn(clips: readonly ClipFact[]): Topic[] {
  const found = new Map<string, { clips: number; creators: Set<string> }>();
  for (const { tags, creatorId } of clips) {
    for (const tag of tags) {
      const known = found.get(tag) ?? { clips: 0, creators: new Set() };
      found.set(tag, known);
      known.clips += 1;
      known.creators.add(creatorId);
    }
  }
  return [...found]
    .filter(([, one]) => one.clips >= TOPIC_CLIPS_MIN && one.creators.size >= CREATORS_MIN)
    .toSorted(([a, one], [b, other]) => other.clips - one.clips || (a < b ? -1 : 1))
    .slice(0, TOPICS_MAX)
    .map(([tag, one]) => ({ tag, clips: one.clips }));
}
