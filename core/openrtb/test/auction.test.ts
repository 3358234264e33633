import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  auctionNotices,
  billingNotice,
  LOSS,
  priceToMicros,
  runAuction,
  type AuctionTerms,
  type Bid,
  type BidRequest,
  type Deal,
  type Imp,
} from '@jhalak/openrtb';
import fc from 'fast-check';

const DEADLINE_MS = 1_000;
const tieKey = Buffer.alloc(32, 7);

interface Offer extends Partial<Bid> {
  seat?: string;
  buyer?: string;
  atMs?: number;
  cur?: string;
}

function slot(change: Partial<Imp> = {}): Imp {
  return { id: 's', banner: { w: 300, h: 250 }, bidfloorcur: 'INR', ...change };
}

function terms(offers: readonly Offer[], change: Partial<BidRequest> = {}): AuctionTerms {
  const request: BidRequest = { id: 'r', at: 1, imp: [slot()], site: { id: 'x' }, ...change };
  const answers = offers.map(({ seat, buyer, atMs, cur, ...bid }, at) => ({
    seat: seat ?? `seat-${at}`,
    arrivedAtMs: atMs ?? 500,
    response: {
      id: 'r',
      cur: cur ?? 'INR',
      seatbid: [
        {
          ...(buyer !== undefined && { seat: buyer }),
          bid: [{ id: `b${at}`, impid: 's', price: 1, adm: '<b/>', ...bid }],
        },
      ],
    },
  }));
  return { request, answers, deadlineAtMs: DEADLINE_MS, currency: 'INR', deals: 'first', tieKey };
}

function ended(run: AuctionTerms): { won: string | undefined; lost: Record<string, number> } {
  const { slots, lost } = runAuction(run);
  return {
    won: slots[0]?.winner?.bid.id,
    lost: Object.fromEntries(lost.map(({ bid, reason }) => [bid.id, reason])),
  };
}

/** @returns why a single bid lost; 0 when it won. */
function reasonOf(offer: Offer, change: Partial<BidRequest> = {}): number {
  const { won, lost } = ended(terms([offer], change));
  return won === undefined ? (lost['b0'] ?? -1) : 0;
}

const withDeal = (deal: Deal, more: Partial<Imp> = {}): Partial<BidRequest> => ({
  imp: [slot({ pmp: { deals: [{ bidfloorcur: 'INR', ...deal }] }, ...more })],
});

test('every reason to lose has its number', () => {
  const badv = { badv: ['ford.example'] };
  const bcat = { bcat: ['IAB7'] };
  const cases: [string, number, Offer, Partial<BidRequest>?][] = [
    ['in order', 0, {}],
    ['a millisecond late', LOSS.expired, { atMs: DEADLINE_MS + 1 }],
    ['exactly in time', 0, { atMs: DEADLINE_MS }],
    ['at no time', LOSS.expired, { atMs: NaN }],
    ['another currency', LOSS.invalidResponse, { cur: 'USD' }],
    ['no such slot', LOSS.invalidResponse, { impid: 'other' }],
    ['free', LOSS.noPrice, { price: 0 }],
    ['NaN', LOSS.noPrice, { price: NaN }],
    ['negative', LOSS.noPrice, { price: -3 }],
    ['infinite', LOSS.noPrice, { price: Infinity }],
    ['not admitted', LOSS.seatBlocked, { buyer: 'b' }, { wseat: ['a'] }],
    ['nobody where some are admitted', LOSS.seatBlocked, {}, { wseat: ['a'] }],
    ['barred', LOSS.seatBlocked, { buyer: 'b' }, { bseat: ['b'] }],
    [
      'advertiser under a blocked domain',
      LOSS.advertiserBlocked,
      { adomain: ['www.Trucks.FORD.example.'] },
      badv,
    ],
    ['advertiser that only looks like it', 0, { adomain: ['notford.example'] }, badv],
    ['advertiser not said', LOSS.noAdvertiser, {}, badv],
    ['category below a blocked one', LOSS.categoryBlocked, { cat: ['IAB7-39'] }, bcat],
    ['category beside it', 0, { cat: ['IAB70'] }, bcat],
    ['category of another taxonomy', LOSS.categoryBlocked, { cat: ['1'], cattax: 6 }, bcat],
    ['app', LOSS.appBlocked, { bundle: 'a.b' }, { bapp: ['a.b'] }],
    ['language', LOSS.languageBlocked, { language: 'en' }, { wlang: ['hi'] }],
    ['no language at all', 0, { language: 'xx' }, { wlang: ['hi'] }],
    [
      'attribute',
      LOSS.attributeBlocked,
      { attr: [3] },
      { imp: [slot({ banner: { w: 300, h: 250, battr: [3] } })] },
    ],
    ['size', LOSS.sizeNotAllowed, { w: 320, h: 50 }],
    ['kind', LOSS.wrongFormat, { mtype: 2 }],
    [
      'not secure',
      LOSS.notSecure,
      { adm: '<img src="http://x.example/">' },
      { imp: [slot({ secure: 1 })] },
    ],
    [
      'secure VAST',
      0,
      { adm: '<VAST xmlns="http://www.iab.com/VAST">https://x</VAST>' },
      { imp: [slot({ secure: 1 })] },
    ],
    ['below the floor', LOSS.belowFloor, { price: 1.999999 }, { imp: [slot({ bidfloor: 2 })] }],
    ['at the floor', 0, { price: 2 }, { imp: [slot({ bidfloor: 2 })] }],
    ['unknown deal', LOSS.invalidDeal, { dealid: 'x' }],
    [
      'open bid in a private auction',
      LOSS.invalidDeal,
      {},
      { imp: [slot({ pmp: { private_auction: 1 } })] },
    ],
    [
      'below the deal’s floor',
      LOSS.belowDealFloor,
      { dealid: 'd', price: 2 },
      withDeal({ id: 'd', bidfloor: 3 }),
    ],
    [
      'deal’s own floor, below the slot’s',
      0,
      { dealid: 'd', price: 2 },
      withDeal({ id: 'd', bidfloor: 1 }, { bidfloor: 5 }),
    ],
    [
      'deal without a floor: the slot’s',
      LOSS.belowFloor,
      { dealid: 'd', price: 2 },
      withDeal({ id: 'd' }, { bidfloor: 5 }),
    ],
    [
      'seat not in the deal',
      LOSS.notInDeal,
      { dealid: 'd', buyer: 'b' },
      withDeal({ id: 'd', wseat: ['a'] }),
    ],
    [
      'advertiser not in the deal',
      LOSS.notInDeal,
      { dealid: 'd', adomain: ['x.example'] },
      withDeal({ id: 'd', wadomain: ['y.example'] }),
    ],
  ];
  for (const [what, reason, offer, change] of cases)
    assert.equal(reasonOf(offer, change), reason, what);
  const { adm: _adm, ...bare } = { id: 'b', impid: 's', price: 1, adm: '' };
  const run = terms([]);
  const answers = [
    { seat: 'a', arrivedAtMs: 1, response: { id: 'r', cur: 'INR', seatbid: [{ bid: [bare] }] } },
  ];
  assert.equal(ended({ ...run, answers }).lost['b'], LOSS.noMarkup);
});

test('deals come before open bids when the publisher says so, guaranteed ones first', () => {
  const deals = [
    { id: 'd', bidfloorcur: 'INR' },
    { id: 'g', guar: 1, bidfloorcur: 'INR' },
  ];
  const run = terms([{ price: 9 }, { price: 2, dealid: 'd' }, { price: 1, dealid: 'g' }], {
    imp: [slot({ pmp: { deals } })],
  });
  assert.deepEqual(ended(run), { won: 'b2', lost: { b1: LOSS.lostToDeal, b0: LOSS.lostToDeal } });
  const byPrice = ended({ ...run, deals: 'by_price' });
  assert.deepEqual(byPrice, {
    won: 'b0',
    lost: { b1: LOSS.lostToHigherBid, b2: LOSS.lostToHigherBid },
  });
});

test('a deal with a fixed price costs that, whatever was bid', () => {
  const run = terms([{ price: 5, dealid: 'd' }], withDeal({ id: 'd', at: 3, bidfloor: 3.5 }));
  assert.equal(runAuction(run).slots[0]?.winner?.priceMicros, 3_500_000);
  assert.equal(
    reasonOf({ price: 3.4, dealid: 'd' }, withDeal({ id: 'd', at: 3, bidfloor: 3.5 })),
    LOSS.belowDealFloor,
  );
});

test('floors by duration hold for video', () => {
  const video = { mimes: ['video/mp4'], mincpmpersec: 0.1 };
  const imp = (change: object): Partial<BidRequest> => ({
    imp: [{ id: 's', bidfloorcur: 'INR', video: { ...video, ...change } }],
  });
  assert.equal(reasonOf({ price: 1.4, dur: 15 }, imp({})), LOSS.belowFloor);
  assert.equal(reasonOf({ price: 1.5, dur: 15 }, imp({})), 0);
  const durfloors = [
    { maxdur: 15, bidfloor: 1 },
    { mindur: 16, bidfloor: 4 },
  ];
  assert.equal(reasonOf({ price: 1, dur: 15 }, imp({ durfloors })), 0);
  assert.equal(reasonOf({ price: 1, dur: 20 }, imp({ durfloors })), LOSS.belowFloor);
  assert.equal(
    reasonOf({ price: 1 }, imp({ durfloors })),
    LOSS.belowFloor,
    'an unknown duration meets the highest',
  );
});

test('terms that are ours to mend are thrown', () => {
  assert.throws(() => runAuction(terms([], { at: 2 })), /first price/);
  assert.throws(
    () => runAuction(terms([], { imp: [slot({ bidfloor: 1, bidfloorcur: 'USD' })] })),
    /imp\[0\]\.bidfloorcur/,
  );
  assert.throws(
    () => runAuction(terms([], withDeal({ id: 'd', bidfloor: 1, bidfloorcur: 'EUR' }))),
    /deals\[0\]/,
  );
  assert.throws(() => runAuction(terms([{ seat: 'a' }, { seat: 'a' }])), /once/);
  assert.throws(() => runAuction({ ...terms([]), tieKey: Buffer.alloc(8) }), /short/);
});

const offer = fc.record({
  price: fc.oneof(
    fc.integer({ min: 0, max: 5 }),
    fc.double({ min: -1, max: 5 }),
    fc.constant(Infinity),
  ),
  atMs: fc.constantFrom(0, 999, 1_000, 1_001, 5_000),
  dealid: fc.constantFrom(undefined, 'd', 'g', 'unknown'),
  cur: fc.constantFrom('INR', 'INR', 'INR', 'USD'),
  adomain: fc.constantFrom<string[]>(['a.example'], ['bad.example'], []),
});

test('a winner is in time, at or above its floor, pays what it bid; permuting the seats changes nothing; no bid is lost or doubled', () => {
  const property = fc.property(
    fc.array(offer, { maxLength: 8 }),
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom('first' as const, 'by_price' as const),
    fc.infiniteStream(fc.nat()),
    (offers, bidfloor, deals, random) => {
      const offered = offers.map(({ dealid, ...rest }) => ({ ...rest, ...(dealid && { dealid }) }));
      const run: AuctionTerms = {
        ...terms(offered, {
          badv: ['bad.example'],
          imp: [
            slot({
              bidfloor,
              pmp: {
                deals: [
                  { id: 'd', bidfloorcur: 'INR' },
                  { id: 'g', guar: 1, bidfloor: 2, bidfloorcur: 'INR' },
                ],
              },
            }),
          ],
        }),
        deals,
      };
      const outcome = runAuction(run);
      const { winner } = outcome.slots[0] ?? {};
      assert.equal(outcome.lost.length + (winner === undefined ? 0 : 1), offers.length);
      if (winner !== undefined) {
        const floor = winner.bid.dealid === 'g' ? 2 : bidfloor;
        assert.equal(winner.priceMicros, priceToMicros(winner.bid.price));
        assert.ok(winner.priceMicros >= floor * 1_000_000);
        assert.ok(winner.minToWinMicros <= winner.priceMicros);
        const mine = run.answers.find(({ seat }) => seat === winner.seat);
        assert.ok((mine?.arrivedAtMs ?? Infinity) <= DEADLINE_MS);
        assert.deepEqual(winner.bid.adomain?.includes('bad.example'), false);
      }
      const order = run.answers.map(() => random.next().value);
      const shuffled = run.answers
        .map((_, at) => at)
        .toSorted((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
      const answers = shuffled.flatMap((at) => run.answers[at] ?? []);
      assert.deepEqual(ended({ ...run, answers }), ended(run));
    },
  );
  fc.assert(property, { numRuns: 2_000, seed: 4 });
});

test('ties fall evenly, by the key and not by order, name or number of bids', () => {
  const wins = [0, 0, 0];
  for (let round = 0; round < 600; round += 1) {
    const run = terms([{ seat: 'a' }, { seat: 'b' }, { seat: 'c' }]);
    // Seat a sends the same bid twenty times.
    const many = Array.from({ length: 20 }, (_, at) => ({
      id: `m${at}`,
      impid: 's',
      price: 1,
      adm: 'x',
    }));
    const answers = run.answers.map((answer) =>
      answer.seat === 'a'
        ? { ...answer, response: { ...answer.response, seatbid: [{ bid: many }] } }
        : answer,
    );
    const key = Buffer.alloc(32);
    key.writeUInt32BE(round);
    const { winner } = runAuction({ ...run, answers, tieKey: key }).slots[0] ?? {};
    const at = 'abc'.indexOf(winner?.seat ?? '');
    wins[at] = (wins[at] ?? 0) + 1;
  }
  // Three standard deviations of 200 are 35.
  for (const count of wins) assert.ok(count > 150 && count < 250, wins.join(' '));
});

test('notices tell the winner its price, the beaten what would have tied, the barred only why', () => {
  const urls = {
    nurl: 'https://dsp.example/w?p=${AUCTION_PRICE}&m=${AUCTION_MIN_TO_WIN}&i=${AUCTION_ID}&x=${AUCTION_MBR}',
    burl: 'https://dsp.example/b?p=${AUCTION_PRICE}&t=${AUCTION_IMP_TS}',
    lurl: 'https://dsp.example/l?r=${AUCTION_LOSS}&p=${AUCTION_PRICE}&m=${AUCTION_MIN_TO_WIN}',
  };
  const run = terms(
    [
      { price: 1, ...urls },
      { price: 0.9, ...urls },
      { price: 0.8, ...urls },
      { price: 5, ...urls, atMs: 2_000 },
    ],
    {
      imp: [slot({ bidfloor: 0.85 })],
    },
  );
  const outcome = runAuction(run);
  const facts = { auctionId: 'r', currency: 'INR' };
  assert.deepEqual(
    auctionNotices(outcome, facts).map(({ kind, bidId, url }) => [kind, bidId, url.split('?')[1]]),
    [
      ['win', 'b0', 'p=1&m=0.9&i=r&x='],
      ['loss', 'b2', 'r=100&p=&m='],
      ['loss', 'b3', 'r=2&p=&m='],
      ['loss', 'b1', 'r=102&p=&m=1'],
    ],
  );
  const { winner } = outcome.slots[0] ?? {};
  assert.ok(winner);
  assert.equal(billingNotice(winner, facts, 1_234)?.url, 'https://dsp.example/b?p=1&t=1234');
});
