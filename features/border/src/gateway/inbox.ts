// Messages from other cells: believed only when a cell that this operator met signed them for us, taken once by their id,
// and answered with a receipt that this cell signs.

import { problem } from '@jhalak/contracts';
import type { CellEnvelope, CellMessage, CellReceipt } from '@jhalak/contracts/gateway';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { digestOf, isSignedBy } from './cell-keys.ts';
import type { Directory } from './directory.ts';
import { MESSAGES } from './messages.ts';
import { isWellFormed } from './passage.ts';

/** A cell may have been cut off for as long as its queue is. */
const AGE_MAX_MS = 400 * DAY_MS;
/** Clocks differ. */
const AHEAD_MAX_MS = 10 * 60_000;
/** Of one cell in a day: daily reports, and room for what comes later; a stolen key must not fill the disk. */
const PER_DAY_MAX = 1_000;
/** Messages that the page shows, the newest. */
const SHOWN_MAX = 100;

export interface InboxDeps {
  database: Database;
  clock: Clock;
  directory: Directory;
  cellId(): Promise<string>;
}

export class Inbox {
  readonly #deps: InboxDeps;

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  /**
   * Takes a message. @returns the receipt; for an id that came before, the same receipt again.
   *
   * @throws `cell.message_refused` with a sentence for the other operator.
   */
  async receive(envelope: CellEnvelope): Promise<CellReceipt> {
    const { database, clock, directory } = this.#deps;
    const cellId = await this.#deps.cellId();
    await this.#check(envelope, cellId);
    const digest = digestOf(envelope);
    const said = {
      v: 1 as const,
      id: envelope.id,
      cell: cellId,
      digest,
      receivedAtMs: clock.nowMs(),
    };
    const receipt = { ...said, signature: directory.signer.sign('receipt', said) };
    const [taken] = await database.query<{ receipt: CellReceipt; other_cell_id: string }>(
      {
        name: 'border.receive',
        // The second time the row stays what it was, and its first receipt is the answer.
        text: `INSERT INTO border_inbox (cell_id, message_id, other_cell_id, message, digest, fields, received_at_ms, receipt)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
          ON CONFLICT (cell_id, message_id) DO UPDATE SET message_id = border_inbox.message_id
          RETURNING receipt, other_cell_id`,
      },
      [
        ...[cellId, envelope.id, envelope.from, envelope.message, Buffer.from(digest, 'hex')],
        ...[JSON.stringify(envelope.fields), said.receivedAtMs, JSON.stringify(receipt)],
      ],
    );
    if (taken?.other_cell_id !== envelope.from) {
      throw refused('Another cell sent a message of this id before.');
    }
    return taken.receipt;
  }

  /** @returns what was sent and what came, the newest first. */
  async shown(): Promise<CellMessage[]> {
    const rows = await this.#deps.database.query<ShownRow>(
      {
        name: 'border.messages',
        text: `SELECT * FROM (
            (SELECT o.message_id, 'sent' AS direction, o.other_cell_id, o.message, o.state, o.created_at_ms AS at_ms,
                o.attempts, c.fields, o.receipt, o.note
              FROM border_outbox o LEFT JOIN border_crossings c ON c.cell_id = o.cell_id AND c.entry_id = o.entry_id
              WHERE o.cell_id = $1 ORDER BY o.created_at_ms DESC LIMIT $2)
            UNION ALL
            (SELECT message_id, 'received', other_cell_id, message, 'received', received_at_ms, NULL, fields, receipt, NULL
              FROM border_inbox WHERE cell_id = $1 ORDER BY received_at_ms DESC LIMIT $2)
          ) AS both_ways ORDER BY at_ms DESC, message_id LIMIT $2`,
      },
      [await this.#deps.cellId(), SHOWN_MAX],
    );
    return rows.map((row) => ({
      id: row.message_id,
      direction: row.direction,
      cell: row.other_cell_id,
      message: row.message,
      state: row.state,
      atMs: row.at_ms,
      ...(row.attempts === null ? {} : { attempts: row.attempts }),
      ...(row.fields === null ? {} : { fields: row.fields }),
      ...(row.receipt === null ? {} : { receipt: row.receipt }),
      ...(row.note === null ? {} : { note: row.note }),
    }));
  }

  async #check(envelope: CellEnvelope, cellId: string): Promise<void> {
    const { database, clock, directory } = this.#deps;
    if (envelope.to !== cellId) throw refused('This message is for another cell.');
    let card = await directory.find(envelope.from);
    const isStrange = card !== undefined && !isSignedBy(card.key, 'envelope', envelope);
    // Another owner may speak for it now: its card says so, with the word of the one that is known.
    if (
      isStrange &&
      envelope.card?.cell === envelope.from &&
      (await directory.follow(envelope.card))
    )
      card = await directory.find(envelope.from);
    if (card === undefined || !isSignedBy(card.key, 'envelope', envelope)) {
      // Whether the cell is known is told to nobody who cannot sign for it.
      throw refused('No cell that is known here signed this message.');
    }
    const nowMs = clock.nowMs();
    if (envelope.sentAtMs > nowMs + AHEAD_MAX_MS || envelope.sentAtMs < nowMs - AGE_MAX_MS) {
      throw refused('This message is from another time.');
    }
    const type = MESSAGES.get(envelope.message);
    if (type?.kind !== 'cell' || !isWellFormed(type, envelope.fields)) {
      throw refused('This is no message that cells send each other.');
    }
    const [today] = await database.query<{ count: number }>(
      {
        name: 'border.received_today',
        text: `SELECT count(*)::int AS count FROM border_inbox
          WHERE cell_id = $1 AND other_cell_id = $2 AND received_at_ms > $3`,
      },
      [cellId, envelope.from, nowMs - DAY_MS],
    );
    if ((today?.count ?? 0) >= PER_DAY_MAX) {
      throw problem('request.rate_limited', 'Too many messages of one cell in a day.');
    }
  }
}

interface ShownRow {
  message_id: string;
  direction: CellMessage['direction'];
  other_cell_id: string;
  message: string;
  state: CellMessage['state'];
  at_ms: number;
  attempts: number | null;
  fields: Record<string, unknown> | null;
  receipt: CellReceipt | null;
  note: string | null;
}

function refused(why: string): Error {
  return problem('cell.message_refused', why);
}
