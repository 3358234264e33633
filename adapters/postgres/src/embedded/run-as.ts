// PostgreSQL refuses to run as root and for users without a passwd entry. This file picks the user that
// the server runs as when we are root, and answers which folders that user can reach.

import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { embeddedFailure } from './failure.ts';

/** The system user of the database server. */
export interface RunAs {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const OWN_USER = 'jhalak';
/** Used when `jhalak` can't be created, in this order. */
const FALLBACK_USERS = ['postgres', 'nobody'] as const;
/** useradd takes milliseconds; a hung directory service must not hang the start. */
const USERADD_LIMIT_MS = 10_000;

function passwdEntries(): RunAs[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map((fields) => ({
      name: fields[0] ?? '',
      uid: Number(fields[2]),
      gid: Number(fields[3]),
    }));
}

function createOwnUser(): void {
  const args = ['--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent'];
  args.push('--shell', '/usr/sbin/nologin', '--comment', 'Jhalak embedded PostgreSQL', OWN_USER);
  spawnSync('useradd', args, { timeout: USERADD_LIMIT_MS, stdio: 'ignore' });
}

/**
 * Chooses the user for a server whose data lies in `existingDataFolder`, or for a new one.
 *
 * @returns undefined when this process is not root: the server then runs as the same user.
 *   As root: the owner of existing data, else `jhalak` (created when missing), else `postgres`, else `nobody`.
 * @throws `postgres.folder_unusable` when existing data belongs to root or to a user without a passwd entry.
 * Cost: reads /etc/passwd; the very first start as root runs `useradd` once.
 */
export function chooseRunAs(existingDataFolder: string | undefined): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existingDataFolder !== undefined) return ownerOf(existingDataFolder);
  const find = (name: string) => passwdEntries().find((user) => user.name === name && user.uid > 0);
  const own = find(OWN_USER);
  if (own !== undefined) return own;
  createOwnUser();
  for (const name of [OWN_USER, ...FALLBACK_USERS]) {
    const user = find(name);
    if (user !== undefined) return user;
  }
  throw embeddedFailure(
    'postgres.folder_unusable',
    'PostgreSQL does not run as root and no other user could be found or created: run `useradd --system jhalak`, or start Jhalak as a normal user.',
  );
}

function ownerOf(dataFolder: string): RunAs {
  const { uid } = statSync(dataFolder);
  const owner = passwdEntries().find((user) => user.uid === uid);
  if (owner !== undefined && uid !== 0) return owner;
  throw embeddedFailure(
    'postgres.folder_unusable',
    `PostgreSQL does not run as root, and its data in ${dataFolder} belongs to ${uid === 0 ? 'root' : `user id ${uid}, which /etc/passwd does not list`}: give the folder and all in it to a system user, for example with chown -R jhalak.`,
  );
}

/**
 * @returns the topmost of `folder` and its parents that `user` can't enter, undefined when all are open.
 *   Looks at mode bits only: an ACL that opens a folder is not seen, which errs towards copying elsewhere.
 */
export function firstClosedFolder(folder: string, user: RunAs): string | undefined {
  const above = dirname(folder) === folder ? undefined : firstClosedFolder(dirname(folder), user);
  if (above !== undefined) return above;
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const shift = stat.uid === user.uid ? 6 : stat.gid === user.gid ? 3 : 0;
  return ((stat.mode >> shift) & 0o1) === 1 ? undefined : folder;
}
