// The key store's schema, made and upgraded in one transaction. A store of the first layout had its class keys derived
// from the root: they become stored ones of the same value, so that every key in it and in its backups goes on opening.

import { randomBytes } from 'node:crypto';
import { HOLD_CLASSES, KEY_CLASSES } from '@jhalak/ports';
import type pg from 'pg';
import { keystoreFailure } from './failure.ts';
import { classKeyFingerprint, SECRET_CLASS, wrapClassKey } from './class-keys.ts';
import { rootFor, type Root } from './root-key.ts';
import { derive, KEY_BYTES } from './sealing.ts';

/** Two starting processes make the schema one after the other; the number spells "jkeys". */
const SCHEMA_LOCK = 0x6a6b657973;
const STORED_CLASSES: readonly string[] = [...KEY_CLASSES, ...HOLD_CLASSES, SECRET_CLASS];

/**
 * Makes what is missing, and checks that this cell and this root key belong to the store.
 *
 * @returns the root that fits, and the present generation of erasures.
 * @throws `keystore.region_wrong`, `keystore.root_wrong` and the failures of a root key file.
 */
export async function prepareTables(
  pool: pg.Pool,
  cell: { region: string; rootKeyFile: string; root: Root; nowMs: number },
): Promise<{ root: Root; generation: number }> {
  const { region } = cell;
  if (!/^[a-z]{2,8}$/.test(region))
    throw new RangeError('a region is two to eight lower-case letters');
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    const fresh = !(await exists(client, 'keystore.cell'));
    if (fresh) {
      await client.query(firstLayout(region));
      await client.query(
        'INSERT INTO keystore.cell (region, root_fingerprint, generation, created_at_ms) VALUES ($1, $2, 0, $3)',
        [region, cell.root.fingerprint, cell.nowMs],
      );
    }
    const found = await client.query<CellRow>(
      'SELECT region, root_fingerprint, generation FROM keystore.cell',
    );
    const root = await fit(found.rows[0], cell);
    const derived = !fresh && !(await exists(client, 'keystore.class_keys'));
    if (derived || fresh) await client.query(SECOND_LAYOUT);
    await addMissingClasses(client, { ...cell, root }, derived);
    await client.query('COMMIT');
    return { root, generation: found.rows[0]?.generation ?? 0 };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

interface CellRow {
  region: string;
  root_fingerprint: Buffer;
  generation: number;
}

async function exists(client: pg.PoolClient, table: string): Promise<boolean> {
  const found = await client.query<{ there: boolean }>(
    'SELECT to_regclass($1) IS NOT NULL AS there',
    [table],
  );
  return found.rows[0]?.there === true;
}

async function fit(
  found: CellRow | undefined,
  cell: { region: string; rootKeyFile: string; root: Root },
): Promise<Root> {
  if (found === undefined || found.region !== cell.region) {
    throw keystoreFailure(
      'keystore.region_wrong',
      `JHALAK_REGION is "${cell.region}", but this key store belongs to region "${found?.region ?? 'unknown'}".`,
    );
  }
  if (found.root_fingerprint.equals(cell.root.fingerprint)) return cell.root;
  return await rootFor(cell.rootKeyFile, found.root_fingerprint);
}

async function addMissingClasses(
  client: pg.PoolClient,
  cell: { region: string; root: Root; nowMs: number },
  derived: boolean,
): Promise<void> {
  const there = await client.query<{ key_class: string }>(
    'SELECT DISTINCT key_class FROM keystore.class_keys',
  );
  const known = new Set(there.rows.map((row) => row.key_class));
  for (const keyClass of STORED_CLASSES) {
    if (known.has(keyClass)) continue;
    const key =
      (derived ? derivedKey(cell.root, cell.region, keyClass) : undefined) ??
      randomBytes(KEY_BYTES);
    await client.query(
      `INSERT INTO keystore.class_keys (key_class, generation, wrapped, fingerprint, created_at_ms)
       VALUES ($1, 1, $2, $3, $4)`,
      [
        keyClass,
        wrapClassKey(cell.root, { region: cell.region, keyClass, generation: 1 }, key),
        classKeyFingerprint(key),
        cell.nowMs,
      ],
    );
  }
}

/** @returns the key that the first layout derived for a class; undefined for classes that it did not have. */
export function derivedKey(root: Root, region: string, keyClass: string): Buffer | undefined {
  if (keyClass === SECRET_CLASS) return root.bytes;
  const personal: readonly string[] = KEY_CLASSES;
  return personal.includes(keyClass) ? derive(root.bytes, `wrap|${region}|${keyClass}`) : undefined;
}

// Like the cell's own domain: the database itself refuses a row of another region.
function firstLayout(region: string): string {
  return `
    CREATE SCHEMA IF NOT EXISTS keystore;
    CREATE DOMAIN keystore.cell_region AS text NOT NULL DEFAULT '${region}' CHECK (VALUE = '${region}');
    CREATE TABLE keystore.cell (
      region keystore.cell_region PRIMARY KEY,
      root_fingerprint bytea NOT NULL,
      generation bigint NOT NULL,
      created_at_ms bigint NOT NULL
    );
    CREATE TABLE keystore.person_keys (
      person_id uuid NOT NULL,
      key_class text NOT NULL,
      region keystore.cell_region,
      wrapped bytea,
      created_at_ms bigint,
      destroyed_at_ms bigint,
      destroyed_generation bigint,
      PRIMARY KEY (person_id, key_class),
      CHECK ((wrapped IS NULL) = (destroyed_at_ms IS NOT NULL))
    );
    CREATE INDEX person_keys_by_destruction ON keystore.person_keys (destroyed_generation)
      WHERE destroyed_generation IS NOT NULL;`;
}

// A column with a constant default is added without writing the rows: quick, however many people there are.
const SECOND_LAYOUT = `
    ALTER TABLE keystore.cell
      ADD COLUMN class_epoch bigint NOT NULL DEFAULT 0,
      ADD COLUMN root_changed_at_ms bigint,
      -- Destructions up to this generation stand in the erasure list.
      ADD COLUMN listed_generation bigint NOT NULL DEFAULT 0;
    ALTER TABLE keystore.person_keys ADD COLUMN generation integer NOT NULL DEFAULT 1;
    CREATE TABLE keystore.class_keys (
      key_class text NOT NULL,
      generation integer NOT NULL,
      region keystore.cell_region,
      wrapped bytea,
      fingerprint bytea NOT NULL,
      created_at_ms bigint NOT NULL,
      -- New keys are wrapped under the one generation that is not retired.
      retired_at_ms bigint,
      destroyed_at_ms bigint,
      -- How far the re-wrapping of older generations has come.
      rewrapped_to uuid,
      PRIMARY KEY (key_class, generation),
      CHECK ((wrapped IS NULL) = (destroyed_at_ms IS NOT NULL))
    );
    CREATE UNIQUE INDEX class_keys_current ON keystore.class_keys (key_class) WHERE retired_at_ms IS NULL;
    CREATE TABLE keystore.hold_keys (
      hold_id uuid PRIMARY KEY,
      key_class text NOT NULL,
      region keystore.cell_region,
      generation integer NOT NULL,
      reason text NOT NULL,
      -- The UTC day of a log's key.
      day integer,
      wrapped bytea,
      created_at_ms bigint NOT NULL,
      until_ms bigint NOT NULL,
      destroyed_at_ms bigint,
      -- Set when it was ended before its time.
      destroyed_generation bigint,
      CHECK ((wrapped IS NULL) = (destroyed_at_ms IS NOT NULL))
    );
    CREATE UNIQUE INDEX hold_keys_by_day ON keystore.hold_keys (reason, day) WHERE day IS NOT NULL;
    CREATE INDEX hold_keys_by_end ON keystore.hold_keys (until_ms) WHERE wrapped IS NOT NULL;`;
