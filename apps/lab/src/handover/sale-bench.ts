// A sale up to the region's seal over databases of the run's own server, and looks into both owners' databases from outside.

import { randomBytes } from 'node:crypto';
import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DealEvent } from '@jhalak/contracts/handover-deal';
import { fold, ownedEpoch, type DealState, type LogSide } from '@jhalak/handover';
import { makePeople, makePlainClips, Narrator, Sale } from '@jhalak/jhalak';
import { openDatabase } from '@jhalak/postgres';
import { acquireTestServer, type TestServer } from '@jhalak/postgres/embedded';

export interface SaleBench {
  sale: Sale;
  folder: string;
  /** What an owner's database says of the deal, who asks it or not. */
  look(side: LogSide): Promise<Looked>;
  /** Lays out what the seller's people carry to the buyer. @returns the folder. */
  carry(): Promise<string>;
  close(): Promise<void>;
}

/** One owner's database, read from outside. */
export interface Looked {
  state: DealState | undefined;
  /** Of the public log's cell. */
  ownerEpoch: number | undefined;
  /** Of the deal: the epoch that this side owns. */
  owns: number | undefined;
  standing: { state: string; untilMs: number | null } | undefined;
  /** How many entries of the public log tell of each event of the deal. */
  told: number[];
}

/** Cost: some 5 s; people and clips are made beside no running program. */
export async function openSaleBench(options: {
  people: number;
  clips: number;
  /** See `SaleOptions`. */
  licensed?: string;
  /** The buyer's home has a database of its own, as an install has; looks into it are not made then. */
  ownBuyer?: boolean;
}): Promise<SaleBench> {
  const server = await acquireTestServer();
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-handover-'));
  await chmod(folder, 0o711);
  const names = { seller: await emptyDatabase(server), buyer: await emptyDatabase(server) };
  const urls = {
    seller: server.databaseUrl(names.seller),
    buyer: server.databaseUrl(names.buyer),
  };
  const { signal } = new AbortController();
  const sale = new Sale(new Narrator(() => undefined), {
    folder,
    ...options,
    kind: 'plain',
    signal,
    databases: options.ownBuyer === true ? { seller: urls.seller } : urls,
  });
  await sale.seller.make();
  await sale.buyer.make();
  await sale.seller.cell(async (cell) => {
    await cell.border.cellId();
    await makePlainClips(cell, sale.seller.file('samples'), options.clips, signal);
    await makePeople(cell, options.people);
    await cell.drain();
    await cell.border.publish();
  });
  return {
    sale,
    folder,
    look: async (side) => await lookInto(urls[side], sale.deal),
    carry: async () => {
      const carried = sale.seller.file('handover', sale.deal);
      await cp(sale.seller.file('log'), join(carried, 'log'), { recursive: true });
      return carried;
    },
    close: async () => {
      await sale.stop();
      await dropDatabases(server, Object.values(names));
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function emptyDatabase(server: TestServer): Promise<string> {
  const name = `sale_${randomBytes(6).toString('hex')}`;
  await asAdmin(server, async (query) => await query(`CREATE DATABASE ${name}`));
  return name;
}

async function dropDatabases(server: TestServer, names: readonly string[]): Promise<void> {
  await asAdmin(server, async (query) => {
    for (const name of names) await query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

async function asAdmin(
  server: TestServer,
  work: (query: (text: string) => Promise<unknown>) => Promise<unknown>,
): Promise<void> {
  const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
  try {
    await work(async (text) => await admin.pool.query(text));
  } finally {
    await admin.close();
  }
}

interface EventRow {
  seq: number;
  at_ms: number;
  prev: string;
  digest: string;
  file: string;
}

async function lookInto(url: string, deal: string): Promise<Looked> {
  const database = openDatabase({ url, poolMax: 1, applicationName: 'jhalak-lab' });
  const ask = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await database.pool.query(text, values)).rows as Row[];
  try {
    const [there] = await ask<{ there: boolean }>(
      `SELECT to_regclass('handover_deals') IS NOT NULL AS there`,
    );
    if (there?.there !== true)
      return {
        ...{ state: undefined, ownerEpoch: undefined, owns: undefined, standing: undefined },
        told: [],
      };
    const [row] = await ask<{ side: LogSide }>(
      'SELECT side FROM handover_deals WHERE deal_id = $1',
      [deal],
    );
    const events = await ask<EventRow>(
      'SELECT seq, at_ms, prev, digest, file FROM handover_events WHERE deal_id = $1 ORDER BY seq',
      [deal],
    );
    const state = fold(
      events.map((event) => ({
        ...{ deal, seq: event.seq, atMs: Number(event.at_ms), prev: event.prev },
        digest: event.digest,
        file: JSON.parse(event.file) as DealEvent['file'],
      })),
    );
    const [cell] = await ask<{ owner_epoch: number }>('SELECT owner_epoch FROM border_cell');
    const [standing] = await ask<{ state: string; until_ms: number | null }>(
      'SELECT state, until_ms FROM handover_standing',
    );
    const told = await ask<{ count: number }>(
      `SELECT count(entry.entry_id)::int AS count FROM handover_events
        LEFT JOIN border_entries entry ON leaf::jsonb #>> '{facts,digest}' = digest
        WHERE deal_id = $1 GROUP BY seq ORDER BY seq`,
      [deal],
    );
    return {
      state,
      told: told.map(({ count }) => count),
      ownerEpoch: cell?.owner_epoch,
      owns: row === undefined || state === undefined ? undefined : ownedEpoch(row.side, state),
      standing: standing && { state: standing.state, untilMs: standing.until_ms },
    };
  } finally {
    await database.close();
  }
}
