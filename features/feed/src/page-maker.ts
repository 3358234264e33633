// Makes one page: gathers what is known of the viewer, runs the pipeline, issues slots.

import type { Attention } from '@jhalak/attention';
import type { Caller } from '@jhalak/contracts';
import { seededRandom, type Clock, type Random } from '@jhalak/kernel';
import { CANDIDATES_MAX, definePipeline, type PartReport, type Pipeline } from '@jhalak/pipeline';
import {
  askedIn,
  MutedWords,
  NOTHING_ASKED,
  type ChoiceReader,
  type ClipRows,
  type Taste,
} from '@jhalak/taste';
import { foldWords, type Visibility } from '@jhalak/visibility';
import { Candidates } from './candidates.ts';
import { feedFilters } from './filters.ts';
import { keptParts, keptWeights, type FeedLab } from './lab.ts';
import type { MadePage, StoredPage } from './page-store.ts';
import type { FeedCandidate, FeedQuery } from './query.ts';
import { reasonFor } from './reason.ts';
import { pageWork, rankedPage, servedFacts } from './ranking/ranked-page.ts';
import { writeReceipt } from './ranking/receipt.ts';
import { tablesAt, type Tables } from './ranking/tables.ts';
import { weightsScorer } from './scorers.ts';
import { contentHydrator } from './selection/newcomers.ts';
import { feedSources } from './sources.ts';

/** Whom a viewer follows, and whom they are kept apart from; given by social. */
export interface FollowedCreators {
  followedBy(personId: string): Promise<ReadonlySet<string>>;
  /** @returns whose close friend a person is. Cost: memory mostly. */
  closeTo?(personId: string): Promise<ReadonlySet<string>>;
  /** Absent: from nobody. */
  apart?(personId: string): Promise<{ blocked: ReadonlySet<string>; muted: ReadonlySet<string> }>;
  /** Clips that those whom they follow passed on, with who did so. Absent: nobody did. */
  passedOn?(personId: string): Promise<ReadonlyMap<string, string>>;
}

export interface PageMakerDeps {
  taste: Taste;
  attention: Attention;
  visibility: Visibility;
  followed: FollowedCreators;
  /** Absent: nobody asked for anything. */
  choices?: ChoiceReader;
  videos: ClipRows;
  clock: Clock;
  random: Random;
  observe?: (report: PartReport) => void;
  lab?: FeedLab;
}

/** Stands for strangers without a token; never a person's id. */
export const STRANGER = '00000000-0000-0000-0000-000000000000';
/** Clips of the last pages that may not come again at once; seen-memory does the rest. */
const SERVED_MAX = 60;
/** Who mutes words that stand in nearly every clip gets a shorter page in the end. */
const MUTE_ROUNDS_MAX = 5;
const NOBODY: ReadonlySet<string> = new Set();
const NOTHING: ReadonlyMap<string, number> = new Map();
const NO_CLIPS: ReadonlyMap<string, string> = new Map();

/** What the next page needs of the one before it. */
export type PageBefore = Readonly<{ served: readonly string[] }>;

interface ChosenPage {
  query: FeedQuery;
  version: number;
  selected: readonly ChosenClip[];
}

interface ChosenClip {
  candidate: FeedCandidate;
  score: number;
  propensity: number;
  how: string;
}

export class PageMaker {
  readonly #deps: PageMakerDeps;
  readonly #pipeline: Pipeline<FeedQuery, number>;
  readonly #mutedWords: MutedWords;
  /** Without what the lab leaves out; made when others come into force. */
  #tables: { inForce: Tables; kept: Tables } | undefined;
  /** A run is one turn: one page at a time works on them. */
  readonly #candidates = new Candidates();

  constructor(deps: PageMakerDeps) {
    this.#deps = deps;
    this.#mutedWords = new MutedWords(deps.videos, foldWords);
    this.#pipeline = definePipeline({
      name: 'feed',
      keyOf: (row) => row,
      keysBelow: CANDIDATES_MAX,
      sources: keptParts(feedSources(deps.taste), deps.lab),
      hydrators: [contentHydrator(deps.taste)],
      filters: feedFilters(),
      scorers: [weightsScorer],
      selector: rankedPage(deps.taste, deps.visibility, deps.lab?.plain === true),
      sideEffects: [],
      ...(deps.observe === undefined ? {} : { observe: deps.observe }),
    });
  }

  /** @param before the page before this one, if any. */
  async make(
    mode: FeedQuery['mode'],
    caller: Caller | undefined,
    limit: number,
    before: PageBefore | undefined,
    signal: AbortSignal,
  ): Promise<MadePage> {
    const seed = this.#deps.random.below(0x1_0000_0000);
    const { query, version, selected } = await this.#choose(
      await this.#query(mode, caller, limit, before, seed),
      seed,
      signal,
    );
    const position = before === undefined ? 0 : before.served.length;
    const chosen = selected.map((one) => ({
      ...one,
      reason: reasonFor(query, one.candidate, one.how),
    }));
    const slots = chosen.map(({ candidate, score, propensity, reason }, index) => ({
      videoId: candidate.videoId,
      token: this.#deps.attention.issueSlot({
        personId: caller?.personId ?? STRANGER,
        videoId: candidate.videoId,
        durationMs: query.items.facts(candidate.item).durationMs,
        surface: mode === 'for_you' ? 'feed' : 'following',
        position: position + index,
        personal: caller?.personal ?? false,
        reason: reason.code,
        ...servedFacts(query.work, candidate.item, propensity),
      }),
      reason,
      propensity,
      score,
    }));
    const page: StoredPage = {
      personId: caller?.personId ?? STRANGER,
      mode,
      slots,
      served: [...(before?.served ?? []), ...slots.map((slot) => slot.videoId)].slice(
        -servedMax(query),
      ),
      version,
      seed,
      madeAtMs: query.nowMs,
      more: slots.length === limit,
    };
    const { ranker } = query.work.ranking;
    // Nobody keeps a stranger's page, nor one that is only offered.
    return { page, ranker, receipt: () => writeReceipt(query.work, seed) };
  }

  // Captions are read for what was chosen only. What says something muted is left out, and the page is chosen anew.
  async #choose(first: FeedQuery, seed: number, signal: AbortSignal): Promise<ChosenPage> {
    let query = first;
    for (let round = 1; ; round += 1) {
      // Nothing is awaited between reading the version and running: the learner's state is one version throughout.
      const version = this.#deps.taste.version();
      this.#candidates.begin(query.items, query.seen);
      const run = await this.#pipeline.run(query, { signal });
      const selected = run.selected.flatMap((one, place) => {
        const candidate = query.work.chosen[place];
        return candidate === undefined ? [] : { ...one, candidate };
      });
      const ids = selected.map(({ candidate }) => candidate.videoId);
      const muted = await this.#mutedWords.saidBy(ids, query.asked, query.nowMs);
      if (muted.size === 0) return { query, version, selected };
      if (round === MUTE_ROUNDS_MAX) {
        const left = selected.filter(({ candidate }) => !muted.has(candidate.videoId));
        return { query, version, selected: left };
      }
      query = {
        ...query,
        muted: new Set([...query.muted, ...muted]),
        random: seededRandom(seed),
        work: this.#work(first.nowMs),
      };
    }
  }

  async #query(
    mode: FeedQuery['mode'],
    caller: Caller | undefined,
    limit: number,
    before: PageBefore | undefined,
    seed: number,
  ): Promise<FeedQuery> {
    const { taste, attention, followed, choices, clock } = this.#deps;
    const [follows, closeTo, apart, passedOn, seen, learned, chosen] = await Promise.all([
      caller === undefined ? NOBODY : followed.followedBy(caller.personId),
      closeTies(followed, caller),
      apartOf(followed, caller),
      caller === undefined || mode !== 'following'
        ? NO_CLIPS
        : (followed.passedOn?.(caller.personId) ?? NO_CLIPS),
      caller === undefined ? NOTHING : attention.seen(caller.personId),
      caller?.personal === true ? taste.viewer(caller.personId) : undefined,
      caller === undefined ? undefined : choices?.of(caller.personId),
    ]);
    const nowMs = clock.nowMs();
    const isNamed = caller?.handle !== undefined;
    return {
      mode,
      caller,
      taste: learned,
      chosenLanguages: caller?.languages ?? [],
      chosenGenres: caller?.genres ?? [],
      followed: follows,
      closeTo,
      apart,
      // What a private account passes on is for followers who have a name, as its clips are.
      passedOn: isNamed
        ? passedOn
        : new Map([...passedOn].filter(([, by]) => !this.#deps.visibility.isPrivate(by))),
      asked: chosen === undefined ? NOTHING_ASKED : askedIn(chosen),
      muted: NOBODY,
      seen,
      served: new Set(before?.served),
      items: taste.items(),
      nowMs,
      limit,
      random: seededRandom(seed),
      seed,
      work: this.#work(nowMs),
    };
  }

  #work(nowMs: number): FeedQuery['work'] {
    return pageWork(this.#tablesAt(nowMs), this.#deps.taste.ranker(), this.#candidates);
  }

  // What is computed of a table is remembered by it: the same one is given as long as it is in force.
  #tablesAt(nowMs: number): Tables {
    const inForce = tablesAt(nowMs);
    const { weights, selection } = inForce;
    const known = this.#tables;
    if (known?.inForce.weights === weights && known.inForce.selection === selection)
      return known.kept;
    const { lab } = this.#deps;
    const kept = {
      selection,
      weights:
        lab === undefined ? weights : { ...weights, features: keptWeights(weights.features, lab) },
    };
    this.#tables = { inForce, kept };
    return kept;
  }
}

/** @returns whose close friend the caller is. Cost: memory mostly. */
export async function closeTies(
  followed: FollowedCreators,
  caller: Caller | undefined,
): Promise<ReadonlySet<string>> {
  if (caller === undefined) return NOBODY;
  return (await followed.closeTo?.(caller.personId)) ?? NOBODY;
}

/** @returns whose clips the caller is not shown in a feed. Cost: memory mostly. */
export async function apartOf(
  followed: FollowedCreators,
  caller: Caller | undefined,
): Promise<ReadonlySet<string>> {
  if (caller === undefined || followed.apart === undefined) return NOBODY;
  const { blocked, muted } = await followed.apart(caller.personId);
  if (muted.size === 0) return blocked;
  return blocked.size === 0 ? muted : new Set([...blocked, ...muted]);
}

// In a small house nearly everything was served lately: half of it must stay free to come again.
function servedMax(query: FeedQuery): number {
  return Math.max(query.limit, Math.min(SERVED_MAX, Math.floor(query.items.count / 2)));
}
