// What a buyer does with packages before it has their key: every byte is verified while people still write at the seller's, and what
// lay where is noted, so that the takeover need not read it all a second time.

import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readPackageEnvelope, statementDigest, verifyPackage } from '@jhalak/bags';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import { formatBytes, stepLine, type Watch } from '../../backup/tell.ts';
import { CommandError } from '../../command.ts';
import { PackageRefused, type ExpectedPackages } from '../import/package-set.ts';
import { dealFolder, writeDurably } from './evidence.ts';

const Digest = (digits: number) => Type.String({ pattern: `^[0-9a-f]{${digits}}$` });
const Receipt = Type.Object({
  v: Type.Literal(1),
  packages: Type.Array(
    Type.Object({
      name: Type.String({ pattern: '^\\d{4}$' }),
      /** SHA-512 of the signed statement: what the bytes were held against. */
      statement: Digest(128),
      /** See `placeOf`. */
      place: Digest(64),
    }),
    { maxItems: 1_000 },
  ),
});
type Received = Static<typeof Receipt>['packages'][number];

/** Names of packages that were verified without their key, and how many bytes. */
interface ReceivedPackages {
  packages: string[];
  bytes: number;
}

/**
 * Verifies packages that came before their key, and notes it durably. Who signed is judged by the takeover, which knows who had to.
 * Safe to run again.
 *
 * @param packages the folder with `0000` and so on, in which the takeover will find them too. @param receipt the file of the note.
 * @throws PackageRefused for a byte that is not what was stated, or another deal's package.
 * Cost: reads every byte once.
 */
export async function receivePackages(
  packages: string,
  { receipt, expected }: { receipt: string; expected: NonNullable<ExpectedPackages['expected']> },
  { say, signal }: Watch,
): Promise<ReceivedPackages> {
  const received: Received[] = [];
  let bytes = 0;
  for (const name of (await readdir(packages)).toSorted()) {
    const folder = join(packages, name);
    // Looked at before: what is changed while it is hashed lies otherwise afterwards.
    const place = await placeOf(folder);
    const verdict = await verifyPackage(folder, {
      signers: 'nobody_yet',
      expected,
      onBytes: () => signal.throwIfAborted(),
    });
    if (verdict.kind === 'refused')
      throw new PackageRefused(`${verdict.message} (${verdict.fault}, ${name}/${verdict.where})`);
    received.push({ name, statement: verdict.statementDigest, place });
    bytes += verdict.totals.payloadBytes;
    say(stepLine(`package ${name}`, `${formatBytes(verdict.totals.payloadBytes)} as stated`));
  }
  if (received.length === 0) throw new CommandError(`${packages} holds no package.`);
  await writeDurably(receipt, JSON.stringify({ v: 1, packages: received }));
  return { packages: received.map(({ name }) => name), bytes };
}

/** @returns names of packages that lie as they lay when they were received, under the statement that they were held against. */
export async function receivedAsBefore(
  packages: string,
  receiptFile: string,
): Promise<ReadonlySet<string>> {
  const text = await readFile(receiptFile, 'utf8').catch(() => 'null');
  const receipt: unknown = JSON.parse(text);
  const same = new Set<string>();
  if (!Value.Check(Receipt, receipt)) return same;
  for (const { name, statement, place } of receipt.packages) {
    const folder = join(packages, name);
    const { payload } = await readPackageEnvelope(folder);
    const isSame =
      statementDigest(Buffer.from(payload, 'base64')) === statement &&
      (await placeOf(folder)) === place;
    if (isSame) same.add(name);
  }
  return same;
}

/** @returns where a home notes what it received of a deal. */
export function receiptFile(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'received.json');
}

/**
 * @returns SHA-256 over each file of the bags: path, size, inode, and when its bytes and its inode last changed, to the nanosecond.
 * The statement is not in it: it is read again, and may have got another signature since. Cost: one `lstat` a file.
 */
async function placeOf(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => path !== join(folder, 'statement.json'));
  for (const path of paths.toSorted()) {
    const { dev, ino, size, mtimeNs, ctimeNs } = await lstat(path, { bigint: true });
    hash.update(`${path.slice(folder.length)}\n${[dev, ino, size, mtimeNs, ctimeNs].join(' ')}\n`);
  }
  return hash.digest('hex');
}
