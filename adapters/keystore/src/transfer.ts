// The key store as lines of JSON, a header first, the classes' keys, holds, keys and erasures by person, a footer with an
// HMAC, so that a cut or changed file is refused before anything is kept. A backup stands under the cell's root key; a
// parcel for a new owner (parcel.ts) under a key of its own.

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

/** What a backup needs of the cell. */
interface BackupCell {
  region: string;
  root: Root;
  nowMs: number;
}

export interface ClassKeyRecord {
  key_class: string;
  generation: number;
  wrapped: Buffer;
}

/** A key's row without its names. */
export interface WrappedRow {
  key_class: string;
  generation: number;
  wrapped: Buffer | null;
}

/** What stands around the keys, and under which key they stand. */
export interface Frame {
  header: object;
  /** Its HMAC ends the lines. */
  root: Root;
  classes(client: pg.PoolClient): Promise<readonly ClassKeyRecord[]>;
  /** @returns the same key as it goes out; undefined leaves it out. */
  carry(row: WrappedRow, id: string): WrappedRow | undefined;
}

/** Writes the backup and ends the stream. */
export async function exportKeys(
  pool: pg.Pool,
  cell: BackupCell,
  to: Writable,
): Promise<KeyCounts> {
  const client = await pool.connect();
  try {
    const { region, root, nowMs: exportedAtMs } = cell;
    return await writeFramed(client, to, {
      header: { format: FORMAT, region, exportedAtMs, root: root.fingerprint.toString('hex') },
      root,
      classes: storedClasses,
      carry: (row) => row,
    });
  } finally {
    client.release();
  }
}

/** Writes all of one snapshot and ends the stream; a failure destroys it. */
export async function writeFramed(
  client: pg.PoolClient,
  to: Writable,
  frame: Frame,
): Promise<KeyCounts> {
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const counts = await writeAll(client, to, frame);
    await client.query('COMMIT');
    return counts;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    to.destroy();
    throw error;
  }
}

async function storedClasses(client: pg.PoolClient): Promise<readonly ClassKeyRecord[]> {
  const { rows } = await client.query<ClassKeyRecord>(
    'SELECT key_class, generation, wrapped FROM keystore.class_keys WHERE wrapped IS NOT NULL ORDER BY 1, 2',
  );
  return rows;
}

async function writeAll(client: pg.PoolClient, to: Writable, frame: Frame): Promise<KeyCounts> {
  const ended = finished(to);
  // Awaited at the end; until then a failure shows as a failed write.
  ended.catch(() => undefined);
  const mac = createHmac('sha256', backupSeal(frame.root));
  const counts = { keys: 0, erasures: 0, holds: 0 };
  const put = async (text: string): Promise<void> => {
    mac.update(text);
    if (!to.write(text)) await Promise.race([once(to, 'drain'), ended]);
  };
  await put(line(frame.header));
  await put((await frame.classes(client)).map((row) => line(classLine(row))).join(''));
  for await (const rows of pages<HoldRecord>(client, HOLD_PAGE)) {
    const carried = carriedRows(rows, frame, (row) => row.hold_id);
    counts.holds += carried.length;
    await put(carried.map((row) => line(holdLine(row))).join(''));
  }
  for await (const rows of pages<KeyRecord>(client, PERSON_PAGE)) {
    const carried = carriedRows(rows, frame, (row) => row.person_id);
    for (const row of carried) counts[row.wrapped === null ? 'erasures' : 'keys'] += 1;
    await put(carried.map((row) => line(lineOf(row))).join(''));
  }
  to.end(line({ ...counts, hmac: mac.digest('base64url') }));
  await ended;
  return counts;
}

function carriedRows<Row extends WrappedRow>(
  rows: readonly Row[],
  frame: Frame,
  idOf: (row: Row) => string,
): Row[] {
  return rows.flatMap((row) => {
    const carried = frame.carry(row, idOf(row));
    return carried === undefined ? [] : [{ ...row, ...carried }];
  });
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
