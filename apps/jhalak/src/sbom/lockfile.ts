// npm's lockfile: every package of others that a running cell may load.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

const Lock = Type.Object({
  lockfileVersion: Type.Literal(3),
  packages: Type.Record(
    Type.String(),
    Type.Object({
      version: Type.Optional(Type.String()),
      license: Type.Optional(Type.Union([Type.String(), Type.Object({})])),
      integrity: Type.Optional(Type.String()),
      dev: Type.Optional(Type.Boolean()),
      link: Type.Optional(Type.Boolean()),
    }),
  ),
});
const locks = Compile(Lock);

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

/** @returns packages of others, without those that only development needs; each name and version once. */
export async function lockedPackages(house: string): Promise<LockedPackage[]> {
  const lock: unknown = JSON.parse(await readFile(join(house, 'package-lock.json'), 'utf8'));
  if (!locks.Check(lock)) throw new Error('package-lock.json is none of lockfile version 3');
  const found = new Map<string, LockedPackage>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    const at = path.lastIndexOf(FOLDER);
    const { version, license, integrity, dev, link } = entry;
    if (at < 0 || link === true || dev === true || version === undefined) continue;
    const name = path.slice(at + FOLDER.length);
    const licence = typeof license === 'string' ? license : undefined;
    found.set(`${name}@${version}`, { name, version, licence, integrity });
  }
  return [...found.keys()].toSorted().flatMap((key) => found.get(key) ?? []);
}
