// Learning: a board on which a proof draws itself: a right triangle, the squares on its sides, and
// the rule in chalk.

import type { Canvas } from '../paint/canvas.ts';
import { linear } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour } from '../paint/colour.ts';
import type { ShapedText } from '../type/shaper.ts';
import { between, ease, TURN } from './scene.ts';
import type { SceneMaker } from './scene.ts';

type Point = readonly [x: number, y: number];

interface Stroke {
  readonly points: readonly Point[];
  readonly colour: Colour;
  readonly from: number;
  readonly to: number;
}

const BOARD = { left: 44, width: 632, height: 520 } as const;
/** Shares of the clip: the finished proof (its first frame is the poster), the duster, then the drawing. */
const DUSTER_AT = 0.08;
const DRAWING_AT = 0.16;
const DONE_AT = 0.84;
const DUST = 18;

/** Sides 3, 4, 5 or 5, 12, 13 or 8, 15, 17, mirrored by seed. */
export const chalkboard: SceneMaker = (setting) => {
  const { palette, random, centreY } = setting;
  const board = ramp([0, hex('#1f4a3e')], [0.6, hex('#16362f')], [1, hex('#0f2622')]);
  const wood = ramp([0, hex('#c98f4d')], [0.5, hex('#8a5526')], [1, hex('#5a3413')]);
  const isMirrored = random.next() < 0.5;
  const strokes = proof(
    isMirrored,
    centreY + 4,
    [palette.second, palette.accent, HOUSE.marigold],
    (range) => between(random, -range, range),
  );
  const labels = ['a²', '+', 'b²', '=', 'c²'].map((text) => setting.write(text, 54, 700));
  const dust = Array.from({ length: DUST }, () => ({
    angle: random.next() * TURN,
    reach: between(random, 10, 60),
    phase: random.next(),
  }));
  return (canvas, moment) => {
    const top = centreY - BOARD.height / 2;
    canvas
      .begin()
      .glimpse(BOARD.left + 8, top + 22, BOARD.width, BOARD.height, 44)
      .fill(HOUSE.night, 0.5);
    canvas
      .begin()
      .glimpse(BOARD.left, top, BOARD.width, BOARD.height, 44)
      .fill(linear(0, top, 0, top + BOARD.height, wood));
    canvas
      .begin()
      .glimpse(BOARD.left + 18, top + 18, BOARD.width - 36, BOARD.height - 36, 30)
      .fill(linear(0, top, 200, top + BOARD.height, board));
    smears(canvas, top);
    const { loop } = moment;
    const isWiping = loop > DUSTER_AT && loop < DRAWING_AT;
    const drawn = loop < DRAWING_AT ? 1 : Math.min(1, (loop - DRAWING_AT) / (DONE_AT - DRAWING_AT));
    const wipedX = BOARD.left + BOARD.width * ease((loop - DUSTER_AT) / (DRAWING_AT - DUSTER_AT));
    // What lies left of the duster is gone; a clip keeps the rest.
    if (isWiping) canvas.begin().rect(wipedX, top, 720, BOARD.height).clip();
    let hand: Point | undefined;
    for (const stroke of strokes) hand = drawStroke(canvas, stroke, drawn) ?? hand;
    rule(canvas, labels, [isMirrored ? 206 : 514, centreY + 196], drawn, [
      palette.second,
      HOUSE.chalk,
      palette.accent,
      HOUSE.chalk,
      HOUSE.marigold,
    ]);
    canvas.unclip();
    if (isWiping) duster(canvas, wipedX, centreY, loop);
    if (hand !== undefined) chalkAt(canvas, hand, moment.s, dust);
  };
};

function duster(canvas: Canvas, x: number, y: number, loop: number): void {
  const dy = 150 * Math.sin(loop * 260);
  canvas.at(Math.min(x, BOARD.left + BOARD.width - 60), y + dy, 0.25, 1, () => {
    canvas.begin().roundRect(-34, -86, 68, 172, 16).fill(hex('#8a5526'));
    canvas.begin().roundRect(-46, -80, 26, 160, 10).fill(HOUSE.mist);
  });
}

function smears(canvas: Canvas, top: number): void {
  for (const [x, y, rx, ry] of [
    [190, 130, 120, 34],
    [520, 330, 110, 40],
    [420, 110, 90, 22],
  ] as const) {
    canvas
      .begin()
      .ellipse(x, top + y, rx, ry)
      .fill(HOUSE.chalk, 0.035);
  }
}

/** Triangle first, then one square a side, each with its hatching. */
function proof(
  isMirrored: boolean,
  y: number,
  colours: readonly [Colour, Colour, Colour],
  jitter: (range: number) => number,
): Stroke[] {
  const unit = 38;
  const turn = ([px, py]: Point): Point => [
    360 + (isMirrored ? -1 : 1) * (px * unit - 92),
    y + py * unit,
  ];
  const right: Point = [-1.6, 1.4];
  const a: Point = [right[0], right[1] - 3];
  const b: Point = [right[0] + 4, right[1]];
  const [second, accent, marigold] = colours;
  const squareA: Point[] = [a, right, [right[0] - 3, right[1]], [a[0] - 3, a[1]], a];
  const squareB: Point[] = [right, b, [b[0], b[1] + 4], [right[0], right[1] + 4], right];
  const squareC: Point[] = [a, b, [b[0] + 3, b[1] - 4], [a[0] + 3, a[1] - 4], a];
  const line = (points: readonly Point[], colour: Colour, from: number, to: number): Stroke => ({
    points: points.map(turn).map(([px, py]) => [px + jitter(2), py + jitter(2)]),
    colour,
    from,
    to,
  });
  const hatch = (corners: readonly Point[], colour: Colour, from: number, to: number): Stroke[] => {
    const [p, q, r] = corners;
    if (p === undefined || q === undefined || r === undefined) return [];
    return Array.from({ length: 9 }, (_, index) => {
      const u = (index + 1) / 10;
      const start: Point = [p[0] + (q[0] - p[0]) * u, p[1] + (q[1] - p[1]) * u];
      const end: Point = [start[0] + (r[0] - q[0]) * 0.94, start[1] + (r[1] - q[1]) * 0.94];
      const step = (to - from) / 9;
      return line(
        index % 2 === 0 ? [start, end] : [end, start],
        colour,
        from + index * step,
        from + (index + 1) * step,
      );
    });
  };
  return [
    line([a, right, b, a], HOUSE.chalk, 0, 0.18),
    line(squareA, second, 0.18, 0.3),
    ...hatch(squareA, mix(second, hex('#16362f'), 0.35), 0.3, 0.42),
    line(squareB, accent, 0.42, 0.54),
    ...hatch(squareB, mix(accent, hex('#16362f'), 0.35), 0.54, 0.66),
    line(squareC, marigold, 0.66, 0.78),
    ...hatch(squareC, mix(marigold, hex('#16362f'), 0.35), 0.78, 0.92),
  ];
}

/** Draws what is there by now. @returns where the chalk is, when it is on this stroke. */
function drawStroke(canvas: Canvas, stroke: Stroke, drawn: number): Point | undefined {
  const share = (drawn - stroke.from) / (stroke.to - stroke.from);
  if (share <= 0) return undefined;
  const lengths = stroke.points.slice(1).map((point, index) => {
    const before = stroke.points[index] ?? point;
    return Math.hypot(point[0] - before[0], point[1] - before[1]);
  });
  let left = Math.min(1, share) * lengths.reduce((sum, length) => sum + length, 0);
  const visible: Point[] = stroke.points.slice(0, 1);
  for (const [index, length] of lengths.entries()) {
    const before = stroke.points[index];
    const after = stroke.points[index + 1];
    if (left <= 0 || before === undefined || after === undefined) break;
    const u = Math.min(1, left / length);
    visible.push([before[0] + (after[0] - before[0]) * u, before[1] + (after[1] - before[1]) * u]);
    left -= length;
  }
  canvas.begin().polyline(visible).stroke(10, stroke.colour, 0.22);
  canvas
    .begin()
    .polyline(visible)
    .stroke((along) => 2.7 + 0.6 * Math.sin(along * 60), stroke.colour, 0.95);
  return share < 1 ? visible.at(-1) : undefined;
}

function rule(
  canvas: Canvas,
  labels: readonly ShapedText[],
  middle: Point,
  drawn: number,
  colours: readonly Colour[],
): void {
  const gap = 18;
  const [middleX, y] = middle;
  const width = labels.reduce((sum, { widthPx }) => sum + widthPx + gap, -gap);
  let x = middleX - width / 2;
  const steps = [0.3, 0.3, 0.54, 0.78, 0.92];
  for (const [index, label] of labels.entries()) {
    const shown = ease((drawn - (steps[index] ?? 1)) / 0.08);
    if (shown > 0)
      canvas
        .begin()
        .text(label, x, y + 8 * (1 - shown))
        .fill(colours[index] ?? HOUSE.chalk, shown * 0.95);
    x += label.widthPx + gap;
  }
}

function chalkAt(
  canvas: Canvas,
  [x, y]: Point,
  s: number,
  dust: readonly { angle: number; reach: number; phase: number }[],
): void {
  for (const speck of dust) {
    const t = (s * 1.4 + speck.phase) % 1;
    canvas
      .begin()
      .circle(
        x + Math.cos(speck.angle) * speck.reach * t,
        y + Math.abs(Math.sin(speck.angle)) * speck.reach * t + 34 * t * t,
        2.4 * (1 - t),
      );
    canvas.fill(HOUSE.chalk, 0.7 * (1 - t));
  }
  canvas.at(x, y, -0.7 + 0.06 * Math.sin(s * 20), 1, () => {
    canvas
      .begin()
      .roundRect(-2, -9, 84, 18, 8)
      .fill(HOUSE.chalk)
      .begin()
      .roundRect(40, -10, 44, 20, 8)
      .fill(HOUSE.gulal);
  });
}
