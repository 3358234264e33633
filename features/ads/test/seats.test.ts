// Outside seats over the cell's real gateway, with seats that are played on loopback. Rows A2, A3, A13, A14 of LAW.md.

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import type { SeatDetail, SeatTest } from '@jhalak/contracts/ad-seats';
import type { CrossingList } from '@jhalak/contracts/gateway';
import { runAuction, type BidRequest, type SeatAnswer } from '@jhalak/openrtb';
import {
  bidding,
  hostOf,
  json,
  noBid,
  openSeatHouse,
  termsOf,
  type Manner,
  type PlayedSeat,
  type SeatHouse,
} from './seats.fixture.ts';

const TMAX_MS = 120;
/** In order, with the deadline between the third and the fourth. */
const DELAYS_MS = [0, 50, 119, 121, 5_000];

let house: SeatHouse;
before(async () => {
  house = await openSeatHouse([
    'quick',
    'other',
    'd0',
    'd50',
    'd119',
    'd121',
    'd5000',
    'hung',
    'trickling',
  ]);
});
after(async () => {
  await house.close();
});

let asked = 0;
function request(over: Partial<BidRequest> = {}): BidRequest {
  asked += 1;
  return {
    ...{ id: `auction-${asked}`, at: 1, tmax: TMAX_MS, cur: ['INR'] },
    imp: [
      {
        id: '1',
        tagid: 'feed',
        bidfloor: 1,
        bidfloorcur: 'INR',
        native: { request: '{"assets":[{"id":1,"title":{"len":90}}]}', ver: '1.2' },
      },
    ],
    ...over,
  };
}

async function ask(seats: readonly string[], one = request()): Promise<readonly SeatAnswer[]> {
  const { cell } = house;
  const deadline = cell.parts.clock.nowMs() + TMAX_MS;
  return await cell.cell.ads.seats.ask(one, deadline, { seats });
}

/** Connections and the border's windows are open before anything is counted. */
async function warm(seat: string): Promise<void> {
  const { body } = await house.call<SeatTest>('POST', `/v1/ads/seats/${seat}/test`);
  assert.ok(body.result === 'no_bid' || body.result === 'bids', JSON.stringify(body));
}

function played(id: string): PlayedSeat {
  const seat = house.played.get(id);
  assert.ok(seat);
  return seat;
}

test('a seat is made, tested while it is paused, and only then asked; every act is on its record', async () => {
  const { call } = house;
  const bad = await call<{ code: string }>(
    'POST',
    '/v1/ads/seats',
    termsOf('quick', { currency: 'USD' }),
  );
  assert.deepEqual([bad.status, bad.body.code], [422, 'ads.seat_invalid']);
  const seat = await house.open('quick');
  assert.equal(seat.state, 'on');
  const again = await call<{ code: string }>('POST', '/v1/ads/seats', termsOf('quick'));
  assert.equal(again.body.code, 'ads.seat_known');
  played('quick').manner = (_question, reply) =>
    json(reply, { id: 'another', seatbid: [{ bid: [{ id: 1 }] }] });
  const tested = await call<SeatTest>('POST', '/v1/ads/seats/quick/test');
  assert.equal(tested.body.result, 'faulty', JSON.stringify(tested.body));
  assert.equal(tested.body.faults[0]?.field, 'seatbid[0].bid[0].impid');
  played('quick').manner = bidding(12);
  assert.equal((await call<SeatTest>('POST', '/v1/ads/seats/quick/test')).body.result, 'bids');
  const { body } = await call<SeatDetail>('GET', '/v1/ads/seats/quick');
  assert.equal(body.seat.lastTest?.result, 'bids');
  assert.deepEqual(body.acts.map(({ action }) => action).toReversed(), [
    'seat_created',
    'seat_on',
    'seat_tested',
    'seat_tested',
  ]);
  const answers = await ask(['quick']);
  assert.deepEqual(
    answers.map((one) => [one.seat, one.response.seatbid?.[0]?.bid[0]?.price]),
    [['quick', 12]],
  );
});

test('a seat without a policy of the border is asked nothing, and the desk says why', async () => {
  const { call, cell } = house;
  assert.equal((await call('POST', '/v1/ads/seats', termsOf('other'))).status, 201);
  cell.parts.clock.advance(1_001);
  const { body } = await call<SeatTest>('POST', '/v1/ads/seats/other/test');
  assert.deepEqual(
    [body.result, body.detail],
    ['refused', `No policy in force lets seat.bid go to ${hostOf('other')}.`],
  );
  assert.deepEqual(played('other').heard, []);
});

/** Asks until something has come about in another part of the cell. */
async function eventually<Result>(look: () => Promise<Result | undefined>): Promise<Result> {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error('it did not come about');
}

/** What an answer does after its time, by seat. */
function late(ms: number): Manner {
  return (question, reply) => {
    // @waits: the seat's own delay, which is what is tried.
    setTimeout(() => bidding(50 + ms)(question, reply), ms).unref();
  };
}

const hung: Manner = () => undefined;
/** A byte now and then, never whole. */
const trickling: Manner = (_question, reply: ServerResponse) => {
  reply.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => reply.write(' '), 20).unref();
  reply.once('close', () => clearInterval(timer));
};

// proves A3
test('answers come by the deadline whoever is late, hung or trickling, and a late bid never wins', async () => {
  const names = ['quick', 'd0', 'd50', 'd119', 'd121', 'd5000', 'hung', 'trickling'];
  for (const name of names.slice(1)) await house.open(name);
  for (const name of names) {
    played(name).manner = (_question, reply) => noBid(reply);
    await warm(name);
  }
  played('quick').manner = bidding(12);
  for (const ms of DELAYS_MS) played(`d${ms}`).manner = late(ms);
  played('hung').manner = hung;
  played('trickling').manner = trickling;
  const rounds = 8;
  const winners = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    const one = request();
    const deadlineAtMs = house.cell.parts.clock.nowMs() + TMAX_MS;
    const answers = await ask(names, one);
    const seats = answers.map(({ seat }) => seat);
    for (const name of ['d121', 'd5000', 'hung', 'trickling'])
      assert.ok(!seats.includes(name), `${name} in ${seats.join(' ')}`);
    const terms = { request: one, answers, deadlineAtMs, currency: 'INR', deals: 'first' as const };
    const { slots } = runAuction({ ...terms, tieKey: new Uint8Array(16) });
    const winner = slots[0]?.winner?.seat ?? 'nobody';
    winners.set(winner, (winners.get(winner) ?? 0) + 1);
  }
  assert.equal(
    [...winners.values()].reduce((sum, count) => sum + count, 0),
    rounds,
  );
  // The dearest bids come late: whoever wins was there in time.
  for (const winner of winners.keys())
    assert.ok(['quick', 'd0', 'd50', 'd119'].includes(winner), winner);
});

// proves A14
test('what leaves is the reduced question and nothing else, whatever an auction knows of its viewer', async () => {
  const canaries = [
    '203.0.113.77',
    'ifa-c0ffee',
    'viewer-4711',
    'Mozilla/5.0 canary',
    '12.2958',
    'Mysuru',
  ];
  const [ip = '', ifa = '', id = '', ua = '', lat = '', city = ''] = canaries;
  const one = request({
    user: { id, buyeruid: id, kwarray: ['cricket'], consent: id },
    device: {
      ip,
      ipv6: ip,
      ifa,
      ua,
      os: 'android',
      geo: { lat: Number(lat), lon: 76.6, city, country: 'IND', region: 'KA' },
    },
    app: { content: { language: 'hi', genre: 'music' }, keywords: ifa },
    ext: { secret: id },
  });
  const { heard } = played('quick');
  played('quick').manner = bidding(12);
  heard.length = 0;
  await ask(['quick'], house.cell.cell.ads.seats.offer(one));
  const consented = { ...one, id: 'auction-consented' };
  const deadline = house.cell.parts.clock.nowMs() + TMAX_MS;
  await house.cell.cell.ads.seats.ask(consented, deadline, { seats: ['quick'], consented: true });
  const child = { ...consented, id: 'auction-child', regs: { coppa: 1 as const } };
  await house.cell.cell.ads.seats.ask(child, deadline, { seats: ['quick'], consented: true });
  assert.equal(heard.length, 3);
  for (const canary of canaries)
    for (const written of [
      canary,
      Buffer.from(canary).toString('base64'),
      encodeURIComponent(canary),
    ])
      assert.ok(!heard.join('\n').includes(written), `${written} left`);
  const [contextual = '', personal = '', ofChild = ''] = heard;
  const bodyOf = (text: string) => JSON.parse(text.slice(text.indexOf('\n\n') + 2)) as BidRequest;
  assert.deepEqual(bodyOf(contextual), {
    ...{ id: one.id, at: 1, tmax: TMAX_MS, cur: ['INR'], imp: one.imp },
    app: { content: { language: 'hi', genre: 'music' } },
    device: { os: 'android', geo: { country: 'IND', region: 'KA' } },
  });
  assert.deepEqual(bodyOf(personal).user, { kwarray: ['cricket'] });
  assert.equal(bodyOf(ofChild).user, undefined);
  const [first = '', ...lines] = contextual.split('\n\n')[0]?.split('\n') ?? [];
  assert.equal(first, 'POST /bid');
  assert.deepEqual(
    lines.filter((_, at) => at % 2 === 0),
    [
      'host',
      'user-agent',
      'accept',
      'content-type',
      'content-length',
      'x-openrtb-version',
      'connection',
    ],
  );
});

test('every question stands under an entry that was public before it, and the closing one counts them all', async () => {
  const { cell, call } = house;
  const open = await call<CrossingList>('GET', '/v1/border/crossings?limit=100');
  const mine = (list: CrossingList) =>
    list.items.filter((one) => one.to === hostOf('quick') && one.message === 'seat.bid');
  assert.deepEqual(
    mine(open.body).map((one) => [one.messages, one.closing]),
    [[100_000, undefined]],
  );
  // A minute later the next question finds another window, and this one is told.
  cell.parts.clock.advance(61_000);
  const before = played('quick').posts;
  await ask(['quick']);
  const crossing = await eventually(async () => {
    const list = await call<CrossingList>('GET', '/v1/border/crossings?limit=100');
    return mine(list.body).find((one) => one.closing !== undefined);
  });
  assert.equal(crossing.messages, before);
  assert.notEqual(crossing.digest, '00'.repeat(32));
});
