// Packages of a small cell, sealed, and what reads them back.

import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import {
  packageParts,
  partRows,
  partShape,
  rawEd25519,
  readPackageEnvelope,
  readStatement,
  rowCheck,
  signEnvelope,
  writePackageEnvelope,
  type PackageSource,
  type Part,
  type SignerKey,
} from '@jhalak/bags';
import { secureRandom } from '@jhalak/kernel';
import type { BackupSource } from '../../backup/write-backup.ts';
import { packageFolder } from './old-keys.ts';
import { packBase, packDelta } from './pack-cell.ts';
import type { PackedPart, PackOptions, PackSource } from './types.ts';

export interface TestSigner {
  key: KeyObject;
  listed: SignerKey;
}

export function newSigner(name: string): TestSigner {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, listed: { name, publicKey: rawEd25519(publicKey) } };
}

/** One set of packages that grows. */
export interface PackageSet {
  folder: string;
  packageKey: Buffer;
  lines: string[];
  parts: PackedPart[];
  options(more?: Partial<PackOptions>): PackOptions;
  base(more?: Partial<PackOptions>): Promise<PackedPart>;
  delta(more?: Partial<PackOptions>): Promise<PackedPart>;
}

export function packSourceOf(source: BackupSource): PackSource {
  return { ...source, logFolder: join(source.home, 'log'), random: secureRandom };
}

export function newSet(source: PackSource, folder: string): PackageSet {
  const packageKey = randomBytes(32);
  const lines: string[] = [];
  const id = `0193f5c0-1111-7000-8000-${randomBytes(6).toString('hex')}`;
  const parts: PackedPart[] = [];
  const options = (more: Partial<PackOptions> = {}): PackOptions => ({
    folder: join(folder, packageFolder(parts.length)),
    identity: { package: id, cell: 'in-abcdefghij', region: source.region, epoch: 2 },
    packageKey,
    watch: { say: (line) => void lines.push(line), signal: new AbortController().signal },
    ...more,
  });
  return {
    ...{ folder, packageKey, lines, parts, options },
    async base(more) {
      const inventory = async () => ({ v: 1, items: [] });
      const part = await packBase(source, { ...options(more), inventory });
      parts.push(part);
      return part;
    },
    async delta(more) {
      const after = parts.at(-1);
      if (after === undefined) throw new Error('a delta follows a base');
      const part = await packDelta(source, { ...options(more), after });
      parts.push(part);
      return part;
    },
  };
}

/** Signs every package of a set. */
export async function signSet(
  { parts }: Pick<PackageSet, 'parts'>,
  signers: readonly TestSigner[],
): Promise<void> {
  for (const { folder } of parts) {
    let envelope = await readPackageEnvelope(folder);
    for (const { key } of signers) envelope = signEnvelope(envelope, key);
    await writePackageEnvelope(folder, envelope);
  }
}

/** Rows by table and key, each as its JSON. */
export type Content = Map<string, Map<string, string>>;

/** @returns what base and deltas add up to. */
export async function contentOf({
  parts,
  packageKey,
}: Pick<PackageSet, 'parts' | 'packageKey'>): Promise<Content> {
  const content: Content = new Map();
  for (const { folder } of parts) await applyPackage(content, folder, packageKey);
  return content;
}

/** Applies one package: keys that are gone first, then rows. */
export async function applyPackage(
  content: Content,
  folder: string,
  packageKey: Buffer,
): Promise<void> {
  const payload = Buffer.from((await readPackageEnvelope(folder)).payload, 'base64');
  const { predicate, subject } = readStatement(payload);
  const source = { folder, packageId: predicate.package, packageKey };
  const all: Part[] = [];
  for await (const part of packageParts(folder, subject.length)) all.push(part);
  for (const kind of ['deletions', 'rows'] as const)
    for (const part of all) if (part.kind === kind) await applyPart(source, part, all, content);
}

async function applyPart(
  source: PackageSource,
  part: Part & { kind: 'rows' | 'deletions' },
  all: readonly Part[],
  tables: Content,
): Promise<void> {
  const schema = all.find(
    ({ kind, path }) => kind === 'schema' && path.includes(`/${part.table}/`),
  );
  if (schema === undefined) throw new Error(`${part.table} has no schema`);
  const shape = await partShape(source, schema);
  const rows = tables.get(part.table) ?? new Map<string, string>();
  tables.set(part.table, rows);
  for await (const row of partRows(source, part, rowCheck(shape, part.kind))) {
    const key = JSON.stringify(shape.primaryKey.map((name) => row[name]));
    if (part.kind === 'rows') rows.set(key, JSON.stringify(row));
    else if (!rows.delete(key)) throw new Error(`${part.table} never had ${key}`);
  }
}
