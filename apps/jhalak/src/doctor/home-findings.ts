// The home folder: its disk, who may read it, and what is left over in it.

import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../backup/file-errors.ts';
import { UNFINISHED_FILE } from '../backup/fresh-home.ts';
import { formatBytes } from '../backup/tell.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** Uploads are refused below this. */
const FREE_MIN_BYTES = 1024 ** 3;
/** A day of a small cell's clips. */
const FREE_GOOD_BYTES = 10 * 1024 ** 3;
const OTHERS_MODE = 0o007;
const GROUP_MODE = 0o070;
/** Root lets the database's user through its home, and no further. */
const GROUP_THROUGH_MODE = 0o010;

export async function homeFindings(home: string): Promise<Finding[]> {
  const found = await statOr(home);
  if (found === undefined) return [await homeToBe(home), await disk(await existingPart(home))];
  if (!found.isDirectory()) {
    return [problem('home', `${home} is not a folder`, 'Name another folder with JHALAK_HOME.')];
  }
  return [
    permissions(home, found),
    await disk(home),
    ...(await unfinishedRestore(home)),
    ...(await rootKey(home)),
  ];
}

async function homeToBe(home: string): Promise<Finding> {
  const parent = await existingPart(home);
  try {
    await access(parent, constants.W_OK);
    return ok('home', `${home}: not there yet, the first start makes it`);
  } catch {
    return problem(
      'home',
      `${home} cannot be made: ${parent} is closed to this user`,
      'Name a folder of your own with JHALAK_HOME.',
    );
  }
}

function permissions(home: string, { mode, uid }: { mode: number; uid: number }): Finding {
  const bits = (mode & 0o777).toString(8);
  const own = process.getuid?.() ?? uid;
  if (uid !== own && own !== 0) {
    return problem(
      'home',
      `${home} belongs to another user (id ${uid})`,
      'Run Jhalak as that user, or name another folder with JHALAK_HOME.',
    );
  }
  const group = uid === 0 ? mode & GROUP_MODE & ~GROUP_THROUGH_MODE : mode & GROUP_MODE;
  if ((mode & OTHERS_MODE) === 0 && group === 0) return ok('home', `${home}, mode ${bits}`);
  return warning('home', `${home} is open to other users, mode ${bits}`, `Run chmod 700 ${home}.`);
}

async function disk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const what = `${formatBytes(free)} free`;
  if (free >= FREE_GOOD_BYTES) return ok('disk', what);
  return free >= FREE_MIN_BYTES
    ? warning('disk', what, 'Free some space soon: below 1 GiB no upload is taken.')
    : problem('disk', what, 'Free some space, or move the home: below 1 GiB no upload is taken.');
}

async function unfinishedRestore(home: string): Promise<Finding[]> {
  if ((await statOr(join(home, UNFINISHED_FILE))) === undefined) return [];
  return [
    problem(
      'restore',
      'a restore into this home was broken off: the cell is not whole',
      'Remove the folder (but for keys/root.key) and run the restore again.',
    ),
  ];
}

async function rootKey(home: string): Promise<Finding[]> {
  const path = join(home, 'keys', 'root.key');
  const found = await statOr(path);
  if (found === undefined) {
    const begun = (await readdir(home)).some((name) => name === 'pg' || name === 'blobs');
    if (!begun) return [];
    return [
      problem(
        'root key',
        `${path} is missing`,
        'Bring it back from your copy of it; nothing personal can be read without it.',
      ),
    ];
  }
  if ((found.mode & (OTHERS_MODE | GROUP_MODE)) === 0)
    return [ok('root key', `${path}, for its owner only`)];
  return [
    problem(
      'root key',
      `${path} is open to other users`,
      `Run chmod 600 ${path}, and treat the key as known if others use this machine.`,
    ),
  ];
}

async function existingPart(path: string): Promise<string> {
  for (let folder = path; ; folder = dirname(folder)) {
    if ((await statOr(folder)) !== undefined || dirname(folder) === folder) return folder;
  }
}

async function statOr(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
