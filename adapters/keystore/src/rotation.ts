// New class keys and a new root, while the cell runs. Both generations of a class open until everything is wrapped under
// the younger one; then the elder is destroyed, and with it what old copies of the store hold.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { HOLD_CLASSES, KEY_CLASSES, type HoldClass, type KeyClass } from '@jhalak/ports';
import type pg from 'pg';
import { classKeyFingerprint, unwrapClassKey, wrapClassKey, type ClassKeys } from './class-keys.ts';
import { keystoreFailure } from './failure.ts';
import { createRootKeyFile, nextRootPath, promoteNextRoot, readRoot } from './root-key.ts';
import { KEY_BYTES, unwrap, wrap } from './sealing.ts';

/** Some 10 ms of wrapping, and rows that are locked no longer than that. */
const BATCH_ROWS = 500;
/** One rotation, root change or import at a time, in all processes; the number spells "jrota". */
const ROTATION_LOCK = 0x6a726f7461;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** What can be rotated. */
export type RotatedClass = KeyClass | HoldClass;
export const ROTATED_CLASSES: readonly RotatedClass[] = [...KEY_CLASSES, ...HOLD_CLASSES];

/** What a rotation did. */
export interface Rotation {
  keyClass: RotatedClass;
  /** The present generation. */
  generation: number;
  /** Whether this call went on with one that had been broken off. */
  resumed: boolean;
  /** Keys that this call wrapped anew. */
  rewrapped: number;
  /** Keys that do not open: they were changed. While there are some, the elder generation is kept. */
  unopenable: number;
  /** Elder generations destroyed by this call. */
  destroyed: number;
}

/** Who watches a rotation. */
export interface RotationWatch {
  signal: AbortSignal;
  /** Called after each batch; the next one waits for it. */
  progress?: (rewrapped: number) => void | Promise<void>;
}

export interface RotationParts {
  pool: pg.Pool;
  classes: ClassKeys;
  region: string;
  nowMs: () => number;
}

/**
 * Gives a class a new key and wraps everything under it; goes on where an earlier call was broken off.
 *
 * @param watch.signal stops between two batches; what was done stays done.
 */
export async function rotateClass(
  parts: RotationParts,
  keyClass: RotatedClass,
  watch: RotationWatch,
): Promise<Rotation> {
  return await alone(parts.pool, async (client) => {
    await parts.classes.refresh();
    const { generation, resumed } = await begin(client, parts, keyClass);
    await parts.classes.refresh();
    const counts = await rewrapAll(client, parts, { keyClass, generation }, watch);
    const destroyed = await destroyElder(client, parts, { keyClass, generation });
    await parts.classes.refresh();
    return { keyClass, generation, resumed, ...counts, destroyed };
  });
}

/** Runs `work` on a connection of its own while no other process rotates. @throws `keystore.busy`. */
export async function alone<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isMine = false;
  try {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS mine',
      [ROTATION_LOCK],
    );
    isMine = rows[0]?.mine === true;
    if (isMine) return await work(client);
    throw keystoreFailure(
      'keystore.busy',
      'Another process is rotating, or restoring, the keys of this cell: try again when it is done.',
    );
  } finally {
    // A connection that cannot say so is closed, which gives the lock back too.
    const given = isMine
      ? client.query('SELECT pg_advisory_unlock($1)', [ROTATION_LOCK])
      : Promise.resolve();
    await given.then(
      () => client.release(),
      () => client.release(true),
    );
  }
}

async function inTransaction<Result>(
  client: pg.PoolClient,
  work: () => Promise<Result>,
): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

interface Target {
  keyClass: RotatedClass;
  generation: number;
}

async function begin(
  client: pg.PoolClient,
  { classes, region, nowMs }: RotationParts,
  keyClass: RotatedClass,
): Promise<{ generation: number; resumed: boolean }> {
  return await inTransaction(client, async () => {
    const { rows } = await client.query<{ generation: number; rewrapped_to: string | null }>(
      `SELECT generation, rewrapped_to FROM keystore.class_keys
       WHERE key_class = $1 AND retired_at_ms IS NULL FOR UPDATE`,
      [keyClass],
    );
    const present = rows[0]?.generation ?? 0;
    const unfinished = present > 1 && rows[0]?.rewrapped_to !== LAST_ID;
    if (unfinished) return { generation: present, resumed: true };
    const key = randomBytes(KEY_BYTES);
    const name = { region, keyClass, generation: present + 1 };
    await client.query(
      'UPDATE keystore.class_keys SET retired_at_ms = $3 WHERE key_class = $1 AND generation = $2',
      [keyClass, present, nowMs()],
    );
    await client.query(
      `INSERT INTO keystore.class_keys (key_class, generation, wrapped, fingerprint, created_at_ms)
       VALUES ($1, $2, $3, $4, $5)`,
      [
        keyClass,
        name.generation,
        wrapClassKey(classes.root, name, key),
        classKeyFingerprint(key),
        nowMs(),
      ],
    );
    await nextEpoch(client);
    return { generation: name.generation, resumed: false };
  });
}

async function nextEpoch(client: pg.PoolClient): Promise<void> {
  await client.query('UPDATE keystore.cell SET class_epoch = class_epoch + 1');
}

/** Where keys of a class stand. */
function placeOf(keyClass: RotatedClass): { table: string; id: string } {
  const holds: readonly string[] = HOLD_CLASSES;
  return holds.includes(keyClass)
    ? { table: 'keystore.hold_keys', id: 'hold_id' }
    : { table: 'keystore.person_keys', id: 'person_id' };
}

async function rewrapAll(
  client: pg.PoolClient,
  parts: RotationParts,
  target: Target,
  watch: RotationWatch,
): Promise<{ rewrapped: number; unopenable: number }> {
  const counts = { rewrapped: 0, unopenable: 0 };
  let after = await rewrappedTo(client, target);
  while (after !== LAST_ID) {
    watch.signal.throwIfAborted();
    const batch = await inTransaction(client, () => rewrapBatch(client, parts, target, after));
    counts.rewrapped += batch.rewrapped;
    counts.unopenable += batch.unopenable;
    after = batch.after;
    await watch.progress?.(counts.rewrapped);
  }
  return counts;
}

async function rewrappedTo(client: pg.PoolClient, target: Target): Promise<string> {
  const { rows } = await client.query<{ rewrapped_to: string | null }>(
    'SELECT rewrapped_to FROM keystore.class_keys WHERE key_class = $1 AND generation = $2',
    [target.keyClass, target.generation],
  );
  return rows[0]?.rewrapped_to ?? FIRST_ID;
}

interface Wrapped {
  id: string;
  generation: number;
  wrapped: Buffer;
}

async function rewrapBatch(
  client: pg.PoolClient,
  { classes, region }: RotationParts,
  { keyClass, generation }: Target,
  after: string,
): Promise<{ rewrapped: number; unopenable: number; after: string }> {
  const { table, id } = placeOf(keyClass);
  const { rows } = await client.query<Wrapped>(
    `SELECT ${id} AS id, generation, wrapped FROM ${table}
     WHERE key_class = $1 AND generation < $2 AND wrapped IS NOT NULL AND ${id} > $3
     ORDER BY ${id} LIMIT $4`,
    [keyClass, generation, after, BATCH_ROWS],
  );
  const present = classes.current(keyClass);
  const anew: { id: string; before: Buffer; wrapped: Buffer }[] = [];
  for (const row of rows) {
    const elder = classes.find(keyClass, row.generation);
    const owner = { region, id: row.id, keyClass };
    try {
      if (elder === undefined) continue;
      const wrapped = wrap(present.key, owner, unwrap(elder.key, owner, row.wrapped));
      anew.push({ id: row.id, before: row.wrapped, wrapped });
    } catch {
      // It opens under no key of ours: counted, and told to the operator.
    }
  }
  // Who was erased since it was read keeps no key: the bytes must still be those.
  await client.query(
    `UPDATE ${table} AS kept SET wrapped = anew.wrapped, generation = $1
     FROM unnest($2::uuid[], $3::bytea[], $4::bytea[]) AS anew (id, before, wrapped)
     WHERE kept.${id} = anew.id AND kept.key_class = $5 AND kept.wrapped = anew.before`,
    [
      generation,
      anew.map((row) => row.id),
      anew.map((row) => row.before),
      anew.map((row) => row.wrapped),
      keyClass,
    ],
  );
  const last = rows.length < BATCH_ROWS ? LAST_ID : (rows.at(-1)?.id ?? LAST_ID);
  await client.query(
    'UPDATE keystore.class_keys SET rewrapped_to = $3 WHERE key_class = $1 AND generation = $2',
    [keyClass, generation, last],
  );
  return { rewrapped: anew.length, unopenable: rows.length - anew.length, after: last };
}

// Since the new generation was committed nothing is made under an elder one, and whoever read the store before holds
// person keys, not class keys. What still stands under an elder one does not open, and keeps it.
async function destroyElder(
  client: pg.PoolClient,
  { nowMs }: RotationParts,
  { keyClass, generation }: Target,
): Promise<number> {
  const { table } = placeOf(keyClass);
  return await inTransaction(client, async () => {
    // One look at every row, however many there are.
    await client.query('SET LOCAL statement_timeout = 0');
    const destroyed = await client.query(
      `UPDATE keystore.class_keys AS elder SET wrapped = NULL, destroyed_at_ms = $3
       WHERE key_class = $1 AND generation < $2 AND wrapped IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM ${table} AS kept WHERE kept.key_class = $1
           AND kept.generation = elder.generation AND kept.wrapped IS NOT NULL)`,
      [keyClass, generation, nowMs()],
    );
    if ((destroyed.rowCount ?? 0) > 0) await nextEpoch(client);
    return destroyed.rowCount ?? 0;
  });
}

/**
 * Gives the cell a new root. Order: the new file beside the old one, durable; all class keys wrapped anew in one
 * transaction, which also says which root is the present one; then the names change. Killed anywhere, one of the two
 * files fits, and the next start finds which.
 *
 * @returns how many class keys were wrapped anew.
 */
export async function rotateRoot(parts: RotationParts, rootKeyFile: string): Promise<number> {
  return await alone(parts.pool, async (client) => {
    await parts.classes.refresh();
    const root = parts.classes.root;
    const nextPath = nextRootPath(rootKeyFile);
    // Left by a change that was killed before the store had it: as good as a new one.
    if (!existsSync(nextPath)) await createRootKeyFile(nextPath);
    const next = await readRoot(nextPath);
    const count = await inTransaction(client, async () => {
      const { rows } = await client.query<{
        key_class: string;
        generation: number;
        wrapped: Buffer;
      }>(
        'SELECT key_class, generation, wrapped FROM keystore.class_keys WHERE wrapped IS NOT NULL FOR UPDATE',
      );
      for (const row of rows) {
        const name = {
          region: parts.region,
          keyClass: row.key_class,
          generation: row.generation,
        };
        await client.query(
          'UPDATE keystore.class_keys SET wrapped = $3 WHERE key_class = $1 AND generation = $2',
          [
            row.key_class,
            row.generation,
            wrapClassKey(next, name, unwrapClassKey(root, name, row.wrapped)),
          ],
        );
      }
      await client.query(
        `UPDATE keystore.cell SET root_fingerprint = $1, root_changed_at_ms = $2, class_epoch = class_epoch + 1`,
        [next.fingerprint, parts.nowMs()],
      );
      return rows.length;
    });
    await promoteNextRoot(rootKeyFile);
    await parts.classes.refresh();
    return count;
  });
}
