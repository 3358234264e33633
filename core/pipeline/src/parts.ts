// The parts of a candidate pipeline. Each has a name; the pipeline does the timing and counting, so the parts need not.
// Parts take what they need from the query; they never see the request.

/** Where candidates come from. A source that throws or is late is counted and skipped. */
export interface Source<Query, Candidate> {
  name: string;
  retrieve(query: Query, signal: AbortSignal): Promise<readonly Candidate[]> | readonly Candidate[];
}

/** Adds facts to candidates, in place, for all of them at once. A failure leaves the facts missing and is counted. */
export interface Hydrator<Query, Candidate> {
  name: string;
  hydrate(query: Query, candidates: readonly Candidate[], signal: AbortSignal): Promise<void> | void;
}

/** Allows or removes. A filter that throws removes everything it was given (`filter_failed`): it fails closed. */
export interface Filter<Query, Candidate> {
  name: string;
  /** @returns for each candidate a short reason to remove it, or null to keep it; same length and order. */
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

/** Chooses the slate. Choices of unknown or repeated indexes are dropped and counted. */
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

/** Happens after the slate is fixed; cannot change or fail it. */
export interface SideEffect<Query, Candidate> {
  name: string;
  run(query: Query, result: PipelineResult<Candidate>): Promise<void> | void;
}

/** Every candidate ends in exactly one of the three lists. */
export interface PipelineResult<Candidate> {
  selected: readonly { candidate: Candidate; score: number; propensity: number; how: string }[];
  removed: readonly { candidate: Candidate; by: string; reason: string }[];
  notSelected: readonly Candidate[];
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
