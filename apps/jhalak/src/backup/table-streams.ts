// Rows of a table into a compressed file and back, streamed: memory stays the same however large the table is.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { messageOf } from '@jhalak/kernel';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { BackupRefused } from './backup-format.ts';
import { hashFile, writeHashed } from './hashed-files.ts';
import type { LongTransaction } from './long-transaction.ts';

/** What one file of rows holds. */
export interface CopiedRows {
  rows: number;
  /** Before compression. */
  bytes: number;
  /** Of the compressed file. */
  sha256: string;
  fileBytes: number;
}

/** Told how many bytes of rows came or went. */
type OnBytes = (bytes: number) => void;

/** @param what a table with its columns, or a query in brackets. */
export async function copyOut(
  tx: LongTransaction,
  what: string,
  path: string,
  options: { signal: AbortSignal; onBytes: OnBytes },
): Promise<CopiedRows> {
  const source = tx.connection.query(copyTo(`COPY ${what} TO STDOUT`));
  const meter = new Meter(options.onBytes);
  const file = await pipeline(
    source,
    meter,
    createZstdCompress(),
    (chunks: AsyncIterable<Uint8Array>) => writeHashed(path, chunks),
    { signal: options.signal },
  );
  // The server says how many there were after the last row; the next answer comes behind that.
  await tx.query({ name: 'backup.copied', text: 'SELECT 1' });
  return { rows: source.rowCount, bytes: meter.bytes, sha256: file.sha256, fileBytes: file.bytes };
}

/**
 * Reads rows back in.
 *
 * @param expected what the manifest says of the file.
 * @throws BackupRefused when the file is not what the manifest says; the transaction must then be given up.
 */
export async function copyIn(
  tx: LongTransaction,
  what: string,
  path: string,
  expected: { name: string; rows: number; sha256: string },
  options: { signal: AbortSignal; onBytes: OnBytes },
): Promise<void> {
  const target = tx.connection.query(copyFrom(`COPY ${what} FROM STDIN`));
  const meter = new Meter(options.onBytes);
  const digest = new Digest();
  try {
    await pipeline(createReadStream(path), digest, createZstdDecompress(), meter, target, {
      signal: options.signal,
    });
  } catch (cause) {
    if (options.signal.aborted) throw cause;
    // A damaged file can fail in the decompressor or as rows that the database does not take.
    await checkDigest(path, expected, options.signal);
    throw new BackupRefused(
      `the database does not take the rows of ${expected.name}: ${messageOf(cause)}.`,
      cause,
    );
  }
  if (digest.hex() !== expected.sha256) throw wasChanged(expected.name);
  if (target.rowCount !== expected.rows) {
    throw new BackupRefused(
      `${expected.name} should have ${expected.rows} rows and has ${target.rowCount}.`,
    );
  }
}

async function checkDigest(
  path: string,
  expected: { name: string; sha256: string },
  signal: AbortSignal,
): Promise<void> {
  const { sha256 } = await hashFile(path, signal);
  if (sha256 !== expected.sha256) throw wasChanged(expected.name);
}

function wasChanged(name: string): BackupRefused {
  return new BackupRefused(`the file with the rows of ${name} was changed.`);
}

/** Counts what passes. */
class Meter extends Transform {
  bytes = 0;
  readonly #onBytes: OnBytes;

  constructor(onBytes: OnBytes) {
    super();
    this.#onBytes = onBytes;
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.bytes += chunk.length;
    this.#onBytes(chunk.length);
    done(null, chunk);
  }
}

/** Hashes what passes. */
class Digest extends Transform {
  readonly #hash = createHash('sha256');

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    this.#hash.update(chunk);
    done(null, chunk);
  }

  hex(): string {
    return this.#hash.digest('hex');
  }
}
