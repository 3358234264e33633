// A receipt's bytes: what they hold of an auction, and how they are read again. Pure.

import { createHash } from 'node:crypto';
import {
  LOSS,
  readBidRequest,
  readBidResponse,
  reduceRequest,
  runAuction,
  type AuctionOutcome,
  type AuctionTerms,
  type Bid,
  type SeatAnswer,
} from '@jhalak/openrtb';
import type { AuctionRecord } from './receipts.ts';

/** An auction with four seats takes some three thousand; a seat that bids on everything does not fill the disk. */
export const RECEIPT_BYTES_MAX = 131_072;

/** What an auction came to, in the fewest words. */
export interface ReceiptOutcome {
  readonly slots: readonly {
    imp: string;
    winner?: { seat: string; bid: string; micros: number };
  }[];
  /** In the order of seats and bids. */
  readonly lost: readonly { seat: string; bid: string; reason: number }[];
}

/** A receipt, read again. */
export interface Receipt {
  readonly id: string;
  /** When it was kept. */
  readonly atMs: number;
  readonly terms: AuctionTerms;
  readonly outcome: ReceiptOutcome;
  readonly grantHash: string | undefined;
}

/** Members of a bid by which auctions are decided, and by which its seat knows it again. Addresses and markup are not. */
const BID_MEMBERS = [
  ...['id', 'impid', 'price', 'adomain', 'bundle', 'cid', 'crid', 'cattax', 'cat', 'attr'],
  ...['language', 'langb', 'dealid', 'w', 'h', 'wratio', 'hratio', 'dur', 'mtype'],
] as const satisfies readonly (keyof Bid)[];

/** @returns SHA-256 of a grant's id: who holds the ad's token can say which receipt is its own, and nobody else can. */
export function grantHash(grantId: string): string {
  return createHash('sha256').update(grantId).digest('hex');
}

/**
 * Writes an auction down.
 *
 * @returns one line of JSON. @throws RangeError when it is too large, or when what is kept does not lead to the stated outcome:
 *   a receipt that refutes itself is never made. Cost: the auction once more.
 */
export function receiptOf(record: AuctionRecord, atMs: number): string {
  const { terms, outcome } = record;
  const kept: AuctionTerms = {
    ...terms,
    // Without consent: nothing of a person is in it, whoever it was.
    request: reduceRequest(terms.request, { consented: false }),
    answers: terms.answers.map((answer) => keptAnswer(answer, outcome)),
  };
  const said = outcomeOf(outcome);
  if (JSON.stringify(outcomeOf(runAuction(kept))) !== JSON.stringify(said))
    throw new RangeError('the auction does not come to this outcome');
  const text = JSON.stringify({
    ...{ v: 1, id: record.id, atMs, currency: terms.currency, deals: terms.deals },
    ...{
      deadlineAtMs: terms.deadlineAtMs,
      tieKey: Buffer.from(terms.tieKey).toString('base64url'),
    },
    ...{ request: kept.request, answers: kept.answers, outcome: said },
    ...(record.grantHash === undefined ? {} : { grant: record.grantHash }),
  });
  if (Buffer.byteLength(text) > RECEIPT_BYTES_MAX)
    throw new RangeError(`a receipt has at most ${RECEIPT_BYTES_MAX} bytes`);
  return text;
}

/** @returns the outcome without what can be looked up; the same outcome in whatever order seats came. */
export function outcomeOf({ slots, lost }: AuctionOutcome): ReceiptOutcome {
  const one = (end: (typeof lost)[number]): ReceiptOutcome['lost'][number] => ({
    ...{ seat: end.seat, bid: end.bid.id, reason: end.reason },
  });
  return {
    slots: slots.map(({ impId, winner }) =>
      winner === undefined
        ? { imp: impId }
        : {
            imp: impId,
            winner: { seat: winner.seat, bid: winner.bid.id, micros: winner.priceMicros },
          },
    ),
    lost: lost.map(one).toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1)),
  };
}

function keyOf({ seat, bid, reason }: ReceiptOutcome['lost'][number]): string {
  return JSON.stringify([seat, bid, reason]);
}

/** @returns the receipt; undefined for what is none. */
export function readReceipt(text: string): Receipt | undefined {
  if (Buffer.byteLength(text) > RECEIPT_BYTES_MAX) return undefined;
  try {
    const raw = JSON.parse(text) as Record<string, unknown>;
    const request = readBidRequest(JSON.stringify(raw['request']));
    if (raw['v'] !== 1 || !request.ok) return undefined;
    const answers = (raw['answers'] as Record<string, unknown>[]).map((one) => {
      const response = readBidResponse(JSON.stringify(one['response']));
      if (!response.ok) throw new RangeError('not an answer');
      return {
        ...{ seat: String(one['seat']), arrivedAtMs: Number(one['arrivedAtMs']) },
        response: response.value,
      };
    });
    return {
      id: String(raw['id']),
      atMs: Number(raw['atMs']),
      terms: {
        ...{ request: request.value, answers, deadlineAtMs: Number(raw['deadlineAtMs']) },
        ...{ currency: String(raw['currency']), deals: raw['deals'] as AuctionTerms['deals'] },
        tieKey: Buffer.from(String(raw['tieKey']), 'base64url'),
      },
      outcome: raw['outcome'] as ReceiptOutcome,
      grantHash: typeof raw['grant'] === 'string' ? raw['grant'] : undefined,
    };
  } catch {
    return undefined;
  }
}

function keptAnswer(
  { seat, response, arrivedAtMs }: SeatAnswer,
  outcome: AuctionOutcome,
): SeatAnswer {
  const unsafe = new Set(
    outcome.lost.flatMap((one) =>
      one.seat === seat && one.reason === LOSS.notSecure ? [one.bid.id] : [],
    ),
  );
  const { id, bidid, cur, nbr, seatbid } = response;
  const kept = {
    id,
    ...(bidid === undefined ? {} : { bidid }),
    ...(cur === undefined ? {} : { cur }),
    ...(nbr === undefined ? {} : { nbr }),
    ...(seatbid === undefined
      ? {}
      : {
          seatbid: seatbid.map((group) => ({
            ...(group.seat === undefined ? {} : { seat: group.seat }),
            ...(group.group === undefined ? {} : { group: group.group }),
            bid: group.bid.map((bid) => keptBid(bid, unsafe.has(bid.id))),
          })),
        }),
  };
  return { seat, response: kept, arrivedAtMs };
}

function keptBid(bid: Bid, unsafe: boolean): Bid {
  const kept: Record<string, unknown> = {};
  for (const member of BID_MEMBERS) if (bid[member] !== undefined) kept[member] = bid[member];
  const markup = bid.adm ?? bid.nurl;
  if (markup !== undefined) {
    const digest = createHash('sha256').update(markup).digest('hex');
    // Markup that opens what is not encrypted lost for it, and must lose when the auction is run again.
    kept['adm'] = `sha256:${digest}${unsafe ? ' http:' : ''}`;
  } else if (bid.adid !== undefined) kept['adid'] = bid.adid;
  return kept as Bid;
}
