// The ranker: learns from outcomes as they end, and publishes frozen versions of what it knows. Deterministic: the same
// outcomes in the same order give the same numbers; nothing here reads a clock or draws a number.

import { Calibration, foretoldIn, type CalibrationDump, type Reliability } from './calibration.ts';
import { FEATURE_COUNT, FEATURE_LIST } from './feature-list.ts';
import {
  GOOD_STEPS,
  isGood,
  judge,
  learns,
  lossesOf,
  newGuard,
  rejudge,
  setBack,
  type GuardState,
} from './guard.ts';
import { HEAD_COUNT, HEADS, UNTOLD, type Head } from './heads.ts';
import type { Outcome } from './outcomes.ts';
import {
  BIAS_AT,
  KNOT_AT,
  KNOT_PART,
  KNOTS,
  RankerParameters,
  squash,
  sumUp,
  WEIGHT_COUNT,
  type ParametersDump,
} from './parameters.ts';
import { WatchQuantiles, type QuantileDump } from './watch-quantiles.ts';

/** Adagrad's rate: of .02, .05, .1 and .2 the best in log loss on a public log (docs/measurements/learner.md). */
const RATE = 0.1;
/** What the sums of squares begin with: the first steps are small. */
const FIRST_SQUARE = 0.1;
/** A sum beyond this foretells what nobody can know: the head is ill. */
const SUM_MAX = 30;
/** Outcomes of the rarer kind at which a head is trusted by half. */
const HALF_TRUST = 100;
/** Time between two versions at least, by the journal's clock. */
const VERSION_MS = 250;
/**
 * A version is worth its number when so much more is known, or when it is so old: what moves slowly needs few versions, and
 * each that a page used is kept for a day.
 */
const VERSION_GROWTH = 0.005;
const VERSION_AGE_MS = 30_000;
const FEATURE_STRIDE = KNOTS * HEAD_COUNT;
/** In place of a bin: this head learned nothing then, and has nothing to be corrected. */
const NOT_LEARNED = 255;

/** How one head is. */
export interface HeadHealth {
  head: Head;
  /** `paused`: set back and listening. `stopped`: set back too often. */
  state: 'learning' | 'paused' | 'stopped';
  steps: number;
  incidents: number;
  /** Progressive log loss of late, and what the plain rate alone would have had. */
  loss: number;
  rateLoss: number;
  reliability: Reliability;
}

export interface RankerDump {
  featureList: number;
  weights: Float64Array;
  squares: Float64Array;
  goodWeights: Float64Array;
  goodSquares: Float64Array;
  rarer: Float64Array;
  guards: GuardState[];
  quantiles: QuantileDump;
  calibration: CalibrationDump;
  steps: number;
  served: ParametersDump;
  servedSteps: number;
  servedAtMs: number;
}

export class Ranker {
  readonly #weights = new Float64Array(WEIGHT_COUNT);
  readonly #squares = new Float64Array(WEIGHT_COUNT).fill(FIRST_SQUARE);
  readonly #goodWeights = new Float64Array(WEIGHT_COUNT);
  readonly #goodSquares = new Float64Array(WEIGHT_COUNT).fill(FIRST_SQUARE);
  /** By head: sum of labels, and of what they lack to 1. */
  readonly #rarer = new Float64Array(HEAD_COUNT * 2);
  readonly #guards: GuardState[] = HEADS.map(() => newGuard());
  readonly #quantiles = new WatchQuantiles();
  readonly #calibration = new Calibration();
  readonly #sums = new Float64Array(HEAD_COUNT);
  readonly #slopes = new Float64Array(HEAD_COUNT);
  #steps = 0;
  #served = new RankerParameters(0, new Float32Array(WEIGHT_COUNT), new Float64Array(HEAD_COUNT));
  #servedSteps = 0;
  #servedAtMs = 0;
  #isUrgent = false;

  /** @returns the newest version; it never changes. */
  parameters(): RankerParameters {
    return this.#served;
  }

  /** Showings learned from, and corrections. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * Learns from one showing that is over. Cost: some 3 µs.
   *
   * @param part 0 to 1, what its viewer's showings count for (trust.ts): of 0 nothing is learned, counted or judged.
   * @returns by head how it was foretold, for `correct`.
   */
  learn(outcome: Outcome, part = 1): Uint8Array {
    const { features, labels, durationMs, watchMs } = outcome;
    const bins = new Uint8Array(HEAD_COUNT).fill(NOT_LEARNED);
    if (features.length !== FEATURE_COUNT || !(part > 0)) return bins;
    labels[0] = this.#quantiles.quantile(durationMs, watchMs);
    this.#quantiles.add(durationMs, watchMs, part);
    sumUp(this.#weights, features, 0, this.#sums);
    let isAnyLearning = false;
    for (let head = 0; head < HEAD_COUNT; head += 1) {
      const slope = part * this.#slopeOf(head, labels[head] ?? UNTOLD, part, bins);
      this.#slopes[head] = slope;
      if (slope !== 0) isAnyLearning = true;
    }
    this.#stepOn(features, isAnyLearning);
    return bins;
  }

  /**
   * A showing that was learned from came to something else. The slope of a log loss is what was foretold less the label: what
   * has to be added for another label is the difference of the two, whatever was foretold. Cost: some 3 µs.
   *
   * @param was its outcome as it was learned, or last corrected.
   * @param bins as `learn` gave them.
   * @param part as it was learned with.
   */
  correct(was: Outcome, now: Outcome, bins: Uint8Array, part: number): void {
    if (now.features.length !== FEATURE_COUNT || !(part > 0)) return;
    was.labels[0] = this.#quantiles.quantile(was.durationMs, was.watchMs);
    now.labels[0] = this.#quantiles.quantile(now.durationMs, now.watchMs);
    let isAnyLearning = false;
    for (let head = 0; head < HEAD_COUNT; head += 1) {
      const before = was.labels[head] ?? UNTOLD;
      const after = now.labels[head] ?? UNTOLD;
      const slope = this.#correctionOf(head, bins[head] ?? NOT_LEARNED, before, after) * part;
      this.#slopes[head] = slope;
      if (slope === 0) continue;
      isAnyLearning = true;
      this.#recount(head, bins[head] ?? 0, before, after, part);
    }
    this.#stepOn(now.features, isAnyLearning);
  }

  #correctionOf(head: number, bin: number, was: number, now: number): number {
    const guard = this.#guards[head];
    const isTold = was >= 0 && was <= 1 && now >= 0 && now <= 1;
    return guard === undefined || !isTold || bin === NOT_LEARNED || !learns(guard) ? 0 : was - now;
  }

  #recount(head: number, bin: number, was: number, now: number, part: number): void {
    const guard = this.#guards[head];
    const more = part * (now - was);
    this.#calibration.correct(head, bin, more);
    if (guard !== undefined) rejudge(guard, foretoldIn(bin), { was, now }, part);
    this.#rarer[head * 2] = Math.max(0, (this.#rarer[head * 2] ?? 0) + more);
    this.#rarer[head * 2 + 1] = Math.max(0, (this.#rarer[head * 2 + 1] ?? 0) - more);
  }

  #stepOn(features: Uint8Array, isAnyLearning: boolean): void {
    this.#steps += 1;
    if (isAnyLearning) this.#step(features);
    if (this.#steps % GOOD_STEPS === 0) this.#keepGood();
  }

  // How far and which way a head is off; 0 where nothing is to be learned.
  #slopeOf(head: number, label: number, part: number, bins: Uint8Array): number {
    const guard = this.#guards[head];
    if (guard === undefined || !(label >= 0 && label <= 1)) return 0;
    const sum = this.#sums[head] ?? Number.NaN;
    const foretold = Math.abs(sum) <= SUM_MAX ? squash(sum) : Number.NaN;
    let bin = NOT_LEARNED;
    if (judge(guard, foretold, label, part) === 'worse') this.#goBack(head, guard);
    else bin = this.#calibration.note(head, foretold, label, part);
    if (!learns(guard)) return 0;
    bins[head] = bin;
    this.#rarer[head * 2] = (this.#rarer[head * 2] ?? 0) + part * label;
    this.#rarer[head * 2 + 1] = (this.#rarer[head * 2 + 1] ?? 0) + part * (1 - label);
    return foretold - label;
  }

  #step(features: Uint8Array): void {
    for (let feature = 0; feature < FEATURE_COUNT; feature += 1) {
      const byte = features[feature] ?? 0;
      const part = KNOT_PART[byte] ?? 0;
      const low = feature * FEATURE_STRIDE + (KNOT_AT[byte] ?? 0);
      if (part < 1) this.#stepAt(low, 1 - part);
      if (part > 0) this.#stepAt(low + HEAD_COUNT, part);
    }
    this.#stepAt(BIAS_AT, 1);
  }

  #stepAt(from: number, part: number): void {
    for (let head = 0; head < HEAD_COUNT; head += 1) {
      const slope = (this.#slopes[head] ?? 0) * part;
      if (slope === 0) continue;
      const place = from + head;
      const square = (this.#squares[place] ?? 0) + slope * slope;
      this.#squares[place] = square;
      this.#weights[place] = (this.#weights[place] ?? 0) - (RATE * slope) / Math.sqrt(square);
    }
  }

  #goBack(head: number, guard: GuardState): void {
    for (let place = head; place < WEIGHT_COUNT; place += HEAD_COUNT) {
      this.#weights[place] = this.#goodWeights[place] ?? 0;
      this.#squares[place] = this.#goodSquares[place] ?? FIRST_SQUARE;
    }
    setBack(guard);
    this.#isUrgent = true;
  }

  #keepGood(): void {
    for (const [head, guard] of this.#guards.entries()) {
      if (!isGood(guard)) continue;
      for (let place = head; place < WEIGHT_COUNT; place += HEAD_COUNT) {
        this.#goodWeights[place] = this.#weights[place] ?? 0;
        this.#goodSquares[place] = this.#squares[place] ?? FIRST_SQUARE;
      }
    }
  }

  /**
   * Makes a version of what is known, when one is due.
   *
   * @param window the journal's, whose end this is: the version's number.
   * @param atMs the journal's time of its last event.
   */
  publish(window: number, atMs: number): void {
    const learned = this.#steps - this.#servedSteps;
    const ageMs = atMs - this.#servedAtMs;
    const isWorth = learned > this.#servedSteps * VERSION_GROWTH || ageMs >= VERSION_AGE_MS;
    if (!this.#isUrgent && (learned === 0 || ageMs < VERSION_MS || !isWorth)) return;
    if (!this.#weights.every(Number.isFinite)) this.#mend();
    this.#served = new RankerParameters(window, this.#weights, this.#trusts());
    this.#servedSteps = this.#steps;
    this.#servedAtMs = atMs;
    this.#isUrgent = false;
  }

  // A weight that is no number can only come from a damaged state: the heads that hold one are set back.
  #mend(): void {
    for (const [head, guard] of this.#guards.entries()) {
      for (let place = head; place < WEIGHT_COUNT; place += HEAD_COUNT) {
        if (Number.isFinite(this.#weights[place])) continue;
        this.#goBack(head, guard);
        break;
      }
    }
  }

  #trusts(): number[] {
    return HEADS.map((_head, at) => {
      const rarer = Math.min(this.#rarer[at * 2] ?? 0, this.#rarer[at * 2 + 1] ?? 0);
      return rarer / (rarer + HALF_TRUST);
    });
  }

  /** @returns how each head is, for metrics and the doctor. */
  health(): HeadHealth[] {
    return HEADS.map((head, at) => {
      const guard = this.#guards[at] ?? newGuard();
      const { steps, incidents } = guard;
      const [loss, rateLoss] = lossesOf(guard);
      const reliability = this.#calibration.of(at);
      return { head, state: stateOf(guard), steps, incidents, loss, rateLoss, reliability };
    });
  }

  dump(): RankerDump {
    return {
      featureList: FEATURE_LIST,
      weights: this.#weights.slice(),
      squares: this.#squares.slice(),
      goodWeights: this.#goodWeights.slice(),
      goodSquares: this.#goodSquares.slice(),
      rarer: this.#rarer.slice(),
      guards: this.#guards.map((guard) => ({ ...guard })),
      quantiles: this.#quantiles.dump(),
      calibration: this.#calibration.dump(),
      steps: this.#steps,
      served: this.#served.dump(),
      servedSteps: this.#servedSteps,
      servedAtMs: this.#servedAtMs,
    };
  }

  /** Goes on from a dump; one of other features is left, and everything is learned anew. */
  restore(dump: RankerDump): void {
    if (dump.featureList !== FEATURE_LIST || dump.weights.length !== WEIGHT_COUNT) return;
    this.#weights.set(dump.weights);
    this.#squares.set(dump.squares);
    this.#goodWeights.set(dump.goodWeights);
    this.#goodSquares.set(dump.goodSquares);
    this.#rarer.set(dump.rarer);
    for (const [head, guard] of dump.guards.entries())
      Object.assign(this.#guards[head] ?? {}, guard);
    this.#quantiles.restore(dump.quantiles);
    this.#calibration.restore(dump.calibration);
    this.#steps = dump.steps;
    const { version, weights, trust } = dump.served;
    this.#served = new RankerParameters(version, weights, trust);
    this.#servedSteps = dump.servedSteps;
    this.#servedAtMs = dump.servedAtMs;
  }
}

function stateOf(guard: GuardState): HeadHealth['state'] {
  if (guard.pausedUntil === 0) return 'learning';
  return guard.steps < guard.pausedUntil ? 'paused' : 'stopped';
}
