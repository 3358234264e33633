// What an operator wants to know of the keys. Nothing of any key's bytes.

import type pg from 'pg';

/** One generation of a class. */
export interface ClassState {
  keyClass: string;
  generation: number;
  createdAtMs: number;
  /** Set once a younger one took its place. */
  retiredAtMs: number | null;
  /** Set once nothing was wrapped under it any more. */
  destroyedAtMs: number | null;
  /** Keys of people or holds under it. */
  keys: number;
}

/** The keys of a cell, counted. */
export interface KeyState {
  /** The first 8 hexadecimal digits of the root's fingerprint. */
  root: string;
  /** Null while the first root is in use. */
  rootChangedAtMs: number | null;
  classes: readonly ClassState[];
  holds: { running: number; ended: number };
  erasedPeople: number;
}

const CLASSES = `
  SELECT key_class AS "keyClass", generation, created_at_ms AS "createdAtMs", retired_at_ms AS "retiredAtMs",
    destroyed_at_ms AS "destroyedAtMs", coalesce(counted.keys, 0)::int AS keys
  FROM keystore.class_keys LEFT JOIN (
    SELECT key_class, generation, count(*) AS keys FROM (
      SELECT key_class, generation FROM keystore.person_keys WHERE wrapped IS NOT NULL
      UNION ALL SELECT key_class, generation FROM keystore.hold_keys WHERE wrapped IS NOT NULL
    ) AS kept GROUP BY 1, 2
  ) AS counted USING (key_class, generation) ORDER BY key_class, generation`;
const CELL = `
  SELECT encode(root_fingerprint, 'hex') AS root, root_changed_at_ms AS "rootChangedAtMs",
    (SELECT count(*) FROM keystore.hold_keys WHERE wrapped IS NOT NULL)::int AS running,
    (SELECT count(*) FROM keystore.hold_keys WHERE wrapped IS NULL)::int AS ended,
    (SELECT count(DISTINCT person_id) FROM keystore.person_keys WHERE wrapped IS NULL)::int AS erased
  FROM keystore.cell`;

export async function keyState(pool: pg.Pool): Promise<KeyState> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN READ ONLY');
    // It reads every row, however many there are.
    await client.query('SET LOCAL statement_timeout = 0');
    const classes = await client.query<ClassState>(CLASSES);
    const cell = await client.query<{
      root: string;
      rootChangedAtMs: number | null;
      running: number;
      ended: number;
      erased: number;
    }>(CELL);
    await client.query('COMMIT');
    const [row] = cell.rows;
    return {
      root: (row?.root ?? '').slice(0, 8),
      rootChangedAtMs: row?.rootChangedAtMs ?? null,
      classes: classes.rows,
      holds: { running: row?.running ?? 0, ended: row?.ended ?? 0 },
      erasedPeople: row?.erased ?? 0,
    };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
