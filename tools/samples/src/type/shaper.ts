// Text to outlines through HarfBuzz: conjuncts, reph, matras and marks come out as the font's own
// rules say. (resvg 2.6.2 for Node stacks the glyphs of one cluster on top of each other; its
// upstream mended that in linebender/resvg#1043.) Nothing here knows about pixels or colours.

import { Buffer as ShapingBuffer, shape } from 'harfbuzzjs';
import type { Font } from 'harfbuzzjs';

import type { SampleLanguage } from '../sample-types.ts';
import { scriptTagOf, typefacesFor } from './typefaces.ts';
import type { Typeface, Weight } from './typefaces.ts';

/** Outline commands, each followed by its coordinates: move 2, line 2, quadratic 4, cubic 6, close 0. */
export const OUTLINE = { move: 0, line: 1, quad: 2, cubic: 3, close: 4 } as const;

/** A line of shaped text: pixels, y downwards, the pen starts at (0, 0) on the baseline. */
export interface ShapedText {
  readonly widthPx: number;
  readonly sizePx: number;
  /** Packed commands as OUTLINE says. */
  readonly outline: Float32Array;
  /** Characters that no face covers, and U+25CC where the shaper had to prop up a mark without a base. */
  readonly missing: readonly string[];
}

/** What to write and how large. */
export interface TextStyle {
  readonly language: SampleLanguage;
  readonly sizePx: number;
  readonly weight: Weight;
}

/** What a shaper draws below a mark that stands alone: the text is misspelt. */
const DOTTED_CIRCLE = 0x25cc;

interface Run {
  readonly face: Typeface;
  text: string;
}

/**
 * Shapes one line.
 *
 * @param text NFC, no line breaks; other scripts than the language's own and Latin come out missing.
 * Cost: 0.1 to 0.5 ms for a headline, plus loading the faces once.
 */
export function shapeText(text: string, style: TextStyle): ShapedText {
  const missing: string[] = [];
  const commands: number[] = [];
  let penPx = 0;
  for (const run of splitIntoRuns(text, typefacesFor(style.language, style.weight), missing)) {
    penPx = shapeRun(run, style, penPx, commands, missing);
  }
  return { widthPx: penPx, sizePx: style.sizePx, outline: Float32Array.from(commands), missing };
}

/** A face keeps a run as long as it covers it; the first face wins where a run begins. */
function splitIntoRuns(text: string, faces: readonly Typeface[], missing: string[]): Run[] {
  const runs: Run[] = [];
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const last = runs.at(-1);
    const isNeutral = /\s|\p{P}/u.test(character);
    const face =
      isNeutral && last?.face.covers(codePoint) === true
        ? last.face
        : faces.find((candidate) => candidate.covers(codePoint));
    if (face === undefined) {
      missing.push(character);
      continue;
    }
    if (last?.face === face) last.text += character;
    else runs.push({ face, text: character });
  }
  return runs;
}

function shapeRun(
  run: Run,
  style: TextStyle,
  startPx: number,
  commands: number[],
  missing: string[],
): number {
  const buffer = new ShapingBuffer();
  buffer.addText(run.text);
  buffer.guessSegmentProperties();
  if (!run.face.name.startsWith('latin')) buffer.setScript(scriptTagOf(style.language));
  buffer.setLanguage(style.language);
  shape(run.face.font, buffer);
  const scale = style.sizePx / run.face.unitsPerEm;
  const positions = buffer.getGlyphPositions();
  const dottedCircle = run.face.font.glyph(DOTTED_CIRCLE);
  let penPx = startPx;
  for (const [index, glyph] of buffer.getGlyphInfos().entries()) {
    const position = positions[index];
    if (position === undefined) break;
    if (glyph.codepoint === dottedCircle || glyph.codepoint === 0) missing.push('\u25cc');
    const originX = penPx + position.xOffset * scale;
    appendGlyph(
      run.face.font,
      glyph.codepoint,
      originX,
      -position.yOffset * scale,
      scale,
      commands,
    );
    penPx += position.xAdvance * scale;
  }
  return penPx;
}

const OPERATIONS: Record<string, number> = {
  M: OUTLINE.move,
  L: OUTLINE.line,
  Q: OUTLINE.quad,
  C: OUTLINE.cubic,
  Z: OUTLINE.close,
};

function appendGlyph(
  font: Font,
  glyph: number,
  x: number,
  y: number,
  scale: number,
  commands: number[],
): void {
  for (const { type, values } of font.glyphToJson(glyph)) {
    const operation = OPERATIONS[type];
    if (operation === undefined) throw new Error(`HarfBuzz drew an unknown command ${type}`);
    commands.push(operation);
    for (let index = 0; index + 1 < values.length; index += 2) {
      commands.push(x + (values[index] ?? 0) * scale, y - (values[index + 1] ?? 0) * scale);
    }
  }
}
