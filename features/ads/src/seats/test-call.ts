// One question to one seat that nobody's ad hangs on (`test` 1), so that the operator sees how it answers before it is turned on.

import type { SeatTest } from '@jhalak/contracts/ad-seats';
import {
  microsToPrice,
  readBidResponse,
  withNode,
  type BidRequest,
  type SupplyChainNode,
} from '@jhalak/openrtb';
import type { Clock, Ids } from '@jhalak/kernel';
import type { SeatLane, SeatReply } from '@jhalak/ports';
import { composeQuestion } from './compose.ts';
import type { StoredSeat } from './seat-store.ts';

/** Longer than an auction's, so that a slow seat is seen as slow and the border has time to open its window. */
const WITHIN_MS = 3_000;
const TMAX_MS = 120;
const ANSWER_CHARS_MAX = 20_000;
/** A tenth of a unit of currency for a thousand showings. */
const FLOOR_MICROS = 100_000;

const NATIVE = JSON.stringify({
  ...{ ver: '1.2', context: 2, contextsubtype: 20, plcmttype: 1, plcmtcnt: 1 },
  assets: [
    { id: 1, required: 1, title: { len: 90 } },
    { id: 2, required: 0, data: { type: 2, len: 140 } },
    { id: 3, required: 1, data: { type: 1, len: 25 } },
    { id: 4, required: 0, data: { type: 12, len: 20 } },
  ],
});

export interface TestCallDeps {
  lane: SeatLane;
  clock: Clock;
  ids: Ids;
  /** Milliseconds of a clock that only goes forward. */
  elapsedMs: () => number;
}

/** @returns how it went; never throws. */
export async function testCall(
  { lane, clock, ids, elapsedMs }: TestCallDeps,
  { id, terms }: StoredSeat,
  node: SupplyChainNode | undefined,
): Promise<SeatTest> {
  const bare = testRequest(ids.next(), terms.currency);
  const request = node === undefined ? bare : withNode(bare, node, true);
  const asked = JSON.stringify(composeQuestion(terms, request, false));
  const startedMs = elapsedMs();
  const reply = await oneReply(lane, id, request);
  const tookMs = Math.round(elapsedMs() - startedMs);
  return { atMs: clock.nowMs(), tookMs, asked, ...judged(reply, request.id) };
}

async function oneReply(
  lane: SeatLane,
  seat: string,
  request: BidRequest,
): Promise<SeatReply | undefined> {
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), WITHIN_MS);
    const question = { request, consented: false, seats: [seat], withinMs: WITHIN_MS };
    lane.ask(question, (reply) => {
      clearTimeout(timer);
      resolve(reply);
    });
  });
}

function judged(
  reply: SeatReply | undefined,
  requestId: string,
): Pick<SeatTest, 'result' | 'faults' | 'detail' | 'answer'> {
  if (reply === undefined)
    return { result: 'late', faults: [], detail: `Nothing came within ${WITHIN_MS} ms.` };
  switch (reply.kind) {
    case 'no_bid':
      return { result: 'no_bid', faults: [] };
    case 'refused':
      return { result: 'refused', faults: [], detail: reply.detail };
    case 'failed': {
      const status = reply.status === undefined ? '' : ` ${reply.status}`;
      const result = reply.reason === 'late' ? 'late' : 'failed';
      return { result, faults: [], detail: `${reply.reason}${status}` };
    }
    case 'answer': {
      const answer = reply.text.slice(0, ANSWER_CHARS_MAX);
      const read = readBidResponse(reply.text);
      if (!read.ok) return { result: 'faulty', faults: [...read.faults], answer };
      const { id: answered, seatbid = [] } = read.value;
      const fault = {
        field: 'id',
        code: 'conflict',
        sentence: 'The answer is to another request: id must be the one that was asked.',
      };
      if (answered !== requestId) return { result: 'faulty', faults: [fault], answer };
      return { result: seatbid.length === 0 ? 'no_bid' : 'bids', faults: [], answer };
    }
  }
}

function testRequest(id: string, currency: string): BidRequest {
  return {
    ...{ id, test: 1, at: 1, tmax: TMAX_MS, cur: [currency] },
    imp: [
      {
        ...{ id: '1', tagid: 'feed', secure: 1 },
        ...{ bidfloor: Number(microsToPrice(FLOOR_MICROS)), bidfloorcur: currency },
        native: { request: NATIVE, ver: '1.2' },
      },
    ],
    app: { content: { language: 'hi', genre: 'music' } },
    device: { geo: { country: 'IND' } },
    regs: { coppa: 0 },
  };
}
