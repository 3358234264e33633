// The picture of the border: what sits where, what crossed, what was stopped, and how the log is.

import type { BorderMap, MapCrossing } from '@jhalak/contracts/audit';
import type { Manifest } from '@jhalak/contracts';
import { DAY_MS, MINUTE_MS, SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Blobs, Database } from '@jhalak/ports';
import { backlogBehind } from '../log/backlog.ts';
import type { CellIdentity } from '../log/identity.ts';
import type { Refusals } from '../gateway/refusals.ts';
import { classesOf, ownersOf } from './holdings.ts';
import { measureSizes } from './sizes.ts';

/** Everybody who looks within this time shares one look: pages ask again by themselves. */
const KEPT_MS = 5 * SECOND_MS;
/** Walking the blobs is the dear part, and its answer changes slowly. */
const SIZES_KEPT_MS = 60 * SECOND_MS;
/** Parties on the picture; a cell with a thousand publishers has the rest in the list of crossings. */
const PARTIES_MAX = 200;
const VIOLATIONS_MAX = 100;
const MONTH_DAYS = 30;

export interface MapDeps {
  database: Database;
  blobs: Pick<Blobs, 'list'>;
  clock: Clock;
  region: string;
  refusals: Pick<Refusals, 'list'>;
  identity(): Promise<CellIdentity>;
  manifests(): readonly Manifest[];
  keys(): Promise<{ vkey: string; auditVkey: string }>;
  /** Entries under the signed checkpoint. */
  size(): Promise<number>;
}

/** @returns what gives the map. Cost: a few queries, one of them over 30 days of crossings, at most each KEPT_MS. */
export function mapReader(deps: MapDeps): () => Promise<BorderMap> {
  const sizes = kept(deps.clock, SIZES_KEPT_MS, () =>
    measureSizes(deps.database, deps.blobs, deps.manifests()),
  );
  return kept(deps.clock, KEPT_MS, async () => {
    const { cellId, ownerEpoch } = await deps.identity();
    const owners = ownersOf(deps.manifests(), await sizes());
    const crossings = await traffic(deps, cellId);
    const shown = crossings.slice(0, PARTIES_MAX);
    return {
      ...{ cellId, ownerEpoch, owners, region: deps.region, atMs: deps.clock.nowMs() },
      classes: classesOf(owners),
      crossings: shown,
      crossingsLeftOut: crossings.length - shown.length,
      violations: (await deps.refusals.list()).items.slice(0, VIOLATIONS_MAX),
      log: await logState(deps, cellId),
    };
  });
}

function kept<Value>(clock: Clock, ms: number, read: () => Promise<Value>): () => Promise<Value> {
  let last: { atMs: number; value: Promise<Value> } | undefined;
  return async () => {
    const nowMs = clock.nowMs();
    if (last !== undefined && nowMs - last.atMs < ms) return await last.value;
    const mine = { atMs: nowMs, value: read() };
    last = mine;
    // What failed is not remembered.
    mine.value.catch(() => {
      if (last === mine) last = undefined;
    });
    return await mine.value;
  };
}

/** A window is told of when it is closed, shortly after its end; one that is not by then counts as what may have left at most. */
const CLOSING_MS = MINUTE_MS;

async function traffic({ database, clock }: MapDeps, cellId: string): Promise<MapCrossing[]> {
  const nowMs = clock.nowMs();
  const rows = await database.query<{
    party: string;
    message: string;
    policy: string;
    data_class: MapCrossing['dataClass'];
    day_count: number;
    day_bytes: number;
    month_count: number;
    month_bytes: number;
    last_at_ms: number;
  }>(
    {
      name: 'border.traffic',
      text: `SELECT party, message, policy, data_class, max(at_ms) AS last_at_ms,
          coalesce(sum(told.messages) FILTER (WHERE at_ms > $3), 0)::bigint AS day_count,
          coalesce(sum(told.bytes) FILTER (WHERE at_ms > $3), 0)::bigint AS day_bytes,
          sum(told.messages)::bigint AS month_count, sum(told.bytes)::bigint AS month_bytes
        FROM (SELECT party, message, policy, data_class, at_ms,
            CASE WHEN until_ms > $4 AND closing_id IS NULL THEN 0 ELSE bytes END AS bytes,
            CASE WHEN until_ms > $4 AND closing_id IS NULL THEN 0 ELSE coalesce(messages, 1) END AS messages
          FROM border_crossings WHERE cell_id = $1 AND at_ms > $2) told
        GROUP BY party, message, policy, data_class
        ORDER BY month_count DESC, party, message, policy`,
    },
    [cellId, nowMs - MONTH_DAYS * DAY_MS, nowMs - DAY_MS, nowMs - CLOSING_MS],
  );
  return rows.map((row) => ({
    to: row.party,
    message: row.message,
    policy: row.policy,
    dataClass: row.data_class,
    day: { count: row.day_count, bytes: row.day_bytes },
    month: { count: row.month_count, bytes: row.month_bytes },
    lastAtMs: row.last_at_ms,
  }));
}

async function logState(deps: MapDeps, cellId: string): Promise<BorderMap['log']> {
  const { database, clock } = deps;
  const size = await deps.size();
  const [newest] = await database.query<{ at_ms: number }>(
    {
      name: 'border.log_newest',
      text: 'SELECT at_ms FROM border_entries WHERE cell_id = $1 AND leaf_index = $2',
    },
    [cellId, size - 1],
  );
  const witnesses = await database.query<{
    name: string;
    size: number | null;
    at_ms: number | null;
  }>(
    {
      name: 'border.log_witnesses',
      text: `SELECT witness.name, seen.tree_size AS size, seen.at_ms FROM border_witnesses witness
        LEFT JOIN border_cosignatures seen ON seen.witness = witness.name AND seen.cell_id = $1
        WHERE witness.from_ms <= $2 AND (witness.until_ms IS NULL OR witness.until_ms > $2) ORDER BY witness.name`,
    },
    [cellId, clock.nowMs()],
  );
  return {
    size,
    ...(newest === undefined ? {} : { newestAtMs: newest.at_ms }),
    ...(await backlogBehind(database, cellId, size)),
    ...(await deps.keys()),
    witnesses: witnesses.map(({ name, size: seen, at_ms }) => ({
      name,
      ...(seen === null ? {} : { size: seen }),
      ...(at_ms === null ? {} : { atMs: at_ms }),
    })),
  };
}
