// Holds the blob store against the rows of all features: what is there and belongs to nobody, what is missed, what is not what
// a row says. Nothing is gathered but what is told, so that a store of any size fits into the same memory.

import { createHash } from 'node:crypto';
import { DAY_MS, type Clock } from '@jhalak/kernel';
import { isDamage } from '@jhalak/media';
import type { BlobHolder, Blobs, NeededBlob } from '@jhalak/ports';

/** What is wrong with one file. */
export interface BlobFinding {
  what: 'orphan' | 'unlisted' | 'missing' | 'wrong_size' | 'wrong_content';
  key: string;
  /** Of what lies there. */
  bytes?: number;
  /** An orphan that is gone now. */
  deleted?: true;
}

/** Counts of a whole look. */
export interface VerifiedBlobs {
  /** Files in the store, and their bytes. */
  files: number;
  bytes: number;
  /** Files that rows need; several rows may need one. */
  needed: number;
  /** Of those, files whose every byte was read and is as its row says. */
  contentRead: number;
  /** Files of nobody, older than the grace. */
  orphans: number;
  orphanBytes: number;
  deleted: number;
  /** Files of nobody that may still come to be somebody's. */
  young: number;
  /** Files under a prefix that is on no manifest; never deleted here. */
  unlisted: number;
  missing: number;
  wrongSize: number;
  wrongContent: number;
  /** Of missing files only the first were looked at again; beyond these the counts are an upper bound. */
  cut: boolean;
}

export interface VerifyOptions {
  blobs: Blobs;
  holders: readonly BlobHolder[];
  /** First parts of keys that are on manifests. */
  prefixes: ReadonlySet<string>;
  clock: Clock;
  /** Reads every byte of what a row knows the digest of; without it only of what was found damaged before. */
  content: boolean;
  /** Deletes orphans. Nobody writes to a cell that is frozen, so whoever says so makes sure that it is not. */
  repair: boolean;
  /** Asked before each deletion: a cell may freeze while its files are looked at. Default: yes. */
  mayDelete?(): Promise<boolean>;
  /** What is younger is nobody's fault: uploads and jobs put files before their rows name them. Default a day. */
  graceMs?: number;
  tell(finding: BlobFinding): void;
  signal?: AbortSignal;
}

/** The longest that a job may take, and the retries of one that failed, end well before. */
const GRACE_MS = DAY_MS;
/** Keys of one question to a holder. */
const BATCH = 500;
/** Looks at the disk at once: enough to keep it busy. */
const LOOKS_AT_ONCE = 32;
/** Suspects that are looked at again at the end; a store that lost more is lost as a whole. */
const SUSPECTS_MAX = 10_000;

/**
 * Looks at everything once. May run beside a serving cell.
 *
 * @throws what the store and the database throw, and when the signal asks to stop.
 * Cost: one `stat` for each file and each need, two statements for each 500 files; with `content` every byte.
 */
export async function verifyBlobs(options: VerifyOptions): Promise<VerifiedBlobs> {
  const found: VerifiedBlobs = {
    ...{ files: 0, bytes: 0, needed: 0, contentRead: 0, orphans: 0, orphanBytes: 0, deleted: 0 },
    ...{ young: 0, unlisted: 0, missing: 0, wrongSize: 0, wrongContent: 0, cut: false },
  };
  await lookAtNeeds(options, found);
  await lookAtFiles(options, found);
  return found;
}

// Needs first: a file that was deleted with its row meanwhile is asked for again at the end of this part.
async function lookAtNeeds(options: VerifyOptions, found: VerifiedBlobs): Promise<void> {
  const suspects: NeededBlob[] = [];
  const look = async (needed: NeededBlob): Promise<void> => {
    found.needed += 1;
    if ((await troubleOf(options, needed, found)) === undefined) return;
    if (suspects.length < SUSPECTS_MAX) suspects.push(needed);
    else found.cut = true;
  };
  for (const holder of options.holders)
    await eachAtOnce(holder.needed(), LOOKS_AT_ONCE, look, options.signal);
  for (const batch of batchesOf(suspects)) {
    const held = await heldByAny(
      options.holders,
      batch.map(({ key }) => key),
    );
    for (const needed of batch) {
      // Its row is gone by now: an erasure or the end of a clip's time to undo.
      if (!held.has(needed.key)) continue;
      const what = await troubleOf(options, needed);
      if (what === undefined) continue;
      options.tell({ what, key: needed.key });
      if (what === 'missing') found.missing += 1;
      else if (what === 'wrong_size') found.wrongSize += 1;
      else found.wrongContent += 1;
    }
  }
}

type Trouble = 'missing' | 'wrong_size' | 'wrong_content';

/** @param found counts files that were read; absent when one is looked at again. */
async function troubleOf(
  { blobs, content }: VerifyOptions,
  { key, bytes, sha256, suspect }: NeededBlob,
  found?: VerifiedBlobs,
): Promise<Trouble | undefined> {
  const stat = await blobs.stat(key);
  if (stat === undefined) return 'missing';
  if (bytes !== undefined && stat.bytes !== bytes) return 'wrong_size';
  if (sha256 === undefined || !(content || suspect === true)) return undefined;
  const digest = await digestOf(blobs, key);
  if (digest === undefined) return 'missing';
  if (digest !== sha256) return 'wrong_content';
  if (found !== undefined) found.contentRead += 1;
  return undefined;
}

/** @returns undefined when it is not there; `unreadable` where the disk does not give it back. */
async function digestOf(blobs: Blobs, key: string): Promise<string | undefined> {
  const hash = createHash('sha256');
  try {
    const stream = await blobs.open(key);
    if (stream === undefined) return undefined;
    for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return 'unreadable';
  }
  return hash.digest('hex');
}

async function lookAtFiles(options: VerifyOptions, found: VerifiedBlobs): Promise<void> {
  let batch: string[] = [];
  for await (const key of options.blobs.list('')) {
    options.signal?.throwIfAborted();
    batch.push(key);
    if (batch.length < BATCH) continue;
    await lookAtBatch(options, batch, found);
    batch = [];
  }
  await lookAtBatch(options, batch, found);
}

async function lookAtBatch(
  options: VerifyOptions,
  keys: readonly string[],
  found: VerifiedBlobs,
): Promise<void> {
  // Before the rows are asked: a file that is old now was put long before its row could be missing.
  const stats = new Map<string, { bytes: number; mark: string; storedAtMs: number }>();
  await eachAtOnce(keys, LOOKS_AT_ONCE, async (key) => {
    const stat = await options.blobs.stat(key);
    if (stat !== undefined) stats.set(key, stat);
  });
  const held = await heldByAny(options.holders, [...stats.keys()]);
  const beforeMs = options.clock.nowMs() - (options.graceMs ?? GRACE_MS);
  for (const [key, { bytes, mark, storedAtMs }] of stats) {
    found.files += 1;
    found.bytes += bytes;
    if (held.has(key)) continue;
    if (!options.prefixes.has(key.split('/')[0] ?? '')) {
      found.unlisted += 1;
      options.tell({ what: 'unlisted', key, bytes });
    } else if (storedAtMs > beforeMs) found.young += 1;
    else {
      found.orphans += 1;
      found.orphanBytes += bytes;
      // Asked again, and only the very file that was looked at: whoever puts it anew meanwhile keeps theirs.
      const goes =
        options.repair &&
        !(await heldByAny(options.holders, [key])).has(key) &&
        (await options.mayDelete?.()) !== false;
      if (goes) {
        await options.blobs.delete(key, mark);
        found.deleted += 1;
      }
      options.tell({ what: 'orphan', key, bytes, ...(goes ? { deleted: true } : {}) });
    }
  }
}

async function heldByAny(
  holders: readonly BlobHolder[],
  keys: readonly string[],
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const sets = await Promise.all(holders.map(async (holder) => await holder.held(keys)));
  return new Set(sets.flatMap((set) => [...set]));
}

async function eachAtOnce<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let waiting: Promise<void>[] = [];
  for await (const item of items) {
    signal?.throwIfAborted();
    waiting.push(work(item));
    if (waiting.length < atOnce) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
}

function* batchesOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += BATCH) yield items.slice(from, from + BATCH);
}
