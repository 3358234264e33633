// Judges one bag: by RFC 8493 and the drafts before it (`general`), or by the stricter profile of our own packages.
// Everything that costs little is looked at first; payload is hashed only in a bag whose lists are in order.

import { join } from 'node:path';
import { PackageError, type PackageFault } from './errors.ts';
import { findFiles, hashFile, readTag, type Found, type OnBytes } from './files.ts';
import { manifestNames, parseFetch, parseManifest, type Manifest } from './manifests.ts';
import { decodeTag, infoValue, parseBagInfo, parseDeclaration } from './tag-text.ts';
import type { BagDeclaration } from './tag-text.ts';
import { strictFaults } from './strict-profile.ts';

/** Something that is wrong with a bag, and where. */
export interface BagFault {
  fault: PackageFault;
  where: string;
}

/** What a bag that was read says. */
export interface Bag {
  version: string;
  /** Labels and values of bag-info.txt, in order; empty when there is none. */
  info: [string, string][];
  payloadBytes: number;
  payloadCount: number;
  /** Payload digests by path, by algorithm of node:crypto. */
  manifests: readonly Manifest[];
}

export type BagVerdict = { kind: 'valid'; bag: Bag } | { kind: 'invalid'; faults: BagFault[] };

export interface VerifyBagOptions {
  /** `general`: RFC 8493 and 0.93 to 0.97. `strict`: what our own packages keep to; its README has the rules. */
  profile: 'general' | 'strict';
  onBytes?: OnBytes;
}

/** Faults of one bag that are told; a bag with more is no better known by the rest. */
const FAULTS_MAX = 100;

/**
 * @param folder the bag's own folder.
 * @returns what it says, or up to FAULTS_MAX faults. Never throws for what stands in a bag, only for a disk that fails.
 * Cost: reads every byte once. Memory: some 300 bytes a file.
 */
export async function verifyBag(folder: string, options: VerifyBagOptions): Promise<BagVerdict> {
  const faults: BagFault[] = [];
  try {
    const open = await openBag(folder, options, faults);
    if (faults.length === 0) await compareDigests(folder, open, faults, options.onBytes);
    if (faults.length === 0) return { kind: 'valid', bag: open.bag };
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    faults.push({ fault: error.fault, where: error.where });
  }
  return { kind: 'invalid', faults: faults.slice(0, FAULTS_MAX) };
}

interface OpenBag {
  found: Found;
  bag: Bag;
  tagManifests: Manifest[];
}

async function openBag(
  folder: string,
  { profile }: VerifyBagOptions,
  faults: BagFault[],
): Promise<OpenBag> {
  const found = await findFiles(folder);
  faults.push(...found.faults);
  if (!found.files.has('bagit.txt'))
    throw new PackageError('bagit.missing', 'There is no bagit.txt.', 'bagit.txt');
  const declaration = parseDeclaration(await readTag(folder, 'bagit.txt'));
  const text = async (name: string) =>
    decodeTag(await readTag(folder, name), declaration.encoding, name);
  const read = async (kind: 'manifest' | 'tagmanifest') => {
    const manifests: Manifest[] = [];
    for (const name of manifestNames(found.files.keys(), kind))
      manifests.push(parseManifest(name, await text(name), declaration));
    return manifests;
  };
  const manifests = await read('manifest');
  if (manifests.length === 0)
    throw new PackageError('manifest.missing', 'There is no manifest of the payload.');
  const hasInfo = found.files.has('bag-info.txt');
  const info = hasInfo ? parseBagInfo(await text('bag-info.txt'), declaration.isOld) : [];
  const tagManifests = await read('tagmanifest');
  if (found.files.has('fetch.txt')) {
    const fetched = parseFetch(await text('fetch.txt'), declaration);
    for (const path of fetched)
      if (!manifests.some(({ digests }) => digests.has(path)))
        faults.push({ fault: 'manifest.incomplete', where: path });
  }
  faults.push(...listFaults(found, manifests, declaration));
  const bag = { ...payloadOf(found), version: declaration.version, info, manifests };
  faults.push(...oxumFaults(bag));
  if (profile === 'strict') faults.push(...(await strictFaults(folder, found, bag)));
  return { found, bag, tagManifests };
}

function payloadOf(found: Found): Pick<Bag, 'payloadBytes' | 'payloadCount'> {
  let payloadBytes = 0;
  let payloadCount = 0;
  for (const [path, { bytes }] of found.files) {
    if (!path.startsWith('data/')) continue;
    payloadBytes += bytes;
    payloadCount += 1;
  }
  return { payloadBytes, payloadCount };
}

/** Every payload file stands in a manifest: since 1.0 in each of them, before in one at least. */
function listFaults(
  found: Found,
  manifests: readonly Manifest[],
  { isOld }: BagDeclaration,
): BagFault[] {
  const faults: BagFault[] = [];
  const listed = new Set(manifests.flatMap(({ digests }) => [...digests.keys()]));
  const resolve = pathFinder(found);
  const known = new Set([...listed].map((path) => resolve(path)));
  for (const path of found.files.keys())
    if (path.startsWith('data/') && !known.has(path))
      faults.push({ fault: 'file.extra', where: path });
  for (const path of listed)
    if (!isOld && !manifests.every(({ digests }) => digests.has(path)))
      faults.push({ fault: 'manifest.incomplete', where: path });
  return faults;
}

/** Some systems change the Unicode form of names, so that a listed one is looked for in either (RFC 8493, 6.1.1). */
function pathFinder(found: Found): (listed: string) => string | undefined {
  let byForm: Map<string, string> | undefined;
  return (listed) => {
    if (found.files.has(listed)) return listed;
    byForm ??= new Map([...found.files.keys()].map((path) => [path.normalize('NFC'), path]));
    return byForm.get(listed.normalize('NFC'));
  };
}

function oxumFaults(bag: Bag): BagFault[] {
  const oxum = infoValue(bag.info, 'Payload-Oxum');
  if (oxum === undefined || oxum === `${bag.payloadBytes}.${bag.payloadCount}`) return [];
  return [{ fault: 'info.oxum', where: 'bag-info.txt' }];
}

/** Hashes each listed file once, whatever the number of manifests that list it. */
async function compareDigests(
  folder: string,
  { found, bag, tagManifests }: OpenBag,
  faults: BagFault[],
  onBytes: OnBytes | undefined,
): Promise<void> {
  const resolve = pathFinder(found);
  for (const group of [tagManifests, bag.manifests]) {
    for (const path of new Set(group.flatMap(({ digests }) => [...digests.keys()]))) {
      if (faults.length >= FAULTS_MAX) return;
      const expected = group.filter(({ digests }) => digests.has(path));
      const real = resolve(path);
      if (real === undefined) {
        faults.push({ fault: 'file.missing', where: path });
        continue;
      }
      const names = expected.map(({ algorithm }) => algorithm);
      const digests = await hashFile(join(folder, real), path, names, onBytes);
      if (expected.some((one) => one.digests.get(path) !== digests.get(one.algorithm)))
        faults.push({ fault: 'file.differs', where: path });
    }
    // A changed manifest is told as that, not as a hundred changed files.
    if (faults.length > 0) return;
  }
}
