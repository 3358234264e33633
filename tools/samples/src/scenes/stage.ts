// Comedy: an open stage. Curtains breathe, two spotlights search, the microphone waits, and laughter
// pops up around it in the clip's own script.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import type { ShapedText } from '../type/shaper.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

const FLOOR_Y = 1080;
const FOLDS = 5;
const CONFETTI = 34;
/** Where laughter appears, around the microphone and off the rail of buttons. */
const SPOTS = [
  [205, 690, -0.1],
  [500, 660, 0.08],
  [215, 880, 0.06],
  [505, 850, -0.07],
  [350, 610, 0.03],
] as const;

/** The same stage in other light for each palette. */
export const stage: SceneMaker = (setting) => {
  const { palette, rhythm } = setting;
  const cloth = mix(palette.lamps[1], HOUSE.gulal, 0.25);
  const fold = ramp(
    [0, mix(cloth, HOUSE.night, 0.72)],
    [0.45, mix(cloth, HOUSE.chalk, 0.06)],
    [1, mix(cloth, HOUSE.night, 0.78)],
  );
  const boards = ramp([0, mix(palette.lamps[2], HOUSE.night, 0.3)], [1, HOUSE.night]);
  const beam = ramp([0, HOUSE.chalk, 0.55], [1, palette.second, 0]);
  const sizes = [64, 52, 44].map((size) => setting.write(setting.texts.laugh, size, 800));
  const confetti = confettiOf(setting);
  return (canvas, moment) => {
    const beat = moment.s / (rhythm.stepS * 4);
    canvas
      .begin()
      .rect(0, FLOOR_Y - 60, 720, 260)
      .fill(linear(0, FLOOR_Y - 60, 0, 1280, boards));
    canvas
      .begin()
      .ellipse(360, FLOOR_Y + 20, 260, 56)
      .fill(radial(360, FLOOR_Y + 20, 270, ramp([0, palette.second, 0.6], [1, palette.second, 0])));
    for (const side of [-1, 1] as const) beamOf(canvas, side, beam, moment);
    for (const side of [-1, 1] as const) curtain(canvas, side, fold, palette.second, moment);
    microphone(canvas, palette.accent, moment);
    for (const [index, [x, y, tilt]] of SPOTS.entries()) {
      const text = sizes[index % sizes.length];
      if (text !== undefined)
        laughter(
          canvas,
          text,
          x,
          y,
          tilt,
          wrap(beat / 5 + index / SPOTS.length + 0.07),
          index,
          palette.accent,
          palette.second,
        );
    }
    confetti(canvas, moment);
  };
};

function beamOf(canvas: Canvas, side: number, beam: Ramp, { loop }: Moment): void {
  const fromX = 360 + side * 330;
  const toX = 360 + side * 60 * Math.cos(TURN * loop * 2 + side);
  canvas
    .begin()
    .moveTo(fromX - 16, 520)
    .lineTo(fromX + 16, 520);
  canvas
    .lineTo(toX + 190, FLOOR_Y + 40)
    .lineTo(toX - 190, FLOOR_Y + 40)
    .close();
  canvas.fill(linear(fromX, 520, toX, FLOOR_Y + 60, beam), 0.5, 'light');
}

function curtain(canvas: Canvas, side: number, fold: Ramp, trim: Colour, { loop }: Moment): void {
  for (let index = 0; index < FOLDS; index += 1) {
    const breathe = 7 * Math.sin(TURN * (loop * 2 + index * 0.17));
    const width = 34;
    const inner = 360 + side * (360 - (index + 1) * width) + breathe;
    const outer =
      360 + side * (360 - index * width) + 7 * Math.sin(TURN * (loop * 2 + (index - 1) * 0.17));
    const flare = side * 26;
    canvas
      .begin()
      .moveTo(inner, 520)
      .cubicTo(inner + flare, 700, inner - flare * 0.4, 900, inner + side * 6, FLOOR_Y + 70);
    canvas
      .lineTo(outer, FLOOR_Y + 70)
      .cubicTo(outer - flare * 0.4, 900, outer + flare, 700, outer, 520)
      .close();
    canvas.fill(linear(inner, 0, outer, 0, fold));
  }
  const swags = 3;
  for (let swag = 0; swag < swags; swag += 1) {
    const from = 360 + side * (360 - swag * 120);
    const to = from - side * 124;
    canvas
      .begin()
      .moveTo(from, 506)
      .lineTo(to, 506)
      .quadTo((from + to) / 2, 630 - swag * 16, from, 506)
      .close();
    canvas.fill(linear(0, 506, 0, 590, fold));
    canvas
      .begin()
      .moveTo(to, 508)
      .quadTo((from + to) / 2, 630 - swag * 16, from, 508)
      .stroke(5, trim, 0.9);
  }
}

function microphone(canvas: Canvas, accent: Colour, { s }: Moment): void {
  const steel = ramp([0, hex('#3a3346')], [0.4, hex('#d8d0e0')], [1, hex('#2c2536')]);
  const grille = ramp([0, hex('#f4eef8')], [0.5, hex('#9a8fa8')], [1, hex('#2f2838')]);
  canvas
    .begin()
    .ellipse(360, FLOOR_Y + 26, 96, 18)
    .fill(HOUSE.night, 0.6);
  canvas
    .begin()
    .moveTo(360, FLOOR_Y - 12)
    .lineTo(290, FLOOR_Y + 26)
    .moveTo(360, FLOOR_Y - 12)
    .lineTo(430, FLOOR_Y + 26);
  canvas
    .moveTo(360, FLOOR_Y - 12)
    .lineTo(360, FLOOR_Y + 34)
    .stroke(11, hex('#8d8399'));
  canvas
    .begin()
    .roundRect(353, 770, 14, FLOOR_Y - 780, 7)
    .fill(linear(353, 0, 367, 0, steel));
  canvas.at(360, 770, 0.42 + 0.03 * Math.sin(s * 3), 1, () => {
    canvas
      .begin()
      .moveTo(-26, -60)
      .lineTo(26, -60)
      .lineTo(17, 96)
      .lineTo(-17, 96)
      .close()
      .fill(linear(-26, 0, 26, 0, steel));
    canvas
      .begin()
      .circle(0, -96, 66)
      .fill(radial(-22, -122, 110, grille))
      .clip();
    canvas.begin();
    for (let line = -6; line <= 6; line += 1) {
      canvas
        .moveTo(line * 14 - 60, -170)
        .lineTo(line * 14 + 60, -22)
        .moveTo(line * 14 + 60, -170)
        .lineTo(line * 14 - 60, -22);
    }
    canvas.stroke(2, hex('#2f2838'), 0.5).unclip();
    canvas.begin().roundRect(-69, -78, 138, 20, 9).fill(accent);
    canvas.begin().roundRect(-8, -30, 16, 30, 6).fill(accent);
  });
}

function laughter(
  canvas: Canvas,
  text: ShapedText,
  x: number,
  y: number,
  tilt: number,
  t: number,
  index: number,
  first: Colour,
  second: Colour,
): void {
  const age = t / 0.62;
  if (age >= 1) return;
  const size = Math.min(1, age * 8) * (1 + 0.3 * Math.exp(-age * 7) * Math.sin(age * 40));
  const fade = Math.min(1, (1 - age) * 4);
  const width = text.widthPx + text.sizePx;
  const height = text.sizePx * 1.7;
  canvas.at(x, y - 40 * age, tilt, size, () => {
    canvas.begin().glimpse(-width / 2, -height / 2, width, height, text.sizePx * 0.55);
    canvas.fill(index % 2 === 0 ? first : second, fade);
    canvas
      .begin()
      .text(text, -text.widthPx / 2, text.sizePx * 0.3)
      .fill(HOUSE.night, fade);
  });
}

function confettiOf({
  random,
  palette,
  durationS,
}: SceneSetting): (canvas: Canvas, moment: Moment) => void {
  const colours = [palette.accent, palette.second, palette.third, HOUSE.chalk];
  const bits = Array.from({ length: CONFETTI }, (_, index) => ({
    x: between(random, 100, 620),
    start: random.next(),
    falls: Math.max(1, Math.round(durationS * between(random, 0.16, 0.3))),
    spin: between(random, -9, 9),
    size: between(random, 7, 13),
    colour: colours[index % colours.length] ?? HOUSE.chalk,
  }));
  return (canvas, { loop, s }) => {
    for (const bit of bits) {
      const t = wrap(bit.start + loop * bit.falls);
      canvas.at(
        bit.x + 26 * Math.sin(TURN * t * 2 + bit.spin),
        520 + t * 560,
        s * bit.spin,
        1,
        () => {
          canvas.scale(1, Math.cos(s * bit.spin * 1.3));
          canvas
            .begin()
            .rect(-bit.size, -bit.size / 2, bit.size * 2, bit.size)
            .fill(bit.colour, Math.min(1, (1 - t) * 5, t * 8));
        },
      );
    }
  };
}
