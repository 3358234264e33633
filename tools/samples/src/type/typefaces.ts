// Which Anek faces write which language, loaded once a process. A language in an Indic script has
// two: its own script first, Latin (digits, hashtags, a + b) second; fontsource splits them so.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { Blob, Face, Font } from 'harfbuzzjs';

import type { SampleLanguage } from '../sample-types.ts';
import { woffToOpenType } from './woff.ts';

/** Weights that the clips use: 500 for small text, 700 for chips, 800 for headlines. */
export type Weight = 500 | 700 | 800;

/** One loaded face. `unitsPerEm` is its grid; `covers` answers by Unicode code point. */
export interface Typeface {
  readonly name: string;
  readonly font: Font;
  readonly unitsPerEm: number;
  covers(codePoint: number): boolean;
}

const SCRIPTS: Record<SampleLanguage, { family: string; subset: string; tag: string }> = {
  en: { family: 'latin', subset: 'latin', tag: 'Latn' },
  id: { family: 'latin', subset: 'latin', tag: 'Latn' },
  hi: { family: 'devanagari', subset: 'devanagari', tag: 'Deva' },
  mr: { family: 'devanagari', subset: 'devanagari', tag: 'Deva' },
  ta: { family: 'tamil', subset: 'tamil', tag: 'Taml' },
  te: { family: 'telugu', subset: 'telugu', tag: 'Telu' },
  bn: { family: 'bangla', subset: 'bengali', tag: 'Beng' },
  gu: { family: 'gujarati', subset: 'gujarati', tag: 'Gujr' },
};

const requireFrom = createRequire(import.meta.url);
/** Six families in three weights at most, so it needs no eviction. */
const loaded = new Map<string, Typeface>();

/**
 * The faces for a language in the order in which to try them.
 *
 * @returns one face for Latin languages, two for Indic ones.
 * @throws Error when a font package is missing from the install.
 * Cost: 5 to 10 ms for the first call of a language and weight, then a map look-up.
 */
export function typefacesFor(language: SampleLanguage, weight: Weight): readonly Typeface[] {
  const own = SCRIPTS[language];
  const latin = typeface('latin', 'latin', weight);
  if (own.family === 'latin') return [latin];
  return [typeface(own.family, own.subset, weight), latin];
}

/** @returns the ISO 15924 tag of the language's script, as HarfBuzz wants it. */
export function scriptTagOf(language: SampleLanguage): string {
  return SCRIPTS[language].tag;
}

function typeface(family: string, subset: string, weight: Weight): Typeface {
  const file = `@fontsource/anek-${family}/files/anek-${family}-${subset}-${weight}-normal.woff`;
  const known = loaded.get(file);
  if (known !== undefined) return known;
  const bytes = woffToOpenType(readFileSync(requireFrom.resolve(file)));
  // HarfBuzz copies from an ArrayBuffer of exactly the font's length, not from a pooled Buffer.
  const face = new Face(new Blob(Uint8Array.from(bytes).buffer));
  const unicodes = new Set(face.collectUnicodes());
  const made: Typeface = {
    name: `${family}-${subset}-${weight}`,
    font: new Font(face),
    unitsPerEm: face.upem,
    covers: (codePoint) => unicodes.has(codePoint),
  };
  loaded.set(file, made);
  return made;
}
