// What a payload file is: its path says it, and parts.ndjson adds size and rows. One line a file, in the manifest's order.

import { PackageError } from './errors.ts';
import { comparePaths } from './manifests.ts';
import { isStrictPath } from './paths.ts';

/** What a path says. */
export type PartName = { isSealed: boolean } & (
  | { kind: 'schema'; table: string }
  /** `number` counts a table's parts from 1. */
  | { kind: 'rows' | 'deletions'; table: string; number: number }
  | { kind: 'blob'; sha256: string }
  | { kind: 'document'; name: string }
);

/** A payload file on the list. */
export interface ListedPart {
  path: string;
  /** Of the file as it lies there, sealed or not. */
  bytes: number;
  /** Of `rows` and `deletions` only. */
  rows?: number;
}

const SEALED = '.sealed';
/** A table's own name: feature, dot, table. */
const TABLE = '[a-z][a-z0-9_]*(?:\\.[a-z][a-z0-9_]*)?';
const ROWS = new RegExp(`^data/(tables|deletions)/(${TABLE})/(\\d{6})\\.ndjson\\.zst$`);
const SCHEMA = new RegExp(`^data/tables/(${TABLE})/schema\\.json$`);
const BLOB = /^data\/blobs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/;
const DOCUMENT = /^data\/documents\/([a-z0-9][a-z0-9._/-]*)$/;

/** @returns the path of a part. @throws PackageError `path.name` for a name that cannot be one. */
export function partPath(part: PartName): string {
  const path = `${openPath(part)}${part.isSealed ? SEALED : ''}`;
  if (parsePartPath(path) === undefined)
    throw new PackageError('path.name', 'No part can have this name.', path);
  return path;
}

function openPath(part: PartName): string {
  switch (part.kind) {
    case 'schema':
      return `data/tables/${part.table}/schema.json`;
    case 'rows':
      return `data/tables/${part.table}/${String(part.number).padStart(6, '0')}.ndjson.zst`;
    case 'deletions':
      return `data/deletions/${part.table}/${String(part.number).padStart(6, '0')}.ndjson.zst`;
    case 'blob':
      return `data/blobs/${part.sha256.slice(0, 2)}/${part.sha256}`;
    case 'document':
      return `data/documents/${part.name}`;
  }
}

/** @returns what the file is; undefined for what cannot be ours. */
export function parsePartPath(path: string): PartName | undefined {
  if (!isStrictPath(path)) return undefined;
  const isSealed = path.endsWith(SEALED);
  const open = isSealed ? path.slice(0, -SEALED.length) : path;
  const [, folder, table = '', number = ''] = ROWS.exec(open) ?? [];
  if (folder !== undefined && Number(number) > 0)
    return {
      kind: folder === 'tables' ? 'rows' : 'deletions',
      table,
      number: Number(number),
      isSealed,
    };
  const schema = SCHEMA.exec(open)?.[1];
  if (schema !== undefined) return { kind: 'schema', table: schema, isSealed };
  const sha256 = BLOB.exec(open)?.[2];
  if (sha256 !== undefined) return { kind: 'blob', sha256, isSealed };
  const name = DOCUMENT.exec(open)?.[1];
  return name === undefined ? undefined : { kind: 'document', name, isSealed };
}

/** @returns the list's one spelling. */
export function partsText(parts: readonly ListedPart[]): string {
  return parts
    .toSorted((one, other) => comparePaths(one.path, other.path))
    .map((part) => `${partLine(part)}\n`)
    .join('');
}

function partLine({ path, bytes, rows }: ListedPart): string {
  return JSON.stringify({ path, bytes, ...(rows !== undefined && { rows }) });
}

/** @throws PackageError `parts.malformed` for whatever is not spelled as we spell it. */
export function parseParts(text: string): ListedPart[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new PackageError('parts.malformed', 'The list is cut off.');
  return lines.map((line) => {
    const part = listedPart(line);
    if (part === undefined || partLine(part) !== line)
      throw new PackageError(
        'parts.malformed',
        'A line of the list is no part.',
        line.slice(0, 200),
      );
    return part;
  });
}

function listedPart(line: string): ListedPart | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    // Told by the caller, with the line.
    return undefined;
  }
  if (typeof json !== 'object' || json === null || !('path' in json) || !('bytes' in json))
    return undefined;
  const { path, bytes } = json;
  const rows = 'rows' in json ? json.rows : undefined;
  const name = typeof path === 'string' ? parsePartPath(path) : undefined;
  if (typeof path !== 'string' || name === undefined || !isCount(bytes)) return undefined;
  const hasRows = name.kind === 'rows' || name.kind === 'deletions';
  if (!hasRows) return rows === undefined ? { path, bytes } : undefined;
  return isCount(rows) ? { path, bytes, rows } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
