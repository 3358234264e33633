// Files, by the first part of their key.

import { createHash } from 'node:crypto';
import { problem, type Manifest } from '@jhalak/contracts';
import type { InventoryItem } from '@jhalak/contracts/handover';
import type { Blobs } from '@jhalak/ports';
import { elementOf, SetDigest } from './set-digest.ts';
import { dataTerms } from './terms.ts';

/** `lstat`s on their way at once: enough to keep a disk busy. */
const AT_ONCE = 32;

interface Found {
  files: SetDigest;
  bytes: number;
}

/**
 * @param content whether every byte is read; else a file is told by its name and size.
 * @throws `handover.unlisted` for a file under a prefix that is on no manifest.
 * Cost: one `stat` a file, or all bytes; a fixed amount of memory.
 */
export async function blobItems(
  blobs: Blobs,
  manifests: readonly Manifest[],
  content: boolean,
): Promise<InventoryItem[]> {
  const found = new Map<string, Found>();
  for (const { blobs: entries } of manifests)
    for (const { prefix } of entries) found.set(prefix, { files: new SetDigest(), bytes: 0 });
  let waiting: Promise<void>[] = [];
  for await (const key of blobs.list('')) {
    const set = found.get(key.split('/')[0] ?? '');
    if (set === undefined)
      throw problem(
        'handover.unlisted',
        `There is a file on no manifest: ${key}. List its prefix.`,
      );
    waiting.push(add(blobs, key, set, content));
    if (waiting.length < AT_ONCE) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return manifests.flatMap((manifest) =>
    manifest.blobs.map((entry): InventoryItem => {
      const { files, bytes } = found.get(entry.prefix) ?? { files: new SetDigest(), bytes: 0 };
      const what = { kind: 'blobs', name: entry.prefix, part: manifest.owner } as const;
      return {
        ...what,
        class: entry.class,
        count: files.count,
        bytes,
        digest: files.hex(),
        digestOf: content ? 'names_and_bytes' : 'names_and_sizes',
        ...dataTerms(manifest, entry),
      };
    }),
  );
}

async function add(blobs: Blobs, key: string, set: Found, content: boolean): Promise<void> {
  const told: { bytes: number; sha256?: string } | undefined = content
    ? await contentOf(blobs, key)
    : await blobs.stat(key);
  // Deleted since it was listed.
  if (told === undefined) return;
  const text = `${key}\n${told.sha256 ?? told.bytes}`;
  set.files.add(elementOf('blobs', text), Buffer.byteLength(text));
  set.bytes += told.bytes;
}

async function contentOf(
  blobs: Blobs,
  key: string,
): Promise<{ bytes: number; sha256: string } | undefined> {
  const stream = await blobs.open(key);
  if (stream === undefined) return undefined;
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
