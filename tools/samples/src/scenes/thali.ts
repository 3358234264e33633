// Food: a full plate from above, turning slowly, steam over the hot bowls, spices on the table. In
// Tamil it is served on a banana leaf, in Indonesian around a cone of yellow rice.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour } from '../paint/colour.ts';
import { spices } from './spices.ts';
import { steam } from './steam.ts';
import { between, TURN } from './scene.ts';
import type { SceneMaker } from './scene.ts';

interface Bowl {
  readonly food: Colour;
  readonly bits: Colour;
  readonly pattern: 'dots' | 'swirl' | 'chunks';
}

const BOWLS: readonly Bowl[] = [
  { food: hex('#f2b632'), bits: hex('#7a3b10'), pattern: 'swirl' },
  { food: hex('#3f7a2c'), bits: hex('#f4efe0'), pattern: 'chunks' },
  { food: hex('#c8401c'), bits: hex('#ffb13b'), pattern: 'chunks' },
  { food: hex('#fbf3e4'), bits: hex('#5b8c2a'), pattern: 'dots' },
  { food: hex('#8a3a1a'), bits: hex('#d98a3a'), pattern: 'swirl' },
  { food: hex('#ffd9a8'), bits: hex('#a8432c'), pattern: 'dots' },
  { food: hex('#6da53a'), bits: hex('#2f5a1c'), pattern: 'swirl' },
];
const PLATE = 262;

/** Order of bowls, speed and spices by seed. */
export const thali: SceneMaker = (setting) => {
  const { random, centreY, language } = setting;
  const isLeaf = language === 'ta';
  const isCone = language === 'id';
  const shift = random.below(BOWLS.length);
  const direction = random.next() < 0.5 ? 1 : -1;
  const around = spices(setting, 12);
  const wisps = steam(
    setting,
    [
      [-90, -80],
      [80, -60],
      [0, 60],
    ],
    0.9,
  );
  const grains = Array.from({ length: 46 }, () => ({
    a: random.next() * TURN,
    r: Math.sqrt(random.next()),
    tilt: between(random, 0, 3),
  }));
  return (canvas, moment) => {
    around(canvas, moment);
    canvas.save();
    canvas.translate(360, centreY).rotate(direction * 0.16 * Math.sin(TURN * moment.loop));
    if (isLeaf) leaf(canvas);
    else plate(canvas, isCone);
    canvas.rotate(isLeaf ? 0 : direction * (TURN / 7) * moment.loop);
    BOWLS.forEach((_, index) => {
      const bowl = BOWLS[(index + shift) % BOWLS.length];
      const angle = (index / BOWLS.length) * TURN;
      if (bowl !== undefined) drawBowl(canvas, Math.cos(angle) * 180, Math.sin(angle) * 180, bowl);
    });
    if (isCone) cone(canvas);
    else rice(canvas, grains);
    canvas.restore();
    canvas.save();
    canvas.translate(360, centreY);
    wisps(canvas, moment);
    canvas.restore();
  };
};

function plate(canvas: Canvas, isWoven: boolean): void {
  const steel = ramp(
    [0, hex('#cfd2da')],
    [0.7, hex('#9aa0ae')],
    [0.86, hex('#eef0f4')],
    [0.93, hex('#8a909e')],
    [1, hex('#d8dbe2')],
  );
  const cane = ramp(
    [0, hex('#b98446')],
    [0.8, hex('#8f5c2a')],
    [0.92, hex('#d9a45f')],
    [1, hex('#6e4522')],
  );
  canvas
    .begin()
    .ring(14, 26, PLATE * 0.8, PLATE + 6)
    .fill(HOUSE.night, 0.5);
  canvas
    .begin()
    .circle(0, 0, PLATE)
    .fill(radial(-30, -40, PLATE * 1.15, isWoven ? cane : steel));
  canvas
    .begin()
    .circle(0, 0, PLATE - 18)
    .stroke(2.5, HOUSE.night, 0.25);
  if (!isWoven) return;
  canvas.begin();
  for (let strand = 0; strand < 72; strand += 1) {
    const angle = (strand / 72) * TURN;
    canvas
      .moveTo(Math.cos(angle) * 236, Math.sin(angle) * 236)
      .lineTo(Math.cos(angle + 0.05) * 260, Math.sin(angle + 0.05) * 260);
  }
  canvas.stroke(3, hex('#5a3413'), 0.7);
  canvas
    .begin()
    .circle(0, 0, 238)
    .fill(hex('#3f7a2c'))
    .circle(0, 0, 238)
    .stroke(4, hex('#6da53a'), 0.8);
}

function leaf(canvas: Canvas): void {
  const green = ramp([0, hex('#2f6b24')], [0.5, hex('#6fb23c')], [1, hex('#2a5f22')]);
  canvas.begin().moveTo(-338, 30).cubicTo(-300, -300, 240, -330, 338, -20);
  canvas
    .cubicTo(280, 320, -260, 330, -338, 30)
    .close()
    .fill(linear(0, -270, 0, 270, green));
  canvas.begin().moveTo(-336, 26).quadTo(0, -14, 334, -16).stroke(9, hex('#b8dc78'));
  canvas.begin();
  for (let vein = 0; vein < 22; vein += 1) {
    const x = -300 + vein * 28;
    const reach = 190 * Math.sin((Math.PI * (vein + 1.5)) / 24);
    canvas
      .moveTo(x, 12)
      .quadTo(x + 24, -reach * 0.6, x + 50, -reach)
      .moveTo(x, 12)
      .quadTo(x + 24, reach * 0.6, x + 50, reach);
  }
  canvas.stroke(2.2, hex('#c9ea90'), 0.4);
}

function drawBowl(canvas: Canvas, x: number, y: number, bowl: Bowl): void {
  canvas
    .begin()
    .circle(x + 4, y + 8, 62)
    .fill(HOUSE.night, 0.35);
  canvas
    .begin()
    .ring(x, y, 50, 61)
    .fill(radial(x - 16, y - 20, 90, RIM));
  canvas
    .begin()
    .circle(x, y, 52)
    .fill(
      radial(
        x - 14,
        y - 18,
        80,
        ramp(
          [0, mix(bowl.food, HOUSE.chalk, 0.25)],
          [0.6, bowl.food],
          [1, mix(bowl.food, HOUSE.night, 0.45)],
        ),
      ),
    );
  canvas.begin();
  if (bowl.pattern === 'swirl') {
    const points = Array.from({ length: 40 }, (_, i): [number, number] => {
      const angle = i * 0.34;
      return [x + Math.cos(angle) * (4 + i * 0.85), y + Math.sin(angle) * (4 + i * 0.85)];
    });
    canvas.polyline(points).stroke(4, bowl.bits, 0.55);
    return;
  }
  const size = bowl.pattern === 'dots' ? 3.4 : 10;
  for (let bit = 0; bit < 9; bit += 1) {
    const angle = bit * 2.4;
    const r = 8 + 3.6 * bit;
    canvas.circle(x + Math.cos(angle) * r, y + Math.sin(angle) * r, size);
  }
  canvas.fill(bowl.bits, 0.9);
}

const RIM = ramp([0, hex('#fafbfd')], [0.5, hex('#a2a8b6')], [1, hex('#5f6572')]);

function rice(canvas: Canvas, grains: readonly { a: number; r: number; tilt: number }[]): void {
  canvas
    .begin()
    .circle(0, 0, 92)
    .fill(
      radial(-24, -30, 130, ramp([0, hex('#ffffff')], [0.7, hex('#efe4d0')], [1, hex('#b9a88c')])),
    );
  canvas.begin();
  for (const grain of grains) {
    const x = Math.cos(grain.a) * grain.r * 84;
    const y = Math.sin(grain.a) * grain.r * 84;
    canvas
      .moveTo(x - 5 * Math.cos(grain.tilt), y - 5 * Math.sin(grain.tilt))
      .lineTo(x + 5 * Math.cos(grain.tilt), y + 5 * Math.sin(grain.tilt));
  }
  canvas.stroke(3, hex('#c9b796'), 0.8);
  canvas
    .begin()
    .circle(26, -20, 13)
    .fill(hex('#8fbf3f'))
    .begin()
    .circle(26, -20, 9)
    .fill(hex('#d9ef8a'));
  canvas
    .begin()
    .moveTo(-50, 34)
    .quadTo(-10, 56, 40, 40)
    .stroke((share) => 7 * (1 - share) + 1.5, hex('#d8281c'));
}

/** A cone of yellow rice from above, with its leaf hat. */
function cone(canvas: Canvas): void {
  const yellow = ramp([0, hex('#fff0a0')], [0.3, hex('#ffd23b')], [1, hex('#b9780e')]);
  canvas
    .begin()
    .circle(0, 0, 100)
    .fill(radial(-26, -34, 140, yellow));
  for (const r of [82, 62, 42]) canvas.begin().circle(0, 0, r).stroke(3, hex('#b9780e'), 0.35);
  canvas.begin();
  for (let point = 0; point < 6; point += 1) {
    const angle = (point / 6) * TURN;
    canvas
      .moveTo(0, 0)
      .quadTo(
        Math.cos(angle - 0.3) * 28,
        Math.sin(angle - 0.3) * 28,
        Math.cos(angle) * 44,
        Math.sin(angle) * 44,
      );
    canvas.quadTo(Math.cos(angle + 0.3) * 28, Math.sin(angle + 0.3) * 28, 0, 0);
  }
  canvas.fill(hex('#3f8a2c')).begin().circle(0, 0, 10).fill(hex('#d8281c'));
}
