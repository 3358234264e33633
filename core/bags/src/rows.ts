// Rows of a table as a stream: NDJSON in zstd. Memory is one line and one block, whatever the table's size.

import { pipeline, Readable, type Transform } from 'node:stream';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { PackageError } from './errors.ts';
import type { Pace } from './pace.ts';
import type { Line } from './line-scanner.ts';
import { parsedLine, type LineCheck, type Row, type RowCheck } from './table-schema.ts';

/** A row of ours stays under 1 MB; a line without end is an attack on memory. */
const LINE_BYTES_MAX = 8_000_000;
/** Text that is gathered before it is compressed. */
const BLOCK_CHARACTERS = 65_536;
/** 8 MB: what a reader gives a stranger's stream at most. Our own level needs 2 MB. */
const WINDOW_LOG_MAX = 23;
const LEVEL = 3;
/** Given out at once when rows are opened: some hundreds of them. */
const PLAIN_BYTES = 262_144;
const NEWLINE = 0x0a;

/** How many rows went by. */
export interface RowCount {
  rows: number;
}

/**
 * @param check what every row must fit. @param count raised as rows go by.
 * @throws PackageError `part.row` for a row that does not fit its table, `part.line` for one that is too long.
 */
export function compressRows(
  rows: AsyncIterable<Row>,
  check: RowCheck,
  count: RowCount,
): AsyncGenerator<Buffer> {
  return through(linesOfRows(rows, check, count), compressor());
}

/**
 * Lines that are spelled already, as a database can spell them in a tenth of the time; whoever verifies the package looks at
 * each.
 *
 * @param blocks text of one JSON object a line, cut anywhere; the last line has its end. @param count raised as lines go by. @param pace
 * holds the database back: its work is by the text, not by what is left of it.
 */
export function compressLines(
  blocks: AsyncIterable<Uint8Array>,
  count: RowCount,
  pace: Pick<Pace, 'hold'>,
): AsyncGenerator<Buffer> {
  return through(countedLines(blocks, count, pace), compressor());
}

function compressor(): Transform {
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = constants;
  const params = { [ZSTD_c_compressionLevel]: LEVEL, [ZSTD_c_checksumFlag]: 1 };
  return createZstdCompress({ params });
}

async function* countedLines(
  blocks: AsyncIterable<Uint8Array>,
  count: RowCount,
  pace: Pick<Pace, 'hold'>,
): AsyncGenerator<Uint8Array> {
  let last = NEWLINE;
  for await (const block of blocks) {
    await pace.hold(block.length);
    for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1))
      count.rows += 1;
    last = block.at(-1) ?? last;
    yield block;
  }
  if (last !== NEWLINE) throw new PackageError('part.line', 'The last line has no end.');
}

async function* linesOfRows(
  rows: AsyncIterable<Row>,
  check: RowCheck,
  count: RowCount,
): AsyncGenerator<Buffer> {
  let text = '';
  for await (const row of rows) {
    count.rows += 1;
    if (!check(row))
      throw new PackageError('part.row', 'A row does not fit its table.', `row ${count.rows}`);
    const line = `${JSON.stringify(row)}\n`;
    if (line.length > LINE_BYTES_MAX / 3 && Buffer.byteLength(line) > LINE_BYTES_MAX)
      throw new PackageError('part.line', 'A row is too long.', `row ${count.rows}`);
    text += line;
    if (text.length < BLOCK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/**
 * @param rowCount how many there must be.
 * @returns rows as they stand there. What was given out is believed only when the stream has ended.
 * @throws PackageError `part.compression`, `part.line`, `part.row`, `part.rows`.
 */
export async function* readRows(
  source: AsyncIterable<Uint8Array>,
  check: RowCheck,
  rowCount: number,
): AsyncGenerator<Row> {
  let count = 0;
  for await (const lines of linesOf(source)) {
    for (const line of lines) {
      count = oneMore(count, rowCount);
      const row = parsedLine(line);
      if (!check(row)) throw wrongRow(count);
      yield row;
    }
  }
  mustBeAll(count, rowCount);
}

/**
 * Looks at every row and gives none out.
 *
 * @param rowCount how many there must be. @throws PackageError as `readRows`. Cost: a third of reading them.
 */
export async function lookAtRows(
  source: AsyncIterable<Uint8Array>,
  fits: LineCheck,
  rowCount: number,
): Promise<void> {
  let count = 0;
  for await (const lines of linesOf(source)) {
    for (const line of lines) {
      count = oneMore(count, rowCount);
      if (!fits(line)) throw wrongRow(count);
    }
  }
  mustBeAll(count, rowCount);
}

/** A few kilobytes can hold rows for hours: no more are read than were promised. */
function oneMore(count: number, rowCount: number): number {
  if (count >= rowCount) throw new PackageError('part.rows', 'There are more rows than said.');
  return count + 1;
}

function mustBeAll(count: number, rowCount: number): void {
  if (count !== rowCount) throw new PackageError('part.rows', 'There are fewer rows than said.');
}

function wrongRow(count: number): PackageError {
  return new PackageError('part.row', 'A row does not fit its table.', `row ${count}`);
}

/** @returns block by block the lines that end in it, without their ends; the last one must have one. @throws PackageError `part.line`. */
async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Iterable<Line>> {
  const params = { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX };
  const opened = createZstdDecompress({ params, chunkSize: PLAIN_BYTES });
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const block of through(source, opened)) {
    const last = block.lastIndexOf(NEWLINE);
    if (last >= 0) {
      const first = block.indexOf(NEWLINE) + 1;
      // The line that began in blocks before is made one.
      const bytes = Buffer.concat([...held, block.subarray(0, first)]);
      if (bytes.length > LINE_BYTES_MAX + 1) throw tooLong();
      yield [{ bytes, from: 0, to: bytes.length - 1 }];
      if (first <= last) yield linesIn(block, first, last);
      held = [];
      heldBytes = 0;
    }
    if (last + 1 === block.length) continue;
    held.push(block.subarray(last + 1));
    heldBytes += block.length - last - 1;
    if (heldBytes > LINE_BYTES_MAX) throw tooLong();
  }
  if (held.length > 0) throw new PackageError('part.line', 'The last line has no end.');
}

function* linesIn(bytes: Buffer, first: number, last: number): Generator<Line> {
  for (let from = first; from <= last;) {
    const to = bytes.indexOf(NEWLINE, from);
    yield { bytes, from, to };
    from = to + 1;
  }
}

function tooLong(): PackageError {
  return new PackageError('part.line', 'A line is too long.');
}

/** Faults of ours pass as they are; those of zlib become one. */
async function* through(
  source: AsyncIterable<Uint8Array>,
  transform: Transform,
): AsyncGenerator<Buffer> {
  // The transform itself carries what went wrong to whoever reads it.
  pipeline(Readable.from(source, { objectMode: false }), transform, () => undefined);
  try {
    for await (const block of transform as AsyncIterable<Buffer>) yield block;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!/^(Z_|ZSTD_)/.test(code)) throw cause;
    throw new PackageError('part.compression', 'The rows do not decompress.', '', cause);
  }
}
