import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  FEATURE_COUNT,
  FEATURE_NAMES,
  Learner,
  RANK_FEATURES,
  RankerParameters,
  toByte,
  type RankFeature,
} from '@jhalak/taste';
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
