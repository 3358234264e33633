// What a device believes: each thing that must not be taken, one by one, and that the old one stays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Meddling } from './cell.fixture.ts';
import {
  cardsOf,
  DAY_MS,
  HOUR_MS,
  household,
  later,
  litHousehold,
  NOTICE,
} from './household.fixture.ts';

const DUE_MS = 31 * 60_000;
const REFUSED: readonly Meddling[] = [
  'payload',
  'signature',
  'strange_key',
  'other_type',
  'no_algorithm',
  'older',
  'expired',
  'other_cell',
  'long_life',
];

for (const how of REFUSED) {
  test(`a pack that is meddled with (${how}) is refused and the old one stays, also over a reload`, async () => {
    const house = await litHousehold();
    house.cell.newPack(4);
    await later(house, DUE_MS);
    const before = (await cardsOf(house)).pack;
    assert.equal(before.version, 2);
    house.cell.newPack(4);
    house.cell.meddling = how;
    house.asked();
    await later(house, DUE_MS);
    assert(
      house.asked().some((path) => path.includes('/packs/')),
      'it was asked for',
    );
    assert.deepEqual((await cardsOf(house)).pack, before);
    house.reload();
    assert.deepEqual((await cardsOf(house)).pack, before);
    house.cell.meddling = 'none';
    await later(house, DUE_MS);
    assert.equal((await cardsOf(house)).pack.version, 3);
  });

  test(`a kill list that is meddled with (${how}) takes nothing back that was killed`, async () => {
    const house = await litHousehold();
    const killed = (await cardsOf(house)).pack.cards[0]?.id ?? '';
    house.cell.kill(killed);
    await later(house, 46_000);
    assert.equal((await cardsOf(house)).order.fresh.length, 3);
    house.cell.killed.clear();
    house.cell.meddling = how;
    await later(house, 46_000);
    assert.equal((await cardsOf(house)).order.fresh.length, 3);
  });
}

test('a version is never gone back behind, not even after off and on and a reload', async () => {
  const house = await litHousehold();
  house.cell.newPack(4);
  await later(house, DUE_MS);
  await house.device.sayNo();
  house.reload();
  const newest = house.cell.packs.pop();
  assert(newest);
  await house.device.sayYes(NOTICE);
  await later(house, 1_000);
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'no_pack' });
  house.cell.packs.push(newest);
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.version, 2, 'the very same pack may come again');
});

test('an old pack that comes under the tag of a new one does not hold the new one back', async () => {
  const house = await litHousehold();
  const { line } = house.cell;
  const first = house.cell.packs[0];
  house.cell.newPack(4);
  let replays = true;
  Object.assign(house.cell, {
    line: async (request: Parameters<typeof line>[0]) => {
      if (!replays || !request.path.includes('/packs/')) return await line(request);
      const newest = house.cell.packs.pop();
      const reply = await line({ ...request, etag: null });
      if (newest !== undefined) house.cell.packs.push(newest);
      return reply && { ...reply, etag: newest?.pack ?? null };
    },
  });
  house.reload();
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.pack, first?.pack);
  replays = false;
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.version, 2);
});

test('another pack under the same version is refused', async () => {
  const house = await litHousehold();
  const { pack } = await cardsOf(house);
  house.cell.packs[0] = { ...pack, pack: house.cell.id(), cards: [] };
  await later(house, DUE_MS);
  assert.deepEqual((await cardsOf(house)).pack, pack);
});

test('a pack that was made under a newer kill list waits for it, and is refused without it', async () => {
  const house = await litHousehold();
  const { line } = house.cell;
  const first = (await cardsOf(house)).pack.version;
  house.cell.kill(house.cell.id());
  house.cell.newPack(4);
  house.reload();
  // The kill list cannot be had, the pack can.
  let cut = true;
  Object.assign(house.cell, {
    line: (request: Parameters<typeof line>[0]) =>
      cut && request.path === '/lock/v1/kill'
        ? Promise.resolve({ status: 503, etag: null, bytes: new Uint8Array() })
        : line(request),
  });
  house.reload();
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.version, first);
  cut = false;
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.version, first + 1);
});

test('a killed card is gone after one poll, and stays gone offline', async () => {
  const house = await litHousehold();
  const killed = (await cardsOf(house)).pack.cards[1]?.id ?? '';
  house.cell.kill(killed);
  await later(house, 45_000);
  house.cell.online = false;
  house.reload();
  const { order } = await cardsOf(house);
  assert(order.fresh.every((card) => card.id !== killed) && order.fresh.length === 3);
});

test('offline, cards go dark when the kill list is a day old, before the pack is', async () => {
  const house = await litHousehold();
  house.nowMs += HOUR_MS;
  house.cell.newPack(4);
  house.cell.online = true;
  // A pack of one hour later, under a kill list that is not asked for again.
  const { line } = house.cell;
  Object.assign(house.cell, {
    line: (request: Parameters<typeof line>[0]) =>
      request.path === '/lock/v1/kill'
        ? Promise.resolve({ status: 304, etag: 'kill-0', bytes: new Uint8Array() })
        : line(request),
  });
  house.reload();
  await house.device.round({ lit: true });
  assert.equal((await cardsOf(house)).pack.version, 2);
  house.cell.online = false;
  house.nowMs += DAY_MS - HOUR_MS - 1_000;
  assert.equal((await house.device.look()).kind, 'cards');
  house.nowMs += 2_000;
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'kill_list_old' });
});

test('offline, a pack is a neutral card after a day', async () => {
  const house = await litHousehold();
  house.cell.online = false;
  house.nowMs += DAY_MS;
  await house.device.round({ lit: true });
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'expired' });
});

test('when the operator turns the surface off it is dark within one poll, and comes back', async () => {
  const house = await litHousehold();
  house.cell.darken(true);
  await later(house, 45_000);
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'all_dark' });
  house.cell.darken(false);
  await later(house, 45_000);
  await cardsOf(house);
});

test('a new key is fetched when something names it; a key that was withdrawn darkens what it signed', async () => {
  const house = await litHousehold();
  await house.cell.rotate();
  house.cell.newPack(4);
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.version, 2);
  await house.cell.rotate(true);
  house.cell.meddling = 'signature';
  await later(house, 12 * HOUR_MS);
  const view = await house.device.look();
  assert.equal(view.kind, 'dark');
  house.cell.meddling = 'none';
  house.cell.newPack(4);
  await later(house, DUE_MS);
  assert.equal((await cardsOf(house)).pack.version, 3);
});

test('a receipt for another pseudonym, another count, another notice, or of a no, is no yes', async () => {
  for (const change of [
    { device: 'AAAAAAAAAAAAAAAAAAAAAA' },
    { counter: 7 },
    { noticeVersion: 'notice-0' },
    { noticeLanguage: 'en' },
    { granted: false },
  ]) {
    const house = await household();
    const { line } = house.cell;
    Object.assign(house.cell, {
      line: (request: Parameters<typeof line>[0]) =>
        line(
          request.path === '/lock/v1/receipts'
            ? { ...request, body: { ...(request.body as object), ...change } }
            : request,
        ),
    });
    house.reload();
    await house.device.sayYes(NOTICE);
    await house.device.round({ lit: true });
    assert.equal((await house.device.look()).kind, 'asking', JSON.stringify(change));
  }
});

test('a receipt that is changed where it is kept is no receipt', async () => {
  const house = await litHousehold();
  await house.store.changeState((state) => {
    const text = JSON.stringify(state);
    const signature = /"signature":"([\w-]{86})"/u.exec(text)?.[1] ?? '';
    return JSON.parse(
      text.replaceAll(signature, signature.split('').reverse().join('')),
    ) as unknown;
  });
  house.reload();
  assert.notEqual((await house.device.look()).kind, 'cards');
});

test('a picture is kept only when it is what the pack said, and shown only while it is', async () => {
  const house = await household();
  house.cell.meddling = 'none';
  const { line } = house.cell;
  let spoil = true;
  Object.assign(house.cell, {
    line: async (request: Parameters<typeof line>[0]) => {
      const reply = await line(request);
      if (spoil && request.path.includes('/files/')) reply?.bytes.reverse();
      return reply;
    },
  });
  house.reload();
  await house.device.sayYes(NOTICE);
  await house.device.round({ lit: true });
  const sha256 = (await cardsOf(house)).pack.cards[0]?.picture?.file.sha256 ?? '';
  assert.equal(await house.device.file(sha256), undefined);
  spoil = false;
  await house.device.round({ lit: true });
  assert(await house.device.file(sha256));
  await house.store.putThing(sha256, new Uint8Array([1, 2, 3]));
  assert.equal(await house.device.file(sha256), undefined);
});
