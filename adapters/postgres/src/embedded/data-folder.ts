// Where the rows live, and the first start: initdb into a neighbour folder, then a rename, so that a
// half-made database never looks like a whole one.

import { execFile } from 'node:child_process';
import { randomBytes, createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { realpathSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { SYSTEM_FOLDER } from './binaries.ts';
import type { PostgresBinaries } from './binaries.ts';
import { embeddedFailure } from './failure.ts';
import { firstClosedFolder } from './run-as.ts';
import type { RunAs } from './run-as.ts';

/** The superuser of the embedded database. */
export const ADMIN_ROLE = 'jhalak';
/** initdb takes half a second here; a slow disk gets a hundred times that. */
const INITDB_LIMIT_MS = 60_000;
/** 192 random bits; scram makes guessing them over the socket hopeless. */
const PASSWORD_BYTES = 24;

/** @returns the file beside the data folder that keeps the superuser's password, mode 0600. */
export function passwordFileOf(dataFolder: string): string {
  return `${dataFolder}.password`;
}

/**
 * Settles where the data of `dataFolder` really lies.
 *
 * It is `dataFolder` itself wherever the database user can reach it. As root under a closed parent (such as
 * /root) it is a folder in /var/lib/jhalak; linkDataFolder() then makes `dataFolder` a link to it.
 *
 * @param homeFolder a folder that belongs to this install entirely; when root owns it, the database user's
 *   group is let through (mode 0710) so that data can stay inside.
 */
export function placeDataFolder(
  dataFolder: string,
  homeFolder: string | undefined,
  runAs: RunAs | undefined,
): string {
  if (existsSync(dataFolder)) {
    const real = realpathSync(dataFolder);
    if (runAs !== undefined) letThrough(homeFolder, runAs);
    refuseIfClosed(real, runAs);
    return real;
  }
  if (lstatSync(dataFolder, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw embeddedFailure(
      'postgres.folder_unusable',
      `${dataFolder} is a link to a data folder that is gone: bring that folder back, or remove the link to begin with an empty database.`,
    );
  }
  mkdirSync(dirname(dataFolder), { recursive: true });
  const wanted = join(realpathSync(dirname(dataFolder)), basename(dataFolder));
  if (runAs === undefined) return wanted;
  letThrough(homeFolder, runAs);
  if (firstClosedFolder(dirname(wanted), runAs) === undefined) return wanted;
  return systemFolderOf(wanted);
}

function letThrough(homeFolder: string | undefined, runAs: RunAs): void {
  if (homeFolder === undefined || !existsSync(homeFolder)) return;
  const home = realpathSync(homeFolder);
  const stat = statSync(home);
  if (firstClosedFolder(home, runAs) !== home || stat.uid !== 0) return;
  chownSync(home, stat.uid, runAs.gid);
  chmodSync(home, (stat.mode & 0o700) | 0o010);
}

function refuseIfClosed(real: string, runAs: RunAs | undefined): void {
  const closed = runAs === undefined ? undefined : firstClosedFolder(dirname(real), runAs);
  if (closed !== undefined && runAs !== undefined) {
    throw embeddedFailure(
      'postgres.folder_unusable',
      `The database in ${real} runs as user ${runAs.name}, who can't enter ${closed}: allow it with \`chmod o+x ${closed}\`, or move the home folder.`,
    );
  }
}

function systemFolderOf(wanted: string): string {
  const digest = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  const folder = join(SYSTEM_FOLDER, `data-${digest}`);
  // With the password still there, only the link of an interrupted first start is missing.
  if (existsSync(folder) && !existsSync(passwordFileOf(wanted))) {
    throw embeddedFailure(
      'postgres.folder_unusable',
      `${folder} holds the database of an earlier ${wanted}, whose folder was removed: remove it too to begin with an empty database, or bring back ${passwordFileOf(wanted)}.`,
    );
  }
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  return folder;
}

/** Leaves a link at `dataFolder` when its data lies elsewhere, so that the home shows where. */
export function linkDataFolder(dataFolder: string, realDataFolder: string): void {
  if (!existsSync(dataFolder)) symlinkSync(realDataFolder, dataFolder);
}

/** How a new database is made. */
export interface InitOptions {
  readonly binaries: PostgresBinaries;
  readonly runAs: RunAs | undefined;
  readonly realDataFolder: string;
  /** Where the password is kept, 0600, readable by this process only. */
  readonly passwordFile: string;
  /** `skip` only for databases that are thrown away. */
  readonly sync: 'full' | 'skip';
}

/**
 * Creates the database unless it exists.
 *
 * @returns whether it was created now.
 * @throws `postgres.version_mismatch`, `postgres.init_failed`, `postgres.folder_unusable`.
 */
export async function initialiseOnce(options: InitOptions): Promise<boolean> {
  const { binaries, realDataFolder } = options;
  if (existsSync(join(realDataFolder, 'PG_VERSION'))) {
    checkVersion(realDataFolder, binaries.majorVersion);
    return false;
  }
  if (existsSync(realDataFolder)) {
    throw embeddedFailure(
      'postgres.folder_unusable',
      `${realDataFolder} exists and is not a PostgreSQL data folder: remove it, or choose another home.`,
    );
  }
  const partial = `${realDataFolder}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { mode: 0o700 });
  // initdb runs as another user than we do and must read this copy of the password.
  const handedPassword = `${partial}.password`;
  const password = readOrCreatePassword(options.passwordFile);
  writeFileSync(handedPassword, `${password}\n`, { mode: 0o600 });
  if (options.runAs !== undefined) {
    for (const path of [partial, handedPassword]) {
      chownSync(path, options.runAs.uid, options.runAs.gid);
    }
  }
  try {
    await runInitdb(options, partial, handedPassword);
    renameSync(partial, realDataFolder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw initFailure(realDataFolder, error);
  } finally {
    rmSync(handedPassword, { force: true });
  }
  return true;
}

async function runInitdb(options: InitOptions, folder: string, pwfile: string): Promise<void> {
  const { runAs } = options;
  const args = ['-D', folder, '-U', ADMIN_ROLE, `--pwfile=${pwfile}`];
  args.push('--auth-local=scram-sha-256', '--auth-host=scram-sha-256', '--encoding=UTF8');
  // The built-in provider sorts by code point and knows letters of every script, on every machine and after
  // every upgrade of the C library: an index built here stays right elsewhere.
  args.push('--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push('--no-instructions', ...(options.sync === 'skip' ? ['--no-sync'] : []));
  await promisify(execFile)(options.binaries.initdb, args, {
    cwd: '/',
    timeout: INITDB_LIMIT_MS,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    ...(runAs === undefined ? {} : { uid: runAs.uid, gid: runAs.gid }),
  });
}

function initFailure(folder: string, error: unknown): Error {
  const output =
    error !== null && typeof error === 'object' && 'stderr' in error ? String(error.stderr) : '';
  const why = output.trim().split('\n').slice(-3).join(' ') || String(error);
  return embeddedFailure(
    'postgres.init_failed',
    `PostgreSQL could not create its database in ${folder}: ${why}`,
    error,
  );
}

function checkVersion(folder: string, majorVersion: string): void {
  const found = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (found !== majorVersion) {
    throw embeddedFailure(
      'postgres.version_mismatch',
      `${folder} was written by PostgreSQL ${found} and this Jhalak brings ${majorVersion}: see docs/operations/upgrade.md.`,
    );
  }
}

function readOrCreatePassword(file: string): string {
  if (existsSync(file)) return readPassword(file);
  const password = randomBytes(PASSWORD_BYTES).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return password;
}

/** @throws `postgres.folder_unusable` when the file is missing or empty. */
export function readPassword(file: string): string {
  const password = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (password !== '') return password;
  throw embeddedFailure(
    'postgres.folder_unusable',
    `${file} is missing; it holds the password of the embedded database and belongs beside its data folder: bring it back from the backup.`,
  );
}
