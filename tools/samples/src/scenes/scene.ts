// What a scene is: given one clip's words, colours and rhythm, it draws any moment of the clip.

import type { Random } from '@jhalak/kernel';

import type { Canvas } from '../paint/canvas.ts';
import type { Palette } from '../paint/palettes.ts';
import type { Rhythm } from '../rhythm.ts';
import type { SampleLanguage } from '../sample-types.ts';
import type { LanguageTexts } from '../texts/language-texts.ts';
import type { Weight } from '../type/typefaces.ts';
import type { ShapedText } from '../type/shaper.ts';

/** Everything a scene may use when it is made. */
export interface SceneSetting {
  readonly language: SampleLanguage;
  readonly texts: LanguageTexts;
  readonly palette: Palette;
  readonly rhythm: Rhythm;
  /** Seeded by the clip; a scene draws from it while it is made, never per frame. */
  readonly random: Random;
  readonly durationS: number;
  /** Where the scene's main thing belongs: the title stands above or below it. */
  readonly centreY: number;
  write(text: string, sizePx: number, weight: Weight): ShapedText;
}

/** One moment: `s` seconds since the start; `loop` 0 to 1 over the clip, for motion that ends as it began. */
export interface Moment {
  readonly s: number;
  readonly loop: number;
}

/** Draws one moment over the backdrop. Random access: the same moment gives the same picture. */
type Scene = (canvas: Canvas, moment: Moment) => void;

/** Makes the scene of one clip. */
export type SceneMaker = (setting: SceneSetting) => Scene;

/** A whole turn in radians. */
export const TURN = Math.PI * 2;
/** Width and height of the clips in pixels. */
export const FRAME = { widthPx: 720, heightPx: 1280 } as const;

/** @returns a seeded number from `from` to `to`. */
export function between(random: Random, from: number, to: number): number {
  return from + (to - from) * random.next();
}

/** Slow at both ends. @param share clamped to 0 to 1. */
export function ease(share: number): number {
  const t = Math.min(1, Math.max(0, share));
  return t * t * (3 - 2 * t);
}

/** Wraps into 0 to 1, also for negative numbers. */
export function wrap(value: number): number {
  return value - Math.floor(value);
}
