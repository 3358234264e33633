// The parts of a candidate pipeline. Each has a name; the pipeline does the timing and counting, so the parts need not.
// Parts take what they need from the query; they never see the request. A part whose work is in memory answers without
// a promise: a pipeline of such parts runs to its end before anything else in the process does.

/** Where candidates come from. A source that throws or is late is counted and skipped. */
export interface Source<Query, Candidate> {
  name: string;
  /** Milliseconds; default SOURCE_DEADLINE_MS. */
  deadlineMs?: number;
  /** @param signal aborted at the deadline, or with the run. */
  retrieve(query: Query, signal: AbortSignal): Promise<readonly Candidate[]> | readonly Candidate[];
}

/**
 * Adds facts to candidates, in place, for all of them at once. Hydrators run side by side: none may count on another's
 * facts. One that throws or is late leaves its facts missing and is counted.
 */
export interface Hydrator<Query, Candidate> {
  name: string;
  /** Milliseconds; default SOURCE_DEADLINE_MS. */
  deadlineMs?: number;
  /** @param signal aborted at the deadline, or with the run; nothing may be written after it. */
  hydrate(
    query: Query,
    candidates: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<void> | void;
}

/** What a filter answers that has nothing against any of them: no list has to be made and read. */
export const KEEPS_ALL: readonly null[] = [];

/**
 * Allows or removes. A filter fails closed: when it throws it removes everything that it was given, and a candidate
 * without a verdict is removed, both as FILTER_FAILED.
 */
export interface Filter<Query, Candidate> {
  name: string;
  /** @returns for each candidate a short reason to remove it, or null to keep it; same length and order. Or KEEPS_ALL. */
  judge(
    query: Query,
    candidates: readonly Candidate[],
    signal: AbortSignal,
  ): Promise<readonly (string | null)[]> | readonly (string | null)[];
}

/** Adds to the scores, in place. Nothing is allocated in its loop. A scorer that throws adds nothing and is counted. */
export interface Scorer<Query, Candidate> {
  name: string;
  score(query: Query, candidates: readonly Candidate[], scores: Float64Array): void;
}

/** One choice: which candidate, and how likely it was to be chosen for this place given the earlier ones. */
export interface Choice {
  index: number;
  /** (0, 1]. */
  propensity: number;
  /** The selector's note, for receipts: `argmax`, `explore`. */
  how: string;
}

/** Chooses the slate. Choices of unknown or repeated indexes are dropped. */
export interface Selector<Query, Candidate> {
  name: string;
  /**
   * @param scores same order as candidates; all finite (others sank to -Number.MAX_VALUE).
   * @param order indexes by score, best first; ties by index.
   */
  select(
    query: Query,
    candidates: readonly Candidate[],
    scores: Float64Array,
    order: Int32Array,
  ): readonly Choice[];
}

/** Happens after the slate is fixed, while the reply is on its way; cannot change or fail it. */
export interface SideEffect<Query, Candidate> {
  name: string;
  run(query: Query, slate: Slate<Candidate>): Promise<void> | void;
}

/** One chosen candidate. */
export interface Selected<Candidate> {
  candidate: Candidate;
  score: number;
  propensity: number;
  how: string;
  /** Every source that found it, in the order of the definition; the first one's candidate was kept. */
  sources: readonly string[];
}

/** Every candidate ends in exactly one of the three lists. */
export interface Slate<Candidate> {
  /** In the selector's order. */
  selected: readonly Selected<Candidate>[];
  removed: readonly { candidate: Candidate; by: string; reason: string }[];
  notSelected: readonly Candidate[];
}

export interface PipelineResult<Candidate> extends Slate<Candidate> {
  /** Resolves when the side effects have ended, whatever became of them; never rejects. */
  afterwards: Promise<void>;
}

/** What the pipeline tells of one part. */
export interface PartReport {
  pipeline: string;
  kind: 'source' | 'hydrator' | 'filter' | 'scorer' | 'selector' | 'side_effect';
  part: string;
  durationMs: number;
  /** Candidates that came in (sources: 0). */
  candidatesIn: number;
  /** Candidates that went out. */
  candidatesOut: number;
  /** `late`, or the message of what was thrown. */
  failure?: string;
}
