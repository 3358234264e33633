// Cricket: dusk in a full ground. A ball comes down the pitch, is hit, and rises over the stand with
// a tail of light; the board counts.

import type { Canvas } from '../paint/canvas.ts';
import { linear, radial } from '../paint/canvas.ts';
import { hex, HOUSE, mix, ramp } from '../paint/colour.ts';
import type { Colour } from '../paint/colour.ts';
import type { ShapedText } from '../type/shaper.ts';
import { between, ease, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

const HORIZON_Y = 720;
const CROWD = 260;
/** Shares of one ball's story: run in, then flight, then the cheer. */
const HIT_AT = 0.3;
const GONE_AT = 0.78;
const PITCH = { farY: 752, farHalf: 34, nearY: 1150, nearHalf: 150 } as const;

/** Side of the shot, score and lights by seed. */
export const stadium: SceneMaker = (setting) => {
  const { random, palette, durationS } = setting;
  const balls = Math.max(1, Math.round(durationS / 3));
  const side = random.next() < 0.5 ? -1 : 1;
  const score = 150 + random.below(40);
  // Somewhere in the flight or the cheer: a lively first frame, another one in each clip.
  const phase = between(random, 0.34, 0.8);
  const board = boardOf(setting, score, balls);
  const stands = standsOf(setting);
  const six = setting.write('6', 250, 800);
  const grassRamp = ramp([0, hex('#3f8a3c')], [0.5, hex('#2a6b34')], [1, hex('#123a22')]);
  const sunset = ramp(
    [0, palette.lamps[0], 0],
    [0.8, mix(palette.lamps[0], HOUSE.kesari, 0.4), 0.75],
    [1, HOUSE.marigold, 0.85],
  );
  return (canvas, moment) => {
    canvas
      .begin()
      .rect(0, 480, 720, HORIZON_Y - 480)
      .fill(linear(0, 480, 0, HORIZON_Y, sunset), 0.75);
    const t = wrap(moment.loop * balls + phase);
    const cheer = t > 0.5 ? 1 - (t - 0.5) * 1.2 : 0;
    stands(canvas, moment, cheer);
    board(canvas, Math.floor(moment.loop * balls + phase + (1 - GONE_AT)), cheer);
    grass(canvas, grassRamp);
    pitch(canvas);
    floodlights(canvas, moment, palette.lamps[1]);
    stumps(canvas, 360, 764, 0.34);
    ball(canvas, t, side, palette.second);
    batter(canvas, t, side, palette.accent);
    stumps(canvas, 372, 1146, 1);
    if (t > 0.56) bigSix(canvas, six, (t - 0.56) / 0.44, palette.accent, side);
  };
};

function grass(canvas: Canvas, colours: ReturnType<typeof ramp>): void {
  canvas
    .begin()
    .rect(0, HORIZON_Y + 8, 720, 1280 - HORIZON_Y - 8)
    .fill(linear(0, HORIZON_Y, 0, 1280, colours));
  for (let stripe = -5; stripe < 6; stripe += 2) {
    canvas
      .begin()
      .moveTo(360 + stripe * 42, HORIZON_Y + 8)
      .lineTo(360 + (stripe + 1) * 42, HORIZON_Y + 8);
    canvas
      .lineTo(360 + (stripe + 1) * 210, 1280)
      .lineTo(360 + stripe * 210, 1280)
      .close();
    canvas.fill(hex('#7bc25a'), 0.16);
  }
  canvas.begin().ellipse(360, 905, 420, 118).stroke(3, HOUSE.chalk, 0.5);
}

function pitch(canvas: Canvas): void {
  const { farY, farHalf, nearY, nearHalf } = PITCH;
  canvas
    .begin()
    .moveTo(360 - farHalf, farY)
    .lineTo(360 + farHalf, farY);
  canvas
    .lineTo(360 + nearHalf, nearY + 60)
    .lineTo(360 - nearHalf, nearY + 60)
    .close();
  canvas.fill(linear(0, farY, 0, nearY, ramp([0, hex('#c9a468')], [1, hex('#a9794a')])));
  canvas
    .begin()
    .moveTo(360 - 42, farY + 22)
    .lineTo(360 + 42, farY + 22)
    .stroke(2.5, HOUSE.chalk, 0.85);
  canvas
    .begin()
    .moveTo(360 - nearHalf, nearY - 54)
    .lineTo(360 + nearHalf, nearY - 54)
    .stroke(6, HOUSE.chalk, 0.85);
}

function stumps(canvas: Canvas, x: number, y: number, size: number): void {
  canvas.at(x, y, 0, size, () => {
    canvas.begin().ellipse(4, 2, 44, 8).fill(HOUSE.night, 0.4);
    for (const dx of [-24, 0, 24]) {
      canvas
        .begin()
        .roundRect(dx - 6, -132, 12, 132, 5)
        .fill(hex('#e8c27a'));
      canvas
        .begin()
        .roundRect(dx + 1, -130, 4, 128, 2)
        .fill(hex('#9a6b2e'), 0.7);
    }
    canvas.begin().roundRect(-28, -142, 26, 9, 4).roundRect(2, -142, 26, 9, 4).fill(HOUSE.chalk);
  });
}

/** The batter from behind: waits, swings through the ball, holds the pose. */
function batter(canvas: Canvas, t: number, side: number, shirt: Colour): void {
  const swing = ease((t - HIT_AT + 0.06) / 0.12);
  const rest = ease((t - 0.86) / 0.14);
  const turn = (swing - rest) * 1;
  const trousers = mix(shirt, HOUSE.night, 0.35);
  canvas.at(360 - side * 84, 1118, 0, 1, () => {
    canvas.scale(side, 1);
    canvas.begin().ellipse(0, 4, 70, 13).fill(HOUSE.night, 0.5);
    canvas
      .begin()
      .moveTo(-16, -96)
      .lineTo(-26, -4)
      .moveTo(16, -96)
      .lineTo(30, -4)
      .stroke(26, trousers);
    canvas
      .begin()
      .moveTo(-22, -52)
      .lineTo(-27, -6)
      .moveTo(24, -52)
      .lineTo(31, -6)
      .stroke(30, HOUSE.chalk);
    canvas.save();
    canvas.translate(0, -92).rotate(0.12 * turn);
    canvas.begin().moveTo(-30, 6).cubicTo(-36, -40, -36, -70, -30, -92).quadTo(0, -106, 32, -90);
    canvas.cubicTo(36, -60, 34, -30, 28, 6).close().fill(shirt);
    canvas
      .begin()
      .circle(4, -124, 27)
      .fill(mix(shirt, HOUSE.night, 0.55));
    canvas
      .begin()
      .moveTo(-4, -118)
      .lineTo(40, -116)
      .lineTo(34, -106)
      .lineTo(0, -106)
      .close()
      .fill(HOUSE.night);
    const batAngle = -0.9 + 3.2 * turn;
    const handX = 34 + 26 * Math.sin(batAngle);
    const handY = -46 - 34 * turn;
    canvas
      .begin()
      .moveTo(-26, -80)
      .lineTo(handX, handY)
      .moveTo(28, -80)
      .lineTo(handX, handY)
      .stroke(19, mix(shirt, HOUSE.chalk, 0.12));
    canvas.begin().circle(handX, handY, 13).fill(HOUSE.chalk);
    canvas.at(handX, handY, -batAngle, 1, () => {
      canvas.begin().roundRect(-4, -22, 9, 40, 4).fill(HOUSE.night);
      canvas.begin().roundRect(-13, 16, 27, 104, 9).fill(hex('#e8c27a'));
      canvas.begin().roundRect(-13, 46, 27, 34, 3).fill(HOUSE.gulal, 0.9);
    });
    canvas.restore();
  });
}

function ballPlace(t: number, side: number): readonly [x: number, y: number, radius: number] {
  if (t < HIT_AT) {
    const u = (t / HIT_AT) ** 1.6;
    const bounce =
      u < 0.62
        ? 70 * Math.sin(Math.PI * Math.min(1, 0.35 + u))
        : 62 * Math.sin((Math.PI * (u - 0.62)) / 0.55);
    return [360 + 14 * u * -side, 772 + 296 * u - bounce, 4 + 11 * u];
  }
  const u = (t - HIT_AT) / (GONE_AT - HIT_AT);
  return [360 - side * 14 + side * 260 * u, 1062 - 860 * u + 330 * u * u, 15 - 9 * u];
}

function ball(canvas: Canvas, t: number, side: number, tail: Colour): void {
  if (t > GONE_AT + 0.12) return;
  for (let back = 16; back > 0; back -= 1) {
    const at = t - back * 0.011;
    if (at < 0 || at > GONE_AT || (t > HIT_AT && at < HIT_AT)) continue;
    const [x, y, radius] = ballPlace(at, side);
    canvas
      .begin()
      .circle(x, y, radius * (1 - back / 20))
      .fill(tail, 0.5 * (1 - back / 17), 'light');
  }
  const flash = Math.exp(-Math.abs(t - HIT_AT) * 40);
  const [hitX, hitY] = ballPlace(HIT_AT, side);
  if (t >= HIT_AT) canvas.glow(hitX, hitY, 150, HOUSE.chalk, flash);
  if (t > GONE_AT) return;
  const [x, y, radius] = ballPlace(t, side);
  canvas.glow(x, y, radius * 4, HOUSE.marigold, 0.6);
  canvas
    .begin()
    .circle(x, y, radius)
    .fill(radial(x - radius * 0.3, y - radius * 0.4, radius * 1.5, BALL));
  canvas
    .begin()
    .ellipse(x, y, radius * 0.35, radius * 0.95)
    .stroke(1.6, HOUSE.chalk, 0.8);
}

const BALL = ramp([0, hex('#ff8a7a')], [0.4, hex('#d8283c')], [1, hex('#6a0f1e')]);

function bigSix(canvas: Canvas, six: ShapedText, t: number, colour: Colour, side: number): void {
  const size = Math.min(1, t * 6) * (1 + 0.2 * Math.exp(-t * 8) * Math.sin(t * 36));
  const fade = Math.min(1, (1 - t) * 4);
  canvas.glow(360 + side * 160, 800, 190, colour, 0.5 * fade);
  canvas.at(360 + side * 160, 890, -0.08 * side, size, () => {
    canvas
      .begin()
      .text(six, -six.widthPx / 2, 0)
      .fill(colour, fade);
    canvas.stroke(5, HOUSE.chalk, fade);
  });
}

function floodlights(canvas: Canvas, { s }: Moment, pole: Colour): void {
  for (const side of [-1, 1]) {
    const x = 360 + side * 306;
    canvas
      .begin()
      .moveTo(x, HORIZON_Y + 10)
      .lineTo(x, 590)
      .stroke((share) => 6 - 3 * share, mix(pole, HOUSE.night, 0.6));
    canvas.at(x, 560, -side * 0.16, 1, () => {
      canvas.begin().roundRect(-48, -36, 96, 72, 8).fill(HOUSE.night, 0.85);
      canvas.begin();
      for (let lamp = 0; lamp < 12; lamp += 1)
        canvas.circle(-33 + (lamp % 4) * 22, -22 + Math.floor(lamp / 4) * 22, 7.5);
      canvas.fill(hex('#fffbe8'));
    });
    canvas.glow(x, 560, 190 + 8 * Math.sin(s * 7 + side), hex('#fff1c4'), 0.75);
  }
}

/** Tiers of people: dark, with phones that twinkle, more of them when they cheer. */
function standsOf({
  random,
  palette,
}: SceneSetting): (canvas: Canvas, moment: Moment, cheer: number) => void {
  const people = Array.from({ length: CROWD }, () => ({
    x: between(random, 0, 720),
    y: between(random, 0, 1),
    phase: random.next(),
    kind: random.below(3),
  }));
  const tones = [HOUSE.chalk, palette.accent, palette.second];
  return (canvas, { s }, cheer) => {
    canvas
      .begin()
      .moveTo(0, 628)
      .quadTo(360, 668, 720, 628)
      .lineTo(720, HORIZON_Y + 12)
      .lineTo(0, HORIZON_Y + 12)
      .close();
    canvas.fill(mix(palette.bottom, HOUSE.plum, 0.6));
    for (const [kind, tone] of tones.entries()) {
      canvas.begin();
      for (const person of people) {
        if (person.kind !== kind) continue;
        const top = 640 + 30 * (1 - ((person.x - 360) / 360) ** 2);
        const jump = cheer * 7 * Math.abs(Math.sin(s * 9 + person.phase * TURN));
        const y = top + person.y * (HORIZON_Y - 6 - top) - jump;
        const shine = wrap(person.phase + s * 0.6) < 0.2 + 0.4 * cheer ? 3.4 : 1.8;
        canvas.rect(person.x - shine / 2, y, shine, shine);
      }
      canvas.fill(tone, 0.85);
    }
    canvas
      .begin()
      .rect(0, HORIZON_Y - 2, 720, 12)
      .fill(palette.accent, 0.85);
  };
}

/** The score board over the stand: runs and wickets, overs. Each finished ball adds six. */
function boardOf(
  setting: SceneSetting,
  score: number,
  balls: number,
): (canvas: Canvas, done: number, cheer: number) => void {
  const rows = Array.from({ length: balls + 1 }, (_, done) => ({
    runs: setting.write(`${score + done * 6}/5`, 50, 800),
    overs: setting.write(`19.${Math.min(6, 5 - balls + done + 1)}`, 30, 700),
  }));
  return (canvas, done, cheer) => {
    const row = rows[Math.min(done, balls)];
    if (row === undefined) return;
    canvas.begin().rect(276, 600, 8, 60).rect(436, 600, 8, 60).fill(HOUSE.plum);
    canvas
      .begin()
      .glimpse(236, 520, 248, 104, 18)
      .fill(hex('#0a0710'), 0.94)
      .stroke(3, HOUSE.line, 0.9);
    if (cheer > 0)
      canvas
        .begin()
        .glimpse(236, 520, 248, 104, 18)
        .fill(HOUSE.marigold, 0.14 * cheer, 'light');
    canvas.begin().text(row.runs, 256, 590).fill(HOUSE.marigold);
    canvas
      .begin()
      .text(row.overs, 476 - row.overs.widthPx, 588)
      .fill(HOUSE.chalk, 0.9);
  };
}
