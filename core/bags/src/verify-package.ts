// Judges a whole package on any machine: no cell, no database, no network. What costs little comes first: signatures, then
// whose it is, then bags, and at last what is inside, when there is a key or nothing is sealed.

import { createHash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bagInfoClaims, bagInfoText } from './bag-info.ts';
import {
  checkSignatures,
  parseEnvelope,
  type Envelope,
  type Signatures,
  type SignerKey,
} from './dsse.ts';
import { PackageError, type PackageFault } from './errors.ts';
import { readTag, type OnBytes } from './files.ts';
import { bagParts } from './read-parts.ts';
import { keyCommitment } from './seal.ts';
import { readStatement, statementDigest } from './statement.ts';
import type { PackageIdentity, PackageStatement, PackageTotals } from './statement.ts';
import { TAG_MANIFEST } from './strict-profile.ts';
import { countPart, newTotals, sameTotals } from './totals.ts';
import { verifyBag } from './verify-bag.ts';
import { verifyContents } from './verify-contents.ts';

/** The file with the signed statement, beside the bags. */
export const STATEMENT_FILE = 'statement.json';

export interface VerifyPackageOptions {
  /**
   * At least one; every one of them must have signed. `nobody_yet`: for whoever is about to sign, who must know first what;
   * signatures are not looked at then.
   */
  signers: readonly SignerKey[] | 'nobody_yet';
  /** What the verifier knows from elsewhere (the deal, an approval, the package before); absent fields are not compared. */
  expected?: Partial<
    Pick<PackageIdentity, 'package' | 'cell' | 'region' | 'epoch' | 'sequence' | 'previous'>
  >;
  /** With it sealed parts are opened and every row is looked at. */
  packageKey?: Uint8Array;
  /**
   * Every file of the bags was hashed before and has not been touched since, as the caller knows: bags are not read again. What is
   * sealed still opens only as what it was sealed as.
   */
  wasHashed?: boolean;
  /** For pace and progress; bytes of bags, and again of parts that are opened. */
  onBytes?: OnBytes;
}

/** A package that is what it says. */
export interface VerifiedPackage {
  kind: 'valid';
  identity: PackageIdentity;
  totals: PackageTotals;
  bagCount: number;
  /** SHA-512 of the signed statement: what approvals name, and the next delta's `previous`. */
  statementDigest: string;
  signedBy: readonly string[];
  /** Signatures of keys that nobody named; they count for nothing. */
  unknownKeyIds: readonly string[];
  /** `sealed`: digests are right, but what is inside could not be looked at without the key. */
  contents: 'opened' | 'sealed';
}

export type PackageVerdict =
  | VerifiedPackage
  | { kind: 'refused'; fault: PackageFault; where: string; message: string };

/**
 * @param folder holds statement.json and the bags, and nothing else.
 * @returns the first reason to refuse, or what the package is. Throws only for a disk that fails.
 * Cost: reads every byte once, and once more what is opened. Memory: some 300 bytes for each file of one bag.
 */
export async function verifyPackage(
  folder: string,
  options: VerifyPackageOptions,
): Promise<PackageVerdict> {
  try {
    return await verified(folder, options);
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    return { kind: 'refused', fault: error.fault, where: error.where, message: error.message };
  }
}

async function verified(folder: string, options: VerifyPackageOptions): Promise<VerifiedPackage> {
  const { envelope, payload } = await readEnvelope(folder);
  const signatures = signaturesOf(envelope, options.signers);
  const statement = readStatement(payload);
  compareIdentity(statement.predicate, options);
  await checkNames(folder, statement);
  const totals = newTotals();
  for (const { name, digest } of statement.subject) {
    if (options.wasHashed !== true)
      await verifyOneBag(folder, name, digest.sha512, statement.predicate, options.onBytes);
    for await (const part of bagParts(folder, name)) countPart(totals, part);
  }
  if (!sameTotals(totals, statement.predicate))
    throw new PackageError('package.counts', 'The package does not hold what its statement says.');
  const bagCount = statement.subject.length;
  const contents = await verifyContents(folder, statement.predicate, bagCount, options);
  return {
    kind: 'valid',
    identity: statement.predicate,
    totals: statement.predicate,
    bagCount,
    statementDigest: statementDigest(payload),
    ...signatures,
    contents,
  };
}

function signaturesOf(envelope: Envelope, signers: VerifyPackageOptions['signers']): Signatures {
  if (signers === 'nobody_yet') return { signedBy: [], unknownKeyIds: [] };
  const signatures = checkSignatures(envelope, signers);
  const missing = signers.find(({ name }) => !signatures.signedBy.includes(name));
  if (missing !== undefined || signers.length === 0)
    throw new PackageError('statement.unsigned', 'A signature is missing.', missing?.name);
  return signatures;
}

async function readEnvelope(folder: string) {
  const bytes = await readTag(folder, STATEMENT_FILE).catch((cause: unknown) => {
    if (!(cause instanceof PackageError) || cause.fault !== 'file.missing') throw cause;
    throw new PackageError('statement.missing', 'There is no statement.', STATEMENT_FILE, cause);
  });
  const envelope = parseEnvelope(bytes.toString('utf8'));
  return { envelope, payload: Buffer.from(envelope.payload, 'base64') };
}

function compareIdentity(
  identity: PackageIdentity,
  { expected = {}, packageKey }: VerifyPackageOptions,
): void {
  const fields = [
    ['region', 'package.region'],
    ['cell', 'package.cell'],
    ['epoch', 'package.epoch'],
    ['package', 'package.id'],
    ['sequence', 'package.sequence'],
    ['previous', 'package.previous'],
  ] as const;
  for (const [field, fault] of fields)
    if (expected[field] !== undefined && expected[field] !== identity[field])
      throw new PackageError(
        fault,
        `This package is of another ${field}.`,
        String(identity[field]),
      );
  if (packageKey === undefined || identity.keyCommitment === null) return;
  if (keyCommitment(packageKey, identity.package) !== identity.keyCommitment)
    throw new PackageError('key.wrong', 'This is not the key of this package.');
}

/** Nothing stands beside the bags and the statement, and no bag is a link to somewhere else. */
async function checkNames(folder: string, { subject }: PackageStatement): Promise<void> {
  const expected = new Set([STATEMENT_FILE, ...subject.map(({ name }) => name)]);
  for (const name of await readdir(folder)) {
    const stats = await lstat(join(folder, name));
    if (stats.isSymbolicLink()) throw new PackageError('file.symlink', 'A link.', name);
    if (name === STATEMENT_FILE && stats.nlink > 1)
      throw new PackageError('file.hardlink', 'This file has a second name.', name);
    if (expected.delete(name)) continue;
    const fault = name.startsWith('bag-') ? 'package.bag_extra' : 'file.extra';
    throw new PackageError(fault, 'This is no piece of the package.', name);
  }
  const [missing] = expected;
  if (missing !== undefined)
    throw new PackageError('package.bag_missing', 'A bag is missing.', missing);
}

async function verifyOneBag(
  folder: string,
  name: string,
  sha512: string,
  identity: PackageIdentity,
  onBytes: OnBytes | undefined,
): Promise<void> {
  const root = join(folder, name);
  const tagManifest = await readTag(root, TAG_MANIFEST);
  const isSigned = createHash('sha512').update(tagManifest).digest('hex') === sha512;
  if (!isSigned) await refuseStranger(root, name, identity);
  const verdict = await verifyBag(root, { profile: 'strict', ...(onBytes && { onBytes }) });
  if (verdict.kind === 'invalid') {
    const { fault, where } = verdict.faults[0] ?? { fault: 'bag.differs' as const, where: '' };
    throw new PackageError(fault, 'A bag is not in order.', `${name}/${where}`);
  }
  const info = (await readTag(root, 'bag-info.txt')).toString('utf8');
  const number = Number(name.slice(-5));
  if (!isSigned || info !== bagInfoText(identity, { ...verdict.bag, number }))
    throw new PackageError('bag.differs', 'This is not the bag that was signed.', name);
}

/** A whole bag of another package is told as what it says it is; nothing else depends on that. */
async function refuseStranger(root: string, name: string, own: PackageIdentity): Promise<void> {
  const text = (await readTag(root, 'bag-info.txt')).toString('utf8');
  const claims = bagInfoClaims(text);
  const refuse = (fault: PackageFault) => {
    throw new PackageError(fault, 'This bag belongs to another package.', name);
  };
  if (claims.region !== '' && claims.region !== own.region) refuse('bag.other_region');
  if (claims.epoch < own.epoch) refuse('bag.older_epoch');
  if (claims.package !== '' && claims.package !== own.package) refuse('bag.other_package');
  if (claims.sequence < own.sequence) refuse('bag.older');
}
