import assert from 'node:assert/strict';
import { test } from 'node:test';
import captions from '../data/captions.json' with { type: 'json' };
import { languageOfText } from './language-of-text.ts';

test('a caption’s script names its language, among those the person chose', () => {
  assert.equal(languageOfText('सुबह की पहली किरण #morning', 'en', ['en', 'hi']), 'hi');
  assert.equal(languageOfText('आजच्या बातम्या', 'en', ['mr']), 'mr');
  assert.equal(languageOfText('இன்றைய ஆட்டம்', 'hi', []), 'ta');
  assert.equal(languageOfText('নাচ', 'en', ['as']), 'as');
});

test('of one script, letters and small words decide, whatever the person speaks', () => {
  assert.equal(languageOfText('আজকের খবর', 'en', ['as']), 'bn');
  assert.equal(languageOfText('আজিৰ বাতৰি', 'bn', ['bn']), 'as');
  assert.equal(languageOfText('माझा भाऊ किती छान नाचतो', 'hi', ['hi']), 'mr');
});

test('Hindi and Tamil are known in Latin letters; what is also Urdu is its writer’s', () => {
  assert.equal(languageOfText('mera bhai kitna pyara hai', 'en', ['en']), 'hi');
  assert.equal(languageOfText('mera bhai kitna pyara hai', 'en', ['ur']), 'ur');
  assert.equal(languageOfText('naan romba happy', 'en', []), 'ta');
  assert.equal(languageOfText('Lagu ini enak banget', 'en', []), 'id');
});

test('a choice that fits stays, English words change none, and a sign decides nothing', () => {
  assert.equal(languageOfText('आजच्या बातम्या', 'mr', ['hi']), null);
  assert.equal(languageOfText('Aaj ki taza khabar', 'hi', ['hi']), null);
  assert.equal(languageOfText('What my grandmother taught me', 'ta', ['ta']), null);
  assert.equal(languageOfText('What my grandmother taught me', '', ['ta']), 'en');
  assert.equal(languageOfText('ॐ', 'en', ['hi']), null);
  assert.equal(languageOfText('Breakfast, मिसळ, everywhere', 'en', ['en']), null);
  assert.equal(languageOfText('மழை নদীর மழை இன்று', 'ta', ['ta']), null);
  assert.equal(languageOfText('', 'en', []), null);
});

/** Languages that a caption of this kind may be taken for: Hindi and Urdu are one in Latin letters. */
function meant(kind: string): readonly string[] {
  return kind === 'ur-Latn' ? ['ur', 'hi'] : [kind.replace('-Latn', '')];
}

/** At least so many of a hundred; measured: docs/measurements/language-detection.md. */
const BARS = { known: 94, later: 75 } as const;

for (const part of ['known', 'later'] as const) {
  test(`of the captions of the test set that were ${part} no fewer are guessed right than was measured`, (t) => {
    const all = Object.entries(captions[part]).flatMap(([kind, texts]) =>
      texts.map((text) => ({ kind, text })),
    );
    const right = all.filter(({ kind, text }) =>
      meant(kind).includes(languageOfText(text, '', []) ?? ''),
    );
    const share = (100 * right.length) / all.length;
    t.diagnostic(`${right.length} of ${all.length}`);
    assert.ok(share >= BARS[part], `${share.toFixed(1)} of 100`);
  });
}
