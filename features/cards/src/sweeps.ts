// What is due by the clock: cards whose time is over, and rows that need not be kept any longer.

import { DAY_MS, HOUR_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Blobs, Database, Sweep } from '@jhalak/ports';
import type { CardLife } from './card-life.ts';
import { RECORDS_KEPT_DAYS, type CardStore } from './card-store.ts';
import { sweepCounted } from './events/event-writer.ts';
import type { Receipts } from './events/receipts.ts';
import type { KillStore } from './kill-store.ts';
import { sweepReceipts } from './packs/pack-receipts.ts';
import { deleteCardBlobs } from './prepare-card.ts';

/** Cards handled in one transaction; the sweep comes back for the rest. */
const CARDS_MAX = 500;
/** Logs are kept a year (DPDP Rules 2025, rule 8(3)); a pseudonym is used for a week. */
const RECEIPTS_KEPT_MS = 365 * DAY_MS;
/** Two years of days, for whoever compares a month with its last year's. */
const DAYS_KEPT = 731;
/** Rows of small tables deleted by one sweep. */
const ROWS_MAX = 20_000;

export interface SweepDeps {
  database: Database;
  blobs: Blobs;
  clock: Clock;
  store: CardStore;
  life: CardLife;
  kills: KillStore;
  receipts: Receipts;
}

export function cardSweeps(deps: SweepDeps): Sweep[] {
  const { database, life, kills } = deps;
  return [
    {
      name: 'cards.expire',
      everyMs: MINUTE_MS,
      run: async () => await database.transaction(async (tx) => await life.endDue(tx, CARDS_MAX)),
    },
    { name: 'cards.kills', everyMs: HOUR_MS, run: async () => await kills.sweep(database) },
    {
      name: 'cards.counted',
      everyMs: MINUTE_MS,
      run: async () => await sweepCounted(database, deps.clock.nowMs(), ROWS_MAX),
    },
    {
      name: 'cards.receipts',
      everyMs: HOUR_MS,
      run: async () => await deps.receipts.sweep(database, RECEIPTS_KEPT_MS),
    },
    {
      name: 'cards.packs',
      everyMs: 10 * MINUTE_MS,
      run: async () => await sweepReceipts(database, deps.clock),
    },
    { name: 'cards.forget', everyMs: HOUR_MS, run: async () => await forgetOld(deps) },
  ];
}

async function forgetOld({ database, blobs, clock, store }: SweepDeps): Promise<number> {
  const beforeMs = clock.nowMs() - RECORDS_KEPT_DAYS * DAY_MS;
  const cards = await database.transaction(async (tx) => {
    const rows = await tx.query<{ card_id: string }>(
      {
        name: 'cards.old',
        text: 'SELECT card_id FROM cards WHERE ended_at_ms < $1 ORDER BY ended_at_ms LIMIT $2',
      },
      [beforeMs, CARDS_MAX],
    );
    const old = await store.lock(
      tx,
      rows.map((row) => row.card_id),
    );
    await store.forget(tx, old);
    return old;
  });
  // Rows first: bytes without a row are found by their key, a row without bytes would be shown.
  for (const card of cards) await deleteCardBlobs(blobs, card.cardId);
  const acts = await database.query(
    {
      name: 'cards.forget_acts',
      text: `DELETE FROM card_acts WHERE (card_id, act_id) IN
        (SELECT card_id, act_id FROM card_acts WHERE at_ms < $1 LIMIT $2) RETURNING act_id`,
    },
    [beforeMs, ROWS_MAX],
  );
  const days = await database.query(
    {
      name: 'cards.forget_days',
      text: `DELETE FROM lock_card_days WHERE (card_id, day) IN
        (SELECT card_id, day FROM lock_card_days WHERE day < $1 LIMIT $2) RETURNING day`,
    },
    [Math.floor(beforeMs / DAY_MS), ROWS_MAX],
  );
  const deliveries = await database.query(
    {
      name: 'cards.forget_deliveries',
      text: `DELETE FROM lock_days WHERE (brand, day, language) IN
        (SELECT brand, day, language FROM lock_days WHERE day < $1 LIMIT $2) RETURNING day`,
    },
    [Math.floor(clock.nowMs() / DAY_MS) - DAYS_KEPT, ROWS_MAX],
  );
  return cards.length + acts.length + days.length + deliveries.length;
}
