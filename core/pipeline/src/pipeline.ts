// Runs the parts in order: sources side by side, hydrators side by side, filters, scorers, selector; side effects after
// the result. Every candidate ends in exactly one place: selected, removed by a named filter with a reason, or not
// selected. It knows nothing of videos, cards or ads.

import { assert } from '@jhalak/kernel';
import type {
  Filter,
  Hydrator,
  PartReport,
  PipelineResult,
  Scorer,
  Selected,
  Selector,
  SideEffect,
  Slate,
  Source,
} from './parts.ts';
import { rank } from './rank.ts';
import { Deadlines, Stage } from './stage.ts';

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
 * Cost: microseconds a part beside the parts' own work. When no part answers with a promise, a run yields to no timer
 * and no I/O, so that all parts see the process's memory in one state.
 */
export function definePipeline<Query, Candidate>(
  definition: PipelineDefinition<Query, Candidate>,
): Pipeline<Query, Candidate> {
  assert(definition.sources.length <= SOURCES_MAX, `a pipeline has at most ${SOURCES_MAX} sources`);
  const { name: pipeline, observe, steadyMs = () => performance.now() } = definition;
  const stage = new Stage({ pipeline, observe, steadyMs });
  return { run: (query, { signal }) => new Run(definition, stage, query, signal).run() };
}

/** Where a candidate was found. */
interface Found<Candidate> {
  candidate: Candidate;
  /** Bit n is set when the definition's source n found it. */
  sources: number;
}

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

  async run(): Promise<PipelineResult<Candidate>> {
    this.#signal.throwIfAborted();
    const found = await this.#gather();
    const gathered = Array.from(found.values(), ({ candidate }) => candidate);
    await this.#hydrate(gathered);
    const kept = await this.#filter(gathered);
    const scores = await this.#score(kept);
    this.#signal.throwIfAborted();
    const slate = await this.#select(kept, scores, found);
    return { ...slate, afterwards: this.#sideEffects(slate) };
  }

  async #gather(): Promise<Map<string | number, Found<Candidate>>> {
    const { sources } = this.#definition;
    const answers = await this.#sideBySide(sources, async (source, signal) => {
      const outcome = await this.#stage.run(
        { kind: 'source', name: source.name, candidatesIn: 0 },
        () => source.retrieve(this.#query, signal),
        countOf,
        signal,
      );
      return outcome.failed ? [] : outcome.value;
    });
    return this.#unite(answers);
  }

  #unite(answers: readonly (readonly Candidate[])[]): Map<string | number, Found<Candidate>> {
    const { keyOf, merge } = this.#definition;
    const found = new Map<string | number, Found<Candidate>>();
    for (const [index, candidates] of answers.entries()) {
      for (const candidate of candidates) {
        const key = keyOf(candidate);
        const known = found.get(key);
        if (known !== undefined) {
          known.sources |= 1 << index;
          if (known.candidate !== candidate) merge?.(known.candidate, candidate);
        } else if (found.size < CANDIDATES_MAX) {
          found.set(key, { candidate, sources: 1 << index });
        }
      }
    }
    return found;
  }

  async #hydrate(candidates: readonly Candidate[]): Promise<void> {
    await this.#sideBySide(this.#definition.hydrators, async (hydrator, signal) => {
      await this.#stage.run(
        { kind: 'hydrator', name: hydrator.name, candidatesIn: candidates.length },
        () => hydrator.hydrate(this.#query, candidates, signal),
        () => candidates.length,
        signal,
      );
    });
  }

  async #sideBySide<Part extends { deadlineMs?: number }, Answer>(
    parts: readonly Part[],
    work: (part: Part, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer[]> {
    if (parts.length === 0) return [];
    const deadlines = new Deadlines(this.#signal);
    const standardMs = this.#definition.sourceDeadlineMs ?? SOURCE_DEADLINE_MS;
    try {
      const answers = parts.map((part) =>
        work(part, deadlines.signal(part.deadlineMs ?? standardMs)),
      );
      return await Promise.all(answers);
    } finally {
      deadlines.clear();
      this.#signal.throwIfAborted();
    }
  }

  async #filter(candidates: readonly Candidate[]): Promise<readonly Candidate[]> {
    let kept = candidates;
    for (const filter of this.#definition.filters) {
      const before = kept;
      const outcome = await this.#stage.run(
        { kind: 'filter', name: filter.name, candidatesIn: before.length },
        () => filter.judge(this.#query, before, this.#signal),
        (verdicts) => keptBy(verdicts, before.length),
        this.#signal,
      );
      this.#signal.throwIfAborted();
      const verdicts = outcome.failed ? [] : outcome.value;
      kept = before.filter((candidate, index) => {
        const verdict = verdicts[index];
        if (verdict === null) return true;
        this.#removed.push({ candidate, by: filter.name, reason: verdict || FILTER_FAILED });
        return false;
      });
    }
    return kept;
  }

  async #score(candidates: readonly Candidate[]): Promise<Float64Array> {
    const scores = new Float64Array(candidates.length);
    const before = new Float64Array(candidates.length);
    for (const scorer of this.#definition.scorers) {
      before.set(scores);
      const { failed } = await this.#stage.run(
        { kind: 'scorer', name: scorer.name, candidatesIn: candidates.length },
        () => scorer.score(this.#query, candidates, scores),
        () => candidates.length,
      );
      // What a failing scorer wrote half-way is undone.
      if (failed) scores.set(before);
    }
    for (let index = 0; index < scores.length; index += 1) {
      if (!Number.isFinite(scores[index])) scores[index] = -Number.MAX_VALUE;
    }
    return scores;
  }

  async #select(
    candidates: readonly Candidate[],
    scores: Float64Array,
    found: ReadonlyMap<string | number, Found<Candidate>>,
  ): Promise<Slate<Candidate>> {
    const { selector, keyOf } = this.#definition;
    const outcome = await this.#stage.run(
      { kind: 'selector', name: selector.name, candidatesIn: candidates.length },
      () => selector.select(this.#query, candidates, scores, rank(scores)),
      countOf,
    );
    // Without a selector's answer there is no page: the caller must know.
    if (outcome.failed) throw outcome.error;
    const chosen = new Uint8Array(candidates.length);
    const selected: Selected<Candidate>[] = [];
    for (const { index, propensity, how } of outcome.value) {
      const candidate = candidates[index];
      if (candidate === undefined || chosen[index] === 1) continue;
      chosen[index] = 1;
      const sources = this.#sourceNames(found.get(keyOf(candidate))?.sources ?? 0);
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

function keptBy(verdicts: readonly (string | null)[], candidates: number): number {
  if (countOf(verdicts) !== candidates) throw new Error('a filter must judge every candidate');
  return verdicts.reduce((kept, verdict) => kept + (verdict === null ? 1 : 0), 0);
}
