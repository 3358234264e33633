// Runs the parts in order: sources side by side, hydrators side by side, filters, scorers, selector; side effects after
// the result. Every candidate ends in exactly one place: selected, removed by a named filter with a reason, or not
// selected. It knows nothing of videos, cards or ads.

import { assert } from '@jhalak/kernel';
import {
  KEEPS_ALL,
  type Choice,
  type Filter,
  type Hydrator,
  type PartReport,
  type PipelineResult,
  type Scorer,
  type Selected,
  type Selector,
  type SideEffect,
  type Slate,
  type Source,
} from './parts.ts';
import { Found } from './found.ts';
import { rank } from './rank.ts';
import { Deadlines, Stage, type Outcome } from './stage.ts';

/** More candidates than this add nothing to a page and would make one request expensive; the rest is not taken in. */
export const CANDIDATES_MAX = 5_000;
/** A source or hydrator that takes longer is left out of this run; the page is better without it than late. */
export const SOURCE_DEADLINE_MS = 250;
/** Which sources found a candidate is kept in one integer's bits. */
const SOURCES_MAX = 31;
/** The reason where a filter gave none. */
export const FILTER_FAILED = 'filter_failed';

export interface PipelineDefinition<Query, Candidate> {
  name: string;
  /** Two candidates with one key are the same thing; the first source in the list wins. */
  keyOf(candidate: Candidate): string | number;
  /** Keys are whole numbers from 0 below this, a few thousand: uniting them then costs a table. Absent: any keys. */
  keysBelow?: number;
  /** At most 31, strongest first. */
  sources: readonly Source<Query, Candidate>[];
  hydrators: readonly Hydrator<Query, Candidate>[];
  filters: readonly Filter<Query, Candidate>[];
  scorers: readonly Scorer<Query, Candidate>[];
  selector: Selector<Query, Candidate>;
  sideEffects: readonly SideEffect<Query, Candidate>[];
  /** Takes over what a later source knows of a candidate that an earlier one found too. Default: nothing. */
  merge?: (kept: Candidate, duplicate: Candidate) => void;
  /** Called once a part and run. Must not throw. */
  observe?: (report: PartReport) => void;
  /** Milliseconds of a steady clock; default performance.now. */
  steadyMs?: () => number;
  /** Default of every source and hydrator, itself SOURCE_DEADLINE_MS. */
  sourceDeadlineMs?: number;
}

export interface Pipeline<Query, Candidate> {
  /**
   * @param options.signal ends the run wherever it is, also where a part does not listen to it.
   * @throws what the signal's reason is, when aborted; a failing selector's error. Parts' other failures are observed.
   */
  run(query: Query, options: { signal: AbortSignal }): Promise<PipelineResult<Candidate>>;
}

/**
 * Makes a pipeline. It keeps nothing between runs.
 *
 * Cost: microseconds a part beside the parts' own work. When no part answers with a promise, a run ends before
 * the caller goes on, so that all parts see the process's memory in one state and may share what they work on.
 */
export function definePipeline<Query, Candidate>(
  definition: PipelineDefinition<Query, Candidate>,
): Pipeline<Query, Candidate> {
  assert(definition.sources.length <= SOURCES_MAX, `a pipeline has at most ${SOURCES_MAX} sources`);
  const { name: pipeline, observe, steadyMs = () => performance.now() } = definition;
  const stage = new Stage({ pipeline, observe, steadyMs });
  return { run: (query, { signal }) => new Run(definition, stage, query, signal).run() };
}

type Maybe<Value> = Promise<Outcome<Value>> | Outcome<Value>;
type Verdicts = readonly (string | null)[];

class Run<Query, Candidate> {
  readonly #definition: PipelineDefinition<Query, Candidate>;
  readonly #stage: Stage;
  readonly #query: Query;
  readonly #signal: AbortSignal;
  readonly #removed: { candidate: Candidate; by: string; reason: string }[] = [];

  constructor(
    definition: PipelineDefinition<Query, Candidate>,
    stage: Stage,
    query: Query,
    signal: AbortSignal,
  ) {
    this.#definition = definition;
    this.#stage = stage;
    this.#query = query;
    this.#signal = signal;
  }

  // What is no promise is not awaited: a run of parts that answer at once is one turn of the loop.
  async run(): Promise<PipelineResult<Candidate>> {
    const { filters, scorers } = this.#definition;
    this.#signal.throwIfAborted();
    const answers = this.#retrieve();
    const found = this.#unite(answers instanceof Promise ? await answers : answers);
    let kept: readonly Candidate[] = found.candidates;
    const hydrated = this.#hydrate(kept);
    if (hydrated instanceof Promise) await hydrated;
    for (const filter of filters) {
      const judged = this.#judge(filter, kept);
      kept = this.#keep(filter, kept, judged instanceof Promise ? await judged : judged);
    }
    const scores = new Float64Array(kept.length);
    for (const scorer of scorers) {
      const before = scorers.length > 1 ? scores.slice() : undefined;
      const scored = this.#score(scorer, kept, scores);
      const { failed } = scored instanceof Promise ? await scored : scored;
      // What a failing scorer wrote half-way is undone.
      if (failed) scores.set(before ?? new Float64Array(scores.length));
    }
    sinkUnsound(scores);
    this.#signal.throwIfAborted();
    const choices = this.#choose(kept, scores);
    const chosen = choices instanceof Promise ? await choices : choices;
    const slate = this.#slate(kept, scores, chosen, found);
    return { ...slate, afterwards: this.#sideEffects(slate) };
  }

  #retrieve(): Promise<Outcome<readonly Candidate[]>[]> | Outcome<readonly Candidate[]>[] {
    return this.#sideBySide(this.#definition.sources, (source, signal) =>
      this.#stage.run(
        { kind: 'source', name: source.name, candidatesIn: 0 },
        () => source.retrieve(this.#query, signal),
        countOf,
        signal,
      ),
    );
  }

  #unite(outcomes: readonly Outcome<readonly Candidate[]>[]): Found<Candidate> {
    const { keyOf, keysBelow, merge } = this.#definition;
    const found = new Found<Candidate>(CANDIDATES_MAX, keysBelow);
    for (const [source, outcome] of outcomes.entries()) {
      if (outcome.failed) continue;
      for (const candidate of outcome.value) {
        const known = found.add(keyOf(candidate), candidate, source);
        if (merge !== undefined && known !== undefined && known !== candidate)
          merge(known, candidate);
      }
    }
    return found;
  }

  #hydrate(candidates: readonly Candidate[]): Promise<Outcome<void>[]> | Outcome<void>[] {
    return this.#sideBySide(this.#definition.hydrators, (hydrator, signal) =>
      this.#stage.run(
        { kind: 'hydrator', name: hydrator.name, candidatesIn: candidates.length },
        () => hydrator.hydrate(this.#query, candidates, signal),
        () => candidates.length,
        signal,
      ),
    );
  }

  #sideBySide<Part extends { deadlineMs?: number }, Value>(
    parts: readonly Part[],
    work: (part: Part, signal: AbortSignal) => Maybe<Value>,
  ): Promise<Outcome<Value>[]> | Outcome<Value>[] {
    if (parts.length === 0) return [];
    const deadlines = new Deadlines(this.#signal);
    const standardMs = this.#definition.sourceDeadlineMs ?? SOURCE_DEADLINE_MS;
    const outcomes: Outcome<Value>[] = [];
    const all: Maybe<Value>[] = [];
    for (const part of parts) {
      const outcome = work(part, deadlines.signal(part.deadlineMs ?? standardMs));
      all.push(outcome);
      if (!(outcome instanceof Promise)) outcomes.push(outcome);
    }
    if (outcomes.length < parts.length) return this.#all(all, deadlines);
    deadlines.clear();
    this.#signal.throwIfAborted();
    return outcomes;
  }

  async #all<Value>(
    outcomes: readonly (Promise<Value> | Value)[],
    deadlines: Deadlines,
  ): Promise<Value[]> {
    try {
      return await Promise.all(outcomes);
    } finally {
      deadlines.clear();
      this.#signal.throwIfAborted();
    }
  }

  #judge(filter: Filter<Query, Candidate>, candidates: readonly Candidate[]): Maybe<Verdicts> {
    return this.#stage.run(
      { kind: 'filter', name: filter.name, candidatesIn: candidates.length },
      () => filter.judge(this.#query, candidates, this.#signal),
      (verdicts) => keptBy(verdicts, candidates.length),
      this.#signal,
    );
  }

  #keep(
    filter: Filter<Query, Candidate>,
    candidates: readonly Candidate[],
    outcome: Outcome<Verdicts>,
  ): readonly Candidate[] {
    this.#signal.throwIfAborted();
    if (!outcome.failed && outcome.value === KEEPS_ALL) return candidates;
    const verdicts = outcome.failed ? [] : outcome.value;
    const kept: Candidate[] = [];
    for (const [index, candidate] of candidates.entries()) {
      const verdict = verdicts[index];
      if (verdict === null) kept.push(candidate);
      else this.#removed.push({ candidate, by: filter.name, reason: verdict || FILTER_FAILED });
    }
    return kept;
  }

  #score(
    scorer: Scorer<Query, Candidate>,
    candidates: readonly Candidate[],
    scores: Float64Array,
  ): Maybe<void> {
    return this.#stage.run(
      { kind: 'scorer', name: scorer.name, candidatesIn: candidates.length },
      () => scorer.score(this.#query, candidates, scores),
      () => candidates.length,
    );
  }

  #choose(candidates: readonly Candidate[], scores: Float64Array): Maybe<readonly Choice[]> {
    const { selector } = this.#definition;
    return this.#stage.run(
      { kind: 'selector', name: selector.name, candidatesIn: candidates.length },
      () => selector.select(this.#query, candidates, scores, rank(scores)),
      countOf,
    );
  }

  #slate(
    candidates: readonly Candidate[],
    scores: Float64Array,
    outcome: Outcome<readonly Choice[]>,
    found: Found<Candidate>,
  ): Slate<Candidate> {
    // Without a selector's answer there is no page: the caller must know.
    if (outcome.failed) throw outcome.error;
    const { keyOf } = this.#definition;
    const chosen = new Uint8Array(candidates.length);
    const selected: Selected<Candidate>[] = [];
    for (const { index, propensity, how } of outcome.value) {
      const candidate = candidates[index];
      if (candidate === undefined || chosen[index] === 1) continue;
      chosen[index] = 1;
      const sources = this.#sourceNames(found.sourcesOf(keyOf(candidate)));
      selected.push({ candidate, score: scores[index] ?? 0, propensity, how, sources });
    }
    const notSelected = candidates.filter((_candidate, index) => chosen[index] === 0);
    return { selected, removed: this.#removed, notSelected };
  }

  #sourceNames(bits: number): string[] {
    return this.#definition.sources
      .filter((_source, index) => (bits & (1 << index)) !== 0)
      .map(({ name }) => name);
  }

  async #sideEffects(slate: Slate<Candidate>): Promise<void> {
    // The reply goes first.
    await Promise.resolve();
    for (const effect of this.#definition.sideEffects) {
      await this.#stage.run(
        { kind: 'side_effect', name: effect.name, candidatesIn: slate.selected.length },
        () => effect.run(this.#query, slate),
        () => slate.selected.length,
      );
    }
  }
}

// A part that answers with something else has failed.
function countOf(answer: readonly unknown[]): number {
  if (!Array.isArray(answer)) throw new TypeError('the part did not answer with a list');
  return answer.length;
}

function keptBy(verdicts: Verdicts, candidates: number): number {
  if (verdicts === KEEPS_ALL) return candidates;
  if (countOf(verdicts) !== candidates) throw new Error('a filter must judge every candidate');
  let kept = 0;
  for (const verdict of verdicts) if (verdict === null) kept += 1;
  return kept;
}

function sinkUnsound(scores: Float64Array): void {
  for (let index = 0; index < scores.length; index += 1)
    if (!Number.isFinite(scores[index])) scores[index] = -Number.MAX_VALUE;
}
