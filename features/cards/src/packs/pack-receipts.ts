// How each pack was chosen, kept while its slots take events.

import { PACK_EVENTS_AFTER_MS, PACK_LIFE_MS } from '@jhalak/contracts/lock';
import type { Clock } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import type { Chosen } from './lock-slots.ts';

const KEPT_MS = PACK_LIFE_MS + PACK_EVENTS_AFTER_MS;
const ROWS_MAX = 20_000;

export interface PackReceipt {
  packId: string;
  /** Absent for a contextual one. */
  personId?: string;
  channel: string;
  version: number;
  chosen: Chosen;
  /** Of the files of the variant that was asked for, or of the heaviest. */
  bytes: number;
}

export async function keepReceipt(tx: Tx | Queries, receipt: PackReceipt): Promise<void> {
  const { chosen } = receipt;
  const places = chosen.cards.map(({ candidate, propensity, score, how, reason }) => ({
    card: candidate.card.cardId,
    propensity,
    score,
    how,
    reason: reason.code,
  }));
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
      JSON.stringify(places),
    ],
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
