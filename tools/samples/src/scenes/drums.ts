// Music: a pair of drums seen from above. Each stroke that is heard throws a ring of light off the skin.

import type { Canvas } from '../paint/canvas.ts';
import { radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour } from '../paint/colour.ts';
import { sinceStroke } from '../rhythm.ts';
import type { Rhythm } from '../rhythm.ts';
import { between, TURN } from './scene.ts';
import type { SceneMaker, SceneSetting } from './scene.ts';

interface Drum {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly voice: readonly number[];
  readonly ring: Colour;
  /** Where the black patch sits, as a share of the radius off the middle. */
  readonly patchOff: number;
}

const WOOD = hex('#5a2d1a');
const SKIN = ramp([0, hex('#f7e3c3')], [0.75, hex('#e6c493')], [1, hex('#a97a4a')]);
const PATCH = ramp([0, hex('#3a3040')], [0.5, hex('#1a1220')], [1, hex('#0a070d')]);
const RIM = ramp([0, hex('#d9a45f')], [0.8, hex('#c98f4d')], [1, hex('#6e4522')]);
const STRAPS = 28;
const RINGS_MAX = 4;
/** A ring has faded when it has grown for this long. */
const RING_LIFE_S = 1.1;

/** A tabla pair, or a large drum and a small one, by seed. */
export const drums: SceneMaker = (setting) => {
  const { palette, rhythm, random, centreY } = setting;
  const lean = between(random, -40, 40);
  const isMirrored = random.next() < 0.5;
  const big = random.next() < 0.5 ? 205 : 228;
  const side = (x: number): number => (isMirrored ? 720 - x : x);
  const pair: readonly Drum[] = [
    {
      x: side(238),
      y: centreY + 90 + lean,
      radius: big,
      voice: rhythm.low,
      ring: palette.accent,
      patchOff: 0.22,
    },
    {
      x: side(528),
      y: centreY - 110 - lean,
      radius: 366 - big,
      voice: rhythm.high,
      ring: palette.second,
      patchOff: 0,
    },
  ];
  const equaliser = equaliserOf(setting);
  return (canvas, moment) => {
    equaliser(canvas, moment);
    for (const drum of pair) {
      rings(canvas, drum, rhythm, moment.s);
      drawDrum(canvas, drum, rhythm, moment.s, moment.loop);
    }
  };
};

function rings(canvas: Canvas, drum: Drum, rhythm: Rhythm, s: number): void {
  let at = s;
  for (let i = 0; i < RINGS_MAX; i += 1) {
    const { agoS } = sinceStroke(rhythm, drum.voice, at);
    const age = (s - at + agoS) / RING_LIFE_S;
    if (age >= 1) return;
    const fade = (1 - age) * (1 - age);
    canvas.begin().circle(drum.x, drum.y, drum.radius + 8 + age * 190);
    canvas.stroke(2 + 12 * fade, drum.ring, 0.75 * fade, 'light');
    at -= agoS + 0.001;
    if (at < 0) return;
  }
}

function drawDrum(canvas: Canvas, drum: Drum, rhythm: Rhythm, s: number, loop: number): void {
  const { agoS, count } = sinceStroke(rhythm, drum.voice, s);
  const hit = Math.exp(-agoS / 0.12);
  const { x, y } = drum;
  const r = drum.radius * (1 - 0.02 * hit);
  canvas
    .begin()
    .ring(x + 8, y + 22, r * 0.8, r * 1.06)
    .fill(HOUSE.night, 0.5);
  canvas
    .begin()
    .ring(x, y, r * 0.84, r * 1.03)
    .fill(WOOD);
  canvas
    .begin()
    .ring(x, y, r * 0.84, r)
    .fill(radial(x, y, r, RIM));
  canvas.begin();
  for (let strap = 0; strap < STRAPS; strap += 1) {
    const angle = (strap / STRAPS) * TURN + loop * (TURN / STRAPS) * 2;
    const half = TURN / STRAPS / 2;
    canvas.moveTo(x + Math.cos(angle - half) * r, y + Math.sin(angle - half) * r);
    canvas.lineTo(x + Math.cos(angle) * r * 0.87, y + Math.sin(angle) * r * 0.87);
    canvas.lineTo(x + Math.cos(angle + half) * r, y + Math.sin(angle + half) * r);
  }
  canvas.stroke(3.5, WOOD, 0.85);
  canvas
    .begin()
    .circle(x, y, r * 0.86)
    .fill(radial(x - r * 0.2, y - r * 0.25, r * 1.2, SKIN));
  canvas
    .begin()
    .circle(x, y, r * 0.86)
    .stroke(3, WOOD, 0.5);
  canvas
    .begin()
    .circle(x, y, r * 0.7)
    .stroke(2, hex('#b98c58'), 0.7);
  const px = x + r * drum.patchOff * 0.8;
  const py = y - r * drum.patchOff * 0.5;
  canvas
    .begin()
    .circle(px, py, r * 0.4)
    .fill(radial(px - 10, py - 14, r * 0.44, PATCH));
  for (const ring of [0.3, 0.2, 0.1])
    canvas
      .begin()
      .circle(px, py, r * ring)
      .stroke(1.5, HOUSE.line, 0.4);
  canvas.glow(x, y, r * 0.95, drum.ring, 0.5 * hit);
  strokeSpark(canvas, drum, count, agoS, r);
}

/** Where the finger fell: each stroke on another place of the skin. */
function strokeSpark(canvas: Canvas, drum: Drum, count: number, agoS: number, r: number): void {
  const light = Math.exp(-agoS / 0.16);
  if (light < 0.05) return;
  const angle = count * 2.399;
  const x = drum.x + Math.cos(angle) * r * 0.45;
  const y = drum.y + Math.sin(angle) * r * 0.45;
  canvas.glow(x, y, 70 * (1.2 - light * 0.4), mix(HOUSE.chalk, drum.ring, 0.4), light);
  canvas
    .begin()
    .circle(x, y, 14 + 40 * (1 - light))
    .stroke(3, HOUSE.chalk, light);
}

/** A half circle of bars behind the drums that listens to both voices. */
function equaliserOf({
  palette,
  rhythm,
  random,
  centreY,
}: SceneSetting): (canvas: Canvas, moment: { s: number }) => void {
  const bars = Array.from({ length: 56 }, () => ({
    gain: between(random, 0.4, 1),
    speed: between(random, 3, 9),
  }));
  return (canvas, { s }) => {
    const low = Math.exp(-sinceStroke(rhythm, rhythm.low, s).agoS / 0.3);
    const high = Math.exp(-sinceStroke(rhythm, rhythm.high, s).agoS / 0.2);
    for (const [index, bar] of bars.entries()) {
      const angle = (index / bars.length) * TURN;
      const share = 0.5 + 0.5 * Math.sin(s * bar.speed + index);
      const length = 18 + 90 * bar.gain * share * (index % 2 === 0 ? low : high);
      const colour = mix(palette.accent, palette.second, 0.5 + 0.5 * Math.cos(angle));
      const inner = 322;
      canvas.begin();
      canvas.moveTo(372 + Math.cos(angle) * inner, centreY + Math.sin(angle) * inner);
      canvas.lineTo(
        372 + Math.cos(angle) * (inner + length),
        centreY + Math.sin(angle) * (inner + length),
      );
      canvas.stroke(9, colour, 0.75);
    }
  };
}
