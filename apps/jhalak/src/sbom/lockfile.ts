// npm's lockfile: every package of others that a running cell may load.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const Wanted = Type.Optional(Type.Record(Type.String(), Type.String()));
const Packages = Type.Record(
  Type.String(),
  Type.Object({
    version: Type.Optional(Type.String()),
    license: Type.Optional(Type.Union([Type.String(), Type.Object({})])),
    integrity: Type.Optional(Type.String()),
    dev: Type.Optional(Type.Boolean()),
    link: Type.Optional(Type.Boolean()),
    dependencies: Wanted,
    optionalDependencies: Wanted,
    peerDependencies: Wanted,
  }),
);
/** Packages by their folder: our own, and others' below `node_modules`. */
export type Lock = Readonly<Static<typeof Packages>>;
const locks = Compile(Type.Object({ lockfileVersion: Type.Literal(3), packages: Packages }));

/** One package from npm. */
export interface LockedPackage {
  name: string;
  version: string;
  /** SPDX, as its package.json says; absent where it says nothing that npm understands. */
  licence: string | undefined;
  /** `sha512-…` of the packed file. */
  integrity: string | undefined;
}

const FOLDER = 'node_modules/';

/** @returns what stands in the lockfile of a checkout. @throws Error for another version of it. */
export async function readLock(house: string): Promise<Lock> {
  const lock: unknown = JSON.parse(await readFile(join(house, 'package-lock.json'), 'utf8'));
  if (!locks.Check(lock)) throw new Error('package-lock.json is none of lockfile version 3');
  return lock.packages;
}

/** @returns the SHA-512 of a packed file, hexadecimal; undefined where another digest is noted, or none. */
export function sha512Of(integrity: string | undefined): string | undefined {
  const [, digest] = /^sha512-([A-Za-z0-9+/=]+)$/.exec(integrity ?? '') ?? [];
  return digest === undefined ? undefined : Buffer.from(digest, 'base64').toString('hex');
}

/** @returns packages of others, without those that only development needs; each name and version once. */
export async function lockedPackages(house: string): Promise<LockedPackage[]> {
  const found = new Map<string, LockedPackage>();
  for (const [path, entry] of Object.entries(await readLock(house))) {
    const at = path.lastIndexOf(FOLDER);
    const { version, license, integrity, dev, link } = entry;
    if (at < 0 || link === true || dev === true || version === undefined) continue;
    const name = path.slice(at + FOLDER.length);
    const licence = typeof license === 'string' ? license : undefined;
    found.set(`${name}@${version}`, { name, version, licence, integrity });
  }
  return [...found.keys()].toSorted().flatMap((key) => found.get(key) ?? []);
}
