// Manifest lines: reading those of any bag, writing our own.

import { PackageError } from './errors.ts';
import { pathOfListed } from './paths.ts';
import { linesOfText, type BagDeclaration } from './tag-text.ts';

/** Name in a manifest's file name -> name in node:crypto, with the digest's length in hexadecimal digits. */
const ALGORITHMS: ReadonlyMap<string, { name: string; digits: number }> = new Map([
  ['md5', { name: 'md5', digits: 32 }],
  ['sha1', { name: 'sha1', digits: 40 }],
  ['sha224', { name: 'sha224', digits: 56 }],
  ['sha256', { name: 'sha256', digits: 64 }],
  ['sha384', { name: 'sha384', digits: 96 }],
  ['sha512', { name: 'sha512', digits: 128 }],
]);

/** A manifest as it was read. */
export interface Manifest {
  /** `manifest-sha512.txt`. */
  file: string;
  /** As node:crypto names it. */
  algorithm: string;
  /** Digest in lower case by path. */
  digests: Map<string, string>;
}

/** @returns names of payload or tag manifests among these paths. */
export function manifestNames(paths: Iterable<string>, kind: 'manifest' | 'tagmanifest'): string[] {
  const pattern = new RegExp(`^${kind}-[^/]+\\.txt$`);
  return [...paths].filter((path) => pattern.test(path)).toSorted();
}

/** @throws PackageError `manifest.algorithm`, `manifest.malformed`, `manifest.duplicate`, `path.escape`. */
export function parseManifest(file: string, text: string, declaration: BagDeclaration): Manifest {
  const algorithm = ALGORITHMS.get(/-([^-]+)\.txt$/.exec(file)?.[1]?.toLowerCase() ?? '');
  if (algorithm === undefined)
    throw new PackageError('manifest.algorithm', 'This digest is not known.', file);
  const isTag = file.startsWith('tag');
  const digests = new Map<string, string>();
  for (const line of linesOfText(text)) {
    // md5sum writes an asterisk before names that it read as bytes; before 1.0 bags were made with it.
    const match = (declaration.isOld ? /^(\S+)[ \t]+\*?(.+)$/ : /^(\S+)[ \t]+(.+)$/).exec(line);
    const digest = match?.[1]?.toLowerCase() ?? '';
    if (digest.length !== algorithm.digits || !/^[0-9a-f]+$/.test(digest))
      throw new PackageError('manifest.malformed', 'A line is no digest with a path.', file);
    const path = pathOfListed(match?.[2] ?? '', declaration.isOld);
    if (path.startsWith('data/') === isTag)
      throw new PackageError('path.escape', 'A path is listed by the wrong manifest.', path);
    const earlier = digests.get(path);
    if (earlier !== undefined && (!declaration.isOld || earlier !== digest))
      throw new PackageError('manifest.duplicate', 'A path is listed twice.', path);
    digests.set(path, digest);
  }
  return { file, algorithm: algorithm.name, digests };
}

/** @returns our one spelling: what coreutils' sha512sum writes, in the order of the paths' bytes. */
export function manifestText(digests: readonly { path: string; sha512: string }[]): string {
  return digests
    .toSorted((one, other) => comparePaths(one.path, other.path))
    .map(({ path, sha512 }) => `${sha512}  ${path}\n`)
    .join('');
}

/** Order of ASCII paths. */
export function comparePaths(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** @returns paths that fetch.txt promises. @throws PackageError `fetch.malformed`, `path.escape`. */
export function parseFetch(text: string, declaration: BagDeclaration): string[] {
  return linesOfText(text).map((line) => {
    const match = /^(\S+)[ \t]+(?:\d+|-)[ \t]+(.+)$/.exec(line);
    if (match === null)
      throw new PackageError(
        'fetch.malformed',
        'A line is no address, length and path.',
        'fetch.txt',
      );
    const path = pathOfListed(match[2] ?? '', declaration.isOld);
    if (!path.startsWith('data/'))
      throw new PackageError('path.escape', 'Only payload may be fetched.', path);
    return path;
  });
}
