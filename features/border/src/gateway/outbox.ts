// Messages that wait for other cells: rows with a due time, taken by moving it ahead, so that a kill leaves them due again.
// The receiver takes each id once, so that sending twice is sending once.

import { DAY_MS, HOUR_MS, SECOND_MS, type Clock, type Logger } from '@jhalak/kernel';
import type { BorderReply, Database, Gateway } from '@jhalak/ports';
import type { Refusals } from './refusals.ts';
import { readReceipt } from './sender.ts';

/** Over a year of daily reports for one cell; when it is full, what is new is not taken, and counted. */
const WAITING_MAX = 400;
/** Taken by one sweep. */
const BATCH = 10;
/** A message that is taken is due again after this, if whoever took it was killed. */
const TAKEN_MS = 6 * 60 * SECOND_MS;
/** First pause; doubles with each try. */
const PAUSE_FIRST_MS = 30 * SECOND_MS;
/** A cell that is away for weeks is knocked at four times a day. */
const PAUSE_MAX_MS = 6 * HOUR_MS;
/** What was delivered, refused or received is shown for a year. */
const KEPT_MS = 365 * DAY_MS;
const FORGOTTEN_AT_ONCE = 5_000;

export interface OutboxDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
  gateway: Gateway;
  refusals: Refusals;
  cellId(): Promise<string>;
}

interface OutboxRow {
  message_id: string;
  other_cell_id: string;
  message: string;
  fields: Record<string, unknown>;
  attempts: number;
}

export class Outbox {
  readonly #deps: OutboxDeps;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
  }

  /**
   * Keeps a message until it is delivered.
   *
   * @param id UUIDv7; the same id twice is one message. @returns whether it was taken; false when it was known or too many wait.
   */
  async put(
    id: string,
    to: string,
    message: string,
    fields: Record<string, unknown>,
  ): Promise<boolean> {
    const { database, clock, refusals } = this.#deps;
    const cellId = await this.#deps.cellId();
    if (await this.knows(id)) return false;
    const [waiting] = await database.query<{ count: number }>(
      {
        name: 'border.waiting',
        text: `SELECT count(*)::int AS count FROM border_outbox
          WHERE cell_id = $1 AND other_cell_id = $2 AND state = 'waiting'`,
      },
      [cellId, to],
    );
    if ((waiting?.count ?? 0) >= WAITING_MAX) {
      await refusals.count({ message, party: to, reason: 'queue_full', known: true });
      return false;
    }
    const taken = await database.query(
      {
        name: 'border.put',
        text: `INSERT INTO border_outbox (cell_id, message_id, other_cell_id, message, fields, state, attempts, next_at_ms,
            created_at_ms) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, $6)
          ON CONFLICT (cell_id, message_id) DO NOTHING RETURNING message_id`,
      },
      [cellId, id, to, message, JSON.stringify(fields), clock.nowMs()],
    );
    return taken.length > 0;
  }

  /** @returns whether a message of this id was put here before. Cost: one lookup. */
  async knows(id: string): Promise<boolean> {
    const known = await this.#deps.database.query(
      {
        name: 'border.knows',
        text: 'SELECT 1 FROM border_outbox WHERE cell_id = $1 AND message_id = $2',
      },
      [await this.#deps.cellId(), id],
    );
    return known.length > 0;
  }

  /** Sends what is due. @returns how many left the queue. */
  async deliver(): Promise<number> {
    let ended = 0;
    for (const row of await this.#take()) {
      const { message_id: id, other_cell_id: to, message, fields } = row;
      const reply = await this.#deps.gateway.send({ id, to, message, fields });
      await this.#settle(row, reply);
      if (reply.kind !== 'retry_later') ended += 1;
    }
    return ended;
  }

  /** Deletes what was over long ago, here and among what came. @returns how many rows. */
  async forget(): Promise<number> {
    const { database, clock } = this.#deps;
    const cellId = await this.#deps.cellId();
    const beforeMs = clock.nowMs() - KEPT_MS;
    let count = 0;
    for (const [table, column, key] of [
      ['border_outbox', 'ended_at_ms', 'message_id'],
      ['border_inbox', 'received_at_ms', 'message_id'],
      ['border_crossings', 'at_ms', 'entry_id'],
    ] as const) {
      const gone = await database.query(
        {
          name: `border.forget_${table}`,
          text: `DELETE FROM ${table} WHERE cell_id = $1 AND ${key} IN
            (SELECT ${key} FROM ${table} WHERE cell_id = $1 AND ${column} < $2 LIMIT $3) RETURNING ${key}`,
        },
        [cellId, beforeMs, FORGOTTEN_AT_ONCE],
      );
      count += gone.length;
    }
    const days = await database.query(
      {
        name: 'border.forget_refusals',
        text: 'DELETE FROM border_refusals WHERE cell_id = $1 AND day < $2 RETURNING day',
      },
      [cellId, Math.floor(beforeMs / DAY_MS)],
    );
    return count + days.length;
  }

  async #take(): Promise<OutboxRow[]> {
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    return await database.query<OutboxRow>(
      {
        name: 'border.take',
        text: `UPDATE border_outbox SET next_at_ms = $3, attempts = attempts + 1 WHERE cell_id = $1 AND message_id IN (
            SELECT message_id FROM border_outbox WHERE cell_id = $1 AND state = 'waiting' AND next_at_ms <= $2
            ORDER BY next_at_ms, message_id LIMIT $4 FOR UPDATE SKIP LOCKED)
          RETURNING message_id, other_cell_id, message, fields, attempts`,
      },
      [await this.#deps.cellId(), nowMs, nowMs + TAKEN_MS, BATCH],
    );
  }

  async #settle(row: OutboxRow, reply: BorderReply): Promise<void> {
    const { database, clock, logger } = this.#deps;
    const cellId = await this.#deps.cellId();
    const nowMs = clock.nowMs();
    if (reply.kind === 'retry_later') {
      const pauseMs = Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** Math.min(row.attempts - 1, 20));
      await database.query(
        {
          name: 'border.come_again',
          text: 'UPDATE border_outbox SET next_at_ms = $3, note = $4 WHERE cell_id = $1 AND message_id = $2',
        },
        [cellId, row.message_id, Math.max(reply.untilMs, nowMs + pauseMs), reply.detail],
      );
      return;
    }
    const delivered = reply.kind === 'delivered';
    if (!delivered) {
      logger.warn(
        { to: row.other_cell_id, message: row.message, reason: reply.reason },
        'a message for another cell was refused',
      );
    }
    await database.query(
      {
        name: 'border.settle',
        // What was handed in is finer than what left, and is not kept.
        text: `UPDATE border_outbox SET state = $3, ended_at_ms = $4, fields = NULL, entry_id = $5, receipt = $6, note = $7
          WHERE cell_id = $1 AND message_id = $2`,
      },
      [
        ...[cellId, row.message_id, delivered ? 'delivered' : 'refused', nowMs],
        delivered && reply.entryId !== '' ? reply.entryId : null,
        delivered ? JSON.stringify(readReceipt(reply.reply) ?? null) : null,
        delivered ? null : reply.detail,
      ],
    );
  }
}
