// Cricket: the ball itself, large enough to see every stitch, turning on its seam over lit stumps.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import { sinceStroke } from '../rhythm.ts';
import { between, TURN } from './scene.ts';
import type { Moment, SceneMaker } from './scene.ts';

const RADIUS = 172;
const STITCHES = 84;
/** Latitudes of the seam's six rows, in radians off its middle. */
const ROWS = [0.05, 0.1, 0.15] as const;
const STREAKS = 9;

/** Red or white leather by seed; swings to one side or the other. */
export const cricketBall: SceneMaker = (setting) => {
  const { random, rhythm, palette, centreY } = setting;
  const isWhite = random.next() < 0.35;
  const leather = isWhite
    ? ramp([0, hex('#ffffff')], [0.55, hex('#e9e0d2')], [0.85, hex('#b0a294')], [1, hex('#6d5f62')])
    : ramp([0, hex('#ff9a84')], [0.25, hex('#e23a44')], [0.7, hex('#a5162c')], [1, hex('#4a0614')]);
  const thread = isWhite ? hex('#2f7a4a') : hex('#ffe9cf');
  const side = random.next() < 0.5 ? 1 : -1;
  const tilt = between(random, 0.25, 0.6) * side;
  const spins = Math.max(2, Math.round(setting.durationS * 0.6));
  return (canvas, moment) => {
    const drift = Math.sin(TURN * moment.loop * 2);
    const x = 352 + side * 64 * drift;
    const y = centreY - 66 + 22 * Math.cos(TURN * moment.loop * 4);
    streaks(canvas, x, y, side, moment, palette.accent, palette.second);
    wicket(canvas, centreY + 66, sinceStroke(rhythm, rhythm.low, moment.s).agoS, palette.accent);
    leatherBall(canvas, x, y, leather);
    seam(canvas, x, y, tilt + 0.25 * drift, TURN * moment.loop * spins, thread);
    canvas
      .begin()
      .ellipse(x - 62, y - 88, 52, 30)
      .fill(radial(x - 62, y - 88, 54, SHINE));
  };
};

const SHINE = ramp([0, HOUSE.chalk, 0.75], [1, HOUSE.chalk, 0]);

function leatherBall(canvas: Canvas, x: number, y: number, leather: Ramp): void {
  canvas
    .begin()
    .circle(x, y, RADIUS)
    .fill(radial(x - 58, y - 78, RADIUS * 1.5, leather));
  canvas
    .begin()
    .circle(x, y, RADIUS - 2)
    .stroke(4, HOUSE.night, 0.25);
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** A point of the ball in its own frame, turned into view. */
function turned(angle: number, latitude: number, tilt: number, spin: number): Spot {
  const ring = Math.cos(latitude);
  const px = ring * Math.cos(angle + spin);
  const py = Math.sin(latitude);
  const pz = ring * Math.sin(angle + spin);
  const lean = 0.5 * Math.sin(spin * 0.5) + 0.15;
  const y1 = py * Math.cos(lean) - pz * Math.sin(lean);
  const z1 = py * Math.sin(lean) + pz * Math.cos(lean);
  return {
    x: px * Math.cos(tilt) - y1 * Math.sin(tilt),
    y: px * Math.sin(tilt) + y1 * Math.cos(tilt),
    z: z1,
  };
}

function seam(
  canvas: Canvas,
  x: number,
  y: number,
  tilt: number,
  spin: number,
  thread: Colour,
): void {
  canvas.begin();
  for (const latitude of [-0.18, 0.18]) arcOf(canvas, x, y, latitude, tilt, spin);
  canvas.stroke(2, HOUSE.night, 0.3);
  for (const row of ROWS) {
    canvas.begin();
    for (const sign of [-1, 1]) {
      for (let stitch = 0; stitch < STITCHES; stitch += 1) {
        const angle = (stitch / STITCHES) * TURN;
        const a = turned(angle, sign * (row - 0.021), tilt, spin);
        const b = turned(angle + 0.03, sign * (row + 0.021), tilt, spin);
        if (a.z < 0.04) continue;
        canvas
          .moveTo(x + a.x * RADIUS, y + a.y * RADIUS)
          .lineTo(x + b.x * RADIUS, y + b.y * RADIUS);
      }
    }
    canvas.stroke(row === 0.05 ? 4.6 : 3.6, thread, 0.95);
  }
}

function arcOf(
  canvas: Canvas,
  x: number,
  y: number,
  latitude: number,
  tilt: number,
  spin: number,
): void {
  let isOpen = false;
  for (let step = 0; step <= 120; step += 1) {
    const spot = turned((step / 120) * TURN, latitude, tilt, spin);
    if (spot.z < 0.02) {
      isOpen = false;
      continue;
    }
    if (isOpen) canvas.lineTo(x + spot.x * RADIUS, y + spot.y * RADIUS);
    else canvas.moveTo(x + spot.x * RADIUS, y + spot.y * RADIUS);
    isOpen = true;
  }
}

/** The air that the ball has passed. */
function streaks(
  canvas: Canvas,
  x: number,
  y: number,
  side: number,
  { loop }: Moment,
  first: Colour,
  second: Colour,
): void {
  for (let streak = 0; streak < STREAKS; streak += 1) {
    const offset = (streak - (STREAKS - 1) / 2) * 38;
    const sway = 16 * Math.sin(TURN * (loop * 6 + streak * 0.31));
    const reach = 330 + 90 * Math.sin(TURN * (loop * 4 + streak * 0.17));
    canvas.begin().moveTo(x + offset * 0.8, y + offset * 0.3);
    canvas.quadTo(
      x - side * 190,
      y - 130 + offset,
      x - side * reach,
      y - 250 + offset * 1.5 + sway,
    );
    canvas.stroke((share) => 6 * (1 - share), streak % 2 === 0 ? first : second, 0.5, 'light');
  }
}

/** Stumps with lit bails that jump on the low beat. */
function wicket(canvas: Canvas, y: number, agoS: number, light: Colour): void {
  const wood = ramp([0, hex('#8a5a24')], [0.4, hex('#f2d28c')], [1, hex('#7a4a1c')]);
  const jump = agoS < 0.42 ? Math.sin((Math.PI * agoS) / 0.42) : 0;
  const lit = Math.exp(-agoS / 0.3);
  canvas
    .begin()
    .ellipse(360, y + 166, 150, 18)
    .fill(HOUSE.night, 0.5);
  for (const dx of [-74, 0, 74]) {
    canvas
      .begin()
      .roundRect(360 + dx - 13, y, 26, 164, 10)
      .fill(linear(360 + dx - 13, 0, 360 + dx + 13, 0, wood));
    canvas
      .begin()
      .roundRect(360 + dx - 13, y + 6, 26, 26, 8)
      .fill(light, 0.35 + 0.65 * lit);
    canvas.glow(360 + dx, y + 16, 70, light, 0.8 * lit);
  }
  for (const dx of [-37, 37]) {
    canvas.at(360 + dx * (1 + 0.5 * jump), y - 6 - 62 * jump, jump * 0.9 * Math.sign(dx), 1, () => {
      canvas
        .begin()
        .roundRect(-35, -8, 70, 16, 8)
        .fill(mix(HOUSE.chalk, light, lit));
    });
  }
}
