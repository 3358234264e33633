// Makes events of ads durable and bills them. Requests that arrive while a write is on its way share the next one: one
// transaction of at most 500 events, whatever the number of phones.

import type { AdEventCode } from '@jhalak/contracts/ad-events';
import { messageOf } from '@jhalak/kernel';
import { billEvents, type BillContext, type BillOutcome } from './bill.ts';
import { countEvents, type Countable, type Freshness } from './count.ts';
import { addFacts, addFiltered, type FactCounts, type Filtered } from './facts.ts';
import type { AdGrant } from './grant.ts';
import type { Judged } from './judge.ts';
import { TOKEN_NAME_CHARACTERS } from './token.ts';
import type { BillingDeps } from './types.ts';

/** The ledger takes as many transfers in one call. */
const EVENTS_PER_WRITE_MAX = 500;
/** Requests that may wait; beyond it the database is too slow and callers are told to come back. */
export const WAITING_MAX = 5_000;

export interface EventResult {
  ok: boolean;
  code?: AdEventCode;
}

interface Waiting {
  judged: readonly Judged[];
  resolve: (results: EventResult[]) => void;
  reject: (error: unknown) => void;
}

export class AdEventWriter {
  readonly #deps: BillingDeps;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(deps: BillingDeps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @param judged at most 500. @returns for each what became of it. Durable, and billed, when it resolves. */
  async write(judged: readonly Judged[]): Promise<EventResult[]> {
    const done = new Promise<EventResult[]>((resolve, reject) => {
      this.#waiting.push({ judged, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return await done;
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#writeNext(this.#nextBatch());
    this.#writing = undefined;
  }

  #nextBatch(): Waiting[] {
    let events = 0;
    const end = this.#waiting.findIndex(({ judged }) => {
      events += judged.length;
      return events > EVENTS_PER_WRITE_MAX;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end));
  }

  async #writeNext(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#writeBatch(batch.flatMap(({ judged }) => judged));
      let at = 0;
      for (const { judged, resolve } of batch) {
        resolve(results.slice(at, at + judged.length));
        at += judged.length;
      }
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1) {
        only?.reject(error);
        return;
      }
      // One that cannot be billed must not take the others with it.
      const fields = { requests: batch.length, reason: messageOf(error) };
      this.#deps.logger.warn(fields, 'a batch of ad events was not written; each is tried alone');
      for (const one of batch) await this.#writeNext([one]);
    }
  }

  async #writeBatch(judged: readonly Judged[]): Promise<EventResult[]> {
    const { database, clock } = this.#deps;
    const counting = judged.flatMap((one) => (one.kind === 'counts' ? [countable(one)] : []));
    const context = await this.#contextOf(counting, clock.nowMs());
    const { nowMs } = context;
    const { freshness, outcomes } = await database.transaction(async (tx) => {
      const fresh = await countEvents(tx, counting, nowMs);
      const paid = counting.map((one, index) => fresh[index] === 'fresh' && isPaid(one));
      const bills = await billEvents(
        this.#deps,
        tx,
        counting.filter((_, index) => paid[index]),
        context,
      );
      const all = spread(paid, bills);
      await addFacts(tx, factsOf(counting, fresh, all), nowMs);
      await addFiltered(tx, filteredOf(judged, counting, fresh), nowMs);
      return { freshness: fresh, outcomes: all };
    });
    this.#tellSeats(counting, outcomes, nowMs);
    return resultsOf(judged, freshness);
  }

  /** Asked before the transaction, which must not wait for another connection. */
  async #contextOf(events: readonly Countable[], nowMs: number): Promise<BillContext> {
    const paid = events.filter(isPaid).map(({ grant }) => grant);
    const clips = new Set(paid.flatMap(({ beside }) => (beside === undefined ? [] : [beside])));
    const seats = new Set(paid.flatMap(({ seat }) => (seat === undefined ? [] : [seat])));
    const creators =
      clips.size === 0 ? new Map<string, string>() : await this.#deps.creatorOf([...clips]);
    const seatLimits = new Map<string, number>();
    for (const seat of seats) {
      const limit = await this.#deps.seatDailyUnits(seat);
      if (limit !== undefined) seatLimits.set(seat, limit);
    }
    return { nowMs, creators, seatLimits };
  }

  #tellSeats(
    events: readonly Countable[],
    outcomes: readonly (BillOutcome | undefined)[],
    nowMs: number,
  ): void {
    for (const [index, { grant }] of events.entries()) {
      const kind = outcomes[index]?.kind;
      if (grant.seat !== undefined && (kind === 'billed' || kind === 'carried'))
        this.#deps.seatBilled?.(grant.seat, grant.id, nowMs);
    }
  }
}

function countable({ event, grant, showing }: Extract<Judged, { kind: 'counts' }>): Countable {
  const { type, token } = event;
  const named =
    grant.brand === undefined ? {} : { tokenName: token.slice(0, TOKEN_NAME_CHARACTERS) };
  return { type, grant, showing, ...named };
}

function isPaid({ type, grant }: Countable): boolean {
  return type === grant.billOn && grant.demand !== 'house' && grant.priceMicros > 0;
}

/** @returns outcomes at the places of the events that were paid for. */
function spread(
  paid: readonly boolean[],
  outcomes: readonly BillOutcome[],
): (BillOutcome | undefined)[] {
  let at = 0;
  return paid.map((one) => (one ? outcomes[at++] : undefined));
}

function factsOf(
  events: readonly Countable[],
  freshness: readonly Freshness[],
  outcomes: readonly (BillOutcome | undefined)[],
): { grant: AdGrant; counts: FactCounts }[] {
  return events.flatMap(({ type, grant }, index) => {
    if (freshness[index] !== 'fresh') return [];
    const outcome = outcomes[index];
    const counts: FactCounts = {
      ...(type === 'render' ? { shown: 1, reach: grant.first ? 1 : 0 } : {}),
      ...(type === 'view' ? { viewable: 1 } : {}),
      ...(type === 'click' ? { clicks: 1 } : {}),
      ...(type === 'hide' ? { hides: 1 } : {}),
      ...(type === 'report' ? { reports: 1 } : {}),
      ...(outcome?.kind === 'billed' ? { billed_events: 1, spend: outcome.units } : {}),
      ...(outcome?.kind === 'given' ? { given_events: 1 } : {}),
    };
    return [{ grant, counts }];
  });
}

function filteredOf(
  judged: readonly Judged[],
  counting: readonly Countable[],
  freshness: readonly Freshness[],
): Filtered[] {
  return [
    ...judged.flatMap((one) =>
      one.kind === 'filtered' ? [{ grant: one.grant, reason: one.reason }] : [],
    ),
    ...counting.flatMap(({ grant }, index) => {
      const reason = freshness[index];
      return reason === undefined || reason === 'fresh' ? [] : [{ grant, reason }];
    }),
  ];
}

function resultsOf(judged: readonly Judged[], freshness: readonly Freshness[]): EventResult[] {
  let at = 0;
  return judged.map((one): EventResult => {
    if (one.kind === 'nothing') return { ok: true, code: one.code };
    if (one.kind === 'filtered') return { ok: false, code: codeOf(one.reason) };
    const fresh = freshness[at++];
    if (fresh === 'duplicate') return { ok: true, code: 'duplicate' };
    return fresh === 'unrendered' ? { ok: false, code: 'unrendered' } : { ok: true };
  });
}

/** Whoever tries to pass as people is not told by which rule it was seen. */
function codeOf(reason: Extract<Judged, { kind: 'filtered' }>['reason']): AdEventCode {
  return reason === 'bot' || reason === 'data_centre' || reason === 'rate' ? 'filtered' : reason;
}
