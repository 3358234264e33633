// Packs a running cell: a base, then any number of deltas. All rows of a package are those of one snapshot; killed anywhere, the same
// call goes on, with a new snapshot, and keeps every part whose rows have not changed.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createHash } from 'node:crypto';
import { Pace, PackageWriter, schemaText } from '@jhalak/bags';
import { longTransaction, type LongTransaction } from '../../backup/long-transaction.ts';
import { ReceivedHold } from '../../backup/received-files.ts';
import {
  compareSchemas,
  databaseMigrations,
  releaseMigrations,
} from '../../backup/schema-state.ts';
import { quoted } from '../../backup/table-plan.ts';
import { formatBytes, formatCount, Progress, stepLine } from '../../backup/tell.ts';
import { CommandError } from '../../command.ts';
import {
  addStanding,
  addTechnology,
  gatherTechnology,
  readStanding,
  type Standing,
} from './documents.ts';
import { actEntries, addLogProofs, type ActEntry } from './log-proofs.ts';
import { OldKeys } from './old-keys.ts';
import { packBlobs, packReceived, sizeOfBlobs, transferredPrefixes } from './pack-files.ts';
import { packTable, sinceSnapshot, type Before } from './pack-rows.ts';
import {
  Bounds,
  finishedPart,
  readState,
  stateFolder,
  writeState,
  type PackState,
  type RangeState,
  type StateHead,
} from './pack-state.ts';
import { jobsTable, planPackedTables, transferredTables, type PackedTable } from './tables.ts';
import type { BaseOptions, DeltaOptions, PackedPart, PackOptions, PackSource } from './types.ts';

/**
 * Packs everything that goes to a new owner, beside a running cell.
 *
 * @returns the finished package, also when it was finished before. Its statement is not signed yet.
 * @throws CommandError for what the operator can mend; the signal's reason.
 * Cost: reads every row twice, the second time from memory, and every file twice; docs/measurements/handover.md. Memory: one block, the
 * list of ranges, some 200 bytes a file.
 */
export async function packBase(source: PackSource, options: BaseOptions): Promise<PackedPart> {
  return await packOne(source, options, undefined, options.inventory);
}

/**
 * Packs what changed since the package before: rows that were written, keys that are gone, files that are new.
 *
 * @throws CommandError as `packBase`, and when the schema changed in between, or what is remembered of the package before is lost.
 * Cost: one look at each row, in the database; what changed is read again.
 */
export async function packDelta(source: PackSource, options: DeltaOptions): Promise<PackedPart> {
  return await packOne(source, options, options.after, undefined);
}

async function packOne(
  source: PackSource,
  options: PackOptions,
  after: PackedPart | undefined,
  inventory: BaseOptions['inventory'] | undefined,
): Promise<PackedPart> {
  const { folder, identity, packageKey, watch } = options;
  const finished = await finishedPart(folder);
  if (finished !== undefined) return finished;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  await mkdir(stateFolder(folder), { recursive: true, mode: 0o700 });
  await checkRelease(source);
  const earlier = after === undefined ? undefined : await earlierOf(after, packageKey);
  const writer = await PackageWriter.open({
    folder,
    identity: {
      ...identity,
      sequence: after === undefined ? 0 : after.sequence + 1,
      previous: after?.statementDigest ?? null,
      createdAtMs: source.clock.nowMs(),
    },
    ...(packageKey === undefined ? {} : { packageKey }),
    pace: paceOf(options),
    random: (count) => source.random.bytes(count),
  });
  const hold = await ReceivedHold.open(source.home, source.uploadFolder);
  try {
    await hold.take();
    const [packed, technology] = await Promise.all([
      packSnapshot(source, options, { writer, earlier, hold }),
      inventory === undefined ? undefined : gatherTechnology(source.manifests, inventory),
    ]);
    const { standing, entries, head, ranges } = packed;
    await packAllFiles(source, options, { writer, after, hold });
    await addStanding(writer, source, identity, standing);
    if (technology !== undefined) await addTechnology(writer, source.manifests, technology);
    await addLogProofs(writer, source.logFolder, entries);
    // What is remembered comes first: a finished package is never packed again.
    await writeState(folder, head, ranges);
    await writer.finish();
    await Bounds.forget(folder);
  } catch (error) {
    await writer.close();
    throw error;
  } finally {
    await hold.release();
  }
  return await told(folder, watch.say);
}

async function told(folder: string, say: (line: string) => void): Promise<PackedPart> {
  const part = await finishedPart(folder);
  if (part === undefined) throw new Error('a package that was just finished is finished');
  const gone = part.deletions === 0 ? '' : `, ${formatCount(part.deletions)} gone`;
  say(
    stepLine('packed', `${formatCount(part.rows)} rows${gone}, ${formatBytes(part.bytes)} in all`),
  );
  return part;
}

interface Packing {
  writer: PackageWriter;
  hold: ReceivedHold;
}

/** The package before, as far as rows are concerned. */
interface EarlierRows {
  sequence: number;
  state: PackState;
  keys: OldKeys;
}

interface PackedSnapshot {
  standing: Standing;
  entries: ActEntry[];
  head: StateHead;
  ranges: RangeState[];
}

async function packSnapshot(
  source: PackSource,
  { folder, identity, deal, partRowsMax, watch }: PackOptions,
  { writer, earlier, hold }: Packing & { earlier: EarlierRows | undefined },
): Promise<PackedSnapshot> {
  const bounds = await Bounds.open(folder);
  return await longTransaction(source.database, 'snapshot', async (tx) => {
    await lock(tx, source);
    const atMs = source.clock.nowMs();
    // The first question fixes the moment.
    const snapshot = await currentSnapshot(tx);
    await hold.take();
    const planned = await planPackedTables(tx, source.manifests, source.staff);
    const tables = [...planned, await jobsTable(tx)];
    const schema = schemaDigest(tables);
    if (earlier !== undefined && earlier.state.head.schema !== schema)
      throw new CommandError(
        'The schema changed since the package before: pack a base again, in a new folder.',
      );
    const before: Before | undefined = earlier && {
      ...{ state: earlier.state, keys: earlier.keys },
      since: await sinceSnapshot(tx, earlier.state.head.snapshot),
    };
    const total = { count: await rowsAbout(tx, tables), bytes: 0 };
    const progress = new Progress('rows', watch.say, total);
    const ranges: RangeState[] = [];
    const lastKeys: Record<string, readonly string[]> = {};
    for (const table of tables) {
      const { signal } = watch;
      const packed = await packTable(table, {
        ...{ tx, writer, bounds, progress, signal, partRowsMax, before },
      });
      ranges.push(...packed.ranges);
      if (packed.lastKey !== undefined) lastKeys[table.shape.table] = packed.lastKey;
    }
    const migrations = await databaseMigrations(tx);
    const standing = await readStanding(tx, tables, { snapshot, atMs, migrations });
    const entries = deal === undefined ? [] : await actEntries(tx, deal);
    const sequence = earlier === undefined ? 0 : earlier.sequence + 1;
    const head = { v: 1, package: identity.package, sequence, snapshot, atMs, schema, lastKeys };
    return { standing, entries, head: head as StateHead, ranges };
  });
}

async function packAllFiles(
  source: PackSource,
  { folder, watch }: PackOptions,
  { writer, after, hold }: Packing & { after: PackedPart | undefined },
): Promise<void> {
  const prefixes = transferredPrefixes(source.manifests);
  const bytes = await sizeOfBlobs(source.blobs, prefixes);
  const target = {
    writer,
    state: stateFolder(folder),
    before: after === undefined ? undefined : stateFolder(after.folder),
    signal: watch.signal,
    progress: new Progress('files', watch.say, { count: 0, bytes }),
  };
  await packBlobs(source.blobs, prefixes, target);
  await packReceived(await hold.files(), target);
}

/** The manifests say what goes, and they are this release's. */
async function checkRelease({ database, migrations }: PackSource): Promise<void> {
  const release = await releaseMigrations(migrations);
  const { pending, unknown, changed } = compareSchemas(release, await databaseMigrations(database));
  const odd = [...pending, ...unknown, ...changed];
  if (odd.length === 0) return;
  throw new CommandError(
    `The database does not stand at this release (${odd.join(', ')}): pack with the release that serves it.`,
  );
}

async function earlierOf(
  after: PackedPart,
  packageKey: Uint8Array | undefined,
): Promise<EarlierRows> {
  const found = existsSync(after.folder) ? await finishedPart(after.folder) : undefined;
  if (found?.statementDigest !== after.statementDigest)
    throw new CommandError(`${after.folder} is not the package that this delta should follow.`);
  const state = await readState(after.folder);
  return { sequence: after.sequence, state, keys: await OldKeys.open(after, packageKey) };
}

// Held so that no migration can change a table under the work. A lock asks nothing, so the moment is not fixed yet.
async function lock(tx: LongTransaction, { manifests }: PackSource): Promise<void> {
  const names = transferredTables(manifests).map(({ name }) => quoted(name));
  await tx.connection.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
}

async function currentSnapshot(tx: LongTransaction): Promise<string> {
  const [found] = await tx.query<{ snapshot: string }>({
    name: 'pack.snapshot',
    text: 'SELECT pg_current_snapshot()::text AS snapshot',
  });
  return found?.snapshot ?? '';
}

/** As the database's own figures say, which are a little old. */
async function rowsAbout(tx: LongTransaction, tables: readonly PackedTable[]): Promise<number> {
  const [found] = await tx.query<{ rows: number }>(
    {
      name: 'pack.rows_about',
      text: `SELECT coalesce(sum(greatest(reltuples, 0)), 0)::float8 AS rows FROM pg_class
        WHERE oid IN (SELECT to_regclass(quote_ident(name)) FROM unnest($1::text[]) AS name)`,
    },
    [tables.map(({ shape }) => shape.table)],
  );
  return Math.round(found?.rows ?? 0);
}

function schemaDigest(tables: readonly PackedTable[]): string {
  const hash = createHash('sha256');
  for (const { shape, where } of tables) hash.update(`${schemaText(shape)}${where}\n`);
  return hash.digest('hex');
}

function paceOf({ bytesPerSecondMax, watch }: PackOptions): Pace {
  return new Pace({
    nowMs: () => performance.now(),
    waitMs: async (ms) => await wait(ms, undefined, { signal: watch.signal }),
    ...(bytesPerSecondMax === undefined ? {} : { bytesPerSecondMax }),
  });
}
