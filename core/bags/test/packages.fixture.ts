// Small packages for tests: three tables' worth of rows, blobs and documents, sealed or not.

import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Pace,
  PackageWriter,
  rawEd25519,
  signEnvelope,
  writePackageEnvelope,
  type PackageIdentity,
  type Row,
  type SignerKey,
  type TableShape,
  type WrittenPackage,
} from '../src/index.ts';

export const IDENTITY = {
  package: '0193f5c0-1111-7000-8000-000000000001',
  cell: 'in-abcdefghij',
  region: 'in',
  epoch: 2,
  sequence: 0,
  previous: null,
  createdAtMs: 1_780_000_000_000,
} satisfies Omit<PackageIdentity, 'keyCommitment'>;

export const PEOPLE: TableShape = {
  table: 'accounts.people',
  primaryKey: ['person_id'],
  columns: [
    { name: 'person_id', type: 'text', isNullable: false, dataClass: 'personal' },
    { name: 'name', type: 'text', isNullable: true, dataClass: 'personal' },
    { name: 'born', type: 'integer', isNullable: false, dataClass: 'personal' },
    { name: 'coins', type: 'bigint', isNullable: false, dataClass: 'personal' },
    { name: 'settings', type: 'json', isNullable: true, dataClass: 'personal' },
    { name: 'avatar', type: 'bytes', isNullable: true, dataClass: 'public' },
    { name: 'is_creator', type: 'boolean', isNullable: false, dataClass: 'public' },
    { name: 'score', type: 'number', isNullable: false, dataClass: 'aggregate' },
  ],
};

/** @returns a person's row, the same for the same number. */
export function person(number: number): Row {
  return {
    person_id: `p${number}`,
    name: number % 3 === 0 ? null : `अनिता ${number}`,
    born: 1950 + (number % 60),
    coins: String(9_007_199_254_740_993n + BigInt(number)),
    settings: { dark: number % 2 === 0, tags: ['a', number] },
    avatar: Buffer.from([number & 255, 1, 2]).toString('base64'),
    is_creator: number % 5 === 0,
    score: number / 7,
  };
}

export async function* people(from: number, to: number): AsyncGenerator<Row> {
  for (let number = from; number < to; number += 1) yield person(number);
}

/** @returns bytes that look random and are the same for the same number; they do not compress. */
export function blobBytes(number: number, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < length; at += 64)
    blocks.push(createHash('sha512').update(`${number} ${at}`).digest());
  return Buffer.concat(blocks).subarray(0, length);
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** No limit, and a clock that stands. */
export const freePace = () => new Pace({ nowMs: () => 0 });

/** @returns the same bytes again and again. Good for tests only. */
export const stillRandom = (count: number) => Buffer.alloc(count, 7);

export interface SampleOptions {
  identity?: Partial<Omit<PackageIdentity, 'keyCommitment'>>;
  packageKey?: Uint8Array;
  /** Makes this package's content another one. */
  seed?: number;
  bagBytesMax?: number;
}

/** Writes a package of 400 people in two parts, 12 blobs and two documents, in several small bags. */
export async function writeSample(
  folder: string,
  { identity = {}, packageKey, seed = 0, bagBytesMax = 30_000 }: SampleOptions = {},
): Promise<WrittenPackage> {
  const writer = await PackageWriter.open({
    folder,
    identity: { ...IDENTITY, ...identity },
    ...(packageKey && { packageKey }),
    pace: freePace(),
    random: stillRandom,
    bagBytesMax,
  });
  await addSample(writer, seed);
  return writer.finish();
}

export async function addSample(writer: PackageWriter, seed = 0): Promise<void> {
  await writer.addDocument({ name: 'inventory.json', source: '1', readable: 'before_key' }, () =>
    one(Buffer.from(`{"seed":${seed}}\n`)),
  );
  await writer.addTable(PEOPLE);
  for (const number of [1, 2]) {
    const from = seed * 1_000 + number * 200;
    const part = { kind: 'rows' as const, table: PEOPLE.table, number, source: `${from}` };
    await writer.addRows(part, () => people(from, from + 200));
  }
  const gone = { kind: 'deletions' as const, table: PEOPLE.table, number: 1, source: 'gone' };
  await writer.addRows(gone, async function* () {
    yield { person_id: `gone${seed}` };
  });
  for (let blob = 0; blob < 12; blob += 1) {
    const bytes = blobBytes(seed * 100 + blob, 5_000 + blob);
    await writer.addBlob(sha256(bytes), () => one(bytes));
  }
  await writer.addDocument({ name: 'models/taste/card.json', source: '1' }, () =>
    one(Buffer.from('{"metric":0.17}\n')),
  );
}

export interface Signer {
  key: KeyObject;
  listed: SignerKey;
}

export function newSigner(name: string): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return { key: privateKey, listed: { name, publicKey: rawEd25519(publicKey) } };
}

/** Puts the signers' signatures under a finished package. */
export async function signSample(
  folder: string,
  { envelope }: WrittenPackage,
  signers: readonly Signer[],
): Promise<void> {
  await writePackageEnvelope(
    folder,
    signers.reduce((signed, { key }) => signEnvelope(signed, key), envelope),
  );
}

/** Runs with a folder that is gone afterwards. */
export async function inFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-package-'));
  try {
    return await run(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
