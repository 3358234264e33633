// All line items that may be shown, in memory, in the order in which they would bid. It follows the journal: a change is in force
// here with its window, some 50 ms after its commit.

import { MINUTE_MS, messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, Journal, Subscription } from '@jhalak/ports';
import { NOTHING_DELIVERED, readDelivery, worthOf, type Delivery, type Worth } from './delivery.ts';
import { fits, type LiveLine } from './live-lines.ts';
import { LIVE_LINES_MAX, readLiveLines } from './line-store.ts';
import type { AdPlacement } from '@jhalak/contracts/ad-slots';

/** A line item with what it would bid. */
export interface RankedLine extends Worth {
  line: LiveLine;
}

/** Figures of delivery are read anew so often. */
const DELIVERY_EVERY_MS = MINUTE_MS;
/** More advertisers than this at once are read as everybody. */
const CHANGED_MAX = 100;

export interface LineIndexDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  logger: Logger;
  minorDigits: () => number;
  /** Told after each change of what is live, with all of it, the best first. */
  onChange?: (ranked: readonly RankedLine[]) => void;
}

export class LineIndex {
  readonly #deps: LineIndexDeps;
  #lines = new Map<string, LiveLine>();
  #delivery: Delivery = NOTHING_DELIVERED;
  #deliveryAtMs = -Infinity;
  #reading: Promise<void> | undefined;
  /** By placement and language: as many as there are content languages, twice. */
  readonly #ranked = new Map<string, readonly RankedLine[]>();
  /** Hours in which each campaign may be shown; undefined: all. */
  #hours = new Map<string, Uint8Array | undefined>();
  #subscription: Subscription | undefined;
  #version = 0;

  constructor(deps: LineIndexDeps) {
    this.#deps = deps;
  }

  /** The last journal window that it holds. */
  get version(): number {
    return this.#version;
  }

  async start(): Promise<void> {
    // From the journal's present end: what lies before is in the tables, and what comes meanwhile is read again.
    const window = await this.#deps.journal.lastWindow();
    await this.#readDelivery();
    await this.#read(undefined);
    this.#version = window;
    this.#subscription = await this.#deps.journal.follow({
      name: 'ads.live_lines',
      streams: ['ads.act'],
      afterWindow: window,
      handle: async (batch) => {
        const changed = new Set(batch.events.map(({ key }) => key.split('/')[0] ?? key));
        await this.#read(changed.size > CHANGED_MAX ? undefined : [...changed]);
        this.#version = batch.window;
      },
    });
    await this.#subscription.catchUp();
  }

  async stop(): Promise<void> {
    await this.#subscription?.stop();
    this.#subscription = undefined;
    await this.#reading;
  }

  async catchUp(): Promise<void> {
    await this.#subscription?.catchUp();
    await this.refresh();
  }

  /** Reads figures of delivery now, and orders line items by them. */
  async refresh(): Promise<void> {
    this.#reading ??= this.#readDelivery().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Reads figures in the background when they are old. Cost: a comparison. */
  refreshSoon(nowMs: number): void {
    if (nowMs - this.#deliveryAtMs < DELIVERY_EVERY_MS || this.#reading !== undefined) return;
    this.#deliveryAtMs = nowMs;
    void this.refresh().catch((error: unknown) =>
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'figures of delivery could not be read; line items bid by the last ones',
      ),
    );
  }

  /** @returns line items for a placement and language, the highest bid first; house ads last. Cost: a look-up mostly. */
  ranked(placement: AdPlacement, language: string): readonly RankedLine[] {
    const key = `${placement}/${language}`;
    const known = this.#ranked.get(key);
    if (known !== undefined) return known;
    const made = this.#rank(
      (line) =>
        line.targets.languages?.has(language) !== false &&
        line.creatives.some((creative) => fits(creative, placement)),
    );
    this.#ranked.set(key, made);
    return made;
  }

  /** @returns a line item, when it may still be shown. */
  line(lineItem: string): LiveLine | undefined {
    return this.#lines.get(lineItem);
  }

  /** Whether anything of a campaign is live. */
  hasCampaign(campaign: string): boolean {
    return this.#hours.has(campaign);
  }

  /** @returns hours of the week in which some line item of a campaign may be shown; undefined: all. */
  hoursOf(campaign: string): Uint8Array | undefined {
    return this.#hours.get(campaign);
  }

  /** @returns what a campaign was billed so far, smallest units. */
  spentOf(campaign: string): number {
    return this.#delivery.spent.get(campaign) ?? 0;
  }

  async #readDelivery(): Promise<void> {
    const nowMs = this.#deps.clock.nowMs();
    this.#delivery = await readDelivery(this.#deps.database, nowMs);
    this.#deliveryAtMs = nowMs;
    this.#ranked.clear();
  }

  async #read(organisations: readonly string[] | undefined): Promise<void> {
    const { database, logger, clock } = this.#deps;
    const read = await readLiveLines(database, logger, clock.nowMs(), organisations);
    const gone = organisations === undefined ? undefined : new Set(organisations);
    const kept =
      gone === undefined
        ? []
        : [...this.#lines.values()].filter(({ organisation }) => !gone.has(organisation));
    const all = [...kept, ...read].slice(0, LIVE_LINES_MAX);
    this.#lines = new Map(all.map((line) => [line.lineItem, line]));
    this.#hours = hoursByCampaign(all);
    this.#ranked.clear();
    this.#deps.onChange?.(this.#rank(() => true));
  }

  #rank(isFor: (line: LiveLine) => boolean): RankedLine[] {
    // A region without a currency has no line items, and nothing to say of them.
    if (this.#lines.size === 0) return [];
    const minorDigits = this.#deps.minorDigits();
    const ranked: RankedLine[] = [];
    for (const line of this.#lines.values())
      if (isFor(line))
        ranked.push({
          line,
          ...worthOf(line, this.#delivery.lines.get(line.lineItem), minorDigits),
        });
    // Of one advertiser's own, the one that it put first; ids settle what is left, so that the order is one order.
    return ranked.sort(
      (one, other) =>
        other.ecpmMicros - one.ecpmMicros ||
        one.line.priority - other.line.priority ||
        (one.line.lineItem < other.line.lineItem ? -1 : 1),
    );
  }
}

function hoursByCampaign(lines: readonly LiveLine[]): Map<string, Uint8Array | undefined> {
  const hours = new Map<string, Uint8Array | undefined>();
  for (const { campaign, targets } of lines) {
    const before = hours.get(campaign);
    if (!hours.has(campaign)) hours.set(campaign, targets.hours);
    else if (before === undefined || targets.hours === undefined) hours.set(campaign, undefined);
    else
      hours.set(
        campaign,
        before.map((on, hour) => (on === 1 ? 1 : (targets.hours?.[hour] ?? 0))),
      );
  }
  return hours;
}
