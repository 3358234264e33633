// Which files of the person's clips go into the archive: the bytes as they were sent, where those are kept, the best encoding
// (what was published: without what was cut away, which another cell can take in), and the picture.

import type { Blobs } from '@jhalak/ports';
import type { OwnClip, OwnClips } from '../types.ts';

/** Clips looked up at once. */
const PAGE = 100;
/** Twenty gigabytes: a thousand clips of twenty megabytes, and what a home line fetches in a night. */
const CLIP_BYTES_MAX = 20_000_000_000;
/** Its bytes may be given to nobody, whoever made them. */
const NEVER_GIVEN = 'child_safety';

/** Why the files of a clip are not in the archive. */
export type NotIncluded = 'withheld' | 'removed' | 'too_large' | 'gone';

/** One file that goes in. */
interface ClipFile {
  holds: 'original' | 'encoding' | 'picture';
  /** Within the clip's folder. */
  name: string;
  blobKey: string;
  bytes: number;
}

export interface ChosenClip {
  clip: OwnClip;
  files: readonly ClipFile[];
  notIncluded?: NotIncluded;
}

export interface ClipDeps {
  clips: OwnClips;
  blobs: Blobs;
  withheld(videoIds: readonly string[]): Promise<ReadonlySet<string>>;
}

/** @returns all of a person's clips, the newest first, with what of each goes in. Cost: some look-ups a clip. */
export async function* chooseClips(
  deps: ClipDeps,
  personId: string,
  bytesMax: number = CLIP_BYTES_MAX,
): AsyncGenerator<ChosenClip> {
  // Ids grow with time.
  const ids = (await deps.clips.idsOf(personId)).toSorted().toReversed();
  let left = bytesMax;
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const withheld = await deps.withheld(page);
    const stored = await deps.clips.stored(page);
    for (const id of page) {
      const clip = stored.get(id);
      if (clip === undefined) continue;
      const chosen = await chooseFiles(deps, clip, withheld.has(id), left);
      for (const { bytes } of chosen.files) left -= bytes;
      yield chosen;
    }
  }
}

async function chooseFiles(
  deps: ClipDeps,
  clip: OwnClip,
  isWithheld: boolean,
  left: number,
): Promise<ChosenClip> {
  if (isWithheld) return { clip, files: [], notIncluded: 'withheld' };
  if (clip.removedReason === NEVER_GIVEN) return { clip, files: [], notIncluded: 'removed' };
  const original = await originalOf(deps, clip);
  const best = clip.renditions.at(-1);
  const encoding: ClipFile[] =
    best === undefined
      ? []
      : [{ holds: 'encoding', name: best.name, blobKey: best.key, bytes: best.bytes }];
  const picture = await pictureOf(deps, clip);
  const pictures = picture === undefined ? [] : [picture];
  const originals = original === undefined ? [] : [original];
  for (const main of [[...originals, ...encoding], encoding, originals]) {
    if (main.length === 0) continue;
    const files = [...main, ...pictures];
    if (files.reduce((sum, { bytes }) => sum + bytes, 0) <= left) return { clip, files };
  }
  return { clip, files: [], notIncluded: original || best ? 'too_large' : 'gone' };
}

async function originalOf(
  { clips, blobs }: ClipDeps,
  clip: OwnClip,
): Promise<ClipFile | undefined> {
  const blobKey = (await clips.keysOf(clip.videoId)).find((key) => key.startsWith('sources/'));
  const stat = blobKey === undefined ? undefined : await blobs.stat(blobKey);
  if (blobKey === undefined || stat === undefined || stat.bytes === 0) return undefined;
  const head = await headOf(blobs, blobKey, stat.bytes);
  return { holds: 'original', name: `original.${endingOf(head)}`, blobKey, bytes: stat.bytes };
}

async function pictureOf({ blobs }: ClipDeps, clip: OwnClip): Promise<ClipFile | undefined> {
  const stat = await blobs.stat(clip.posterKey);
  if (stat === undefined) return undefined;
  const ending = clip.posterKey.split('.').at(-1) ?? 'webp';
  const { bytes } = stat;
  return { holds: 'picture', name: `picture.${ending}`, blobKey: clip.posterKey, bytes };
}

/** Enough to tell a container by. */
const HEAD_BYTES = 12;

async function headOf(blobs: Blobs, key: string, bytes: number): Promise<Buffer> {
  const stream = await blobs.open(key, { start: 0, end: Math.min(HEAD_BYTES, bytes) - 1 });
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** What was sent has no name that can be trusted: its first bytes tell what it is. */
function endingOf(head: Buffer): string {
  if (head.subarray(4, 8).toString('latin1') === 'ftyp')
    return head.subarray(8, 10).toString('latin1') === 'qt' ? 'mov' : 'mp4';
  if (head.subarray(0, 4).equals(Buffer.from('1a45dfa3', 'hex'))) return 'webm';
  return 'bin';
}
