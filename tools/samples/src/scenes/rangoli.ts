// Dance: a rangoli of petals that opens with the low beat and turns, with clay lamps around it.
// In Tamil it is a kolam: one white line that loops around dots.

import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import type { Canvas } from '../paint/canvas.ts';
import { linear } from '../paint/canvas.ts';
import { pulse } from '../rhythm.ts';
import { flame } from '../title.ts';
import { TURN } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

interface Layer {
  readonly petals: number;
  readonly inner: number;
  readonly outer: number;
  readonly width: number;
  readonly colours: Ramp;
  readonly turns: number;
}

const LAMPS = 12;

/** Petals by seed: eight, ten or twelve around. */
export const rangoli: SceneMaker = (setting) => {
  const { random, language } = setting;
  const around = [8, 10, 12][random.below(3)] ?? 8;
  const { chalk, gulal, marigold, kesari, peacock, plum } = HOUSE;
  const sets: readonly (readonly [Colour, Colour, Colour, Colour])[] = [
    [gulal, marigold, chalk, kesari],
    [peacock, chalk, gulal, marigold],
    [kesari, gulal, marigold, peacock],
    [hex('#7a3ce0'), gulal, marigold, chalk],
  ];
  const [a, b, c, d] = sets[random.below(sets.length)] ?? [gulal, marigold, chalk, kesari];
  const layers: readonly Layer[] = [
    {
      petals: around * 2,
      inner: 205,
      outer: 300,
      width: 34,
      colours: ramp([0, mix(a, plum, 0.35)], [1, a]),
      turns: 1,
    },
    {
      petals: around,
      inner: 120,
      outer: 262,
      width: 62,
      colours: ramp([0, b], [1, mix(b, a, 0.6)]),
      turns: -1,
    },
    {
      petals: around,
      inner: 80,
      outer: 205,
      width: 46,
      colours: ramp([0, mix(d, plum, 0.2)], [1, d]),
      turns: 1,
    },
    {
      petals: around,
      inner: 36,
      outer: 132,
      width: 30,
      colours: ramp([0, c], [1, mix(c, b, 0.5)]),
      turns: -1,
    },
  ];
  const isKolam = language === 'ta';
  return (canvas, moment) => {
    canvas.save();
    canvas.translate(360, setting.centreY).scale(0.95);
    if (isKolam) kolam(canvas, setting, moment);
    else {
      for (const [index, layer] of layers.entries())
        petals(canvas, layer, index, around, setting, moment);
      heart(canvas, c, a);
    }
    lamps(canvas, moment);
    canvas.restore();
  };
};

function petals(
  canvas: Canvas,
  layer: Layer,
  index: number,
  around: number,
  setting: SceneSetting,
  moment: Moment,
): void {
  const beat = pulse(setting.rhythm, setting.rhythm.low, moment.s - index * 0.07, 0.35);
  const open = 1 + 0.07 * beat;
  const turn = (layer.turns * TURN * moment.loop * 2) / around + index * 0.2;
  const paint = linear(layer.inner, 0, layer.outer, 0, layer.colours);
  const width = layer.width * (1 + 0.18 * beat);
  for (let petal = 0; petal < layer.petals; petal += 1) {
    canvas.at(0, 0, turn + (petal / layer.petals) * TURN, open, () => {
      const middle = (layer.inner + layer.outer) / 2;
      canvas.begin().moveTo(layer.inner, 0);
      canvas.cubicTo(middle - 20, -width, middle + 30, -width, layer.outer, 0);
      canvas.cubicTo(middle + 30, width, middle - 20, width, layer.inner, 0).close();
      canvas.fill(paint, 0.94).stroke(2.5, HOUSE.chalk, 0.8);
      canvas
        .begin()
        .moveTo(layer.inner + 24, 0)
        .lineTo(layer.outer - 34, 0);
      canvas.stroke((share) => 1 + 2.5 * share, HOUSE.chalk, 0.55);
      canvas
        .begin()
        .circle(layer.outer + 16, 0, 5)
        .fill(HOUSE.chalk, 0.9);
    });
  }
}

function heart(canvas: Canvas, pale: Colour, strong: Colour): void {
  canvas.begin().circle(0, 0, 46).fill(strong);
  canvas.begin().circle(0, 0, 46).stroke(4, HOUSE.chalk);
  canvas.begin().circle(0, 0, 26).fill(pale);
  canvas.begin().circle(0, 0, 10).fill(HOUSE.kesari);
}

/** Clay lamps on the outer circle; each flame has its own flicker. */
function lamps(canvas: Canvas, { s, loop }: Moment): void {
  for (let lamp = 0; lamp < LAMPS; lamp += 1) {
    const angle = (lamp / LAMPS) * TURN - (loop * TURN) / LAMPS;
    const x = Math.cos(angle) * 336;
    const y = Math.sin(angle) * 336;
    const flicker = 1 + 0.12 * Math.sin(s * 11 + lamp * 2.1) + 0.08 * Math.sin(s * 17 + lamp);
    canvas.glow(x, y - 14, 62, HOUSE.kesari, 0.55 * flicker);
    canvas
      .begin()
      .moveTo(x - 22, y)
      .cubicTo(x - 18, y + 18, x + 18, y + 18, x + 22, y)
      .close();
    canvas.fill(hex('#8a4526')).stroke(2, hex('#c9743f'), 0.9);
    flame(canvas, x, y - 16, 0.95 * flicker);
  }
}

/** Rose curves around a grid of dots, with a bright hand that draws along them. */
function kolam(canvas: Canvas, { palette }: SceneSetting, { loop, s }: Moment): void {
  canvas.save();
  canvas.rotate(TURN * loop * 0.125);
  const colours = [HOUSE.chalk, palette.accent, HOUSE.chalk, palette.second];
  for (const [index, [radius, depth, lobes]] of ROSES.entries()) {
    const point = (angle: number): readonly [number, number] => {
      const r = radius + depth * Math.cos(lobes * angle + (index % 2) * Math.PI);
      return [Math.cos(angle) * r, Math.sin(angle) * r];
    };
    const line = Array.from({ length: 281 }, (_, i) => point((i / 280) * TURN));
    const colour = colours[index % colours.length] ?? HOUSE.chalk;
    canvas.begin().polyline(line).stroke(13, colour, 0.12, 'light');
    canvas.begin().polyline(line).stroke(5.5, colour, 0.95);
    const hand = point(TURN * (loop * (2 + index) + index * 0.3));
    canvas.glow(hand[0], hand[1], 54, HOUSE.chalk, 0.8);
  }
  canvas.begin();
  for (const [ring, count] of [
    [0, 1],
    [62, 8],
    [124, 8],
    [188, 16],
    [250, 16],
  ] as const) {
    for (let dot = 0; dot < count; dot += 1) {
      const angle = (dot / count) * TURN + (ring === 124 ? TURN / 16 : 0);
      canvas.circle(Math.cos(angle) * ring, Math.sin(angle) * ring, 6 + Math.sin(s * 3 + dot));
    }
  }
  canvas.fill(HOUSE.marigold);
  canvas.restore();
}

const ROSES: readonly (readonly [radius: number, depth: number, lobes: number])[] = [
  [92, 52, 8],
  [156, 44, 8],
  [218, 40, 16],
  [262, 30, 16],
];
