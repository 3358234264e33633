// The format of what an auditor takes away: lines of JSON, and a last line with a signed note that names the digest of
// all lines before it and of every part. docs/operations/border-console.md describes it for people.

import { createHash, type Hash } from 'node:crypto';
import { AUDIT_EXPORT_FORMAT } from '@jhalak/contracts/audit';

/** First line: whose it is, and under which checkpoint of the public log. */
export interface ExportHead {
  format: typeof AUDIT_EXPORT_FORMAT;
  cell: string;
  region: string;
  ownerEpoch: number;
  atMs: number;
  /** The log's key; its checkpoint below is signed with it. */
  vkey: string;
  checkpoint: string;
  /** Parts that the caller's roles do not open. */
  leftOut: readonly string[];
}

/** The part that holds the log's leaves, the oldest first, each exactly as it is hashed. */
export const LOG_PART = 'log';
/** Before a leaf on its line, and after it. */
export const ROW_START = '{"row":';
export const ROW_END = '}';

export interface PartDigest {
  name: string;
  rows: number;
  /** Over the part's rows, each with its newline. */
  sha256: string;
}

/** @returns the text that is signed. */
export function signedText(of: {
  keyName: string;
  atMs: number;
  lines: number;
  sha256: string;
  parts: readonly PartDigest[];
}): string {
  return [
    of.keyName,
    AUDIT_EXPORT_FORMAT,
    `at ${new Date(of.atMs).toISOString()}`,
    `lines ${of.lines} sha256 ${of.sha256}`,
    ...of.parts.map(({ name, rows, sha256 }) => `part ${name} rows ${rows} sha256 ${sha256}`),
    '',
  ].join('\n');
}

/** Counts and hashes lines as they go by; used by who writes and by who verifies. Cost: no memory but the parts' names. */
export class ExportDigest {
  readonly #all = createHash('sha256');
  readonly #parts: PartDigest[] = [];
  #part: { name: string; rows: number; hash: Hash } | undefined;
  #lines = 0;

  get lines(): number {
    return this.#lines;
  }

  get rows(): number {
    return this.#parts.reduce((sum, { rows }) => sum + rows, 0);
  }

  /** @param line with its newline. */
  add(line: string | Uint8Array): void {
    this.#all.update(line);
    this.#lines += 1;
  }

  begin(name: string): void {
    this.#close();
    this.#part = { name, rows: 0, hash: createHash('sha256') };
  }

  /** @param line with its newline. */
  row(line: string | Uint8Array): void {
    if (this.#part === undefined) throw new Error('a row stands in a part');
    this.#part.hash.update(line);
    this.#part.rows += 1;
  }

  /** Call once, at the end. */
  finish(): { lines: number; sha256: string; parts: readonly PartDigest[] } {
    this.#close();
    return { lines: this.#lines, sha256: this.#all.digest('hex'), parts: this.#parts };
  }

  #close(): void {
    const part = this.#part;
    if (part === undefined) return;
    this.#parts.push({ name: part.name, rows: part.rows, sha256: part.hash.digest('hex') });
    this.#part = undefined;
  }
}
