// How much room each kind of file takes, by the feature that owns it and the class on its manifest.

import type { Manifest } from '@jhalak/contracts';
import type { Blobs, BlobTiers } from '@jhalak/ports';

/** One entry of a manifest, and what lies under it. */
export interface BlobUsage {
  feature: string;
  prefix: string;
  class: string;
  files: number;
  bytes: number;
  /** Of those, bytes on the slower disk. */
  coldBytes: number;
  /** Files that are on both disks: moves that were killed, and that are ended by themselves. */
  twice: number;
}

const NOTHING_COLD = { coldBytes: 0, twice: 0 };
/** `stat`s at once: enough to keep a disk busy. */
const LOOKS_AT_ONCE = 32;

/**
 * @returns one line for each prefix of the manifests, the largest first, and one named `unlisted` for files of no manifest, if
 *   there are any. Cost: one `stat` a file; a fixed amount of memory.
 */
export async function blobUsage(
  blobs: Blobs,
  manifests: readonly Manifest[],
  tiers?: Pick<BlobTiers, 'placeOf'>,
): Promise<BlobUsage[]> {
  const lines = new Map<string, BlobUsage>();
  for (const { owner, blobs: entries } of manifests)
    for (const { prefix, class: dataClass } of entries)
      lines.set(prefix, {
        feature: owner,
        prefix,
        class: dataClass,
        files: 0,
        bytes: 0,
        ...NOTHING_COLD,
      });
  const unlisted = {
    feature: 'unlisted',
    prefix: '',
    class: 'unlisted',
    files: 0,
    bytes: 0,
    ...NOTHING_COLD,
  };
  const add = async (key: string): Promise<void> => {
    const stat = await blobs.stat(key);
    if (stat === undefined) return;
    const line = lines.get(key.split('/')[0] ?? '') ?? unlisted;
    line.files += 1;
    line.bytes += stat.bytes;
    const place = await tiers?.placeOf(key);
    if (place === 'cold') line.coldBytes += stat.bytes;
    if (place === 'both') line.twice += 1;
  };
  let waiting: Promise<void>[] = [];
  for await (const key of blobs.list('')) {
    waiting.push(add(key));
    if (waiting.length < LOOKS_AT_ONCE) continue;
    await Promise.all(waiting);
    waiting = [];
  }
  await Promise.all(waiting);
  return [...lines.values(), ...(unlisted.files === 0 ? [] : [unlisted])].toSorted(
    (a, b) => b.bytes - a.bytes || (a.prefix < b.prefix ? -1 : 1),
  );
}
