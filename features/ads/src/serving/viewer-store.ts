// Viewers' records in memory, and written down so that they outlive the process. A viewer's sessions stick to one process (as the
// state store asks); within it the record is one object, so that two devices at once are counted one after the other.

import { atMostEntries, DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { StateStore } from '@jhalak/ports';
import { LRUCache } from 'lru-cache';
import { CAP_HOURS_MAX, emptyRecord, tidy, type ViewerRecord } from './viewer-memory.ts';

const SPACE = 'ads.viewer';
/** Some 1 kB each mostly: 100 MB, whoever asks within some minutes at a thousand questions a second. */
const VIEWERS_MAX = 100_000;
/** As long as the longest cap, from the last change on; somebody's wish not to see an ad lives longer. */
const CAPS_LIFE_MS = CAP_HOURS_MAX * HOUR_MS;
const HIDDEN_LIFE_MS = 400 * DAY_MS;

/** Gives and keeps viewers' records. */
export class ViewerStore {
  readonly #state: StateStore;
  readonly #clock: Clock;
  readonly #records = new LRUCache<string, ViewerRecord>(atMostEntries(VIEWERS_MAX));
  /** Reads on their way: those who come meanwhile share them, so that there are never two records of one viewer. */
  readonly #reading = new Map<string, Promise<ViewerRecord>>();

  constructor(state: StateStore, clock: Clock) {
    this.#state = state;
    this.#clock = clock;
  }

  /** @returns the viewer's record, to be changed in place and then kept. */
  async of(personId: string): Promise<ViewerRecord> {
    const known = this.#records.get(personId);
    if (known !== undefined) return known;
    const reading = this.#reading.get(personId) ?? this.#read(personId);
    this.#reading.set(personId, reading);
    return await reading;
  }

  async #read(personId: string): Promise<ViewerRecord> {
    try {
      const bytes = await this.#state.get(SPACE, personId);
      const record =
        bytes === undefined
          ? emptyRecord()
          : // Written by this class.
            { ...emptyRecord(), ...(JSON.parse(bytes.toString('utf8')) as ViewerRecord) };
      this.#records.set(personId, record);
      return record;
    } finally {
      this.#reading.delete(personId);
    }
  }

  /** Writes the record down. Durable when it resolves; calls at the same time are written together. */
  async keep(personId: string, record: ViewerRecord): Promise<void> {
    await this.#state.set(SPACE, this.#entry(personId, record));
  }

  /** Writes it down a moment later: for where somebody's session stands. */
  async keepSoon(personId: string, record: ViewerRecord): Promise<void> {
    await this.#state.setSoon(SPACE, this.#entry(personId, record));
  }

  /** The person was erased: their rows go with the state store's. */
  forget(personId: string): void {
    this.#records.delete(personId);
  }

  #entry(personId: string, record: ViewerRecord) {
    const nowMs = this.#clock.nowMs();
    tidy(record, nowMs);
    // What was pushed out of memory while somebody held it is the one that is true.
    this.#records.set(personId, record);
    const hides = record.hiddenCreatives.length + record.hiddenAdvertisers.length > 0;
    return {
      ...{ key: personId, personId, value: Buffer.from(JSON.stringify(record)) },
      expiresAtMs: nowMs + (hides ? HIDDEN_LIFE_MS : CAPS_LIFE_MS),
    };
  }
}
