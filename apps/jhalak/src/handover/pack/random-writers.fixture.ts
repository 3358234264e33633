// Writers that do to every table that goes whatever a database can do to a row: inserts, updates, keys that change, deletes, keys that
// come back, everything of a person at once; in transactions that commit, roll back, use savepoints, and stay open for long.

import { randomUUID } from 'node:crypto';
import { seededRandom, type Random } from '@jhalak/kernel';
import type { Manifest } from '@jhalak/contracts';
import type { PostgresDatabase } from '@jhalak/postgres';
import type { PoolClient } from 'pg';
import { longTransaction } from '../../backup/long-transaction.ts';
import { quoted } from '../../backup/table-plan.ts';
import { planPackedTables, type PackedTable } from './tables.ts';

interface Column {
  name: string;
  type: string;
  isNullable: boolean;
}

/** A table that is written to. */
interface Target {
  name: string;
  key: string[];
  columns: Column[];
  /** The column with the person whose row it is. */
  subject: string | undefined;
}

/** A few people, so that erasing one hits many rows. */
const PEOPLE = Array.from({ length: 12 }, () => randomUUID());
/** What an old transaction still holds is not waited for. */
const LOCK_WAIT = '200ms';
const TEXTS = [
  '',
  'क\u0000'.slice(0, 1),
  'tab\t"quoted"\\ \n and 🏏',
  '{"a":1}',
  '\\N',
  '\\.',
  'NULL',
];

export class RandomWriters {
  readonly #database: PostgresDatabase;
  readonly #targets: Target[];

  /** Rows of no meaning are written, so what the schema says of meaning is dropped first. */
  static async open(
    database: PostgresDatabase,
    manifests: readonly Manifest[],
  ): Promise<RandomWriters> {
    await dropRules(database);
    const tables = await longTransaction(database, 'snapshot', (tx) =>
      planPackedTables(tx, manifests),
    );
    const entries = manifests.flatMap((manifest) => manifest.tables);
    const targets: Target[] = [];
    for (const table of tables) {
      const subject = entries.find(({ name }) => name === table.shape.table)?.subject;
      targets.push({ ...(await targetOf(database, table)), subject });
    }
    return new RandomWriters(database, targets);
  }

  private constructor(database: PostgresDatabase, targets: Target[]) {
    this.#database = database;
    this.#targets = targets;
  }

  get tables(): string[] {
    return this.#targets.map(({ name }) => name);
  }

  /** Puts some rows into every table. */
  async fill(seed: number, rows: number): Promise<void> {
    const random = seededRandom(seed);
    await this.#inTransaction(async (client) => {
      for (const target of this.#targets)
        for (let row = 0; row < rows; row += 1)
          await savepoint(client, undefined, async () => await insert(client, target, random));
    });
  }

  /** Runs transactions one after another until `isOver`; some are rolled back, some fail, none is lost track of. */
  async write(seed: number, transactions: number): Promise<void> {
    const random = seededRandom(seed);
    for (let count = 0; count < transactions; count += 1) {
      await this.#inTransaction(async (client) => {
        await client.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
        await this.#someWrites(client, random, 1 + random.below(12));
        if (random.below(6) === 0) throw new RolledBack();
      }).catch(ignoreExpected);
    }
  }

  /** Opens a transaction that has written, and holds it until `end` is called. */
  async hold(seed: number): Promise<{ end(): Promise<void> }> {
    const random = seededRandom(seed);
    const client = await this.#database.pool.connect();
    let isOpen = true;
    await client.query('BEGIN');
    await client.query('SET LOCAL idle_in_transaction_session_timeout = 0');
    await client.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
    await this.#someWrites(client, random, 6);
    return {
      end: async () => {
        if (!isOpen) return;
        isOpen = false;
        await this.#someWrites(client, random, 6);
        await client.query(random.below(4) === 0 ? 'ROLLBACK' : 'COMMIT');
        client.release();
      },
    };
  }

  async #inTransaction(work: (client: PoolClient) => Promise<void>): Promise<void> {
    const client = await this.#database.pool.connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('COMMIT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    } finally {
      client.release();
    }
  }

  // Each write under a savepoint, as a subtransaction with an id of its own; one that fails is undone alone.
  async #someWrites(client: PoolClient, random: Random, count: number): Promise<void> {
    for (let write = 0; write < count; write += 1)
      await savepoint(client, random, async () => await this.#oneWrite(client, random));
  }

  async #oneWrite(client: PoolClient, random: Random): Promise<void> {
    const target = pick(random, this.#targets);
    const kind = random.below(20);
    if (kind < 7) await insert(client, target, random);
    else if (kind < 12) await update(client, target, random);
    else if (kind < 14) await moveKey(client, target, random);
    else if (kind < 18) await remove(client, target, random, 1 + random.below(3));
    else if (kind < 19) await comeBack(client, target);
    else await this.#erase(client, pick(random, PEOPLE));
  }

  async #erase(client: PoolClient, person: string): Promise<void> {
    for (const { name, subject } of this.#targets)
      if (subject !== undefined)
        await client.query(`DELETE FROM ${quoted(name)} WHERE ${quoted(subject)} = $1`, [person]);
  }
}

async function savepoint(
  client: PoolClient,
  random: Random | undefined,
  work: () => Promise<void>,
): Promise<void> {
  await client.query('SAVEPOINT one');
  try {
    await work();
    if (random?.below(8) === 0) await client.query('ROLLBACK TO one');
    else if (random?.below(2) === 0) await client.query('RELEASE one');
  } catch (error) {
    ignoreExpected(error);
    await client.query('ROLLBACK TO one');
  }
}

class RolledBack extends Error {}

/** Somebody else has the row, the key is taken or drawn by the database, or a lock is waited for too long. */
const EXPECTED = new Set(['428C9', '23505', '55P03', '40P01', '40001']);

function ignoreExpected(error: unknown): void {
  if (error instanceof RolledBack) return;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!EXPECTED.has(code)) throw error;
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[random.below(list.length)];
  if (found === undefined) throw new Error('a list to pick from is never empty');
  return found;
}

async function dropRules(database: PostgresDatabase): Promise<void> {
  await database.pool.query(`DO $$ DECLARE r record; BEGIN
    FOR r IN SELECT conrelid::regclass AS on_table, conname FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'u', 'f') AND conrelid <> 0 LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', r.on_table, r.conname);
    END LOOP;
    FOR r IN SELECT i.indexrelid::regclass AS on_index FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
      WHERE c.relnamespace = 'public'::regnamespace AND NOT i.indisprimary LOOP
      EXECUTE format('DROP INDEX %s', r.on_index);
    END LOOP; END $$`);
}

async function targetOf(
  database: PostgresDatabase,
  { shape }: PackedTable,
): Promise<Omit<Target, 'subject'>> {
  const { rows } = await database.pool.query<Column>(
    `SELECT a.attname::text AS name, CASE WHEN y.typtype = 'd' THEN 'domain' ELSE format_type(a.atttypid, NULL) END AS type,
      NOT a.attnotnull AS "isNullable"
    FROM pg_attribute AS a JOIN pg_type AS y ON y.oid = a.atttypid
    WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [shape.table],
  );
  return { name: shape.table, key: [...shape.primaryKey], columns: rows };
}

async function insert(client: PoolClient, target: Target, random: Random): Promise<void> {
  const row = Object.fromEntries(
    target.columns.map((column) => [column.name, valueOf(column, target, random)]),
  );
  await insertRow(client, target, row);
}

async function insertRow(
  client: PoolClient,
  { name }: Target,
  row: Record<string, unknown>,
): Promise<void> {
  await client.query(
    `INSERT INTO ${quoted(name)} OVERRIDING SYSTEM VALUE
      SELECT * FROM jsonb_populate_record(NULL::${quoted(name)}, $1::jsonb)`,
    [JSON.stringify(row)],
  );
}

const someRows = ({ name }: Target, count: number) =>
  `ctid IN (SELECT ctid FROM ${quoted(name)} ORDER BY random() LIMIT ${count})`;

async function update(client: PoolClient, target: Target, random: Random): Promise<void> {
  const free = target.columns.filter(
    ({ name, type }) => !target.key.includes(name) && type !== 'domain',
  );
  if (free.length === 0) return;
  const column = pick(random, free);
  await setColumn(client, target, column, random);
}

async function moveKey(client: PoolClient, target: Target, random: Random): Promise<void> {
  const column = target.columns.find(({ name }) => name === pick(random, target.key));
  if (column !== undefined && column.type !== 'boolean')
    await setColumn(client, target, column, random);
}

async function setColumn(
  client: PoolClient,
  target: Target,
  column: Column,
  random: Random,
): Promise<void> {
  // A region is never null, not even of a row that is only looked into.
  const value = JSON.stringify({ region: 'in', [column.name]: valueOf(column, target, random) });
  const name = quoted(column.name);
  await client.query(
    `UPDATE ${quoted(target.name)} SET ${name} =
      (SELECT r.${name} FROM jsonb_populate_record(NULL::${quoted(target.name)}, $1::jsonb) AS r)
    WHERE ${someRows(target, 1)}`,
    [value],
  );
}

async function remove(
  client: PoolClient,
  target: Target,
  _random: Random,
  count: number,
): Promise<void> {
  await client.query(`DELETE FROM ${quoted(target.name)} WHERE ${someRows(target, count)}`);
}

/** A row goes and comes again under its key, as it was. */
async function comeBack(client: PoolClient, target: Target): Promise<void> {
  const { rows } = await client.query<{ row: Record<string, unknown> }>(
    `DELETE FROM ${quoted(target.name)} AS t WHERE ${someRows(target, 1)} RETURNING to_jsonb(t) AS row`,
  );
  for (const { row } of rows) await insertRow(client, target, row);
}

function valueOf(column: Column, target: Target, random: Random): unknown {
  const { name, type, isNullable } = column;
  const isKey = target.key.includes(name);
  if (isNullable && !isKey && type !== 'domain' && random.below(4) === 0) return null;
  if (name === target.subject) return pick(random, PEOPLE);
  switch (type) {
    case 'uuid':
      return randomUUID();
    case 'domain':
      return 'in';
    case 'boolean':
      return random.below(2) === 0;
    case 'smallint':
      return random.below(30_000);
    case 'integer':
      return random.below(2_000_000_000) - (isKey ? 0 : 1_000_000_000);
    case 'bigint':
      return `${random.below(2_000_000)}${random.below(1_000_000_000)}`;
    case 'xid8':
      return `${random.below(1_000_000)}`;
    case 'pg_snapshot':
      return '10:20:12,15';
    case 'real':
    case 'double precision':
      return random.next() * 1e6;
    case 'bytea':
      return `\\x${Buffer.from(random.bytes(random.below(200))).toString('hex')}`;
    case 'jsonb':
      return { a: [random.below(100), null, pick(random, TEXTS)], b: random.next() };
    default:
      if (type.endsWith('[]')) return arrayOf(type, random);
      return textOf(name, isKey, random);
  }
}

function arrayOf(type: string, random: Random): unknown[] {
  const item = (): unknown => {
    if (type === 'uuid[]') return randomUUID();
    return type === 'xid8[]' ? `${random.below(1_000)}` : pick(random, TEXTS);
  };
  return Array.from({ length: random.below(4) }, item);
}

/** Streams and roles decide which rows go: only names that are known. */
function textOf(name: string, isKey: boolean, random: Random): string {
  if (name === 'stream') return pick(random, ['social.like', 'videos.video', 'attention.events']);
  if (name === 'role') return pick(random, ['partner', 'moderator', 'admin']);
  return isKey ? `${random.below(1_000_000_000)} ${pick(random, TEXTS)}` : pick(random, TEXTS);
}
