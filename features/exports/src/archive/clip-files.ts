// Which files of the person's clips go into the archive: the bytes as they were sent, where those are kept, the best encoding
// (what was published: without what was cut away, which another cell can take in), and the picture.

import { isDamage } from '@jhalak/media';
import type { Blobs } from '@jhalak/ports';
import type { Readable } from 'node:stream';
import type { OwnClip, OwnClips } from '../types.ts';
import type { ClipFile } from './whole-file.ts';

/** Clips looked up at once. */
const PAGE = 100;
/** Twenty gigabytes: a thousand clips of twenty megabytes, and what a home line fetches in a night. */
const CLIP_BYTES_MAX = 20_000_000_000;
/** Its bytes may be given to nobody, whoever made them. */
const NEVER_GIVEN = 'child_safety';

/** Why the files of a clip are not in the archive. `damaged`: all that could go in is damaged here, or lost. */
export type NotIncluded = 'withheld' | 'removed' | 'too_large' | 'gone' | 'damaged';

export interface ChosenClip {
  clip: OwnClip;
  /** Not looked into yet: see `firstWhole`. */
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
  const best = bestEncoding(deps, clip);
  const encoding = best === undefined ? [] : [best];
  const picture = await pictureOf(deps, clip);
  const originals = original === undefined ? [] : [original];
  for (const main of [[...originals, ...encoding], encoding, originals]) {
    if (main.length === 0) continue;
    const files = [...main, picture];
    if (files.reduce((sum, { bytes }) => sum + bytes, 0) <= left) return { clip, files };
  }
  return { clip, files: [], notIncluded: original || best ? 'too_large' : 'gone' };
}

async function originalOf({ clips }: ClipDeps, clip: OwnClip): Promise<ClipFile | undefined> {
  const { videoId } = clip;
  const original = await clips.original(videoId);
  if (original === undefined || original.bytes === 0) return undefined;
  const { bytes, sha256, open } = original;
  const name = `original.${endingOf(await headOf(open))}`;
  const isWanted = async (): Promise<boolean> => (await clips.original(videoId)) !== undefined;
  return { holds: 'original', name, bytes, sha256, open, isWanted };
}

/** @returns the largest, with the smaller ones behind it. */
function bestEncoding(deps: ClipDeps, clip: OwnClip): ClipFile | undefined {
  let best: ClipFile | undefined;
  for (const { name, key, bytes, sha256 } of clip.renditions)
    best = { holds: 'encoding', name, bytes, sha256, ...inStore(deps, clip, key), instead: best };
  return best;
}

async function pictureOf(deps: ClipDeps, clip: OwnClip): Promise<ClipFile> {
  const key = clip.posterKey;
  // Its size stands nowhere but in the store; one that is not there is told of all the same.
  const { bytes = 0 } = (await deps.blobs.stat(key)) ?? {};
  const name = `picture.${key.split('.').at(-1) ?? 'webp'}`;
  return { holds: 'picture', name, bytes, sha256: undefined, ...inStore(deps, clip, key) };
}

function inStore(
  { blobs, clips }: ClipDeps,
  { videoId }: OwnClip,
  key: string,
): Pick<ClipFile, 'open' | 'isWanted'> {
  return {
    open: async () => await blobs.open(key),
    isWanted: async () => {
      const clip = (await clips.stored([videoId])).get(videoId);
      return clip?.posterKey === key || clip?.renditions.some((one) => one.key === key) === true;
    },
  };
}

/** Enough to tell a container by. */
const HEAD_BYTES = 12;

async function headOf(open: () => Promise<Readable | undefined>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  try {
    for await (const part of (await open()) ?? []) {
      head = Buffer.concat([head, part as Buffer]);
      if (head.length >= HEAD_BYTES) break;
    }
  } catch (error) {
    // It is looked into before it goes in, and told of then.
    if (!isDamage(error)) throw error;
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
