// Looks into the parts of a package whose digests are right: every row fits its table, every blob is what its name says.

import { PackageError } from './errors.ts';
import type { OnBytes } from './files.ts';
import { lookAtPart, packageParts, partBlocks, partShape, whereOf } from './read-parts.ts';
import type { PackageSource, Part } from './read-parts.ts';
import type { PackageIdentity } from './statement.ts';
import { lineCheck, type LineCheck, type TableShape } from './table-schema.ts';

/** One waits for the disk or for what is decompressed, the other is looked at. More would only take memory. */
const AT_ONCE = 2;

interface ContentsOptions {
  packageKey?: Uint8Array;
  onBytes?: OnBytes;
}

/** @returns `sealed` when parts stayed closed for want of the key. @throws PackageError for the first part that is wrong. */
export async function verifyContents(
  folder: string,
  identity: PackageIdentity,
  bagCount: number,
  { packageKey, onBytes }: ContentsOptions,
): Promise<'opened' | 'sealed'> {
  const source = {
    ...{ folder, packageId: identity.package, wasHashed: true },
    ...(packageKey && { packageKey }),
  };
  const isClosed = (part: Part) => part.isSealed && packageKey === undefined;
  const schemas = new Map<string, Part>();
  let answer: 'opened' | 'sealed' = 'opened';
  for await (const part of packageParts(folder, bagCount)) {
    if (part.isSealed && identity.keyCommitment === null)
      throw new PackageError('key.missing', 'Sealed, but no key was promised.', whereOf(part));
    if (isClosed(part)) answer = 'sealed';
    if (part.kind === 'schema') schemas.set(part.table, part);
  }
  const tables = new Tables(source, schemas);
  const underWay: Promise<number>[] = [];
  const oldest = async (): Promise<void> => {
    const bytes = (await underWay.shift()) ?? 0;
    await onBytes?.(bytes);
  };
  for await (const part of packageParts(folder, bagCount)) {
    const isTable = part.kind === 'rows' || part.kind === 'deletions';
    if (isTable && !schemas.has(part.table))
      throw new PackageError('part.schema', 'A table has no schema.', whereOf(part));
    if (isClosed(part)) continue;
    const looked = lookInto(source, part, tables).then(() => part.bytes);
    // It is told in its turn: the first fault is the same one each time.
    looked.catch(() => undefined);
    underWay.push(looked);
    if (underWay.length === AT_ONCE) await oldest();
  }
  while (underWay.length > 0) await oldest();
  return answer;
}

async function lookInto(source: PackageSource, part: Part, tables: Tables): Promise<void> {
  if (part.kind === 'schema') await tables.shape(part.table);
  else if (part.kind === 'rows' || part.kind === 'deletions') {
    const check = await tables.check(part.table, part.kind);
    await lookAtPart(source, part, check);
  } else for await (const block of partBlocks(source, part)) void block;
}

/** Checks of the table that is being read: its parts stand together in a bag. */
class Tables {
  readonly #source: PackageSource;
  readonly #schemas: ReadonlyMap<string, Part>;
  #shape: TableShape | undefined;
  #check: { kind: string; table: string; check: LineCheck } | undefined;

  constructor(source: PackageSource, schemas: ReadonlyMap<string, Part>) {
    this.#source = source;
    this.#schemas = schemas;
  }

  async shape(table: string): Promise<TableShape> {
    const part = this.#schemas.get(table);
    if (part === undefined) throw new PackageError('part.schema', 'A table has no schema.', table);
    const held = this.#shape;
    if (held?.table === table) return held;
    const shape = await partShape(this.#source, part);
    this.#shape = shape;
    return shape;
  }

  async check(table: string, kind: 'rows' | 'deletions'): Promise<LineCheck> {
    const held = this.#check;
    if (held?.table === table && held.kind === kind) return held.check;
    const check = lineCheck(await this.shape(table), kind);
    this.#check = { kind, table, check };
    return check;
  }
}
