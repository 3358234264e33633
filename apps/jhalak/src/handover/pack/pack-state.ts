// What packing remembers of a package for the next one: where each range of keys ends and what was in it, and which file had which
// digest. It lies beside the packages on the seller's machine and goes nowhere; without it the next package would be a base.

import { existsSync } from 'node:fs';
import { appendFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readPackageEnvelope, readStatement, statementDigest } from '@jhalak/bags';
import { CommandError } from '../../command.ts';
import type { KeyText } from './key-ranges.ts';
import type { PackedPart } from './types.ts';

/** One range of a table, as it was packed. The number is also that of the part with its rows. */
export interface RangeState {
  table: string;
  number: number;
  /** Null: the last range, to which whatever comes belongs. */
  upTo: KeyText | null;
  rows: number;
  keys: string;
}

/** What holds for the whole package. */
export interface StateHead {
  v: 1;
  package: string;
  sequence: number;
  snapshot: string;
  atMs: number;
  /** Digest of the schemas of all tables: when it changes a new base is due. */
  schema: string;
  /** The highest key of each table whose last range has rows. */
  lastKeys: Readonly<Record<string, KeyText>>;
}

/** A finished package's state. */
export interface PackState {
  head: StateHead;
  /** By table, in the order of their numbers. */
  ranges: ReadonlyMap<string, readonly RangeState[]>;
}

const STATE_FILE = 'ranges.ndjson';
const BOUNDS_FILE = 'bounds.ndjson';

/** @returns where the state of a package lies: beside the folder of all packages, which holds nothing else. */
export function stateFolder(folder: string): string {
  return join(`${dirname(folder)}.state`, basename(folder));
}

/** @returns the state of a finished package. @throws CommandError when there is none. */
export async function readState(folder: string): Promise<PackState> {
  const path = join(stateFolder(folder), STATE_FILE);
  if (!existsSync(path))
    throw new CommandError(
      `${path} is missing, without which no delta can follow: pack a base again, in a new folder.`,
    );
  const [head, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const ranges = Map.groupBy(
    lines.map((line) => JSON.parse(line) as RangeState),
    ({ table }) => table,
  );
  return { head: JSON.parse(head ?? '') as StateHead, ranges };
}

/** Writes the state of a package that is about to be finished. */
export async function writeState(
  folder: string,
  head: StateHead,
  ranges: readonly RangeState[],
): Promise<void> {
  const path = join(stateFolder(folder), STATE_FILE);
  const partial = `${path}.half`;
  const file = await open(partial, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(head)}\n`);
    for (const range of ranges) await file.writeFile(`${JSON.stringify(range)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partial, path);
}

/**
 * Where the ranges of a package that is being packed end. A start that goes on cuts at the same keys, or it would pack rows again
 * that did not change.
 */
export class Bounds {
  readonly #path: string;
  readonly #known: ReadonlyMap<string, KeyText | null>;

  static async open(folder: string): Promise<Bounds> {
    const state = stateFolder(folder);
    await mkdir(state, { recursive: true, mode: 0o700 });
    const path = join(state, BOUNDS_FILE);
    const text = existsSync(path) ? await readFile(path, 'utf8') : '';
    // A torn last line is a range that is looked for again.
    const lines = text.split('\n').slice(0, -1);
    return new Bounds(path, new Map(lines.map((line) => JSON.parse(line) as [string, KeyText])));
  }

  private constructor(path: string, known: ReadonlyMap<string, KeyText | null>) {
    this.#path = path;
    this.#known = known;
  }

  /** @returns the end of a range that an earlier start found. */
  get(table: string, number: number): KeyText | undefined {
    return this.#known.get(`${table} ${number}`) ?? undefined;
  }

  async add(table: string, number: number, upTo: KeyText): Promise<void> {
    if (this.get(table, number) !== undefined) return;
    await appendFile(this.#path, `${JSON.stringify([`${table} ${number}`, upTo])}\n`, {
      mode: 0o600,
    });
  }

  /** Of a package that is finished: its state says where its ranges end. */
  static async forget(folder: string): Promise<void> {
    await rm(join(stateFolder(folder), BOUNDS_FILE), { force: true });
  }
}

/** @returns a package that is finished, with what is remembered of it; undefined when it is not. */
export async function finishedPart(folder: string): Promise<PackedPart | undefined> {
  if (!existsSync(join(folder, 'statement.json')) || existsSync(join(folder, 'progress.ndjson')))
    return undefined;
  const payload = Buffer.from((await readPackageEnvelope(folder)).payload, 'base64');
  const { predicate } = readStatement(payload);
  const { head } = await readState(folder);
  if (head.package !== predicate.package || head.sequence !== predicate.sequence)
    throw new CommandError(`${stateFolder(folder)} belongs to another package than ${folder}.`);
  const sum = (of: 'rows' | 'deletions') =>
    predicate.tables.reduce((total, table) => total + table[of], 0);
  return {
    sequence: predicate.sequence,
    folder,
    statementDigest: statementDigest(payload),
    snapshot: head.snapshot,
    atMs: head.atMs,
    rows: sum('rows'),
    deletions: sum('deletions'),
    bytes: predicate.payloadBytes,
  };
}
