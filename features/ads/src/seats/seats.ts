// External seats, as the auction sees them: what they are offered, what they answer in time, and what they are told afterwards.
// Everything goes through the gateway in reduced form (core/openrtb, leaving.ts). It books no money and runs no auction.

import type { AuctionOutcome, BidRequest, SeatAnswer } from '@jhalak/openrtb';

/** How far a question may go about the person. */
export interface SeatQuestion {
  /** A grown-up person who agreed to ads by interest, in force now. Default: no; then seats get context only. */
  readonly consented?: boolean;
  /** Only these; default: every seat that is on. */
  readonly seats?: readonly string[];
}

/** An auction that is over. */
export interface Settled {
  /** What it was run by: its id and slots. */
  readonly request: BidRequest;
  readonly outcome: AuctionOutcome;
  /** ISO 4217. */
  readonly currency: string;
  /**
   * The grant of each slot that a seat won and that is shown, by the id of its slot. A won slot without one is not shown (safety,
   * no creative): its seat is told that it lost.
   */
  readonly grants: ReadonlyMap<string, string>;
}

/** Outside demand. One of each API process. */
export interface Seats {
  /**
   * Adds what is ours to say: our node of the supply chain, the operator's block lists, seats' deals on each slot. The result is
   * what the auction is run by and what `ask` is given. Cost: memory only.
   *
   * @param request first price (`at` 1), in the cell's currency.
   */
  offer(request: BidRequest): BidRequest;
  /**
   * Asks all seats that are on, under their limits, at once.
   *
   * @param request from `offer`. @param deadlineAtMs by the clock; whoever calls has taken off it what the rest of its answer needs.
   * @returns whole, well-formed answers that were here in time, in the order of their arrival; at most one a seat. Never throws;
   *   resolves as soon as everybody answered, and at the deadline at the latest. What comes later is dropped and counted.
   */
  ask(
    request: BidRequest,
    deadlineAtMs: number,
    question?: SeatQuestion,
  ): Promise<readonly SeatAnswer[]>;
  /** Tells seats how it ended (`nurl`, `lurl`), in the background, and keeps what is to be told when the showing is billed. */
  settled(settled: Settled): void;
  /** A showing that a seat won was billed: `burl`, once a grant, in the background. @param grant id as in `Settled.grants`. */
  billed(seat: string, grant: string, atMs: number): void;
  /** @returns whether the seat may still spend today: what was billed and what is won and not yet billed, against its limit. */
  mayWin(seat: string): boolean;
}
