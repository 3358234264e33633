// Seats, live: the registry in memory, who may be asked now, one question to all of them through the gateway, and what they are told.

import {
  auctionNotices,
  billingNotice,
  LOSS,
  readBidResponse,
  withNode,
  type AuctionOutcome,
  type BidRequest,
  type BidResponse,
  type SeatAnswer,
} from '@jhalak/openrtb';
import { messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, SeatLane, SeatReply } from '@jhalak/ports';
import { Bucket, Circuit, type CircuitState } from './circuit.ts';
import { dealOf, keptAnswer } from './kept-answer.ts';
import { SeatCounter, type SeatCounts } from './seat-counts.ts';
import { readSeats, readToday, type StoredSeat } from './seat-store.ts';
import type { SeatQuestion, Seats, Settled } from './seats.ts';
import { ownNode, readSelling } from './selling.ts';
import { Teller } from './teller.ts';
import { Wins } from './wins.ts';

/** How late a change of another process is noticed. */
const REFRESH_MS = SECOND_MS;
/** A timer of a busy loop comes up to this late; taken off the time that seats have. */
const TIMER_MS = 5;
/** Prices are for a thousand showings. */
const THOUSAND = 1_000;

export interface LiveSeatsDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  lane: SeatLane;
  /** Micro-units of the currency in one smallest unit. */
  microsPerUnit: () => number;
}

interface LiveSeat {
  stored: StoredSeat;
  circuit: Circuit;
  bucket: Bucket;
  /** Micro-units: billed today, and won since the last look and not billed. */
  spentMicros: number;
  wonMicros: number;
}

export class LiveSeats implements Seats {
  readonly #deps: LiveSeatsDeps;
  readonly #counter: SeatCounter;
  readonly #teller: Teller;
  readonly #wins: Wins;
  #seats = new Map<string, LiveSeat>();
  #node: ReturnType<typeof ownNode>;
  #timer: NodeJS.Timeout | undefined;
  #reading: Promise<void> | undefined;

  constructor(deps: LiveSeatsDeps) {
    this.#deps = deps;
    this.#counter = new SeatCounter(deps);
    this.#teller = new Teller(deps.lane, ({ seat }) =>
      deps.logger.warn({ seat }, 'a notice could not be brought to a seat'),
    );
    this.#wins = new Wins({
      ...deps,
      billed: ({ seat, winner, auctionId, currency, atMs }) => {
        this.#counter.add(seat, 'billed');
        this.#counter.add(seat, 'spentMicros', Math.round(winner.priceMicros / THOUSAND));
        const notice = billingNotice(winner, { auctionId, currency }, atMs);
        if (notice !== undefined) this.#teller.tell([notice]);
      },
    });
  }

  offer(request: BidRequest): BidRequest {
    const node = this.#node;
    const chained = node === undefined ? request : withNode(request, node, true);
    const seats = [...this.#seats.values()].filter(({ stored }) => stored.state === 'on');
    if (seats.every(({ stored }) => stored.terms.deals.length === 0)) return chained;
    return { ...chained, imp: chained.imp.map((imp) => withDeals(imp, seats, this.#deps)) };
  }

  async ask(
    request: BidRequest,
    deadlineAtMs: number,
    question: SeatQuestion = {},
  ): Promise<readonly SeatAnswer[]> {
    const { clock, lane } = this.#deps;
    const nowMs = clock.nowMs();
    const withinMs = deadlineAtMs - nowMs - TIMER_MS;
    if (withinMs <= 0) return [];
    const seats = this.#enter(question.seats, nowMs);
    if (seats.size === 0) return [];
    return await new Promise((resolve) => {
      const answers: SeatAnswer[] = [];
      const end = (): void => {
        clearTimeout(timer);
        for (const seat of seats.values()) this.#ended(seat, 'late');
        seats.clear();
        resolve(answers);
      };
      const timer = setTimeout(() => end(), withinMs);
      const consented = question.consented === true;
      const asked = { request, consented, seats: [...seats.keys()], withinMs };
      lane.ask(asked, (reply) => {
        const seat = seats.get(reply.seat);
        // After the end nobody is in it any more: a late answer is nobody's.
        if (seat === undefined) return;
        seats.delete(reply.seat);
        const answer = this.#take(seat, request, reply);
        if (answer !== undefined) answers.push(answer);
        if (seats.size === 0) end();
      });
    });
  }

  settled({ request, outcome, currency, grants }: Settled): void {
    const shown = withoutUnshown(outcome, grants);
    const facts = { auctionId: request.id, currency };
    this.#teller.tell(auctionNotices(shown, facts));
    for (const { impId, winner } of shown.slots) {
      const grant = grants.get(impId);
      const seat = winner && this.#seats.get(winner.seat);
      if (winner === undefined || seat === undefined || grant === undefined) continue;
      this.#counter.add(winner.seat, 'won');
      seat.wonMicros += winner.priceMicros / THOUSAND;
      // What is shown was filled before; of the bid only what its notice needs is kept.
      const { adm: _markup, ...bid } = winner.bid;
      this.#wins.won(winner.seat, grant, { winner: { ...winner, bid }, ...facts });
    }
  }

  billed(seat: string, grant: string, atMs: number): void {
    this.#wins.billed(seat, grant, atMs);
  }

  mayWin(seat: string): boolean {
    const live = this.#seats.get(seat);
    return live !== undefined && this.#mayWin(live);
  }

  /** @returns how the seat's circuit stands in this process. */
  circuit(seat: string): CircuitState {
    const live = this.#seats.get(seat);
    return live?.circuit.shown(this.#deps.clock.nowMs()) ?? { state: 'closed', failures: 0 };
  }

  /** @returns what a seat may spend on a day, in whole smallest units; undefined for a seat that is not there. */
  dailyUnits(seat: string): number | undefined {
    return this.#seats.get(seat)?.stored.terms.dailyLimit;
  }

  async start(): Promise<void> {
    await this.refresh();
    this.#counter.start();
    this.#timer = setInterval(() => {
      this.refresh().catch((error: unknown) => {
        this.#deps.logger.warn({ error: messageOf(error) }, 'the seats could not be read anew');
      });
    }, REFRESH_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
    await this.#wins.flush();
    this.#teller.stop();
    await this.#counter.stop();
  }

  /** Writes what was counted, won and billed, and reads everything anew. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async forget(): Promise<number> {
    return await this.#wins.forget();
  }

  async #read(): Promise<void> {
    const { database, clock } = this.#deps;
    await this.#counter.flush();
    await this.#wins.flush();
    const nowMs = clock.nowMs();
    const [stored, today, outstanding, selling] = await Promise.all([
      readSeats(database),
      readToday(database, nowMs),
      this.#wins.outstanding(),
      readSelling(database),
    ]);
    const seats = new Map<string, LiveSeat>();
    for (const seat of stored) {
      const before = this.#seats.get(seat.id);
      seats.set(seat.id, {
        stored: seat,
        // A seat that was changed is looked at anew.
        circuit: before?.stored.version === seat.version ? before.circuit : new Circuit(),
        bucket: before?.bucket ?? new Bucket(seat.terms.qps, nowMs),
        spentMicros: today.get(seat.id)?.spentMicros ?? 0,
        wonMicros: (outstanding.get(seat.id) ?? 0) / THOUSAND,
      });
    }
    this.#seats = seats;
    this.#node = ownNode(selling);
  }

  /** @returns who is asked now; who is not is counted. */
  #enter(only: readonly string[] | undefined, nowMs: number): Map<string, LiveSeat> {
    const entered = new Map<string, LiveSeat>();
    for (const [id, seat] of this.#seats) {
      if (seat.stored.state !== 'on' || only?.includes(id) === false) continue;
      // The circuit last: who is let through to try it must be asked.
      const may =
        this.#mayWin(seat) &&
        seat.bucket.take(seat.stored.terms.qps, nowMs) &&
        seat.circuit.enter(nowMs);
      this.#counter.add(id, may ? 'asked' : 'spared');
      if (may) entered.set(id, seat);
    }
    return entered;
  }

  #mayWin({ stored, spentMicros, wonMicros }: LiveSeat): boolean {
    return spentMicros + wonMicros < stored.terms.dailyLimit * this.#deps.microsPerUnit();
  }

  #take(seat: LiveSeat, request: BidRequest, reply: SeatReply): SeatAnswer | undefined {
    switch (reply.kind) {
      case 'no_bid':
        return this.#ended(seat, 'noBid');
      case 'refused':
        return this.#ended(seat, 'refused');
      case 'failed':
        return this.#ended(seat, reply.reason === 'late' ? 'late' : 'failed');
      case 'answer': {
        const read = readBidResponse(reply.text);
        if (!read.ok) return this.#ended(seat, 'faulty');
        const response: BidResponse | undefined = keptAnswer(
          seat.stored.terms,
          request,
          read.value,
        );
        this.#ended(seat, response === undefined ? 'noBid' : 'bids');
        if (response === undefined) return undefined;
        return { seat: seat.stored.id, response, arrivedAtMs: this.#deps.clock.nowMs() };
      }
    }
  }

  #ended({ stored, circuit }: LiveSeat, how: keyof SeatCounts): undefined {
    this.#counter.add(stored.id, how);
    if (how === 'bids' || how === 'noBid') circuit.succeeded();
    else circuit.failed(this.#deps.clock.nowMs());
  }
}

function withDeals(
  imp: BidRequest['imp'][number],
  seats: readonly LiveSeat[],
  { microsPerUnit }: LiveSeatsDeps,
): typeof imp {
  const placement = imp.tagid === 'lock' ? 'lock' : 'feed';
  const deals = seats.flatMap(({ stored: { terms } }) =>
    terms.deals
      .filter(({ placements }) => placements.includes(placement))
      .map((deal) => dealOf(deal, terms.currency, microsPerUnit())),
  );
  if (deals.length === 0) return imp;
  return { ...imp, pmp: { ...imp.pmp, deals: [...(imp.pmp?.deals ?? []), ...deals] } };
}

/** A winner that is not shown lost after all: what it would stand beside, or its markup, did not allow it. */
function withoutUnshown(
  outcome: AuctionOutcome,
  grants: ReadonlyMap<string, string>,
): AuctionOutcome {
  const unshown = outcome.slots.flatMap(({ impId, winner }) =>
    winner === undefined || grants.has(impId) ? [] : [winner],
  );
  if (unshown.length === 0) return outcome;
  const lost = unshown.map(({ seat, buyer, bid, responseId }) => ({
    ...{ seat, buyer, bid, responseId },
    ...{ reason: LOSS.advertiserBlocked, minToWinMicros: undefined },
  }));
  return {
    slots: outcome.slots.map((slot) =>
      grants.has(slot.impId) ? slot : { ...slot, winner: undefined },
    ),
    lost: [...outcome.lost, ...lost],
  };
}
