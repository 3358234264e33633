// Rows of a table as a stream: NDJSON in zstd. Memory is one line and one block, whatever the table's size.

import { pipeline, Readable, type Transform } from 'node:stream';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { PackageError } from './errors.ts';
import type { Row, RowCheck } from './table-schema.ts';

/** A row of ours stays under 1 MB; a line without end is an attack on memory. */
const LINE_BYTES_MAX = 8_000_000;
/** Text that is gathered before it is compressed. */
const BLOCK_CHARACTERS = 65_536;
/** 8 MB: what a reader gives a stranger's stream at most. Our own level needs 2 MB. */
const WINDOW_LOG_MAX = 23;
const LEVEL = 3;
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
 * @param blocks text of one JSON object a line, cut anywhere; the last line has its end. @param count raised as lines go by.
 */
export function compressLines(
  blocks: AsyncIterable<Uint8Array>,
  count: RowCount,
): AsyncGenerator<Buffer> {
  return through(countedLines(blocks, count), compressor());
}

function compressor(): Transform {
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = constants;
  const params = { [ZSTD_c_compressionLevel]: LEVEL, [ZSTD_c_checksumFlag]: 1 };
  return createZstdCompress({ params });
}

async function* countedLines(
  blocks: AsyncIterable<Uint8Array>,
  count: RowCount,
): AsyncGenerator<Uint8Array> {
  let last = NEWLINE;
  for await (const block of blocks) {
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
  const params = { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX };
  let count = 0;
  for await (const line of linesOf(through(source, createZstdDecompress({ params })))) {
    count += 1;
    // A few kilobytes can hold rows for hours: no more are read than were promised.
    if (count > rowCount) throw new PackageError('part.rows', 'There are more rows than said.');
    const row = parseRow(line);
    if (!check(row))
      throw new PackageError('part.row', 'A row does not fit its table.', `row ${count}`);
    yield row;
  }
  if (count !== rowCount) throw new PackageError('part.rows', 'There are fewer rows than said.');
}

function parseRow(line: Buffer): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    // No JSON fits no table.
    return undefined;
  }
}

/** @returns lines without their ends; the last one must have one. @throws PackageError `part.line`. */
async function* linesOf(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  for await (const block of blocks) {
    let from = 0;
    for (let to = block.indexOf(NEWLINE); to >= 0; to = block.indexOf(NEWLINE, from)) {
      const piece = block.subarray(from, to);
      yield held.length === 0 ? piece : Buffer.concat([...held, piece]);
      held = [];
      heldBytes = 0;
      from = to + 1;
    }
    if (from === block.length) continue;
    held.push(block.subarray(from));
    heldBytes += block.length - from;
    if (heldBytes > LINE_BYTES_MAX) throw new PackageError('part.line', 'A line is too long.');
  }
  if (held.length > 0) throw new PackageError('part.line', 'The last line has no end.');
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
