// Exact-area anti-aliasing: edges leave signed area in an accumulation buffer, one sweep along each
// row turns it into coverage. Overlaps of the same direction stay 1, opposite directions cut holes.
// The method is the one font-rs made known (accumulation rasteriser); the code is our own.

/* oxlint-disable typescript/no-non-null-assertion -- every index is inside by construction, and a check per pixel or sample costs */

import { FULL } from './blend.ts';

/** Receives a run of row `y` from `fromX` up to but not including `toX` with its coverage (1 to 256). */
export type RowPainter = (y: number, fromX: number, toX: number, coverage: Int32Array) => void;

/** Blocks of 32 pixels: one 32-bit mask tells of a row up to 1023 pixels wide. */
const BLOCK_SHIFT = 5;
const BLOCKS_MAX = 32;

/** One reusable buffer of edges for a picture of `width` x `height` pixels. */
export class Rasteriser {
  readonly width: number;
  readonly height: number;
  private readonly area: Float32Array;
  private readonly stride: number;
  private readonly firstX: Int32Array;
  private readonly lastX: Int32Array;
  private readonly row: Int32Array;
  /** One bit a block of 32 pixels: has it an edge in this row? */
  private readonly touched: Int32Array;
  private top: number;
  private bottom = -1;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.stride = width + 2;
    this.area = new Float32Array(this.stride * height);
    this.firstX = new Int32Array(height).fill(width);
    this.lastX = new Int32Array(height).fill(-1);
    this.row = new Int32Array(width);
    this.touched = new Int32Array(height);
    if (width >= BLOCKS_MAX << BLOCK_SHIFT)
      throw new Error(`${width} pixels is wider than a row of blocks`);
    this.top = height;
  }

  /** Adds one directed edge in pixels; parts outside the picture are cut off correctly. */
  edge(fromX: number, fromY: number, toX: number, toY: number): void {
    if (fromY === toY) return;
    const isDown = fromY < toY;
    const topX = isDown ? fromX : toX;
    const topY = isDown ? fromY : toY;
    const bottomY = isDown ? toY : fromY;
    const slope = ((isDown ? toX : fromX) - topX) / (bottomY - topY);
    const startY = Math.max(0, Math.floor(topY));
    const endY = Math.min(this.height, Math.ceil(bottomY));
    if (startY >= endY) return;
    if (startY < this.top) this.top = startY;
    if (endY - 1 > this.bottom) this.bottom = endY - 1;
    let x = topY < 0 ? topX - topY * slope : topX;
    for (let y = startY; y < endY; y += 1) {
      const height = Math.min(y + 1, bottomY) - Math.max(y, topY);
      const nextX = x + slope * height;
      this.rowPart(y, x, nextX, isDown ? height : -height);
      x = nextX;
    }
  }

  private rowPart(y: number, startX: number, endX: number, signedHeight: number): void {
    const { area, width } = this;
    let x0 = startX < endX ? startX : endX;
    let x1 = startX < endX ? endX : startX;
    if (x0 < 0) x0 = 0;
    else if (x0 > width) x0 = width;
    if (x1 < 0) x1 = 0;
    else if (x1 > width) x1 = width;
    // Both are at least 0 here, where cutting off the fraction is rounding down.
    const left = x0 | 0;
    const right = (x1 | 0) < x1 ? (x1 | 0) + 1 : x1 | 0;
    const at = y * this.stride + left;
    if (left < this.firstX[y]!) this.firstX[y] = left;
    if (right > this.lastX[y]!) this.lastX[y] = right;
    const lastBlock = (right + 1) >> BLOCK_SHIFT;
    this.touched[y] =
      this.touched[y]! | (((2 << lastBlock) - 1) & ~((1 << (left >> BLOCK_SHIFT)) - 1));
    if (right <= left + 1) {
      const share = 0.5 * (x0 + x1) - left;
      area[at] = area[at]! + signedHeight - signedHeight * share;
      area[at + 1] = area[at + 1]! + signedHeight * share;
      return;
    }
    const perPixel = 1 / (x1 - x0);
    const fromLeft = x0 - left;
    const first = 0.5 * perPixel * (1 - fromLeft) * (1 - fromLeft);
    const fromRight = x1 - right + 1;
    const last = 0.5 * perPixel * fromRight * fromRight;
    const count = right - left;
    area[at] = area[at]! + signedHeight * first;
    if (count === 2) {
      area[at + 1] = area[at + 1]! + signedHeight * (1 - first - last);
    } else {
      const second = perPixel * (1.5 - fromLeft);
      area[at + 1] = area[at + 1]! + signedHeight * (second - first);
      for (let i = 2; i < count - 1; i += 1) {
        area[at + i] = area[at + i]! + signedHeight * perPixel;
      }
      const before = second + (count - 3) * perPixel;
      area[at + count - 1] = area[at + count - 1]! + signedHeight * (1 - before - last);
    }
    area[at + count] = area[at + count]! + signedHeight * last;
  }

  /** Hands out runs of covered pixels, top to bottom, and empties the buffer. */
  sweep(paint: RowPainter): void {
    const { width } = this;
    for (let y = this.top; y <= this.bottom; y += 1) {
      const fromX = this.firstX[y]!;
      const touchedX = this.lastX[y]!;
      if (touchedX < 0) continue;
      this.firstX[y] = width;
      this.lastX[y] = -1;
      this.sweepRow(y, fromX, Math.min(width, touchedX + 1), paint);
    }
    this.top = this.height;
    this.bottom = -1;
  }

  private sweepRow(y: number, fromX: number, toX: number, paint: RowPainter): void {
    const { area, row, width } = this;
    const start = y * this.stride;
    const touched = this.touched[y]!;
    this.touched[y] = 0;
    let sum = 0;
    let coverage = 0;
    let runFrom = -1;
    for (let x = fromX; x < toX;) {
      const endX = Math.min(toX, ((x >> BLOCK_SHIFT) + 1) << BLOCK_SHIFT);
      if (((touched >>> (x >> BLOCK_SHIFT)) & 1) === 0) {
        // No edge in this block: what was covered before it stays so.
        if (coverage === 0) {
          if (runFrom >= 0) paint(y, runFrom, x, row);
          runFrom = -1;
        } else {
          row.fill(coverage, x, endX);
        }
        x = endX;
        continue;
      }
      for (; x < endX; x += 1) {
        const change = area[start + x]!;
        if (change !== 0) {
          sum += change;
          area[start + x] = 0;
          // The small addend keeps rounding errors of a closed shape from leaving or missing a level.
          coverage = ((sum < 0 ? -sum : sum) * FULL + 0.3) | 0;
          if (coverage > FULL) coverage = FULL;
        }
        if (coverage === 0) {
          if (runFrom >= 0) paint(y, runFrom, x, row);
          runFrom = -1;
          continue;
        }
        if (runFrom < 0) runFrom = x;
        row[x] = coverage;
      }
    }
    area[start + width] = 0;
    area[start + width + 1] = 0;
    let endX = toX;
    if (coverage > 0 && toX < width) {
      // The shape goes on past the right edge of the picture, so nothing ended it within.
      row.fill(coverage, toX, width);
      if (runFrom < 0) runFrom = toX;
      endX = width;
    }
    if (runFrom >= 0) paint(y, runFrom, endX, row);
  }
}
