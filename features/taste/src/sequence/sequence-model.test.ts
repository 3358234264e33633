import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS, seededRandom } from '@jhalak/kernel';
import { SequenceModel } from './sequence-model.ts';

const NOW = 20_000 * DAY_MS;

/** Two worlds of ten clips each: whoever watched one watches another of the same world next. */
function taught(watches: number): SequenceModel {
  const model = new SequenceModel();
  const random = seededRandom(7);
  for (let watch = 0; watch < watches; watch += 1) {
    const world = random.below(2) * 10;
    const history = Array.from({ length: 5 }, () => world + random.below(10));
    model.learn(history, world + random.below(10), NOW + watch, 1);
  }
  return model;
}

function meanScore(model: SequenceModel, items: readonly number[]): number {
  return items.reduce((sum, item) => sum + model.score(item), 0) / items.length;
}

const FIRST = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const SECOND = FIRST.map((item) => item + 10);

test('what is watched together comes next: another world scores clearly lower', () => {
  const model = taught(6_000);
  assert.equal(model.read([1, 2, 3]), true);
  assert.ok(meanScore(model, FIRST) > meanScore(model, SECOND) + 1);
  model.read([11, 12, 13]);
  assert.ok(meanScore(model, SECOND) > meanScore(model, FIRST) + 1);
});

test('the same watches give the same model, and a dump goes on as if nothing had happened', () => {
  const whole = taught(3_000);
  assert.deepEqual(taught(3_000).dump(), whole.dump());
  const restored = SequenceModel.from(structuredClone(whole.dump()));
  for (const model of [whole, restored])
    for (let watch = 0; watch < 500; watch += 1)
      model.learn([watch % 10], (watch * 7) % 20, NOW + DAY_MS + watch, 1);
  assert.deepEqual(restored.dump(), whole.dump());
});

test('a clip gets a row with its second watch and gives it back when nobody watches it for sixty days', () => {
  const model = new SequenceModel();
  model.learn([], 5, NOW, 1);
  assert.equal(model.size, 0);
  model.learn([], 5, NOW, 1);
  assert.equal(model.size, 1);
  model.learn([], 6, NOW + 59 * DAY_MS, 1);
  assert.equal(model.size, 1);
  model.learn([], 6, NOW + 61 * DAY_MS, 1);
  assert.deepEqual([model.size, model.score(5)], [1, 0]);
});

test('no history moves a clip by more than a bounded step, and every number stays finite', () => {
  const model = taught(500);
  for (let watch = 0; watch < 2_000; watch += 1)
    model.learn([3, 3, 3, 3], 19, NOW + watch, watch % 2 === 0 ? 1 : 0.05);
  model.read([3, 3, 3]);
  for (let item = 0; item < 20; item += 1) assert.ok(Number.isFinite(model.score(item)));
  assert.ok(model.score(19) > model.score(0));
});
