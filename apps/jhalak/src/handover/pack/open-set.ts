// Opens sealed packages into plain bags, so that anybody's tools can look inside: sha512sum, zstd, jq.

import { createHash } from 'node:crypto';
import { mkdir, open, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  packageParts,
  partBlocks,
  readPackageEnvelope,
  readStatement,
  type PackageSource,
  type Part,
} from '@jhalak/bags';
import { CommandError } from '../../command.ts';
import type { Watch } from '../../backup/tell.ts';

/** What was opened. */
export interface OpenedSet {
  packages: number;
  files: number;
  bytes: number;
}

/**
 * Writes `to/0000`, `to/0001` …, each one plain bag with the files of all bags of its package.
 *
 * @param to new, or empty: what lies in it afterwards is everybody's data in clear.
 * @throws CommandError when something is there; PackageError when a part does not open. Verify the packages first.
 */
export async function openPackages(
  folder: string,
  packageKey: Uint8Array,
  to: string,
  watch: Watch,
): Promise<OpenedSet> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  if ((await readdir(to)).length > 0) throw new CommandError(`${to} is not empty.`);
  const opened: OpenedSet = { packages: 0, files: 0, bytes: 0 };
  for (const name of (await readdir(folder)).toSorted()) {
    await openPackage(join(folder, name), packageKey, join(to, name), opened, watch);
    opened.packages += 1;
  }
  return opened;
}

async function openPackage(
  folder: string,
  packageKey: Uint8Array,
  to: string,
  opened: OpenedSet,
  watch: Watch,
): Promise<void> {
  const payload = Buffer.from((await readPackageEnvelope(folder)).payload, 'base64');
  const { predicate, subject } = readStatement(payload);
  const source = { folder, packageId: predicate.package, packageKey };
  const lines: string[] = [];
  for await (const part of packageParts(folder, subject.length)) {
    watch.signal.throwIfAborted();
    const path = part.path.replace(/\.sealed$/, '');
    const { bytes, sha512 } = await openPart(source, part, join(to, path));
    lines.push(`${sha512}  ${path}\n`);
    opened.files += 1;
    opened.bytes += bytes;
  }
  await writeFile(
    join(to, 'bagit.txt'),
    'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
  );
  await writeFile(join(to, 'manifest-sha512.txt'), lines.toSorted(byPath).join(''));
}

function byPath(one: string, other: string): number {
  const [a, b] = [one.slice(130), other.slice(130)];
  return a < b ? -1 : a > b ? 1 : 0;
}

async function openPart(
  source: PackageSource,
  part: Part,
  path: string,
): Promise<{ bytes: number; sha512: string }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash('sha512');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const block of partBlocks(source, part)) {
      hash.update(block);
      bytes += block.length;
      await file.writeFile(block);
    }
  } finally {
    await file.close();
  }
  return { bytes, sha512: hash.digest('hex') };
}
