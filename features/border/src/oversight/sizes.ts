// How much lies where, as far as that costs next to nothing: the database's own estimates, and files up to a bound.

import type { Manifest } from '@jhalak/contracts';
import type { Blobs, Database } from '@jhalak/ports';
import type { Sizes } from './holdings.ts';

/** Beyond this a folder is "more than": walking a million names for a picture serves nobody. */
const FILES_COUNTED_MAX = 10_000;

/** @returns sizes of what the manifests name. Cost: one query of the catalogue, and a walk over at most
 * FILES_COUNTED_MAX names a prefix. */
export async function measureSizes(
  database: Database,
  blobs: Pick<Blobs, 'list'>,
  manifests: readonly Manifest[],
): Promise<Sizes> {
  const names = manifests.flatMap(({ tables }) => tables.map(({ name }) => name));
  const rows = await database.query<{ name: string; rows: number | null; bytes: number }>(
    {
      name: 'border.table_sizes',
      text: `SELECT wanted.name, pg_total_relation_size(class.oid) AS bytes,
          nullif(greatest(class.reltuples::bigint, stat.n_live_tup, -1), -1) AS rows
        FROM unnest($1::text[]) AS wanted(name) JOIN pg_class class ON class.oid = to_regclass(wanted.name)
        LEFT JOIN pg_stat_user_tables stat ON stat.relid = class.oid`,
    },
    [names],
  );
  const files = new Map<string, { files: number; more: boolean }>();
  for (const { prefix } of manifests.flatMap((manifest) => manifest.blobs))
    files.set(prefix, await countFiles(blobs, prefix));
  return {
    tables: new Map(
      rows.map((row) => [
        row.name,
        { bytes: row.bytes, ...(row.rows === null ? {} : { rows: row.rows }) },
      ]),
    ),
    blobs: files,
  };
}

async function countFiles(
  blobs: Pick<Blobs, 'list'>,
  prefix: string,
): Promise<{ files: number; more: boolean }> {
  let files = 0;
  for await (const _key of blobs.list(`${prefix}/`)) {
    if (files === FILES_COUNTED_MAX) return { files, more: true };
    files += 1;
  }
  return { files, more: false };
}
