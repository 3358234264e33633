// proves T2, X2: a writer that is killed goes on where it stood, and what it makes is what it would have made.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { PackageWriter, verifyPackage } from '../src/index.ts';
import {
  addSample,
  freePace,
  IDENTITY,
  inFolder,
  newSigner,
  signSample,
  stillRandom,
  writeSample,
} from './packages.fixture.ts';

const FIXTURE = join(import.meta.dirname, 'killed-writer.fixture.ts');
/** A start gets at least one part further. */
const STARTS_MAX = 60;

function run(folder: string, dieAt: number) {
  const child = spawnSync(process.execPath, [FIXTURE, folder, String(dieAt)], { encoding: 'utf8' });
  return { signal: child.signal, lines: child.stdout.trim().split('\n'), errors: child.stderr };
}

const optionsOf = (folder: string) => ({
  folder,
  identity: IDENTITY,
  pace: freePace(),
  random: stillRandom,
  bagBytesMax: 30_000,
});

test('killed at every third block, a writer ends with the same package, and opens no finished part again', () =>
  inFolder(async (folder) => {
    const whole = await writeSample(join(folder, 'whole'), {
      // The first start's time is kept, whatever later ones say.
      identity: { createdAtMs: IDENTITY.createdAtMs + 3 },
    });
    const killed = join(folder, 'killed');
    const opened = new Map<string, number>();
    let kills = 0;
    for (let start = 0; ; start += 1) {
      assert(start < STARTS_MAX, 'it gets further with each start');
      const { signal, lines, errors } = run(killed, 3);
      for (const line of lines) opened.set(line, (opened.get(line) ?? 0) + 1);
      if (signal === 'SIGKILL') {
        kills += 1;
        continue;
      }
      const last = lines.at(-1) ?? '';
      assert(last.startsWith(`finished ${whole.statementDigest} `), `${last} ${errors}`);
      break;
    }
    assert(kills >= 5, `${kills} kills`);
    // Each kill meets one part that is under way, which is begun again.
    const again = [...opened.values()].reduce((sum, count) => sum + count - 1, 0);
    assert(again <= kills, `${again} parts opened again after ${kills} kills`);
  }));

test('killed while it ends, a writer ends with the same package at the next start', () =>
  inFolder(async (folder) => {
    const target = join(folder, 'package');
    const writer = await PackageWriter.open(optionsOf(target));
    await addSample(writer);
    const aside = join(folder, 'progress');
    const progress = join(target, 'progress.ndjson');
    await copyFile(progress, aside);
    const first = await writer.finish();
    for (const lost of ['', 'statement.json', 'bag-00001/tagmanifest-sha512.txt']) {
      await copyFile(aside, progress);
      if (lost !== '') await rm(join(target, lost));
      const next = await PackageWriter.open(optionsOf(target));
      await addSample(next);
      const { statementDigest, writtenCount } = await next.finish();
      assert.deepEqual([statementDigest, writtenCount], [first.statementDigest, 0], lost);
    }
    await assert.rejects(PackageWriter.open(optionsOf(target)), { fault: 'writer.finished' });
  }));

test('a finished file that was touched, another source, and a torn note are written again; nothing else is', () =>
  inFolder(async (folder) => {
    const target = join(folder, 'package');
    const writer = await PackageWriter.open(optionsOf(target));
    await addSample(writer);
    await writer.close();
    const inventory = join(target, 'bag-00001/data/documents/inventory.json');
    await writeFile(inventory, '{"seed":1}\n');
    const progress = join(target, 'progress.ndjson');
    const notes = await readFile(progress, 'utf8');
    // The last note is the model's card.
    await writeFile(progress, notes.slice(0, -10));
    await writeFile(join(target, 'bag-00001/data/documents/stray.txt'), 'left by a kill');
    const next = await PackageWriter.open(optionsOf(target));
    await addSample(next);
    const written = await next.finish();
    assert.deepEqual([written.writtenCount, written.keptCount], [2, 16]);
    const signer = newSigner('seller');
    await signSample(target, written, [signer]);
    const verdict = await verifyPackage(target, { signers: [signer.listed] });
    assert.equal(verdict.kind, 'valid', JSON.stringify(verdict));
  }));

test('another package is not begun in a folder that holds one', () =>
  inFolder(async (folder) => {
    const writer = await PackageWriter.open(optionsOf(folder));
    await writer.close();
    const other = { ...optionsOf(folder), identity: { ...IDENTITY, epoch: 3 } };
    await assert.rejects(PackageWriter.open(other), { fault: 'writer.other_package' });
    const sealed = { ...optionsOf(folder), packageKey: Buffer.alloc(32, 1) };
    await assert.rejects(PackageWriter.open(sealed), { fault: 'writer.other_package' });
  }));
