// Lists of content that may not be published, as they are handed on: CSV with a head, one hash a line. Pure.

import { HASH_KINDS, type HashKind } from '@jhalak/contracts/matching';

export interface ListEntry {
  /** In the file, counted from 1, the head among them. */
  line: number;
  kind: HashKind;
  hash: Buffer;
  /** In the list's own words. */
  reason: string;
}

export type ParsedList =
  | { kind: 'list'; entries: ListEntry[] }
  /** The first lines that are wrong, and what to do; nothing of such a file is taken. */
  | { kind: 'wrong'; lines: { line: number; why: string }[] };

/** More lines belong into several lists; all of them are held in memory. */
export const LIST_LINES_MAX = 200_000;
const WRONG_SHOWN_MAX = 20;
const REASON_MAX = 200;
/** Three seconds to ten minutes of sound. */
const SOUND_WORDS = { min: 24, max: 5_000 };

/**
 * Columns by name, in any order: `hash`; `kind` (absent: pdq); `reason` (absent: empty). Others, as `list` or `quality`, are not
 * read. Quotes as in RFC 4180; lines that are empty, or begin with `#`, are passed over.
 */
export function parseList(text: string): ParsedList {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  if (lines.length > LIST_LINES_MAX + 2)
    return wrong(lines.length, `A list has at most ${LIST_LINES_MAX} lines: cut it into several.`);
  const headAt = lines.findIndex(isRead);
  const head = fieldsOf(lines[headAt] ?? '')?.map((name) => name.trim().toLowerCase()) ?? [];
  const columns = {
    hash: head.indexOf('hash'),
    kind: head.indexOf('kind'),
    reason: head.indexOf('reason'),
  };
  if (columns.hash < 0)
    return wrong(headAt + 1, 'The first line names the columns; one is called "hash".');
  const entries: ListEntry[] = [];
  const bad: { line: number; why: string }[] = [];
  for (const [index, line] of lines.entries()) {
    if (index <= headAt || !isRead(line)) continue;
    const read = readLine(line, columns);
    if (typeof read === 'string') bad.push({ line: index + 1, why: read });
    else entries.push({ line: index + 1, ...read });
    if (bad.length === WRONG_SHOWN_MAX) break;
  }
  if (bad.length > 0) return { kind: 'wrong', lines: bad };
  if (entries.length === 0) return wrong(headAt + 1, 'There is no hash in this file.');
  return { kind: 'list', entries };
}

const isRead = (line: string): boolean => line.trim() !== '' && !line.startsWith('#');

function wrong(line: number, why: string): ParsedList {
  return { kind: 'wrong', lines: [{ line: Math.max(1, line), why }] };
}

function readLine(
  line: string,
  columns: { hash: number; kind: number; reason: number },
): Omit<ListEntry, 'line'> | string {
  const fields = fieldsOf(line);
  if (fields === undefined) return 'The quotes do not close.';
  const named = (fields[columns.kind] ?? '').trim().toLowerCase() || 'pdq';
  const kind = HASH_KINDS.find((one) => one === named);
  if (kind === undefined) return `The kind is one of ${HASH_KINDS.join(', ')}.`;
  const hex = (fields[columns.hash] ?? '').trim();
  const why = badHash(kind, hex);
  if (why !== undefined) return why;
  const reason = (fields[columns.reason] ?? '').trim();
  if (reason.length > REASON_MAX) return `A reason has at most ${REASON_MAX} letters.`;
  return { kind, hash: Buffer.from(hex, 'hex'), reason };
}

function badHash(kind: HashKind, hex: string): string | undefined {
  if (!/^(?:[0-9a-fA-F]{2})*$/u.test(hex)) return 'A hash is hexadecimal digits.';
  if (kind !== 'chromaprint') return hex.length === 64 ? undefined : 'A hash has 64 digits.';
  const words = hex.length / 8;
  const { min, max } = SOUND_WORDS;
  return Number.isInteger(words) && words >= min && words <= max
    ? undefined
    : `A sound has ${min} to ${max} words of 8 digits.`;
}

/** @returns undefined where quotes do not close. */
function fieldsOf(line: string): string[] | undefined {
  const fields: string[] = [];
  const field = /\s*(?:"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/uy;
  for (;;) {
    const found = field.exec(line);
    if (found === null) return undefined;
    fields.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === '') return fields;
  }
}
