// Brings the packages of a hand-over into an empty install: keys, schema as packed, rows of the base and of each delta, files,
// open uploads, waiting jobs. Signatures and bytes are verified before anything is used, each row and file while it is; whoever calls
// removes what was made when this throws.

import { partBlocks } from '@jhalak/bags';
import type { Manifest } from '@jhalak/contracts';
import { licensedIn, withLicensed } from '@jhalak/handover';
import type { KeyCounts, Keystore } from '@jhalak/keystore';
import { PostgresJobs } from '@jhalak/postgres';
import { longTransaction, type LongTransaction } from '../../backup/long-transaction.ts';
import { bringToRelease, checkEmpty, type RestoreTarget } from '../../backup/restore-cell.ts';
import { migrateAsBackup } from '../../backup/restore-schema.ts';
import { continueNumbers } from '../../backup/restore-tables.ts';
import { whileFilesCome } from '../../storage/files-coming.ts';
import { formatCount, stepLine, type Watch } from '../../backup/tell.ts';
import { askAgain } from '../../backup/waiting-jobs.ts';
import {
  cellDocument,
  inventoryDocument,
  migrationsDocument,
  type CellDocument,
} from './cell-document.ts';
import { placeConsumers } from './consumers.ts';
import { importFiles, type FileCount } from './import-files.ts';
import { loadTables, transferred } from './load-tables.ts';
import {
  openPackages,
  PackageRefused,
  refusalOf,
  type ExpectedPackages,
  type OpenedPackage,
} from './package-set.ts';

/** The empty install. */
export interface ImportTarget extends RestoreTarget {
  manifests: readonly Manifest[];
  workFolder: string;
}

/** What is imported. */
export interface GivenPackages extends ExpectedPackages {
  /** Holds `0000`, `0001` and so on. */
  folder: string;
  /** What `openPackages` gave a moment ago, so that nothing is verified twice; each byte is hashed again when it is used. */
  opened?: readonly OpenedPackage[];
  /** Brings the people's keys into the new key store, which is empty. */
  bringKeys(keys: Keystore): Promise<KeyCounts>;
}

/** What an import brought. */
export interface Imported {
  package: string;
  cell: string;
  /** The owner's epoch that the packages lead to; it begins with the takeover, not here. */
  epoch: number;
  packages: number;
  /** Digest of the last statement. */
  statementDigest: string;
  /** Rows of each table as they stand now. */
  tables: Readonly<Record<string, number>>;
  deletions: number;
  files: FileCount;
  jobs: number;
  keys: KeyCounts;
  /** Learned models that came along on licence. */
  licensed: readonly string[];
  /** Readers of the journal that begin at its beginning. */
  consumersAnew: readonly string[];
}

/**
 * Imports base and deltas.
 *
 * @throws PackageRefused when they are not whole or not what was expected; CommandError when the target does not fit.
 * Cost: reads every byte twice, once to verify and once to use; once where it was verified when it was received. Memory: blocks, and some 300 bytes a part of rows.
 */
export async function importPackages(
  given: GivenPackages,
  target: ImportTarget,
  watch: Watch,
): Promise<Imported> {
  try {
    return await whileFilesCome(target.database, async () => await importSet(given, target, watch));
  } catch (cause) {
    throw refusalOf(cause);
  }
}

async function importSet(
  given: GivenPackages,
  target: ImportTarget,
  watch: Watch,
): Promise<Imported> {
  const packages = given.opened ?? (await openPackages(given.folder, given, watch, 'when_loaded'));
  const last = packages.at(-1);
  if (last === undefined) throw new PackageRefused('there is none.');
  checkRegion(last, target.region);
  await checkEmpty(target);
  const migrations = await migrationsDocument(last);
  const cell = await cellDocument(last);
  const licensed = licensedIn(target.manifests, await inventoryDocument(packages));
  const manifests = withLicensed(target.manifests, licensed);
  // Neither needs the other, and each mostly waits for the database.
  const [keys, loaded] = await both(bringKeys(given, target, watch), async () => {
    await migrateAsBackup(target, migrations);
    await PostgresJobs.open(target.database, target.logger);
    return await longTransaction(target.database, 'write', (tx) =>
      load(tx, packages, cell, { ...target, manifests }, watch),
    );
  });
  await bringToRelease(target, Object.keys(loaded.tables), watch);
  const { identity, statementDigest } = last.verified;
  return {
    package: identity.package,
    cell: identity.cell,
    epoch: identity.epoch,
    packages: packages.length,
    statementDigest,
    ...{ keys, licensed },
    ...loaded,
  };
}

function checkRegion({ verified }: OpenedPackage, region: string): void {
  if (verified.identity.region === region) return;
  throw new PackageRefused(
    `it is of region ${verified.identity.region}, and this install is of region ${region}. A region's data stays in it.`,
  );
}

async function bringKeys(
  given: GivenPackages,
  target: ImportTarget,
  watch: Watch,
): Promise<KeyCounts> {
  const keys = await target.openKeys();
  try {
    const counts = await given.bringKeys(keys);
    const { keys: people, erasures } = counts;
    watch.say(stepLine('keys', `${formatCount(people)}, erasures ${formatCount(erasures)}`));
    return counts;
  } finally {
    await keys.close();
  }
}

/** When one fails the other has ended too before anything is removed. */
async function both<First, Second>(
  first: Promise<First>,
  second: () => Promise<Second>,
): Promise<[First, Second]> {
  const [one, other] = await Promise.allSettled([first, second()]);
  if (one.status === 'rejected') throw one.reason;
  if (other.status === 'rejected') throw other.reason;
  return [one.value, other.value];
}

// In one transaction: a row, the files it names and the job that waits for it come together or not at all.
async function load(
  tx: LongTransaction,
  packages: readonly OpenedPackage[],
  cell: CellDocument,
  target: ImportTarget,
  watch: Watch,
) {
  const { rows, deletions } = await loadTables(tx, packages, target.manifests, watch);
  const names = new Set(transferred(target.manifests));
  for (const { table, column, last } of cell.identities)
    if (names.has(table)) await continueNumbers(tx, { name: table, identity: { column, last } });
  const consumersAnew = await placeConsumers(tx, target.manifests, cell.consumers);
  const files = await importFiles(tx, packages, target, watch);
  const jobs = await askForJobs(tx);
  await openDocuments(packages);
  return { tables: Object.fromEntries(rows), deletions, files, jobs, consumersAnew };
}

/** What nobody reads here must be whole all the same. */
async function openDocuments(packages: readonly OpenedPackage[]): Promise<void> {
  for (const { source, documents } of packages)
    for (const part of documents.values())
      for await (const block of partBlocks(source, part)) void block;
}

async function askForJobs(tx: LongTransaction): Promise<number> {
  const [found] = await tx.query<{ jobs: number }>({
    name: 'import.count_jobs',
    text: 'SELECT count(*) AS jobs FROM x_jobs',
  });
  await askAgain(tx, 'SELECT task, payload::json, key, max_attempts::int FROM x_jobs ORDER BY id');
  return found?.jobs ?? 0;
}
