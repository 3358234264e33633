// Which keys a range had when the package before was made: read from the packages themselves, whose part of a number is the range of
// that number, in the base and in each delta. Asked only for ranges that lost a row.

import {
  packageParts,
  partRows,
  readPackageEnvelope,
  readStatement,
  rowCheck,
  type PackageSource,
  type Part,
  type TableShape,
} from '@jhalak/bags';
import { dirname, join } from 'node:path';

/** One earlier package, and where its parts are. */
interface Earlier {
  source: PackageSource;
  /** By kind, table and number. */
  parts: ReadonlyMap<string, Part>;
}

/** The packages of a set, up to one of them. */
export class OldKeys {
  readonly #packages: readonly Earlier[];

  /** Cost: reads the lists of all bags. Memory: some 400 bytes a part of rows. */
  static async open(
    last: { folder: string; sequence: number },
    packageKey: Uint8Array | undefined,
  ): Promise<OldKeys> {
    const packages: Earlier[] = [];
    for (let sequence = 0; sequence <= last.sequence; sequence += 1) {
      const folder = join(dirname(last.folder), packageFolder(sequence));
      packages.push(await openEarlier(folder, packageKey));
    }
    return new OldKeys(packages);
  }

  private constructor(packages: readonly Earlier[]) {
    this.#packages = packages;
  }

  /** @returns the keys of a range, by `keyText`. Memory: the keys of one range. */
  async of(shape: TableShape, number: number): Promise<Map<string, unknown[]>> {
    const keys = new Map<string, unknown[]>();
    for (const { source, parts } of this.#packages) {
      const gone = parts.get(partName('deletions', shape.table, number));
      for await (const key of keysIn(source, gone, shape)) keys.delete(keyText(key));
      const rows = parts.get(partName('rows', shape.table, number));
      for await (const key of keysIn(source, rows, shape)) keys.set(keyText(key), key);
    }
    return keys;
  }
}

/** @returns the folder of a package in its set. */
export function packageFolder(sequence: number): string {
  return String(sequence).padStart(4, '0');
}

/** @returns one text for one key. */
export function keyText(key: readonly unknown[]): string {
  return JSON.stringify(key);
}

function partName(kind: 'rows' | 'deletions', table: string, number: number): string {
  return `${kind} ${table} ${number}`;
}

async function openEarlier(folder: string, packageKey: Uint8Array | undefined): Promise<Earlier> {
  const payload = Buffer.from((await readPackageEnvelope(folder)).payload, 'base64');
  const { predicate, subject } = readStatement(payload);
  const parts = new Map<string, Part>();
  for await (const part of packageParts(folder, subject.length))
    if (part.kind === 'rows' || part.kind === 'deletions')
      parts.set(partName(part.kind, part.table, part.number), part);
  const source = { folder, packageId: predicate.package };
  return { source: packageKey === undefined ? source : { ...source, packageKey }, parts };
}

async function* keysIn(
  source: PackageSource,
  part: Part | undefined,
  shape: TableShape,
): AsyncGenerator<unknown[]> {
  if (part === undefined || (part.kind !== 'rows' && part.kind !== 'deletions')) return;
  for await (const row of partRows(source, part, rowCheck(shape, part.kind)))
    yield shape.primaryKey.map((name) => row[name]);
}
