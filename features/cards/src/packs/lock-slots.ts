// Fills the lock screen with slots: gathers what is known, runs the pipeline, signs. Packs are made of what it chooses.

import { NOBODY, type Attention } from '@jhalak/attention';
import type { Caller } from '@jhalak/contracts';
import { PACK_CARDS_MAX } from '@jhalak/contracts/lock';
import { MINUTE_MS, seededRandom, type Clock, type Random } from '@jhalak/kernel';
import { definePipeline, type PartReport, type Pipeline } from '@jhalak/pipeline';
import type { OfferedSlot, SlotOffer, SlotProvider, SlotRequest } from '@jhalak/ports';
import {
  askedIn,
  MutedWords,
  NOTHING_ASKED,
  type Asked,
  type Choice,
  type ChoiceReader,
  type ClipRows,
  type Taste,
} from '@jhalak/taste';
import { foldWords, type Visibility } from '@jhalak/visibility';
import { freshness } from '../genre-times.ts';
import type { CardPool } from '../pool.ts';
import type { Card } from '../types.ts';
import { calibratedSelector } from './calibrated-selector.ts';
import { packFilters } from './filters.ts';
import { leastBytes, PICTURES_BYTES_MAX } from './pack-files.ts';
import type { PackCandidate, PackQuery } from './query.ts';
import { reasonFor, type Reason } from './reason.ts';
import { PACK_WEIGHTS, packScorers } from './scorers.ts';

/** Whom a viewer follows; given by social. */
export interface FollowedCreators {
  followedBy(personId: string): Promise<ReadonlySet<string>>;
  /** Whom a viewer is kept apart from; absent: from nobody. */
  apart?(personId: string): Promise<{ blocked: ReadonlySet<string>; muted: ReadonlySet<string> }>;
}

export interface LockSlotsDeps {
  pool: CardPool;
  taste: Taste;
  attention: Attention;
  visibility: Visibility;
  followed: FollowedCreators;
  /** What viewers asked for; absent: nothing. */
  choices?: ChoiceReader;
  videos: ClipRows;
  clock: Clock;
  random: Random;
  /** Told how each part of the pipeline did. */
  observe?: (report: PartReport) => void;
}

/** One chosen card with its slot. */
export interface ChosenCard {
  candidate: PackCandidate;
  token: string;
  reason: Reason;
  propensity: number;
  score: number;
  how: string;
}

/** Cards with what is needed to choose them again. */
export interface Chosen {
  cards: readonly ChosenCard[];
  learnedWindow: number;
  seed: number;
  madeAtMs: number;
}

/** A language's candidates, and of what they were made. */
interface KnownCandidates {
  cards: readonly Card[];
  minuteMs: number;
  countedAtMs: number;
  candidates: readonly PackCandidate[];
}

export interface ChooseRequest {
  /** Whose pack it is; absent for a contextual one. */
  viewer: Caller | undefined;
  language: string;
  limit: number;
  signal: AbortSignal;
}

/** Languages beside the channel's: what the viewer asked more of, their own, and what they lean to most. */
const LANGUAGES_MAX = 6;
/** A leaning below this is a chance look, not a language that somebody reads. */
const LANGUAGE_LEANING_MIN = 1;
const NO_ONE: ReadonlySet<string> = new Set();
const NO_CHOICES: readonly Choice[] = [];
const NOTHING: ReadonlyMap<string, number> = new Map();

export class LockSlots implements SlotProvider {
  readonly surface = 'lock';
  readonly #deps: LockSlotsDeps;
  readonly #pipeline: Pipeline<PackQuery, PackCandidate>;
  /** By language: as many as there are content languages. */
  readonly #mutedWords: MutedWords;
  readonly #known = new Map<string, KnownCandidates>();

  constructor(deps: LockSlotsDeps) {
    this.#deps = deps;
    this.#mutedWords = new MutedWords(deps.videos, foldWords);
    this.#pipeline = definePipeline({
      name: 'lock',
      keyOf: (candidate) => candidate.card.cardId,
      sources: [{ name: 'pool', retrieve: (query) => this.#candidates(query) }],
      hydrators: [],
      filters: packFilters(deps.visibility),
      scorers: packScorers(PACK_WEIGHTS),
      selector: calibratedSelector,
      sideEffects: [],
      ...(deps.observe === undefined ? {} : { observe: deps.observe }),
    });
  }

  async offer(request: SlotRequest): Promise<SlotOffer> {
    const viewer = mayBePersonal(request.caller) ? request.caller : undefined;
    const { cards, ...made } = await this.choose({
      viewer,
      language: request.language ?? request.caller?.languages[0] ?? 'en',
      limit: Math.min(request.limit, PACK_CARDS_MAX),
      signal: request.signal,
    });
    const slots = cards.map(({ candidate, token, propensity, reason }): OfferedSlot => ({
      token,
      itemId: candidate.card.itemId,
      propensity,
      reason: reason.code,
    }));
    return { slots, ...made };
  }

  /** Chooses cards and signs their slots. Cost: some 2 ms for 1,000 candidates. */
  async choose(request: ChooseRequest): Promise<Chosen> {
    await this.#deps.pool.refreshStandings();
    const seed = this.#deps.random.below(0x1_0000_0000);
    const query = await this.#query(request, seed);
    // Nothing is awaited between reading the version and running: the learner's state is one version throughout.
    const learnedWindow = this.#deps.taste.version();
    const { selected } = await this.#pipeline.run(query, { signal: request.signal });
    const cards = selected.map(({ candidate, propensity, score, how }, position) => ({
      candidate,
      token: this.#slotFor(query, candidate, position),
      reason: reasonFor(query, candidate, how),
      propensity,
      score,
      how,
    }));
    return { cards, learnedWindow, seed, madeAtMs: query.nowMs };
  }

  #slotFor(query: PackQuery, { card }: PackCandidate, position: number): string {
    return this.#deps.attention.issueSlot({
      personId: query.caller?.personId ?? NOBODY,
      videoId: card.itemId,
      durationMs: card.durationMs,
      surface: 'lock',
      position,
      personal: query.caller !== undefined,
      card: { cardId: card.cardId, language: card.language, genre: card.text.genre },
    });
  }

  #candidates({ languages, nowMs }: PackQuery): PackCandidate[] {
    return languages.flatMap((language) => this.#candidatesOf(language, nowMs));
  }

  // What is known of a card is the same for everybody; how fresh it is, is told to the minute.
  #candidatesOf(language: string, nowMs: number): readonly PackCandidate[] {
    const { pool } = this.#deps;
    const { countedAtMs } = pool;
    const cards = pool.ofLanguage(language);
    const minuteMs = nowMs - (nowMs % MINUTE_MS);
    const known = this.#known.get(language);
    if (known?.cards === cards && known.minuteMs === minuteMs && known.countedAtMs === countedAtMs)
      return known.candidates;
    const candidates = cards.map((card) => ({
      card,
      standing: pool.standing(card.cardId),
      freshness: freshness(card.text.genre, card.happenedAtMs, minuteMs),
      bytes: leastBytes(card),
    }));
    this.#known.set(language, { cards, minuteMs, countedAtMs, candidates });
    return candidates;
  }

  async #query(request: ChooseRequest, seed: number): Promise<PackQuery> {
    const { viewer, language, limit } = request;
    const { taste, attention, followed, clock } = this.#deps;
    const shared = {
      language,
      caller: viewer,
      nowMs: clock.nowMs(),
      limit,
      bytesMax: PICTURES_BYTES_MAX,
      random: seededRandom(seed),
    };
    if (viewer === undefined) {
      return {
        ...shared,
        kind: 'contextual',
        languages: [language],
        taste: undefined,
        followed: NO_ONE,
        related: NOTHING,
        asked: NOTHING_ASKED,
        muted: NO_ONE,
        seen: NOTHING,
      };
    }
    const [follows, apart, seen, learned, choices] = await Promise.all([
      followed.followedBy(viewer.personId),
      followed.apart?.(viewer.personId),
      attention.seen(viewer.personId),
      taste.viewer(viewer.personId),
      this.choicesOf(viewer.personId),
    ]);
    const asked = askedIn(choices);
    const languages = languagesFor(language, viewer, asked, learned?.languages ?? {});
    return {
      ...shared,
      kind: 'personal',
      languages,
      taste: learned,
      followed: follows,
      ...(apart === undefined ? {} : { apart: apart.blocked.union(apart.muted) }),
      asked,
      muted: await this.#mutedClips(languages, asked, shared.nowMs),
      related: learned === undefined ? NOTHING : this.#related(learned),
      seen,
    };
  }

  /** @returns what somebody asked for; the same array as long as nothing changed. */
  async choicesOf(personId: string): Promise<readonly Choice[]> {
    return (await this.#deps.choices?.of(personId)) ?? NO_CHOICES;
  }

  // Captions and tags of clips are not on their cards: an editor may have written other words.
  async #mutedClips(
    languages: readonly string[],
    asked: Asked,
    nowMs: number,
  ): Promise<ReadonlySet<string>> {
    if (asked.mutes.length === 0) return NO_ONE;
    const clips = languages.flatMap((language) =>
      this.#deps.pool
        .ofLanguage(language)
        .flatMap(({ kind, itemId }) => (kind === 'clip' ? itemId : [])),
    );
    return await this.#mutedWords.saidBy(clips, asked, nowMs);
  }

  #related(learned: Parameters<Taste['related']>[0]): Map<string, number> {
    const { taste } = this.#deps;
    const found = taste.related(learned);
    const best = found.scores[0] ?? 1;
    return new Map(
      found.items.map((item, place) => [
        taste.items().facts(item).videoId,
        (found.scores[place] ?? 0) / best,
      ]),
    );
  }
}

/** Whether a caller allowed both the lock screen and learning, at 18 or more. */
export function mayBePersonal(caller: Caller | undefined): caller is Caller {
  return caller?.personal === true && caller.lock === true;
}

function languagesFor(
  channel: string,
  viewer: Caller,
  { lean }: Asked,
  leanings: Readonly<Record<string, number>>,
): string[] {
  const leaned = Object.entries(leanings)
    .filter(([, amount]) => amount >= LANGUAGE_LEANING_MIN)
    .toSorted(([, a], [, b]) => b - a)
    .map(([language]) => language);
  const wanted = [...lean.language].flatMap(([language, amount]) => (amount > 0 ? language : []));
  return [...new Set([channel, ...wanted, ...viewer.languages, ...leaned])].slice(0, LANGUAGES_MAX);
}
