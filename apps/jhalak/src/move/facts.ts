// A count and a digest of each table and of the files, on either side of a move. What came is compared with what was packed; the
// bytes on the way are guarded by the packages' own digests.

import type { Manifest } from '@jhalak/contracts';
import type { Blobs } from '@jhalak/ports';
import type { LongTransaction } from '../backup/long-transaction.ts';
import { planPackedTables, type PackedTable } from '../handover/pack/tables.ts';

/** One set of rows or files: the same digest means the same elements, whatever their order. */
interface SetFact {
  count: number;
  digest: string;
}

/** By table; files stand as `files PREFIX`. */
export type Facts = Readonly<Record<string, SetFact>>;

/** Tables that go on while the rest stands still: the public log, by which the move itself is told. */
const MOVING: ReadonlySet<string> = new Set(['border_entries', 'border_cosignatures']);

/**
 * @param tx a snapshot in which nothing changes.
 * Cost: reads every row once in the database, some 3 µs each, and the list of files.
 */
export async function factsOf(
  tx: LongTransaction,
  manifests: readonly Manifest[],
  blobs: Blobs,
): Promise<Facts> {
  const facts: Record<string, SetFact> = {};
  for (const table of await planPackedTables(tx, manifests, 'go'))
    if (!MOVING.has(table.shape.table)) facts[table.shape.table] = await tableFact(tx, table);
  for (const { prefix } of manifests.flatMap((manifest) => manifest.blobs)) {
    const files = { count: 0, bytes: 0 };
    for await (const key of blobs.list(`${prefix}/`)) {
      files.count += 1;
      files.bytes += (await blobs.stat(key))?.bytes ?? 0;
    }
    facts[`files ${prefix}`] = { count: files.count, digest: `${files.bytes} bytes` };
  }
  return facts;
}

/** A digest of SHA-256 sums in four pieces of 64 bits: added up, so that no order matters and nothing is sorted. */
async function tableFact(
  tx: LongTransaction,
  { shape, from, where }: PackedTable,
): Promise<SetFact> {
  const piece = (nth: number): string =>
    `coalesce(sum(('x' || substr(h, ${nth * 16 + 1}, 16))::bit(64)::bigint::numeric), 0)::text`;
  const [row] = await tx.query<{ count: number; pieces: string[] }>({
    name: `move.fact.${shape.table}`,
    text: `SELECT count(*)::float8 AS count, ARRAY[${[0, 1, 2, 3].map(piece).join(', ')}] AS pieces
      FROM (SELECT encode(sha256(convert_to(to_jsonb(t)::text, 'UTF8')), 'hex') AS h FROM ${from} WHERE ${where}) AS hashed`,
  });
  return { count: row?.count ?? 0, digest: (row?.pieces ?? []).join(' ') };
}

/** @returns names of what is not the same on both sides. */
export function differencesOf(source: Facts, target: Facts): string[] {
  const names = [...new Set([...Object.keys(source), ...Object.keys(target)])].toSorted();
  return names.filter((name) => {
    const [one, other] = [source[name], target[name]];
    return one === undefined || one.count !== other?.count || one.digest !== other.digest;
  });
}

/** @returns all rows and files of both kinds, for people. */
export function totalsOf(facts: Facts): { tables: number; rows: number; files: number } {
  const totals = { tables: 0, rows: 0, files: 0 };
  for (const [name, { count }] of Object.entries(facts)) {
    if (name.startsWith('files ')) totals.files += count;
    else {
      totals.tables += 1;
      totals.rows += count;
    }
  }
  return totals;
}
