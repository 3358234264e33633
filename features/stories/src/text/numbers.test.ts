import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findNumbers } from './numbers.ts';
import { tokenize } from './tokens.ts';

function valuesIn(text: string, language: string): (number | string)[] {
  return findNumbers(tokenize(text), language).map(({ value, vague }) => vague ?? value);
}

test('digits, separators and scales are read as each language writes them', () => {
  const cases: [string, string, (number | string)[]][] = [
    [
      'en',
      'over 200 million users, 2,000 staff, $3bn and 1.5 lakh crore',
      [2e8, 2000, 3e9, 1.5e12],
    ],
    ['en', '1,45,000 people and 200m views', [145_000, 2e8]],
    ['hi', '२० करोड़ यूजर्स, 2 लाख 50 हजार रुपये और 5 हजार करोड़', [2e8, 250_000, 5e10]],
    ['ta', '20 கோடி பயனர்கள், 2 லட்சத்து 50 ஆயிரம், 1.5 லட்சம்', [2e8, 250_000, 150_000]],
    ['te', '20 కోట్ల మంది, 5 వేల కోట్లు, 1.5 లక్షలు', [2e8, 5e10, 150_000]],
    ['id', '200 juta pengguna, 2.000 karyawan, 6,1 dan Rp 2,5 triliun', [2e8, 2000, 6.1, 2.5e12]],
  ];
  for (const [language, text, values] of cases)
    assert.deepEqual(valuesIn(text, language), values, text);
});

test('numbers in words are numbers', () => {
  assert.deepEqual(
    valuesIn('two hundred and fifty men, a hundred, twenty five', 'en'),
    [250, 100, 25],
  );
  assert.deepEqual(valuesIn('बारह लोगों की और डेढ़ लाख', 'hi'), [12, 150_000]);
  assert.deepEqual(valuesIn('மூவர்', 'ta'), [3]);
  assert.deepEqual(valuesIn('ఇద్దరు', 'te'), [2]);
  assert.deepEqual(
    valuesIn('dua belas, dua puluh lima, dua ratus lima puluh', 'id'),
    [12, 25, 250],
  );
});

test('words that only tell the size are vague, whatever the grammar', () => {
  assert.deepEqual(
    valuesIn('thousands of apps, thousand of Chinese apps, tens of thousands', 'en'),
    ['thousands', 'thousands', 'tens of thousands'],
  );
  assert.deepEqual(valuesIn('हजारों लोग', 'hi'), ['thousands']);
  assert.deepEqual(valuesIn('ஆயிரக்கணக்கான', 'ta'), ['thousands']);
  assert.deepEqual(valuesIn('వేలాది మంది', 'te'), ['thousands']);
  assert.deepEqual(valuesIn('ribuan orang', 'id'), ['thousands']);
});
