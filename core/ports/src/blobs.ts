// Files by key. Bytes are written once under a key and never changed; the digest is computed on the way in.

import type { Readable } from 'node:stream';

/** What is known of a stored blob. */
export interface BlobInfo {
  key: string;
  bytes: number;
  /** Lower-case hexadecimal SHA-256 of the content. */
  sha256: string;
}

/** A store of immutable files. A key is 2 to 6 parts of [A-Za-z0-9._-] joined by `/`. */
export interface Blobs {
  /** Copies a local file in. Durable (file and folder synced) when it returns; a half-written blob is never visible. */
  putFile(key: string, path: string): Promise<BlobInfo>;
  putBytes(key: string, bytes: Uint8Array): Promise<BlobInfo>;
  /** As `putFile`, from whatever comes; when the source throws nothing is put. Memory: a block of the source. */
  putStream(key: string, source: AsyncIterable<Uint8Array>): Promise<BlobInfo>;
  /**
   * @returns its size, a mark that is another one whenever it was put again, and since when it is there (of a store that was
   *   restored: since then at the latest); undefined when there is none.
   */
  stat(key: string): Promise<{ bytes: number; mark: string; storedAtMs: number } | undefined>;
  /**
   * Opens for reading.
   *
   * @param range first and last byte, inclusive.
   * @returns undefined when there is none.
   */
  open(key: string, range?: { start: number; end: number }): Promise<Readable | undefined>;
  read(key: string): Promise<Buffer | undefined>;
  /** Brings the blob to a local path (a hard link or copy). @returns false when there is none. */
  copyTo(key: string, path: string): Promise<boolean>;
  /** Deletes; idempotent. @param mark deletes it only while it is the one that `stat` told of. */
  delete(key: string, mark?: string): Promise<void>;
  /** Every key that begins with the prefix, in order, streamed. */
  list(prefix: string): AsyncIterable<string>;
}

/** Where a blob lies: `both` while it is being moved, and after a move that was killed. */
export type BlobPlace = 'hot' | 'cold' | 'both';

/** A second, slower place of the same store. Whoever reads sees no difference but time. */
export interface BlobTiers {
  /** @returns undefined when there is none. */
  placeOf(key: string): Promise<BlobPlace | undefined>;
  /**
   * Moves a blob to the slow place: its bytes are durable there before they go here. Idempotent; killed anywhere, the blob is in
   * one of the places or both.
   *
   * @returns `moved`; `there` when it was already; `gone` when it was deleted meanwhile, and then a copy may have been left in the
   *   slow place: whoever knows that nobody wants it deletes it.
   */
  cool(key: string): Promise<'moved' | 'there' | 'gone'>;
  /** Moves it back. */
  warm(key: string): Promise<'moved' | 'there' | 'gone'>;
}
