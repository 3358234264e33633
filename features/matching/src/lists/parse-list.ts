// Lists of content that may not be published, as they are handed on: CSV with a head, one hash a line. Pure.

import { HASH_KINDS, type HashKind, type ListFault } from '@jhalak/contracts/matching';

export interface ListEntry {
  /** In the file, counted from 1, the head among them. */
  line: number;
  kind: HashKind;
  hash: Buffer;
  /** In the list's own words. */
  reason: string;
}

export interface ListLineFault {
  line: number;
  fault: ListFault;
}

/** What of a file can be taken, and what not; of a file with a bad line nothing is taken. */
export interface ParsedList {
  entries: ListEntry[];
  /** How many lines are wrong. */
  refused: number;
  /** The first of them. */
  lines: ListLineFault[];
}

/** More lines belong into several lists; all of them are held in memory. */
export const LIST_LINES_MAX = 200_000;
const WRONG_SHOWN_MAX = 20;
const REASON_MAX = 200;
/** Three seconds to ten minutes of sound. */
const SOUND_WORDS = { min: 24, max: 5_000 };
const FAULTS: Readonly<Record<ListFault, string>> = {
  length: `A list has at most ${LIST_LINES_MAX} lines: cut it into several.`,
  columns: 'The first line names the columns; one is called "hash".',
  quotes: 'The quotes do not close.',
  kind: `The kind is one of ${HASH_KINDS.join(', ')}.`,
  hash: 'A hash has 64 hexadecimal digits.',
  sound: `A sound has ${SOUND_WORDS.min} to ${SOUND_WORDS.max} words of 8 hexadecimal digits.`,
  reason: `A reason has at most ${REASON_MAX} letters.`,
  empty: 'There is no hash in this file.',
};

/**
 * Columns by name, in any order: `hash`; `kind` (absent: pdq); `reason` (absent: empty). Others, as `list` or `quality`, are not
 * read. Quotes as in RFC 4180; lines that are empty, or begin with `#`, are passed over.
 */
export function parseList(text: string): ParsedList {
  const lines = text.replace(/^\uFEFF/u, '').split(/\r?\n/u);
  if (lines.length > LIST_LINES_MAX + 2) return nothing(lines.length, 'length');
  const headAt = lines.findIndex(isRead);
  const head = fieldsOf(lines[headAt] ?? '')?.map((name) => name.trim().toLowerCase()) ?? [];
  const columns = {
    hash: head.indexOf('hash'),
    kind: head.indexOf('kind'),
    reason: head.indexOf('reason'),
  };
  if (columns.hash < 0) return nothing(headAt + 1, 'columns');
  const parsed: ParsedList = { entries: [], refused: 0, lines: [] };
  for (const [index, line] of lines.entries()) {
    if (index <= headAt || !isRead(line)) continue;
    const read = readLine(line, columns);
    if (typeof read !== 'string') parsed.entries.push({ line: index + 1, ...read });
    else if ((parsed.refused += 1) <= WRONG_SHOWN_MAX)
      parsed.lines.push({ line: index + 1, fault: read });
  }
  if (parsed.entries.length + parsed.refused === 0) return nothing(headAt + 1, 'empty');
  return parsed;
}

/** @returns what to do about a line, for who reads the API's answer. */
export function faultText({ line, fault }: ListLineFault): string {
  return `Line ${line}: ${FAULTS[fault]}`;
}

const isRead = (line: string): boolean => line.trim() !== '' && !line.startsWith('#');

function nothing(line: number, fault: ListFault): ParsedList {
  return { entries: [], refused: 1, lines: [{ line: Math.max(1, line), fault }] };
}

function readLine(
  line: string,
  columns: { hash: number; kind: number; reason: number },
): Omit<ListEntry, 'line'> | ListFault {
  const fields = fieldsOf(line);
  if (fields === undefined) return 'quotes';
  const named = (fields[columns.kind] ?? '').trim().toLowerCase() || 'pdq';
  const kind = HASH_KINDS.find((one) => one === named);
  if (kind === undefined) return 'kind';
  const hex = (fields[columns.hash] ?? '').trim();
  const fault = badHash(kind, hex);
  if (fault !== undefined) return fault;
  const reason = (fields[columns.reason] ?? '').trim();
  if (reason.length > REASON_MAX) return 'reason';
  return { kind, hash: Buffer.from(hex, 'hex'), reason };
}

function badHash(kind: HashKind, hex: string): ListFault | undefined {
  const isHex = /^(?:[0-9a-fA-F]{2})*$/u.test(hex);
  if (kind !== 'chromaprint') return isHex && hex.length === 64 ? undefined : 'hash';
  const words = hex.length / 8;
  const { min, max } = SOUND_WORDS;
  return isHex && Number.isInteger(words) && words >= min && words <= max ? undefined : 'sound';
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
