// Every file of a clip is read once before it goes in: what is begun in a ZIP cannot be taken back, and what is damaged here must
// neither pass for whole nor stop the person's archive. Where a smaller encoding stands in, it is looked at in turn.

import { createHash } from 'node:crypto';
import { isDamage } from '@jhalak/media';
import type { Readable } from 'node:stream';

/** One file that may go in. */
export interface ClipFile {
  holds: 'original' | 'encoding' | 'picture';
  /** Within the clip's folder. */
  name: string;
  bytes: number;
  /** Lower-case hexadecimal; undefined: nobody noted it. */
  sha256: string | undefined;
  /** @returns undefined when its bytes are not there. */
  open(): Promise<Readable | undefined>;
  /** @returns whether its row still wants it: what was deleted meanwhile is not lost. */
  isWanted(): Promise<boolean>;
  /** The next best, for when this one is lost. */
  instead?: ClipFile | undefined;
}

/** A file that ought to be there. */
export interface LostFile {
  holds: ClipFile['holds'];
  name: string;
  why: 'damaged' | 'missing';
}

/** What can be given in a file's place. */
export interface FoundFile {
  /** Read to its end, and as it was noted; undefined: nothing can be given. */
  file: ClipFile | undefined;
  lost: readonly LostFile[];
}

/**
 * @param wanted and, through `instead`, as many as a clip has encodings.
 * @throws what says nothing of the bytes: a store that does not answer. Trying again helps.
 * Cost: reads each file that it looks at.
 */
export async function firstWhole(wanted: ClipFile): Promise<FoundFile> {
  const lost: LostFile[] = [];
  for (let file: ClipFile | undefined = wanted; file !== undefined; file = file.instead) {
    const state = await stateOf(file);
    if (state === 'whole') return { file, lost };
    if (state !== 'deleted') lost.push({ holds: file.holds, name: file.name, why: state });
  }
  return { file: undefined, lost };
}

async function stateOf(file: ClipFile): Promise<'whole' | 'deleted' | LostFile['why']> {
  try {
    const source = await file.open();
    if (source === undefined) return (await file.isWanted()) ? 'missing' : 'deleted';
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of source as AsyncIterable<Buffer>) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    const asNoted = file.sha256 === undefined || hash.digest('hex') === file.sha256;
    return bytes === file.bytes && asNoted ? 'whole' : 'damaged';
  } catch (error) {
    if (!isDamage(error)) throw error;
    return 'damaged';
  }
}
