import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_BYTES_FRUGAL_MAX, SEEN_MAX, WAITING_EVENTS_MAX } from './bounds.ts';
import { FixtureCell } from './cell.fixture.ts';
import {
  cardsOf,
  DAY_MS,
  HOUR_MS,
  later,
  litHousehold,
  NOTICE,
  household,
  WISHES,
} from './household.fixture.ts';
import { cardsNow, marked, orderOf } from './showing.ts';
import type { SeenMark } from './state.ts';
import { keepEvent } from './sync-events.ts';
import { memoryStore } from './store.ts';

test('what was seen comes last, the longest ago first; what was dismissed does not come', async () => {
  const house = await litHousehold();
  const cards = (await cardsOf(house)).order.fresh;
  const [first, second, third, fourth] = cards.map((card) => card.open);
  house.nowMs += 1_000;
  await house.device.seen(second ?? '', false);
  house.nowMs += 1_000;
  await house.device.seen(first ?? '', false);
  await house.device.seen(fourth ?? '', true);
  house.reload();
  const { order } = await cardsOf(house);
  assert.deepEqual(
    order.fresh.map((card) => card.open),
    [third],
  );
  assert.deepEqual(
    order.again.map((card) => card.open),
    [second, first],
  );
});

test('a later pack does not bring back what was seen or dismissed', async () => {
  const house = await litHousehold();
  const [first, second] = (await cardsOf(house)).order.fresh;
  await house.device.seen(first?.open ?? '', false);
  await house.device.seen(second?.open ?? '', true);
  await house.device.seen(second?.open ?? '', false);
  const next = house.cell.newPack(4);
  next.cards.forEach((card, at) => {
    card.open = [first?.open, second?.open, '/v/a', '/v/b'][at] ?? '';
  });
  await later(house, HOUR_MS);
  const { pack, order } = await cardsOf(house);
  assert.equal(pack.version, 2);
  assert.deepEqual(
    order.fresh.map((card) => card.open),
    ['/v/a', '/v/b'],
  );
  assert.deepEqual(
    order.again.map((card) => card.open),
    [first?.open],
  );
});

test('marks are bounded, and a dismissal outlives a later sight', async () => {
  const cell = await new FixtureCell(() => 1_800_000_000_000).open();
  let marks: SeenMark[] = [];
  for (let at = 0; at < SEEN_MAX + 50; at += 1)
    marks = marked(marks, { open: `/v/${at}`, atMs: at, dismissed: at === SEEN_MAX });
  assert.equal(marks.length, SEEN_MAX);
  marks = marked(marks, { open: `/v/${SEEN_MAX}`, atMs: 9_999, dismissed: false });
  assert.equal(marks.at(-1)?.dismissed, true);
  const { cards } = cell.newPack(1, { open: `/v/${SEEN_MAX}` });
  assert.deepEqual(orderOf(cards, marks), { fresh: [], again: [] });
});

test('a card shows only between its times, and for adults only in a pack of their own', async () => {
  const nowMs = 1_800_000_000_000;
  const cell = await new FixtureCell(() => nowMs).open();
  const pack = cell.newPack(4);
  const [early, late, adult, plain] = pack.cards;
  Object.assign(early ?? {}, { fromMs: nowMs + 1 });
  Object.assign(late ?? {}, { untilMs: nowMs });
  Object.assign(adult ?? {}, { age: '18plus' });
  const ids = (kind: 'contextual' | 'personal') => {
    const shown = cardsNow({ ...pack, kind }, cell.killList(), nowMs);
    return shown.kind === 'cards' ? shown.cards.map((card) => card.id) : [];
  };
  assert.deepEqual(ids('contextual'), [plain?.id]);
  assert.deepEqual(ids('personal'), [adult?.id, plain?.id]);
});

test('events that wait are bounded: dwell goes first', async () => {
  const store = memoryStore();
  for (let at = 0; at < WAITING_EVENTS_MAX + 20; at += 1) {
    const type = at % 2 === 0 ? 'dwell' : 'open';
    await keepEvent(store, { device: 'd', learns: false, event: { type, slot: 's', seq: at, at } });
  }
  const kept = (await store.events()).flatMap(({ event }) =>
    'event' in event ? [event.event] : [],
  );
  assert.equal(kept.length, WAITING_EVENTS_MAX);
  assert.equal(kept.filter(({ type }) => type === 'open').length, WAITING_EVENTS_MAX / 2 + 10);
});

test('a day’s bytes are counted and bounded for packs; the kill list is asked for all the same', async () => {
  const house = await household();
  await house.device.wish({ ...WISHES, frugal: true });
  await house.device.sayYes(NOTICE);
  await house.device.round({ lit: true });
  const { usedBytes, mostBytes } = await house.device.facts();
  assert.equal(mostBytes, DAY_BYTES_FRUGAL_MAX);
  assert(usedBytes > 3_000 && usedBytes < 30_000, String(usedBytes));
  await house.store.changeState((state) => {
    const known = state as { used: { day: number; bytes: number } };
    return { ...known, used: { ...known.used, bytes: DAY_BYTES_FRUGAL_MAX } };
  });
  house.cell.newPack(4);
  house.asked();
  await later(house, 4 * HOUR_MS);
  assert.deepEqual(new Set(house.asked()), new Set(['/lock/v1/kill']));
  assert.equal((await cardsOf(house)).pack.version, 1);
  house.nowMs += DAY_MS;
  house.cell.newPack(4);
  await later(house, 0);
  assert.equal((await cardsOf(house)).pack.version, 3);
});

test('only what is new is fetched with the next pack, and what it no longer names is removed', async () => {
  const house = await litHousehold();
  const before = (await cardsOf(house)).pack.cards;
  const next = house.cell.newPack(1);
  next.cards.push(...before.slice(0, 2));
  house.asked();
  await later(house, HOUR_MS);
  assert.equal(house.asked().filter((path) => path.includes('/files/')).length, 1);
  const digests = next.cards.map((card) => card.picture?.file.sha256);
  const kept = (await house.store.thingNames()).filter((name) => /^[0-9a-f]{64}$/u.test(name));
  assert.deepEqual(new Set(kept), new Set(digests));
});

test('while nothing is due nothing is asked; the kill list every 45 s while lit, every 15 min otherwise', async () => {
  const house = await litHousehold();
  house.asked();
  await house.device.round({ lit: true });
  await later(house, 20_000);
  assert.deepEqual(house.asked(), []);
  await later(house, 25_000);
  assert.deepEqual(house.asked(), ['/lock/v1/kill']);
  house.nowMs += 45_000;
  await house.device.round({ lit: false });
  assert.deepEqual(house.asked(), []);
  house.nowMs += 14.5 * 60_000;
  await house.device.round({ lit: false });
  assert.deepEqual(house.asked(), ['/lock/v1/kill']);
});

test('nothing names the person unless they allowed that the cell learns', async () => {
  const house = await litHousehold();
  await house.device.happened('glance', 'slot-1');
  await later(house, 46_000);
  const named = () => house.cell.calls.filter(({ request }) => request.named);
  assert.deepEqual(
    named().map(({ request }) => request.path),
    ['/lock/v1/receipts'],
  );
  assert.equal(house.cell.events[0]?.consent, false);
  await house.device.wish({ ...WISHES, learns: true });
  await house.device.happened('glance', 'slot-2');
  await later(house, 46_000);
  assert.deepEqual(
    named().map(({ request }) => request.path.replace(/\?.*/u, '')),
    ['/lock/v1/receipts', '/lock/v1/packs/in/hi/current', '/lock/v1/events'],
  );
  assert.equal(house.cell.events[1]?.consent, true);
});
