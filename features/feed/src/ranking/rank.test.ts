import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FEATURE_COUNT,
  FEATURE_LIST,
  FEATURE_NAMES,
  Learner,
  RANK_FEATURES,
  RankerParameters,
  toByte,
  type RankFeature,
} from '@jhalak/taste';
import { explainSlot } from '../reasons/explain.ts';
import { Ranking } from './rank.ts';
import { currentTable, weightsAt } from './weight-table.ts';

const { weights } = new Learner().ranker.parameters().dump();
const RANKING = new Ranking(currentTable(), new RankerParameters(1, weights, []));

/** The sum of a clip with these features, all others 0. */
function sumOf(features: Partial<Record<RankFeature, number>>): number {
  const row = new Uint8Array(FEATURE_COUNT);
  for (const [at, name] of FEATURE_NAMES.entries())
    row[at] = toByte(RANK_FEATURES[name], features[name] ?? 0);
  return RANKING.sum(row, 0);
}

test('after a watch or two what everybody watches comes before what goes half with them, later not', () => {
  const goes = { related: 0.5, popularity: 0.2 };
  const everybodys = { related: 0, popularity: 1 };
  for (const history of [0, 0.02])
    assert.ok(sumOf({ ...everybodys, history }) > sumOf({ ...goes, history }), `${history}`);
  for (const history of [0.1, 0.16, 1])
    assert.ok(sumOf({ ...everybodys, history }) < sumOf({ ...goes, history }), `${history}`);
});

test('from eight watches on the table counts as it is', () => {
  const row = { related: 0.5, popularity: 0.5, content: 0.3 };
  assert.equal(sumOf({ ...row, history: 0.16 }), sumOf({ ...row, history: 1 }));
  assert.notEqual(sumOf({ ...row, history: 0.14 }), sumOf({ ...row, history: 1 }));
  assert.deepEqual(weightsAt(currentTable(), 0.16), currentTable().features);
});

test('an explanation guesses by the version that served the slot, and leaves the guess out when it is gone', () => {
  const slot = {
    ...{ slotId: '', personId: '', videoId: '', issuedAtMs: 0, durationMs: 1, position: 0 },
    ...{ surface: 'feed' as const, personal: true, reason: 'popular' as const },
    served: {
      ...{ featureList: FEATURE_LIST, rankerVersion: 5, propensity: 1 },
      features: new Uint8Array(FEATURE_COUNT).fill(90).fill(0, FEATURE_COUNT - 1),
    },
  };
  const taught = (version: number, weight: number) =>
    new RankerParameters(
      version,
      weights.map(() => weight),
      new Float64Array(9).fill(1),
    );
  const guess = (ranker: RankerParameters | undefined): number | undefined =>
    explainSlot(slot, currentTable(), ranker).parts.find(({ part }) => part === 'guess')?.share;
  assert.ok((guess(taught(5, 0.1)) ?? 0) < 0, 'what everything is as likely as, weighs against');
  assert.notEqual(guess(taught(5, 0.1)), guess(taught(5, -0.1)));
  for (const other of [taught(6, 0.1), undefined]) {
    const told = explainSlot(slot, currentTable(), other);
    assert.deepEqual(told.served, { ranker: 5, weights: currentTable().date, kept: false });
    assert.ok(told.parts.length > 0 && !told.parts.some(({ part }) => part === 'guess'));
  }
});
