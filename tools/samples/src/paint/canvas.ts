// The painter of one frame: a small immediate-mode canvas over packed pixels. It has what the
// scenes need and no more: paths, transforms, gradients, soft lights, one clip. No allocation of
// whole pictures after construction, which is why it beats general libraries here (README).

/* oxlint-disable typescript/no-non-null-assertion -- every index is inside by construction, and a check per pixel or sample costs */

import type { ShapedText } from '../type/shaper.ts';
import { addGlow, blendRamp, blendSolid, FULL, lightSolid, packed, placeRow } from './blend.ts';
import type { BlendMode, GradientPlace, Pixels } from './blend.ts';
import type { Colour, Ramp } from './colour.ts';
import { compose, IDENTITY, Path, scaleOf } from './path.ts';
import type { Transform } from './path.ts';
import { Rasteriser } from './rasteriser.ts';
import type { RowPainter } from './rasteriser.ts';
import { strokeSubpath } from './stroke.ts';
import type { HalfWidth } from './stroke.ts';

/** What to paint with. Gradient places are in the coordinates of the moment of painting. */
export type Paint =
  | Colour
  | { kind: 'linear'; x0: number; y0: number; x1: number; y1: number; ramp: Ramp }
  | { kind: 'radial'; x: number; y: number; radius: number; ramp: Ramp };

/** @returns a gradient from (x0, y0) to (x1, y1). */
export function linear(x0: number, y0: number, x1: number, y1: number, colours: Ramp): Paint {
  return { kind: 'linear', x0, y0, x1, y1, ramp: colours };
}

/** @returns a gradient from the middle outwards. */
export function radial(x: number, y: number, radius: number, colours: Ramp): Paint {
  return { kind: 'radial', x, y, radius, ramp: colours };
}

const TURN = Math.PI * 2;

/** Signature corner: three round corners, the bottom-start one nearly square. */
const GLIMPSE_SQUARE_SHARE = 4 / 18;

/** A picture of packed pixels with a transform, a current path and a clip. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly pixels: Pixels;
  /** The same memory as bytes: red, green, blue, 0. */
  readonly bytes: Uint8Array;
  private readonly raster: Rasteriser;
  private readonly path = new Path();
  private readonly stack: Transform[] = [];
  private readonly clipMask: Uint16Array;
  private readonly steps: Uint8Array;
  private clipRows: { top: number; bottom: number } | undefined;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.pixels = new Int32Array(width * height);
    this.bytes = new Uint8Array(this.pixels.buffer);
    this.raster = new Rasteriser(width, height);
    this.clipMask = new Uint16Array(width * height);
    this.steps = new Uint8Array(width);
  }

  save(): void {
    this.stack.push(this.path.transform);
  }

  restore(): void {
    this.path.transform = this.stack.pop() ?? IDENTITY;
  }

  translate(x: number, y: number): this {
    this.path.transform = compose(this.path.transform, { ...IDENTITY, e: x, f: y });
    return this;
  }

  /** Clockwise on screen. */
  rotate(radians: number): this {
    const a = Math.cos(radians);
    const b = Math.sin(radians);
    this.path.transform = compose(this.path.transform, { a, b, c: -b, d: a, e: 0, f: 0 });
    return this;
  }

  scale(x: number, y = x): this {
    this.path.transform = compose(this.path.transform, { a: x, b: 0, c: 0, d: y, e: 0, f: 0 });
    return this;
  }

  /** Runs `draw` under a transform that ends with it. */
  at(x: number, y: number, radians: number, size: number, draw: () => void): void {
    this.save();
    this.translate(x, y).rotate(radians).scale(size);
    draw();
    this.restore();
  }

  begin(): this {
    this.path.clear();
    return this;
  }

  moveTo(x: number, y: number): this {
    this.path.moveTo(x, y);
    return this;
  }

  lineTo(x: number, y: number): this {
    this.path.lineTo(x, y);
    return this;
  }

  quadTo(cx: number, cy: number, x: number, y: number): this {
    this.path.quadTo(cx, cy, x, y);
    return this;
  }

  cubicTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): this {
    this.path.cubicTo(ax, ay, bx, by, x, y);
    return this;
  }

  close(): this {
    this.path.close();
    return this;
  }

  circle(x: number, y: number, radius: number): this {
    this.path.ellipse(x, y, radius, radius);
    return this;
  }

  /** The band between two circles of the same middle. */
  ring(x: number, y: number, inner: number, outer: number): this {
    this.path.ellipse(x, y, outer, outer);
    this.path.ellipse(x, y, inner, inner, TURN, 0);
    return this;
  }

  ellipse(x: number, y: number, rx: number, ry: number, from = 0, to = Math.PI * 2): this {
    this.path.ellipse(x, y, rx, ry, from, to);
    return this;
  }

  rect(x: number, y: number, width: number, height: number): this {
    return this.roundRect(x, y, width, height, 0);
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): this {
    this.path.roundRect(x, y, width, height, [radius, radius, radius, radius]);
    return this;
  }

  /** The house's own corner shape. */
  glimpse(x: number, y: number, width: number, height: number, radius: number): this {
    const square = radius * GLIMPSE_SQUARE_SHARE;
    this.path.roundRect(x, y, width, height, [radius, radius, radius, square]);
    return this;
  }

  text(shaped: ShapedText, x: number, y: number): this {
    this.path.text(shaped, x, y);
    return this;
  }

  /** A line through all points, in order. */
  polyline(points: readonly (readonly [number, number])[]): this {
    for (const [index, [x, y]] of points.entries()) {
      if (index === 0) this.path.moveTo(x, y);
      else this.path.lineTo(x, y);
    }
    return this;
  }

  fill(paint: Paint, opacity = 1, mode: BlendMode = 'over'): this {
    this.addFillEdges();
    this.paintRows(paint, opacity, mode);
    return this;
  }

  /** @param width in the coordinates of the moment, or half the width along the way. */
  stroke(width: number | HalfWidth, paint: Paint, opacity = 1, mode: BlendMode = 'over'): this {
    const scale = scaleOf(this.path.transform);
    const half: HalfWidth =
      typeof width === 'number' ? () => (width * scale) / 2 : (share) => width(share) * scale;
    for (const subpath of this.path.subpaths) strokeSubpath(this.raster, subpath, half);
    this.paintRows(paint, opacity, mode);
    return this;
  }

  /** A soft light; `strength` 1 adds the full colour in the middle. Not clipped. */
  glow(x: number, y: number, radius: number, colour: Colour, strength = 1): this {
    const { a, b, c, d, e, f } = this.path.transform;
    const size = radius * scaleOf(this.path.transform);
    const [red, green, blue] = colour;
    const place = [a * x + c * y + e, b * x + d * y + f, size] as const;
    const light = [red * strength, green * strength, blue * strength] as const;
    if (size > 0.5) addGlow(this.pixels, this.width, this.height, ...place, ...light);
    return this;
  }

  /** From here until `unclip` only what lies inside the current path is painted. One level only. */
  clip(): this {
    this.unclip();
    this.addFillEdges();
    let top = this.height;
    let bottom = -1;
    this.raster.sweep((y, fromX, toX, coverage) => {
      top = Math.min(top, y);
      bottom = y;
      this.clipMask.set(coverage.subarray(fromX, toX), y * this.width + fromX);
    });
    this.clipRows = { top, bottom };
    return this;
  }

  unclip(): this {
    const rows = this.clipRows;
    if (rows !== undefined) {
      this.clipMask.fill(0, rows.top * this.width, (rows.bottom + 1) * this.width);
    }
    this.clipRows = undefined;
    return this;
  }

  private addFillEdges(): void {
    for (const { points } of this.path.subpaths) {
      let fromX = points.at(-2) ?? 0;
      let fromY = points.at(-1) ?? 0;
      for (let i = 0; i + 1 < points.length; i += 2) {
        const toX = points[i] ?? 0;
        const toY = points[i + 1] ?? 0;
        this.raster.edge(fromX, fromY, toX, toY);
        fromX = toX;
        fromY = toY;
      }
    }
  }

  private paintRows(paint: Paint, opacity: number, mode: BlendMode): void {
    const paintRow = this.rowPainter(paint, opacity, mode);
    const rows = this.clipRows;
    if (rows === undefined) {
      this.raster.sweep(paintRow);
      return;
    }
    this.raster.sweep((y, fromX, toX, coverage) => {
      if (y < rows.top || y > rows.bottom) return;
      const start = y * this.width;
      for (let x = fromX; x < toX; x += 1)
        coverage[x] = (coverage[x]! * this.clipMask[start + x]!) >> 8;
      paintRow(y, fromX, toX, coverage);
    });
  }

  private rowPainter(paint: Paint, opacity: number, mode: BlendMode): RowPainter {
    const { pixels, steps, width } = this;
    const whole = Math.max(0, Math.min(FULL, Math.round(opacity * FULL)));
    if (!('kind' in paint)) {
      const colour = packed(Math.round(paint[0]), Math.round(paint[1]), Math.round(paint[2]));
      const blend = mode === 'over' ? blendSolid : lightSolid;
      return (y, fromX, toX, coverage) => {
        const start = y * width;
        blend(pixels, start + fromX, start + toX, coverage, start, colour, whole);
      };
    }
    const place = this.placeOf(paint);
    return (y, from, to, coverage) => {
      placeRow(steps, y, from, to, place);
      blendRamp(pixels, width, y, coverage, from, to, paint.ramp, steps, whole, mode);
    };
  }

  private placeOf(paint: Exclude<Paint, Colour>): GradientPlace {
    const { a, b, c, d, e, f } = this.path.transform;
    if (paint.kind === 'radial') {
      return {
        isRadial: true,
        a: a * paint.x + c * paint.y + e,
        b: b * paint.x + d * paint.y + f,
        c: 1 / (paint.radius * scaleOf(this.path.transform)),
      };
    }
    const x0 = a * paint.x0 + c * paint.y0 + e;
    const y0 = b * paint.x0 + d * paint.y0 + f;
    const dx = a * paint.x1 + c * paint.y1 + e - x0;
    const dy = b * paint.x1 + d * paint.y1 + f - y0;
    const perLength = 1 / Math.max(1e-6, dx * dx + dy * dy);
    return {
      isRadial: false,
      a: dx * perLength,
      b: dy * perLength,
      c: -(x0 * dx + y0 * dy) * perLength,
    };
  }
}
