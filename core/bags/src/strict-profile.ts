// What our own packages keep to beyond RFC 8493: one spelling of everything, so that a bag has exactly one set of bytes for
// its payload, and nothing that another system could read as another name or fetch from elsewhere.

import { readTag, type Found } from './files.ts';
import { isStrictPath } from './paths.ts';
import { manifestText, type Manifest } from './manifests.ts';
import type { PackageFault } from './errors.ts';
import { infoValue } from './tag-text.ts';

/** All of bagit.txt. */
export const BAGIT_TXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
/** Line by line what each payload file is. */
export const PARTS_FILE = 'parts.ndjson';
/** 10 GB: fits every file system and an afternoon's disk, and a bag that is refused is sent again alone. */
export const BAG_BYTES_MAX = 10_000_000_000;
/** A manifest of so many is read in a second and takes some 15 MB. */
export const BAG_PARTS_MAX = 50_000;

const MANIFEST = 'manifest-sha512.txt';
export const TAG_MANIFEST = 'tagmanifest-sha512.txt';
const TAGS = ['bag-info.txt', 'bagit.txt', MANIFEST, PARTS_FILE];
const AT_ROOT = new Set([...TAGS, TAG_MANIFEST]);

interface StrictBag {
  info: readonly (readonly [string, string])[];
  payloadBytes: number;
  payloadCount: number;
  manifests: readonly Manifest[];
}

/** @returns every breach of the profile that needs no payload to be read. */
export async function strictFaults(
  folder: string,
  found: Found,
  bag: StrictBag,
): Promise<{ fault: PackageFault; where: string }[]> {
  const faults: { fault: PackageFault; where: string }[] = [];
  const add = (fault: PackageFault, where: string) => faults.push({ fault, where });
  if (found.files.has('fetch.txt')) add('fetch.forbidden', 'fetch.txt');
  addNameFaults(found, add);
  for (const name of AT_ROOT) if (!found.files.has(name)) add('file.missing', name);
  for (const where of found.emptyFolders) if (where !== 'data') add('file.extra', where);
  if (bag.payloadBytes > BAG_BYTES_MAX || bag.payloadCount > BAG_PARTS_MAX)
    add('bag.too_large', 'data');
  if (infoValue(bag.info, 'Payload-Oxum') === undefined) add('info.oxum', 'bag-info.txt');
  if (faults.length > 0) return faults;
  const text = async (name: string) => (await readTag(folder, name)).toString('latin1');
  if ((await text('bagit.txt')) !== BAGIT_TXT) add('bagit.malformed', 'bagit.txt');
  const listed = [...(bag.manifests[0]?.digests ?? [])];
  const spelled = manifestText(listed.map(([path, sha512]) => ({ path, sha512 })));
  if ((await text(MANIFEST)) !== spelled) add('manifest.malformed', MANIFEST);
  const tagLines = (await text(TAG_MANIFEST)).split('\n');
  const tagNames = tagLines.map((line) => line.slice(130));
  if (tagNames.join('\n') !== [...TAGS, ''].join('\n')) add('manifest.malformed', TAG_MANIFEST);
  return faults;
}

function addNameFaults(found: Found, add: (fault: PackageFault, where: string) => void): void {
  const folded = new Map<string, string>();
  for (const [path, { linkCount }] of found.files) {
    if (linkCount > 1) add('file.hardlink', path);
    const same = path.normalize('NFKC').toLowerCase();
    const twin = folded.get(same);
    folded.set(same, path);
    if (twin !== undefined) add('path.duplicate', path);
    else if (path.startsWith('data/')) {
      if (!isStrictPath(path)) add('path.name', path);
    } else if (path !== 'fetch.txt' && !AT_ROOT.has(path)) add('file.extra', path);
  }
}
