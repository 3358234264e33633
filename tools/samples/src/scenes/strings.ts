// Music: the strings of a sitar before a full moon. A plucked string opens into a lens of light and
// comes to rest; rain falls in time behind it.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import { sinceStroke } from '../rhythm.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

/** Half the length of the strings: the neck lies across the frame and ends outside it. */
const REACH_PX = 430;
const FRETS = 7;
/** How long a plucked string is seen to swing. */
const SWING_S = 1.3;
const DROPS = 46;

/** Five to seven strings at a seeded tilt. */
export const strings: SceneMaker = (setting) => {
  const { palette, rhythm, random, centreY } = setting;
  const count = 5 + random.below(3);
  const tilt = between(random, 1.16, 1.36) * (random.next() < 0.5 ? -1 : 1);
  const gap = 300 / count;
  const moon = ramp(
    [0, HOUSE.chalk],
    [0.35, mix(HOUSE.chalk, palette.second, 0.55)],
    [1, palette.accent, 0.9],
  );
  const wood = ramp([0, hex('#2a1410')], [0.5, hex('#5b2c1c')], [1, hex('#2a1410')]);
  const rain = rainOf(setting);
  const plucks = [rhythm.low, rhythm.high];
  return (canvas, moment) => {
    canvas
      .begin()
      .circle(360, centreY - 20, 226)
      .fill(radial(320, centreY - 90, 330, moon), 0.92);
    craters(canvas, centreY - 20);
    rain(canvas, moment);
    canvas.save();
    canvas.translate(360, centreY).rotate(tilt);
    canvas
      .begin()
      .rect(-172, -REACH_PX, 344, REACH_PX * 2)
      .fill(linear(-172, 0, 172, 0, wood), 0.86);
    canvas
      .begin()
      .rect(-176, -REACH_PX, 7, REACH_PX * 2)
      .rect(169, -REACH_PX, 7, REACH_PX * 2);
    canvas.fill(HOUSE.marigold, 0.9);
    frets(canvas);
    for (let index = 0; index < count; index += 1) {
      const x = (index - (count - 1) / 2) * gap;
      let agoS = SWING_S;
      for (const [voice, strokes] of plucks.entries()) {
        const stroke = sinceStroke(rhythm, strokes, moment.s);
        if ((stroke.count * 3 + voice * 2 + 700) % count === index)
          agoS = Math.min(agoS, stroke.agoS);
      }
      drawString(canvas, x, index, agoS, moment.s, setting);
    }
    canvas.restore();
  };
};

function craters(canvas: Canvas, y: number): void {
  for (const [x, dy, r] of [
    [300, -60, 40],
    [400, 30, 56],
    [330, 90, 26],
    [440, -90, 22],
  ] as const) {
    canvas
      .begin()
      .circle(x, y + dy, r)
      .fill(hex('#7a2f2a'), 0.12);
  }
}

function frets(canvas: Canvas): void {
  for (let fret = 0; fret < FRETS; fret += 1) {
    const y = -390 + fret * 130;
    canvas
      .begin()
      .moveTo(-180, y)
      .quadTo(0, y - 34, 180, y);
    canvas.stroke(11, hex('#8a5a16'), 0.9);
    canvas
      .begin()
      .moveTo(-180, y - 3)
      .quadTo(0, y - 37, 180, y - 3);
    canvas.stroke(4, HOUSE.marigold);
  }
}

function drawString(
  canvas: Canvas,
  x: number,
  index: number,
  agoS: number,
  s: number,
  { palette }: SceneSetting,
): void {
  const energy = agoS >= SWING_S ? 0 : (1 - agoS / SWING_S) ** 2;
  const colour = index % 2 === 0 ? palette.second : HOUSE.chalk;
  if (energy > 0.01) {
    const reach = 30 * energy;
    const side = (sign: number): [number, number][] =>
      Array.from({ length: 25 }, (_, i) => {
        const u = sign > 0 ? i / 24 : 1 - i / 24;
        const wave = Math.sin(Math.PI * u) + 0.35 * Math.sin(2 * Math.PI * u);
        return [x + sign * reach * wave, -REACH_PX + u * REACH_PX * 2];
      });
    canvas
      .begin()
      .polyline([...side(1), ...side(-1)])
      .close()
      .fill(colour, 0.28, 'light');
    canvas.glow(x, 110, 130, colour, 0.8 * energy);
    canvas
      .begin()
      .circle(x, 110, 20 + 130 * (1 - energy))
      .stroke(3, colour, energy);
  }
  const line = Array.from({ length: 25 }, (_, i): [number, number] => {
    const u = i / 24;
    const swing = Math.sin(TURN * 9 * s + index) * Math.sin(Math.PI * u) * 24 * energy;
    return [x + swing, -REACH_PX + u * REACH_PX * 2];
  });
  canvas
    .begin()
    .polyline(line)
    .stroke(3.4 + (index % 3) * 0.9, mix(colour, HOUSE.chalk, 0.5), 0.95);
}

function rainOf({
  random,
  palette,
  durationS,
}: SceneSetting): (canvas: Canvas, moment: Moment) => void {
  const drops = Array.from({ length: DROPS }, () => ({
    x: between(random, -40, 760),
    start: random.next(),
    falls: Math.max(2, Math.round(durationS * between(random, 0.7, 1.1))),
    length: between(random, 40, 110),
  }));
  return (canvas, { loop }) => {
    canvas.begin();
    for (const drop of drops) {
      const y = -120 + wrap(drop.start + loop * drop.falls) * 1500;
      canvas
        .moveTo(drop.x + y * 0.05, y)
        .lineTo(drop.x + (y + drop.length) * 0.05, y + drop.length);
    }
    canvas.stroke((share) => 0.4 + 1.1 * share, mix(HOUSE.chalk, palette.lamps[0], 0.4), 0.5);
  };
}
