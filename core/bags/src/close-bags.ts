// Ends the writing of a package: what is no part of it goes, bags are numbered without gaps and get their lists.

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bagInfoText } from './bag-info.ts';
import { PackageError } from './errors.ts';
import { findFiles } from './files.ts';
import { manifestText } from './manifests.ts';
import { partsText } from './parts.ts';
import type { FinishedPart } from './progress-file.ts';
import { bagName, BAGS_MAX, type PackageIdentity } from './statement.ts';
import { BAGIT_TXT, PARTS_FILE, TAG_MANIFEST } from './strict-profile.ts';

/**
 * Removes files that are no part (left by a kill, or of an earlier start), then bags that are empty.
 *
 * @returns parts by bag, in the order of the bags. @throws PackageError `package.too_large` past BAGS_MAX bags, `file.missing`
 * when there is no part at all.
 */
export async function removeStrays(
  folder: string,
  parts: readonly FinishedPart[],
): Promise<FinishedPart[][]> {
  const byBag = Map.groupBy(parts, ({ bag }) => bag);
  const folders = (await readdir(folder)).filter((name) => name.startsWith('bag-')).toSorted();
  const bags: FinishedPart[][] = [];
  for (const name of folders) {
    const own = byBag.get(Number(name.slice('bag-'.length))) ?? [];
    await removeAllBut(join(folder, name), new Set(own.map(({ path }) => path)));
    if (own.length === 0) {
      await rm(join(folder, name), { recursive: true, force: true });
      continue;
    }
    bags.push(own);
    const place = bagName(bags.length);
    if (place !== name) await rename(join(folder, name), join(folder, place));
  }
  if (bags.length === 0) throw new PackageError('file.missing', 'A package needs a part.', folder);
  if (bags.length > BAGS_MAX)
    throw new PackageError('package.too_large', 'A package holds too many bags.', folder);
  return bags;
}

async function removeAllBut(root: string, paths: ReadonlySet<string>): Promise<void> {
  const { files, emptyFolders } = await findFiles(root);
  for (const path of files.keys()) {
    if (paths.has(path)) continue;
    await rm(join(root, path));
    emptyFolders.push(dirname(path));
  }
  for (const path of emptyFolders) await removeEmpty(root, path);
}

async function removeEmpty(root: string, path: string): Promise<void> {
  for (let folder = path; folder !== '.' && folder !== ''; folder = dirname(folder)) {
    if (!existsSync(join(root, folder))) continue;
    if ((await readdir(join(root, folder))).length > 0) return;
    await rmdir(join(root, folder));
  }
}

/** Writes a bag's tag files. @returns SHA-512 of its tag manifest: the bag's digest in the statement. */
export async function addTags(
  root: string,
  identity: PackageIdentity,
  number: number,
  parts: readonly FinishedPart[],
): Promise<string> {
  const payloadBytes = parts.reduce((sum, { bytes }) => sum + bytes, 0);
  const texts = {
    'bagit.txt': BAGIT_TXT,
    'bag-info.txt': bagInfoText(identity, { number, payloadBytes, payloadCount: parts.length }),
    'manifest-sha512.txt': manifestText(parts),
    [PARTS_FILE]: partsText(parts),
  };
  const tags = Object.entries(texts).map(([path, text]) => ({ path, sha512: sha512Of(text) }));
  const tagManifest = manifestText(tags);
  for (const [name, text] of Object.entries({ ...texts, [TAG_MANIFEST]: tagManifest }))
    await writeSynced(join(root, name), text);
  for (const folder of new Set(parts.map(({ path }) => dirname(path))))
    await sealFolder(join(root, folder));
  await sealFolder(root);
  return sha512Of(tagManifest);
}

const sha512Of = (text: string) => createHash('sha512').update(text).digest('hex');

async function writeSynced(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts a folder's names on the disk. */
export async function sealFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
