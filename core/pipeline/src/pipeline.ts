// Runs the parts in order. Every candidate ends in exactly one place: selected, removed by a named filter with a reason,
// or not selected.

import { messageOf } from '@jhalak/kernel';
import type {
  Choice,
  Filter,
  Hydrator,
  PartReport,
  PipelineResult,
  Scorer,
  Selector,
  SideEffect,
  Source,
} from './parts.ts';

/** More candidates than this add nothing to a page and would make one request expensive; the rest is not taken in. */
export const CANDIDATES_MAX = 5_000;
/** A source that takes longer is left out of this run; the page is better without it than late. */
const SOURCE_DEADLINE_MS = 250;

export interface PipelineDefinition<Query, Candidate> {
  name: string;
  /** Two candidates with one key are the same thing; the first source in the list wins. */
  keyOf(candidate: Candidate): string | number;
  sources: readonly Source<Query, Candidate>[];
  hydrators: readonly Hydrator<Query, Candidate>[];
  filters: readonly Filter<Query, Candidate>[];
  scorers: readonly Scorer<Query, Candidate>[];
  selector: Selector<Query, Candidate>;
  sideEffects: readonly SideEffect<Query, Candidate>[];
  /** Called once a part and run. Must not throw. */
  observe?: (report: PartReport) => void;
  /** Milliseconds of a steady clock; default performance.now. */
  steadyMs?: () => number;
  sourceDeadlineMs?: number;
}

export interface Pipeline<Query, Candidate> {
  /** @throws what the signal's reason is, when aborted; a failing selector's error. Parts' other failures are observed. */
  run(query: Query, options: { signal: AbortSignal }): Promise<PipelineResult<Candidate>>;
}

export function definePipeline<Query, Candidate>(
  definition: PipelineDefinition<Query, Candidate>,
): Pipeline<Query, Candidate> {
  return { run: (query, { signal }) => runPipeline(definition, query, signal) };
}

async function runPipeline<Query, Candidate>(
  definition: PipelineDefinition<Query, Candidate>,
  query: Query,
  signal: AbortSignal,
): Promise<PipelineResult<Candidate>> {
  const stage = new Stage(definition);
  const gathered = await gather(stage, query, signal);
  for (const hydrator of definition.hydrators) {
    signal.throwIfAborted();
    await stage.time('hydrator', hydrator.name, gathered.length, async () => {
      await hydrator.hydrate(query, gathered, signal);
      return gathered.length;
    });
  }
  const { kept, removed } = await filter(stage, query, gathered, signal);
  const scores = await score(stage, query, kept);
  signal.throwIfAborted();
  const result = await select(stage, query, kept, scores, removed);
  for (const effect of definition.sideEffects) {
    await stage.time('side_effect', effect.name, result.selected.length, async () => {
      await effect.run(query, result);
      return result.selected.length;
    });
  }
  return result;
}

/** Times a part and catches its failure. */
class Stage<Query, Candidate> {
  readonly definition: PipelineDefinition<Query, Candidate>;
  readonly #steadyMs: () => number;

  constructor(definition: PipelineDefinition<Query, Candidate>) {
    this.definition = definition;
    this.#steadyMs = definition.steadyMs ?? (() => performance.now());
  }

  /** @param work does the part's work and returns how many candidates go out. @returns the failure, if any. */
  async time(
    kind: PartReport['kind'],
    part: string,
    candidatesIn: number,
    work: () => Promise<number> | number,
  ): Promise<string | undefined> {
    const startMs = this.#steadyMs();
    let failure: string | undefined;
    let candidatesOut = 0;
    try {
      candidatesOut = await work();
    } catch (error) {
      failure = error instanceof LateError ? 'late' : messageOf(error);
    }
    this.definition.observe?.({
      pipeline: this.definition.name,
      kind,
      part,
      durationMs: this.#steadyMs() - startMs,
      candidatesIn,
      candidatesOut,
      ...(failure === undefined ? {} : { failure }),
    });
    return failure;
  }
}

class LateError extends Error {}

async function gather<Query, Candidate>(
  stage: Stage<Query, Candidate>,
  query: Query,
  signal: AbortSignal,
): Promise<Candidate[]> {
  const { sources, keyOf, sourceDeadlineMs = SOURCE_DEADLINE_MS } = stage.definition;
  const found = sources.map((): readonly Candidate[] => []);
  await Promise.all(
    sources.map((source, index) =>
      stage.time('source', source.name, 0, async () => {
        const retrieved = source.retrieve(query, signal);
        const candidates = retrieved instanceof Promise ? await withDeadline(retrieved, sourceDeadlineMs) : retrieved;
        found[index] = candidates;
        return candidates.length;
      }),
    ),
  );
  signal.throwIfAborted();
  const unique = new Map<string | number, Candidate>();
  for (const candidates of found) {
    for (const candidate of candidates) {
      if (unique.size >= CANDIDATES_MAX) return [...unique.values()];
      const key = keyOf(candidate);
      if (!unique.has(key)) unique.set(key, candidate);
    }
  }
  return [...unique.values()];
}

async function withDeadline<Value>(work: Promise<Value>, deadlineMs: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work,
      new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(new LateError('late')), deadlineMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}

async function filter<Query, Candidate>(
  stage: Stage<Query, Candidate>,
  query: Query,
  candidates: readonly Candidate[],
  signal: AbortSignal,
): Promise<{ kept: readonly Candidate[]; removed: PipelineResult<Candidate>['removed'] }> {
  const removed: { candidate: Candidate; by: string; reason: string }[] = [];
  let kept = candidates;
  for (const part of stage.definition.filters) {
    signal.throwIfAborted();
    const before = kept;
    let verdicts: readonly (string | null)[] = [];
    const failure = await stage.time('filter', part.name, before.length, async () => {
      verdicts = await part.judge(query, before, signal);
      if (verdicts.length !== before.length) throw new Error('a filter must judge every candidate');
      return verdicts.filter((verdict) => verdict === null).length;
    });
    const next: Candidate[] = [];
    for (const [index, candidate] of before.entries()) {
      const reason = failure === undefined ? verdicts[index] : 'filter_failed';
      if (reason === null) next.push(candidate);
      else removed.push({ candidate, by: part.name, reason: reason ?? 'filter_failed' });
    }
    kept = next;
  }
  return { kept, removed };
}

async function score<Query, Candidate>(
  stage: Stage<Query, Candidate>,
  query: Query,
  candidates: readonly Candidate[],
): Promise<Float64Array> {
  let scores = new Float64Array(candidates.length);
  for (const scorer of stage.definition.scorers) {
    const before = scores.slice();
    const failure = await stage.time('scorer', scorer.name, candidates.length, () => {
      scorer.score(query, candidates, scores);
      return candidates.length;
    });
    // What a failing scorer wrote half-way is undone.
    if (failure !== undefined) scores = before;
  }
  for (let index = 0; index < scores.length; index += 1) {
    if (!Number.isFinite(scores[index])) scores[index] = -Number.MAX_VALUE;
  }
  return scores;
}

async function select<Query, Candidate>(
  stage: Stage<Query, Candidate>,
  query: Query,
  candidates: readonly Candidate[],
  scores: Float64Array,
  removed: PipelineResult<Candidate>['removed'],
): Promise<PipelineResult<Candidate>> {
  const order = Int32Array.from(candidates.keys());
  order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
  let choices: readonly Choice[] = [];
  let thrown: unknown;
  await stage.time('selector', stage.definition.selector.name, candidates.length, () => {
    try {
      choices = stage.definition.selector.select(query, candidates, scores, order);
      return choices.length;
    } catch (error) {
      thrown = error;
      throw error;
    }
  });
  // Without a selector's answer there is no page: the caller must know.
  if (thrown !== undefined) throw thrown;
  const taken = new Set<number>();
  const selected: { candidate: Candidate; score: number; propensity: number; how: string }[] = [];
  for (const choice of choices) {
    const candidate = candidates[choice.index];
    if (candidate === undefined || taken.has(choice.index)) continue;
    taken.add(choice.index);
    selected.push({ candidate, score: scores[choice.index] ?? 0, propensity: choice.propensity, how: choice.how });
  }
  return { selected, removed, notSelected: candidates.filter((_candidate, index) => !taken.has(index)) };
}
