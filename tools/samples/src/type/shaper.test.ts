import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SAMPLE_GENRES, SAMPLE_LANGUAGES } from '../sample-types.ts';
import type { SampleLanguage } from '../sample-types.ts';
import { TEXTS } from '../texts/all-texts.ts';
import { OUTLINE, shapeText } from './shaper.ts';
import type { ShapedText } from './shaper.ts';
import { woffToOpenType } from './woff.ts';

const shape = (text: string, language: SampleLanguage): ShapedText =>
  shapeText(text, { language, sizePx: 100, weight: 800 });

/** Leftmost drawn point: tells a mark that stands before its base from one that follows. */
function contourStarts(shaped: ShapedText): number[] {
  const starts: number[] = [];
  for (let at = 0; at < shaped.outline.length;) {
    const operation = shaped.outline[at]!;
    if (operation === OUTLINE.move) starts.push(shaped.outline[at + 1]!);
    at += operation === OUTLINE.close ? 1 : 1 + 2 * Math.max(1, operation);
  }
  return starts;
}

test('no word of the world has a character without a glyph or a mark without a base', () => {
  for (const language of SAMPLE_LANGUAGES) {
    const { name, sample, laugh, letter, clips } = TEXTS[language];
    const words = SAMPLE_GENRES.flatMap((genre) => [clips[genre].label, clips[genre].headline]);
    for (const text of [name, sample, laugh, letter, ...words, 'a² + b² = c²', '184/5']) {
      const shaped = shape(text, language);
      assert.deepEqual(shaped.missing, [], `${language}: ${text}`);
      assert.ok(shaped.widthPx > 0 && shaped.outline.length > 20, text);
    }
  }
});

test('a script that the faces lack is reported, as is a mark without a base', () => {
  assert.deepEqual(shape('தமிழ்', 'hi').missing.length, 5);
  assert.deepEqual(shape('ز', 'en').missing, ['ز']);
  assert.deepEqual(shape('ाक', 'hi').missing, ['\u25cc']);
});

test('consonants join: a conjunct is one shape, narrower than its letters', () => {
  const cases: readonly (readonly [SampleLanguage, string, string, string])[] = [
    ['hi', 'ज्ञ', 'ज', 'ञ'],
    ['mr', 'क्ष', 'क', 'ष'],
    ['bn', 'ক্ষ', 'ক', 'ষ'],
    ['gu', 'જ્ઞ', 'જ', 'ઞ'],
    ['te', 'క్క', 'క', 'క'],
    ['ta', 'க்ஷ', 'க', 'ஷ'],
  ];
  for (const [language, joined, first, second] of cases) {
    const apart = shape(first, language).widthPx + shape(second, language).widthPx;
    assert.ok(shape(joined, language).widthPx < apart * 0.97, `${language}: ${joined}`);
    assert.deepEqual(shape(joined, language).missing, []);
  }
});

test('a sign that is written before its consonant is drawn before it', () => {
  const cases: readonly (readonly [SampleLanguage, string, string])[] = [
    ['hi', 'कि', 'क'],
    ['bn', 'কে', 'ক'],
    ['gu', 'કિ', 'ક'],
    ['ta', 'கெ', 'க'],
  ];
  for (const [language, syllable, consonant] of cases) {
    const alone = Math.min(...contourStarts(shape(consonant, language)));
    const starts = contourStarts(shape(syllable, language));
    // The consonant's own contours have moved right by the sign's width.
    assert.ok(Math.max(...starts) > alone + 20, `${language}: ${syllable}`);
    assert.ok(shape(syllable, language).widthPx > shape(consonant, language).widthPx + 15);
  }
});

test('reph sits above the next letter and takes no width of its own', () => {
  const plain = shape('म', 'hi').widthPx;
  assert.ok(Math.abs(shape('र्म', 'hi').widthPx - plain) < 12);
});

test('digits and Latin words fall back to the Latin face inside an Indic line', () => {
  const mixed = shape('ओवर 20', 'hi');
  assert.deepEqual(mixed.missing, []);
  assert.ok(mixed.widthPx > shape('ओवर', 'hi').widthPx + shape('20', 'en').widthPx * 0.95);
});

test('a file that is not WOFF is refused', () => {
  assert.throws(() => woffToOpenType(Buffer.from('wOF2 and some more bytes')), /not a WOFF/);
});
