// A path in device pixels: every curve is flattened as it is added, under the transform of that
// moment. Filling and stroking read the points back as plain polygons.

import { OUTLINE } from '../type/shaper.ts';
import type { ShapedText } from '../type/shaper.ts';

/** Affine transform: x' = a x + c y + e, y' = b x + d y + f. */
export interface Transform {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly e: number;
  readonly f: number;
}

/** Leaves points where they are. */
export const IDENTITY: Transform = { a: 1, b: 0, c: 0, d: 1, e: 0, f: 0 };

/** One piece of a path: x, y, x, y … */
export interface Subpath {
  readonly points: number[];
  closed: boolean;
}

/** More pieces to a curve than this are finer than a pixel on a 1280-pixel picture. */
const CURVE_PIECES_MAX = 48;
const CIRCLE_PIECES_MAX = 160;

/** @returns the transform that does `inner` first, then `outer`. */
export function compose(outer: Transform, inner: Transform): Transform {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
    e: outer.a * inner.e + outer.c * inner.f + outer.e,
    f: outer.b * inner.e + outer.d * inner.f + outer.f,
  };
}

/** @returns by how much the transform enlarges lengths, on average over directions. */
export function scaleOf(transform: Transform): number {
  return Math.sqrt(Math.abs(transform.a * transform.d - transform.b * transform.c));
}

/** Collects subpaths. The caller sets `transform` before adding. */
export class Path {
  transform: Transform = IDENTITY;
  subpaths: Subpath[] = [];
  private lastX = 0;
  private lastY = 0;

  clear(): void {
    this.subpaths = [];
  }

  moveTo(x: number, y: number): void {
    this.subpaths.push({ points: [], closed: false });
    this.lineTo(x, y);
  }

  lineTo(x: number, y: number): void {
    const { a, b, c, d, e, f } = this.transform;
    this.subpaths.at(-1)?.points.push(a * x + c * y + e, b * x + d * y + f);
    this.lastX = x;
    this.lastY = y;
  }

  quadTo(cx: number, cy: number, x: number, y: number): void {
    const x0 = this.lastX;
    const y0 = this.lastY;
    const pieces = this.piecesFor(Math.hypot(cx - x0, cy - y0) + Math.hypot(x - cx, y - cy));
    for (let piece = 1; piece <= pieces; piece += 1) {
      const t = piece / pieces;
      const s = 1 - t;
      this.lineTo(s * s * x0 + 2 * s * t * cx + t * t * x, s * s * y0 + 2 * s * t * cy + t * t * y);
    }
  }

  cubicTo(c1x: number, c1y: number, c2x: number, c2y: number, x: number, y: number): void {
    const x0 = this.lastX;
    const y0 = this.lastY;
    const length =
      Math.hypot(c1x - x0, c1y - y0) +
      Math.hypot(c2x - c1x, c2y - c1y) +
      Math.hypot(x - c2x, y - c2y);
    const pieces = this.piecesFor(length);
    for (let piece = 1; piece <= pieces; piece += 1) {
      const t = piece / pieces;
      const s = 1 - t;
      const k0 = s * s * s;
      const k1 = 3 * s * s * t;
      const k2 = 3 * s * t * t;
      const k3 = t * t * t;
      this.lineTo(k0 * x0 + k1 * c1x + k2 * c2x + k3 * x, k0 * y0 + k1 * c1y + k2 * c2y + k3 * y);
    }
  }

  close(): void {
    const last = this.subpaths.at(-1);
    if (last !== undefined) last.closed = true;
  }

  /** A whole ellipse, or the arc from `fromAngle` to `toAngle` (radians, clockwise on screen). */
  ellipse(
    x: number,
    y: number,
    rx: number,
    ry: number,
    fromAngle = 0,
    toAngle = Math.PI * 2,
  ): void {
    const size = Math.max(Math.abs(rx), Math.abs(ry)) * scaleOf(this.transform);
    const share = Math.min(1, Math.abs(toAngle - fromAngle) / (Math.PI * 2));
    const pieces = Math.ceil(Math.min(CIRCLE_PIECES_MAX, 8 + 5 * Math.sqrt(size)) * share) + 1;
    const isWhole = share === 1;
    for (let piece = 0; piece < pieces + (isWhole ? 0 : 1); piece += 1) {
      const angle = fromAngle + ((toAngle - fromAngle) * piece) / pieces;
      const px = x + Math.cos(angle) * rx;
      const py = y + Math.sin(angle) * ry;
      if (piece === 0) this.moveTo(px, py);
      else this.lineTo(px, py);
    }
    if (isWhole) this.close();
  }

  /** Corner radii clockwise from the top left. */
  roundRect(
    x: number,
    y: number,
    width: number,
    height: number,
    radii: readonly [number, number, number, number],
  ): void {
    const [tl, tr, br, bl] = radii;
    const k = 0.5523;
    this.moveTo(x + tl, y);
    this.lineTo(x + width - tr, y);
    this.cubicTo(x + width - tr * (1 - k), y, x + width, y + tr * (1 - k), x + width, y + tr);
    this.lineTo(x + width, y + height - br);
    const bottom = y + height;
    const right = x + width;
    this.cubicTo(right, bottom - br * (1 - k), right - br * (1 - k), bottom, right - br, bottom);
    this.lineTo(x + bl, bottom);
    this.cubicTo(x + bl * (1 - k), bottom, x, bottom - bl * (1 - k), x, bottom - bl);
    this.lineTo(x, y + tl);
    this.cubicTo(x, y + tl * (1 - k), x + tl * (1 - k), y, x + tl, y);
    this.close();
  }

  /** A line of shaped text with its baseline starting at (x, y). */
  text(shaped: ShapedText, x: number, y: number): void {
    const { outline } = shaped;
    for (let at = 0; at < outline.length;) {
      const operation = outline[at] ?? OUTLINE.close;
      const value = (index: number): number => outline[at + index] ?? 0;
      if (operation === OUTLINE.move) this.moveTo(x + value(1), y + value(2));
      else if (operation === OUTLINE.line) this.lineTo(x + value(1), y + value(2));
      else if (operation === OUTLINE.quad) {
        this.quadTo(x + value(1), y + value(2), x + value(3), y + value(4));
      } else if (operation === OUTLINE.cubic) {
        const end = [x + value(5), y + value(6)] as const;
        this.cubicTo(x + value(1), y + value(2), x + value(3), y + value(4), ...end);
      } else this.close();
      at += operation === OUTLINE.close ? 1 : 1 + 2 * Math.max(1, operation);
    }
  }

  private piecesFor(length: number): number {
    return Math.max(
      2,
      Math.min(CURVE_PIECES_MAX, Math.ceil(Math.sqrt(length * scaleOf(this.transform)))),
    );
  }
}
