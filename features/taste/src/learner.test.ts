import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHash } from 'node:crypto';
import { serialize } from 'node:v8';
import { DAY_MS } from '@jhalak/kernel';
import type { JournalEvent } from '@jhalak/ports';
import { Learner, type LearnerDump, type ViewerShelf } from './learner.ts';
import { LongList, readModel, writeModel } from './model-bytes.ts';
import { emptyTaste, type ViewerTaste } from './viewer-taste.ts';

const NOW = 20_000 * DAY_MS;
const CLIPS = 12;

/** A learner and viewers in memory, told one thing at a time. */
class House {
  readonly learner = new Learner();
  readonly #tastes = new Map<string, ViewerTaste>();
  readonly #shelf: ViewerShelf = {
    take: (id) => {
      const taste = this.#tastes.get(id) ?? emptyTaste();
      this.#tastes.set(id, taste);
      return taste;
    },
    drop: (id) => void this.#tastes.delete(id),
  };
  #events = 0;

  constructor() {
    for (let clip = 0; clip < CLIPS; clip += 1) {
      const facts = { personId: `maker ${clip}`, language: 'hi', genre: 'food', published: true };
      const times = { durationMs: 9_000, publishedAtMs: NOW };
      this.#tell('videos.video', `${clip}`, NOW, { facts: { ...facts, ...times } });
    }
  }

  watch(person: string, clip: number, atMs: number): void {
    const slot = `slot ${this.#events}`;
    const watched = { slot, video: `${clip}`, durationMs: 9_000, learn: true };
    const events = [
      { ...watched, type: 'impression', watchMs: 0 },
      { ...watched, type: 'finish', watchMs: 9_000 },
    ];
    this.#tell('attention.events', person, atMs, { personal: { events } });
  }

  #tell(stream: string, key: string, atMs: number, rest: Partial<JournalEvent>): void {
    this.#events += 1;
    const event = { sequence: this.#events, stream, key, type: 'told', atMs, facts: {}, ...rest };
    this.learner.apply(event as JournalEvent, this.#shelf);
  }

  /** @returns how strongly two clips belong together. */
  pair(a: number, b: number): number {
    const row = this.learner.pairs.row(a);
    return row?.weights[row.items.indexOf(b)] ?? 0;
  }
}

/** Viewers who watched five creators over a day. */
function withRegulars(): House {
  const house = new House();
  for (const person of ['one', 'two', 'three'])
    for (let watch = 0; watch < 10; watch += 1)
      house.watch(person, watch % 6, NOW + watch * (DAY_MS / 4));
  return house;
}

test('beside regulars a newcomer’s watches count for others once they are trusted, all of them', () => {
  const house = withRegulars();
  const from = NOW + 4 * DAY_MS;
  const before = house.learner.pulse.watches(8);
  for (const clip of [8, 9, 10, 11, 7]) house.watch('new', clip, from);
  assert.equal(house.pair(8, 9), 0);
  assert.equal(house.learner.pulse.watches(8), before);
  house.watch('new', 6, from + DAY_MS);
  assert.ok(house.pair(8, 9) > 0, 'among the first watches');
  assert.ok(house.pair(6, 8) > 0, 'and with the one that made them trusted');
  assert.ok(house.learner.pulse.watches(8) > before);
  const once = house.pair(8, 9);
  house.watch('new', 5, from + DAY_MS);
  assert.equal(house.pair(8, 9), once, 'each counts once');
});

test('a model is written in pieces, other work comes between them, and it is read as it was', async () => {
  const whole = {
    format: 2,
    numbers: Float64Array.from({ length: 300_000 }, (_one, at) => at / 7),
    part: { bytes: new Int8Array(), rows: new LongList([]), deep: { few: [1, 'two', null] } },
    facts: Array.from({ length: 1_001 }, (_one, at) => ({ id: `clip ${at}` })),
  };
  let turns = 0;
  let isWriting = true;
  const count = (): void => {
    turns += 1;
    if (isWriting) setImmediate(count);
  };
  setImmediate(count);
  const { bytes, sha256 } = await writeModel(whole);
  isWriting = false;
  assert.ok(turns >= 10, `${turns} turns for ${bytes.length} bytes`);
  assert.deepEqual(createHash('sha256').update(bytes).digest(), sha256);
  const part = { ...whole.part, rows: [] };
  assert.deepEqual(readModel(bytes), { ...whole, part });
  assert.deepEqual(readModel(serialize({ one: 'piece' })), { one: 'piece' }, 'of a former release');
  assert.throws(() => readModel(bytes.subarray(0, bytes.length - 9)));
});

test('what is learned after a model was copied does not change the copy, and a restored learner goes on alike', async () => {
  const house = withRegulars();
  const { learner } = house;
  const before = learner.dump();
  const { bytes } = await writeModel(learner.view());
  assert.deepEqual(readModel(bytes), before);
  const again = new Learner();
  again.restore(readModel(bytes) as LearnerDump);
  assert.deepEqual(again.dump(), before);
  house.watch('one', 3, NOW + 9 * DAY_MS);
  assert.deepEqual(readModel(bytes), before);
  assert.notDeepEqual(learner.dump(), before);
});
