// Food: tea, poured hot. A ribbed glass, a cup with a saucer (Telugu, Gujarati) or a clay cup
// (Bengali); the tea rocks, the stream glitters, steam goes up.

import type { Canvas } from '../paint/canvas.ts';
import { linear } from '../paint/canvas.ts';
import { hex, HOUSE, ramp } from '../paint/colour.ts';
import { spices } from './spices.ts';
import { steam } from './steam.ts';
import { TURN } from './scene.ts';
import type { Moment, SceneMaker } from './scene.ts';

type Vessel = 'glass' | 'cup' | 'clay';

const TEA = ramp([0, hex('#d9925a')], [0.35, hex('#b9672e')], [1, hex('#6a2f12')]);
const GLASS = ramp(
  [0, HOUSE.chalk, 0.42],
  [0.18, HOUSE.chalk, 0.06],
  [0.8, HOUSE.chalk, 0.05],
  [1, HOUSE.chalk, 0.34],
);
const CHINA = ramp([0, hex('#cbbfae')], [0.35, hex('#fff8ee')], [1, hex('#a89a8e')]);
const CLAY = ramp([0, hex('#6e3118')], [0.35, hex('#d07a48')], [1, hex('#5a240f')]);
const BRASS = ramp([0, hex('#7a4a10')], [0.4, hex('#ffd98a')], [1, hex('#8a5510')]);

/** The vessel follows the language, everything else the seed. */
export const chai: SceneMaker = (setting) => {
  const { language, palette, centreY } = setting;
  const vessel: Vessel =
    language === 'bn' ? 'clay' : language === 'te' || language === 'gu' ? 'cup' : 'glass';
  const around = spices(setting, 11);
  const wisps = steam(
    setting,
    [
      [-46, -120],
      [10, -130],
      [56, -118],
    ],
    1.25,
  );
  return (canvas, moment) => {
    around(canvas, moment);
    canvas.save();
    canvas.translate(360, centreY + 60);
    canvas.begin().ellipse(0, 178, 236, 40).fill(HOUSE.night, 0.5);
    if (vessel === 'cup') saucer(canvas, palette.accent);
    pour(canvas, moment, vessel);
    drawVessel[vessel](canvas, moment);
    wisps(canvas, moment);
    canvas.restore();
  };
};

/** Tea between two heights inside walls that lean in, with a rocking surface and foam. */
function tea(
  canvas: Canvas,
  topY: number,
  topHalf: number,
  bottomY: number,
  bottomHalf: number,
  { s, loop }: Moment,
): void {
  const rock = Math.sin(TURN * loop * 4) * 5;
  canvas
    .begin()
    .moveTo(-topHalf, topY + rock)
    .lineTo(topHalf, topY - rock)
    .lineTo(bottomHalf, bottomY);
  canvas
    .quadTo(0, bottomY + 14, -bottomHalf, bottomY)
    .close()
    .fill(linear(0, topY, 0, bottomY, TEA));
  surface(canvas, topY, topHalf, s, rock);
}

function surface(canvas: Canvas, y: number, half: number, s: number, rock: number): void {
  canvas.save();
  canvas.translate(0, y).rotate(-rock / half);
  canvas
    .begin()
    .ellipse(0, 0, half, half * 0.2)
    .fill(hex('#e2a56c'));
  canvas
    .begin()
    .ellipse(0, 2, half * 0.86, half * 0.15)
    .fill(hex('#c47d40'));
  canvas.begin();
  for (let bubble = 0; bubble < 13; bubble += 1) {
    const angle = bubble * 2.4 + s * 0.5;
    canvas.circle(
      Math.cos(angle) * half * 0.85,
      Math.sin(angle) * half * 0.16,
      3 + (bubble % 4) * 1.6,
    );
  }
  canvas.fill(hex('#f6d2a4'), 0.85);
  canvas.restore();
}

const drawVessel: Record<Vessel, (canvas: Canvas, moment: Moment) => void> = {
  glass: (canvas, moment) => {
    tea(canvas, -78, 106, 158, 74, moment);
    canvas
      .begin()
      .moveTo(-122, -150)
      .lineTo(122, -150)
      .lineTo(84, 172)
      .quadTo(0, 190, -84, 172)
      .close();
    canvas.fill(linear(-120, 0, 120, 0, GLASS)).stroke(3, HOUSE.chalk, 0.5);
    canvas.begin();
    for (let rib = -4; rib <= 4; rib += 1) canvas.moveTo(rib * 23, -40).lineTo(rib * 18, 160);
    canvas.stroke(6, HOUSE.chalk, 0.13);
    canvas
      .begin()
      .moveTo(-98, -120)
      .lineTo(-72, 130)
      .stroke((share) => 7 * Math.sin(Math.PI * share), HOUSE.chalk, 0.6);
    canvas.begin().ellipse(0, -150, 122, 24).stroke(5, HOUSE.chalk, 0.75);
  },
  cup: (canvas, moment) => {
    canvas.begin().ellipse(150, 22, 50, 58).stroke(20, hex('#e9dfd0'));
    canvas.begin().moveTo(-150, -96).cubicTo(-146, 60, -96, 150, -54, 160).lineTo(54, 160);
    canvas
      .cubicTo(96, 150, 146, 60, 150, -96)
      .close()
      .fill(linear(-150, 0, 150, 0, CHINA));
    canvas.begin().moveTo(-143, -34).quadTo(0, 6, 143, -34).stroke(13, hex('#c22648'), 0.9);
    canvas.begin();
    for (let leaf = -5; leaf <= 5; leaf += 1) canvas.circle(leaf * 24, 26 - leaf * leaf * 1.1, 6);
    canvas.fill(hex('#16857a'), 0.9);
    canvas.begin().ellipse(0, -96, 150, 32).fill(hex('#f6ece0'));
    canvas.begin().ellipse(0, -92, 134, 26).fill(hex('#6a2f12'));
    surface(canvas, -90, 130, moment.s, Math.sin(TURN * moment.loop * 4) * 3);
  },
  clay: (canvas, moment) => {
    canvas.begin().moveTo(-128, -116).cubicTo(-120, 20, -92, 120, -74, 168).quadTo(0, 184, 74, 168);
    canvas
      .cubicTo(92, 120, 120, 20, 128, -116)
      .close()
      .fill(linear(-128, 0, 128, 0, CLAY));
    canvas.begin();
    for (const [y, half] of [
      [-60, 122],
      [-20, 116],
      [30, 106],
      [84, 94],
      [130, 84],
    ] as const)
      canvas.moveTo(-half, y).quadTo(0, y + 20, half, y);
    canvas.stroke(4, hex('#4a1c0a'), 0.4);
    canvas.begin().ellipse(0, -116, 128, 27).fill(hex('#b9653a'));
    canvas.begin().ellipse(0, -112, 112, 22).fill(hex('#5a240f'));
    surface(canvas, -108, 108, moment.s, Math.sin(TURN * moment.loop * 4) * 3);
  },
};

function saucer(canvas: Canvas, trim: readonly [number, number, number]): void {
  canvas
    .begin()
    .ellipse(0, 172, 226, 38)
    .fill(linear(-226, 0, 226, 0, CHINA));
  canvas.begin().ellipse(0, 168, 206, 30).stroke(5, trim, 0.8);
  for (const [x, tilt] of [
    [-176, -0.12],
    [-148, 0.1],
  ] as const) {
    canvas.at(x, 150, tilt, 1, () => {
      canvas
        .begin()
        .ellipse(0, 0, 48, 17)
        .fill(hex('#c98a3f'))
        .begin()
        .ellipse(0, -4, 46, 15)
        .fill(hex('#e8b060'));
      canvas.begin().circle(-16, -5, 3).circle(4, -8, 3).circle(18, -2, 3).fill(hex('#9a6224'));
    });
  }
}

/** A brass spout in the corner and the stream that leaves it, thin where it is fast. */
function pour(canvas: Canvas, { s }: Moment, vessel: Vessel): void {
  const endY = vessel === 'glass' ? -78 : -96;
  const points = Array.from({ length: 22 }, (_, i): [number, number] => {
    const u = i / 21;
    const wobble = Math.sin(u * 9 - s * 14) * 2.4 * u;
    return [168 - 150 * Math.sqrt(u) + wobble, -316 + (endY + 316) * u * (0.35 + 0.65 * u)];
  });
  canvas
    .begin()
    .polyline(points)
    .stroke((share) => 10 - 4 * share, hex('#a85a26'));
  canvas
    .begin()
    .polyline(points)
    .stroke((share) => 3.4 - 1.5 * share, hex('#f0b478'), 0.85);
  canvas
    .begin()
    .moveTo(330, -420)
    .cubicTo(270, -400, 240, -370, 206, -346)
    .lineTo(158, -330)
    .lineTo(166, -300);
  canvas
    .lineTo(214, -308)
    .cubicTo(250, -300, 290, -300, 340, -280)
    .close()
    .fill(linear(0, -420, 0, -290, BRASS));
  canvas.begin().moveTo(160, -328).lineTo(168, -302).stroke(7, hex('#5a3508'), 0.8);
  for (const drop of [0, 0.33, 0.66]) {
    const t = (s * 1.7 + drop) % 1;
    canvas
      .begin()
      .circle(18 + (drop - 0.33) * 90 * t, endY - 46 * Math.sin(Math.PI * t), 5 * (1 - t) + 1)
      .fill(hex('#e2a56c'), 0.9);
  }
}
