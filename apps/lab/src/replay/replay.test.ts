import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { countPairs, itemKnn } from './baselines/item-knn.ts';
import { popularity } from './baselines/popularity.ts';
import { topOf, type Scorer } from './baselines/ranked.ts';
import { vmisKnn } from './baselines/vmis-knn.ts';
import { ials } from './baselines/ials.ts';
import { LiveFeed, openTaste, type LiveTaste } from './live-feed.ts';
import { LogError } from './log-lines.ts';
import { interval, measure, meanOf, ratioInterval, type Measured } from './metrics.ts';
import { pastOf, relevantOf, type Past } from './past.ts';
import { runPrequential } from './prequential.ts';
import { ReplayCell } from './replay-cell.ts';
import { readReplayLog, type ReplayLog } from './replay-log.ts';
import { testOf } from './split.ts';
import {
  FUTURE_CLIP,
  PEOPLE_PER_GROUP,
  SPLIT_MS,
  writeSyntheticLog,
} from './synthetic-log.fixture.ts';
import { tellPast } from './told.ts';

async function syntheticLog(t: TestContext): Promise<ReplayLog> {
  const files = await writeSyntheticLog();
  t.after(async () => await rm(files.folder, { recursive: true }));
  return await readReplayLog(files);
}

function measured(scorer: Scorer, log: ReplayLog, past: Past): Measured {
  const relevant = relevantOf(log, past, SPLIT_MS, Infinity);
  return measure(relevant, log.items.length, (user) => {
    const items = past.users[user]?.items ?? new Int32Array(0);
    const scores = new Float64Array(log.items.length);
    scorer.score(items, scores, user);
    return topOf(scores, new Set(items));
  });
}

test('figures of two lists are those computed by hand', () => {
  const relevant = new Map([
    [0, new Set([5, 7])],
    [1, new Set([9])],
  ]);
  const lists = [
    Array.from({ length: 50 }, (_, rank) => rank),
    Array.from({ length: 50 }, (_, rank) => 60 + rank),
  ];
  const found = measure(relevant, 200, (user) => lists[user] ?? []);
  // Ranks 5 and 7 of list 0: 1/log2(7) + 1/log2(9) over 1 + 1/log2(3).
  const ndcg = (1 / Math.log2(7) + 1 / Math.log2(9)) / (1 + 1 / Math.log2(3));
  assert.deepEqual([...found.recall20], [1, 0]);
  assert.deepEqual([...found.recall50], [1, 0]);
  assert.ok(Math.abs((found.ndcg10[0] ?? 0) - ndcg) < 1e-12);
  assert.equal(found.ndcg10[1], 0);
  assert.equal(found.coverage20, 40 / 200);
});

test('an interval holds its mean, is the same for the same seed, and narrows with more users', () => {
  const values = (count: number): Float64Array =>
    Float64Array.from({ length: count }, (_, at) => at % 2);
  const few = interval(values(50), seededRandom(1));
  const many = interval(values(5_000), seededRandom(1));
  assert.deepEqual(few, interval(values(50), seededRandom(1)));
  for (const { mean, low, high } of [few, many]) assert.ok(low < mean && mean < high);
  assert.ok(many.high - many.low < (few.high - few.low) / 5);
  assert.equal(ratioInterval(values(50), values(50), seededRandom(1)).high, 1);
});

test('a bad line is named by its file, its number and what is wrong', async (t) => {
  const files = await writeSyntheticLog();
  t.after(async () => await rm(files.folder, { recursive: true }));
  const cases: [string, RegExp][] = [
    ['7\t3\tnoon\t1\t0\t0\t0\t1\t5\t5\t0\t1\t1', /bad\.tsv:2: time_ms is no whole number: "noon"/],
    ['7\t3\t5\t1\t2\t0\t0\t1\t5\t5\t0\t1\t1', /bad\.tsv:2: is_like is neither 0 nor 1: "2"/],
    ['7\tnobody\t5\t1\t0\t0\t0\t1\t5\t5\t0\t1\t1', /bad\.tsv:2: clip "nobody" is in no list/],
    ['7\t3\t5', /bad\.tsv:2: column 13 \(is_positive\) is missing|column 5 \(is_like\) is missing/],
  ];
  const bad = join(files.folder, 'bad.tsv');
  const header = (await readFile(files.events, 'utf8')).split('\n')[0];
  for (const [line, says] of cases) {
    await writeFile(bad, `${header}\n${line}\n`);
    await assert.rejects(readReplayLog({ ...files, events: bad }), (error: Error) => {
      assert.ok(error instanceof LogError);
      assert.match(error.message, says);
      return true;
    });
  }
  await assert.rejects(
    readReplayLog({ ...files, events: files.items }),
    /column 1 is "video_id", not user_id/,
  );
});

test('where groups watch clips of their own kind, every neighbour model beats popularity', async (t) => {
  const log = await syntheticLog(t);
  const past = pastOf(log, SPLIT_MS);
  const popular = meanOf(measured(popularity(past, Infinity), log, past).ndcg10);
  const models: Record<string, Scorer> = {
    'item-kNN': itemKnn(countPairs(past), { neighbours: Infinity, decay: 0.95, history: 50 }),
    'VMIS-kNN': vmisKnn(past, { sessions: 100, neighbours: 50, window: 20 }),
    iALS: ials(past, {
      factors: 8,
      rounds: 8,
      unseen: 0.1,
      regularisation: 0.003,
      positivesOnly: false,
    }),
  };
  for (const [name, model] of Object.entries(models)) {
    const figures = measured(model, log, past);
    assert.ok(
      meanOf(figures.ndcg10) > 2 * popular,
      `${name}: ${meanOf(figures.ndcg10)} over ${popular}`,
    );
    // What meets only after the split is not known before it: it takes no place in any list.
    const relevant = relevantOf(log, past, SPLIT_MS, Infinity);
    for (let user = 0; user < PEOPLE_PER_GROUP; user += 1) {
      assert.ok(relevant.get(user)?.has(FUTURE_CLIP));
      const scores = new Float64Array(log.items.length);
      model.score(past.users[user]?.items ?? new Int32Array(0), scores, user);
      if (name !== 'iALS') assert.equal(scores[FUTURE_CLIP], 0);
    }
  }
});

test('the cell learns everything before the split and nothing after, and live feeds learn while they are asked', async (t) => {
  const log = await syntheticLog(t);
  const opened = Promise.withResolvers<LiveTaste>();
  const cell = await ReplayCell.open(log, { quick: false }, async (house) =>
    opened.resolve(await openTaste(house)),
  );
  t.after(async () => await cell.close());
  const live = await opened.promise;
  await tellPast(cell, SPLIT_MS, live);
  cell.moveClock(SPLIT_MS);
  const items = live.taste.items();
  const indexOf = (clip: number): number => items.indexOf(cell.videos[clip] ?? '') ?? -1;
  assert.equal(items.count, log.items.length);
  assert.equal(items.watches(indexOf(FUTURE_CLIP)), 0);
  assert.equal(items.impressions(indexOf(FUTURE_CLIP)), 0);
  assert.ok(items.watches(indexOf(0)) > 0);
  for (let user = 0; user < log.users.length; user += 1) {
    const viewer = await live.taste.viewer(cell.people[user] ?? '');
    assert.ok(viewer !== undefined);
    assert.ok(![...live.taste.related(viewer).items].includes(indexOf(FUTURE_CLIP)));
  }
  const past = pastOf(log, SPLIT_MS);
  const feed = new LiveFeed(cell, live.taste);
  const lists = new Map<number, Int32Array>();
  for (const user of log.users.keys()) {
    const list = await feed.list(user);
    assert.ok(
      list.every((clip) => !past.users[user]?.items.includes(clip)),
      'nothing seen is listed',
    );
    lists.set(user, list);
  }
  const ours = measure(
    relevantOf(log, past, SPLIT_MS, Infinity),
    log.items.length,
    (user) => lists.get(user) ?? [],
  );
  const popular = measured(popularity(past, Infinity), log, past);
  assert.ok(meanOf(ours.ndcg10) > 1.5 * meanOf(popular.ndcg10), `${meanOf(ours.ndcg10)}`);
  const baselines = { decay: 1, history: 50, halfLifeMs: 3 * 86_400_000 };
  const answers = await runPrequential(cell, live, testOf(SPLIT_MS), { askEvery: 1, baselines });
  for (const { name, questions, hits } of answers) {
    assert.ok(questions.reduce((sum, one) => sum + one, 0) >= 90, name);
    assert.ok(
      hits.every((count, user) => count <= (questions[user] ?? 0)),
      name,
    );
  }
  assert.ok(items.watches(indexOf(FUTURE_CLIP)) > 0, 'told after it was asked');
});
