// Checks an export with nothing but its bytes and a key: every byte counts. Needs no cell, no database and no network.

import { AUDIT_EXPORT_FORMAT } from '@jhalak/contracts/audit';
import {
  noteText,
  openCheckpoint,
  parseNote,
  parseVkey,
  sameBytes,
  TlogError,
  TreeEdge,
  utf8,
  verifyNote,
  type Checkpoint,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import {
  ExportDigest,
  LOG_PART,
  ROW_END,
  ROW_START,
  signedText,
  type ExportHead,
  type PartDigest,
} from './export-text.ts';

/** An entry has 4 kB at most, a page of another list some 100 kB; what has no end of line is no export. */
const LINE_BYTES_MAX = 16 * 1_024 * 1_024;
const NEWLINE = 0x0a;

/** Something of the export does not hold. The sentence says what. */
export class ExportRefused extends Error {}

export interface VerifiedExport {
  head: ExportHead;
  parts: readonly PartDigest[];
  /** Entries of the public log in it: all that are under its checkpoint. */
  logEntries: number;
}

/**
 * @param bytes of the file, in pieces of any size. @param vkey of the cell's exports, as GET /v1/border says.
 * @throws ExportRefused. Cost: one pass; a line in memory.
 */
export async function verifyExport(
  bytes: AsyncIterable<Uint8Array>,
  vkey: string,
): Promise<VerifiedExport> {
  try {
    const reading = new Reading(vkey);
    for await (const line of linesOf(bytes)) reading.line(line);
    return reading.end();
  } catch (error) {
    if (error instanceof TlogError) throw new ExportRefused(error.message, { cause: error });
    throw error;
  }
}

class Reading {
  readonly #vkey: string;
  readonly #digest = new ExportDigest();
  readonly #tree = new TreeEdge(nodeCrypto.sha256);
  #head: ExportHead | undefined;
  #part: string | undefined;
  #done: Omit<VerifiedExport, 'head'> | undefined;

  constructor(vkey: string) {
    this.#vkey = vkey;
  }

  /** @param line with its newline. */
  line(line: Buffer): void {
    if (this.#done !== undefined) throw new ExportRefused('There are lines behind the signature.');
    const text = line.toString('utf8', 0, line.length - 1);
    // Bytes that are no UTF-8 would be read as something else than what was hashed.
    if (Buffer.byteLength(text) !== line.length - 1)
      throw new ExportRefused('A line of this file is not text.');
    if (this.#head === undefined) this.#first(line, text);
    else if (text.startsWith(ROW_START)) this.#row(line, text);
    else this.#other(line, text);
  }

  end(): VerifiedExport {
    if (this.#head === undefined || this.#done === undefined)
      throw new ExportRefused('The file ends before its signature: a part of it was lost.');
    return { head: this.#head, ...this.#done };
  }

  #first(line: Buffer, text: string): void {
    const head = parsed(text) as Partial<ExportHead>;
    if (head.format !== AUDIT_EXPORT_FORMAT)
      throw new ExportRefused(`This is no ${AUDIT_EXPORT_FORMAT}.`);
    this.#head = head as ExportHead;
    this.#digest.add(line);
  }

  #row(line: Buffer, text: string): void {
    if (this.#part === undefined) throw new ExportRefused('A row stands in no part.');
    this.#digest.add(line);
    this.#digest.row(line);
    if (this.#part === LOG_PART)
      this.#tree.add(utf8(text.slice(ROW_START.length, text.length - ROW_END.length)));
  }

  #other(line: Buffer, text: string): void {
    const { part, note } = parsed(text) as { part?: unknown; note?: unknown };
    if (typeof part === 'string') {
      this.#digest.add(line);
      this.#digest.begin(part);
      this.#part = part;
    } else if (typeof note === 'string') this.#signature(text, note);
    else
      throw new ExportRefused('A line of this file is neither a part, nor a row, nor a signature.');
  }

  #signature(line: string, text: string): void {
    const head = this.#head;
    if (head === undefined) throw new ExportRefused('A signature stands before everything.');
    const key = parseVkey(nodeCrypto.sha256, this.#vkey);
    const note = parseNote(utf8(text));
    // One text for one meaning: nothing can be added to the line that is not signed.
    if (note.signatures.length !== 1 || JSON.stringify({ note: noteText(note) }) !== line)
      throw new ExportRefused('The last line is not written as an export writes it.');
    verifyNote(nodeCrypto, note, [key]);
    const done = this.#digest.finish();
    if (signedText({ keyName: key.name, atMs: head.atMs, ...done }) !== note.text)
      throw new ExportRefused('What was signed is not what stands in the file: it was changed.');
    if (key.name !== `jhalak/${head.cell}/audit`)
      throw new ExportRefused('The export names another cell than the key.');
    const { size } = this.#log(head);
    this.#done = { parts: done.parts, logEntries: Number(size) };
  }

  // The entries in the file are the log's, all of them, in its order.
  #log(head: ExportHead): Checkpoint {
    const log = parseVkey(nodeCrypto.sha256, head.vkey);
    const checkpoint = openCheckpoint(nodeCrypto, utf8(head.checkpoint), { log, witnesses: [] });
    if (
      checkpoint.size !== this.#tree.size ||
      !sameBytes(checkpoint.root, this.#tree.root()) ||
      checkpoint.origin !== `jhalak/${head.cell}`
    )
      throw new ExportRefused('The entries in the file are not the ones under its checkpoint.');
    return checkpoint;
  }
}

function parsed(text: string): object {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null) return json;
  } catch {
    // Said below, for both.
  }
  throw new ExportRefused('A line of this file is no JSON.');
}

/** Gives lines with their newline. @throws ExportRefused for a line that is too long, or a last one without its end. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const piece of bytes) {
    rest = Buffer.concat([rest, piece]);
    let from = 0;
    for (let at = rest.indexOf(NEWLINE); at >= 0; at = rest.indexOf(NEWLINE, from)) {
      yield rest.subarray(from, at + 1);
      from = at + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > LINE_BYTES_MAX) throw new ExportRefused('A line of this file has no end.');
  }
  if (rest.length > 0) throw new ExportRefused('The file ends in the middle of a line.');
}
