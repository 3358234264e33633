// Counts of what is in a package, so that a list which lost a line is noticed.

import { parsePartPath, type ListedPart } from './parts.ts';
import type { PackageTotals } from './statement.ts';
import { PackageError } from './errors.ts';

/** Counts while parts go by. Memory: 150 bytes a part, for its path. */
export interface RunningTotals {
  tables: Map<string, { rows: number; deletions: number }>;
  paths: Set<string>;
  blobCount: number;
  documentCount: number;
  payloadBytes: number;
}

/** A package of more parts is split into several: their paths alone would take 150 MB. */
const PACKAGE_PARTS_MAX = 1_000_000;

export function newTotals(): RunningTotals {
  return { tables: new Map(), paths: new Set(), blobCount: 0, documentCount: 0, payloadBytes: 0 };
}

/** @throws PackageError `part.twice`, `package.too_large`. */
export function countPart(totals: RunningTotals, part: ListedPart): void {
  const name = parsePartPath(part.path);
  // Sealed and open the same content is the same part.
  const path = part.path.replace(/\.sealed$/, '');
  if (totals.paths.has(path)) throw new PackageError('part.twice', 'A part stands twice.', path);
  totals.paths.add(path);
  if (totals.paths.size > PACKAGE_PARTS_MAX)
    throw new PackageError('package.too_large', 'A package holds too many parts.');
  totals.payloadBytes += part.bytes;
  if (name?.kind === 'blob') totals.blobCount += 1;
  else if (name?.kind === 'document') totals.documentCount += 1;
  else if (name !== undefined) {
    const table = totals.tables.get(name.table) ?? { rows: 0, deletions: 0 };
    totals.tables.set(name.table, table);
    if (name.kind !== 'schema') table[name.kind] += part.rows ?? 0;
  }
}

/** @returns totals as they stand in the statement. */
export function endTotals(totals: RunningTotals): PackageTotals {
  const { blobCount, documentCount, payloadBytes } = totals;
  const tables = [...totals.tables.keys()].toSorted().map((table) => {
    const { rows = 0, deletions = 0 } = totals.tables.get(table) ?? {};
    return { table, rows, deletions };
  });
  return { tables, blobCount, documentCount, payloadBytes };
}

export function sameTotals(totals: RunningTotals, said: PackageTotals): boolean {
  const { tables, blobCount, documentCount, payloadBytes } = said;
  const own = JSON.stringify(endTotals(totals));
  return own === JSON.stringify({ tables, blobCount, documentCount, payloadBytes });
}
