// Travel: a night train on a viaduct. Ridges slide past at their own speeds, windows are lit, the
// lamp on the engine feels its way ahead.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

const RAIL_Y = 960;
const ARCH_PX = 180;
const STARS = 70;
/** The tiles of a ridge repeat after this many pixels, so that the loop has no seam. */
const RIDGE_PERIOD_PX = 1440;

interface Ridge {
  readonly baseY: number;
  readonly waves: readonly {
    readonly count: number;
    readonly height: number;
    readonly phase: number;
  }[];
  readonly colour: Colour;
  readonly periods: number;
}

/** Moon or low sun, ridges and coaches by seed. */
export const train: SceneMaker = (setting) => {
  const { palette, random } = setting;
  const ridges = ridgesOf(setting);
  const sky = skyOf(setting);
  const coach = random.next() < 0.5 ? palette.accent : mix(palette.accent, HOUSE.gulal, 0.6);
  const stone = ramp([0, mix(palette.bottom, HOUSE.plum, 0.9)], [1, HOUSE.night]);
  const direction = random.next() < 0.5 ? 1 : -1;
  return (canvas, moment) => {
    sky(canvas, moment);
    for (const ridge of ridges) drawRidge(canvas, ridge, moment.loop * direction);
    canvas.save();
    if (direction < 0) canvas.translate(720, 0).scale(-1, 1);
    viaduct(canvas, stone, palette.lamps[0], moment);
    trainOn(canvas, coach, palette.second, moment);
    trees(canvas, moment);
    canvas.restore();
  };
};

function skyOf({ palette, random }: SceneSetting): (canvas: Canvas, moment: Moment) => void {
  const glow = ramp(
    [0, palette.lamps[0], 0],
    [0.7, palette.lamps[0], 0.7],
    [1, mix(palette.second, HOUSE.kesari, 0.4), 0.85],
  );
  const isSun = random.next() < 0.5;
  const disc = isSun
    ? ramp([0, hex('#fff3c4')], [0.6, HOUSE.marigold], [1, HOUSE.kesari])
    : ramp([0, hex('#ffffff')], [0.7, HOUSE.chalk], [1, hex('#d8c8c0')]);
  const discX = between(random, 190, 530);
  const stars = Array.from({ length: STARS }, () => ({
    x: between(random, 0, 720),
    y: between(random, 10, 640),
    phase: random.next(),
    r: between(random, 0.8, 2.2),
  }));
  return (canvas, { s }) => {
    canvas
      .begin()
      .rect(0, 470, 720, 420)
      .fill(linear(0, 470, 0, 880, glow));
    for (const star of stars) {
      canvas
        .begin()
        .circle(star.x, star.y, star.r)
        .fill(HOUSE.chalk, 0.35 + 0.45 * Math.sin(s * 2 + star.phase * TURN));
    }
    canvas.glow(discX, 620, 190, isSun ? HOUSE.kesari : HOUSE.chalk, 0.45);
    canvas
      .begin()
      .circle(discX, 620, isSun ? 92 : 72)
      .fill(radial(discX - 16, 600, 110, disc));
  };
}

function ridgesOf({ palette, random }: SceneSetting): Ridge[] {
  const far = mix(palette.lamps[0], palette.bottom, 0.25);
  return [690, 750, 815, 880].map((baseY, index) => ({
    baseY,
    waves: [2 + random.below(2), 5 + random.below(3), 11 + random.below(4)].map((count, wave) => ({
      count,
      height: [62, 30, 9][wave] ?? 9,
      phase: random.next() * TURN,
    })),
    colour: mix(far, HOUSE.night, 0.16 + index * 0.22),
    periods: [0, 1, 1, 2][index] ?? 1,
  }));
}

function drawRidge(canvas: Canvas, ridge: Ridge, loop: number): void {
  const shift = wrap(loop * ridge.periods) * RIDGE_PERIOD_PX;
  canvas.begin().moveTo(-10, 1290);
  for (let x = -10; x <= 740; x += 12) {
    const angle = ((x + shift) / RIDGE_PERIOD_PX) * TURN;
    let y = ridge.baseY;
    for (const wave of ridge.waves) y -= wave.height * Math.sin(angle * wave.count + wave.phase);
    canvas.lineTo(x, y);
  }
  canvas.lineTo(740, 1290).close().fill(ridge.colour);
}

function viaduct(canvas: Canvas, stone: Ramp, light: Colour, { loop }: Moment): void {
  // Whole arches per loop keep the seam invisible.
  const shift = wrap(loop * 12) * ARCH_PX;
  canvas.begin().rect(-10, RAIL_Y + 8, 740, 32);
  canvas
    .fill(mix(HOUSE.plum, light, 0.25))
    .begin()
    .rect(-10, RAIL_Y + 8, 740, 5)
    .fill(HOUSE.mist, 0.5);
  for (let arch = -1; arch < 6; arch += 1) {
    const x = arch * ARCH_PX - shift + ARCH_PX;
    canvas
      .begin()
      .moveTo(x - 90, RAIL_Y + 40)
      .lineTo(x + 90, RAIL_Y + 40)
      .lineTo(x + 90, 1290)
      .lineTo(x + 68, 1290);
    canvas
      .lineTo(x + 68, RAIL_Y + 130)
      .cubicTo(x + 68, RAIL_Y + 42, x - 68, RAIL_Y + 42, x - 68, RAIL_Y + 130);
    canvas
      .lineTo(x - 68, 1290)
      .lineTo(x - 90, 1290)
      .close()
      .fill(linear(0, RAIL_Y, 0, 1290, stone));
    canvas
      .begin()
      .moveTo(x - 68, RAIL_Y + 130)
      .cubicTo(x - 68, RAIL_Y + 42, x + 68, RAIL_Y + 42, x + 68, RAIL_Y + 130);
    canvas.stroke(3, light, 0.5);
  }
}

const WINDOW = ramp([0, hex('#fff6cf')], [1, hex('#ffb13b')]);
const COACHES = [-268, -8] as const;

function trainOn(canvas: Canvas, colour: Colour, stripe: Colour, { s, loop }: Moment): void {
  const bob = 1.6 * Math.sin(s * 13);
  const x0 = 150 + 34 * Math.sin(TURN * loop);
  canvas.save();
  canvas.translate(x0, RAIL_Y + bob);
  smoke(canvas, s);
  for (const x of COACHES) coachAt(canvas, x, colour, stripe, s);
  engine(canvas, 262, colour, stripe, s);
  canvas.restore();
}

function coachAt(canvas: Canvas, x: number, colour: Colour, stripe: Colour, s: number): void {
  canvas
    .begin()
    .roundRect(x, -112, 244, 104, 16)
    .fill(
      linear(
        0,
        -112,
        0,
        -8,
        ramp([0, mix(colour, HOUSE.chalk, 0.2)], [0.5, colour], [1, mix(colour, HOUSE.night, 0.5)]),
      ),
    );
  canvas
    .begin()
    .rect(x + 4, -42, 236, 8)
    .fill(stripe);
  for (let window = 0; window < 5; window += 1) {
    const flicker = 0.92 + 0.08 * Math.sin(s * 5 + window + x);
    canvas
      .begin()
      .roundRect(x + 18 + window * 43, -94, 32, 40, 7)
      .fill(linear(0, -94, 0, -54, WINDOW), flicker);
    if ((window + (x < -100 ? 1 : 0)) % 2 === 0) {
      canvas
        .begin()
        .circle(x + 34 + window * 43, -72, 8)
        .ellipse(x + 34 + window * 43, -56, 12, 9, Math.PI, TURN)
        .fill(HOUSE.plum, 0.85);
    }
  }
  wheels(canvas, [x + 44, x + 84, x + 160, x + 200], s);
  canvas
    .begin()
    .rect(x + 244, -34, 20, 8)
    .fill(HOUSE.night);
}

function engine(canvas: Canvas, x: number, colour: Colour, stripe: Colour, s: number): void {
  const body = mix(colour, HOUSE.night, 0.28);
  canvas.begin().roundRect(x, -124, 92, 116, 12).fill(body);
  canvas
    .begin()
    .roundRect(x + 84, -92, 150, 72, 30)
    .fill(
      linear(0, -92, 0, -20, ramp([0, mix(body, HOUSE.chalk, 0.3)], [0.4, body], [1, HOUSE.night])),
    );
  canvas
    .begin()
    .roundRect(x + 18, -106, 46, 44, 8)
    .fill(linear(0, -106, 0, -62, WINDOW));
  canvas
    .begin()
    .rect(x + 178, -132, 26, 44)
    .roundRect(x + 170, -140, 42, 14, 5)
    .roundRect(x + 116, -104, 28, 18, 8)
    .fill(HOUSE.night);
  canvas
    .begin()
    .rect(x, -34, 228, 8)
    .fill(stripe)
    .begin()
    .rect(x + 100, -92, 7, 70)
    .rect(x + 150, -92, 7, 70)
    .fill(stripe, 0.8);
  wheels(canvas, [x + 36, x + 96, x + 146, x + 200], s);
  canvas
    .begin()
    .circle(x + 234, -60, 13)
    .fill(hex('#fff6cf'));
  canvas.glow(x + 236, -60, 110, hex('#fff1c4'), 0.9);
  canvas
    .begin()
    .moveTo(x + 236, -66)
    .lineTo(x + 620, -170)
    .lineTo(x + 620, 60)
    .lineTo(x + 236, -54)
    .close();
  canvas.fill(linear(x + 236, 0, x + 520, 0, BEAM), 0.6, 'light');
}

const BEAM = ramp([0, hex('#fff1c4'), 0.6], [1, hex('#fff1c4'), 0]);

function wheels(canvas: Canvas, xs: readonly number[], s: number): void {
  canvas.begin();
  for (const x of xs) canvas.circle(x, -6, 15);
  canvas.fill(HOUSE.night).begin();
  for (const x of xs) {
    for (const turn of [0, TURN / 3, (TURN * 2) / 3]) {
      const angle = s * 11 + turn;
      canvas.moveTo(x, -6).lineTo(x + Math.cos(angle) * 11, -6 + Math.sin(angle) * 11);
    }
  }
  canvas.stroke(2.4, HOUSE.mist, 0.8);
}

function smoke(canvas: Canvas, s: number): void {
  for (let puff = 0; puff < 9; puff += 1) {
    const age = wrap(s * 0.42 + puff / 9);
    const x = 452 - age * 560;
    const y = -146 - 96 * Math.sqrt(age) + 7 * Math.sin(puff * 2 + s * 2);
    canvas
      .begin()
      .circle(x, y, 14 + 44 * age)
      .fill(HOUSE.chalk, 0.2 * (1 - age));
  }
}

/** Near trees, dark and fast. */
function trees(canvas: Canvas, { loop }: Moment): void {
  for (let tree = 0; tree < 5; tree += 1) {
    const x = 860 - wrap(loop * 4 + tree / 5 + (tree % 2) * 0.07) * 1060;
    const height = 150 + (tree % 3) * 46;
    canvas
      .begin()
      .moveTo(x, 1290)
      .lineTo(x - 9, 1290)
      .lineTo(x - 4, 1220 - height * 0.4)
      .lineTo(x + 4, 1220 - height * 0.4)
      .lineTo(x + 9, 1290);
    for (const [level, half] of [
      [0, 66],
      [0.33, 52],
      [0.62, 36],
    ] as const) {
      const y = 1262 - height * level * 0.9;
      canvas
        .moveTo(x - half, y)
        .lineTo(x, y - height * 0.62)
        .lineTo(x + half, y)
        .close();
    }
    canvas.fill(HOUSE.night, 0.96);
  }
}
