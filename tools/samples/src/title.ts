// The words on a clip: genre chip, language chip, headline, the mark that says "sample". They are
// whole from the first frame (the poster is taken there); the beat only lights one word after another.

import type { Canvas } from './paint/canvas.ts';
import { HOUSE, mix } from './paint/colour.ts';
import type { Colour } from './paint/colour.ts';
import type { Moment, SceneSetting } from './scenes/scene.ts';
import type { ShapedText } from './type/shaper.ts';

/** Above the scene, or below it and clear of the app's own caption. */
export type TitlePlace = 'top' | 'low';

/** Left margin; the app's rail of buttons takes the right. */
const MARGIN_PX = 48;
const LINE_WIDTH_MAX_PX = { top: 624, low: 540 } as const;
/** Chips begin here: below the app's tabs, or so that three lines end above its caption. */
const TOP_PX = { top: 140, low: 700 } as const;
const CHIP_HEIGHT_PX = 58;
const HEADLINE_SIZES_PX = [96, 88, 80, 74, 68, 62, 56];
const HEADLINE_LINES = 2;
/** Indic headlines need at least 1.35 between baselines, or marks touch the line above. */
const LINE_HEIGHT = 1.36;

interface Word {
  readonly shaped: ShapedText;
  readonly x: number;
  readonly line: number;
}

/** A title, laid out. */
export interface Title {
  /** How much darker (0 to 1) the night should be at a height, so that the words stand out. */
  shade(y: number): number;
  draw(canvas: Canvas, moment: Moment): void;
}

/** Lays out a clip's title. Cost: shaping of three short texts and a headline at a few sizes. */
export function titleOf(
  headline: string,
  label: string,
  place: TitlePlace,
  setting: SceneSetting,
): Title {
  const { sizePx, words, lineCount } = fitHeadline(headline, LINE_WIDTH_MAX_PX[place], setting);
  const chips = chipsOf(label, setting);
  const top = TOP_PX[place] + (place === 'low' ? (HEADLINE_LINES - lineCount) * 60 : 0);
  const baseline = top + CHIP_HEIGHT_PX + sizePx * 1.22;
  const height = CHIP_HEIGHT_PX + sizePx * (1.2 + LINE_HEIGHT * lineCount);
  const isSecondPale = mix(setting.palette.second, HOUSE.chalk, 0)[2] > 200;
  const lit = isSecondPale ? setting.palette.third : setting.palette.second;
  return {
    shade: (y) => {
      const share = (y - top + 120) / (height + 210);
      return 0.5 * Math.max(0, Math.min(1, share * 4, (1 - share) * 4));
    },
    draw: (canvas, moment) => {
      chips(canvas, top);
      const beat = moment.s / (setting.rhythm.stepS * 4);
      for (const [index, word] of words.entries()) {
        const y = baseline + word.line * sizePx * LINE_HEIGHT;
        drawWord(canvas, word, y, litShare(beat, index, words.length), lit);
      }
    },
  };
}

/** Each word is lit for two beats in turn, then the whole headline rests for four. */
function litShare(beat: number, index: number, count: number): number {
  const place = (beat % (count * 2 + 4)) - index * 2;
  if (place < 0 || place > 2.4) return 0;
  return Math.min(1, place * 5, (2.4 - place) * 2.5);
}

function drawWord(canvas: Canvas, word: Word, y: number, light: number, lit: Colour): void {
  const lift = -7 * Math.sin(Math.PI * Math.min(1, light) * 0.5) * light;
  const x = MARGIN_PX + word.x;
  canvas
    .begin()
    .text(word.shaped, x + 2, y + lift + 4)
    .fill(HOUSE.night, 0.45);
  canvas
    .begin()
    .text(word.shaped, x, y + lift)
    .fill(mix(HOUSE.chalk, lit, light));
}

function fitHeadline(
  headline: string,
  widthMax: number,
  setting: SceneSetting,
): { sizePx: number; words: Word[]; lineCount: number } {
  for (const sizePx of HEADLINE_SIZES_PX) {
    const words = setLines(headline, sizePx, widthMax, setting);
    if (words !== undefined) return { sizePx, words, lineCount: (words.at(-1)?.line ?? 0) + 1 };
  }
  throw new Error(`"${headline}" is too long for a headline`);
}

/** One line, or two of lengths as equal as can be; undefined when neither fits. */
function setLines(
  headline: string,
  sizePx: number,
  widthMax: number,
  setting: SceneSetting,
): Word[] | undefined {
  const space = setting.write(' ', sizePx, 800).widthPx;
  const shaped = headline.split(' ').map((text) => setting.write(text, sizePx, 800));
  const widthOf = (line: readonly ShapedText[]): number =>
    line.reduce((sum, { widthPx }) => sum + widthPx + space, -space);
  let best: { breakAt: number; widthPx: number } | undefined;
  for (let breakAt = 1; breakAt <= shaped.length; breakAt += 1) {
    const widthPx = Math.max(widthOf(shaped.slice(0, breakAt)), widthOf(shaped.slice(breakAt)));
    if (widthPx > widthMax) continue;
    // A whole line that fits is better than a balanced pair.
    if (best === undefined || widthPx < best.widthPx || breakAt === shaped.length)
      best = { breakAt, widthPx };
  }
  if (best === undefined) return undefined;
  let x = 0;
  return shaped.map((word, index) => {
    if (index === best.breakAt) x = 0;
    const placed = { shaped: word, x, line: index < best.breakAt ? 0 : 1 };
    x += word.widthPx + space;
    return placed;
  });
}

function chipsOf(label: string, setting: SceneSetting): (canvas: Canvas, top: number) => void {
  const { texts, palette } = setting;
  const genre = setting.write(label, 33, 700);
  const language = setting.write(texts.name, 31, 500);
  const sample = setting.write(texts.sample, 25, 500);
  const genreWidth = genre.widthPx + 44;
  const languageX = MARGIN_PX + genreWidth + 14;
  const languageWidth = language.widthPx + 44;
  const sampleX = languageX + languageWidth + 18;
  return (canvas, top) => {
    const baseline = top + 40;
    canvas.begin().glimpse(MARGIN_PX, top, genreWidth, CHIP_HEIGHT_PX, 22).fill(palette.accent);
    canvas
      .begin()
      .text(genre, MARGIN_PX + 22, baseline)
      .fill(palette.ink);
    canvas.begin().glimpse(languageX, top, languageWidth, CHIP_HEIGHT_PX, 22);
    canvas.fill(HOUSE.night, 0.55).stroke(2, HOUSE.chalk, 0.4);
    canvas
      .begin()
      .text(language, languageX + 22, baseline)
      .fill(HOUSE.chalk);
    flame(canvas, sampleX + 8, top + CHIP_HEIGHT_PX / 2 + 2, 1);
    canvas
      .begin()
      .text(sample, sampleX + 24, baseline - 2)
      .fill(HOUSE.mist);
  };
}

/** The diya's flame, 20 x 30 pixels at size 1, its middle at (x, y). */
export function flame(canvas: Canvas, x: number, y: number, size: number): void {
  canvas.at(x, y, 0, size, () => {
    canvas.begin().moveTo(0, -16).cubicTo(6, -7, 10, -1, 9, 6).cubicTo(8, 12, 4, 15, 0, 15);
    canvas.cubicTo(-5, 15, -9, 11, -9, 6).cubicTo(-9, 0, -3, -6, 0, -16).close().fill(HOUSE.kesari);
    canvas.begin().moveTo(0.5, -4).cubicTo(4, 2, 5, 5, 4.5, 9).cubicTo(3, 13, -3, 13, -4, 9);
    canvas.cubicTo(-4.5, 5, -2, 2, 0.5, -4).close().fill(HOUSE.marigold);
  });
}
