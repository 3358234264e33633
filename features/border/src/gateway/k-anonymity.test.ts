import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnonymousCounts } from '@jhalak/contracts/gateway';
import fc from 'fast-check';
import { anonymousCounts, type RawCount } from './k-anonymity.ts';

const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr'] as const;
const GENRES = ['music', 'comedy', 'dance', 'food', 'news', 'sports'] as const;
const K = 50;

const row = (language: number, genre: number, people: number): RawCount =>
  ({
    language: LANGUAGES[language],
    genre: GENRES[genre],
    people,
    clips: people * 2,
  }) as RawCount;

test('a table of large groups is told whole, with its totals', () => {
  const told = anonymousCounts([row(0, 0, 50), row(0, 1, 60), row(1, 0, 70), row(1, 1, 80)], K);
  assert.equal(told.cells.length, 4);
  assert.deepEqual(told.total, { people: 260, clips: 520 });
  assert.deepEqual(
    told.languages.map(({ people }) => people),
    [110, 150],
  );
});

test('a small group is left out, and so is what would give it away by subtraction', () => {
  const told = anonymousCounts([row(0, 0, 49), row(0, 1, 60), row(1, 0, 70), row(1, 1, 80)], K);
  assert.ok(!told.cells.some(({ language, genre }) => language === 'hi' && genre === 'music'));
  const lone = told.cells.length === 3 && told.languages.length === 2 && told.genres.length === 2;
  assert.ok(!lone, 'a lone gap between totals is a subtraction');
  assert.deepEqual(learned([row(0, 0, 49), row(0, 1, 60), row(1, 0, 70), row(1, 1, 80)], told), []);
});

test('two gaps that stand for a handful of people together are not enough', () => {
  const raw = [
    row(0, 0, 1),
    row(0, 1, 2),
    row(0, 2, 90),
    row(1, 0, 80),
    row(1, 1, 70),
    row(1, 2, 60),
  ];
  const told = anonymousCounts(raw, K);
  const hindi = told.languages.find(({ language }) => language === 'hi');
  const shown = told.cells.filter(({ language }) => language === 'hi');
  const rest = (hindi?.people ?? 0) - shown.reduce((sum, { people }) => sum + people, 0);
  assert.ok(hindi === undefined || rest === 0 || rest >= K, `the gaps are ${rest} people`);
});

test('nothing and nobody tell nothing', () => {
  assert.deepEqual(anonymousCounts([], K), { k: K, cells: [], languages: [], genres: [] });
  assert.deepEqual(anonymousCounts([row(0, 0, 0)], K).cells, []);
});

/** Everything in one table with the totals, by name. */
function unknowns(raw: readonly RawCount[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { language, genre, people } of raw) {
    // The attacker knows where nobody is.
    if (people === 0) continue;
    for (const name of [`${language} ${genre}`, `${language} -`, `- ${genre}`, '- -']) {
      sums.set(name, (sums.get(name) ?? 0) + people);
    }
  }
  return sums;
}

function toldNames(told: AnonymousCounts): Map<string, number> {
  return new Map([
    ...told.cells.map((one) => [`${one.language} ${one.genre}`, one.people] as const),
    ...told.languages.map((one) => [`${one.language} -`, one.people] as const),
    ...told.genres.map((one) => [`- ${one.genre}`, one.people] as const),
    ...(told.total === undefined ? [] : [['- -', told.total.people] as const]),
  ]);
}

/** Whoever reads the table knows that lines add up. @returns gaps that follow from what was told, by elimination. */
function learned(raw: readonly RawCount[], told: AnonymousCounts): string[] {
  const all = [...unknowns(raw).keys()];
  const known = toldNames(told);
  const gaps = all.filter((name) => !known.has(name));
  const lines = new Set(
    all.flatMap((name) => [`row ${name.split(' ')[0]}`, `col ${name.split(' ')[1]}`]),
  );
  const equations = [...lines].map((line) => {
    const [axis, key] = line.split(' ');
    return gaps.map((name) => {
      const [language, genre] = name.split(' ');
      if ((axis === 'row' ? language : genre) !== key) return 0;
      return (axis === 'row' ? genre : language) === '-' ? -1 : 1;
    });
  });
  return gaps.filter((_, at) => isDetermined(equations, at));
}

/** A gap is determined when its unit vector is a combination of the equations. */
function isDetermined(equations: readonly number[][], at: number): boolean {
  const unit = (equations[0] ?? []).map((_, index) => Number(index === at));
  return rank([...equations, unit]) === rank(equations);
}

function rank(matrix: readonly (readonly number[])[]): number {
  const rows = matrix.map((line) => [...line]);
  let count = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column += 1) {
    const pivot = rows.findIndex(
      (line, index) => index >= count && Math.abs(line[column] ?? 0) > 1e-9,
    );
    if (pivot < 0) continue;
    const [line = []] = rows.splice(pivot, 1);
    rows.splice(count, 0, line);
    for (const [index, other] of rows.entries()) {
      if (index === count) continue;
      const factor = (other[column] ?? 0) / (line[column] ?? 1);
      for (const [at, value] of line.entries()) other[at] = (other[at] ?? 0) - factor * value;
    }
    count += 1;
  }
  return count;
}

const tables = fc
  .uniqueArray(
    fc.record({
      language: fc.nat({ max: LANGUAGES.length - 1 }),
      genre: fc.nat({ max: GENRES.length - 1 }),
      people: fc.oneof(fc.nat({ max: 60 }), fc.nat({ max: 2_000 })),
    }),
    { selector: ({ language, genre }) => language * 10 + genre, maxLength: 36 },
  )
  .map((rows) => rows.map(({ language, genre, people }) => row(language, genre, people)));

test('for any table: what is told is true and large enough, and no gap follows from it', () => {
  fc.assert(
    fc.property(tables, fc.integer({ min: 1, max: 200 }), (raw, k) => {
      const told = anonymousCounts(raw, k);
      const truth = unknowns(raw);
      for (const [name, people] of toldNames(told)) {
        assert.equal(people, truth.get(name));
        assert.ok(people >= k, `${name}: ${people}`);
      }
      assert.deepEqual(learned(raw, told), []);
    }),
    { numRuns: 300 },
  );
});
