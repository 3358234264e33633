// Travel: still water at sunset. A covered boat (a sailing one in Indonesian and Marathi) rides the swell, palms
// lean in from both sides, the sun lays a road of light on the water.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour } from '../paint/colour.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

const WATER_Y = 800;
const GLINTS = 30;
const BIRDS = 7;
const SUN = ramp([0, hex('#fff6d8')], [0.5, HOUSE.marigold], [1, HOUSE.kesari]);

/** Sun's place, palms and birds by seed. */
export const boat: SceneMaker = (setting) => {
  const { palette, random, language } = setting;
  const sunX = between(random, 190, 530);
  const heading = random.next() < 0.5 ? 1 : -1;
  const boatSize = between(random, 0.95, 1.2);
  const boatY = between(random, 905, 975);
  const sunset = ramp(
    [0, palette.lamps[1], 0],
    [0.45, palette.lamps[0], 0.6],
    [0.8, HOUSE.kesari, 0.75],
    [1, HOUSE.marigold, 0.9],
  );
  const water = ramp(
    [0, mix(HOUSE.kesari, palette.lamps[1], 0.5)],
    [0.18, mix(palette.lamps[1], HOUSE.night, 0.35)],
    [1, HOUSE.night],
  );
  const glints = glintsOf(setting, sunX);
  const hull = mix(HOUSE.night, hex('#5a2d1a'), 0.55);
  const withSail = language === 'id' || language === 'mr';
  const sail = palette.accent;
  const flock = random.next();
  return (canvas, moment) => {
    canvas
      .begin()
      .rect(0, 470, 720, WATER_Y - 470)
      .fill(linear(0, 470, 0, WATER_Y, sunset));
    canvas.glow(sunX, WATER_Y - 84, 250, HOUSE.kesari, 0.5);
    canvas
      .begin()
      .circle(sunX, WATER_Y - 84, 118)
      .fill(radial(sunX - 10, WATER_Y - 110, 150, SUN));
    hills(canvas, palette.lamps[1]);
    birds(canvas, moment, flock);
    canvas
      .begin()
      .rect(0, WATER_Y, 720, 1280 - WATER_Y)
      .fill(linear(0, WATER_Y, 0, 1280, water));
    glints(canvas, moment);
    const sway = Math.sin(TURN * moment.loop * 2);
    canvas.at(
      340 + 46 * Math.sin(TURN * moment.loop),
      boatY + 6 * sway,
      0.022 * sway,
      boatSize,
      () => {
        canvas.scale(heading, 1);
        ripples(canvas, moment, palette.second);
        if (withSail) sails(canvas, sail, hull, sway);
        else roof(canvas, hull, palette.second);
        hullOf(canvas, hull, palette.second);
      },
    );
    palm(canvas, -16, 1180, 1, moment, 0);
    palm(canvas, 742, 1120, -1, moment, 1.7);
  };
};

function hills(canvas: Canvas, tone: Colour): void {
  canvas
    .begin()
    .moveTo(-10, WATER_Y + 2)
    .cubicTo(90, 726, 170, 744, 250, WATER_Y + 2)
    .close();
  canvas
    .moveTo(430, WATER_Y + 2)
    .cubicTo(520, 716, 640, 716, 740, WATER_Y + 2)
    .close();
  canvas.fill(mix(tone, HOUSE.night, 0.55));
}

function birds(canvas: Canvas, { loop, s }: Moment, shift: number): void {
  for (let bird = 0; bird < BIRDS; bird += 1) {
    const x = wrap(loop + 0.35 + shift * 0.1) * 900 - 120 + bird * 44 - (bird % 2) * 18;
    const y = 540 + Math.abs(bird - 3) * 26 + 10 * Math.sin(TURN * loop * 2 + bird);
    const flap = Math.sin(s * 8 + bird) * 11;
    canvas
      .begin()
      .moveTo(x - 22, y - flap)
      .quadTo(x - 9, y - 8, x, y)
      .quadTo(x + 9, y - 8, x + 22, y - flap);
    canvas.stroke(3.6, HOUSE.night, 0.9);
  }
}

/** Short strokes of light on the water, widest below the sun. */
function glintsOf(
  { random, palette }: SceneSetting,
  sunX: number,
): (canvas: Canvas, moment: Moment) => void {
  const glints = Array.from({ length: GLINTS }, (_, index) => {
    const depth = (index + 0.5) / GLINTS;
    return {
      y: WATER_Y + 8 + 420 * depth * depth,
      reach: 26 + 130 * depth,
      phase: random.next(),
      off: between(random, -1, 1),
      speed: 1 + random.below(3),
    };
  });
  return (canvas, { loop }) => {
    for (const glint of glints) {
      const wave = Math.sin(TURN * (loop * glint.speed * 2 + glint.phase));
      const x = sunX + glint.off * glint.reach * 0.7 + wave * 12;
      const half = glint.reach * (0.45 + 0.25 * wave);
      canvas
        .begin()
        .moveTo(x - half, glint.y)
        .lineTo(x + half, glint.y);
      canvas.stroke(
        (share) => (1.5 + glint.reach / 36) * Math.sin(Math.PI * share),
        glint.off > 0.3 ? palette.second : HOUSE.marigold,
        0.5 + 0.25 * wave,
        'light',
      );
    }
    for (let line = 0; line < 9; line += 1) {
      const y = WATER_Y + 40 + line * 50;
      const points = Array.from({ length: 25 }, (_, i): [number, number] => [
        i * 31 - 10,
        y + (2 + line) * Math.sin(i * 0.7 + TURN * loop * 3 + line * 1.3),
      ]);
      canvas.begin().polyline(points).stroke(2, HOUSE.chalk, 0.09);
    }
  };
}

function ripples(canvas: Canvas, { loop }: Moment, colour: Colour): void {
  for (let ring = 0; ring < 3; ring += 1) {
    const age = wrap(loop * 3 + ring / 3);
    canvas
      .begin()
      .ellipse(0, 34, 200 + 110 * age, 16 + 16 * age)
      .stroke(2.5, colour, 0.45 * (1 - age));
  }
}

function hullOf(canvas: Canvas, colour: Colour, trim: Colour): void {
  canvas.begin().moveTo(-250, -34).cubicTo(-190, 8, -160, 40, -110, 44).lineTo(120, 44);
  canvas.cubicTo(170, 40, 200, 6, 256, -44).cubicTo(210, -14, 160, -4, 110, -4).lineTo(-120, -4);
  canvas.cubicTo(-170, -6, -210, -16, -250, -34).close().fill(colour);
  canvas
    .begin()
    .moveTo(-232, -22)
    .cubicTo(-180, 6, -150, 12, -112, 13)
    .lineTo(112, 13)
    .cubicTo(160, 10, 200, -8, 238, -30);
  canvas.stroke(5, trim, 0.9);
  canvas.begin().moveTo(-110, 50).quadTo(0, 74, 120, 50).stroke(6, HOUSE.night, 0.5);
}

const THATCH = ramp([0, hex('#e0b060')], [0.5, hex('#a5692a')], [1, hex('#4a2610')]);

function roof(canvas: Canvas, frame: Colour, light: Colour): void {
  canvas
    .begin()
    .rect(-128, -60, 256, 62)
    .fill(mix(frame, HOUSE.night, 0.3));
  for (const x of [-100, -44, 12, 68]) {
    canvas.begin().roundRect(x, -54, 36, 42, 8).fill(hex('#ffd98a'), 0.95);
    canvas.glow(x + 18, -32, 46, light, 0.4);
  }
  canvas
    .begin()
    .moveTo(-156, -44)
    .cubicTo(-146, -122, -70, -140, 0, -140)
    .cubicTo(70, -140, 146, -122, 156, -44);
  canvas
    .quadTo(0, -84, -156, -44)
    .close()
    .fill(linear(0, -140, 0, -44, THATCH));
  canvas.begin();
  for (let rib = -4; rib <= 4; rib += 1)
    canvas.moveTo(rib * 30, -64 + rib * rib * 1.2).quadTo(rib * 27, -110, rib * 15, -138);
  canvas.stroke(3, hex('#4a2610'), 0.6);
  canvas
    .begin()
    .moveTo(196, -18)
    .lineTo(214, -170)
    .stroke(5, frame)
    .begin()
    .circle(214, -176, 8)
    .fill(HOUSE.marigold);
  canvas.glow(214, -176, 70, HOUSE.marigold, 0.8);
  person(canvas, 196, -22);
}

function person(canvas: Canvas, x: number, y: number): void {
  canvas
    .begin()
    .circle(x, y - 74, 15)
    .fill(HOUSE.night);
  canvas
    .begin()
    .moveTo(x, y - 58)
    .lineTo(x - 2, y)
    .stroke((share) => 11 + 3 * share, HOUSE.night);
  canvas
    .begin()
    .moveTo(x - 2, y - 48)
    .lineTo(x + 20, y - 66)
    .moveTo(x, y - 46)
    .lineTo(x + 16, y - 30)
    .stroke(7, HOUSE.night);
}

function sails(canvas: Canvas, cloth: Colour, wood: Colour, sway: number): void {
  canvas.begin().moveTo(-40, 0).lineTo(-40, -330).moveTo(90, 0).lineTo(90, -270).stroke(8, wood);
  const shade = ramp([0, mix(cloth, HOUSE.chalk, 0.3)], [1, mix(cloth, HOUSE.night, 0.35)]);
  const belly = 26 + 10 * sway;
  for (const [mast, top, foot] of [
    [-40, -326, -170],
    [90, -266, -10],
  ] as const) {
    canvas
      .begin()
      .moveTo(mast, top)
      .quadTo(mast - 60 - belly, top * 0.45, foot, -34)
      .quadTo((mast + foot) / 2, -24, mast, -30)
      .close();
    canvas.fill(linear(foot, 0, mast, 0, shade)).stroke(2.5, HOUSE.chalk, 0.5);
  }
  canvas
    .begin()
    .moveTo(98, -262)
    .quadTo(190, -150, 246, -46)
    .quadTo(160, -70, 98, -60)
    .close()
    .fill(linear(98, 0, 246, 0, shade));
  canvas
    .begin()
    .moveTo(-40, -330)
    .lineTo(-2, -342 + 4 * sway)
    .lineTo(-40, -352)
    .close()
    .fill(HOUSE.marigold);
}

/** A leaning palm in the foreground; its crown moves in the wind. */
function palm(
  canvas: Canvas,
  x: number,
  baseY: number,
  lean: number,
  { loop }: Moment,
  phase: number,
): void {
  const wind = 8 * Math.sin(TURN * loop * 2 + phase);
  const topX = x + lean * 112 + wind;
  const topY = baseY - 500;
  canvas
    .begin()
    .moveTo(x, baseY + 120)
    .quadTo(x + lean * 18, baseY - 260, topX, topY)
    .stroke((share) => 17 - 9 * share, HOUSE.night);
  for (let frond = 0; frond < 9; frond += 1) {
    const angle =
      -Math.PI +
      (frond / 8) * Math.PI * 1.16 -
      0.25 +
      0.04 * Math.sin(TURN * loop * 2 + frond + phase);
    const reach = 150 + (frond % 3) * 16;
    const tipX = topX + Math.cos(angle) * reach;
    const tipY = topY + Math.sin(angle) * reach * 0.6 + 66;
    canvas
      .begin()
      .moveTo(topX, topY)
      .quadTo(
        topX + Math.cos(angle) * reach * 0.62,
        topY + Math.sin(angle) * reach * 0.8 - 26,
        tipX,
        tipY,
      );
    canvas.stroke(
      (share) => 1.5 + 17 * Math.sin(Math.PI * Math.min(1, share * 0.9 + 0.06)),
      HOUSE.night,
      0.97,
    );
  }
  canvas
    .begin()
    .circle(topX - 8, topY + 14, 11)
    .circle(topX + 10, topY + 16, 11)
    .fill(hex('#2a150c'));
}
