// What crossed, and what was kept from crossing.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  BorderPageQuery,
  CrossingList,
  ViolationList,
  type Crossing,
} from '@jhalak/contracts/gateway';
import type { Database } from '@jhalak/ports';
import type { Refusals } from '../refusals.ts';
import { BORDER_READERS } from './readers.ts';

const PAGE_DEFAULT = 50;

export interface CrossingsRouteDeps {
  database: Database;
  refusals: Refusals;
  cellId(): Promise<string>;
}

const reading = { method: 'GET', tag: 'border', access: BORDER_READERS, owner: 'staff' } as const;

export function crossingRoutes(deps: CrossingsRouteDeps): Route[] {
  return [
    defineRoute({
      ...reading,
      path: '/v1/border/crossings',
      name: 'listCrossings',
      summary: 'What left the cell, the newest first; each with its entry in the public log',
      query: BorderPageQuery,
      replies: { 200: CrossingList },
      async handle({ query }) {
        const { limit = PAGE_DEFAULT, cursor } = query;
        return { status: 200, json: await listCrossings(deps, limit, cursor) };
      },
    }),
    defineRoute({
      ...reading,
      path: '/v1/border/violations',
      name: 'listViolations',
      summary: 'What was kept from leaving, counted by day, message, party and reason',
      replies: { 200: ViolationList },
      handle: async () => ({ status: 200, json: await deps.refusals.list() }),
    }),
  ];
}

async function listCrossings(
  { database, cellId }: CrossingsRouteDeps,
  limit: number,
  cursor: string | undefined,
): Promise<{ items: Crossing[]; total: number; next?: string }> {
  const cell = await cellId();
  const rows = await database.query<{
    entry_id: string;
    at_ms: number;
    message: string;
    party: string;
    data_class: Crossing['dataClass'];
    policy: string;
    digest: Buffer;
    bytes: number;
    messages: number | null;
    closing_id: string | null;
  }>(
    {
      name: 'border.crossings',
      // Entries' ids are UUIDv7: their order is the order of time.
      text: `SELECT entry_id, at_ms, message, party, data_class, policy, digest, bytes, messages, closing_id FROM border_crossings
        WHERE cell_id = $1 AND ($2::uuid IS NULL OR entry_id < $2) ORDER BY entry_id DESC LIMIT $3`,
    },
    [cell, cursor ?? null, limit + 1],
  );
  const [count] = await database.query<{ total: number }>(
    {
      name: 'border.crossing_count',
      text: 'SELECT count(*) AS total FROM border_crossings WHERE cell_id = $1',
    },
    [cell],
  );
  const items = rows.slice(0, limit).map((row) => ({
    entry: row.entry_id,
    atMs: row.at_ms,
    message: row.message,
    to: row.party,
    dataClass: row.data_class,
    policy: row.policy,
    digest: row.digest.toString('hex'),
    bytes: row.bytes,
    ...(row.messages === null ? {} : { messages: row.messages }),
    ...(row.closing_id === null ? {} : { closing: row.closing_id }),
  }));
  const last = items.at(-1);
  return {
    items,
    total: count?.total ?? 0,
    ...(rows.length > limit && last !== undefined ? { next: last.entry } : {}),
  };
}
