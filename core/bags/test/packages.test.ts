// proves T3, T4, T5, F7: a package is read back as it was written, by us and by tools that are not ours.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { link, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  Pace,
  PackageWriter,
  packageParts,
  partBlocks,
  partRows,
  partShape,
  readPackageEnvelope,
  rowCheck,
  signedBytes,
  verifyPackage,
  type Row,
} from '../src/index.ts';
import {
  blobBytes,
  freePace,
  IDENTITY,
  inFolder,
  newSigner,
  one,
  PEOPLE,
  person,
  sha256,
  signSample,
  stillRandom,
  writeSample,
} from './packages.fixture.ts';

const KEY = Buffer.alloc(32, 9);
const isMissing = (tool: string) => spawnSync(tool, ['--version']).error !== undefined;

async function allRows(source: Parameters<typeof packageParts>[0], key?: Uint8Array) {
  const rows: Row[] = [];
  const where = { folder: source, packageId: IDENTITY.package, ...(key && { packageKey: key }) };
  const parts = await gathered(packageParts(source, await bagCount(source)));
  const schema = parts.find(({ kind }) => kind === 'schema');
  assert(schema !== undefined);
  const shape = await partShape(where, schema);
  assert.deepEqual(shape, PEOPLE);
  for (const part of parts)
    if (part.kind === 'rows')
      for await (const row of partRows(where, part, rowCheck(shape, 'rows'))) rows.push(row);
  return { rows, parts, where };
}

async function gathered<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function bagCount(folder: string): Promise<number> {
  return (await readdir(folder)).filter((name) => name.startsWith('bag-')).length;
}

test('what was written is read back field by field, in bags of bounded size', () =>
  inFolder(async (folder) => {
    const signers = [newSigner('seller'), newSigner('buyer'), newSigner('authority')];
    const listed = signers.map((signer) => signer.listed);
    const written = await writeSample(folder);
    await signSample(folder, written, signers);
    const verdict = await verifyPackage(folder, {
      signers: listed,
      expected: { cell: IDENTITY.cell, region: 'in', epoch: 2, sequence: 0, previous: null },
    });
    assert(verdict.kind === 'valid', JSON.stringify(verdict));
    assert.deepEqual(verdict.signedBy, ['seller', 'buyer', 'authority']);
    assert.equal(verdict.contents, 'opened');
    assert.equal(verdict.statementDigest, written.statementDigest);
    assert.deepEqual(verdict.totals.tables, [{ table: PEOPLE.table, rows: 400, deletions: 1 }]);
    assert.deepEqual([verdict.totals.blobCount, verdict.totals.documentCount], [12, 2]);
    assert(verdict.bagCount > 2, `${verdict.bagCount} bags`);
    const { rows, parts, where } = await allRows(folder);
    assert.deepEqual(
      rows,
      Array.from({ length: 400 }, (_, index) => person(index + 200)),
    );
    const blob = parts.find(({ path }) => path.endsWith(sha256(blobBytes(3, 5_003))));
    assert(blob !== undefined);
    const blocks = await gathered(partBlocks(where, blob));
    assert.deepEqual(Buffer.concat(blocks), blobBytes(3, 5_003));
  }));

test('a sealed package is verified without its key, opened with it, and holds no plain byte of its parts', () =>
  inFolder(async (folder) => {
    const signer = newSigner('seller');
    await signSample(folder, await writeSample(folder, { packageKey: KEY }), [signer]);
    const signers = [signer.listed];
    const closed = await verifyPackage(folder, { signers });
    assert(closed.kind === 'valid', JSON.stringify(closed));
    assert.equal(closed.contents, 'sealed');
    const opened = await verifyPackage(folder, { signers, packageKey: KEY });
    assert.equal(opened.kind === 'valid' && opened.contents, 'opened', JSON.stringify(opened));
    const wrong = await verifyPackage(folder, { signers, packageKey: Buffer.alloc(32, 8) });
    assert.equal(wrong.kind === 'refused' && wrong.fault, 'key.wrong');
    const { rows, parts } = await allRows(folder, KEY);
    assert.equal(rows.length, 400);
    const open = parts.filter(({ isSealed }) => !isSealed);
    assert.deepEqual(
      open.map(({ path }) => path),
      ['data/documents/inventory.json'],
    );
    const needles = [blobBytes(0, 64), Buffer.from('metric'), Buffer.from('person_id')];
    for (const { bag, path } of parts) {
      const bytes = await readFile(join(folder, bag, path));
      for (const needle of needles)
        assert(!bytes.includes(needle), `${path} holds ${needle.toString('hex')}`);
    }
  }));

test('a row that does not fit its table is never written, and a blob must be what its name says', () =>
  inFolder(async (folder) => {
    const writer = await PackageWriter.open({
      folder,
      identity: IDENTITY,
      pace: freePace(),
      random: stillRandom,
    });
    await writer.addTable(PEOPLE);
    const part = { kind: 'rows' as const, table: PEOPLE.table, number: 1, source: '' };
    for (const change of [
      { born: '1990' },
      { more: 1 },
      { coins: 5 },
      { avatar: '*' },
      { settings: undefined },
    ]) {
      const rows = async function* () {
        yield { ...person(1), ...change };
      };
      await assert.rejects(writer.addRows(part, rows), { fault: 'part.row' });
    }
    const lies = writer.addBlob('0'.repeat(64), () => one(Buffer.from('x')));
    await assert.rejects(lies, { fault: 'part.differs' });
    await writer.close();
  }));

test('a package whose pieces are somewhere else, or that nobody signed, is refused', () =>
  inFolder(async (folder) => {
    const target = join(folder, 'package');
    const signer = newSigner('seller');
    await signSample(target, await writeSample(target), [signer]);
    const refusal = async (path = target, signers = [signer.listed]) => {
      const verdict = await verifyPackage(path, { signers });
      return verdict.kind === 'refused' ? verdict.fault : verdict.kind;
    };
    assert.equal(await refusal(), 'valid');
    assert.equal(await refusal(target, []), 'statement.unsigned', 'no key to ask for is no answer');
    assert.equal(await refusal(join(folder, 'nowhere')), 'statement.missing');
    await link(join(target, 'statement.json'), join(folder, 'second-name'));
    assert.equal(await refusal(), 'file.hardlink');
    await rm(join(folder, 'second-name'));
    await rename(join(target, 'bag-00002'), join(folder, 'elsewhere'));
    await symlink(join(folder, 'elsewhere'), join(target, 'bag-00002'));
    assert.equal(await refusal(), 'file.symlink');
    await rm(join(target, 'bag-00002'));
    await writeFile(join(target, 'bag-00002'), 'a file in the place of a bag');
    assert.equal(await refusal(), 'file.missing');
  }));

test('a writer and a verifier keep to the rate that they are given', () =>
  inFolder(async (folder) => {
    let now = 0;
    const paced = () =>
      new Pace({
        nowMs: () => now,
        waitMs: async (ms) => {
          now += ms;
        },
        bytesPerSecondMax: 10_000,
      });
    const options = { folder, identity: IDENTITY, random: stillRandom };
    const writer = await PackageWriter.open({ ...options, pace: paced() });
    const bytes = blobBytes(1, 50_000);
    await writer.addBlob(sha256(bytes), () => one(bytes));
    const written = await writer.finish();
    assert.equal(Math.round(now), 5_000, '50 kB at 10 kB a second');
    const signer = newSigner('seller');
    await signSample(folder, written, [signer]);
    now = 0;
    const pace = paced();
    const onBytes = (count: number) => pace.pass(count);
    const verdict = await verifyPackage(folder, { signers: [signer.listed], onBytes });
    assert.equal(verdict.kind, 'valid');
    assert(now >= 10_000, `once hashed and once opened in ${now} ms`);
  }));

test('coreutils, zstd, jq and openssl agree with us', (t) =>
  inFolder(async (folder) => {
    const absent = ['sha512sum', 'zstd', 'jq', 'openssl'].filter(isMissing);
    if (absent.length > 0) {
      t.skip(`NOT RUN: not installed: ${absent.join(', ')}`);
      return;
    }
    const signer = newSigner('seller');
    const written = await writeSample(folder);
    await signSample(folder, written, [signer]);
    let rows = 0;
    for (let number = 1; number <= written.bagCount; number += 1) {
      const cwd = join(folder, `bag-0000${number}`);
      for (const list of ['manifest-sha512.txt', 'tagmanifest-sha512.txt']) {
        const sum = spawnSync('sha512sum', ['--strict', '-c', list], { cwd });
        assert.equal(sum.status, 0, String(sum.stderr));
      }
      const script =
        'for f in data/tables/*/*.ndjson.zst; do [ -e "$f" ] && zstd -dc "$f"; done | jq -c .person_id | wc -l';
      rows += Number(spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' }).stdout);
    }
    assert.equal(rows, 400);
    const envelope = await readPackageEnvelope(folder);
    const key = createPublicKey(signer.key).export({ type: 'spki', format: 'pem' });
    await writeFile(join(folder, 'key.pem'), key);
    await writeFile(join(folder, 'sig'), Buffer.from(envelope.signatures[0]?.sig ?? '', 'base64'));
    const command = ['pkeyutl', '-verify', '-pubin', '-inkey', 'key.pem', '-rawin'];
    for (const [more, status] of [
      ['', 0],
      ['x', 1],
    ] as const) {
      await writeFile(
        join(folder, 'pae'),
        Buffer.concat([signedBytes(envelope), Buffer.from(more)]),
      );
      const files = ['-in', 'pae', '-sigfile', 'sig'];
      const verified = spawnSync('openssl', [...command, ...files], { cwd: folder });
      assert.equal(verified.status, status, String(verified.stderr));
    }
  }));
