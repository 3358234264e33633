// Rows of channels that leave and arrive. Every change names the state that it starts from.

import type { ChannelMove } from '@jhalak/contracts/channels';
import type { Queries, Tx } from '@jhalak/ports';
import type { AskedMove, Channel } from './types.ts';

interface MoveRow {
  person_id: string;
  move_id: string;
  to_cell: string;
  to_address: string;
  code_digest: Buffer;
  state: AskedMove['state'];
  asked_at_ms: number;
  url: string | null;
  clip_count: number | null;
}

/** One that came here. */
export interface Arrival {
  moveId: string;
  fromCell: string;
  what: Channel | null;
  state: 'waiting' | 'claimed';
  personId: string | null;
  clips: string[];
}

interface ArrivalRow {
  move_id: string;
  from_cell: string;
  what: Channel | null;
  state: Arrival['state'];
  person_id: string | null;
  clips: string[];
}

const MOVE =
  'person_id, move_id, to_cell, to_address, code_digest, state, asked_at_ms, url, clip_count';
const ARRIVAL = 'move_id, from_cell, what, state, person_id, clips';

/** @returns a person's moves, the latest first. */
export async function movesOf(
  on: Queries,
  personId: string,
  limit: number,
): Promise<ChannelMove[]> {
  const rows = await on.query<MoveRow>(
    {
      name: 'channels.of',
      text: `SELECT ${MOVE} FROM channel_moves WHERE person_id = $1 ORDER BY asked_at_ms DESC, move_id DESC LIMIT $2`,
    },
    [personId, limit],
  );
  return rows.map((row) => ({
    id: row.move_id,
    to: { cell: row.to_cell, address: row.to_address },
    state: row.state,
    askedAtMs: row.asked_at_ms,
    url: row.url,
    clipCount: row.clip_count,
  }));
}

/** @returns false when one is under way. */
export async function insertMove(tx: Tx, move: Omit<AskedMove, 'state'>): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'channels.ask',
      text: `INSERT INTO channel_moves (person_id, move_id, to_cell, to_address, code_digest, state, asked_at_ms)
        VALUES ($1, $2, $3, $4, $5, 'asked', $6)
        ON CONFLICT (person_id) WHERE state IN ('asked', 'packed') DO NOTHING RETURNING move_id`,
    },
    [
      move.personId,
      move.moveId,
      move.toCell,
      move.toAddress,
      Buffer.from(move.codeDigest, 'hex'),
      move.askedAtMs,
    ],
  );
  return rows.length > 0;
}

/** @returns moves that wait for the operator, the oldest first; or the one of an id, whatever its state. */
export async function askedMoves(
  on: Queries,
  limit: number,
  moveId?: string,
): Promise<AskedMove[]> {
  const which = moveId === undefined ? `state IN ('asked', 'packed')` : 'move_id = $2';
  const rows = await on.query<MoveRow>(
    {
      name: moveId === undefined ? 'channels.waiting' : 'channels.by_id',
      text: `SELECT ${MOVE} FROM channel_moves WHERE ${which} ORDER BY asked_at_ms LIMIT $1`,
    },
    moveId === undefined ? [limit] : [limit, moveId],
  );
  return rows.map((row) => ({
    personId: row.person_id,
    moveId: row.move_id,
    toCell: row.to_cell,
    toAddress: row.to_address,
    codeDigest: row.code_digest.toString('hex'),
    state: row.state,
    askedAtMs: row.asked_at_ms,
  }));
}

/** @returns whether it was in one of these states before. */
export async function setMove(
  tx: Queries,
  { personId, moveId }: Pick<AskedMove, 'personId' | 'moveId'>,
  from: readonly AskedMove['state'][],
  to: { state: AskedMove['state']; atMs: number; url?: string; clipCount?: number },
): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'channels.set',
      text: `UPDATE channel_moves SET state = $4, url = coalesce($6, url), clip_count = coalesce($7, clip_count),
          packed_at_ms = CASE WHEN $4 = 'packed' THEN $5 ELSE packed_at_ms END,
          moved_at_ms = CASE WHEN $4 = 'moved' THEN $5 ELSE moved_at_ms END
        WHERE person_id = $1 AND move_id = $2 AND state = ANY($3::text[]) RETURNING move_id`,
    },
    [personId, moveId, from, to.state, to.atMs, to.url ?? null, to.clipCount ?? null],
  );
  return rows.length > 0;
}

/** Leads old links to where they are now. */
export async function keepLinks(
  tx: Tx,
  personId: string,
  links: readonly { path: string; url: string }[],
  atMs: number,
): Promise<void> {
  await tx.query(
    {
      name: 'channels.links',
      text: `INSERT INTO channel_links (path, person_id, url, since_ms)
        SELECT path, $1, url, $2 FROM unnest($3::text[], $4::text[]) AS t(path, url)
        ON CONFLICT (path) DO UPDATE SET url = EXCLUDED.url, since_ms = EXCLUDED.since_ms`,
    },
    [personId, atMs, links.map(({ path }) => path), links.map(({ url }) => url)],
  );
}

/** @returns where a link of before leads now. Cost: a point read. */
export async function linkOf(on: Queries, path: string): Promise<string | undefined> {
  const [row] = await on.query<{ url: string }>(
    { name: 'channels.link', text: 'SELECT url FROM channel_links WHERE path = $1' },
    [path],
  );
  return row?.url;
}

/** @returns false when it came before. */
export async function insertArrival(
  tx: Tx,
  arrival: {
    moveId: string;
    fromCell: string;
    codeDigest: string;
    what: Channel;
    atMs: number;
    expiresAtMs: number;
  },
): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'channels.arrive',
      text: `INSERT INTO channel_arrivals (move_id, from_cell, code_digest, what, state, arrived_at_ms, expires_at_ms)
        VALUES ($1, $2, $3, $4, 'waiting', $5, $6) ON CONFLICT (move_id) DO NOTHING RETURNING move_id`,
    },
    [
      arrival.moveId,
      arrival.fromCell,
      Buffer.from(arrival.codeDigest, 'hex'),
      JSON.stringify(arrival.what),
      arrival.atMs,
      arrival.expiresAtMs,
    ],
  );
  return rows.length > 0;
}

/** @returns the arrival of a code or of an id. */
export async function arrivalOf(
  on: Queries,
  by: { codeDigest: Buffer } | { moveId: string },
): Promise<Arrival | undefined> {
  const [row] = await on.query<ArrivalRow>(
    'codeDigest' in by
      ? {
          name: 'channels.by_code',
          text: `SELECT ${ARRIVAL} FROM channel_arrivals WHERE code_digest = $1`,
        }
      : {
          name: 'channels.arrival',
          text: `SELECT ${ARRIVAL} FROM channel_arrivals WHERE move_id = $1`,
        },
    ['codeDigest' in by ? by.codeDigest : by.moveId],
  );
  return (
    row && {
      moveId: row.move_id,
      fromCell: row.from_cell,
      what: row.what,
      state: row.state,
      personId: row.person_id,
      clips: row.clips,
    }
  );
}

/** @returns false when somebody else was quicker. */
export async function claimArrival(
  tx: Tx,
  moveId: string,
  claim: { personId: string; clips: readonly string[]; atMs: number },
): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'channels.claim',
      text: `UPDATE channel_arrivals SET state = 'claimed', person_id = $2, clips = $3, claimed_at_ms = $4, what = NULL
        WHERE move_id = $1 AND state = 'waiting' RETURNING move_id`,
    },
    [moveId, claim.personId, claim.clips, claim.atMs],
  );
  return rows.length > 0;
}

/** @returns arrivals that nobody asked for in their time. */
export async function dueArrivals(on: Queries, atMs: number, limit: number): Promise<string[]> {
  const rows = await on.query<{ move_id: string }>(
    {
      name: 'channels.due',
      text: `SELECT move_id FROM channel_arrivals WHERE state = 'waiting' AND expires_at_ms <= $1
        ORDER BY expires_at_ms LIMIT $2`,
    },
    [atMs, limit],
  );
  return rows.map((row) => row.move_id);
}

/** The files must be gone before. */
export async function forgetArrival(on: Queries, moveId: string): Promise<void> {
  await on.query(
    {
      name: 'channels.forget',
      text: `DELETE FROM channel_arrivals WHERE move_id = $1 AND state = 'waiting'`,
    },
    [moveId],
  );
}
