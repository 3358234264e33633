// What goes into an archive, computed from the manifests: a new feature joins by registering.

import type { Manifest, PersonalExport, TableEntry, ToldRows } from '@jhalak/contracts';
import { assert } from '@jhalak/kernel';

/** One file of rows in the archive. */
export type PlannedFile = {
  /** Without ending. */
  file: string;
  what: string;
} & (
  | { from: 'table'; table: TableEntry & { subject: string }; told: ToldRows }
  | { from: 'streams'; streams: ReadonlyMap<string, ToldRows> }
);

/** What is about a person and stays out, with the reason that the archive gives. */
interface Withheld {
  /** `table NAME`, `events NAME`, `files NAME`. */
  name: string;
  why: string;
}

export interface ExportPlan {
  files: readonly PlannedFile[];
  leftOut: readonly Withheld[];
}

/** Names somebody of the staff in a record of the region's own. */
const STAFF_RECORD =
  'names people in what they did as staff, or in orders: a record of the region, kept about those who left too';

/** @returns what no manifest says of the archive and should: tables with a subject, personal streams, files that erasures delete. */
export function unsaid(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap(({ tables, streams, blobs }) => [
    ...tables
      .filter((table) => table.subject !== undefined && table.export === undefined)
      .map(({ name }) => `table ${name}`),
    ...streams
      .filter((stream) => stream.class === 'personal' && stream.export === undefined)
      .map(({ name }) => `events ${name}`),
    ...blobs
      .filter((blob) => blob.erasure === 'delete' && blob.export === undefined)
      .map(({ prefix }) => `files ${prefix}`),
  ]);
}

/**
 * @returns the files in the order of the manifests; streams that name one file share it.
 * @throws Error when a manifest says nothing of something about people, or two things share a file that must not.
 */
export function exportPlan(manifests: readonly Manifest[]): ExportPlan {
  const missing = unsaid(manifests);
  assert(missing.length === 0, `the archive is told nothing of ${missing.join(', ')}`);
  const files = new Map<string, PlannedFile>();
  const leftOut: Withheld[] = [];
  const leave = (name: string, told: PersonalExport | { what: string } | undefined): void => {
    if (told !== undefined && 'leftOut' in told) leftOut.push({ name, why: told.leftOut });
  };
  for (const manifest of manifests) {
    for (const table of manifest.tables) planTable(table, files, leave);
    for (const { name, export: told } of manifest.streams) {
      leave(`events ${name}`, told);
      if (told !== undefined && 'file' in told) planStream(name, told, files);
    }
    for (const { prefix, export: told } of manifest.blobs) leave(`files ${prefix}`, told);
  }
  return { files: [...files.values()], leftOut };
}

function planTable(
  table: TableEntry,
  files: Map<string, PlannedFile>,
  leave: (name: string, told: PersonalExport) => void,
): void {
  const { name, subject, export: told } = table;
  if (subject === undefined) {
    if (Object.values(table.columns ?? {}).includes('personal'))
      leave(`table ${name}`, { leftOut: STAFF_RECORD });
    return;
  }
  if (told === undefined) return;
  leave(`table ${name}`, told);
  if (!('file' in told)) return;
  assert(!files.has(told.file), `two things are told in ${told.file}`);
  const { file, what } = told;
  files.set(file, { file, what, from: 'table', table: { ...table, subject }, told });
}

function planStream(name: string, told: ToldRows, files: Map<string, PlannedFile>): void {
  const { file, what } = told;
  const known = files.get(file);
  if (known === undefined) {
    files.set(file, { file, what, from: 'streams', streams: new Map([[name, told]]) });
    return;
  }
  assert(known.from === 'streams', `two things are told in ${file}`);
  files.set(file, { ...known, streams: new Map([...known.streams, [name, told]]) });
}
