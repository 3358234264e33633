// One step of somebody's way in: 256 random bits that are good for minutes and once.

import { createHash } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { Clock, Random } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';

/** `phone_new`, `phone_more`: a number was proven, and nobody has it, or it may be a stranger's. The others are challenges. */
export type TicketKind =
  | 'phone_new'
  | 'phone_more'
  | 'passkey_new'
  | 'passkey_in'
  | 'passkey_prove';

export interface Ticket {
  hash: Buffer;
  personId?: string;
  numberHash?: Buffer;
  detail?: Buffer;
}

const TICKET_BYTES = 32;
/** Rows dropped by one sweep. */
const DROP_MAX = 5_000;

const INSERT = {
  name: 'accounts.ticket_insert',
  text: `INSERT INTO sign_in_tickets (ticket_hash, kind, person_id, number_hash, detail, expires_at_ms)
    VALUES ($1, $2, $3, $4, $5, $6)`,
};
const READ = {
  name: 'accounts.ticket',
  text: `SELECT person_id, number_hash, detail FROM sign_in_tickets
    WHERE ticket_hash = $1 AND kind = $2 AND expires_at_ms > $3`,
};
const TAKE = {
  name: 'accounts.ticket_take',
  text: `DELETE FROM sign_in_tickets WHERE ticket_hash = $1 AND kind = $2 AND expires_at_ms > $3
    RETURNING person_id, number_hash, detail`,
};
const DROP = {
  name: 'accounts.tickets_drop',
  text: `DELETE FROM sign_in_tickets WHERE ticket_hash IN
    (SELECT ticket_hash FROM sign_in_tickets WHERE expires_at_ms <= $1 LIMIT $2) RETURNING 1`,
};

interface TicketRow {
  person_id: string | null;
  number_hash: Buffer | null;
  detail: Buffer | null;
}

export interface NewTicket {
  kind: TicketKind;
  personId?: string;
  numberHash?: Buffer;
  /** Made once the ticket's hash is known, so that it can be bound to it. */
  detail?: (hash: Buffer) => Buffer;
  livesMs: number;
}

export class Tickets {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(deps: { database: Database; clock: Clock; random: Random }) {
    this.#database = deps.database;
    this.#clock = deps.clock;
    this.#random = deps.random;
  }

  /** @returns the ticket: the only time that it is known here. */
  async make(on: Queries, fresh: NewTicket): Promise<{ ticket: string; expiresAtMs: number }> {
    const ticket = Buffer.from(this.#random.bytes(TICKET_BYTES)).toString('base64url');
    const hash = hashOf(ticket);
    const expiresAtMs = this.#clock.nowMs() + fresh.livesMs;
    await on.query(INSERT, [
      hash,
      fresh.kind,
      fresh.personId ?? null,
      fresh.numberHash ?? null,
      fresh.detail?.(hash) ?? null,
      expiresAtMs,
    ]);
    return { ticket, expiresAtMs };
  }

  /** @throws `sign_in.ticket_over`. The ticket stays: `take` decides. */
  async read(ticket: string, kind: TicketKind): Promise<Ticket> {
    return await this.#one(this.#database, READ, ticket, kind);
  }

  /** Of calls at the same moment one gets it. @throws `sign_in.ticket_over`. */
  async take(on: Tx | Database, ticket: string, kind: TicketKind): Promise<Ticket> {
    return await this.#one(on, TAKE, ticket, kind);
  }

  async #one(
    on: Queries,
    statement: typeof READ,
    ticket: string,
    kind: TicketKind,
  ): Promise<Ticket> {
    const hash = hashOf(ticket);
    const [row] = await on.query<TicketRow>(statement, [hash, kind, this.#clock.nowMs()]);
    if (row === undefined)
      throw problem(
        'sign_in.ticket_over',
        'This step took too long or was done already. Begin again.',
      );
    return {
      hash,
      ...(row.person_id === null ? {} : { personId: row.person_id }),
      ...(row.number_hash === null ? {} : { numberHash: row.number_hash }),
      ...(row.detail === null ? {} : { detail: row.detail }),
    };
  }

  /** Drops what is over. @returns how many. */
  async sweep(): Promise<number> {
    return (await this.#database.query(DROP, [this.#clock.nowMs(), DROP_MAX])).length;
  }
}

function hashOf(ticket: string): Buffer {
  return createHash('sha256').update(ticket).digest();
}
