// What this program is, in digests: its own files, the built web app, and the models that manifests name.
//
// Always read whole: some 1,000 files of 4 MB take 30 to 100 ms beside the start of the database, and a kept list of times
// and sizes would be what somebody who changes a file changes too. Packages from npm are not read: the lockfile, which is,
// names them by digest, and npm compares when it installs.

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Measured } from '@jhalak/attestation';
import type { Manifest } from '@jhalak/contracts';
import { VERSION } from '../version.ts';

/** The folder of the checkout. */
export const HOUSE = fileURLToPath(new URL('../../../../', import.meta.url));

/** Everything that a running cell may load, from the house's folder. */
const SHIPPED = [
  'apps/jhalak',
  'apps/web',
  'core',
  'features',
  'adapters',
  'tools/setup',
  'tools/samples',
  'package.json',
  'package-lock.json',
];
/** Folders of what is not loaded: others' packages, results of builds (compared apart), tests and measurements. */
const LEFT_OUT = new Set(['node_modules', 'dist', 'test', 'bench', 'proofs']);
const TESTS = /\.(?:test|fixture)\.(?:ts|tsx|mjs)$/;
/** A source tree of ours has some 1,000 files; a far larger one is not ours. */
const FILES_MAX = 20_000;
/** Whoever edits does not hit each of so many looks of 100 ms; what is really missing is told a second later. */
const LOOKS_MAX = 10;
/** Files read at a time: enough to keep a disk busy, few enough for every limit on open files. */
const AT_ONCE = 32;

export interface MeasureOptions {
  manifests: readonly Manifest[];
  /** Folder of the built web app, where this process serves one. */
  webFolder?: string | undefined;
  /** Default: this checkout. */
  house?: string;
}

/** Cost: reads everything once; some 100 ms when the disk's cache is cold. */
export async function measure(options: MeasureOptions): Promise<Measured> {
  const house = options.house ?? HOUSE;
  const files = await shippedDigests(house);
  return {
    version: VERSION,
    node: process.version,
    files,
    ...(options.webFolder === undefined ? {} : { web: await folderDigest(options.webFolder) }),
    models: modelDigests(options.manifests, files),
  };
}

/** A release never changes; in a checkout somebody works, and a file that was listed may be gone when it is read. */
async function shippedDigests(house: string): Promise<Record<string, string>> {
  for (let nth = 1; ; nth += 1) {
    try {
      return await digestsOf(house, await shippedFiles(house));
    } catch (error) {
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone || nth === LOOKS_MAX) throw error;
    }
  }
}

async function shippedFiles(house: string): Promise<string[]> {
  const paths: string[] = [];
  for (const part of SHIPPED) {
    if (part.endsWith('.json')) paths.push(part);
    else await walk(house, join(house, part), paths);
  }
  return paths.filter((path) => !TESTS.test(path)).toSorted();
}

async function walk(house: string, folder: string, paths: string[]): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    // Links are followed by nobody here: what they lead to would not be measured.
    if (entry.isSymbolicLink())
      throw new Error(`${join(folder, entry.name)} is a link; a release has none. Delete it.`);
    if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(house, path, paths);
    else if (entry.isFile()) paths.push(relative(house, path).split(sep).join('/'));
    if (paths.length > FILES_MAX)
      throw new Error(
        `There are more than ${FILES_MAX} files in ${house}; a release has far fewer.`,
      );
  }
}

async function digestsOf(house: string, paths: readonly string[]): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (let from = 0; from < paths.length; from += AT_ONCE) {
    const some = paths.slice(from, from + AT_ONCE);
    const read = await Promise.all(some.map((path) => readFile(join(house, path))));
    for (const [index, path] of some.entries())
      digests[path] = createHash('sha256')
        .update(read[index] ?? '')
        .digest('hex');
  }
  return digests;
}

async function folderDigest(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .toSorted();
  return listDigest(await digestsOf(folder, paths));
}

function listDigest(files: Readonly<Record<string, string>>): string {
  const hash = createHash('sha256');
  for (const path of Object.keys(files).toSorted()) hash.update(`${files[path]}  ${path}\n`);
  return hash.digest('hex');
}

/** @throws Error when a manifest names a file that is not there. */
function modelDigests(
  manifests: readonly Manifest[],
  files: Readonly<Record<string, string>>,
): Record<string, string> {
  const digests: Record<string, string> = {};
  for (const { owner, models } of manifests) {
    for (const model of models) {
      if (model.files === undefined) continue;
      digests[model.name] = listDigest(modelFiles(owner, model.files, files));
    }
  }
  return digests;
}

function modelFiles(
  owner: string,
  named: readonly string[],
  files: Readonly<Record<string, string>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of named) {
    const wanted = ['features', 'adapters'].map((floor) => `${floor}/${owner}/${name}`);
    const paths = Object.keys(files).filter((path) =>
      wanted.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one)),
    );
    if (paths.length === 0)
      throw new Error(`${owner} names ${name} as a model, and there is none.`);
    for (const path of paths) found[path] = files[path] ?? '';
  }
  return found;
}
