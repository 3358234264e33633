// Says of a row's line, byte by byte and without making anything of it, that it fits its table: as our own packages spell rows, columns
// in their order and no white space. What it does not say yes to may still fit, in another spelling: then JSON itself is asked. It
// never says yes to a line that JSON and the table's schema would refuse.

import type { ColumnType, TableColumn } from './table-schema.ts';

/** A line of a block. */
export interface Line {
  bytes: Uint8Array;
  from: number;
  /** Behind its last byte; the newline is not in it. */
  to: number;
}

/** Deeper JSON is left to JSON's own parser. */
const DEPTH_MAX = 32;
/** Whatever has so few digits is exact in a double. */
const DIGITS_EXACT = 15;
/** A number without an exponent and with fewer digits than this is finite. */
const DIGITS_FINITE = 300;
const BIGINT_DIGITS = 19;
/** No place in a line. */
const NO = -1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const EQUALS = 0x3d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const FIRST_PRINTED = 0x20;
const BYTE_VALUES = 256;

const WORDS = {
  true: ascii('true'),
  false: ascii('false'),
  null: ascii('null'),
} as const;
const ESCAPED = tableOf('"\\/bfnrt');
const HEXADECIMAL = tableOf('0123456789abcdefABCDEF');
const BASE64 = tableOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');

/** @returns where the value that begins at `at` ends; NO for none of this type. */
type Scan = (bytes: Uint8Array, at: number, to: number) => number;

const SCANS: Readonly<Record<ColumnType, Scan>> = {
  text: scanString,
  integer: scanInteger,
  bigint: scanBigint,
  number: (bytes, at, to) => scanNumber(bytes, at, to, false),
  boolean: (bytes, at, to) => either(bytes, at, to, WORDS.true, WORDS.false),
  bytes: scanBase64,
  json: (bytes, at, to) => scanJson(bytes, at, to, 0),
};

interface ScannedColumn {
  /** `{"id":` or `,"name":`. */
  before: Uint8Array;
  scan: Scan;
  isNullable: boolean;
}

/** @returns a scanner of a table's lines. Cost of a line: about a nanosecond a byte; nothing is allocated. */
export function lineScanner(columns: readonly TableColumn[]): (line: Line) => boolean {
  const scanned: ScannedColumn[] = columns.map(({ name, type, isNullable }, nth) => ({
    before: ascii(`${nth === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    scan: SCANS[type],
    isNullable,
  }));
  return ({ bytes, from, to }) => {
    let at = from;
    for (const { before, scan, isNullable } of scanned) {
      const value = pass(bytes, at, to, before);
      if (value === NO) return false;
      at = scan(bytes, value, to);
      if (at === NO && isNullable) at = pass(bytes, value, to, WORDS.null);
      if (at === NO) return false;
    }
    return at === to - 1 && bytes[at] === CLOSE_OBJECT;
  };
}

function pass(bytes: Uint8Array, at: number, to: number, text: Uint8Array): number {
  const end = at + text.length;
  if (end > to) return NO;
  for (let nth = 0; nth < text.length; nth += 1) if (bytes[at + nth] !== text[nth]) return NO;
  return end;
}

function either(
  bytes: Uint8Array,
  at: number,
  to: number,
  one: Uint8Array,
  other: Uint8Array,
): number {
  const end = pass(bytes, at, to, one);
  return end === NO ? pass(bytes, at, to, other) : end;
}

function scanString(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to || bytes[from] !== QUOTE) return NO;
  let at = from + 1;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < FIRST_PRINTED) return NO;
    at = byte === BACKSLASH ? escapeEnd(bytes, at, to) : at + 1;
    if (at === NO) return NO;
  }
  return NO;
}

function escapeEnd(bytes: Uint8Array, at: number, to: number): number {
  const kind = bytes[at + 1] ?? 0;
  if (ESCAPED[kind] === 1) return at + 2;
  if (kind !== 0x75 || at + 6 > to) return NO;
  for (let nth = at + 2; nth < at + 6; nth += 1) if (HEXADECIMAL[bytes[nth] ?? 0] !== 1) return NO;
  return at + 6;
}

/** @returns behind the last of some digits, which begin with no zero that stands for nothing; NO for none, or more than `most`. */
function digitsEnd(bytes: Uint8Array, from: number, to: number, most: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at] ?? 0)) at += 1;
  const count = at - from;
  if (count === 0 || count > most || (count > 1 && bytes[from] === ZERO)) return NO;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function scanInteger(bytes: Uint8Array, from: number, to: number): number {
  const digits = bytes[from] === MINUS ? from + 1 : from;
  const end = digitsEnd(bytes, digits, to, DIGITS_EXACT);
  return end === NO || isNumberOn(bytes[end] ?? 0) ? NO : end;
}

/** A fraction or an exponent begins. */
function isNumberOn(byte: number): boolean {
  return byte === DOT || byte === 0x65 || byte === 0x45;
}

function scanBigint(bytes: Uint8Array, from: number, to: number): number {
  if (bytes[from] !== QUOTE) return NO;
  const digits = bytes[from + 1] === MINUS ? from + 2 : from + 1;
  const end = digitsEnd(bytes, digits, to, BIGINT_DIGITS);
  return end !== NO && end < to && bytes[end] === QUOTE ? end + 1 : NO;
}

/** @param isAny whether an exponent may make it infinite. */
function scanNumber(bytes: Uint8Array, from: number, to: number, isAny: boolean): number {
  const digits = bytes[from] === MINUS ? from + 1 : from;
  let at = digitsEnd(bytes, digits, to, DIGITS_FINITE);
  if (at !== NO && at < to && bytes[at] === DOT) at = someDigitsEnd(bytes, at + 1, to);
  if (at === NO || at >= to || (bytes[at] !== 0x65 && bytes[at] !== 0x45)) return at;
  if (!isAny) return NO;
  const sign = bytes[at + 1] ?? 0;
  return someDigitsEnd(bytes, sign === PLUS || sign === MINUS ? at + 2 : at + 1, to);
}

function someDigitsEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isDigit(bytes[at] ?? 0)) at += 1;
  return at === from ? NO : at;
}

function scanBase64(bytes: Uint8Array, from: number, to: number): number {
  if (from >= to || bytes[from] !== QUOTE) return NO;
  let at = from + 1;
  while (at < to && BASE64[bytes[at] ?? 0] === 1) at += 1;
  for (let padding = 0; padding < 2 && at < to && bytes[at] === EQUALS; padding += 1) at += 1;
  return at < to && bytes[at] === QUOTE ? at + 1 : NO;
}

function scanJson(bytes: Uint8Array, at: number, to: number, depth: number): number {
  switch (bytes[at]) {
    case QUOTE:
      return scanString(bytes, at, to);
    case OPEN_OBJECT:
      return scanMembers(bytes, at, to, depth, CLOSE_OBJECT);
    case OPEN_LIST:
      return scanMembers(bytes, at, to, depth, CLOSE_LIST);
    case 0x74:
    case 0x66:
      return either(bytes, at, to, WORDS.true, WORDS.false);
    case 0x6e:
      return pass(bytes, at, to, WORDS.null);
    default:
      return scanNumber(bytes, at, to, true);
  }
}

/** PostgreSQL writes a space behind commas and colons of jsonb. */
function behindSpace(bytes: Uint8Array, at: number): number {
  return bytes[at] === FIRST_PRINTED ? at + 1 : at;
}

function scanMembers(
  bytes: Uint8Array,
  from: number,
  to: number,
  depth: number,
  close: typeof CLOSE_OBJECT | typeof CLOSE_LIST,
): number {
  if (depth >= DEPTH_MAX) return NO;
  if (from + 1 < to && bytes[from + 1] === close) return from + 2;
  let at = from + 1;
  while (at < to) {
    at = close === CLOSE_OBJECT ? nameEnd(bytes, at, to) : at;
    if (at === NO) return NO;
    at = scanJson(bytes, at, to, depth + 1);
    if (at === NO || at >= to) return NO;
    if (bytes[at] === close) return at + 1;
    if (bytes[at] !== COMMA) return NO;
    at = behindSpace(bytes, at + 1);
  }
  return NO;
}

function nameEnd(bytes: Uint8Array, at: number, to: number): number {
  const end = scanString(bytes, at, to);
  return end !== NO && end < to && bytes[end] === COLON ? behindSpace(bytes, end + 1) : NO;
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(BYTE_VALUES);
  for (const byte of ascii(characters)) table[byte] = 1;
  return table;
}
