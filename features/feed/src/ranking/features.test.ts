import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, seededRandom } from '@jhalak/kernel';
import {
  emptyTaste,
  FEATURE_COUNT,
  FEATURE_NAMES,
  Learner,
  NOTHING_ASKED,
  RANK_FEATURES,
  RankerParameters,
  valueOfByte,
  type RankFeature,
} from '@jhalak/taste';
import { Candidates } from '../candidates.ts';
import type { FeedQuery } from '../query.ts';
import { featuresOf } from './features.ts';
import { pageWork } from './ranked-page.ts';
import { tablesAt } from './tables.ts';

const NOW = 20_000 * DAY_MS;
const LANGUAGES = ['hi', 'ta'];
const GENRES = ['music', 'food', 'news'];

function houseOf(clips: number): Learner['items'] {
  const { items } = new Learner();
  for (let clip = 0; clip < clips; clip += 1) {
    items.put({
      videoId: `v${clip}`,
      creatorId: `c${clip % 4}`,
      language: LANGUAGES[clip % 2] ?? '',
      genre: GENRES[clip % 3] ?? '',
      durationMs: 10_000 * (clip + 1),
      publishedAtMs: NOW - clip * DAY_MS,
      alive: true,
    });
  }
  items.rescaleFor(NOW);
  return items;
}

function queryOf(items: Learner['items'], over: Partial<FeedQuery> = {}): FeedQuery {
  const weights = new Float32Array(WEIGHTS);
  const work = pageWork(tablesAt(NOW), new RankerParameters(1, weights, []), new Candidates());
  const nothing = { chosenLanguages: [], chosenGenres: [], followed: new Set<string>() };
  return {
    ...{ mode: 'for_you', caller: undefined, taste: undefined, asked: NOTHING_ASKED },
    ...{ ...nothing, muted: new Set(), seen: new Map(), served: new Set(), items, nowMs: NOW },
    ...{ apart: new Set(), closeTo: new Set(), passedOn: new Map() },
    ...{ limit: 6, random: seededRandom(1), seed: 1, work },
    ...over,
  };
}
const WEIGHTS = new Learner().ranker.parameters().dump().weights.length;

/** Values of a feature of all clips, as their bytes say. */
function told(query: FeedQuery, name: RankFeature): number[] {
  const { candidates } = query.work;
  candidates.begin(query.items, query.seen);
  for (let item = 0; item < query.items.count; item += 1) candidates.add(item, 'popular');
  candidates.related[1] = 0.5;
  const rows = Array.from({ length: candidates.count }, (_unused, row) => row);
  const bytes = featuresOf(query, rows);
  const at = FEATURE_NAMES.indexOf(name);
  return rows.map((row) =>
    Number(valueOfByte(RANK_FEATURES[name], bytes[row * FEATURE_COUNT + at] ?? 0).toFixed(2)),
  );
}

test('what hangs on language, genre and creator is told of every clip that has it', () => {
  const items = houseOf(4);
  const taste = {
    ...emptyTaste(),
    genres: { food: 3 },
    languages: { ta: -3 },
    creators: { c2: 1.5 },
  };
  const query = queryOf(items, {
    taste,
    chosenLanguages: ['hi'],
    chosenGenres: ['news'],
    followed: new Set(['c3', 'gone']),
  });
  assert.deepEqual(told(query, 'genreLeaning'), [0, 1, 0, 0]);
  assert.deepEqual(told(query, 'languageLeaning'), [0, -1, 0, -1]);
  assert.deepEqual(told(query, 'creatorLeaning'), [0, 0, 0.5, 0]);
  assert.deepEqual(told(query, 'chosenLanguage'), [1, 0, 1, 0]);
  assert.deepEqual(told(query, 'otherLanguage'), [0, 1, 0, 1]);
  assert.deepEqual(told(query, 'chosenGenre'), [0, 0, 1, 0]);
  assert.deepEqual(told(query, 'followed'), [0, 0, 0, 1]);
  assert.deepEqual(told(query, 'related'), [0, 0.5, 0, 0]);
});

test("a clip's own features follow what happens to it within a second, whoever asks", () => {
  const items = houseOf(3);
  const query = queryOf(items);
  assert.deepEqual(told(query, 'freshness'), [1, 0.61, 0.37]);
  assert.deepEqual(told(query, 'popularity'), [0, 0, 0]);
  items.addPopularity(1, 5, items.worth(NOW), 1);
  for (let time = 0; time < 20; time += 1) items.addImpression(2);
  const later = { ...query, nowMs: NOW + 1_000 };
  assert.deepEqual(told(later, 'popularity'), [0, 1, 0]);
  assert.deepEqual(told(later, 'needsExposure'), [1, 1, 0]);
  // Another model, by the same page maker, at the same moment.
  assert.deepEqual(told({ ...later, items: houseOf(2) }, 'popularity'), [0, 0]);
});

test('when a clip was seen is told from what is listed, and from what is only known when asked', () => {
  const items = houseOf(3);
  const listed = new Map([['v0', NOW - DAY_MS]]);
  const seen = Object.assign(listed, { total: 2 });
  const get = listed.get.bind(listed);
  seen.get = (id) => get(id) ?? (id === 'v2' ? NOW - DAY_MS / 24 : undefined);
  const [first = 0, never, sketched = 0] = told(queryOf(items, { seen }), 'seenAge');
  assert.ok(first > 0.5);
  assert.equal(never, 0);
  assert.ok(sketched > 0 && sketched < first);
});
