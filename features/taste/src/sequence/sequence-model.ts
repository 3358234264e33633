// What is watched next, from the order of what was watched before: a two-tower model. One tower folds a history into a
// vector, near and far with two decays; the other holds a vector and a bias for each clip; their product says how much
// more likely a clip is next than its popularity says.
//
// Learned one watch at a time: the softmax over the clip that came and NEGATIVES that others watched lately, corrected by
// how often each is drawn (logQ), with one Adagrad step a row. Deterministic: draws come from a state that is in the dump.

import { DIMENSIONS, EmbeddingRows, type EmbeddingDump } from './embedding-rows.ts';

/** Watches that make a history. */
const SEQUENCE_HISTORY = 50;
/** Newest watches whose rows learn from a step: those behind them weigh too little. */
const LEARNING_HISTORY = 20;
const NEGATIVES = 32;
/** Watches that negatives are drawn from. */
const LATELY = 4_096;
/** How fast older watches fade, a step back: what somebody likes, and what they are at. */
const FADES = [0.05, 0.3] as const;
const LEARNING_RATE = 0.1;
/** The mix of near and far moves slower than the rows. */
const MIX_RATE = 0.01;
/** A row moves by this at most in one step, whatever its gradient: one strange history must not move a clip away. */
const STEP_MAX = 0.5;
const FIRST_SEED = 0x6d2b_79f5;

export class SequenceModel {
  #rows = new EmbeddingRows();
  #lately = new Int32Array(LATELY).fill(-1);
  #latelyCount = 0;
  #watches = 0;
  #seed = FIRST_SEED;
  #mix = new Float32Array(FADES.length * DIMENSIONS).fill(1 / FADES.length);
  #mixSquares = new Float32Array(FADES.length * DIMENSIONS).fill(0.1);
  // Scratch, made once.
  readonly #folded = new Float64Array(FADES.length * DIMENSIONS);
  readonly #norms = new Float64Array(FADES.length);
  readonly #viewer = new Float64Array(DIMENSIONS);
  readonly #pull = new Float64Array(DIMENSIONS);
  readonly #part = new Float64Array(DIMENSIONS);
  readonly #history = new Int32Array(SEQUENCE_HISTORY);
  readonly #drawn = new Int32Array(NEGATIVES + 1);
  readonly #shares = new Float64Array(NEGATIVES + 1);

  /** Clips that have a row. */
  get size(): number {
    return this.#rows.count;
  }

  /**
   * Learns that a clip was watched after a history.
   *
   * @param history items, oldest first.
   * @param weight 0 to 1: how much this viewer's watching counts.
   * Cost: some 12 µs.
   */
  learn(history: readonly number[], item: number, atMs: number, weight: number): void {
    this.#rows.expire(atMs);
    const row = this.#rows.touch(item, atMs);
    if (row < 0) return;
    const length = this.#fold(history);
    if (length > 0 && weight > 0 && this.#latelyCount >= NEGATIVES) this.#step(row, length, weight);
    this.#lately[this.#latelyCount % LATELY] = row;
    this.#latelyCount += 1;
    this.#watches += 1;
  }

  /** Prepares `score` for a history of items, oldest first. @returns whether anything is known of it. */
  read(history: readonly number[]): boolean {
    return this.#fold(history) > 0;
  }

  /** @returns how well a clip follows the history that was read: about -5 to 5, 0 when nothing is known of it. */
  score(item: number): number {
    const row = this.#rows.rowOf(item);
    return row < 0 ? 0 : this.#product(row);
  }

  #product(row: number): number {
    const { output, bias } = this.#rows;
    const viewer = this.#viewer;
    const from = row * DIMENSIONS;
    let sum = bias[row] ?? 0;
    for (let at = 0; at < DIMENSIONS; at += 1) sum += (viewer[at] ?? 0) * (output[from + at] ?? 0);
    return sum;
  }

  // Fills #history (newest first), #folded, #norms, #viewer. Returns how many watches count.
  #fold(history: readonly number[]): number {
    let length = 0;
    for (let back = history.length - 1; back >= 0 && length < SEQUENCE_HISTORY; back -= 1) {
      const row = this.#rows.rowOf(history[back] ?? -1);
      if (row < 0) continue;
      this.#history[length] = row;
      length += 1;
    }
    this.#viewer.fill(0);
    if (length > 0)
      for (let scale = 0; scale < FADES.length; scale += 1) this.#foldAt(scale, length);
    return length;
  }

  #foldAt(scale: number, length: number): void {
    const { input } = this.#rows;
    const folded = this.#folded;
    const from = scale * DIMENSIONS;
    folded.fill(0, from, from + DIMENSIONS);
    const fade = Math.exp(-(FADES[scale] ?? 0));
    let part = 1;
    let squares = 0;
    for (let back = 0; back < length; back += 1) {
      const row = (this.#history[back] ?? 0) * DIMENSIONS;
      for (let at = 0; at < DIMENSIONS; at += 1)
        folded[from + at] = (folded[from + at] ?? 0) + part * (input[row + at] ?? 0);
      squares += part * part;
      part *= fade;
    }
    const norm = Math.sqrt(squares);
    this.#norms[scale] = norm;
    for (let at = 0; at < DIMENSIONS; at += 1) {
      const value = (folded[from + at] ?? 0) / norm;
      folded[from + at] = value;
      this.#viewer[at] = (this.#viewer[at] ?? 0) + (this.#mix[from + at] ?? 0) * value;
    }
  }

  #step(row: number, length: number, weight: number): void {
    const count = this.#draw(row);
    this.#pull.fill(0);
    for (let place = 0; place < count; place += 1) {
      const gradient = ((this.#shares[place] ?? 0) - (place === 0 ? 1 : 0)) * weight;
      if (Math.abs(gradient) > 1e-6) this.#moveOutput(this.#drawn[place] ?? 0, gradient);
    }
    for (let scale = 0; scale < FADES.length; scale += 1) this.#moveInput(scale, length);
  }

  // The row that came and negatives, with each one's share of the softmax.
  #draw(row: number): number {
    const filled = Math.min(this.#latelyCount, LATELY);
    let count = 1;
    this.#drawn[0] = row;
    for (let draw = 0; draw < NEGATIVES; draw += 1) {
      const other = this.#lately[this.#random() % filled] ?? -1;
      // Rows that were given back, and given to another clip, are drawn as what they are now.
      if (other < 0 || other === row || this.#rows.itemOf(other) < 0) continue;
      this.#drawn[count] = other;
      count += 1;
    }
    let most = -Infinity;
    for (let place = 0; place < count; place += 1) {
      const one = this.#drawn[place] ?? 0;
      const often = ((this.#rows.watches[one] ?? 0) + 1) / (this.#watches + 1);
      const value = this.#product(one) - Math.log(often);
      this.#shares[place] = value;
      if (value > most) most = value;
    }
    let sum = 0;
    for (let place = 0; place < count; place += 1) {
      const share = Math.exp((this.#shares[place] ?? 0) - most);
      this.#shares[place] = share;
      sum += share;
    }
    for (let place = 0; place < count; place += 1)
      this.#shares[place] = (this.#shares[place] ?? 0) / sum;
    return count;
  }

  #moveOutput(row: number, gradient: number): void {
    const { output, outputSquares, bias, biasSquares } = this.#rows;
    const viewer = this.#viewer;
    const from = row * DIMENSIONS;
    let squares = 0;
    for (let at = 0; at < DIMENSIONS; at += 1) squares += (viewer[at] ?? 0) ** 2;
    const all = (outputSquares[row] ?? 0) + (gradient * gradient * squares) / DIMENSIONS;
    outputSquares[row] = all;
    const step = bounded((LEARNING_RATE * gradient) / Math.sqrt(all));
    for (let at = 0; at < DIMENSIONS; at += 1) {
      const value = output[from + at] ?? 0;
      this.#pull[at] = (this.#pull[at] ?? 0) + gradient * value;
      output[from + at] = value - step * (viewer[at] ?? 0);
    }
    const biasAll = (biasSquares[row] ?? 0) + gradient * gradient;
    biasSquares[row] = biasAll;
    bias[row] = (bias[row] ?? 0) - bounded((LEARNING_RATE * gradient) / Math.sqrt(biasAll));
  }

  #moveInput(scale: number, length: number): void {
    const { input, inputSquares } = this.#rows;
    const from = scale * DIMENSIONS;
    let squares = 0;
    for (let at = 0; at < DIMENSIONS; at += 1) {
      const part = (this.#pull[at] ?? 0) * (this.#mix[from + at] ?? 0);
      this.#part[at] = part;
      squares += part * part;
    }
    squares /= DIMENSIONS;
    const fade = Math.exp(-(FADES[scale] ?? 0));
    let part = 1 / (this.#norms[scale] ?? 1);
    for (let back = 0; back < Math.min(length, LEARNING_HISTORY); back += 1) {
      const row = this.#history[back] ?? 0;
      const all = (inputSquares[row] ?? 0) + part * part * squares;
      inputSquares[row] = all;
      const step = bounded((LEARNING_RATE * part) / Math.sqrt(all));
      for (let at = 0; at < DIMENSIONS; at += 1)
        input[row * DIMENSIONS + at] =
          (input[row * DIMENSIONS + at] ?? 0) - step * (this.#part[at] ?? 0);
      part *= fade;
    }
    for (let at = 0; at < DIMENSIONS; at += 1) {
      const gradient = (this.#pull[at] ?? 0) * (this.#folded[from + at] ?? 0);
      const all = (this.#mixSquares[from + at] ?? 0) + gradient * gradient;
      this.#mixSquares[from + at] = all;
      this.#mix[from + at] = (this.#mix[from + at] ?? 0) - (MIX_RATE * gradient) / Math.sqrt(all);
    }
  }

  // xorshift: fast, and its state is one number.
  #random(): number {
    let state = this.#seed;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#seed = state;
    return state >>> 0;
  }

  /** @returns everything, valid until something is learned: it is written or copied at once. */
  dump(): SequenceDump {
    return {
      rows: this.#rows.dump(),
      lately: this.#lately.subarray(),
      counts: [this.#latelyCount, this.#watches, this.#seed],
      mix: this.#mix.subarray(),
      mixSquares: this.#mixSquares.subarray(),
    };
  }

  static from(dump: SequenceDump): SequenceModel {
    const model = new SequenceModel();
    model.#rows = EmbeddingRows.from(dump.rows);
    model.#lately.set(dump.lately);
    [model.#latelyCount, model.#watches, model.#seed] = dump.counts;
    model.#mix.set(dump.mix);
    model.#mixSquares.set(dump.mixSquares);
    return model;
  }
}

export interface SequenceDump {
  rows: EmbeddingDump;
  lately: Int32Array;
  counts: [number, number, number];
  mix: Float32Array;
  mixSquares: Float32Array;
}

function bounded(step: number): number {
  return Math.max(-STEP_MAX, Math.min(STEP_MAX, step));
}
