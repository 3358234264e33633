// Makes what lock screens report durable. Requests that arrive while a write is on its way share the next one: one
// transaction, one sync, whatever the number of phones.

import { NOBODY, type Attention, type Slot } from '@jhalak/attention';
import { LOCK_EVENT_TYPES, type LockEvent } from '@jhalak/contracts/lock';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database, Journal, Tx } from '@jhalak/ports';
import type { BrandGate } from '../brand-gate.ts';
import { dayOf } from '../day-counts.ts';
import type { Receipts, ReceiptStanding } from './receipts.ts';
import { shownEntries, type CountedEvent } from './shown-stream.ts';

/** Requests in one transaction; with 100 events each at most 10,000 rows. */
const REQUESTS_PER_WRITE_MAX = 100;
/** Requests that may wait; beyond it the database is too slow and devices are told to come back. */
export const WAITING_MAX = 5_000;
/** A counted event is remembered while its slot takes events, eight days, and a while longer. */
const COUNTED_KEPT_MS = 8 * DAY_MS + 600_000;
/** Numbers of the types in the table: their places in the contract's list, which only grows. */
const typeNumber = (event: LockEvent): number => LOCK_EVENT_TYPES.indexOf(event.type) + 1;

/** An event that passed the checks. */
export interface AcceptedLockEvent {
  event: LockEvent;
  /** `personal` says whether it may be learned from. */
  slot: Slot;
}

/** What one request brings. */
export interface LockDelivery {
  device: Buffer;
  receipt: string | undefined;
  /** '' for none. */
  brand: string;
  /** Judged; slots of a person only where their events can be kept. */
  accepted: readonly AcceptedLockEvent[];
}

interface Waiting {
  delivery: LockDelivery;
  resolve: (fresh: boolean[]) => void;
  reject: (error: unknown) => void;
}

export interface LockEventWriterDeps {
  database: Database;
  journal: Journal;
  clock: Clock;
  attention: Attention;
  receipts: Receipts;
  gate: BrandGate | undefined;
}

export class LockEventWriter {
  readonly #deps: LockEventWriterDeps;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(deps: LockEventWriterDeps) {
    this.#deps = deps;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /** @returns for each event whether it is new (false: counted before). Durable when it resolves. */
  async write(delivery: LockDelivery): Promise<boolean[]> {
    const done = new Promise<boolean[]>((resolve, reject) => {
      this.#waiting.push({ delivery, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return await done;
  }

  async flush(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, REQUESTS_PER_WRITE_MAX);
      const deliveries = batch.map(({ delivery }) => delivery);
      try {
        const { fresh, counted } = await this.#deps.database.transaction(
          async (tx) => await this.#writeBatch(tx, deliveries),
        );
        for (const [index, waiting] of batch.entries()) waiting.resolve(fresh[index] ?? []);
        this.#tellBrands(counted);
      } catch (error) {
        for (const waiting of batch) waiting.reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #writeBatch(
    tx: Tx,
    deliveries: readonly LockDelivery[],
  ): Promise<{ fresh: boolean[][]; counted: CountedEvent[] }> {
    const standings = await this.#deps.receipts.standings(tx, deliveries);
    const fresh = deliveries.map(({ accepted }) => accepted.map(() => false));
    await this.#countPersonal(tx, deliveries, fresh);
    await this.#countOthers(tx, deliveries, fresh);
    const day = dayOf(this.#deps.clock.nowMs());
    const counted = deliveries.flatMap((delivery, place) =>
      delivery.accepted.flatMap(({ event, slot }, index) =>
        fresh[place]?.[index] === true && slot.card !== undefined
          ? [countedEvent(delivery, event, slot.card, standings[place] ?? 'none', day)]
          : [],
      ),
    );
    await this.#deps.journal.append(tx, shownEntries(counted));
    return { fresh, counted };
  }

  async #countPersonal(
    tx: Tx,
    deliveries: readonly LockDelivery[],
    fresh: boolean[][],
  ): Promise<void> {
    const own = placesOf(deliveries, (slot) => slot.personId !== NOBODY);
    if (own.length === 0) return;
    const isNew = await this.#deps.attention.recordLock(
      tx,
      own.map(({ event, slot }) => ({ personId: slot.personId, event, slot })),
    );
    for (const [at, { place, index }] of own.entries()) mark(fresh, place, index, isNew[at]);
  }

  // Slots of nobody: counted by the device's hashed pseudonym, and nothing else is kept of it.
  async #countOthers(
    tx: Tx,
    deliveries: readonly LockDelivery[],
    fresh: boolean[][],
  ): Promise<void> {
    const others = placesOf(deliveries, (slot) => slot.personId === NOBODY);
    if (others.length === 0) return;
    const named = new Map<string, (typeof others)[number]>();
    for (const one of others) {
      const name = countedName(one.device, one.slot.slotId, typeNumber(one.event), one.event.seq);
      if (!named.has(name)) named.set(name, one);
    }
    // Sorted, so that two processes that count the same events cannot wait for each other.
    const rows = [...named].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    const inserted = await tx.query<CountedRow>(COUNT, [
      rows.map((row) => row.device),
      rows.map((row) => row.slot.slotId),
      rows.map((row) => typeNumber(row.event)),
      rows.map((row) => row.event.seq),
      this.#deps.clock.nowMs() + COUNTED_KEPT_MS,
    ]);
    for (const row of inserted) {
      const one = named.get(countedName(row.device_hash, row.slot_id, row.type, row.seq));
      if (one !== undefined) mark(fresh, one.place, one.index, true);
    }
  }

  #tellBrands(counted: readonly CountedEvent[]): void {
    const { gate } = this.#deps;
    for (const { brand, event, standing } of counted) {
      if (brand === '') continue;
      if (event.type === 'open') gate?.note(brand, { opens: 1 });
      else if (event.type === 'dismiss') gate?.note(brand, { dismisses: 1 });
      else if (event.type === 'glance')
        gate?.note(brand, {
          glances: 1,
          ...(standing === 'in_force' ? {} : { withoutReceipt: 1 }),
        });
    }
  }
}

interface CountedRow {
  device_hash: Buffer;
  slot_id: string;
  type: number;
  seq: number;
}

const COUNT = {
  name: 'cards.count_events',
  text: `INSERT INTO lock_counted (device_hash, slot_id, type, seq, until_ms)
    SELECT device_hash, slot_id, type, seq, $5
    FROM unnest($1::bytea[], $2::uuid[], $3::smallint[], $4::int[]) AS e(device_hash, slot_id, type, seq)
    ON CONFLICT DO NOTHING RETURNING device_hash, slot_id, type, seq`,
};

function placesOf(
  deliveries: readonly LockDelivery[],
  wanted: (slot: Slot) => boolean,
): { place: number; index: number; device: Buffer; event: LockEvent; slot: Slot }[] {
  return deliveries.flatMap(({ device, accepted }, place) =>
    accepted.flatMap(({ event, slot }, index) =>
      wanted(slot) ? [{ place, index, device, event, slot }] : [],
    ),
  );
}

function mark(fresh: boolean[][], place: number, index: number, isNew: boolean | undefined): void {
  const row = fresh[place];
  if (row !== undefined) row[index] = isNew === true;
}

function countedName(device: Buffer, slotId: string, type: number, seq: number): string {
  return `${device.toString('hex')} ${slotId} ${type} ${seq}`;
}

function countedEvent(
  delivery: LockDelivery,
  event: LockEvent,
  card: { cardId: string; language: string },
  standing: ReceiptStanding,
  day: number,
): CountedEvent {
  const { cardId, language } = card;
  return { cardId, language, day, brand: delivery.brand, standing, event };
}

/** @returns how many entries were dropped because their slots take no events any more. */
export async function sweepCounted(
  database: Database,
  nowMs: number,
  most: number,
): Promise<number> {
  const rows = await database.query(
    {
      name: 'cards.sweep_counted',
      text: `DELETE FROM lock_counted WHERE (device_hash, slot_id, type, seq) IN
        (SELECT device_hash, slot_id, type, seq FROM lock_counted WHERE until_ms < $1 LIMIT $2) RETURNING seq`,
    },
    [nowMs, most],
  );
  return rows.length;
}
