// Which ad stands at one place: own line items and outside seats in one first price auction, then what must hold for its winner
// (money on lease, caps, session), else the next best, else a house ad. What is granted is reserved before anything is awaited.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';
import { messageOf, type Clock, type Ids, type Logger, type Random } from '@jhalak/kernel';
import {
  filledMarkup,
  LOSS,
  runAuction,
  type AuctionOutcome,
  type AuctionTerms,
  type BidRequest,
  type LostBid,
  type SeatAnswer,
  type Winner,
} from '@jhalak/openrtb';
import type { Leases } from '../billing/leases.ts';
import type { AuctionReceipts, SeatAd } from '../receipts/receipts.ts';
import { grantHash } from '../receipts/receipt-text.ts';
import type { Seats } from '../seats/seats.ts';
import { bidRequestOf, IMP_ID, ownAnswers, ownOrganisation, type RoundTerms } from './round.ts';
import { readSeatCard, type SeatCard } from './seat-card.ts';
import { houseAd, shortlist, type Pick, type ShortlistTerms } from './shortlist.ts';
import type { RankedLine } from './line-index.ts';

export interface DecidingDeps {
  leases: Leases;
  seats: Seats;
  receipts: AuctionReceipts;
  clock: Clock;
  ids: Ids;
  random: Random;
  logger: Logger;
}

/** A player has its ad this long after it asked: the bound of the exchange, and well before the clip beside it is over. */
const ANSWER_TMAX_MS = 120;
/** Off it for what comes after the seats: auction, lease, receipt and viewer's record, two shared writes of some 5 ms each. */
const AFTER_SEATS_MS = 15;
/** Seats' answers are here, to the last byte, this long after the player asked; what was read before they were asked is in it. */
const SEATS_TMAX_MS = ANSWER_TMAX_MS - AFTER_SEATS_MS;
const TIE_KEY_BYTES = 16;
/** A receipt keeps a seat's name for its ad as tokens do. */
const CREATIVE_CHARS = 60;

/** One place that is to be filled. */
export interface Question {
  round: Omit<RoundTerms, 'id' | 'tmaxMs'>;
  terms: ShortlistTerms;
  /** Highest bid first. */
  ranked: readonly RankedLine[];
  /** Whether outside seats are asked, and how far about the person. */
  seats: 'none' | 'context' | 'interests';
  /** Asked when somebody has won: whether it may still be reserved, after what was awaited. */
  mayReserve: (won: Won) => boolean;
  /** Called next, with nothing awaited between. @returns whether it is the viewer's first showing of it. */
  reserve: (won: Won, showings: number) => { first: boolean };
  /** How long leases that are not here yet are waited for; absent: not at all, others are shown meanwhile. */
  leaseWaitMs?: number;
}

/** Who won, before it is reserved. */
export type Won =
  | { kind: 'line' | 'house'; pick: Pick }
  | { kind: 'seat'; seat: string; creative: string; card: SeatCard };

/** What is granted. */
export type Granted = Won & {
  grantId: string;
  first: boolean;
  /** For the one event that is paid; 0 for house ads. */
  priceMicros: number;
  lease: { leaseId: string; expiresAtMs: number } | undefined;
  /** Reserved: 1, or of a pack without identifiers up to what it asked for. */
  showings: number;
  nowMs: number;
};

/** A seat's bid that can be shown. */
interface Showable {
  seat: string;
  bidId: string;
  card: SeatCard;
}

export class Deciding {
  readonly #deps: DecidingDeps;

  constructor(deps: DecidingDeps) {
    this.#deps = deps;
  }

  /**
   * @returns what is granted, its receipt durable; undefined when nothing fits, or the receipt could not be written.
   * Cost: until SEATS_TMAX_MS after the player asked for the seats, then a share of one insert; own part some hundred microseconds.
   */
  async decide(question: Question): Promise<Granted | undefined> {
    const { ids, random } = this.#deps;
    const askedMs = question.round.context.nowMs;
    const picks = shortlist(question.ranked, question.terms);
    await this.#wantLeases(picks, question);
    const id = ids.next();
    const asked = bidRequestOf({ ...question.round, id, tmaxMs: SEATS_TMAX_MS });
    const request = question.seats === 'none' ? asked : this.#deps.seats.offer(asked);
    const { currency } = question.round;
    const deadlineAtMs = askedMs + SEATS_TMAX_MS;
    const outside = await this.#ask(request, deadlineAtMs, question.seats);
    const { usable, showable, refused } = this.#readCards(outside, request, currency);
    const terms: AuctionTerms = {
      ...{ request, deadlineAtMs, currency, deals: 'first' },
      answers: [...ownAnswers(picks, request, currency, askedMs), ...usable],
      tieKey: random.bytes(TIE_KEY_BYTES),
    };
    const end = this.#settle(terms, picks, showable, question);
    const granted = end.granted ?? this.#house(question);
    if (outside.length > 0)
      this.#deps.seats.settled({
        ...{ request, currency },
        outcome: { ...end.outcome, lost: [...end.outcome.lost, ...end.passed, ...refused] },
        grants: new Map(granted?.kind === 'seat' ? [[IMP_ID, granted.grantId]] : []),
      });
    if (granted === undefined) return undefined;
    const kept = await this.#keep(id, end.terms, end.outcome, granted);
    if (kept === undefined) giveBack(this.#deps.leases, granted, question.round.context.placement);
    return kept;
  }

  async #wantLeases(
    picks: readonly Pick[],
    { round, terms, leaseWaitMs }: Question,
  ): Promise<void> {
    const wanted = picks.map(({ line, reserveMicros }) => ({
      ...{ organisation: line.organisation, campaign: line.campaign, lineItem: line.lineItem },
      ...{ reserveMicros, placement: round.context.placement, showings: terms.showings },
    }));
    if (wanted.length === 0) return;
    if (leaseWaitMs === undefined) this.#deps.leases.want(wanted);
    else await this.#deps.leases.ready(wanted, leaseWaitMs);
  }

  async #ask(
    request: BidRequest,
    deadlineAtMs: number,
    how: Question['seats'],
  ): Promise<readonly SeatAnswer[]> {
    if (how === 'none') return [];
    const answers = await this.#deps.seats.ask(request, deadlineAtMs, {
      consented: how === 'interests',
    });
    return answers.filter(({ seat }) => this.#deps.seats.mayWin(seat));
  }

  /** Splits off bids that could not be shown: they take no part, and their seats are told so. */
  #readCards(answers: readonly SeatAnswer[], request: BidRequest, currency: string) {
    const showable: Showable[] = [];
    const refused: LostBid[] = [];
    const usable = answers.map((answer) => {
      const groups = (answer.response.seatbid ?? []).map((group) => ({
        ...group,
        bid: group.bid.filter((bid) => {
          const placed = {
            ...{ seat: answer.seat, buyer: group.seat, bid, responseId: answer.response.bidid },
          };
          // Prices in markup are those of a winner: its own bid, as nothing but a fixed deal changes it.
          const markup = filledMarkup(
            { ...placed, priceMicros: Math.floor(bid.price * 1_000_000), minToWinMicros: 0 },
            { auctionId: request.id, currency },
          );
          const card = readSeatCard(bid, markup);
          if (card === undefined)
            refused.push({ ...placed, reason: LOSS.noMarkup, minToWinMicros: undefined });
          else showable.push({ seat: answer.seat, bidId: bid.id, card });
          return card !== undefined;
        }),
      }));
      const seatbid = groups.filter(({ bid }) => bid.length > 0);
      return { ...answer, response: { ...answer.response, seatbid } };
    });
    return {
      usable: usable.filter(({ response }) => response.seatbid.length > 0),
      showable,
      refused,
    };
  }

  /** Runs the auction, and again without a winner that cannot be granted: each turn has one bidder less. */
  #settle(
    first: AuctionTerms,
    picks: readonly Pick[],
    showable: readonly Showable[],
    question: Question,
  ): {
    terms: AuctionTerms;
    outcome: AuctionOutcome;
    granted: Granted | undefined;
    passed: LostBid[];
  } {
    let terms = first;
    const passed: LostBid[] = [];
    for (;;) {
      const outcome = runAuction(terms);
      const winner = outcome.slots[0]?.winner;
      if (winner === undefined) return { terms, outcome, granted: undefined, passed };
      const granted =
        ownOrganisation(winner.seat) === undefined
          ? this.#grantSeat(winner, showable, question)
          : this.#grantLine(winner, picks, question);
      if (granted !== undefined) return { terms, outcome, granted, passed };
      const { priceMicros: _, minToWinMicros: __, ...placed } = winner;
      passed.push({ ...placed, reason: LOSS.lostToHigherBid, minToWinMicros: undefined });
      terms = { ...terms, answers: terms.answers.filter(({ seat }) => seat !== winner.seat) };
    }
  }

  #grantLine(winner: Winner, picks: readonly Pick[], question: Question): Granted | undefined {
    const pick = picks.find(({ line }) => line.lineItem === winner.bid.id);
    if (pick === undefined || !question.mayReserve({ kind: 'line', pick })) return undefined;
    // Others were granted while seats were asked.
    if (!question.terms.paced(pick)) return undefined;
    const nowMs = this.#deps.clock.nowMs();
    const { line, reserveMicros, eventMicros } = pick;
    const { showings } = question.terms;
    const { placement } = question.round.context;
    const lease = this.#deps.leases.take(line, reserveMicros, nowMs, placement, showings);
    if (lease === undefined) return undefined;
    const { first } = question.reserve({ kind: 'line', pick }, lease.showings);
    return {
      ...{ kind: 'line', pick, grantId: this.#deps.ids.next(), first },
      ...{ priceMicros: eventMicros, lease, showings: lease.showings, nowMs },
    };
  }

  #grantSeat(
    winner: Winner,
    showable: readonly Showable[],
    question: Question,
  ): Granted | undefined {
    const { seat, bid, priceMicros } = winner;
    const card = showable.find((one) => one.seat === seat && one.bidId === bid.id)?.card;
    if (card === undefined || !this.#deps.seats.mayWin(seat)) return undefined;
    const creative = (bid.crid ?? bid.adid ?? bid.id).slice(0, CREATIVE_CHARS);
    const won = { kind: 'seat', seat, creative, card } as const;
    if (!question.mayReserve(won)) return undefined;
    const { first } = question.reserve(won, 1);
    return {
      ...won,
      ...{ grantId: this.#deps.ids.next(), first, lease: undefined, showings: 1 },
      ...{ priceMicros: Math.floor(priceMicros / 1_000), nowMs: this.#deps.clock.nowMs() },
    };
  }

  #house(question: Question): Granted | undefined {
    const pick = houseAd(question.ranked, question.terms);
    if (pick === undefined || !question.mayReserve({ kind: 'house', pick })) return undefined;
    const { showings } = question.terms;
    const { first } = question.reserve({ kind: 'house', pick }, showings);
    return {
      ...{ kind: 'house', pick, grantId: this.#deps.ids.next(), first },
      ...{ priceMicros: 0, lease: undefined, showings, nowMs: this.#deps.clock.nowMs() },
    };
  }

  async #keep(
    id: string,
    terms: AuctionTerms,
    outcome: AuctionOutcome,
    granted: Granted,
  ): Promise<Granted | undefined> {
    try {
      await this.#deps.receipts.keep({
        ...{ id, terms, outcome, grantHash: grantHash(granted.grantId) },
        ...(granted.kind === 'seat' ? { seatAd: seatAdOf(granted) } : {}),
      });
      return granted;
    } catch (error) {
      // Of caps what was reserved stays reserved: rather one showing too few than one that nobody can check.
      this.#deps.logger.warn(
        { auction: id, error: messageOf(error) },
        'a receipt could not be written; nothing is shown',
      );
      return undefined;
    }
  }
}

/** Puts back the money of an ad whose token nobody has. Cost: memory. */
export function giveBack(leases: Leases, granted: Granted, placement: AdPlacement): void {
  if (granted.kind === 'seat' || granted.lease === undefined) return;
  const { line, reserveMicros } = granted.pick;
  const { leaseId } = granted.lease;
  const micros = reserveMicros * granted.showings;
  leases.giveBack({ lineItem: line.lineItem, placement, leaseId, micros });
}

function seatAdOf({ seat, creative, card }: Extract<Granted, { kind: 'seat' }>): SeatAd {
  const { domain, sponsor, title, text, url } = card;
  const bare = url.replace(/[?#].*$/s, '');
  return { ...{ seat, creative, domain, sponsor, title, text }, kind: 'native', url: bare };
}
