// What was kept from leaving: counted by day, bounded, and the first of each kind told in the public log. What a refused
// message said, and whom it was meant for when that is nobody we know, is written nowhere: it may be what must not get out.

import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { BorderLog, Database } from '@jhalak/ports';
import type { Violation } from '@jhalak/contracts/gateway';
import { MESSAGES } from './messages.ts';

/** Kinds of refusals of one day; beyond it they are counted under one name, so that nobody can fill the table. */
const KINDS_A_DAY_MAX = 500;
/** Kinds that are shown at once; the newest. */
const SHOWN_MAX = 500;
const MANY = '*';

export interface RefusalsDeps {
  database: Database;
  log: BorderLog;
  clock: Clock;
  cellId(): Promise<string>;
}

export interface Refused {
  message: string;
  /** A host name or a cell's id; anything may stand here. */
  party: string;
  /** A code of ours. */
  reason: string;
  /** Whether the party is on a list of ours, so that its name may be told to everybody. */
  known: boolean;
}

export class Refusals {
  readonly #deps: RefusalsDeps;

  constructor(deps: RefusalsDeps) {
    this.#deps = deps;
  }

  /** Counts one. Cost: one update; an entry in the log for the first of its kind and day. */
  async count(refused: Refused): Promise<void> {
    const { database, clock } = this.#deps;
    const cellId = await this.#deps.cellId();
    const nowMs = clock.nowMs();
    const day = Math.floor(nowMs / DAY_MS);
    const message = MESSAGES.has(refused.message) ? refused.message : 'unknown';
    const key = [cellId, day, message, tidy(refused.party), refused.reason];
    if (await this.#again(key, nowMs)) return;
    await database.transaction(async (tx) => {
      const [kinds] = await tx.query<{ count: number }>(
        {
          name: 'border.refusal_kinds',
          text: 'SELECT count(*)::int AS count FROM border_refusals WHERE cell_id = $1 AND day = $2',
        },
        [cellId, day],
      );
      const many = (kinds?.count ?? 0) >= KINDS_A_DAY_MAX;
      if (many && (await this.#again([cellId, day, message, MANY, refused.reason], nowMs))) return;
      const entryId = await this.#deps.log.append(tx, {
        kind: 'refusal',
        message,
        host: refused.known && !many ? tidy(refused.party) : 'unlisted',
        dataClass: 'local',
        policy: 'none',
        bytes: 0,
        reason: refused.reason,
      });
      await tx.query(
        {
          name: 'border.first_refusal',
          text: `INSERT INTO border_refusals (cell_id, day, message, party, reason, count, first_at_ms, last_at_ms, entry_id)
            VALUES ($1, $2, $3, $4, $5, 1, $6, $6, $7)
            ON CONFLICT (cell_id, day, message, party, reason)
            DO UPDATE SET count = border_refusals.count + 1, last_at_ms = EXCLUDED.last_at_ms`,
        },
        [cellId, day, message, many ? MANY : tidy(refused.party), refused.reason, nowMs, entryId],
      );
    });
  }

  /** @returns the newest days first, and how many there were in all that are kept. */
  async list(): Promise<{ items: Violation[]; total: number }> {
    const cellId = await this.#deps.cellId();
    const rows = await this.#deps.database.query<{
      day: number;
      message: string;
      party: string;
      reason: string;
      count: number;
      first_at_ms: number;
      last_at_ms: number;
      entry_id: string;
      total: number;
    }>(
      {
        name: 'border.refusals',
        text: `SELECT *, (sum(count) OVER ())::bigint AS total FROM border_refusals WHERE cell_id = $1
          ORDER BY day DESC, last_at_ms DESC, message, party LIMIT $2`,
      },
      [cellId, SHOWN_MAX],
    );
    const items = rows.map((row) => ({
      dayMs: row.day * DAY_MS,
      message: row.message,
      to: row.party,
      reason: row.reason,
      count: row.count,
      firstAtMs: row.first_at_ms,
      lastAtMs: row.last_at_ms,
      entry: row.entry_id,
    }));
    return { items, total: rows[0]?.total ?? 0 };
  }

  async #again(key: readonly unknown[], nowMs: number): Promise<boolean> {
    const rows = await this.#deps.database.query(
      {
        name: 'border.refused_again',
        text: `UPDATE border_refusals SET count = count + 1, last_at_ms = $6
          WHERE cell_id = $1 AND day = $2 AND message = $3 AND party = $4 AND reason = $5 RETURNING day`,
      },
      [...key, nowMs],
    );
    return rows.length > 0;
  }
}

/** @returns a name that can be a host's, else a word that says that it cannot. */
function tidy(party: string): string {
  return /^[a-z0-9][a-z0-9._-]{0,252}$/.test(party) ? party : 'unreadable';
}
