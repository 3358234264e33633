import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import { seededRandom } from '@jhalak/kernel';
import { FEATURE_COUNT } from './feature-list.ts';
import { PAUSE_STEPS } from './guard.ts';
import { HEAD_COUNT, HEADS, UNTOLD } from './heads.ts';
import type { Outcome } from './outcomes.ts';
import { RankerParameters, WEIGHT_COUNT } from './parameters.ts';
import { Ranker, type HeadHealth, type RankerDump } from './ranker.ts';

const LIKE = HEADS.indexOf('like');
const FINISH = HEADS.indexOf('finish');
const SHARE = HEADS.indexOf('share');

/** A world where the first feature makes finishing likelier, and the second, only in its middle, liking. */
function world(seed: number, twist: (label: number) => number = (label) => label): () => Outcome {
  const random = seededRandom(seed);
  return () => {
    const features = random.bytes(FEATURE_COUNT);
    const labels = new Float64Array(HEAD_COUNT).fill(UNTOLD);
    labels[FINISH] = twist(random.next() < 0.05 + (0.8 * (features[0] ?? 0)) / 255 ? 1 : 0);
    const isMiddle = Math.abs((features[1] ?? 0) - 128) < 40;
    labels[LIKE] = random.next() < (isMiddle ? 0.3 : 0.02) ? 1 : 0;
    const durationMs = 5_000 + random.below(90_000);
    return { features, labels, durationMs, propensity: 1, watchMs: random.below(durationMs) };
  };
}

function taught(showings: number, seed = 1): Ranker {
  const ranker = new Ranker();
  const next = world(seed);
  for (let step = 1; step <= showings; step += 1) {
    ranker.learn(next());
    ranker.publish(step, step * 1_000);
  }
  return ranker;
}

function foretold(parameters: RankerParameters, first: number, second: number): Float64Array {
  const features = new Uint8Array(FEATURE_COUNT).fill(100);
  features.set([first, second]);
  const out = new Float64Array(HEAD_COUNT);
  parameters.predict(features, 0, out);
  return out;
}

test('it learns what is likelier, also where the middle is best, and what it says comes true', () => {
  const ranker = taught(40_000);
  const parameters = ranker.parameters();
  const finish = (byte: number): number => foretold(parameters, byte, 0)[FINISH] ?? 0;
  assert.ok(Math.abs(finish(255) - 0.85) < 0.1, `${finish(255)}`);
  assert.ok(Math.abs(finish(0) - 0.05) < 0.1, `${finish(0)}`);
  const like = (byte: number): number => foretold(parameters, 100, byte)[LIKE] ?? 0;
  assert.ok(like(128) > 4 * like(10) && like(128) > 4 * like(250), `${like(128)} ${like(10)}`);
  for (const { head, reliability, loss, rateLoss } of ranker.health()) {
    if (head !== 'finish' && head !== 'like') continue;
    assert.ok(reliability.error < 0.03, `${head}: ${reliability.error}`);
    assert.ok(loss < rateLoss, `${head}: ${loss} of ${rateLoss}`);
  }
});

test('a head that was told nothing is trusted nothing', () => {
  const parameters = taught(2_000).parameters();
  assert.equal(parameters.trust(SHARE), 0);
  assert.ok(parameters.trust(FINISH) > 0.8);
});

test('a version never changes, and has the number of its window', () => {
  const ranker = taught(3_000);
  const version = ranker.parameters();
  const before = foretold(version, 200, 100);
  const bytes = version.toBytes();
  const next = world(9);
  for (let step = 3_001; step < 8_000; step += 1) {
    ranker.learn(next());
    ranker.publish(step, step * 1_000);
  }
  assert.notEqual(ranker.parameters().version, version.version);
  assert.deepEqual(foretold(version, 200, 100), before);
  const again = RankerParameters.from(bytes);
  assert.ok(again !== undefined);
  assert.equal(again.version, version.version);
  assert.deepEqual(foretold(again, 200, 100), before);
  assert.equal(again.trust(LIKE), version.trust(LIKE));
  assert.equal(RankerParameters.from(bytes.subarray(1)), undefined);
});

test('versions are at least a quarter of a second apart and no more than are worth a number', () => {
  const ranker = new Ranker();
  const next = world(2);
  const times: number[] = [];
  for (let step = 1; step <= 40_000; step += 1) {
    ranker.learn(next());
    const before = ranker.parameters();
    ranker.publish(step, step * 10);
    if (ranker.parameters() !== before) times.push(step * 10);
  }
  const gaps = times.slice(1).map((at, nth) => at - (times[nth] ?? 0));
  assert.ok(Math.min(...gaps) >= 250);
  assert.ok(Math.max(...gaps) <= 30_010);
  // 200 a growth by e at most, and a beginning.
  assert.ok(times.length < 200 * Math.log(40_000), `${times.length} versions`);
});

test('half of a journal, a snapshot, and the other half give the same numbers as the whole', () => {
  const whole = taught(6_000);
  const next = world(1);
  const first = new Ranker();
  for (let step = 1; step <= 2_345; step += 1) {
    first.learn(next());
    first.publish(step, step * 1_000);
  }
  const second = new Ranker();
  second.restore(deserialize(serialize(first.dump())) as RankerDump);
  for (let step = 2_346; step <= 6_000; step += 1) {
    second.learn(next());
    second.publish(step, step * 1_000);
  }
  assert.deepEqual(second.dump(), whole.dump());
});

/** A world where some likes are told late: when so many more have come. */
function taughtLate(showings: number, isLate: (like: number) => boolean, lateBy = 0): Ranker {
  const ranker = new Ranker();
  const next = world(4);
  const waiting: { was: Outcome; now: Outcome; bins: Uint8Array }[] = [];
  for (let step = 1; step <= showings; step += 1) {
    const now = next();
    const was = { ...now, labels: Float64Array.from(now.labels) };
    if (isLate(now.labels[LIKE] ?? 0)) was.labels[LIKE] = 0;
    const bins = ranker.learn(was);
    if (isLate(now.labels[LIKE] ?? 0)) waiting.push({ was, now, bins });
    const first = waiting.length > lateBy ? waiting.shift() : undefined;
    if (first !== undefined) ranker.correct(first.was, first.now, first.bins, 1);
  }
  ranker.publish(1, 1e12);
  return ranker;
}

test('likes that come late teach what they teach when they come at once, and are counted like them', () => {
  const like = (ranker: Ranker, byte: number): number =>
    foretold(ranker.parameters(), 100, byte)[LIKE] ?? 0;
  const known = taughtLate(30_000, () => false);
  const told = known.health()[LIKE];
  // A tenth of the showings is liked: the last ones are told a hundred and a thousand showings late.
  for (const lateBy of [10, 100]) {
    const late = taughtLate(30_000, (isLiked) => isLiked === 1, lateBy);
    for (const byte of [10, 128, 250]) {
      const [once, corrected] = [like(known, byte), like(late, byte)];
      assert.ok(Math.abs(once - corrected) < 0.01 + once * 0.1, `${byte}: ${once} ${corrected}`);
    }
    const health = late.health()[LIKE];
    assert.ok(told !== undefined && health !== undefined);
    assert.ok(health.reliability.error < 0.03, `${health.reliability.error}`);
    assert.ok(Math.abs(rateOf(told) - rateOf(health)) < 0.005);
    assert.ok(Math.abs(told.loss - health.loss) < 0.02, `${told.loss} ${health.loss}`);
    assert.ok(Math.abs(told.rateLoss - health.rateLoss) < 0.02);
    const trusts = [known, late].map((ranker) => ranker.parameters().trust(LIKE));
    assert.ok(Math.abs((trusts[0] ?? 0) - (trusts[1] ?? 0)) < 0.01);
  }
});

function rateOf({ reliability: { deciles, count } }: HeadHealth): number {
  return deciles.reduce((sum, group) => sum + group.count * group.came, 0) / count;
}

test('a head all of whose outcomes come late, after thousands of others, is not set back for it', () => {
  const late = taughtLate(40_000, (isLiked) => isLiked === 1, 400).health()[LIKE];
  assert.equal(late?.incidents, 0);
  assert.ok((late?.loss ?? 1) < (late?.rateLoss ?? 0), `${late?.loss} of ${late?.rateLoss}`);
});

test('a correction weighs what its showing weighed, and one that was not learned is not corrected', () => {
  const half = new Ranker();
  const [was, now] = [world(1)(), world(1)()];
  was.labels[LIKE] = 0;
  now.labels[LIKE] = 1;
  const bins = half.learn(was, 0.5);
  half.correct(was, now, bins, 0.5);
  const { rarer } = half.dump();
  assert.deepEqual([rarer[LIKE * 2], rarer[LIKE * 2 + 1]], [0.5, 0]);
  const nothing = new Ranker();
  const before = nothing.dump();
  const untrusted = nothing.learn(was, 0);
  nothing.correct(was, now, untrusted, 0);
  nothing.correct(was, now, untrusted, 1);
  assert.deepEqual(nothing.dump().weights, before.weights);
});

test('a head that gets worse is set back, pauses, is told of, and learns again', () => {
  const ranker = taught(20_000);
  const good = foretold(ranker.parameters(), 255, 0)[FINISH] ?? 0;
  // Somebody turns the truth around: for a while everything that was learned is wrong.
  const poison = world(5, (label) => 1 - label);
  const finish = () => ranker.health()[FINISH];
  let steps = 0;
  while (finish()?.state === 'learning' && steps < 5_000) {
    ranker.learn(poison());
    steps += 1;
  }
  assert.equal(finish()?.state, 'paused', `after ${steps}`);
  assert.equal(finish()?.incidents, 1);
  ranker.publish(1e6, 1e12);
  const served = foretold(ranker.parameters(), 255, 0)[FINISH] ?? 0;
  assert.ok(Math.abs(served - good) < 0.1, `${served} of ${good}: the last good one is served`);
  assert.equal(ranker.health()[LIKE]?.state, 'learning', 'others go on');
  const sound = world(6);
  for (let step = 0; step <= PAUSE_STEPS; step += 1) ranker.learn(sound());
  assert.equal(finish()?.state, 'learning');
});

test('a number that is none is found, the head set back to its last good state, and nothing of it served', () => {
  const dump = taught(10_000).dump();
  for (let place = LIKE; place < WEIGHT_COUNT; place += HEAD_COUNT)
    dump.weights[place] = Number.NaN;
  const ranker = new Ranker();
  ranker.restore(dump);
  ranker.learn(world(3)());
  ranker.publish(1e6, 1e12);
  assert.ok(foretold(ranker.parameters(), 100, 100).every(Number.isFinite));
  assert.deepEqual(
    ranker.health().flatMap(({ head, incidents }) => (incidents > 0 ? [head] : [])),
    ['like'],
  );
});
