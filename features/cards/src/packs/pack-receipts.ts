// How each pack was chosen, kept while its slots take events.

import { PACK_EVENTS_AFTER_MS, PACK_LIFE_MS } from '@jhalak/contracts/lock';
import type { Clock } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import type { Chosen } from './lock-slots.ts';

const KEPT_MS = PACK_LIFE_MS + PACK_EVENTS_AFTER_MS;
const ROWS_MAX = 20_000;

interface PackReceipt {
  packId: string;
  /** Absent for a contextual one. */
  personId?: string;
  channel: string;
  chosen: Chosen;
  /** Of the files of the variant that was asked for, or of the heaviest. */
  bytes: number;
}

export async function keepReceipt(
  tx: Tx | Queries,
  receipt: PackReceipt & { version: number },
): Promise<void> {
  const { chosen } = receipt;
  await tx.query(
    {
      name: 'cards.keep_pack',
      text: `INSERT INTO lock_packs (pack_id, person_id, channel, version, issued_at_ms, seed, learned_window, bytes, places)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    },
    [
      receipt.packId,
      receipt.personId ?? null,
      receipt.channel,
      receipt.version,
      chosen.madeAtMs,
      chosen.seed,
      chosen.learnedWindow,
      receipt.bytes,
      placesOf(chosen),
    ],
  );
}

/**
 * Gives a viewer's pack the next version of its channel, and keeps how it was chosen.
 *
 * @returns the version, durable. Cost: one statement.
 */
export async function keepNextReceipt(
  on: Queries,
  receipt: PackReceipt & { personId: string },
): Promise<number> {
  const { chosen } = receipt;
  const [row] = await on.query<{ version: number }>(
    {
      name: 'cards.keep_next_pack',
      text: `WITH next AS (
          INSERT INTO lock_viewer_channels (person_id, channel, version) VALUES ($2, $3, 1)
          ON CONFLICT (person_id, channel) DO UPDATE SET version = lock_viewer_channels.version + 1 RETURNING version)
        INSERT INTO lock_packs (pack_id, person_id, channel, version, issued_at_ms, seed, learned_window, bytes, places)
        SELECT $1, $2, $3, next.version, $4, $5, $6, $7, $8 FROM next RETURNING version`,
    },
    [
      receipt.packId,
      receipt.personId,
      receipt.channel,
      chosen.madeAtMs,
      chosen.seed,
      chosen.learnedWindow,
      receipt.bytes,
      placesOf(chosen),
    ],
  );
  if (row === undefined) throw new Error('broken assumption: an insert returns its row');
  return row.version;
}

function placesOf({ cards }: Chosen): string {
  return JSON.stringify(
    cards.map(({ candidate, propensity, score, how, reason }) => ({
      card: candidate.card.cardId,
      propensity,
      score,
      how,
      reason: reason.code,
    })),
  );
}

/** @returns how many were dropped because their slots take no events any more. */
export async function sweepReceipts(on: Queries, clock: Clock): Promise<number> {
  const rows = await on.query(
    {
      name: 'cards.sweep_packs',
      text: `DELETE FROM lock_packs WHERE pack_id IN
        (SELECT pack_id FROM lock_packs WHERE issued_at_ms < $1 LIMIT $2) RETURNING pack_id`,
    },
    [clock.nowMs() - KEPT_MS, ROWS_MAX],
  );
  return rows.length;
}
