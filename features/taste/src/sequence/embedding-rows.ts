// Rows of numbers by item, without collisions: an item gets a row of its own when it is admitted, keeps it while it is
// watched, and gives it back. Rows that were never given out cost nothing; memory doubles as it is needed.

import { DAY_MS } from '@jhalak/kernel';

/** Numbers a row; with them the model was tried on the log (docs/measurements/replay.md). */
export const DIMENSIONS = 32;
/** A clip is admitted with its second watch: most of those that are watched once are never watched again. */
const ADMIT_WATCHES = 2;
/** A row that nothing was learned about for so long is given back. */
const EXPIRY_DAYS = 60;
/** Rows begin this close to zero, each with its own numbers. */
const SPREAD = 0.05;
const FIRST_ROWS = 256;
const NO_ROW = -1;

export class EmbeddingRows {
  /** By item: its row, NO_ROW, or below that how often it was watched without one. */
  #rowOf = new Int32Array(FIRST_ROWS).fill(NO_ROW);
  /** By row: its item, or NO_ROW. */
  #itemOf = new Int32Array(FIRST_ROWS).fill(NO_ROW);
  #day = new Int32Array(FIRST_ROWS);
  #free: number[] = [];
  #used = 0;
  #sweptDay = 0;
  /** What a clip is when it was watched: one row of DIMENSIONS each. */
  input = new Float32Array(FIRST_ROWS * DIMENSIONS);
  /** What a clip is when it is chosen. */
  output = new Float32Array(FIRST_ROWS * DIMENSIONS);
  bias = new Float32Array(FIRST_ROWS);
  /** Sums of squared gradients, one a row. */
  inputSquares = new Float32Array(FIRST_ROWS);
  outputSquares = new Float32Array(FIRST_ROWS);
  biasSquares = new Float32Array(FIRST_ROWS);
  /** How often a row's clip was watched since it was admitted. */
  watches = new Float32Array(FIRST_ROWS);

  /** @returns the row of an item, or -1. */
  rowOf(item: number): number {
    const row = this.#rowOf[item] ?? NO_ROW;
    return row >= 0 ? row : NO_ROW;
  }

  /** @returns the item of a row. */
  itemOf(row: number): number {
    return this.#itemOf[row] ?? NO_ROW;
  }

  /** Rows in use. */
  get count(): number {
    return this.#used - this.#free.length;
  }

  /** Says that an item was watched. @returns its row, -1 until it is admitted. */
  touch(item: number, atMs: number): number {
    this.#reserveItem(item);
    const day = Math.floor(atMs / DAY_MS);
    let row = this.#rowOf[item] ?? NO_ROW;
    if (row < 0) {
      const seen = NO_ROW - row + 1;
      row = seen >= ADMIT_WATCHES ? this.#admit(item) : NO_ROW - seen;
      this.#rowOf[item] = row;
      if (row < 0) return NO_ROW;
    }
    this.#day[row] = day;
    this.watches[row] = (this.watches[row] ?? 0) + 1;
    return row;
  }

  /** Gives back rows of long ago; at most once a day of the journal's time. */
  expire(atMs: number): void {
    const day = Math.floor(atMs / DAY_MS);
    if (day === this.#sweptDay) return;
    this.#sweptDay = day;
    for (let row = 0; row < this.#used; row += 1) {
      const item = this.#itemOf[row] ?? NO_ROW;
      if (item < 0 || day - (this.#day[row] ?? 0) < EXPIRY_DAYS) continue;
      this.#rowOf[item] = NO_ROW;
      this.#itemOf[row] = NO_ROW;
      this.#free.push(row);
    }
  }

  #admit(item: number): number {
    const row = this.#free.pop() ?? this.#used++;
    if (row >= this.#itemOf.length) this.#growRows();
    this.#itemOf[row] = item;
    for (const table of [this.inputSquares, this.outputSquares, this.biasSquares])
      table[row] = 0.01;
    this.bias[row] = 0;
    this.watches[row] = 0;
    for (let at = row * DIMENSIONS; at < (row + 1) * DIMENSIONS; at += 1) {
      this.input[at] = SPREAD * unitOf(item, at % DIMENSIONS);
      this.output[at] = SPREAD * unitOf(item, DIMENSIONS + (at % DIMENSIONS));
    }
    return row;
  }

  #reserveItem(item: number): void {
    if (item < this.#rowOf.length) return;
    const length = Math.max(item + 1, this.#rowOf.length * 2);
    const larger = new Int32Array(length).fill(NO_ROW);
    larger.set(this.#rowOf);
    this.#rowOf = larger;
  }

  #growRows(): void {
    const rows = this.#itemOf.length * 2;
    const items = new Int32Array(rows).fill(NO_ROW);
    items.set(this.#itemOf);
    this.#itemOf = items;
    const days = new Int32Array(rows);
    days.set(this.#day);
    this.#day = days;
    this.input = enlarged(this.input, rows * DIMENSIONS);
    this.output = enlarged(this.output, rows * DIMENSIONS);
    this.bias = enlarged(this.bias, rows);
    this.inputSquares = enlarged(this.inputSquares, rows);
    this.outputSquares = enlarged(this.outputSquares, rows);
    this.biasSquares = enlarged(this.biasSquares, rows);
    this.watches = enlarged(this.watches, rows);
  }

  /** @returns everything, valid until something is learned: it is written or copied at once. */
  dump(): EmbeddingDump {
    const rows = this.#used;
    return {
      rowOf: this.#rowOf.subarray(),
      itemOf: this.#itemOf.subarray(0, rows),
      day: this.#day.subarray(0, rows),
      free: Int32Array.from(this.#free),
      sweptDay: this.#sweptDay,
      input: this.input.subarray(0, rows * DIMENSIONS),
      output: this.output.subarray(0, rows * DIMENSIONS),
      bias: this.bias.subarray(0, rows),
      inputSquares: this.inputSquares.subarray(0, rows),
      outputSquares: this.outputSquares.subarray(0, rows),
      biasSquares: this.biasSquares.subarray(0, rows),
      watches: this.watches.subarray(0, rows),
    };
  }

  static from(dump: EmbeddingDump): EmbeddingRows {
    const rows = new EmbeddingRows();
    rows.#reserveItem(dump.rowOf.length - 1);
    while (rows.#itemOf.length < dump.itemOf.length) rows.#growRows();
    rows.#rowOf.set(dump.rowOf);
    rows.#itemOf.set(dump.itemOf);
    rows.#day.set(dump.day);
    rows.#free = [...dump.free];
    rows.#used = dump.itemOf.length;
    rows.#sweptDay = dump.sweptDay;
    rows.input.set(dump.input);
    rows.output.set(dump.output);
    rows.bias.set(dump.bias);
    rows.inputSquares.set(dump.inputSquares);
    rows.outputSquares.set(dump.outputSquares);
    rows.biasSquares.set(dump.biasSquares);
    rows.watches.set(dump.watches);
    return rows;
  }
}

export interface EmbeddingDump {
  rowOf: Int32Array;
  itemOf: Int32Array;
  day: Int32Array;
  free: Int32Array;
  sweptDay: number;
  input: Float32Array;
  output: Float32Array;
  bias: Float32Array;
  inputSquares: Float32Array;
  outputSquares: Float32Array;
  biasSquares: Float32Array;
  watches: Float32Array;
}

function enlarged(numbers: Float32Array, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(length);
  larger.set(numbers);
  return larger;
}

// A number in [-1, 1) that is always the same for an item and a place: two replays agree.
function unitOf(item: number, place: number): number {
  let mixed = Math.imul(item + 1, 0x9e37_79b1) ^ Math.imul(place + 1, 0x85eb_ca77);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae3d);
  return ((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 31 - 1;
}
