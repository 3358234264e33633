import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import fc from 'fast-check';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { takeAllNumberWords } from './number-words.fixture.ts';
import { formatCount, formatNumber } from './numbers.ts';

before(takeAllNumberWords);

const plain = (text: string) => text.replace('\u00a0', ' ');

test('counts read as people write them', () => {
  const cases: [number, Parameters<typeof formatCount>[1], string][] = [
    [0, 'en', '0'],
    [999, 'hi', '999'],
    [3_204, 'hi', '3,204'],
    [99_999, 'en', '99,999'],
    [100_000, 'hi', '1 लाख'],
    [124_000, 'hi', '1.2 लाख'],
    [124_000, 'ta', '1.2 லட்சம்'],
    [100_000, 'te', '1 లక్ష'],
    [124_000, 'te', '1.2 లక్షలు'],
    [9_999_999, 'en', '99.9 lakh'],
    [10_000_000, 'te', '1 కోటి'],
    [18_200_000, 'en', '1.8 crore'],
    [123_456_789_012, 'hi', '12,345.6 करोड़'],
    [3_204, 'id', '3.204'],
    [12_345, 'id', '12,3 rb'],
    [1_500_000, 'id', '1,5 jt'],
    [2_000_000_000, 'id', '2 M'],
  ];
  for (const [count, language, expected] of cases)
    assert.equal(plain(formatCount(count, language)), expected);
});

/** Reads a shown count back: the least number that it can stand for. */
function readBack(text: string, language: string): number {
  const units: Record<string, number> = {
    rb: 1e3,
    jt: 1e6,
    M: 1e9,
    lakh: 1e5,
    crore: 1e7,
    लाख: 1e5,
    करोड़: 1e7,
    லட்சம்: 1e5,
    கோடி: 1e7,
    లక్ష: 1e5,
    లక్షలు: 1e5,
    కోటి: 1e7,
    కోట్లు: 1e7,
    লাখ: 1e5,
    কোটি: 1e7,
    कोटी: 1e7,
    લાખ: 1e5,
    કરોડ: 1e7,
    ಲಕ್ಷ: 1e5,
    ಕೋಟಿ: 1e7,
    ലക്ഷം: 1e5,
    കോടി: 1e7,
    ਲੱਖ: 1e5,
    ਕਰੋੜ: 1e7,
    ଲକ୍ଷ: 1e5,
    କୋଟି: 1e7,
    لاکھ: 1e5,
    کروڑ: 1e7,
  };
  const [number = '', unit] = plain(text).split(' ');
  const western =
    language === 'id' ? number.replaceAll('.', '').replace(',', '.') : number.replaceAll(',', '');
  return Math.round(Number(western) * (unit === undefined ? 1 : (units[unit] ?? Number.NaN)));
}

test('a shown count never says more than there is, and at most a tenth less', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 40 }),
      fc.constantFrom(...INTERFACE_LANGUAGES),
      (count, language) => {
        const shown = readBack(formatCount(count, language), language);
        assert(shown <= count, `${shown} > ${count}`);
        assert(shown >= count * 0.9 - 1, `${shown} << ${count}`);
      },
    ),
  );
});

test('more is never shown as less', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 2 ** 31 }),
      fc.nat({ max: 2 ** 31 }),
      fc.constantFrom(...INTERFACE_LANGUAGES),
      (a, b, language) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        assert(
          readBack(formatCount(low, language), language) <=
            readBack(formatCount(high, language), language),
        );
      },
    ),
  );
});

test('whole numbers are grouped two by two in India and three by three in Indonesia', () => {
  assert.equal(formatNumber(123_456_789, 'hi'), '12,34,56,789');
  assert.equal(formatNumber(123_456_789, 'id'), '123.456.789');
});

test('nonsense is shown as nothing counted', () => {
  for (const count of [-1, Number.NaN, Infinity, 1.5]) assert.equal(formatCount(count, 'en'), '0');
});
