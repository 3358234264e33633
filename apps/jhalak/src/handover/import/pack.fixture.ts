// A small writer of packages for tests of the import: whole tables held in memory, deltas by comparing with what was written
// before. What packs a real cell streams; its own tests are elsewhere.

import { createHash, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  PackageWriter,
  Pace,
  rawEd25519,
  signEnvelope,
  writePackageEnvelope,
  type ColumnType,
  type PackageIdentity,
  type Row,
  type SignerKey,
  type TableShape,
} from '@jhalak/bags';
import type { Manifest } from '@jhalak/contracts';
import type { Blobs } from '@jhalak/ports';
import type { PostgresDatabase } from '@jhalak/postgres';
import { databaseMigrations } from '../../backup/schema-state.ts';
import { transferred } from './load-tables.ts';

export interface PackSource {
  database: PostgresDatabase;
  blobs: Blobs;
  uploadFolder: string;
  manifests: readonly Manifest[];
}

type Content = Map<string, { shape: TableShape; rows: Map<string, Row> }>;

/** One package of a set. */
export interface MadePackage {
  folder: string;
  statementDigest: string;
  content: Content;
}

export interface Packer {
  packageKey: Buffer;
  signers: SignerKey[];
  identity: Omit<PackageIdentity, 'keyCommitment' | 'sequence' | 'previous'>;
  /** Writes `folder/0000` or, after another one, the next. */
  pack(
    folder: string,
    after?: MadePackage & { sequence: number },
  ): Promise<MadePackage & { sequence: number }>;
}

export function packerOf(source: PackSource, cell: string): Packer {
  const pair = generateKeyPairSync('ed25519');
  const packageKey = randomBytes(32);
  const identity = {
    package: '00000000-0000-7000-8000-0000000000aa',
    ...{ cell, region: 'in', epoch: 2, createdAtMs: 1_750_000_000_000 },
  };
  return {
    packageKey,
    identity,
    signers: [{ name: 'seller', publicKey: rawEd25519(pair.publicKey) }],
    async pack(folder, after) {
      const sequence = after === undefined ? 0 : after.sequence + 1;
      const to = join(folder, String(sequence).padStart(4, '0'));
      const own = { ...identity, sequence, previous: after?.statementDigest ?? null };
      const made = await write(source, to, own, packageKey, pair.privateKey, after?.content);
      return { ...made, sequence };
    },
  };
}

async function write(
  source: PackSource,
  folder: string,
  identity: Omit<PackageIdentity, 'keyCommitment'>,
  packageKey: Buffer,
  signer: KeyObject,
  before: Content | undefined,
): Promise<MadePackage> {
  const writer = await PackageWriter.open({
    ...{ folder, identity, packageKey },
    pace: new Pace({ nowMs: () => 0, totalBytes: 0 }),
    random: randomBytes,
  });
  const { content, files } = await contentOf(source);
  for (const [table, { shape, rows }] of content) {
    await writer.addTable(shape);
    const old = before?.get(table)?.rows;
    const changed = [...rows].filter(
      ([key, row]) => JSON.stringify(old?.get(key)) !== JSON.stringify(row),
    );
    const gone = [...(old?.values() ?? [])].filter((row) => !rows.has(keyOf(shape, row)));
    const add = async (kind: 'rows' | 'deletions', given: Row[]) => {
      if (given.length > 0)
        await writer.addRows({ kind, table, number: 1, source: 'test' }, async function* () {
          yield* given;
        });
    };
    await add(
      'rows',
      changed.map(([, row]) => row),
    );
    await add(
      'deletions',
      gone.map((row) => Object.fromEntries(shape.primaryKey.map((name) => [name, row[name]]))),
    );
  }
  for (const [sha256, bytes] of files)
    await writer.addBlob(sha256, async function* () {
      yield bytes;
    });
  for (const [name, value] of Object.entries(await documentsOf(source)))
    await writer.addDocument({ name, source: 'test' }, async function* () {
      yield Buffer.from(JSON.stringify(value));
    });
  const { envelope, statementDigest } = await writer.finish();
  await writePackageEnvelope(folder, signEnvelope(envelope, signer));
  return { folder, statementDigest, content };
}

const keyOf = (shape: TableShape, row: Row): string =>
  JSON.stringify(shape.primaryKey.map((name) => row[name]));

const TYPES: Readonly<Record<string, [ColumnType, (column: string) => string]>> = {
  int8: ['bigint', (c) => `${c}::text`],
  int4: ['integer', (c) => c],
  int2: ['integer', (c) => c],
  float8: ['number', (c) => c],
  float4: ['number', (c) => c],
  bool: ['boolean', (c) => c],
  bytea: ['bytes', (c) => `translate(encode(${c}, 'base64'), E'\\n', '')`],
  jsonb: ['json', (c) => c],
};
const TEXT: [ColumnType, (column: string) => string] = ['text', (c) => `${c}::text`];

async function contentOf(
  source: PackSource,
): Promise<{ content: Content; files: Map<string, Buffer> }> {
  const content: Content = new Map();
  for (const table of transferred(source.manifests))
    content.set(table, await tableOf(source.database, table));
  const files = new Map<string, Buffer>();
  const own = (table: string, columns: [string, ColumnType][], rows: Row[]) => {
    const shape: TableShape = {
      table,
      primaryKey: [columns[0]?.[0] ?? ''],
      columns: columns.map(([name, type]) => ({
        name,
        type,
        isNullable: name === 'key' && table === 'x_jobs',
        dataClass: 'public',
      })),
    };
    content.set(table, { shape, rows: new Map(rows.map((row) => [keyOf(shape, row), row])) });
  };
  const digest = (bytes: Buffer) => {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    files.set(sha256, bytes);
    return { sha256, bytes: String(bytes.length) };
  };
  const going = new Set(
    source.manifests
      .flatMap(({ blobs }) => blobs)
      .filter(({ handover }) => handover === 'transfer')
      .map(({ prefix }) => prefix),
  );
  const keys: Row[] = [];
  for await (const key of source.blobs.list(''))
    if (going.has(key.split('/')[0] ?? ''))
      keys.push({ key, ...digest((await source.blobs.read(key)) ?? Buffer.alloc(0)) });
  own(
    'x_blobs',
    [
      ['key', 'text'],
      ['sha256', 'text'],
      ['bytes', 'bigint'],
    ],
    keys,
  );
  const received: Row[] = [];
  const folder = join(source.uploadFolder, 'received');
  for (const name of await readdir(folder).catch(() => []))
    received.push({ name, ...digest(await readFile(join(folder, name))) });
  own(
    'x_received',
    [
      ['name', 'text'],
      ['sha256', 'text'],
      ['bytes', 'bigint'],
    ],
    received,
  );
  const jobs = await source.database.pool.query<Row>(
    `SELECT j.id::text, t.identifier AS task, j.payload, j.key, j.max_attempts FROM graphile_worker._private_jobs AS j
      JOIN graphile_worker._private_tasks AS t ON t.id = j.task_id ORDER BY j.id`,
  );
  own(
    'x_jobs',
    [
      ['id', 'bigint'],
      ['task', 'text'],
      ['payload', 'json'],
      ['key', 'text'],
      ['max_attempts', 'integer'],
    ],
    jobs.rows,
  );
  return { content, files };
}

async function tableOf(database: PostgresDatabase, table: string) {
  const columns = await database.pool.query<{
    name: string;
    type: string;
    isArray: boolean;
    isKey: boolean;
    notNull: boolean;
  }>(
    `SELECT a.attname::text AS name, coalesce(b.typname, y.typname)::text AS type, y.typcategory = 'A' AS "isArray",
      a.attnotnull OR y.typnotnull AS "notNull",
      EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY(i.indkey)) AS "isKey"
    FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = y.typbasetype AND y.typbasetype <> 0
    WHERE a.attrelid = to_regclass(quote_ident($1)) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [table],
  );
  const typed = columns.rows.map((column) => {
    const [type, sql] = column.isArray
      ? (['json', (c: string) => `to_jsonb(${c}::text[])`] as [ColumnType, (c: string) => string])
      : (TYPES[column.type] ?? TEXT);
    return { ...column, type, sql: `${sql(`"${column.name}"`)} AS "${column.name}"` };
  });
  const shape: TableShape = {
    table,
    primaryKey: typed.filter(({ isKey }) => isKey).map(({ name }) => name),
    columns: typed.map(({ name, type, notNull }) => ({
      name,
      type,
      isNullable: !notNull,
      dataClass: 'personal',
    })),
  };
  const { rows } = await database.pool.query<Row>(
    `SELECT ${typed.map(({ sql }) => sql).join(', ')} FROM "${table}"`,
  );
  return { shape, rows: new Map(rows.map((row) => [keyOf(shape, row), row])) };
}

async function documentsOf({ database }: PackSource): Promise<Record<string, unknown>> {
  const consumers = await database.pool.query(
    'SELECT name, window_number AS window, position FROM journal_consumers ORDER BY name',
  );
  const last = await database.pool.query<{ last: number | null }>(
    `SELECT pg_sequence_last_value('journal_position_seq') AS last`,
  );
  return {
    'cell.json': {
      consumers: consumers.rows,
      identities: [{ table: 'journal', column: 'position', last: last.rows[0]?.last ?? 0 }],
    },
    'migrations.json': await databaseMigrations(database),
  };
}
