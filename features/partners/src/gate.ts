// The door between the lock screen's routes and the brands: whose key is it, may it have packs, what reached its phones.
// It answers from memory; what it counts is written every second or so.

import type { BrandCounts } from '@jhalak/contracts/partners';
import { HOUR_MS, messageOf, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { COUNT_NAMES, emptyCounts, writeCounts } from './brand-counts.ts';
import { fits, readHeader, type BrandKeys, type KeyHolder } from './brand-keys.ts';
import type { BrandGate, BrandNote, ShownBrand } from './types.ts';

/** A cell has some hundreds of keys; strangers' guesses push nothing out, for they are not kept. */
const HOLDERS_MAX = 2_000;
/** How late a switch that was turned, or a key that ended, in another process is noticed here: a read a second and key. */
const HOLDER_AGE_MAX_MS = SECOND_MS;
/** What a kill can lose of the counts. */
const FLUSH_EVERY_MS = SECOND_MS;
/** Brands and hours that wait to be written; reached only while the database is away, and then the oldest is dropped. */
const WAITING_MAX = 2_000;

export interface GateDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  keys: BrandKeys;
}

export class Gate implements BrandGate {
  readonly #deps: GateDeps;
  readonly #holders = new Map<string, { holder: KeyHolder; loadedAtMs: number }>();
  readonly #waiting = new Map<string, { brandId: string; hour: number; counts: BrandCounts }>();
  readonly #used = new Set<string>();
  #changes = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: GateDeps) {
    this.#deps = deps;
  }

  async brandOf(header: string | undefined) {
    if (header === undefined) return { kind: 'none' as const };
    const parts = readHeader(header);
    if (parts === undefined) return { kind: 'unknown' as const };
    const holder = await this.#holder(parts.keyId);
    const ended =
      holder !== undefined &&
      holder.endsAtMs !== null &&
      holder.endsAtMs <= this.#deps.clock.nowMs();
    if (holder === undefined || ended || !fits(parts.secret, holder.secretHash))
      return { kind: 'unknown' as const };
    this.#used.add(parts.keyId);
    return { kind: 'brand' as const, brand: shownOf(holder) };
  }

  async #holder(keyId: string): Promise<KeyHolder | undefined> {
    const nowMs = this.#deps.clock.nowMs();
    const held = this.#holders.get(keyId);
    const ageMs = held === undefined ? -1 : nowMs - held.loadedAtMs;
    // A clock that stepped back must not make an entry immortal.
    if (held !== undefined && ageMs >= 0 && ageMs < HOLDER_AGE_MAX_MS) return held.holder;
    const before = this.#changes;
    const holder = await this.#deps.keys.holder(keyId);
    // A switch that was turned meanwhile wins over what was read before.
    if (holder === undefined || before !== this.#changes) return holder;
    if (this.#holders.size >= HOLDERS_MAX) this.#holders.clear();
    this.#holders.set(keyId, { holder, loadedAtMs: nowMs });
    return holder;
  }

  /** Reads everything anew at the next request. Call after a change was committed. */
  forget(): void {
    this.#changes += 1;
    this.#holders.clear();
  }

  note(brandId: string, counts: BrandNote): void {
    const hour = Math.floor(this.#deps.clock.nowMs() / HOUR_MS);
    this.#add(brandId, hour, counts);
  }

  #add(brandId: string, hour: number, counts: BrandNote): void {
    const key = `${brandId}/${hour}`;
    const waiting = this.#waiting.get(key) ?? { brandId, hour, counts: emptyCounts() };
    for (const name of COUNT_NAMES) waiting.counts[name] += counts[name] ?? 0;
    this.#waiting.set(key, waiting);
    if (this.#waiting.size <= WAITING_MAX) return;
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined) this.#waiting.delete(oldest);
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  /** Writes what was counted; one write at a time. What could not be written waits for the next. */
  async flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#waiting.size === 0 && this.#used.size === 0) return;
    const entries = [...this.#waiting.values()];
    const used = [...this.#used];
    this.#waiting.clear();
    this.#used.clear();
    try {
      await writeCounts(this.#deps.database, entries, used, this.#deps.clock.nowMs());
    } catch (error) {
      for (const { brandId, hour, counts } of entries) this.#add(brandId, hour, counts);
      this.#deps.logger.warn(
        { error: messageOf(error) },
        'counts of brands could not be written; the next time takes them along',
      );
    }
  }
}

function shownOf({ brandId, organisation, dark, switchCount }: KeyHolder): ShownBrand {
  return { brandId, organisation, allowed: !dark, allDark: dark, switchCount };
}
