// Files of a set of packages: each blob under every key that the seller had it under, and the received bytes of open uploads.
// The lists of both stand in temporary tables, so that memory stays the same however many there are.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { partBlocks, type PackageSource, type Part } from '@jhalak/bags';
import type { Blobs } from '@jhalak/ports';
import { RECEIVED_FOLDER } from '../../backup/backup-format.ts';
import { syncFolders, writeHashed } from '../../backup/hashed-files.ts';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { formatBytes, formatCount, Progress, stepLine, type Watch } from '../../backup/tell.ts';
import { blobParts, PackageRefused, type OpenedPackage } from './package-set.ts';

/** Digests asked about in one question. */
const ASKED_AT_ONCE = 200;
/** A digest has a key or two; a picture that thousands share would still be one row each. */
const FILES_AT_ONCE = 4;

/** Where files go. */
export interface FilesTarget {
  blobs: Blobs;
  uploadFolder: string;
  /** For one file at a time; removed at the end. */
  workFolder: string;
}

/** What came. */
export interface FileCount {
  count: number;
  bytes: number;
}

interface Wanted {
  sha256: string;
  /** Of blobs. */
  keys: string[];
  /** Of open uploads. */
  names: string[];
}

interface BlobPart {
  source: PackageSource;
  part: Part & { kind: 'blob' };
}

/**
 * Brings in every file that the lists name, each checked against its digest.
 *
 * @throws PackageRefused when a file that a list names is in no package.
 * Cost: reads each file once and writes it once, and once more for each further key.
 */
export async function importFiles(
  tx: LongTransaction,
  packages: readonly OpenedPackage[],
  target: FilesTarget,
  watch: Watch,
): Promise<FileCount> {
  await listWanted(tx);
  const total = await wantedTotal(tx);
  const progress = new Progress('files', watch.say, total);
  const received = join(target.uploadFolder, RECEIVED_FOLDER);
  await mkdir(received, { recursive: true, mode: 0o700 });
  await mkdir(target.workFolder, { recursive: true, mode: 0o700 });
  const work = await mkdtemp(join(target.workFolder, 'import-'));
  try {
    for await (const group of groups(blobParts(packages)))
      await importGroup(tx, group, { ...target, received, work }, { ...watch, progress });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  await refuseMissing(tx);
  await syncFolders(received);
  watch.say(stepLine('files', `${formatCount(total.count)}, ${formatBytes(total.bytes)}`));
  return total;
}

async function listWanted(tx: LongTransaction): Promise<void> {
  await tx.connection.query(
    `CREATE TEMPORARY TABLE import_wanted ON COMMIT DROP AS
      SELECT sha256, 'blob' AS kind, key AS name, bytes, false AS here FROM x_blobs
      UNION ALL SELECT sha256, 'received', name, bytes, false FROM x_received`,
  );
  await tx.connection.query('CREATE INDEX ON import_wanted (sha256)');
  await tx.connection.query('ANALYZE import_wanted');
}

async function wantedTotal(tx: LongTransaction): Promise<FileCount> {
  const [total] = await tx.query<FileCount>({
    name: 'import.wanted',
    text: 'SELECT count(*) AS count, coalesce(sum(bytes), 0)::bigint AS bytes FROM import_wanted',
  });
  return total ?? { count: 0, bytes: 0 };
}

async function* groups(parts: AsyncIterable<BlobPart>): AsyncGenerator<BlobPart[]> {
  let group: BlobPart[] = [];
  for await (const part of parts) {
    group.push(part);
    if (group.length < ASKED_AT_ONCE) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

// A later package can hold a file again, and a file that no list names any more was deleted since.
async function importGroup(
  tx: LongTransaction,
  group: readonly BlobPart[],
  to: FilesTarget & { received: string; work: string },
  watch: Watch & { progress: Progress },
): Promise<void> {
  const found = await tx.query<Wanted>(
    {
      name: 'import.take_wanted',
      text: `WITH taken AS (UPDATE import_wanted SET here = true WHERE sha256 = ANY($1) AND NOT here RETURNING *)
        SELECT sha256, coalesce(array_agg(name) FILTER (WHERE kind = 'blob'), '{}') AS keys,
          coalesce(array_agg(name) FILTER (WHERE kind = 'received'), '{}') AS names
        FROM taken GROUP BY sha256`,
    },
    [group.map(({ part }) => part.sha256)],
  );
  const wanted = new Map(found.map((one) => [one.sha256, one]));
  const queue = group.values();
  const work = async (): Promise<void> => {
    for (const one of queue) {
      const { sha256 } = one.part;
      const names = wanted.get(sha256);
      watch.signal.throwIfAborted();
      if (names === undefined) {
        // Nobody wants it any more; it must be whole all the same.
        for await (const block of partBlocks(one.source, one.part)) void block;
        continue;
      }
      wanted.delete(sha256);
      await importFile(one, names, to, watch.progress);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, work));
}

async function importFile(
  { source, part }: BlobPart,
  { sha256, keys, names }: Wanted,
  to: FilesTarget & { received: string; work: string },
  progress: Progress,
): Promise<void> {
  if (keys.length > 0) {
    // Only a bridge to the store, which syncs its own copy.
    const path = join(to.work, sha256);
    await writeFile(path, partBlocks(source, part), { mode: 0o600 });
    for (const key of keys) {
      const stored = await to.blobs.putFile(key, path);
      if (stored.sha256 !== sha256) throw new PackageRefused(`the file ${key} was changed.`);
      progress.add(1, stored.bytes);
    }
    await rm(path);
  }
  for (const name of names) {
    const path = join(to.received, plainName(name));
    progress.add(1, (await writeHashed(path, partBlocks(source, part))).bytes);
  }
}

/** Names become paths. */
function plainName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name)) return name;
  throw new PackageRefused('an open upload has a name that cannot be one.');
}

async function refuseMissing(tx: LongTransaction): Promise<void> {
  const missing = await tx.query<{ name: string }>({
    name: 'import.missing',
    text: 'SELECT name FROM import_wanted WHERE NOT here ORDER BY name LIMIT 3',
  });
  if (missing.length === 0) return;
  const some = missing.map(({ name }) => name).join(', ');
  throw new PackageRefused(`files that it lists are not in it: ${some}.`);
}
