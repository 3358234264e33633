// Line items by hand, and viewers with several devices at once, without a cell: for properties and for counting caps.

import { ManualClock, seededRandom, silentLogger, uuidv7Ids, type Random } from '@jhalak/kernel';
import type { Bid, SeatAnswer } from '@jhalak/openrtb';
import type { Settled } from '../seats/seats.ts';
import type { AdPolicy } from '@jhalak/contracts/ad-slots';
import type { Targeting } from '@jhalak/contracts/ads';
import { worthOf } from './delivery.ts';
import { Deciding, type Granted } from './deciding.ts';
import type { RankedLine } from './line-index.ts';
import { domainsOf, targetsOf, type LiveLine } from './live-lines.ts';
import { regionPolicy } from './policies.ts';
import { ASSETS, IMP_ID } from './round.ts';
import { eligible, type ShortlistTerms } from './shortlist.ts';
import type { AdContext } from './types.ts';
import { emptyRecord, hasRoom, reserve, type ViewerRecord } from './viewer-memory.ts';

export const START_MS = Date.UTC(2026, 10, 23, 4);
const DAYS_MS = 86_400_000;
export const OPEN_POLICY: AdPolicy = {
  ...regionPolicy('in', START_MS),
  floors: { feed: 0, lock: 0 },
};

/** @returns a line item of its own advertiser, on for ever, for everybody unless said otherwise. */
export function lineOf(
  number: number,
  change: Partial<LiveLine> & { targeting?: Targeting } = {},
): LiveLine {
  const { targeting = {}, ...rest } = change;
  const url = `https://shop${number}.example.in/new`;
  const id = (kind: number): string =>
    `00000000-0000-7${kind}00-8000-${String(number).padStart(12, '0')}`;
  return {
    ...{ organisation: `shop-${number}`, campaign: id(1), lineItem: id(2) },
    ...{ advertiser: `Shop ${number}`, legalName: `Shop ${number} Ltd`, goal: undefined },
    ...{ pricing: 'cpm', price: 10_000 + number, priority: 8, pacing: 'fast', caps: [] },
    ...{ startsAtMs: 0, endsAtMs: START_MS + 400 * DAYS_MS, budget: 1_000_000 },
    targets: targetsOf(targeting),
    creatives: [
      {
        id: id(3),
        content: { kind: 'native', title: 'T', text: 'T', sponsor: 'S', button: 'B', url },
        domains: domainsOf(url),
      },
    ],
    ...rest,
  };
}

/** @returns line items as the index gives them. */
export function ranked(lines: readonly LiveLine[]): RankedLine[] {
  return lines
    .map((line) => ({ line, ...worthOf(line, undefined, 2) }))
    .toSorted((one, other) => other.ecpmMicros - one.ecpmMicros);
}

export function termsOf(
  context: AdContext,
  record: ViewerRecord | undefined = emptyRecord(),
  change: Partial<ShortlistTerms> = {},
): ShortlistTerms {
  return {
    ...{ context, record, policy: OPEN_POLICY, offsetMinutes: 330, unitMicros: 10_000 },
    ...{ showings: 1, without: new Set<string>() },
    room: record === undefined || hasRoom(record),
    ...{ paced: () => true, maySee: () => true },
    ...change,
  };
}

/** @returns a seat's card, as its markup. */
export function cardOf(title: string, url = 'https://other.example/landing'): string {
  return JSON.stringify({
    assets: [
      { id: ASSETS.title, title: { text: title } },
      { id: ASSETS.sponsor, data: { value: 'Other' } },
    ],
    link: { url },
    imptrackers: ['https://track.example/pixel'],
  });
}

/** People who ask on several devices at once, of line items whose money never ends. */
export class Crowd {
  readonly clock = new ManualClock(START_MS);
  readonly #random: Random;
  readonly #deciding: Deciding;
  readonly #ranked: readonly RankedLine[];
  /** What outside seats say, and how long they take; default: nothing. */
  bids: readonly { seat: string; bid: Omit<Bid, 'impid'>; tookMs?: number }[] = [];
  /** What seats were told. */
  readonly told: Settled[] = [];

  constructor(seed: number, lines: readonly LiveLine[]) {
    this.#random = seededRandom(seed);
    this.#ranked = ranked(lines);
    const ids = uuidv7Ids(this.clock, this.#random);
    this.#deciding = new Deciding({
      ...{ clock: this.clock, ids, random: this.#random, logger: silentLogger },
      leases: {
        take: (_line, _micros, nowMs) => ({
          leaseId: ids.next(),
          showings: 1,
          expiresAtMs: nowMs + DAYS_MS,
        }),
        giveBack: () => undefined,
        want: () => undefined,
        ready: () => Promise.resolve(),
      },
      // Answers come after a different while each time: others come in between.
      seats: {
        offer: (request) => request,
        ask: async ({ id }) => {
          await this.#wait();
          return this.bids.map(({ seat, bid, tookMs = 0 }): SeatAnswer => {
            const seatbid = [{ bid: [{ ...bid, impid: IMP_ID }] }];
            const arrivedAtMs = this.clock.nowMs() + tookMs;
            return { seat, arrivedAtMs, response: { id, cur: 'INR', seatbid } };
          });
        },
        settled: (end) => void this.told.push(end),
        billed: () => undefined,
        mayWin: () => true,
      },
      receipts: { keep: async () => await this.#wait() },
    });
  }

  async #wait(): Promise<void> {
    const turns = this.#random.below(20);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
  }

  /** One device of a viewer asks for one ad, for now or for a pack that ends at `showAtMs`. */
  async ask(
    record: ViewerRecord,
    placement: AdContext['placement'],
    showAtMs = this.clock.nowMs(),
  ): Promise<Granted | undefined> {
    const nowMs = this.clock.nowMs();
    const terms = termsOf({ placement, nowMs, language: 'hi' }, record);
    return await this.#deciding.decide({
      ...{ terms, ranked: this.#ranked, seats: 'context' },
      round: {
        ...{ context: terms.context, policy: terms.policy, currency: 'INR', unitMicros: 10_000 },
        ...{ country: 'IN', child: false },
      },
      mayReserve: (won) => won.kind === 'seat' || eligible(won.pick.line, terms),
      reserve: (won) => {
        if (won.kind === 'seat') return { first: false };
        const { lineItem, caps, campaign } = won.pick.line;
        const one = { lineItem, caps, campaign, creative: won.pick.creative.id };
        return { first: reserve(record, { ...one, atMs: showAtMs, count: 1, inSession: false }) };
      },
    });
  }
}
