// Events that cannot be true are refused, and whatever is let in moves what is learned no further than one honest watch.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { emptyTaste, Learner, type ViewerTaste } from '@jhalak/taste';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const HOUR_MS = 3_600_000;
const CLIP_MS = 8_000;
let cell: TestCell;
before(async () => {
  cell = await startCell();
  for (let maker = 0; maker < 6; maker += 1) {
    const personId = await cell.cell.accounts.createPerson({ handle: `maker_${'abcdef'[maker]}` });
    for (let clip = 0; clip < 3; clip += 1)
      await cell.publish({ personId, genre: ['music', 'food', 'dance'][clip] ?? '' });
  }
  await cell.drain();
});
after(async () => {
  await cell.close();
});

interface Slots {
  items: { slot: string; video: { id: string } }[];
}

async function slotsOf({ token }: TestPerson): Promise<Slots['items']> {
  return (await cell.api<Slots>('GET', '/v1/feeds/for-you?limit=6', { token })).body.items;
}

async function send({ token }: TestPerson, events: readonly object[]): Promise<string[]> {
  const reply = await cell.api<{ results: { ok: boolean; code?: string }[] }>(
    'POST',
    '/v1/events',
    {
      ...{ token, body: { events } },
    },
  );
  assert.equal(reply.status, 202, JSON.stringify(reply.body));
  return reply.body.results.map(({ ok, code }) => code ?? (ok ? 'ok' : 'refused'));
}

/** Everything that is learned of clips. */
async function learned(): Promise<object> {
  await cell.drain();
  return structuredClone(cell.cell.taste.model());
}

function popularity(videoId: string): number {
  const items = cell.cell.taste.items();
  return items.popularity(items.indexOf(videoId) ?? -1) / items.worth(cell.parts.clock.nowMs());
}

test('forged, moved, late and impossible events are refused one by one, and nothing is learned of them', async () => {
  const viewer = await cell.viewer();
  const other = await cell.viewer();
  const [one, late] = await slotsOf(viewer);
  assert.ok(one && late);
  cell.parts.clock.advance(CLIP_MS);
  const at = cell.parts.clock.nowMs();
  const whole = { type: 'progress', slot: one.slot, seq: 1, at, watchMs: CLIP_MS };
  const before = await learned();
  const middle = one.slot.length >> 1;
  const swapped = one.slot[middle] === 'A' ? 'B' : 'A';
  const forged = `${one.slot.slice(0, middle)}${swapped}${one.slot.slice(middle + 1)}`;
  assert.deepEqual(
    await send(viewer, [
      { ...whole, slot: forged },
      { ...whole, slot: `${one.slot.slice(0, -4)}AAAA` },
      { ...whole, watchMs: 10 * HOUR_MS },
      { ...whole, at: at + 30 * HOUR_MS },
      { ...whole, at: at - 60 * HOUR_MS },
    ]),
    ['slot_invalid', 'slot_invalid', 'watch_impossible', 'time_impossible', 'time_impossible'],
  );
  assert.deepEqual(await send(other, [whole, { ...whole, type: 'finish', seq: 2 }]), [
    'not_your_slot',
    'not_your_slot',
  ]);
  cell.parts.clock.advance(25 * HOUR_MS);
  const again = { ...whole, slot: late.slot, at: cell.parts.clock.nowMs() };
  assert.deepEqual(await send(viewer, [again]), ['slot_expired']);
  assert.deepEqual(await learned(), before);
});

test('a batch that is sent again and again is learned once', async () => {
  const viewer = await cell.viewer();
  const [one] = await slotsOf(viewer);
  assert.ok(one);
  cell.parts.clock.advance(CLIP_MS);
  const at = cell.parts.clock.nowMs();
  const batch = [
    { type: 'impression', slot: one.slot, seq: 0, at },
    { type: 'progress', slot: one.slot, seq: 1, at, watchMs: 6_000 },
  ];
  await send(viewer, batch);
  const before = await learned();
  for (let time = 0; time < 20; time += 1)
    assert.deepEqual(await send(viewer, batch), ['duplicate', 'duplicate']);
  assert.deepEqual(await learned(), before);
});

test('a flood of events of one slot is worth one watch, and a wrong clock changes nothing', async () => {
  const [flooder, plain, skewed] = await Promise.all([cell.viewer(), cell.viewer(), cell.viewer()]);
  const taken = new Set<string>();
  const slots = [];
  for (const viewer of [flooder, plain, skewed]) {
    const slot = (await slotsOf(viewer)).find(
      ({ video }) => !taken.has(video.id) && popularity(video.id) === 0,
    );
    assert.ok(slot, 'a clip that nobody watched yet');
    taken.add(slot.video.id);
    slots.push(slot);
  }
  const [flooded, watched, early] = slots;
  assert.ok(flooded && watched && early);
  cell.parts.clock.advance(CLIP_MS);
  const at = cell.parts.clock.nowMs();
  const whole = (slot: string, seq: number, atMs: number): object => ({
    ...{ type: 'progress', slot, seq, at: atMs, watchMs: CLIP_MS },
  });
  for (let batch = 0; batch < 5; batch += 1) {
    const seqs = Array.from({ length: 100 }, (_one, place) => batch * 100 + place + 1);
    const results = await send(
      flooder,
      seqs.map((seq) => whole(flooded.slot, seq, at)),
    );
    assert.ok(results.every((result) => result === 'ok'));
  }
  await send(plain, [whole(watched.slot, 1, at)]);
  await send(skewed, [whole(early.slot, 1, at + 23 * HOUR_MS)]);
  await cell.drain();
  const once = popularity(watched.video.id);
  assert.ok(once > 0.9 && once <= 1.01, `${once}`);
  assert.ok(Math.abs(popularity(flooded.video.id) - once) < 0.01, 'five hundred events, one watch');
  assert.ok(Math.abs(popularity(early.video.id) - once) < 0.01, 'the journal’s time counts');
});

test('whatever numbers stand in the journal, what is learned stays finite', () => {
  const learner = new Learner();
  const tastes = new Map<string, ViewerTaste>();
  const shelf = {
    take: (id: string): ViewerTaste => {
      const taste = tastes.get(id) ?? emptyTaste();
      tastes.set(id, taste);
      return taste;
    },
    drop: (id: string): void => void tastes.delete(id),
  };
  const at = { window: 1, position: 0, atMs: 1_000, type: 'recorded', subject: undefined };
  const facts = { personId: 'm', language: 'hi', genre: 'food', published: true };
  const poisoned = {
    tagHashes: Array.from({ length: 500 }, (_one, tag) => tag),
    textSketch: 'AAAA',
  };
  for (const durationMs of [0, -1, 1e300, CLIP_MS])
    learner.apply(
      {
        ...{ ...at, stream: 'videos.video', key: `${durationMs}`, personal: undefined },
        facts: { ...facts, ...poisoned, durationMs, publishedAtMs: 0 },
      },
      shelf,
    );
  for (const durationMs of [0, -1, 1e300, CLIP_MS])
    for (const watchMs of [-1e300, -1, 0, 1e300, '9', null]) {
      const one = {
        slot: `${durationMs} ${watchMs}`,
        video: `${durationMs}`,
        durationMs,
        learn: true,
      };
      const events = ['impression', 'progress', 'finish', 'skip', 'nonsense'].map((type) => ({
        ...{ ...one, type, watchMs },
      }));
      learner.apply(
        { ...at, stream: 'attention.events', key: 'v', facts: {}, personal: { events } },
        shelf,
      );
    }
  const { items, exposure, content } = learner;
  const viewer = shelf.take('v');
  const profile = content.profileOf(viewer, items);
  for (let item = 0; item < items.count; item += 1) {
    const like = profile === undefined ? 0 : content.likeness(profile, item);
    const numbers = [items.popularity(item), items.watches(item), exposure.quality(item), like];
    assert.ok(numbers.every(Number.isFinite), `${item}: ${numbers.join()}`);
    assert.ok(exposure.quality(item) >= 0 && exposure.quality(item) <= 1);
  }
  for (const leaning of Object.values({ ...viewer.genres, ...viewer.languages }))
    assert.ok(Math.abs(leaning) <= 6);
});
