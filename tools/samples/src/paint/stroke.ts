// Lines to polygons: each subpath becomes its two offset sides joined by round ends. Sharp corners
// get a disc, so that they are round instead of torn. All pieces turn the same way, so overlaps add
// up to full coverage and never cut holes.

import type { Subpath } from './path.ts';
import type { Rasteriser } from './rasteriser.ts';

/** Corners that turn by more than this (cosine of about 40 degrees) get a disc. */
const SHARP_COSINE = 0.766;

/** Half the width of the line at a point, by its share (0 to 1) of the way along the subpath. */
export type HalfWidth = (share: number) => number;

/**
 * Adds the outline of a stroked subpath to the rasteriser.
 *
 * @param halfWidth in pixels, already scaled.
 * Cost: four edges a point plus the round ends.
 */
export function strokeSubpath(raster: Rasteriser, subpath: Subpath, halfWidth: HalfWidth): void {
  const xs: number[] = [];
  const ys: number[] = [];
  collect(subpath, xs, ys);
  const count = xs.length;
  const only = xs[0];
  if (count === 0 || only === undefined) return;
  if (count === 1) {
    disc(raster, only, ys[0] ?? 0, halfWidth(0));
    return;
  }
  const at = (values: readonly number[], index: number): number => values[index] ?? 0;
  for (let i = 0; i + 1 < count; i += 1) {
    const dx = at(xs, i + 1) - at(xs, i);
    const dy = at(ys, i + 1) - at(ys, i);
    const [nx0, ny0] = normalAt(xs, ys, i, subpath.closed);
    const [nx1, ny1] = normalAt(xs, ys, i + 1, subpath.closed);
    const w0 = halfWidth(i / (count - 1));
    const w1 = halfWidth((i + 1) / (count - 1));
    quad(raster, at(xs, i), at(ys, i), at(xs, i + 1), at(ys, i + 1), [
      nx0 * w0,
      ny0 * w0,
      nx1 * w1,
      ny1 * w1,
    ]);
    if (i + 2 < count) {
      const ex = at(xs, i + 2) - at(xs, i + 1);
      const ey = at(ys, i + 2) - at(ys, i + 1);
      const cosine = (dx * ex + dy * ey) / (Math.hypot(dx, dy) * Math.hypot(ex, ey));
      if (cosine < SHARP_COSINE) disc(raster, at(xs, i + 1), at(ys, i + 1), w1);
    }
  }
  if (subpath.closed) return;
  disc(raster, only, at(ys, 0), halfWidth(0));
  disc(raster, at(xs, count - 1), at(ys, count - 1), halfWidth(1));
}

function collect(subpath: Subpath, xs: number[], ys: number[]): void {
  const { points, closed } = subpath;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    if (xs.length > 0 && Math.hypot(x - (xs.at(-1) ?? 0), y - (ys.at(-1) ?? 0)) < 0.02) continue;
    xs.push(x);
    ys.push(y);
  }
  if (closed && xs.length > 1) {
    xs.push(xs[0] ?? 0);
    ys.push(ys[0] ?? 0);
  }
}

/** The unit normal between the two neighbouring edges; corners keep the edge's own normal. */
function normalAt(
  xs: readonly number[],
  ys: readonly number[],
  index: number,
  closed: boolean,
): readonly [number, number] {
  const last = xs.length - 1;
  const before = index > 0 ? index - 1 : closed ? last - 1 : 0;
  const after = index < last ? index + 1 : closed ? 1 : last;
  const x = xs[index] ?? 0;
  const y = ys[index] ?? 0;
  let [ax, ay] = unit(x - (xs[before] ?? 0), y - (ys[before] ?? 0));
  let [bx, by] = unit((xs[after] ?? 0) - x, (ys[after] ?? 0) - y);
  if (ax === 0 && ay === 0) [ax, ay] = [bx, by];
  if (bx === 0 && by === 0) [bx, by] = [ax, ay];
  const [tx, ty] = unit(ax + bx, ay + by);
  const stretch = Math.min(1.4, 1 / Math.max(0.3, tx * ax + ty * ay));
  return [-ty * stretch, tx * stretch];
}

function unit(x: number, y: number): [number, number] {
  const length = Math.hypot(x, y);
  return length === 0 ? [0, 0] : [x / length, y / length];
}

function quad(
  raster: Rasteriser,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  offsets: readonly [number, number, number, number],
): void {
  const [ox0, oy0, ox1, oy1] = offsets;
  raster.edge(x0 + ox0, y0 + oy0, x1 + ox1, y1 + oy1);
  raster.edge(x1 + ox1, y1 + oy1, x1 - ox1, y1 - oy1);
  raster.edge(x1 - ox1, y1 - oy1, x0 - ox0, y0 - oy0);
  raster.edge(x0 - ox0, y0 - oy0, x0 + ox0, y0 + oy0);
}

/** Turns the same way as `quad` does. */
function disc(raster: Rasteriser, x: number, y: number, radius: number): void {
  if (radius <= 0) return;
  const pieces = Math.ceil(6 + 4 * Math.sqrt(radius));
  let fromX = x + radius;
  let fromY = y;
  for (let piece = 1; piece <= pieces; piece += 1) {
    const angle = (-piece / pieces) * Math.PI * 2;
    const toX = x + Math.cos(angle) * radius;
    const toY = y + Math.sin(angle) * radius;
    raster.edge(fromX, fromY, toX, toY);
    fromX = toX;
    fromY = toY;
  }
}
