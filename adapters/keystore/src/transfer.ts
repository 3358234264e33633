// The key store's own backup: lines of JSON, a header first, keys and erasures by person, a footer with an HMAC under
// the root key, so that a cut or changed file is refused before anything is kept.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { isUuid } from '@jhalak/kernel';
import { KEY_CLASSES, type KeyClass } from '@jhalak/ports';
import type pg from 'pg';
import { keystoreFailure } from './failure.ts';
import type { KeyRecord, KeyRow } from './store.ts';

/** Rows fetched or written at once: half a megabyte. */
const PAGE_ROWS = 2_000;
/** Our longest line has some 250 bytes. */
const LINE_BYTES_MAX = 1_024;
const FORMAT = 'jhalak key backup v1';

/** How much was carried over. */
export interface KeyCounts {
  keys: number;
  erasures: number;
}

/** What both directions need of the cell. */
export interface BackupCell {
  region: string;
  /** The HMAC's key. */
  seal: Uint8Array;
  nowMs: number;
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
  const mac = createHmac('sha256', cell.seal);
  const counts = { keys: 0, erasures: 0 };
  const put = async (text: string): Promise<void> => {
    mac.update(text);
    if (!to.write(text)) await Promise.race([once(to, 'drain'), ended]);
  };
  await put(line({ format: FORMAT, region: cell.region, exportedAtMs: cell.nowMs }));
  for await (const rows of pages(client)) {
    for (const row of rows) counts[row.wrapped === null ? 'erasures' : 'keys'] += 1;
    await put(rows.map((row) => line(lineOf(row))).join(''));
  }
  to.end(line({ ...counts, hmac: mac.digest('base64url') }));
  await ended;
  return counts;
}

async function* pages(client: pg.PoolClient): AsyncGenerator<KeyRecord[]> {
  let after = ['00000000-0000-0000-0000-000000000000', ''];
  for (;;) {
    const { rows } = await client.query<KeyRecord>({
      name: 'keystore.page',
      text: `SELECT person_id, key_class, wrapped, created_at_ms, destroyed_at_ms FROM keystore.person_keys
        WHERE (person_id, key_class) > ($1, $2) ORDER BY person_id, key_class LIMIT $3`,
      values: [...after, PAGE_ROWS],
    });
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows;
    after = [last.person_id, last.key_class];
  }
}

function lineOf(row: KeyRecord): Record<string, string | number | null> {
  return {
    person: row.person_id,
    class: row.key_class,
    wrapped: row.wrapped?.toString('base64url') ?? null,
    createdAtMs: row.created_at_ms,
    destroyedAtMs: row.destroyed_at_ms,
  };
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * Reads a backup into the store, in one transaction.
 *
 * @param check throws when a wrapped key does not open under this cell's root.
 */
export async function importKeys(
  pool: pg.Pool,
  cell: BackupCell,
  from: Readable,
  check: (row: KeyRow) => void,
): Promise<KeyCounts> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const counts = await readAll(client, cell, from, check);
    await client.query('COMMIT');
    return counts;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

async function readAll(
  client: pg.PoolClient,
  cell: BackupCell,
  from: Readable,
  check: (row: KeyRow) => void,
): Promise<KeyCounts> {
  const turn = await client.query<{ generation: number }>(
    'UPDATE keystore.cell SET generation = generation + 1 RETURNING generation',
  );
  const generation = turn.rows[0]?.generation ?? 0;
  const mac = createHmac('sha256', cell.seal);
  const counts = { keys: 0, erasures: 0 };
  let page: KeyRecord[] = [];
  let lineCount = 0;
  let whole = false;
  for await (const text of lines(from)) {
    const value = parse(text);
    if (whole) throw refused('it goes on after its end');
    lineCount += 1;
    if (lineCount === 1) checkHeader(value, cell);
    else if ('hmac' in value) whole = checkFooter(value, counts, mac.digest());
    else {
      const row = recordOf(value);
      attempt(() => check(row));
      counts[row.wrapped === null ? 'erasures' : 'keys'] += 1;
      page.push(row);
    }
    if (!whole) mac.update(`${text}\n`);
    if (page.length === PAGE_ROWS || whole) {
      await write(client, page, generation);
      page = [];
    }
  }
  if (!whole) throw refused('its end is missing');
  return counts;
}

// An erasure wins over a key, wherever it is known.
async function write(
  client: pg.PoolClient,
  rows: readonly KeyRecord[],
  generation: number,
): Promise<void> {
  const columns = [
    rows.map((row) => row.person_id),
    rows.map((row) => row.key_class),
    rows.map((row) => row.wrapped),
  ];
  const given = 'unnest($1::uuid[], $2::text[], $3::bytea[]';
  const other = await client.query(
    `SELECT 1 FROM ${given}) AS given (person_id, key_class, wrapped)
     JOIN keystore.person_keys AS kept USING (person_id, key_class) WHERE kept.wrapped <> given.wrapped LIMIT 1`,
    columns,
  );
  if (other.rows.length > 0) throw refused('this key store holds other keys for the same people');
  await client.query(
    `INSERT INTO keystore.person_keys AS kept
       (person_id, key_class, wrapped, created_at_ms, destroyed_at_ms, destroyed_generation)
     SELECT person_id, key_class, wrapped, created_at_ms, destroyed_at_ms,
       CASE WHEN wrapped IS NULL THEN $6::bigint END
     FROM ${given}, $4::bigint[], $5::bigint[])
       AS given (person_id, key_class, wrapped, created_at_ms, destroyed_at_ms)
     ON CONFLICT (person_id, key_class) DO UPDATE SET wrapped = NULL,
       destroyed_at_ms = excluded.destroyed_at_ms, destroyed_generation = excluded.destroyed_generation
     WHERE excluded.wrapped IS NULL AND kept.wrapped IS NOT NULL`,
    [
      ...columns,
      rows.map((row) => row.created_at_ms),
      rows.map((row) => row.destroyed_at_ms),
      generation,
    ],
  );
}

async function* lines(from: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of from.setEncoding('utf8') as AsyncIterable<string>) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    if (rest.length > LINE_BYTES_MAX) throw refused('it has a line too long');
    yield* parts;
  }
  if (rest !== '') throw refused('its end is missing');
}

function parse(text: string): Record<string, unknown> {
  const value = attempt(() => JSON.parse(text) as unknown);
  if (typeof value !== 'object' || value === null) throw refused('a line is not an object');
  return value as Record<string, unknown>;
}

function checkHeader(value: Record<string, unknown>, cell: BackupCell): void {
  if (value['format'] !== FORMAT) throw refused('it is not a key backup of this release');
  if (value['region'] !== cell.region)
    throw refused(`it belongs to region "${String(value['region'])}"`);
}

function checkFooter(value: Record<string, unknown>, counts: KeyCounts, mac: Buffer): true {
  const given = Buffer.from(String(value['hmac']), 'base64url');
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) {
    throw refused('it was changed, or made under another root key');
  }
  if (value['keys'] !== counts.keys || value['erasures'] !== counts.erasures)
    throw refused('lines are missing');
  return true;
}

function recordOf(value: Record<string, unknown>): KeyRecord {
  const { person, class: keyClass, wrapped, createdAtMs, destroyedAtMs } = value;
  const known =
    typeof person === 'string' &&
    isUuid(person) &&
    KEY_CLASSES.includes(keyClass as KeyClass) &&
    (typeof wrapped === 'string'
      ? destroyedAtMs === null
      : wrapped === null && isTime(destroyedAtMs)) &&
    (createdAtMs === null || isTime(createdAtMs));
  if (!known) throw refused('a line has an unknown form');
  return {
    person_id: person,
    key_class: keyClass as KeyClass,
    wrapped: typeof wrapped === 'string' ? Buffer.from(wrapped, 'base64url') : null,
    created_at_ms: isTime(createdAtMs) ? createdAtMs : null,
    destroyed_at_ms: isTime(destroyedAtMs) ? destroyedAtMs : null,
  };
}

function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function attempt<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (cause) {
    throw refused('a line does not open: it was changed, or made under another root key', cause);
  }
}

function refused(why: string, cause?: unknown): Error {
  return keystoreFailure(
    'keystore.backup_refused',
    `The key backup is refused: ${why}. Nothing was changed.`,
    cause,
  );
}
