// Learning: a letter of the clip's own script on copybook lines. A spark runs along its outline while
// it fills like a glass, with waves on top.

import type { Canvas } from '../paint/canvas.ts';
import { linear } from '../paint/canvas.ts';
import { HOUSE, mix, ramp } from '../paint/colour.ts';
import { OUTLINE } from '../type/shaper.ts';
import type { ShapedText } from '../type/shaper.ts';
import { between, TURN, wrap } from './scene.ts';
import type { Moment, SceneMaker, SceneSetting } from './scene.ts';

const LETTER_PX = 470;
const TRAIL = 16;
const FLOATING_MAX = 7;

/** The letter by language; waves and floating marks by seed. */
export const letter: SceneMaker = (setting) => {
  const { texts, palette, centreY, random } = setting;
  const shaped = setting.write(texts.letter, LETTER_PX, 800);
  const box = boundsOf(shaped);
  const x = 350 - (box.left + box.right) / 2;
  const y = centreY - (box.top + box.bottom) / 2;
  const contour = longestContour(shaped).map(([px, py]): [number, number] => [px + x, py + y]);
  const liquid = ramp(
    [0, mix(palette.second, HOUSE.chalk, 0.35)],
    [0.5, palette.second],
    [1, palette.accent],
  );
  const floating = floatingOf(setting);
  const phase = random.next();
  return (canvas, moment) => {
    copybook(canvas, centreY, palette.lamps[0]);
    floating(canvas, moment);
    const top = y + box.top;
    const height = box.bottom - box.top;
    const level =
      top + height * (0.52 - 0.5 * Math.sin(Math.PI * Math.min(1, moment.loop * 1.15 + 0.08)));
    canvas
      .begin()
      .text(shaped, x + 8, y + 14)
      .fill(HOUSE.night, 0.55);
    // Outline first: glyphs may overlap themselves, and the fill then hides the inner lines.
    canvas.begin().text(shaped, x, y).stroke(12, HOUSE.chalk);
    canvas.fill(mix(palette.bottom, HOUSE.plum, 0.8)).clip();
    wave(canvas, level, moment, phase, linear(0, level, 0, y + box.bottom, liquid));
    canvas.unclip();
    comet(canvas, contour, moment, palette.accent);
  };
};

function copybook(canvas: Canvas, y: number, tone: readonly [number, number, number]): void {
  canvas.begin();
  for (const dy of [-250, -84, 84, 250]) canvas.moveTo(0, y + dy).lineTo(720, y + dy);
  canvas.stroke(2.5, mix(tone, HOUSE.chalk, 0.3), 0.35);
  canvas.begin();
  for (let dash = 0; dash < 25; dash += 1) canvas.moveTo(dash * 30, y).lineTo(dash * 30 + 14, y);
  canvas.stroke(2, mix(tone, HOUSE.chalk, 0.3), 0.3);
  canvas
    .begin()
    .moveTo(92, y - 290)
    .lineTo(92, y + 290)
    .stroke(2.5, HOUSE.gulal, 0.5);
}

function wave(
  canvas: Canvas,
  level: number,
  { loop }: Moment,
  phase: number,
  paint: ReturnType<typeof linear>,
): void {
  canvas.begin().moveTo(-10, level + 640);
  for (let px = -10; px <= 730; px += 20) {
    const height =
      13 * Math.sin(px / 62 + TURN * (loop * 5 + phase)) + 6 * Math.sin(px / 27 - TURN * loop * 7);
    canvas.lineTo(px, level + height);
  }
  canvas
    .lineTo(730, level + 640)
    .close()
    .fill(paint);
}

function comet(
  canvas: Canvas,
  contour: readonly (readonly [number, number])[],
  { loop }: Moment,
  colour: readonly [number, number, number],
): void {
  const count = contour.length;
  const head = wrap(loop * 2 + 0.12) * count;
  for (let back = TRAIL; back >= 0; back -= 1) {
    const point = contour[Math.floor(wrap((head - back * count * 0.006) / count) * count)];
    if (point === undefined) continue;
    const light = 1 - back / (TRAIL + 1);
    canvas
      .begin()
      .circle(point[0], point[1], 4 + 7 * light)
      .fill(back === 0 ? HOUSE.chalk : colour, light);
    if (back === 0) canvas.glow(point[0], point[1], 80, colour, 1);
  }
}

/** Syllables of the language's own name drifting around. */
function floatingOf({
  language,
  texts,
  write,
  random,
  centreY,
}: SceneSetting): (canvas: Canvas, moment: Moment) => void {
  const syllables = [...new Intl.Segmenter(language).segment(texts.name)].map(
    ({ segment }) => segment,
  );
  const letters = [...new Set(syllables.filter((syllable) => /\p{L}/u.test(syllable)))].slice(
    0,
    FLOATING_MAX,
  );
  const things = letters.map((character, index) => ({
    shaped: write(character, between(random, 44, 70), 700),
    angle: (index / letters.length) * TURN,
    reach: between(random, 282, 318),
    sway: random.next() * TURN,
  }));
  return (canvas, { loop }) => {
    for (const thing of things) {
      const angle = thing.angle + (TURN / things.length) * loop;
      const x = 350 + Math.cos(angle) * thing.reach;
      const y = centreY + Math.sin(angle) * thing.reach * 0.92;
      canvas.at(x, y, 0.2 * Math.sin(TURN * loop + thing.sway), 1, () => {
        canvas
          .begin()
          .text(thing.shaped, -thing.shaped.widthPx / 2, 20)
          .fill(HOUSE.mist, 0.65);
      });
    }
  };
}

function pointsOf(shaped: ShapedText): [number, number][][] {
  const contours: [number, number][][] = [];
  const { outline } = shaped;
  for (let at = 0; at < outline.length;) {
    const operation = outline[at] ?? OUTLINE.close;
    const size = operation === OUTLINE.close ? 0 : 2 * Math.max(1, operation);
    const end: [number, number] = [outline[at + size - 1] ?? 0, outline[at + size] ?? 0];
    if (operation === OUTLINE.move) contours.push([end]);
    else if (operation !== OUTLINE.close) contours.at(-1)?.push(end);
    at += 1 + size;
  }
  return contours;
}

function boundsOf(shaped: ShapedText): {
  left: number;
  right: number;
  top: number;
  bottom: number;
} {
  const all = pointsOf(shaped).flat();
  const xs = all.map(([px]) => px);
  const ys = all.map(([, py]) => py);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

/** The longest outline of the letter, resampled to even steps. */
function longestContour(shaped: ShapedText): [number, number][] {
  const lengthOf = (points: readonly (readonly [number, number])[]): number =>
    points.reduce((sum, point, index) => {
      const before = points[(index + points.length - 1) % points.length] ?? point;
      return sum + Math.hypot(point[0] - before[0], point[1] - before[1]);
    }, 0);
  const contour = pointsOf(shaped).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0] ?? [];
  const even: [number, number][] = [];
  for (const [index, point] of contour.entries()) {
    const next = contour[(index + 1) % contour.length] ?? point;
    const pieces = Math.max(1, Math.round(Math.hypot(next[0] - point[0], next[1] - point[1]) / 4));
    for (let piece = 0; piece < pieces; piece += 1) {
      const u = piece / pieces;
      even.push([point[0] + (next[0] - point[0]) * u, point[1] + (next[1] - point[1]) * u]);
    }
  }
  return even;
}
