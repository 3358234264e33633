// The home of a sold cell, whose buyer has accepted: a real one, with a database server of its own, and a canary in every
// column of every table, in blobs, uploads, logs and everywhere else where a program of ours writes.

import { createWriteStream } from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createCell,
  loadSettings,
  openDatabaseServer,
  openParts,
  type Settings,
} from '@jhalak/jhalak';
import { nextLogKey } from '@jhalak/border';
import { silentLogger } from '@jhalak/kernel';
import type { PostgresDatabase } from '@jhalak/postgres';
import { DEAL, leadTo, TestDeal } from '../src/deal/deal.fixture.ts';

export { DEAL };

const CELL_OPTIONS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};
/** Rows of canaries a table. */
const ROWS = 4;
/** Where what stays lies, and what opening a database reads: no canary is put there. */
const KEPT =
  /^(handover_|border_(cell|entries|witnesses|cosignatures)|schema_migrations|journal_epochs)/;

export interface SoldHome {
  home: string;
  settings: Settings;
  /** Every one that was put somewhere. */
  canaries: string[];
  /** As `keys backup` writes it. */
  keysBackup: string;
  person: string;
}

/** Cost: a server's start, some seconds. */
export async function soldHome(): Promise<SoldHome> {
  const home = await mkdtemp(join(tmpdir(), 'jhalak-sold-'));
  const { settings } = loadSettings({}, { home, region: 'in' });
  const canaries: string[] = [];
  const canary = (): string => {
    canaries.push(`canary${String(canaries.length).padStart(6, '0')}x${home.slice(-6)}`);
    return canaries.at(-1) ?? '';
  };
  const server = await openDatabaseServer(settings, silentLogger, { forCommand: false });
  try {
    const parts = await openParts(settings, server.url, silentLogger, { live: false });
    try {
      const cell = createCell(parts, CELL_OPTIONS);
      await cell.border.publish();
      const person = parts.ids.next();
      await parts.keys.ensure(person);
      await putDeal(parts.database, await cell.border.identity());
      await putCanaries(parts.database, canary);
      for (let i = 0; i < 40; i += 1)
        await parts.blobs.putBytes(`sources/${parts.ids.next()}`, Buffer.from(canary()));
      for (const path of [
        'uploads/one.part',
        'work/half',
        'logs/jhalak.ndjson',
        'orders/purge',
        'samples/x',
        `handover/${DEAL}/packages/0000/bag`,
        `handover/${DEAL}/parcel/keys.sealed`,
        `handover/${DEAL}/progress.note`,
        'keys/orders.register',
        'keys/handover-1.key',
      ]) {
        await mkdir(join(home, path, '..'), { recursive: true });
        await appendFile(
          join(home, path),
          `${canary()}\n${Buffer.from(canary()).toString('base64')}\n`,
        );
      }
      await writeFile(join(home, `handover/${DEAL}/08-delta.json`), '{}');
      const keysBackup = `${home}-keys.ndjson`;
      await parts.keys.exportKeys(createWriteStream(keysBackup));
      const { cellId } = await cell.border.identity();
      const nextKey = nextLogKey(cellId, Buffer.alloc(32, 3));
      await parts.database.transaction(async (tx) => {
        await cell.standing.end(tx);
        await cell.border.endEpoch(tx, nextKey);
      });
      await cell.border.publish();
      return { home, settings, canaries, keysBackup, person };
    } finally {
      await parts.close();
    }
  } finally {
    await server.stop();
  }
}

/** Rows as a seller's machine has them after the acceptance. */
async function putDeal(
  database: PostgresDatabase,
  cell: { cellId: string; ownerEpoch: number },
): Promise<void> {
  const deal = leadTo(
    TestDeal.open({ cell: cell.cellId, ownerEpoch: cell.ownerEpoch }),
    'wind_down',
  );
  const last = deal.events.at(-1);
  await database.query(
    {
      name: 'test.deal',
      text: `INSERT INTO handover_deals (deal_id, seq, head, step, opened_at_ms, side) VALUES ($1, $2, $3, $4, $5, 'seller')`,
    },
    [DEAL, last?.seq, last?.digest, deal.now.step, deal.nowMs],
  );
  for (const { seq, atMs, prev, digest, file } of deal.events)
    await database.query(
      {
        name: 'test.event',
        text: `INSERT INTO handover_events (deal_id, seq, type, at_ms, prev, digest, file, entry_id)
          VALUES ($1, $2, 'any', $3, $4, $5, $6, gen_random_uuid())`,
      },
      [DEAL, seq, atMs, prev, digest, JSON.stringify(file)],
    );
}

/** A row is a row here, whatever it would mean: checks and references are taken away. */
async function putCanaries(database: PostgresDatabase, canary: () => string): Promise<void> {
  const run = async (text: string): Promise<void> => void (await database.pool.query(text));
  const checks = await database.pool.query<{ sql: string }>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I CASCADE', conrelid::regclass, conname) AS sql
     FROM pg_constraint WHERE contype IN ('c', 'f') AND conrelid <> 0
       AND connamespace::regnamespace::text IN ('public', 'keystore')`,
  );
  for (const { sql } of checks.rows) await run(sql);
  const columns = await database.pool.query<{ table: string; columns: string[]; types: string[] }>(
    `SELECT c.oid::regclass::text AS table, array_agg(quote_ident(a.attname)::text ORDER BY a.attnum) AS columns,
       array_agg(format_type(a.atttypid, NULL) ORDER BY a.attnum) AS types
     FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
     WHERE c.relkind = 'r' AND c.relnamespace::regnamespace::text = 'public' AND a.attnum > 0
       AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
     GROUP BY c.oid ORDER BY 1`,
  );
  let number = 900_000;
  for (const { table, columns: names, types } of columns.rows) {
    if (KEPT.test(table)) continue;
    for (let row = 0; row < ROWS; row += 1) {
      const values = types.map((type) => valueOf(type, canary, (number += 1)));
      const known = names.filter((_, at) => values[at] !== undefined);
      const given = values.filter((value) => value !== undefined);
      await run(`INSERT INTO ${table} (${known.join(', ')}) VALUES (${given.join(', ')})`);
    }
  }
}

function valueOf(type: string, canary: () => string, number: number): string | undefined {
  switch (type) {
    case 'text':
      return `'${canary()}'`;
    case 'text[]':
      return `ARRAY['${canary()}']`;
    case 'bytea':
      return `'\\x${Buffer.from(canary()).toString('hex')}'::bytea`;
    case 'bytea[]':
      return `ARRAY['\\x${Buffer.from(canary()).toString('hex')}'::bytea]`;
    case 'json':
    case 'jsonb':
      return `'{"c": "${canary()}"}'`;
    case 'uuid':
      return 'gen_random_uuid()';
    case 'uuid[]':
      return 'ARRAY[gen_random_uuid()]';
    case 'boolean':
      return 'true';
    case 'smallint':
      return String(number % 30_000);
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double precision':
    case 'numeric':
      return String(number);
    case 'xid8':
      return `'${number}'::xid8`;
    case 'pg_snapshot':
      return `'${number}:${number}:'::pg_snapshot`;
    case 'integer[]':
    case 'bigint[]':
      return `ARRAY[${number}]`;
    // The region fills itself in.
    default:
      return undefined;
  }
}

/** @returns files below that hold a canary, as it is, in base64 wherever it begins there, or in hexadecimal. */
export async function canariesIn(home: string): Promise<string[]> {
  const forms = new RegExp(['canary\\d{6}x', ...base64Forms('canary'), hexOf('canary')].join('|'));
  const found = new Set<string>();
  const data = await realpath(join(home, 'pg')).catch(() => home);
  for (const place of new Set([home, data]))
    for (const entry of await readdir(place, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      // Files of PostgreSQL have a gigabyte at most; those of a test some megabytes.
      if (forms.test((await readFile(path)).toString('latin1'))) found.add(path);
    }
  return [...found].toSorted();
}

/** What a text certainly gives, at each of the three places in which it may begin. */
function base64Forms(text: string): string[] {
  return [0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${text}~~`)
      .toString('base64')
      .slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + text.length) * 8) / 6)),
  );
}

function hexOf(text: string): string {
  return Buffer.from(text).toString('hex');
}
