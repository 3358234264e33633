// Prebid Server's exchange cases as an oracle for floors, deals and chains. Of the 101 that Prebid has, 64 are there, and four of
// them are about these; the others are about its cache, its own extensions, privacy switches and adapters.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  LOSS,
  runAuction,
  withNode,
  type Bid,
  type BidRequest,
  type SupplyChain,
} from '@jhalak/openrtb';
import { filesUnder, fixturesMissing, PREBID, readCase } from './fixtures.fixture.ts';

const FOLDER = join(PREBID, 'exchange/exchangetest');
/** Prebid's numbers for what did not win. */
const PREBID_STATUS: Readonly<Record<number, number>> = {
  301: LOSS.belowFloor,
  304: LOSS.belowDealFloor,
};

interface Seat {
  mockResponse?: { pbsSeatBids: { pbsBids: { ortbBid: Bid }[]; currency: string }[] };
  expectRequest?: { ortbRequest: BidRequest };
}
interface Case {
  incomingRequest: { ortbRequest: BidRequest };
  outgoingRequests: Record<string, Seat>;
  response: {
    bids: { seatbid?: { seat: string; bid: Bid[] }[] };
    ext: { prebid: { seatnonbid: { seat: string; nonbid: { statuscode: number }[] }[] } };
  };
}

const load = (name: string): Case => readCase(join(FOLDER, name)) as unknown as Case;

/** Runs the bids of a case; Prebid reads floors for all bids from its own extension, which here is the slot's floor. */
function run({ incomingRequest, outgoingRequests }: Case, bidfloor: number, dealFloor?: number) {
  const request = incomingRequest.ortbRequest;
  const seats = Object.entries(outgoingRequests).map(([seat, { mockResponse }]) => ({
    seat,
    bids:
      mockResponse?.pbsSeatBids.flatMap(({ pbsBids }) => pbsBids.map(({ ortbBid }) => ortbBid)) ??
      [],
  }));
  const deals = seats.flatMap(({ bids }) =>
    bids.flatMap(({ dealid }) =>
      dealid === undefined
        ? []
        : [{ id: dealid, ...(dealFloor !== undefined && { bidfloor: dealFloor }) }],
    ),
  );
  return runAuction({
    request: {
      ...request,
      at: 1,
      imp: request.imp.map((imp) => ({ ...imp, bidfloor, pmp: { deals } })),
    },
    // The cases leave out markup, which an auction of ours asks for.
    answers: seats.map(({ seat, bids }) => ({
      seat,
      arrivedAtMs: 0,
      response: {
        id: request.id,
        seatbid: [{ bid: bids.map((bid) => ({ adm: '<VAST/>', ...bid })) }],
      },
    })),
    deadlineAtMs: 0,
    currency: 'USD',
    deals: 'first',
    tieKey: Buffer.alloc(32),
  });
}

const CASES: readonly [string, number, number?][] = [
  // The rule *|* of its price floors.
  ['floors_enforcement.json', 11],
  // Deals are held to the slot's floor there (`floordeals`); here a deal that names the same.
  ['floors_deal_enforcement.json', 20, 20],
];

for (const [name, floor, dealFloor] of CASES)
  test(`${name}: the same bids win and lose as in Prebid Server, for the same reason`, (t) => {
    if (fixturesMissing !== undefined) {
      t.skip(fixturesMissing);
      return;
    }
    const one = load(name);
    const outcome = run(one, floor, dealFloor);
    const won = outcome.slots.flatMap(({ winner }) =>
      winner === undefined ? [] : [[winner.seat, winner.bid.id]],
    );
    assert.deepEqual(
      won,
      (one.response.bids.seatbid ?? []).flatMap(({ seat, bid }) => bid.map(({ id }) => [seat, id])),
    );
    const lost = outcome.lost.map(({ seat, reason }) => [seat, reason]);
    const expected = one.response.ext.prebid.seatnonbid.flatMap(({ seat, nonbid }) =>
      nonbid.map(({ statuscode }) => [seat, PREBID_STATUS[statuscode]]),
    );
    const bySeat = (rows: readonly unknown[][]) => new Map(rows.map(([seat, why]) => [seat, why]));
    assert.deepEqual(bySeat(lost), bySeat(expected));
  });

for (const name of ['schain-host-and-request.json', 'schain-host-only.json'])
  test(`${name}: our node stands behind the chain as Prebid Server's does`, (t) => {
    if (fixturesMissing !== undefined) {
      t.skip(fixturesMissing);
      return;
    }
    const { incomingRequest, outgoingRequests } = load(name);
    const request = incomingRequest.ortbRequest;
    const prebid = request.ext?.['prebid'] as { schains?: { schain: SupplyChain }[] } | undefined;
    const [given] = prebid?.schains ?? [];
    const expected = outgoingRequests['appnexus']?.expectRequest?.ortbRequest.source?.schain;
    const host = expected?.nodes.at(-1);
    assert.ok(host);
    const before = given === undefined ? request : { ...request, source: { schain: given.schain } };
    assert.deepEqual(withNode(before, host, false).source?.schain, expected);
  });

test('the cases that are there are those that were looked through', (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const names = filesUnder(FOLDER, '.json');
  assert.equal(names.length, 64);
  assert.deepEqual(
    names.filter((name) => /floor|deal|schain/.test(name)),
    [
      'floors_deal_enforcement.json',
      'floors_enforcement.json',
      'schain-host-and-request.json',
      'schain-host-only.json',
    ],
  );
});
