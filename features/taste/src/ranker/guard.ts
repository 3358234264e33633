// Watches one head: whether it still foretells better than it used to, and than the plain rate of what it foretells. A head
// that gets worse is set back to its last good state and learns nothing for a while. Counts steps, not time, so that a
// replay comes to the same.

/** Steps over which the loss of today is averaged; of the past, ten times as many. */
const FAST_STEPS = 1_000;
const SLOW_STEPS = 10_000;
/** Nothing is judged before: the averages are still those of the beginning. */
const WARM_UP = 3_000;
/** How much worse than the past and than the plain rate is too much; the sums are what chance does to rare outcomes. */
const WORSE_THAN_PAST = 1.3;
const WORSE_THAN_RATE = 1.15;
const CHANCE = 0.05;
/** A head that was set back listens for so many showings before it learns again. */
export const PAUSE_STEPS = 5_000;
/** A head that was set back so often learns no more: somebody must look. */
const INCIDENTS_MAX = 5;
/** Between two copies of a good state. */
export const GOOD_STEPS = 2_000;
const LEAST = 1e-6;

/** Of one head; plain data for snapshots. */
export interface GuardState {
  steps: number;
  rate: number;
  fast: number;
  slow: number;
  rateLoss: number;
  /** What labels that came late add to `fast` and `rateLoss`. */
  late: number;
  rateLate: number;
  /** How often it was set back. */
  incidents: number;
  /** The step at which it learns again; 0: it learns. */
  pausedUntil: number;
  /** Steps that its averages began at. */
  since: number;
}

export function newGuard(): GuardState {
  const averages = { rate: 0.5, fast: 0, slow: 0, rateLoss: 0, late: 0, rateLate: 0 };
  return { steps: 0, ...averages, incidents: 0, pausedUntil: 0, since: 0 };
}

/** @returns the log loss of a foretold probability; label may lie between 0 and 1. */
export function logLoss(foretold: number, label: number): number {
  const sure = Math.max(LEAST, Math.min(1 - LEAST, foretold));
  return -(label * Math.log(sure) + (1 - label) * Math.log(1 - sure));
}

/**
 * Takes what was foretold before the outcome was learned.
 *
 * @param part above 0 to 1, what the outcome counts for.
 * @returns `worse` when the head must be set back.
 */
export function judge(
  guard: GuardState,
  foretold: number,
  label: number,
  part: number,
): 'sound' | 'worse' {
  guard.steps += 1;
  if (!Number.isFinite(foretold)) return 'worse';
  const age = guard.steps - guard.since;
  const loss = logLoss(foretold, label);
  const fast = part / Math.min(age, FAST_STEPS);
  const slow = part / Math.min(age, SLOW_STEPS);
  guard.rateLoss += (logLoss(guard.rate, label) - guard.rateLoss) * fast;
  guard.rate += (label - guard.rate) * slow;
  guard.fast += (loss - guard.fast) * fast;
  guard.slow += (loss - guard.slow) * slow;
  guard.late -= guard.late * fast;
  guard.rateLate -= guard.rateLate * fast;
  if (age < WARM_UP || guard.pausedUntil > 0) return 'sound';
  const isWorse =
    guard.fast > guard.slow * WORSE_THAN_PAST + CHANCE &&
    guard.fast > guard.rateLoss * WORSE_THAN_RATE + CHANCE;
  return isWorse ? 'worse' : 'sound';
}

/**
 * Takes a label that turned out to be another. It counts in what is told of the head, and not against it: what was foretold
 * could not know of labels that were still to come, and a head that is new would be set back for all of them at once.
 *
 * @param foretold then.
 * @param part as it was judged with.
 */
export function rejudge(
  guard: GuardState,
  foretold: number,
  { was, now }: { was: number; now: number },
  part: number,
): void {
  const age = Math.max(1, guard.steps - guard.since);
  const fast = part / Math.min(age, FAST_STEPS);
  guard.late += (logLoss(foretold, now) - logLoss(foretold, was)) * fast;
  guard.rateLate += (logLoss(guard.rate, now) - logLoss(guard.rate, was)) * fast;
  const rate = guard.rate + ((now - was) * part) / Math.min(age, SLOW_STEPS);
  guard.rate = Math.max(0, Math.min(1, rate));
}

/** @returns log loss of late, labels that came late included, and what the plain rate alone would have had. */
export function lossesOf({ fast, late, rateLoss, rateLate }: GuardState): [number, number] {
  return [Math.max(0, fast + late), Math.max(0, rateLoss + rateLate)];
}

/** @returns whether the head learns from this step on. */
export function learns(guard: GuardState): boolean {
  if (guard.incidents >= INCIDENTS_MAX) return false;
  if (guard.pausedUntil > 0 && guard.steps >= guard.pausedUntil) {
    guard.pausedUntil = 0;
    guard.since = guard.steps;
  }
  return guard.pausedUntil === 0;
}

/** Notes that the head was set back. */
export function setBack(guard: GuardState): void {
  guard.incidents += 1;
  guard.pausedUntil = guard.steps + PAUSE_STEPS;
}

/** @returns whether the state may be kept as a good one. */
export function isGood(guard: GuardState): boolean {
  return guard.pausedUntil === 0 && guard.fast <= guard.slow * 1.1 + CHANCE / 2;
}
