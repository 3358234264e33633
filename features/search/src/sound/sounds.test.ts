// Sounds and text keys, beside the words that they must keep apart. Pure.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { textKey, wordsOf } from '../text/text-key.ts';
import { soundDistance } from './distance.ts';
import { skeletonOf, soundsOf, writingOf } from './sounds.ts';

const far = (one: string, other: string): number =>
  soundDistance(
    { sound: soundsOf(one.normalize('NFC')), writing: writingOf(one) },
    { sound: soundsOf(other.normalize('NFC')), writing: writingOf(other) },
  );

test('one word sounds nearly alike in every script and spelling', () => {
  const sets = [
    'cricket kriket criket क्रिकेट கிரிக்கெட் క్రికెట్ ক্রিকেট ક્રિકેટ ಕ್ರಿಕೆಟ್ ക്രിക്കറ്റ് ਕ੍ਰਿਕਟ کرکٹ କ୍ରିକେଟ കrickറ്റ്',
    'vigyan vijnan vidnyan विज्ञान விஞ்ஞானம் విజ్ఞానం বিজ্ঞান વિજ્ઞાન ವಿಜ್ಞಾನ വിജ്ഞാനം ਵਿਗਿਆਨ وگیان',
    'gyan jnan gyaan ज्ञान జ్ఞాన ಜ್ಞಾನ গিয়ান ਗਿਆਨ گیان',
    'shakti sakthi shakthi शक्ति சக்தி శక్తి শক্তি શક્તિ ಶಕ್ತಿ ശക്തി ਸ਼ਕਤੀ شکتی',
    'zindagi jindagi zindagee ज़िन्दगी जिंदगी ਜ਼ਿੰਦਗੀ زندگی',
    'phool fool phul फूल फ़ूल ਫੁੱਲ پھول',
    'shiksha siksha shixa शिक्षा શિક્ષા ਸ਼ਿਕਸ਼ਾ',
  ];
  for (const set of sets) {
    const [first = '', ...others] = set.split(' ');
    for (const other of others) {
      assert.ok(far(first, other) <= 0.21, `${first} ${other}: ${far(first, other)}`);
      const bones = skeletonOf(soundsOf(other.normalize('NFC')));
      assert.equal(bones, skeletonOf(soundsOf(first)), other);
    }
  }
});

test('other words stay apart', () => {
  for (const [one, other] of [
    ['cricket', 'चिकित्सा'],
    ['video', 'विकास'],
    ['mumbai', 'मामला'],
    ['dance', 'టీమ్'],
    ['kerala', 'کرکٹ'],
  ] as const)
    assert.ok(far(one, other) > 0.32, `${one} ${other}: ${far(one, other)}`);
});

test('a text has one key however it is typed', () => {
  for (const [one, other] of [
    ['हिन्दी', 'हिंदी'],
    ['हिँदी', 'हिंदी'],
    ['पेड़', 'पेड\u093c'],
    ['क्‍या', 'क्या'],
    ['२०२६', '2026'],
    ['ന്\u200d', 'ൻ'],
    ['Ｃafé', 'CAFE'],
    ['كتاب', 'کتاب'],
    ['آم', 'ام'],
    ['অা', 'আ'],
  ] as const)
    assert.equal(textKey(one), textKey(other), `${one} ${other}`);
  for (const [one, other] of [
    ['कल', 'काल'],
    ['மலை', 'மழை'],
    ['కల', 'కళ'],
  ] as const)
    assert.notEqual(textKey(one), textKey(other), `${one} ${other}`);
});

test('no text breaks keys or sounds, and a key is its own key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const words = wordsOf(text, 5);
      assert.ok(words.size <= 5);
      for (const [key, written] of words) {
        assert.equal(textKey(key), key);
        assert.match(soundsOf(written), /^[\p{L}\p{Nd}]{0,32}$/u);
      }
    }),
    { numRuns: 500, seed: 8 },
  );
});
