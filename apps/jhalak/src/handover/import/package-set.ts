// The packages of one hand-over, the base and its deltas, verified as one set and laid out by what is in them.

import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  keyCommitment,
  PackageError,
  packageParts,
  verifyPackage,
  type PackageSource,
  type Part,
  type SignerKey,
  type VerifiedPackage,
  type VerifyPackageOptions,
} from '@jhalak/bags';
import type { Watch } from '../../backup/tell.ts';
import { formatBytes, formatCount, Progress, stepLine } from '../../backup/tell.ts';
import { CommandError } from '../../command.ts';

/** The base is `0000`, the deltas follow without a gap. */
const PACKAGE_FOLDER = /^\d{4}$/;

/** What whoever imports knows from elsewhere: whose signatures count, and what the deal is about. */
export interface ExpectedPackages {
  signers: readonly SignerKey[];
  /** Absent fields are not compared with; all packages of a set agree in any case. */
  expected?: Pick<
    NonNullable<VerifyPackageOptions['expected']>,
    'package' | 'cell' | 'region' | 'epoch'
  >;
  packageKey?: Uint8Array;
  /** Folders of packages whose bytes were hashed when they were received, and lie as they lay then. */
  received?: ReadonlySet<string>;
}

/** A table's parts in one package. */
interface PackedTable {
  schema: Part | undefined;
  /** By number. */
  rows: Part[];
  deletions: Part[];
}

/** One verified package. */
export interface OpenedPackage {
  source: PackageSource;
  verified: VerifiedPackage;
  tables: ReadonlyMap<string, PackedTable>;
  documents: ReadonlyMap<string, Part>;
}

/** Packages that cannot be imported, and why. */
export class PackageRefused extends CommandError {
  constructor(why: string, cause?: unknown) {
    super(`This package is refused: ${why}`, cause === undefined ? undefined : { cause });
  }
}

/** @returns what was wrong with a package as the refusal that people read; anything else as it is. */
export function refusalOf(cause: unknown): unknown {
  if (!(cause instanceof PackageError)) return cause;
  return new PackageRefused(`${cause.message} (${cause.fault}, ${cause.where})`, cause);
}

/**
 * Verifies a set of packages: signatures, that each follows the one before, every byte that was not verified when it was received.
 *
 * @param folder holds `0000` (the base), `0001` and so on. @param rows `now`: every row is looked at; `when_loaded`: what is sealed
 *   stays closed, and whoever uses it looks at each row and opens each part.
 * @returns them in order. @throws PackageRefused with the reason; nothing was used then.
 * Cost: reads everything once, and with `now` what is sealed twice. Memory: some 300 bytes a part that is not a blob.
 */
export async function openPackages(
  folder: string,
  given: ExpectedPackages,
  watch: Watch,
  rows: 'now' | 'when_loaded' = 'now',
): Promise<OpenedPackage[]> {
  const names = (await readdir(folder)).toSorted();
  const gap = names.findIndex((name, nth) => Number(name) !== nth || !PACKAGE_FOLDER.test(name));
  if (names.length === 0 || gap >= 0)
    throw new PackageRefused(`${folder} should hold 0000, 0001 and so on, and nothing else.`);
  const opened: OpenedPackage[] = [];
  for (const name of names) {
    const before = opened.at(-1)?.verified;
    opened.push(await openOne(join(folder, name), { ...given, rows }, before, watch));
  }
  return opened;
}

async function openOne(
  folder: string,
  {
    signers,
    expected,
    packageKey,
    received,
    rows,
  }: ExpectedPackages & {
    rows: 'now' | 'when_loaded';
  },
  before: VerifiedPackage | undefined,
  watch: Watch,
): Promise<OpenedPackage> {
  const progress = new Progress('verified', watch.say);
  const own = before && pick(before.identity);
  const verdict = await verifyPackage(folder, {
    signers,
    expected: {
      ...expected,
      ...own,
      sequence: before === undefined ? 0 : before.identity.sequence + 1,
      previous: before?.statementDigest ?? null,
    },
    ...(packageKey === undefined || rows === 'when_loaded' ? {} : { packageKey }),
    ...(received?.has(basename(folder)) === true && { wasHashed: true }),
    onBytes: (bytes) => {
      watch.signal.throwIfAborted();
      progress.add(0, bytes);
    },
  });
  if (verdict.kind === 'refused')
    throw new PackageRefused(`${verdict.message} (${verdict.fault}, ${folder}/${verdict.where})`);
  if (verdict.contents === 'sealed') mustOpen(verdict, packageKey);
  const source = {
    folder,
    packageId: verdict.identity.package,
    // What is sealed opens as what it was sealed as or not at all: it was hashed once.
    ...(packageKey === undefined ? {} : { packageKey, wasHashed: rows === 'when_loaded' }),
  };
  const { payloadBytes, blobCount } = verdict.totals;
  const what = `${formatBytes(payloadBytes)}, ${formatCount(blobCount)} files, signed by ${verdict.signedBy.join(' and ')}`;
  watch.say(stepLine(`package ${verdict.identity.sequence}`, what));
  return { source, verified: verdict, ...(await layOut(source, verdict.bagCount)) };
}

function mustOpen({ identity }: VerifiedPackage, packageKey: Uint8Array | undefined): void {
  if (packageKey === undefined)
    throw new PackageRefused('it is sealed, and the key was not given.');
  if (keyCommitment(packageKey, identity.package) !== identity.keyCommitment)
    throw new PackageRefused('This is not the key of this package. (key.wrong)');
}

function pick({ package: id, cell, region, epoch }: VerifiedPackage['identity']) {
  return { package: id, cell, region, epoch };
}

async function layOut(
  { folder }: PackageSource,
  bagCount: number,
): Promise<Pick<OpenedPackage, 'tables' | 'documents'>> {
  const tables = new Map<string, PackedTable>();
  const documents = new Map<string, Part>();
  const tableOf = (name: string): PackedTable => {
    let table = tables.get(name);
    if (table === undefined)
      tables.set(name, (table = { schema: undefined, rows: [], deletions: [] }));
    return table;
  };
  for await (const part of packageParts(folder, bagCount)) {
    if (part.kind === 'schema') tableOf(part.table).schema = part;
    else if (part.kind === 'rows' || part.kind === 'deletions')
      tableOf(part.table)[part.kind].push(part);
    else if (part.kind === 'document') documents.set(part.name, part);
  }
  for (const table of tables.values())
    for (const parts of [table.rows, table.deletions]) parts.sort(byNumber);
  return { tables, documents };
}

function byNumber(a: Part, b: Part): number {
  return ('number' in a ? a.number : 0) - ('number' in b ? b.number : 0);
}

/** @returns a set's parts that are blobs, package by package. Memory: one bag's list. */
export async function* blobParts(
  packages: readonly OpenedPackage[],
): AsyncGenerator<{ source: PackageSource; part: Part & { kind: 'blob' } }> {
  for (const { source, verified } of packages)
    for await (const part of packageParts(source.folder, verified.bagCount))
      if (part.kind === 'blob') yield { source, part };
}
