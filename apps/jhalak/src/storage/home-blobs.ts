// The blob store of a home: `<home>/blobs`, and, where the operator has named one, a second folder on a slower disk. The home
// keeps a link to it, `<home>/cold`: whoever opens the home finds it, whatever they know of settings.

import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openFsBlobs, tieredBlobs } from '@jhalak/blobs-fs';
import { problem } from '@jhalak/contracts';
import type { Blobs, BlobTiers } from '@jhalak/ports';

/** In a home: the link to the second folder. */
export const COLD_LINK = 'cold';
/** What a file system of its own has in its first folder; it is its administrator's. */
export const OF_THE_DISK = 'lost+found';
/** In the second folder: tells it from the empty place where its disk is not mounted. */
export const COLD_MARK = 'jhalak-cold';

export interface HomeBlobs {
  blobs: Blobs;
  /** Absent: there is no second folder. */
  tiers?: BlobTiers;
}

/**
 * @param coldFolder to have from now on; absent: as the home has it.
 * @throws JhalakError `cell.cold_missing` when its disk is not there, `cell.cold_elsewhere` when the home has another one.
 */
export function openHomeBlobs(home: string, coldFolder?: string): HomeBlobs {
  const blobs = openFsBlobs({ folder: join(home, 'blobs') });
  const link = join(home, COLD_LINK);
  if (lstatSync(link, { throwIfNoEntry: false }) === undefined) {
    if (coldFolder === undefined) return { blobs };
    makeCold(link, coldFolder);
  }
  const marked = existsSync(join(link, COLD_MARK));
  if (!marked)
    throw problem(
      'cell.cold_folder',
      'The disk of files that are seldom played is not there: mount it where BLOBS_COLD names it, and start again.',
    );
  if (coldFolder !== undefined && realpathSync(link) !== realpathSync(coldFolder))
    throw problem(
      'cell.cold_folder',
      `Files that are seldom played lie in ${realpathSync(link)}: name that folder in BLOBS_COLD, or move it and the link ${link}.`,
    );
  const tiered = tieredBlobs(blobs, openFsBlobs({ folder: realpathSync(link) }));
  return { blobs: tiered, tiers: tiered };
}

// The mark before the link: a link to what is not marked is a disk that is not there.
function makeCold(link: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const isOwn = existsSync(join(folder, COLD_MARK));
  if (!isOwn && readdirSync(folder).some((name) => name !== OF_THE_DISK))
    throw problem(
      'cell.cold_folder',
      `${folder} is not empty: BLOBS_COLD names a folder of its own.`,
    );
  if (!isOwn)
    writeFileSync(join(folder, COLD_MARK), 'Files of a Jhalak cell that are seldom played.\n');
  symlinkSync(realpathSync(folder), link);
}
