import assert from 'node:assert/strict';
import { cp, mkdtemp, open, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openImportBench, type ImportBench } from '../import/import.fixture.ts';
import { receivedAsBefore, receivePackages } from './receive.ts';

const watch = { say: () => undefined, signal: new AbortController().signal };
let bench: ImportBench;
let folder: string;
let receipt: string;
before(async () => {
  bench = await openImportBench();
  folder = await mkdtemp(join(tmpdir(), 'jhalak-received-'));
  receipt = join(folder, 'received.json');
});
after(async () => {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
});

async function copied(name: string): Promise<string> {
  const to = join(folder, name);
  await cp(bench.set.folder, to, { recursive: true });
  return to;
}

async function receive(packages: string): Promise<string[]> {
  return (await receivePackages(packages, { receipt, expected: {} }, watch)).packages;
}

/** @returns the first file of rows of a base. */
async function rowsOf(packages: string): Promise<string> {
  const names = await readdir(join(packages, '0000'), { recursive: true });
  const found = names.find((name) => name.includes('tables/persons/000001'));
  assert.ok(found);
  return join(packages, '0000', found);
}

/** Changes a byte, and leaves no trace in the times that can be set. */
async function flip(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  const { atime, mtime } = await handle.stat();
  const byte = Buffer.alloc(1);
  await handle.read(byte, 0, 1, 100);
  byte[0] = (byte[0] ?? 0) ^ 1;
  await handle.write(byte, 0, 1, 100);
  await handle.close();
  await utimes(path, atime, mtime);
}

test('what was received is known until it is touched', async () => {
  const packages = await copied('touched');
  assert.deepEqual(await receive(packages), ['0000']);
  assert.deepEqual([...(await receivedAsBefore(packages, receipt))], ['0000']);
  assert.deepEqual([...(await receivedAsBefore(await copied('another'), receipt))], []);
  await flip(await rowsOf(packages));
  assert.deepEqual([...(await receivedAsBefore(packages, receipt))], []);
});

test('a changed byte is not received', async () => {
  const packages = await copied('changed');
  await flip(await rowsOf(packages));
  await assert.rejects(receive(packages), /file\.differs/);
});

test('an import believes what was received, and still refuses a byte that was changed behind its back', async () => {
  const packages = await copied('believed');
  const given = { folder: packages, packageKey: bench.set.packageKey };
  const received = new Set(['0000']);
  await flip(await rowsOf(packages));
  await assert.rejects(
    bench.importInto(await bench.target(), { ...given, received }),
    /does not open as a whole/,
  );
  await flip(await rowsOf(packages));
  const imported = await bench.importInto(await bench.target(), { ...given, received });
  assert.ok((imported.tables['persons'] ?? 0) > 0);
});
