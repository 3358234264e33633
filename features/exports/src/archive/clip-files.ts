// Which files of the person's clips go into the archive: the bytes as they were sent, where those are kept, the best encoding
// (what was published: without what was cut away, which another cell can take in), and the picture.

import type { Blobs } from '@jhalak/ports';
import type { Readable } from 'node:stream';
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
  bytes: number;
  /** @returns undefined when it is gone meanwhile. */
  open(): Promise<Readable | undefined>;
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
      : [{ holds: 'encoding', name: best.name, bytes: best.bytes, open: opener(deps, best.key) }];
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

async function originalOf({ clips }: ClipDeps, clip: OwnClip): Promise<ClipFile | undefined> {
  const original = await clips.original(clip.videoId);
  if (original === undefined || original.bytes === 0) return undefined;
  const head = await headOf((await original.open()) ?? []);
  const { bytes, open } = original;
  return { holds: 'original', name: `original.${endingOf(head)}`, bytes, open };
}

function opener({ blobs }: ClipDeps, key: string): ClipFile['open'] {
  return async () => await blobs.open(key);
}

async function pictureOf(deps: ClipDeps, clip: OwnClip): Promise<ClipFile | undefined> {
  const stat = await deps.blobs.stat(clip.posterKey);
  if (stat === undefined) return undefined;
  const ending = clip.posterKey.split('.').at(-1) ?? 'webp';
  const { bytes } = stat;
  const open = opener(deps, clip.posterKey);
  return { holds: 'picture', name: `picture.${ending}`, bytes, open };
}

/** Enough to tell a container by. */
const HEAD_BYTES = 12;

async function headOf(stream: Readable | Iterable<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  for await (const part of stream) {
    head = Buffer.concat([head, part as Buffer]);
    if (head.length >= HEAD_BYTES) break;
  }
  return head.subarray(0, HEAD_BYTES);
}

/** What was sent has no name that can be trusted: its first bytes tell what it is. */
function endingOf(head: Buffer): string {
  if (head.subarray(4, 8).toString('latin1') === 'ftyp')
    return head.subarray(8, 10).toString('latin1') === 'qt' ? 'mov' : 'mp4';
  if (head.subarray(0, 4).equals(Buffer.from('1a45dfa3', 'hex'))) return 'webm';
  return 'bin';
}
