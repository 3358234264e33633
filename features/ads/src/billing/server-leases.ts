// The leases of this server: taken from in memory, asked for ahead in the background, renewed, returned.

import type { AdPlacement } from '@jhalak/contracts/ad-slots';
import { messageOf, MINUTE_MS, SECOND_MS, type Logger } from '@jhalak/kernel';
import { grantLeases, type GrantedLease } from './lease-grant.ts';
import { renewLeases, returnLeases, type ReturnedLease } from './lease-return.ts';
import { LEASES_PER_CALL_MAX, tokenLifeMs, type LeaseDeps } from './lease-rows.ts';
import { askOf, hasFor, leftOf, lineLeases, paceOf, payerOf } from './line-leases.ts';
import type { HeldHere, LineLeases } from './line-leases.ts';
import type { GivenBack, LeasedLine, Leases, TakenLease, WantedLine } from './leases.ts';

/** Four times in a lease's life: one renewal may fail, and a campaign that was stopped is let go within it. */
const TICK_MS = 15 * SECOND_MS;
/** Line items with leases, or asked for: a large cell's live ones. What comes beyond waits for another tick. */
const LINES_MAX = 50_000;
/** That wait for a transaction; the rest is asked for again by the next auction that wants it. */
const ASKS_MAX = 5_000;
/** Nothing was left, or it does not run: not asked for again so soon. */
const REFUSED_MS = 10 * SECOND_MS;
/** A line item that nobody took from: its lease is somebody else's money. */
const IDLE_MS = 3 * MINUTE_MS;
/** Of one line item with something left: near the end of a budget leases are small, and all of it must not lie at one server. */
const LEASES_OPEN_MAX = 3;
/** Below this share of what a minute needs, more is asked for. */
const LOW_SHARE = 0.5;

/** See `Leases`. Runs from `start` to `stop`; tests call `settled` and `tick` themselves. */
export class ServerLeases implements Leases {
  readonly #deps: LeaseDeps & { logger: Logger };
  /** Names this server in the rows of its leases; another one after each start. */
  readonly serverId: string;
  readonly #lines = new Map<string, LineLeases>();
  readonly #asked: LineLeases[] = [];
  #done: ReturnedLease[] = [];
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #ticking: Promise<void> | undefined;
  #isStopped = false;

  constructor(deps: LeaseDeps & { logger: Logger }) {
    this.#deps = deps;
    this.serverId = deps.ids.next();
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), TICK_MS).unref();
  }

  /** Gives everything back that is not reserved. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#ticking;
    await this.settled();
    for (const line of this.#lines.values()) this.#letGo(line, () => true);
    this.#lines.clear();
    await this.#returnDone();
  }

  /** Resolves when nothing is asked for any more. */
  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  take(
    line: LeasedLine,
    reserveMicros: number,
    nowMs: number,
    placement: AdPlacement = 'feed',
    showings = 1,
  ): TakenLease | undefined {
    const own = this.#lineOf(line, placement, reserveMicros, nowMs);
    if (own === undefined) return undefined;
    own.usedAtMs = nowMs;
    own.reserveMicros = reserveMicros;
    const lease = payerOf(own, reserveMicros, showings, nowMs);
    const taken = Math.min(showings, Math.floor((lease?.leftMicros ?? 0) / reserveMicros));
    if (lease !== undefined) {
      lease.leftMicros -= reserveMicros * taken;
      own.takenMicros += reserveMicros * taken;
    }
    // Packs come seldom and wait for theirs: nothing lies ready for the next one.
    const isAhead = placement === 'feed' || lease === undefined;
    if (isAhead && leftOf(own, nowMs) < Math.max(own.aheadMicros * LOW_SHARE, reserveMicros))
      this.#ask(own, nowMs);
    if (lease === undefined) return undefined;
    return {
      ...{ leaseId: lease.leaseId, showings: taken },
      expiresAtMs: lease.servesUntilMs + tokenLifeMs(placement),
    };
  }

  giveBack({ lineItem, placement, leaseId, micros }: GivenBack): void {
    const own = this.#lines.get(`${lineItem}/${placement}`);
    const lease = own?.leases.find((one) => one.leaseId === leaseId);
    if (lease !== undefined) lease.leftMicros += micros;
  }

  want(lines: readonly WantedLine[]): void {
    const nowMs = this.#deps.clock.nowMs();
    for (const { placement, reserveMicros, ...line } of lines) {
      const own = this.#lineOf(line, placement, reserveMicros, nowMs);
      if (own !== undefined && leftOf(own, nowMs) < reserveMicros) this.#ask(own, nowMs);
    }
  }

  async ready(lines: readonly WantedLine[], withinMs: number): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    const asked: Promise<void>[] = [];
    for (const { placement, reserveMicros, showings = 1, ...line } of lines) {
      const own = this.#lineOf(line, placement, reserveMicros, nowMs);
      if (own === undefined || hasFor(own, reserveMicros * showings, nowMs)) continue;
      own.usedAtMs = nowMs;
      own.reserveMicros = reserveMicros;
      own.wantedMicros = reserveMicros * showings;
      this.#ask(own, nowMs);
      if (own.isAsked) asked.push(new Promise((resolve) => void own.waiting.push(resolve)));
    }
    if (asked.length === 0) return;
    const late = Promise.withResolvers<void>();
    const timer = setTimeout(late.resolve, withinMs);
    await Promise.race([Promise.all(asked), late.promise]);
    clearTimeout(timer);
  }

  /** @returns how much is left here for a line item, in micros. Cost: memory. */
  left(lineItem: string, placement: AdPlacement = 'feed'): number {
    const own = this.#lines.get(`${lineItem}/${placement}`);
    return own === undefined ? 0 : leftOf(own, this.#deps.clock.nowMs());
  }

  /** Renews, returns what is used up, idle or no longer runs, and takes the pace. Never throws: the next one tries again. */
  async tick(): Promise<void> {
    this.#ticking ??= this.#tick().finally(() => {
      this.#ticking = undefined;
    });
    await this.#ticking;
  }

  async #tick(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    try {
      const known = new Set(this.#open().map((lease) => lease.leaseId));
      const organisations = new Set([...this.#lines.values()].map(({ line }) => line.organisation));
      const { renewed, servesUntilMs } = await renewLeases(this.#deps, this.serverId, [
        ...organisations,
      ]);
      for (const own of this.#lines.values()) {
        for (const lease of own.leases)
          if (renewed.has(lease.leaseId)) lease.servesUntilMs = servesUntilMs;
        const isIdle = own.usedAtMs + IDLE_MS <= nowMs;
        this.#letGo(
          own,
          (lease) =>
            isIdle ||
            lease.leftMicros < own.reserveMicros ||
            // One that came while it was renewed was not asked about.
            (known.has(lease.leaseId) && !renewed.has(lease.leaseId)),
        );
        own.aheadMicros =
          own.aheadMicros === 0 ? paceOf(own, nowMs) : (own.aheadMicros + paceOf(own, nowMs)) / 2;
        own.takenMicros = 0;
        own.sinceMs = nowMs;
        if (isIdle && own.leases.length === 0 && !own.isAsked)
          this.#lines.delete(`${own.line.lineItem}/${own.placement}`);
      }
      await this.#returnDone();
    } catch (error) {
      this.#deps.logger.warn({ reason: messageOf(error) }, 'leases of ads were not renewed');
    }
  }

  #open(): HeldHere[] {
    return [...this.#lines.values()].flatMap((own) => own.leases);
  }

  #lineOf(
    line: LeasedLine,
    placement: AdPlacement,
    reserveMicros: number,
    nowMs: number,
  ): LineLeases | undefined {
    const name = `${line.lineItem}/${placement}`;
    const known = this.#lines.get(name);
    if (known !== undefined || this.#lines.size >= LINES_MAX) return known;
    const own = lineLeases(line, placement, reserveMicros, nowMs);
    this.#lines.set(name, own);
    return own;
  }

  #ask(own: LineLeases, nowMs: number): void {
    const isEnough = own.isAsked || nowMs < own.notBeforeMs || this.#asked.length >= ASKS_MAX;
    if (isEnough || this.#isStopped) return;
    // What is used up is not looked through again and again; the next tick returns it.
    this.#letGo(own, (lease) => lease.leftMicros < own.reserveMicros);
    if (own.leases.length >= LEASES_OPEN_MAX) return;
    own.isAsked = true;
    this.#asked.push(own);
    this.#working ??= this.#work().finally(() => {
      this.#working = undefined;
    });
  }

  async #work(): Promise<void> {
    // So that what one auction wants comes in one transaction.
    await Promise.resolve();
    while (this.#asked.length > 0) {
      const organisation = this.#asked[0]?.line.organisation;
      const batch = this.#asked
        .filter((own) => own.line.organisation === organisation)
        .slice(0, LEASES_PER_CALL_MAX);
      const taken = new Set(batch);
      const rest = this.#asked.filter((own) => !taken.has(own));
      this.#asked.splice(0, this.#asked.length, ...rest);
      await this.#askFor(batch);
    }
  }

  async #askFor(batch: readonly LineLeases[]): Promise<void> {
    const organisation = batch[0]?.line.organisation ?? '';
    const askedAtMs = this.#deps.clock.nowMs();
    const asks = batch.map((own) => askOf(own, askedAtMs));
    let granted: (GrantedLease | undefined)[] = [];
    try {
      granted = await grantLeases(this.#deps, this.serverId, organisation, asks);
    } catch (error) {
      const fields = { organisation, reason: messageOf(error) };
      this.#deps.logger.warn(fields, 'no leases for ads could be made');
    }
    const nowMs = this.#deps.clock.nowMs();
    for (const [index, own] of batch.entries()) {
      own.isAsked = false;
      own.wantedMicros = 0;
      for (const resolve of own.waiting.splice(0)) resolve();
      const lease = granted[index];
      if (lease === undefined) own.notBeforeMs = nowMs + REFUSED_MS;
      else {
        const { leaseId, micros, servesUntilMs } = lease;
        own.leases.push({ leaseId, leftMicros: micros, servesUntilMs });
      }
    }
  }

  #letGo(own: LineLeases, when: (lease: HeldHere) => boolean): void {
    const gone = own.leases.filter(when);
    if (gone.length === 0) return;
    own.leases = own.leases.filter((lease) => !gone.includes(lease));
    const { organisation } = own.line;
    for (const { leaseId, leftMicros } of gone)
      this.#done.push({ organisation, leaseId, freeMicros: leftMicros });
  }

  async #returnDone(): Promise<void> {
    while (this.#done.length > 0) {
      const organisation = this.#done[0]?.organisation ?? '';
      const batch = this.#done
        .filter((one) => one.organisation === organisation)
        .slice(0, LEASES_PER_CALL_MAX);
      await returnLeases(this.#deps, organisation, batch);
      const returned = new Set(batch);
      this.#done = this.#done.filter((one) => !returned.has(one));
    }
  }
}
