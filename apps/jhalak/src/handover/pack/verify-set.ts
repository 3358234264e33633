// Judges all packages of a hand-over together, on any machine: no cell, no database, no network. Each package as such, then that they
// follow one another without a gap, and with the key that every listed file is there.

import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  packageParts,
  PackageError,
  partRows,
  partShape,
  partText,
  rowCheck,
  verifyPackage,
  type PackageFault,
  type PackageSource,
  type Part,
  type VerifiedPackage,
  type VerifyPackageOptions,
} from '@jhalak/bags';
import { parseVkey, parseProofFile, TlogError, utf8, verifyProof } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { packageFolder } from './old-keys.ts';
import type { SetIdentity } from './types.ts';

/** Why a set was not believed: a fault of one package, or of the set. */
export type SetFault =
  | PackageFault
  | 'set.empty'
  | 'set.gap'
  | 'set.extra'
  | 'set.count'
  | 'set.digest'
  | 'set.schema'
  | 'set.file_missing'
  | 'set.document'
  | 'set.log';

/** What the verifier knows from elsewhere: the deal, an approval, the evidence of the last delta. Absent fields are not compared. */
export interface ExpectedSet extends Partial<SetIdentity> {
  count?: number;
  /** Of all statements in their order; see `packageSetDigest`. */
  set?: string;
}

export interface VerifySetOptions extends Pick<
  VerifyPackageOptions,
  'signers' | 'packageKey' | 'onBytes'
> {
  expected?: ExpectedSet;
  /** The cell's log: with it each proof in the packages is checked under this key. */
  logVkey?: string;
}

/** Packages that are what they say, all of them. */
export interface VerifiedSet {
  kind: 'valid';
  identity: SetIdentity;
  packages: readonly VerifiedPackage[];
  set: string;
  /** `sealed`: what is inside could not be looked at without the key. */
  contents: 'opened' | 'sealed';
  /** Acts of the deal whose proofs were checked. */
  proofs: number;
}

export type SetVerdict =
  | VerifiedSet
  | { kind: 'refused'; fault: SetFault; where: string; message: string };

class SetRefused extends Error {
  readonly fault: SetFault;
  readonly where: string;

  constructor(fault: SetFault, message: string, where: string) {
    super(message);
    this.fault = fault;
    this.where = where;
  }
}

/** @returns one digest for all packages in their order: nothing can be left out, added or swapped. */
export function packageSetDigest(
  parts: readonly Pick<VerifiedPackage, 'statementDigest'>[],
): string {
  const text = parts.map(({ statementDigest }) => `${statementDigest}\n`).join('');
  return createHash('sha256').update(text).digest('hex');
}

/**
 * @param folder holds `0000`, `0001` and so on, and nothing else.
 * @returns the first reason to refuse, with its place, or what the packages are. Throws only for a disk that fails.
 * Cost: reads every byte once, and once more what is opened. Memory: some 300 bytes for each file of one bag, with the key 60 for
 * each file of the cell.
 */
export async function verifyPackages(
  folder: string,
  options: VerifySetOptions,
): Promise<SetVerdict> {
  try {
    return await verified(folder, options);
  } catch (error) {
    if (error instanceof SetRefused || error instanceof PackageError)
      return {
        kind: 'refused',
        fault: error.fault,
        where: error.where,
        message: error.message,
      };
    throw error;
  }
}

async function verified(folder: string, options: VerifySetOptions): Promise<VerifiedSet> {
  const { expected = {} } = options;
  const names = await packageNames(folder);
  if (expected.count !== undefined && expected.count !== names.length)
    throw new SetRefused(
      'set.count',
      `There should be ${expected.count} packages, and there are ${names.length}.`,
      folder,
    );
  const packages: VerifiedPackage[] = [];
  for (const name of names)
    packages.push(await verifyNext(join(folder, name), name, packages.at(-1), options));
  const set = packageSetDigest(packages);
  if (expected.set !== undefined && expected.set !== set)
    throw new SetRefused('set.digest', 'These are not the packages that were meant.', set);
  const contents = new SetContents(folder, options);
  for (const [at, one] of packages.entries()) await contents.add(names[at] ?? '', one);
  const proofs = contents.end();
  const [base] = packages;
  if (base === undefined) throw new SetRefused('set.empty', 'There is no package.', folder);
  const { package: id, cell, region, epoch } = base.identity;
  return {
    kind: 'valid',
    identity: { package: id, cell, region, epoch },
    ...{ packages, set, proofs },
    contents: packages.every((one) => one.contents === 'opened') ? 'opened' : 'sealed',
  };
}

async function packageNames(folder: string): Promise<string[]> {
  const found: string[] = await readdir(folder).catch(() => []);
  const names = found.toSorted();
  if (names.length === 0) throw new SetRefused('set.empty', 'There is no package.', folder);
  for (const [at, name] of names.entries()) {
    if (!/^\d{4}$/.test(name))
      throw new SetRefused('set.extra', 'This is no package of the set.', name);
    if (name !== packageFolder(at))
      throw new SetRefused('set.gap', 'A package is missing.', packageFolder(at));
    if (!(await lstat(join(folder, name))).isDirectory())
      throw new SetRefused('set.extra', 'This is no folder.', name);
  }
  return names;
}

async function verifyNext(
  folder: string,
  name: string,
  before: VerifiedPackage | undefined,
  { signers, packageKey, onBytes, expected = {} }: VerifySetOptions,
): Promise<VerifiedPackage> {
  const { package: id, cell, region, epoch } = before?.identity ?? expected;
  const known = Object.entries({ package: id, cell, region, epoch }).filter(
    ([, value]) => value !== undefined,
  );
  const verdict = await verifyPackage(folder, {
    signers,
    expected: {
      ...Object.fromEntries(known),
      sequence: Number(name),
      previous: before?.statementDigest ?? null,
    },
    ...(packageKey === undefined ? {} : { packageKey }),
    ...(onBytes === undefined ? {} : { onBytes }),
  });
  if (verdict.kind === 'valid') return verdict;
  const where = verdict.where === '' ? name : `${name}: ${verdict.where}`;
  throw new SetRefused(verdict.fault, verdict.message, where);
}

/** What `cell.json` repeats of the statement. */
const CellText = Compile(
  Type.Object({ cell: Type.String(), region: Type.String(), epoch: Type.Integer() }),
);

/** Looks at what packages say together. */
class SetContents {
  readonly #folder: string;
  readonly #options: VerifySetOptions;
  readonly #schemas = new Map<string, string>();
  /** Digests of files, in half the memory that their text takes. */
  readonly #files = new Set<string>();
  readonly #wanted = new Map<string, string>();
  #proofs = 0;

  constructor(folder: string, options: VerifySetOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  async add(name: string, { identity, bagCount }: VerifiedPackage): Promise<void> {
    const { packageKey } = this.#options;
    const folder = join(this.#folder, name);
    const source: PackageSource = {
      folder,
      packageId: identity.package,
      ...(packageKey === undefined ? {} : { packageKey }),
    };
    const parts: Part[] = [];
    for await (const part of packageParts(folder, bagCount)) {
      if (part.kind === 'blob') this.#files.add(short(part.sha256));
      else if (!part.isSealed || packageKey !== undefined) parts.push(part);
    }
    for (const part of parts) {
      const where = `${name}: ${part.bag}/${part.path}`;
      if (part.kind === 'schema') await this.#schema(source, part, where);
      else if (part.kind === 'document') await this.#document(source, part, identity, where);
    }
    // Schemas stand behind their rows in a bag's order.
    for (const part of parts)
      if (part.kind === 'rows' && /^x_(?:blobs|received)$/.test(part.table))
        await this.#list(source, part, parts);
    for (const file of this.#wanted.keys()) if (this.#files.has(file)) this.#wanted.delete(file);
    for (const where of this.#wanted.values())
      throw new SetRefused('set.file_missing', 'A listed file is in no package.', where);
  }

  /** @returns how many proofs were checked. */
  end(): number {
    return this.#proofs;
  }

  async #schema(source: PackageSource, part: Part, where: string): Promise<void> {
    if (part.kind !== 'schema') return;
    const text = await partText(source, part);
    const before = this.#schemas.get(part.table);
    if (before !== undefined && before !== text)
      throw new SetRefused('set.schema', 'A table changed its form between packages.', where);
    this.#schemas.set(part.table, text);
  }

  async #list(source: PackageSource, part: Part, parts: readonly Part[]): Promise<void> {
    if (part.kind !== 'rows') return;
    const schema = parts.find((one) => one.kind === 'schema' && one.table === part.table);
    if (schema === undefined) return;
    const check = rowCheck(await partShape(source, schema), 'rows');
    for await (const row of partRows(source, part, check)) {
      const { sha256 } = row;
      if (typeof sha256 === 'string' && !this.#files.has(short(sha256)))
        this.#wanted.set(short(sha256), `${part.table}: ${String(row['key'] ?? row['name'])}`);
    }
  }

  async #document(
    source: PackageSource,
    part: Part,
    identity: VerifiedPackage['identity'],
    where: string,
  ): Promise<void> {
    if (part.kind !== 'document') return;
    if (part.name === 'cell.json') {
      const said = jsonOf(await partText(source, part));
      const { cell, region, epoch } = identity;
      const isSame =
        CellText.Check(said) &&
        said.cell === cell &&
        said.region === region &&
        said.epoch === epoch;
      if (!isSame) throw new SetRefused('set.document', 'It is of another cell.', where);
    }
    if (part.name === 'software.cdx.json') {
      const { checkBill } = await import('../../sbom/check-bill.ts');
      const wrong = await checkBill(await partText(source, part));
      if (wrong !== undefined)
        throw new SetRefused('set.document', `It is no valid CycloneDX 1.6: ${wrong}.`, where);
    }
    if (part.name.endsWith('.tlog-proof')) await this.#proof(source, part, where);
  }

  async #proof(source: PackageSource, part: Part, where: string): Promise<void> {
    const { logVkey } = this.#options;
    if (logVkey === undefined) return;
    const log = parseVkey(nodeCrypto.sha256, logVkey);
    try {
      verifyProof(nodeCrypto, parseProofFile(utf8(await partText(source, part))), { log });
    } catch (cause) {
      if (!(cause instanceof TlogError)) throw cause;
      throw new SetRefused('set.log', cause.message, where);
    }
    this.#proofs += 1;
  }
}

function short(sha256: string): string {
  return Buffer.from(sha256, 'hex').toString('latin1');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON says nothing that fits.
    return undefined;
  }
}
