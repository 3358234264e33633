// Removes files for good, as far as a program can: keys are written over first. Each step may be done again.

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from '../../backup/hashed-files.ts';
import { CommandError } from '../../command.ts';
import { COLD_LINK, COLD_MARK, OF_THE_DISK } from '../../storage/home-blobs.ts';

/** What stays in a home, and why. */
export const KEPT_IN_HOME: Readonly<Record<string, string>> = {
  handover: 'the record of the deal: signed acts, evidence, this proof',
  log: 'the public log: anybody may have a copy of it',
  'jhalak.json': 'the settings of this install',
  'cells.json': 'which other cells this machine runs',
};
/** Of a deal's folder: evidence, documents and events; packages, parcels and scratch go. */
const KEPT_OF_DEAL =
  /^(\d\d-[a-z0-9-]+(\.act)?\.(json|document|html)|events\.json|wind-down\.(json|rows)|destruction\.json|record\.own)$/;
/** A key file of ours has some 100 bytes; written over in one go. */
const OVERWRITE_BYTES_MAX = 1_048_576;

/** Destroys every key file of a home. @returns how many. */
export async function destroyKeyFiles(home: string): Promise<number> {
  const folder = join(home, 'keys');
  if (!existsSync(folder)) return 0;
  let count = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    await overwrite(join(entry.parentPath, entry.name));
    count += 1;
  }
  await rm(folder, { recursive: true, force: true });
  await syncFolder(home);
  return count;
}

/** Writes a small file over, durably; its name stays. */
export async function overwrite(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    await file.write(randomBytes(Math.min(size, OVERWRITE_BYTES_MAX)), 0, undefined, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes the embedded database's files, wherever they lie. Its server must have stopped. */
export async function removeDatabase(home: string): Promise<void> {
  const link = join(home, 'pg');
  const isThere = await lstat(link).catch(() => undefined);
  if (isThere !== undefined) {
    const real = await realpath(link).catch(() => link);
    const gone = `${link}.gone`;
    if (real === link || real === (await realpath(home)) + '/pg') await rename(link, gone);
    else {
      await rm(real, { recursive: true, force: true });
      await rm(link, { force: true });
    }
  }
  await rm(`${link}.gone`, { recursive: true, force: true });
  for (const name of ['pg.password', 'pg.start.log', 'running.json'])
    await rm(join(home, name), { force: true });
  await syncFolder(home);
}

/**
 * Empties the folder that a link leads to, and removes the link: it may be a disk of its own, which nobody removes. The mark goes
 * last, so that the disk is known for what it is until then.
 *
 * @throws CommandError when it is not there: what lies on it would stay, and be told as gone.
 */
async function removeCold(link: string): Promise<void> {
  const folder = await realpath(link).catch(() => undefined);
  if (folder === undefined || !existsSync(join(folder, COLD_MARK)))
    throw new CommandError(
      'The disk of files that are seldom played is not there: mount it, and call this again. What lies on it is not removed yet.',
    );
  for (const name of await readdir(folder))
    if (name !== COLD_MARK && name !== OF_THE_DISK)
      await rm(join(folder, name), { recursive: true, force: true });
  await syncFolder(folder);
  await rm(link);
  // A link that a power cut brings back must not lead to a disk without its mark.
  await syncFolder(dirname(link));
  await rm(join(folder, COLD_MARK), { force: true });
}

/** Removes everything else of a home but what stays. @returns the names that went. */
export async function removeFiles(home: string): Promise<string[]> {
  const gone: string[] = [];
  for (const name of await readdir(home)) {
    if (KEPT_IN_HOME[name] !== undefined) continue;
    if (name === COLD_LINK) await removeCold(join(home, name));
    else await rm(join(home, name), { recursive: true, force: true });
    gone.push(name);
  }
  const deals = join(home, 'handover');
  for (const deal of existsSync(deals) ? await readdir(deals) : []) {
    const folder = join(deals, deal);
    if (!(await lstat(folder)).isDirectory()) continue;
    for (const name of await readdir(folder)) {
      if (KEPT_OF_DEAL.test(name)) continue;
      await rm(join(folder, name), { recursive: true, force: true });
      gone.push(`handover/${deal}/${name}`);
    }
  }
  await syncFolder(home);
  return gone.toSorted();
}
