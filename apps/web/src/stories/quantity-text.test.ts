import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { takeAllNumberWords } from '../i18n/number-words.fixture.ts';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { quantityText, valueText } from './quantity-text.ts';
import { ACTS, NOUNS, RATES, VAGUE } from './quantity-words.ts';

before(takeAllNumberWords);

const textIn = (quantity: string, locale: InterfaceLanguage): string =>
  quantityText(quantity, locale).text;

test('a quantity is named in the interface’s language, with its owner and its place', () => {
  assert.equal(textIn('people injured', 'hi'), 'घायल लोग');
  assert.equal(textIn('people injured', 'id'), 'orang terluka');
  assert.equal(textIn('people injured', 'ur'), 'زخمی لوگ');
  assert.equal(textIn('users, India', 'hi'), 'उपयोगकर्ता, भारत');
  assert.equal(textIn('Roposo monthly users', 'ta'), 'Roposo மாதாந்திர பயனர்கள்');
  assert.equal(textIn('Roposo monthly users', 'id'), 'pengguna bulanan Roposo');
  assert.equal(textIn('apps banned, India', 'te'), 'నిషేధించిన యాప్‌లు, భారతదేశం');
  assert.equal(textIn('users, Kestrel', 'hi'), 'उपयोगकर्ता, Kestrel');
});

test('what has no word here stays English and says so', () => {
  const quantity = 'Voltix kestrels launched';
  assert.deepEqual(quantityText(quantity, 'hi'), { text: quantity, language: 'en' });
  assert.deepEqual(quantityText('people injured', 'en'), {
    ...{ text: 'people injured', language: 'en' },
  });
  assert.equal(quantityText('people injured', 'hi').language, 'hi');
  assert.deepEqual(quantityText('people injured', 'bn'), {
    ...{ text: 'people injured', language: 'en' },
  });
});

test('amounts are written as each language writes them, whether the API gives a number or a pack its text', () => {
  for (const value of [200_000_000, '200,000,000']) {
    assert.equal(valueText(value, 'en'), '20\u00a0crore');
    assert.equal(valueText(value, 'hi'), '20\u00a0करोड़');
    assert.equal(valueText(value, 'te'), '20\u00a0కోట్లు');
    assert.equal(valueText(value, 'id'), '200\u00a0jt');
  }
  assert.equal(valueText('12', 'hi'), '12');
  assert.equal(valueText(7.5, 'id'), '7,5');
  assert.equal(valueText('7.5', 'hi'), '7.5');
  assert.equal(valueText('thousands', 'hi'), 'हज़ारों');
  assert.equal(valueText('2026-11-22', 'hi'), '2026-11-22');
  assert.equal(valueText('Peter Thiel', 'ta'), 'Peter Thiel');
});

test('every row has a word in every language, and none stands twice', () => {
  for (const rows of [NOUNS, ACTS, RATES, VAGUE]) {
    assert.equal(new Set(rows.map(([english]) => english)).size, rows.length);
    for (const row of rows)
      assert(
        row.every((word) => word.trim() !== ''),
        row.join('|'),
      );
  }
});
