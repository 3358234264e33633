// Dance: a dancer before a great disc. The skirt turns, its pleats run around it, the veil follows.
// In Gujarati she carries the two sticks of a garba night and is not alone.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour, Ramp } from '../paint/colour.ts';
import { pulse } from '../rhythm.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker } from './scene.ts';

interface Dress {
  readonly skirt: Ramp;
  readonly blouse: Colour;
  readonly border: Colour;
  readonly veil: Colour;
  readonly skin: Colour;
}

interface Pose {
  readonly spin: number;
  readonly sway: number;
  readonly flare: number;
  readonly lift: number;
}

const HAIR = hex('#1a0d10');
const PLEATS = 16;
const RAYS = 36;

/** A soloist, or three dancers in Gujarati and by seed. */
export const dancer: SceneMaker = (setting) => {
  const { palette, random, centreY, rhythm, language } = setting;
  const withSticks = language === 'gu';
  const withOthers = withSticks || random.next() < 0.4;
  const turns = Math.max(2, Math.round(setting.durationS * 0.45));
  const skin = mix(hex('#8a4b2d'), hex('#b9764c'), random.next());
  const dress: Dress = {
    skirt: ramp(
      [0, mix(palette.accent, HOUSE.plum, 0.25)],
      [0.6, palette.accent],
      [1, palette.second],
    ),
    blouse: palette.second,
    border: HOUSE.marigold,
    veil: palette.third,
    skin,
  };
  const disc = ramp(
    [0, hex('#ffe9b8')],
    [0.5, mix(palette.second, hex('#ff9a4a'), 0.35)],
    [1, mix(palette.accent, HOUSE.plum, 0.25)],
  );
  const phase = between(random, 0, 1);
  return (canvas, moment) => {
    const beat = pulse(rhythm, rhythm.low, moment.s, 0.3);
    discAndRays(canvas, centreY, disc, palette.accent, moment, beat);
    floor(canvas, centreY + 262, palette.second, moment);
    const pose = (offset: number): Pose => ({
      spin: TURN * wrap(moment.loop * turns + phase + offset),
      sway: Math.sin(TURN * (moment.loop * turns + offset)),
      flare: 0.85 + 0.15 * beat,
      lift: beat * 8,
    });
    if (withOthers) {
      for (const [x, offset] of [
        [120, 0.35],
        [600, 0.7],
      ] as const) {
        canvas.at(x, centreY + 96, 0, 0.62, () => {
          figure(
            canvas,
            pose(offset),
            {
              ...dress,
              skirt: dimmed(palette.lamps[1]),
              blouse: mix(palette.accent, HOUSE.plum, 0.5),
              veil: palette.accent,
            },
            withSticks,
          );
        });
      }
    }
    canvas.at(360, centreY + 40, 0, 1.04, () => {
      figure(canvas, pose(0), dress, withSticks);
    });
  };
};

function dimmed(colour: Colour): Ramp {
  return ramp([0, mix(colour, HOUSE.night, 0.5)], [1, mix(colour, HOUSE.gulal, 0.3)]);
}

function discAndRays(
  canvas: Canvas,
  y: number,
  disc: Ramp,
  rays: Colour,
  { loop }: Moment,
  beat: number,
): void {
  canvas.begin();
  for (let ray = 0; ray < RAYS; ray += 1) {
    const angle = (ray / RAYS) * TURN + (loop * TURN) / RAYS;
    const outer = ray % 2 === 0 ? 338 + 14 * beat : 312;
    canvas.moveTo(360 + Math.cos(angle) * 296, y - 10 + Math.sin(angle) * 296);
    canvas.lineTo(360 + Math.cos(angle) * outer, y - 10 + Math.sin(angle) * outer);
  }
  canvas.stroke((share) => 4 * (1 - share) + 0.5, rays, 0.85);
  canvas
    .begin()
    .circle(360, y - 10, 276)
    .fill(radial(330, y - 100, 400, disc), 0.96);
  canvas
    .begin()
    .circle(360, y - 10, 284)
    .stroke(3, HOUSE.chalk, 0.6);
}

/** A ring of dots lying on the floor, turning against the dancer. */
function floor(canvas: Canvas, y: number, colour: Colour, { loop }: Moment): void {
  canvas
    .begin()
    .ellipse(360, y + 6, 250, 42)
    .fill(HOUSE.night, 0.55);
  for (const [radius, count, size] of [
    [300, 40, 5],
    [262, 30, 3.5],
  ] as const) {
    canvas.begin();
    for (let dot = 0; dot < count; dot += 1) {
      const angle = (dot / count) * TURN - (loop * TURN * 4) / count;
      canvas.circle(360 + Math.cos(angle) * radius, y + Math.sin(angle) * radius * 0.2, size);
    }
    canvas.fill(colour, 0.9);
  }
}

function figure(canvas: Canvas, pose: Pose, dress: Dress, withSticks: boolean): void {
  canvas.save();
  canvas.translate(0, -pose.lift).rotate(pose.sway * 0.05);
  veil(canvas, pose, dress.veil);
  canvas.begin().ellipse(-20, 236, 22, 9).ellipse(24, 238, 22, 9).fill(dress.skin);
  skirt(canvas, pose, dress);
  torso(canvas, dress);
  arm(canvas, -1, pose, dress, withSticks);
  arm(canvas, 1, pose, dress, withSticks);
  head(canvas, pose, dress);
  canvas.restore();
}

function skirt(canvas: Canvas, pose: Pose, dress: Dress): void {
  const half = 168 + 62 * pose.flare;
  const hem = (angle: number): [number, number] => {
    const ripple = 9 * Math.sin(angle * 9 + pose.spin * 3);
    return [half * Math.cos(angle), 196 + 40 * Math.sin(angle) + ripple];
  };
  const edge = Array.from({ length: 49 }, (_, i) => hem(Math.PI - (i / 48) * Math.PI));
  canvas
    .begin()
    .moveTo(-34, 0)
    .cubicTo(-62, 60, -half * 0.8, 120, -half, 196);
  for (const [x, y] of edge) canvas.lineTo(x, y);
  canvas.cubicTo(half * 0.8, 120, 62, 60, 34, 0).close();
  canvas.fill(linear(0, 0, 0, 236, dress.skirt));
  canvas.begin();
  for (let pleat = 0; pleat < PLEATS; pleat += 1) {
    const angle = Math.PI * wrap(pleat / PLEATS + pose.spin / TURN);
    const [x, y] = hem(angle);
    canvas.moveTo(Math.cos(angle) * 30, 6).quadTo(x * 0.42, 92, x * 0.96, y - 6);
  }
  canvas.stroke((share) => 0.6 + 2.6 * share, HOUSE.night, 0.28);
  for (const [lift, width, colour] of [
    [10, 13, dress.border],
    [36, 4, HOUSE.chalk],
    [48, 3, dress.border],
  ] as const) {
    const line = edge.map(([x, y]): [number, number] => [x * (1 - lift / 420), y - lift]);
    canvas.begin().polyline(line).stroke(width, colour, 0.95);
  }
  canvas.begin();
  for (let mirror = 0; mirror < PLEATS; mirror += 1) {
    const angle = Math.PI * wrap((mirror + 0.5) / PLEATS + pose.spin / TURN);
    const [x, y] = hem(angle);
    canvas.circle(x * 0.8, y - 74, 5);
  }
  canvas.fill(HOUSE.chalk, 0.85);
}

function torso(canvas: Canvas, dress: Dress): void {
  canvas.begin().moveTo(-34, 6).cubicTo(-28, -30, -30, -50, -42, -66).lineTo(42, -66);
  canvas.cubicTo(30, -50, 28, -30, 34, 6).close().fill(dress.skin);
  canvas.begin().roundRect(-38, -8, 76, 18, 9).fill(dress.border);
  canvas
    .begin()
    .moveTo(-42, -58)
    .cubicTo(-48, -90, -62, -104, -60, -122)
    .cubicTo(-40, -136, -20, -138, -14, -134);
  canvas
    .quadTo(0, -118, 14, -134)
    .cubicTo(20, -138, 40, -136, 60, -122)
    .cubicTo(62, -104, 48, -90, 42, -58);
  canvas.quadTo(0, -48, -42, -58).close().fill(dress.blouse);
  canvas
    .begin()
    .roundRect(-13, -160, 26, 36, 10)
    .fill(mix(dress.skin, HOUSE.night, 0.15));
  canvas.begin().moveTo(-24, -132).quadTo(0, -100, 24, -132).stroke(5, dress.border);
  canvas.begin().circle(0, -112, 7).fill(HOUSE.gulal);
}

function arm(canvas: Canvas, side: 1 | -1, pose: Pose, dress: Dress, withSticks: boolean): void {
  const wave = pose.sway * side;
  const elbowX = side * (128 + 6 * wave);
  const elbowY = -128 - 30 * wave;
  const handX = side * (112 + 44 * Math.cos(pose.spin * 0.5) * side * 0.4);
  const handY = -226 - 34 * wave;
  canvas
    .begin()
    .moveTo(side * 52, -116)
    .cubicTo(side * 86, -104, elbowX, elbowY + 24, elbowX, elbowY);
  canvas.cubicTo(elbowX, elbowY - 34, handX, handY + 40, handX, handY);
  canvas.stroke((share) => 14 - 6 * share, dress.skin);
  canvas
    .begin()
    .moveTo(side * 50, -118)
    .quadTo(side * 76, -108, side * 92, -110)
    .stroke((share) => 19 - 3 * share, dress.blouse);
  for (const along of [0.62, 0.74]) {
    const x = elbowX + (handX - elbowX) * along;
    const y = elbowY + (handY - elbowY) * along;
    canvas
      .begin()
      .moveTo(x - 12, y - 2)
      .lineTo(x + 12, y + 3)
      .stroke(5, dress.border);
  }
  canvas
    .begin()
    .ellipse(handX, handY - 10, 9, 15)
    .fill(dress.skin);
  canvas
    .begin()
    .moveTo(handX, handY - 18)
    .lineTo(handX + side * 10, handY - 34)
    .stroke(5, dress.skin);
  if (!withSticks) return;
  const lean = side * (0.5 + 0.5 * pose.sway);
  canvas.at(handX, handY - 8, lean, 1, () => {
    canvas.begin().roundRect(-6, -86, 12, 122, 6).fill(hex('#c98f4d'));
    canvas
      .begin()
      .rect(-6, -70, 12, 10)
      .rect(-6, -40, 12, 10)
      .rect(-6, 10, 12, 10)
      .fill(HOUSE.gulal);
  });
}

function head(canvas: Canvas, pose: Pose, dress: Dress): void {
  const turn = pose.sway * 7;
  canvas
    .begin()
    .circle(-turn * 1.4, -222, 24)
    .fill(HAIR);
  canvas.begin();
  for (let flower = 0; flower < 7; flower += 1) {
    const angle = (flower / 6) * Math.PI + Math.PI;
    canvas.circle(-turn * 1.4 + Math.cos(angle) * 25, -222 + Math.sin(angle) * 25, 6.5);
  }
  canvas.fill(HOUSE.chalk);
  canvas.begin().ellipse(0, -186, 38, 43).fill(HAIR);
  canvas.begin().ellipse(turn, -178, 32, 36).fill(dress.skin);
  canvas
    .begin()
    .moveTo(turn - 32, -184)
    .quadTo(turn - 26, -214, turn, -214)
    .quadTo(turn + 26, -214, turn + 32, -184);
  canvas
    .quadTo(turn + 12, -206, turn, -206)
    .quadTo(turn - 12, -206, turn - 32, -184)
    .close()
    .fill(HAIR);
  canvas
    .begin()
    .moveTo(turn - 20, -182)
    .quadTo(turn - 13, -176, turn - 6, -182);
  canvas
    .moveTo(turn + 6, -182)
    .quadTo(turn + 13, -176, turn + 20, -182)
    .stroke(3.4, HAIR);
  canvas
    .begin()
    .moveTo(turn - 10, -160)
    .quadTo(turn, -152, turn + 10, -160)
    .stroke(3.6, hex('#c22648'));
  canvas.begin().circle(turn, -194, 4).fill(HOUSE.gulal);
  canvas
    .begin()
    .circle(-34 + turn * 0.4, -166, 6)
    .circle(34 + turn * 0.4, -166, 6)
    .fill(dress.border);
}

/** Two ends of a veil that swing out against the turn. */
function veil(canvas: Canvas, pose: Pose, colour: Colour): void {
  for (const side of [-1, 1] as const) {
    const swing = Math.sin(pose.spin + (side * Math.PI) / 2);
    const points = Array.from({ length: 25 }, (_, i): [number, number] => {
      const u = i / 24;
      const x = side * (20 + u * (205 + 30 * swing));
      const y = -206 + u * 190 + 46 * Math.sin(u * 5 - pose.spin * 2 + side) * u;
      return [x, y];
    });
    canvas
      .begin()
      .polyline(points)
      .stroke((share) => 12 + 26 * Math.sin(Math.PI * Math.min(1, share * 1.15)), colour, 0.72);
    canvas.begin().polyline(points).stroke(2.4, HOUSE.chalk, 0.5);
  }
}
