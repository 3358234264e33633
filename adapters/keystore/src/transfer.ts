// The key store's own backup: lines of JSON, a header first, the classes' keys, holds, keys and erasures by person, a
// footer with an HMAC under the root key, so that a cut or changed file is refused before anything is kept.

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { HoldClass } from '@jhalak/ports';
import type pg from 'pg';
import type { Root } from './root-key.ts';
import { derive } from './sealing.ts';
import type { KeyRecord } from './store.ts';

/** Rows fetched or written at once: half a megabyte. */
export const PAGE_ROWS = 2_000;
export const FORMAT = 'jhalak key backup v2';

/** How much was carried over. */
export interface KeyCounts {
  keys: number;
  erasures: number;
  /** Holds, ended ones among them. */
  holds: number;
}

/** A hold as a backup holds it. */
export interface HoldRecord {
  hold_id: string;
  key_class: HoldClass;
  generation: number;
  reason: string;
  day: number | null;
  wrapped: Buffer | null;
  created_at_ms: number;
  until_ms: number;
  destroyed_at_ms: number | null;
}

/** What both directions need of the cell. */
interface BackupCell {
  region: string;
  root: Root;
  nowMs: number;
}

interface ClassKeyRecord {
  key_class: string;
  generation: number;
  wrapped: Buffer;
}

/** Writes the backup and ends the stream. */
export async function exportKeys(
  pool: pg.Pool,
  cell: BackupCell,
  to: Writable,
): Promise<KeyCounts> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const counts = await writeAll(client, cell, to);
    await client.query('COMMIT');
    return counts;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    to.destroy();
    throw error;
  } finally {
    client.release();
  }
}

async function writeAll(client: pg.PoolClient, cell: BackupCell, to: Writable): Promise<KeyCounts> {
  const ended = finished(to);
  // Awaited at the end; until then a failure shows as a failed write.
  ended.catch(() => undefined);
  const mac = createHmac('sha256', backupSeal(cell.root));
  const counts = { keys: 0, erasures: 0, holds: 0 };
  const put = async (text: string): Promise<void> => {
    mac.update(text);
    if (!to.write(text)) await Promise.race([once(to, 'drain'), ended]);
  };
  const { region, nowMs: exportedAtMs } = cell;
  await put(
    line({ format: FORMAT, region, exportedAtMs, root: cell.root.fingerprint.toString('hex') }),
  );
  const classes = await client.query<ClassKeyRecord>(
    'SELECT key_class, generation, wrapped FROM keystore.class_keys WHERE wrapped IS NOT NULL ORDER BY 1, 2',
  );
  await put(classes.rows.map((row) => line(classLine(row))).join(''));
  for await (const rows of pages<HoldRecord>(client, HOLD_PAGE)) {
    counts.holds += rows.length;
    await put(rows.map((row) => line(holdLine(row))).join(''));
  }
  for await (const rows of pages<KeyRecord>(client, PERSON_PAGE)) {
    for (const row of rows) counts[row.wrapped === null ? 'erasures' : 'keys'] += 1;
    await put(rows.map((row) => line(lineOf(row))).join(''));
  }
  to.end(line({ ...counts, hmac: mac.digest('base64url') }));
  await ended;
  return counts;
}

/** @returns the key of a backup's HMAC. */
export function backupSeal(root: Root): Buffer {
  return derive(root.bytes, 'backup');
}

const PERSON_PAGE = {
  name: 'keystore.page',
  text: `SELECT person_id AS id, person_id, key_class, generation, wrapped, created_at_ms, destroyed_at_ms
    FROM keystore.person_keys WHERE (person_id, key_class) > ($1, $2) ORDER BY person_id, key_class LIMIT $3`,
};
const HOLD_PAGE = {
  name: 'keystore.hold_page',
  text: `SELECT hold_id AS id, hold_id, key_class, generation, reason, day, wrapped, created_at_ms, until_ms,
      destroyed_at_ms
    FROM keystore.hold_keys WHERE (hold_id, key_class) > ($1, $2) ORDER BY hold_id, key_class LIMIT $3`,
};

async function* pages<Row>(
  client: pg.PoolClient,
  page: { name: string; text: string },
): AsyncGenerator<Row[]> {
  let after = ['00000000-0000-0000-0000-000000000000', ''];
  for (;;) {
    const { rows } = await client.query<Row & { id: string; key_class: string }>({
      ...page,
      values: [...after, PAGE_ROWS],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = [last.id, last.key_class];
  }
}

function classLine(row: ClassKeyRecord): Record<string, string | number> {
  const { key_class: keyClass, generation, wrapped } = row;
  return { classKey: keyClass, generation, wrapped: wrapped.toString('base64url') };
}

function holdLine(row: HoldRecord): Record<string, string | number | null> {
  return {
    hold: row.hold_id,
    class: row.key_class,
    generation: row.generation,
    reason: row.reason,
    day: row.day,
    wrapped: row.wrapped?.toString('base64url') ?? null,
    createdAtMs: row.created_at_ms,
    untilMs: row.until_ms,
    destroyedAtMs: row.destroyed_at_ms,
  };
}

function lineOf(row: KeyRecord): Record<string, string | number | null> {
  return {
    person: row.person_id,
    class: row.key_class,
    generation: row.generation,
    wrapped: row.wrapped?.toString('base64url') ?? null,
    createdAtMs: row.created_at_ms,
    destroyedAtMs: row.destroyed_at_ms,
  };
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
