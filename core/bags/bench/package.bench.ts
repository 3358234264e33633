// `npm run bench -- package [MEGABYTES]`: writing and verifying a package beside cp (with its bytes put on the disk) and
// sha512sum of the same files, in turns, three rounds in one run; then the memory that 10 and 500 MB take, each in a process
// of its own. 300 MB unless said otherwise, as blobs of 4 MB and rows.

import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, generateKeyPairSync } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Pace,
  PackageWriter,
  rawEd25519,
  signEnvelope,
  verifyPackage,
  writePackageEnvelope,
  type Row,
} from '../src/index.ts';
import { IDENTITY, PEOPLE, person, sha256 } from '../test/packages.fixture.ts';

const MEGABYTE = 1_000_000;
const BLOB_BYTES = 4 * MEGABYTE;
/** 100 rows a megabyte of blobs: a person has some. */
const ROWS_PER_MEGABYTE = 100;
const ROUNDS = 3;
const KEY = Buffer.alloc(32, 4);
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const signers = [{ name: 'seller', publicKey: rawEd25519(publicKey) }];

async function makeBlobs(folder: string, megabytes: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let made = 0; made < megabytes * MEGABYTE; made += BLOB_BYTES) {
    const bytes = randomBytes(Math.min(BLOB_BYTES, megabytes * MEGABYTE - made));
    await writeFile(join(folder, sha256(bytes)), bytes);
  }
}

async function* rowsTo(count: number): AsyncGenerator<Row> {
  for (let number = 0; number < count; number += 1) yield person(number);
}

async function write(blobs: string, folder: string, key?: Buffer): Promise<void> {
  const writer = await PackageWriter.open({
    folder,
    identity: IDENTITY,
    ...(key && { packageKey: key }),
    pace: new Pace({ nowMs: () => performance.now() }),
    random: randomBytes,
  });
  const names = await readdir(blobs);
  await writer.addTable(PEOPLE);
  const rows = (names.length * BLOB_BYTES * ROWS_PER_MEGABYTE) / MEGABYTE;
  const part = { kind: 'rows' as const, table: PEOPLE.table, number: 1, source: '' };
  await writer.addRows(part, () => rowsTo(rows));
  for (const name of names) await writer.addBlob(name, () => createReadStream(join(blobs, name)));
  const { envelope } = await writer.finish();
  await writePackageEnvelope(folder, signEnvelope(envelope, privateKey));
}

async function verify(folder: string, key?: Buffer): Promise<void> {
  const verdict = await verifyPackage(folder, { signers, ...(key && { packageKey: key }) });
  if (verdict.kind !== 'valid') throw new Error(JSON.stringify(verdict));
}

/** Writes and verifies so much in this process and says what memory it took at most. */
async function memoryOf(root: string, megabytes: number): Promise<void> {
  const folder = join(root, `package-${megabytes}`);
  await write(join(root, `blobs-${megabytes}`), folder, KEY);
  await verify(folder, KEY);
  process.stdout.write(String(Math.round(process.resourceUsage().maxRSS / 1_000)));
}

async function secondsOf(run: () => unknown): Promise<number> {
  const startedMs = performance.now();
  await run();
  return (performance.now() - startedMs) / 1_000;
}

const shell = (script: string) => execFileSync('sh', ['-c', script], { stdio: 'ignore' });

const STEPS = {
  cp: (root: string) =>
    shell(`cp -r ${root}/blobs ${root}/copy && find ${root}/copy -type f -exec sync {} +`),
  sha512sum: (root: string) =>
    shell(`find ${root}/copy -type f -exec sha512sum {} + > ${root}/sums`),
  write: (root: string) => write(join(root, 'blobs'), join(root, 'open')),
  verify: (root: string) => verify(join(root, 'open')),
  writeSealed: (root: string) => write(join(root, 'blobs'), join(root, 'sealed'), KEY),
  verifySealed: (root: string) => verify(join(root, 'sealed')),
  openSealed: (root: string) => verify(join(root, 'sealed'), KEY),
};
type Step = keyof typeof STEPS;

async function compare(root: string, megabytes: number) {
  await makeBlobs(join(root, 'blobs'), megabytes);
  const seconds = new Map<Step, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, step] of Object.entries(STEPS)) {
      const list = seconds.get(name as Step) ?? [];
      list.push(await secondsOf(() => step(root)));
      seconds.set(name as Step, list);
    }
    for (const made of ['copy', 'open', 'sealed'])
      await rm(join(root, made), { recursive: true, force: true });
  }
  await rm(join(root, 'blobs'), { recursive: true });
  const sorted = (step: Step) => (seconds.get(step) ?? []).toSorted((one, other) => one - other);
  const middle = (step: Step) => sorted(step)[ROUNDS >> 1] ?? 0;
  const ratio = (step: Step, to: number) => Number((middle(step) / to).toFixed(2));
  const copied = middle('cp') + middle('sha512sum');
  return {
    seconds: Object.fromEntries(
      [...seconds.keys()].map((step) => [step, sorted(step).map((one) => Number(one.toFixed(2)))]),
    ),
    writeRatio: ratio('write', copied),
    writeSealedRatio: ratio('writeSealed', copied),
    verifySealedRatio: ratio('verifySealed', middle('sha512sum')),
    verifyRatio: ratio('verify', middle('sha512sum')),
    openSealedRatio: ratio('openSealed', middle('sha512sum')),
  };
}

async function memoryInChild(root: string, megabytes: number): Promise<number> {
  const blobs = join(root, `blobs-${megabytes}`);
  await makeBlobs(blobs, megabytes);
  const child = spawnSync(
    process.execPath,
    [import.meta.filename, 'memory', root, String(megabytes)],
    {
      encoding: 'utf8',
    },
  );
  if (child.status !== 0) throw new Error(child.stderr);
  await rm(blobs, { recursive: true });
  return Number(child.stdout);
}

const [first, root = '', size] = process.argv.slice(2);
if (first === 'memory') await memoryOf(root, Number(size));
else {
  const megabytes = Number(first ?? 300);
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-package-'));
  try {
    const compared = await compare(folder, megabytes);
    const peakRssMb = {
      of10MB: await memoryInChild(folder, 10),
      of500MB: await memoryInChild(folder, 500),
    };
    process.stdout.write(
      `${JSON.stringify({ bench: 'package', megabytes, ...compared, peakRssMb })}\n`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}
