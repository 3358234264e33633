import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  readBidRequest,
  readBidResponse,
  reduceRequest,
  runAuction,
  type BidRequest,
  type Imp,
} from '@jhalak/openrtb';
import { filesUnder, fixturesMissing, PREBID, readCase } from './fixtures.fixture.ts';

const FOLDER = join(PREBID, 'adapters/inmobi/inmobitest');
/** What must not leave, of what InMobi's cases hold: looked up here by name, so that it is not our own list that judges. */
const STAYS = ['ip', 'ifa', 'ua'];

interface Call {
  expectedRequest: { body: BidRequest };
  mockResponse: { status: number; body: unknown };
}
interface Expected {
  currency: string;
  bids: { bid: Record<string, unknown>; type: string }[];
}

/** Cases in which InMobi's adapter itself refuses to ask, and why ours is asked otherwise. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  'supplemental/missing-plc-error.json':
    'its parameter plc is checked when a seat is registered; here the request has no place',
  'supplemental/no-imp-error.json': 'no slot',
};
/** In Native 1.2 placement types end at 4, and own ones begin at 500: InMobi's 11 is not read from strangers. */
const OUR_READER_REFUSES: Readonly<Record<string, string>> = {
  'exemplary/simple-web-native.json': 'imp[0].native.request.plcmttype',
};

/** @returns a value without members of those names, and without objects that are empty then. */
function without(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => without(item, names));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value)
    .filter(([name]) => !names.includes(name))
    .map(([name, member]) => [name, without(member, names)] as const)
    .filter(
      ([, member]) =>
        !(typeof member === 'object' && member !== null && Object.keys(member).length === 0),
    );
  return Object.fromEntries(kept);
}

/** @returns a request whose native request is an object: the order of its members means nothing. */
function readable(request: unknown): unknown {
  const copy = structuredClone(request) as { imp: { native?: { request: unknown } }[] };
  for (const { native } of copy.imp)
    if (native !== undefined) native.request = JSON.parse(String(native.request));
  return copy;
}

function typeOf(imp: Imp | undefined, mtype: unknown): string | undefined {
  const kind = [undefined, 'banner', 'video', 'audio', 'native'][Number(mtype)];
  return imp !== undefined && kind !== undefined && kind in imp ? kind : undefined;
}

test('what we would send InMobi is what its adapter expects, without what stays; its answers become the same bids', (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const names = filesUnder(FOLDER, '.json');
  assert.equal(names.length, 8);
  for (const name of names) {
    const one = readCase(join(FOLDER, name));
    const asked = one['mockBidRequest'] as BidRequest;
    const verdict = readBidRequest(JSON.stringify(asked));
    if (Object.hasOwn(NOT_ASKED, name)) {
      assert.equal(verdict.ok, false, name);
      continue;
    }
    assert.equal(verdict.ok ? undefined : verdict.faults[0]?.field, OUR_READER_REFUSES[name], name);
    const [call] = one['httpCalls'] as Call[];
    assert.ok(call);
    const seatParameters = call.expectedRequest.body.imp[0]?.ext;
    assert.ok(seatParameters, 'InMobi is asked with its parameters');
    const sent = reduceRequest(asked, { consented: false, seatParameters });
    assert.deepEqual(readable(sent), readable(without(call.expectedRequest.body, STAYS)), name);
    compareBids(name, call, asked, one['expectedBidResponses'] as Expected[]);
  }
});

function compareBids(
  name: string,
  call: Call,
  asked: BidRequest,
  expected: readonly Expected[],
): void {
  const { status, body } = call.mockResponse;
  const answer = status === 204 ? undefined : readBidResponse(JSON.stringify(body), asked);
  const bids = answer?.ok === true ? (answer.value.seatbid ?? []).flatMap((seat) => seat.bid) : [];
  const currency = answer?.ok === true ? (answer.value.cur ?? 'USD') : undefined;
  const ours = bids.map((bid) => ({
    bid: without(bid, ['adomain']),
    type: typeOf(asked.imp[0], bid.mtype),
  }));
  assert.deepEqual(
    ours,
    expected.flatMap((one) => one.bids),
    name,
  );
  if (expected.length === 0 || answer?.ok !== true) return;
  assert.equal(currency, expected[0]?.currency);
  const { slots } = runAuction({
    request: { ...asked, at: 1 },
    answers: [{ seat: 'inmobi', response: answer.value, arrivedAtMs: 0 }],
    deadlineAtMs: 0,
    currency: 'USD',
    deals: 'first',
    tieKey: Buffer.alloc(32),
  });
  assert.equal(slots[0]?.winner?.priceMicros, 2_000_000, name);
}
