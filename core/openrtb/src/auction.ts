// A first price auction over the answers of seats, from nothing but its arguments: whoever has them, and the key of the tie-break,
// computes the same winner. Money stays in whole micro-units. It books nothing and knows no budget.

import { createHmac } from 'node:crypto';
import { judgeBid, type Eligible } from './eligibility.ts';
import { foreignFloor } from './floors.ts';
import { LOSS, type LossReason } from './loss-reasons.ts';
import { FIRST_PRICE, FIXED_PRICE, type BidRequest, type Imp } from './request-schema.ts';
import type { Bid, BidResponse } from './response-schema.ts';

/** What a seat said, and when. */
export interface SeatAnswer {
  /** The seat's id in our registry; one answer each. */
  readonly seat: string;
  readonly response: BidResponse;
  /** When its last byte was here. */
  readonly arrivedAtMs: number;
}

/** What an auction is run by. */
export interface AuctionTerms {
  /** As it was offered: `at` is 1. */
  readonly request: BidRequest;
  readonly answers: readonly SeatAnswer[];
  /** An answer that is complete after it takes no part. */
  readonly deadlineAtMs: number;
  /** ISO 4217: of every floor and every answer. */
  readonly currency: string;
  /** `first`: guaranteed deals, then deals, then open bids; `by_price`: all together. The text leaves it to the publisher (7.3). */
  readonly deals: 'first' | 'by_price';
  /** At least 16 random bytes, one for each auction, not known to seats before it: with it nobody can aim at a tie. */
  readonly tieKey: Uint8Array;
}

/** A bid in its seat. */
export interface PlacedBid {
  readonly seat: string;
  /** `seatbid.seat`. */
  readonly buyer: string | undefined;
  readonly bid: Bid;
  /** `bidid` of its response. */
  readonly responseId: string | undefined;
}

export interface Winner extends PlacedBid {
  /** CPM in micro-units: the bid's own price, or the one that its deal fixes. */
  readonly priceMicros: number;
  /** CPM in micro-units with which it would have tied with the next one, or met the floor (4.4.1). */
  readonly minToWinMicros: number;
}

export interface LostBid extends PlacedBid {
  readonly reason: LossReason;
  /** CPM in micro-units that would have tied with the winner; undefined when price was not what decided. */
  readonly minToWinMicros: number | undefined;
}

/** One slot's end. */
export interface SlotOutcome {
  readonly impId: string;
  readonly winner: Winner | undefined;
}

/** Every bid is in exactly one place: a winner of its slot, or lost with one reason. */
export interface AuctionOutcome {
  /** In the order of the request. */
  readonly slots: readonly SlotOutcome[];
  readonly lost: readonly LostBid[];
}

interface Contender extends PlacedBid, Eligible {
  readonly tier: number;
  /** Drawn when somebody asks: most auctions have no tie, and a draw costs more than all the rest of a bid. */
  ticket(): string;
}

const TIE_KEY_BYTES_MIN = 16;

/**
 * Runs the auction.
 *
 * @throws RangeError for terms that are ours to mend: another type of auction, a floor in another currency, a seat twice, a short key.
 * Cost: linear in bids, some microseconds each; two hashes more for each bid in a tie.
 */
export function runAuction(terms: AuctionTerms): AuctionOutcome {
  checkTerms(terms);
  const lost: LostBid[] = [];
  const contenders = new Map<string, Contender[]>(terms.request.imp.map(({ id }) => [id, []]));
  for (const answer of terms.answers) admit(terms, answer, contenders, lost);
  const slots = terms.request.imp.map((imp) => settle(imp, contenders.get(imp.id) ?? [], lost));
  return { slots, lost };
}

function checkTerms({ request, answers, currency, tieKey }: AuctionTerms): void {
  if (request.at !== FIRST_PRICE)
    throw new RangeError('the request must offer a first price auction');
  if (tieKey.byteLength < TIE_KEY_BYTES_MIN)
    throw new RangeError('the key of the tie-break is too short');
  const foreign = foreignFloor(request.imp, currency);
  if (foreign !== undefined) throw new RangeError(`${foreign} is not the currency of the auction`);
  if (new Set(answers.map(({ seat }) => seat)).size !== answers.length)
    throw new RangeError('a seat answers once');
  for (const { pmp } of request.imp)
    for (const { at } of pmp?.deals ?? [])
      if (at !== undefined && at !== FIRST_PRICE && at !== FIXED_PRICE)
        throw new RangeError('a deal is first price or has a fixed price');
}

function admit(
  terms: AuctionTerms,
  answer: SeatAnswer,
  contenders: ReadonlyMap<string, Contender[]>,
  lost: LostBid[],
): void {
  const { response, seat } = answer;
  const whole = answerReason(terms, answer);
  const seen = new Set<string>();
  for (const { bid: bids, seat: buyer, group } of response.seatbid ?? []) {
    // A group is won as a whole or lost; over several slots this auction cannot promise it.
    const grouped = group === 1 && bids.some(({ impid }) => impid !== bids[0]?.impid);
    for (const bid of bids) {
      const placed = { seat, buyer, bid, responseId: response.bidid };
      const place = contenders.get(bid.impid);
      const imp = terms.request.imp.find(({ id }) => id === bid.impid);
      const bad = grouped || place === undefined || imp === undefined || seen.has(bid.id);
      seen.add(bid.id);
      const reason = whole ?? (bad ? LOSS.invalidResponse : undefined);
      if (reason !== undefined || place === undefined || imp === undefined) {
        lost.push({ ...placed, reason: reason ?? LOSS.invalidResponse, minToWinMicros: undefined });
        continue;
      }
      const judged = judgeBid(terms.request, imp, bid, buyer);
      if ('reason' in judged)
        lost.push({ ...placed, reason: judged.reason, minToWinMicros: undefined });
      else place.push(contend(terms, placed, judged.eligible));
    }
  }
}

/** What bars a whole answer. */
function answerReason(terms: AuctionTerms, answer: SeatAnswer): LossReason | undefined {
  // Written so that a time that is no number is late.
  if (!(answer.arrivedAtMs <= terms.deadlineAtMs)) return LOSS.expired;
  if (answer.response.id !== terms.request.id) return LOSS.invalidAuction;
  return (answer.response.cur ?? 'USD') === terms.currency ? undefined : LOSS.invalidResponse;
}

function contend(terms: AuctionTerms, placed: PlacedBid, eligible: Eligible): Contender {
  const { deal } = eligible;
  const byTier = terms.deals === 'first' && deal !== undefined;
  let drawn: string | undefined;
  return {
    ...placed,
    ...eligible,
    tier: byTier ? (deal.guar === 1 ? 2 : 1) : 0,
    ticket: () => (drawn ??= ticketOf(terms, placed)),
  };
}

/** A seat's ticket comes first and does not depend on its bids: many bids of one seat are not more chances in a tie. */
function ticketOf(terms: AuctionTerms, { seat, bid }: PlacedBid): string {
  const draw = (...words: string[]): string =>
    createHmac('sha256', terms.tieKey)
      .update(JSON.stringify([terms.request.id, bid.impid, ...words]))
      .digest('hex');
  return draw(seat) + draw(seat, bid.id);
}

/** Best first. */
function byRank(one: Contender, other: Contender): number {
  if (one.tier !== other.tier) return other.tier - one.tier;
  if (one.priceMicros !== other.priceMicros) return other.priceMicros - one.priceMicros;
  return one.ticket() < other.ticket() ? -1 : 1;
}

function settle(imp: Imp, contenders: readonly Contender[], lost: LostBid[]): SlotOutcome {
  const [best, ...rest] = contenders.toSorted(byRank);
  if (best === undefined) return { impId: imp.id, winner: undefined };
  for (const loser of rest) {
    const toDeal = loser.tier < best.tier;
    lost.push({
      ...placedOnly(loser),
      reason: toDeal ? LOSS.lostToDeal : LOSS.lostToHigherBid,
      minToWinMicros: toDeal ? undefined : best.priceMicros,
    });
  }
  const next = rest.find(({ tier }) => tier === best.tier);
  const minToWinMicros = Math.max(best.floor.micros, next?.priceMicros ?? 0);
  const winner = { ...placedOnly(best), priceMicros: best.priceMicros, minToWinMicros };
  return { impId: imp.id, winner };
}

function placedOnly({ seat, buyer, bid, responseId }: Contender): PlacedBid {
  return { seat, buyer, bid, responseId };
}
