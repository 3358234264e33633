import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { CoVisitation, type CoVisitationDump } from './co-visitation.ts';
import { copyOf } from './model-bytes.ts';
import { ItemPulse } from './item-pulse.ts';
import { ItemTable } from './item-table.ts';
import { RelatedScores, type Related, type RelatedModel } from './related.ts';
import { SequenceModel } from './sequence/sequence-model.ts';
import { emptyTaste, type ViewerTaste } from './viewer-taste.ts';

const NOW = 20_000 * DAY_MS;

function houseOf(clips: number): RelatedModel {
  const items = new ItemTable();
  for (let clip = 0; clip < clips; clip += 1) {
    items.put({
      videoId: `v${clip}`,
      creatorId: `c${clip % 3}`,
      language: 'hi',
      genre: 'music',
      durationMs: 20_000,
      publishedAtMs: NOW - DAY_MS,
      alive: true,
    });
  }
  return {
    items,
    pairs: new CoVisitation(),
    pulse: new ItemPulse(),
    sequence: new SequenceModel(),
  };
}

function watch(model: RelatedModel, item: number, times: number, atMs = NOW): void {
  for (let time = 0; time < times; time += 1) {
    model.pulse.rescaleFor(atMs);
    model.pulse.addShown(item, atMs, 1);
    model.pulse.addWatch(item, atMs, 1);
  }
}

function pair(model: RelatedModel, a: number, b: number, times: number): void {
  for (let time = 0; time < times; time += 1) model.pairs.add(a, b, model.pulse.worth(NOW));
}

function whoWatched(...items: number[]): ViewerTaste {
  const recent = items.map((item) => ({
    video: `v${item}`,
    slot: `s${item}`,
    level: 1,
    atMs: NOW,
  }));
  return { ...emptyTaste(), recent };
}

function ask(model: RelatedModel, viewer: ViewerTaste): Related {
  return new RelatedScores().of(model, viewer, NOW);
}

test('who is met more often comes first, with the clip that brought it', () => {
  const model = houseOf(6);
  for (let item = 0; item < 6; item += 1) watch(model, item, 10);
  pair(model, 0, 1, 5);
  pair(model, 0, 2, 2);
  pair(model, 3, 2, 1);
  const related = ask(model, whoWatched(3, 0));
  assert.deepEqual(related.items, [1, 2]);
  assert.deepEqual(related.because, [0, 0]);
  assert.equal(related.scores[0], 1);
  assert.ok((related.scores[1] ?? 1) < 1 && (related.scores[1] ?? 0) > 0);
});

test('of two equally met, the one that is watched today, or watched to the end, comes first', () => {
  const model = houseOf(4);
  watch(model, 1, 40, NOW - 10 * DAY_MS);
  watch(model, 2, 40, NOW);
  for (const item of [0, 3]) watch(model, item, 10);
  pair(model, 0, 1, 4);
  pair(model, 0, 2, 4);
  assert.deepEqual(ask(model, whoWatched(0)).items, [2, 1]);
  assert.ok((ask(model, whoWatched(0)).trend[0] ?? 0) > 0);

  const other = houseOf(3);
  for (const item of [0, 1, 2]) watch(other, item, 40);
  for (let time = 0; time < 30; time += 1) other.pulse.addFull(2, NOW, 1);
  pair(other, 0, 1, 4);
  pair(other, 0, 2, 4);
  assert.deepEqual(ask(other, whoWatched(0)).items, [2, 1]);
});

test('a second question does not hear of the first', () => {
  const model = houseOf(4);
  for (let item = 0; item < 4; item += 1) watch(model, item, 5);
  pair(model, 0, 1, 3);
  pair(model, 2, 3, 3);
  const scores = new RelatedScores();
  assert.deepEqual(scores.of(model, whoWatched(0), NOW).items, [1]);
  assert.deepEqual(scores.of(model, whoWatched(2), NOW).items, [3]);
  assert.deepEqual(scores.of(model, whoWatched(), NOW).items, []);
});

test('a full row takes a newcomer once it outweighs the weakest, with all its count, and no sooner', () => {
  const pairs = new CoVisitation();
  for (let other = 1; other <= 256; other += 1)
    for (let time = 0; time < 3; time += 1) pairs.add(0, other, 1);
  const weightOf = (item: number): number => {
    const row = pairs.row(0);
    return row?.weights[row.items.indexOf(item)] ?? 0;
  };
  for (let time = 0; time < 3; time += 1) pairs.add(0, 999, 1);
  assert.equal(weightOf(999), 0);
  pairs.add(0, 999, 1);
  assert.equal(weightOf(999), 4);
  const again = CoVisitation.from(copyOf(pairs.view()) as CoVisitationDump);
  assert.deepEqual(copyOf(again.view()), copyOf(pairs.view()));
});
