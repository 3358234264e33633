import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { FEATURE_COUNT, FEATURE_NAMES, RankerParameters } from '@jhalak/taste';
import type { PageQuestion } from '../selection/choose-page.ts';
import { chooseBySeed } from '../selection/slate-selector.ts';
import { SELECTION_SETTINGS } from '../selection/settings.ts';
import { Candidates } from '../candidates.ts';
import { pageWork, type PageWork } from './ranked-page.ts';
import { readReceipt, replayReceipt, writeReceipt } from './receipt.ts';
import { KNOWN_TABLES, tablesAt, type Tables } from './tables.ts';
import { currentTable } from './weight-table.ts';

const NEWEST: Tables = { weights: currentTable(), selection: SELECTION_SETTINGS };

/** A ranker that knows something: weights at random, fully trusted. */
function someRanker(seed: number, version: number): RankerParameters {
  const random = seededRandom(seed);
  const { weights, trust } = new RankerParameters(0, emptyWeights(), new Float64Array(9)).dump();
  return new RankerParameters(
    version,
    weights.map(() => random.next() - 0.5),
    trust.map(() => 1),
  );
}

function emptyWeights(): Float32Array {
  return new Float32Array((FEATURE_COUNT * 9 + 1) * 9);
}

/** A run over `count` candidates, ranked and chosen as a page is. */
function someWork(count: number, seed: number, tables = NEWEST): PageWork {
  const random = seededRandom(seed);
  const work = pageWork(tables, someRanker(seed, 77), new Candidates());
  const rows = Array.from({ length: count }, () => random.bytes(FEATURE_COUNT));
  for (const [nth, row] of rows.entries())
    row[FEATURE_NAMES.indexOf('seenAge')] = nth % 9 === 0 ? 5 + nth : 0;
  rows.sort((a, b) => work.ranking.score(b, 0) - work.ranking.score(a, 0));
  const features = Uint8Array.from(rows.flatMap((row) => [...row]));
  const scores = Float64Array.from(rows, (row) => work.ranking.score(row, 0));
  const question: PageQuestion = {
    candidates: rows.map((row, nth) => ({
      creatorId: `creator ${random.below(30)}`,
      genre: ['संगीत', 'dance', 'news'][random.below(3)] ?? '',
      language: ['hi', 'ta'][random.below(2)] ?? '',
      sound: random.below(3) * 40_000,
      signatureHigh: random.below(2 ** 32) | 0,
      signatureLow: random.below(2 ** 32) | 0,
      tagBits: random.below(2 ** 32) | 0,
      claim: nth % 11 === 0 ? Math.fround(random.next()) : 0,
      seenAtMs: (row[FEATURE_NAMES.indexOf('seenAge')] ?? 0) > 0 ? 1_795_000_000_000 : 0,
    })),
    scores,
    shortlist: Int32Array.from(rows.keys()),
    limit: 8,
    inOrder: false,
    ownGenres: { weights: new Map([['dance', 2.25]]), watches: 7.5 },
    ownLanguages: { weights: new Map([['hi', 1]]), watches: 7.5 },
  };
  const choices = chooseBySeed(question, seed, tables.selection);
  const items = Int32Array.from(rows.keys()).map((nth) => nth * 3);
  return { ...work, features, chosenFrom: { question, items, features, choices } };
}

test('a page comes out of its receipt the same, whatever the seed', () => {
  for (let seed = 1; seed <= 300; seed += 1) {
    const work = someWork(20 + (seed % 140), seed);
    const bytes = writeReceipt(work, seed);
    assert.ok(bytes !== undefined && bytes.length < 10_000, `${bytes?.length} bytes`);
    const receipt = readReceipt(bytes);
    assert.ok(receipt);
    const replay = replayReceipt(receipt, someRanker(seed, 77));
    assert.ok('slots' in replay);
    assert.deepEqual(
      replay.slots.filter(({ same }) => !same),
      [],
      `seed ${seed}`,
    );
    assert.ok(replay.same && replay.slots.length === 8);
  }
});

test('another seed, other features or another ranker make another page, and it says so', () => {
  let differing = 0;
  for (let seed = 1; seed <= 30; seed += 1) {
    const receipt = readReceipt(writeReceipt(someWork(120, seed), seed) ?? Buffer.alloc(4));
    assert.ok(receipt);
    const same = (changed: object, ranker = someRanker(seed, 77)): boolean => {
      const replay = replayReceipt({ ...receipt, ...changed }, ranker);
      return 'same' in replay && replay.same;
    };
    assert.ok(same({}));
    assert.ok(!same({}, someRanker(seed + 1, 77)));
    assert.ok(!same({ features: receipt.features.map((byte) => 255 - byte) }));
    if (!same({ seed: seed + 1 })) differing += 1;
  }
  assert.ok(differing > 20, 'the seed decides something');
});

test('a page is chosen by the tables in force at its moment, and its receipt replays with those, whatever came since', () => {
  const former = {
    ...SELECTION_SETTINGS,
    ...{ date: '2026-11-01', explore: 0.4, stage: 0.3, perCreatorMax: 1, likeness: 0 },
    ...{ mix: 0, genreEntropyMin: 0 },
  };
  const weights = {
    ...currentTable(),
    date: '2026-11-01',
    beginners: { history: 1, popularity: 9 },
  };
  const known = {
    weights: [weights, ...KNOWN_TABLES.weights],
    selection: [former, ...KNOWN_TABLES.selection],
  };
  const at = (day: string) => tablesAt(Date.parse(day), known);
  assert.deepEqual(at('2026-11-21'), { weights, selection: former });
  assert.deepEqual(at('2000-01-01'), { weights, selection: former });
  assert.deepEqual(at('2026-11-22T00:00:00Z'), NEWEST);
  let different = 0;
  for (let seed = 1; seed <= 60; seed += 1) {
    const receipt = readReceipt(
      writeReceipt(someWork(140, seed, at('2026-11-21')), seed) ?? Buffer.alloc(4),
    );
    assert.ok(receipt);
    assert.deepEqual([receipt.weights, receipt.selection], ['2026-11-01', '2026-11-01']);
    const ranker = someRanker(seed, 77);
    const replay = replayReceipt(receipt, ranker, known);
    assert.ok('slots' in replay && replay.same, `seed ${seed}`);
    const { date } = SELECTION_SETTINGS;
    const byNewer = replayReceipt({ ...receipt, selection: date }, ranker, known);
    if ('slots' in byNewer && !byNewer.same) different += 1;
  }
  assert.ok(different > 50, `other settings would have made other pages: ${different} of 60`);
});

test('what a receipt needs and is gone is named', () => {
  const receipt = readReceipt(writeReceipt(someWork(50, 3), 3) ?? Buffer.alloc(4));
  assert.ok(receipt);
  assert.deepEqual(replayReceipt(receipt, undefined), { lacking: 'ranker' });
  assert.deepEqual(replayReceipt(receipt, someRanker(3, 78)), { lacking: 'ranker' });
  const old = { ...receipt, weights: '2001-01-01' };
  assert.deepEqual(replayReceipt(old, someRanker(3, 77)), { lacking: 'weights' });
  const mixed = { ...receipt, selection: '2001-01-01' };
  assert.deepEqual(replayReceipt(mixed, someRanker(3, 77)), { lacking: 'selection' });
});

test('a score that is no number sinks below everything and is still ordered', () => {
  const broken = someRanker(1, 1).dump();
  const ranker = new RankerParameters(1, broken.weights.fill(Number.NaN), broken.trust);
  const { ranking } = pageWork(NEWEST, ranker, new Candidates());
  const row = new Uint8Array(FEATURE_COUNT).fill(100);
  row[FEATURE_NAMES.indexOf('seenAge')] = 0;
  assert.ok(ranking.score(row, 0) < -1e6 && Number.isFinite(ranking.score(row, 0)));
  const weights = {
    ...currentTable(),
    features: { ...currentTable().features, related: Infinity },
  };
  const { ranking: infinite } = pageWork(
    { ...NEWEST, weights },
    someRanker(1, 1),
    new Candidates(),
  );
  assert.ok(infinite.score(row, 0) < -1e6);
});

test('repeats stand below everything unseen, the longest ago first', () => {
  const { ranking } = pageWork(NEWEST, someRanker(1, 1), new Candidates());
  const row = (seenAge: number, other: number): Uint8Array => {
    const features = new Uint8Array(FEATURE_COUNT).fill(other);
    features[FEATURE_NAMES.indexOf('seenAge')] = seenAge;
    return features;
  };
  const [unseen, long, lately] = [row(0, 1), row(200, 0), row(9, 255)];
  const scores = [unseen, long, lately].map((one) => ranking.score(one ?? row(1, 1), 0));
  assert.deepEqual(
    scores,
    scores.toSorted((a, b) => b - a),
  );
});
