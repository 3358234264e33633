import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PSEUDONYM_LIFE_MS } from './bounds.ts';
import {
  cardsOf,
  DAY_MS,
  HOUR_MS,
  household,
  later,
  litHousehold,
  NOTICE,
  WISHES,
} from './household.fixture.ts';

const OFF_CALLS = ['/lock/v1/receipts'];

test('a new device is off, asks nothing, and shows nothing', async () => {
  const house = await household();
  assert.equal(await house.device.round({ lit: true }), 'off');
  assert.deepEqual(await house.device.look(), { kind: 'off', since: 'never' });
  assert.deepEqual(house.asked(), []);
});

test('a yes shows cards only once the cell’s receipt for it is here', async () => {
  const house = await household();
  house.cell.online = false;
  await house.device.sayYes(NOTICE);
  assert.equal(await house.device.round({ lit: true }), 'cut');
  assert.deepEqual(await house.device.look(), { kind: 'asking' });
  house.cell.online = true;
  await later(house, 60_000);
  await cardsOf(house);
  const [receipt] = house.cell.receipts;
  assert.equal(receipt?.noticeVersion, NOTICE.version);
});

test('a yes that nobody confirmed for a day is forgotten', async () => {
  const house = await household();
  house.cell.online = false;
  await house.device.sayYes(NOTICE);
  house.nowMs += DAY_MS + 1_000;
  assert.deepEqual(await house.device.look(), { kind: 'off', since: 'turned_off' });
  house.cell.online = true;
  house.asked();
  await later(house, 1_000);
  assert.deepEqual(house.asked(), []);
});

test('a yes needs the notice of this release', async () => {
  const house = await household();
  await assert.rejects(house.device.sayYes({ version: 'notice-0', language: 'hi' }));
  assert.equal((await house.device.look()).kind, 'off');
});

test('a no without a yes before tells nobody', async () => {
  const house = await household();
  await house.device.sayNo();
  assert.deepEqual(house.asked(), []);
  assert.deepEqual(await house.device.look(), { kind: 'off', since: 'turned_off' });
});

test('off tells the cell once, forgets everything, and asks nothing ever after, whatever the clock says', async () => {
  const house = await litHousehold();
  await house.device.happened('glance', 'slot-1');
  house.asked();
  await house.device.sayNo();
  assert.deepEqual(house.asked(), OFF_CALLS);
  assert.equal(house.cell.receipts.at(-1)?.granted, false);
  assert.equal(house.cell.receipts.at(-1)?.counter, 2);
  assert.deepEqual(await house.store.thingNames(), []);
  assert.deepEqual(await house.store.events(), []);
  await house.device.sayNo();
  for (const moveMs of [DAY_MS, -400 * DAY_MS, 800 * DAY_MS]) {
    house.wrongByMs += moveMs;
    house.reload();
    await house.device.wish(WISHES);
    assert.equal(await house.device.round({ lit: true }), 'off');
    assert.equal((await house.device.look()).kind, 'off');
  }
  assert.deepEqual(house.asked(), []);
  assert.doesNotMatch(JSON.stringify(await house.store.readState()), /slot-|"device"|headline/u);
});

test('off without network is off; the one call is not tried again', async () => {
  const house = await litHousehold();
  house.cell.online = false;
  house.asked();
  await house.device.sayNo();
  assert.deepEqual(house.asked(), OFF_CALLS);
  house.cell.online = true;
  house.reload();
  await later(house, HOUR_MS);
  assert.deepEqual(house.asked(), []);
  assert.equal((await house.device.look()).kind, 'off');
});

test('a changed notice is asked anew, and nothing is fetched until it is answered', async () => {
  const house = await litHousehold();
  house.asked();
  house.reload('notice-2');
  assert.equal(await house.device.round({ lit: true }), 'off');
  assert.deepEqual(await house.device.look(), { kind: 'off', since: 'notice_changed' });
  assert.deepEqual(house.asked(), []);
  house.reload(NOTICE.version);
  assert.equal(
    (await house.device.look()).kind,
    'off',
    'going back to the old release does not bring it back',
  );
});

test('another person on the same device is off; signing out alone takes the pack and leaves the yes', async () => {
  const house = await litHousehold();
  await house.device.wish({ ...WISHES, owner: null });
  assert.deepEqual(await house.device.look(), { kind: 'dark', because: 'no_pack' });
  await house.device.wish({ ...WISHES, owner: null });
  await later(house, 5 * 60_000);
  await cardsOf(house);
  await house.device.wish(WISHES);
  await later(house, 5 * 60_000);
  await cardsOf(house);
  house.asked();
  await house.device.wish({ ...WISHES, owner: 'person-2' });
  assert.deepEqual(await house.device.look(), { kind: 'off', since: 'another_person' });
  await later(house, HOUR_MS);
  assert.deepEqual(house.asked(), []);
});

test('an answer that comes after the person said no changes nothing', async () => {
  const house = await household();
  await house.device.sayYes(NOTICE);
  house.cell.between = async (request) => {
    if (request.path !== '/lock/v1/receipts') return;
    house.cell.between = () => Promise.resolve();
    await house.device.sayNo();
    await house.device.sayYes(NOTICE);
    await house.device.sayNo();
  };
  await house.device.round({ lit: true });
  assert.equal((await house.device.look()).kind, 'off');
});

test('the pseudonym is another one after a week, with a receipt of its own; nothing links the two', async () => {
  const house = await litHousehold();
  const first = house.cell.receipts[0];
  for (let day = 0; day < 7; day += 1) {
    house.nowMs += PSEUDONYM_LIFE_MS / 7;
    house.cell.newPack(1);
    await later(house, 0);
  }
  const second = house.cell.receipts.at(-1);
  assert.equal(house.cell.receipts.length, 2);
  assert.notEqual(second?.device, first?.device);
  assert.equal(second?.counter, 1);
  await cardsOf(house);
});

test('events wait for their receipt’s pseudonym and arrive under it, each once', async () => {
  const house = await litHousehold();
  const first = house.cell.receipts[0];
  house.cell.online = false;
  await house.device.happened('glance', 'slot-1');
  await house.device.happened('dwell', 'slot-1', { dwellMs: 4_000 });
  house.nowMs += PSEUDONYM_LIFE_MS;
  house.cell.online = true;
  house.cell.newPack(1);
  await later(house, 1_000);
  await house.device.happened('glance', 'slot-2');
  await later(house, 46_000);
  const [old, fresh] = house.cell.events;
  assert.equal(house.cell.events.length, 2);
  assert.deepEqual([old?.device, old?.receipt], [first?.device, first?.receipt]);
  assert.deepEqual(
    old?.events.map(({ type, slot, seq, dwellMs }) => [type, slot, seq, dwellMs]),
    [
      ['glance', 'slot-1', 0, undefined],
      ['dwell', 'slot-1', 1, 4_000],
    ],
  );
  assert.equal(fresh?.device, house.cell.receipts.at(-1)?.device);
  assert.deepEqual(await house.store.events(), []);
});
