// A cell is sold: its public log goes on in another install, under another key, as one tree.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { generateKeyPairSync } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import { createBorder, nextLogKey, OWN_LOG_PURPOSE, type Border } from '@jhalak/border';
import { ownSecretOf } from '@jhalak/keystore';
import type { Feature } from '@jhalak/ports';
import type { TestParts } from '@jhalak/testing/parts';
import { parseVkey, TlogError, verifyLog, type VerifiedLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { appendTo, filesOf, openTestLog, type TestLog } from './log.fixture.ts';

const TABLES = ['border_cell', 'border_entries', 'border_witnesses', 'border_cosignatures'];

async function copyRows(from: TestParts, to: TestParts): Promise<void> {
  for (const table of TABLES) {
    const rows = await from.database.query<{ all: string }>({
      name: `test.read_${table}`,
      text: `SELECT coalesce(json_agg(t), '[]')::text AS all FROM ${table} AS t`,
    });
    await to.database.query({ name: `test.clear_${table}`, text: `DELETE FROM ${table}` });
    await to.database.query(
      {
        name: `test.write_${table}`,
        text: `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
      },
      [rows[0]?.all],
    );
  }
}

/** Keys, rows and public files of one install come to another, which has a secret of its own. */
async function handOver(
  seller: { parts: TestParts; folder: string },
  base: Buffer,
): Promise<TestLog> {
  const buyer = await openTestLog();
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  const parcel = new PassThrough();
  await Promise.all([
    seller.parts.keys.exportParcel(parcel, publicKey),
    buyer.parts.keys.importParcel(parcel, privateKey),
  ]);
  await buyer.parts.keys.adoptOwnSecret(base);
  await copyRows(seller.parts, buyer.parts);
  await cp(seller.folder, buyer.folder, { recursive: true });
  buyer.parts.clock.advance(seller.parts.clock.nowMs() - buyer.parts.clock.nowMs() + 1);
  const border = createBorder({ ...buyer.parts, folder: buyer.folder });
  return { ...buyer, border };
}

async function end(parts: TestParts, border: Border, nextKey: string): Promise<void> {
  parts.clock.advance(1);
  await parts.database.transaction(async (tx) => void (await border.endEpoch(tx, nextKey)));
  await border.publish();
}

async function begin(parts: TestParts, border: Border & Feature): Promise<void> {
  await border.publish();
  await parts.database.transaction(async (tx) => void (await border.beginEpoch(tx)));
  await border.publish();
}

async function proven(folder: string, vkey: string): Promise<VerifiedLog> {
  return await verifyLog(nodeCrypto, filesOf(folder), { log: parseVkey(nodeCrypto.sha256, vkey) });
}

function keyFor(cellId: string, base: Buffer): string {
  return nextLogKey(cellId, ownSecretOf(base, 'in', OWN_LOG_PURPOSE));
}

test('a log goes on through two sales, and is followed from each key, by Go’s packages too', async (t) => {
  const seller = await openTestLog();
  const opened: TestLog[] = [seller];
  try {
    await seller.append(20);
    await seller.border.publish();
    const cellId = await seller.border.cellId();
    const first = await seller.border.vkey();
    const bases = [randomBytes(32), randomBytes(32)] as const;
    const second = keyFor(cellId, bases[0]);
    await end(seller.parts, seller.border, second);
    // What comes after the end waits for ever: it is not this owner's to sign.
    await seller.append(3);
    await seller.border.publish();
    const last = await proven(seller.folder, first);
    assert.equal(last.checkpoint.size, 21n);

    const buyer = await handOver(seller, bases[0]);
    opened.push(buyer);
    assert.equal(await buyer.border.vkey(), first, 'until the take-over it is not the owner');
    await begin(buyer.parts, buyer.border);
    assert.deepEqual(await buyer.border.identity(), { cellId, ownerEpoch: 2 });
    assert.equal(await buyer.border.vkey(), second);
    await buyer.append(7);
    await buyer.border.publish();
    // The three that waited at the seller came along as rows: they are the new owner's to publish.
    for (const key of [first, second]) {
      const { checkpoint, owners } = await proven(buyer.folder, key);
      assert.equal(checkpoint.size, 31n);
      assert.deepEqual(
        owners.map(({ until }) => until),
        [21n, undefined],
      );
    }
    assert.ok(await buyer.border.publicFile('owners/1'));
    assert.notEqual(await buyer.border.auditVkey(), await seller.border.auditVkey());

    const third = keyFor(cellId, bases[1]);
    await end(buyer.parts, buyer.border, third);
    const next = await handOver(buyer, bases[1]);
    opened.push(next);
    await begin(next.parts, next.border);
    await next.append(2);
    await next.border.publish();
    for (const key of [first, second, third]) {
      const { checkpoint, owners } = await proven(next.folder, key);
      assert.equal(checkpoint.size, 34n);
      assert.deepEqual(
        owners.map(({ until }) => until),
        [21n, 32n, undefined],
      );
    }
    await checkOutside(t, next, { first, second, third });
    // A new program of the new owner goes on as well.
    const again = createBorder({ ...next.parts, folder: next.folder });
    await appendTo(next.parts, again, 4);
    await again.publish();
    assert.equal((await proven(next.folder, first)).checkpoint.size, 38n);
    await again.close();
  } finally {
    for (const one of opened.toReversed()) await one.close();
  }
});

const OUTSIDE = new URL('../../../apps/lab/outside/check-log.go', import.meta.url).pathname;
/** Compiled packages are kept between runs. */
const CACHE = new URL('../../../node_modules/.cache/jhalak-go', import.meta.url).pathname;

/** @returns the exit code; not 0 either where there is no such program. */
async function run(command: string, args: string[]): Promise<number> {
  const env = { ...process.env, GO111MODULE: 'off', GOPATH: '/usr/share/gocode', GOCACHE: CACHE };
  return await new Promise((resolve) => {
    execFile(command, args, { env }, (error) =>
      resolve(error === null ? 0 : typeof error.code === 'number' ? error.code : -1),
    );
  });
}

/** Each owner's last checkpoint under its own key, and the present one under the present key. */
async function checkOutside(
  t: TestContext,
  { folder, parts }: TestLog,
  keys: { first: string; second: string; third: string },
): Promise<void> {
  const program = join(parts.folder, 'check-log');
  const built = await run('go', ['build', '-o', program, OUTSIDE]);
  if (built !== 0) {
    t.diagnostic('NOT CHECKED OUTSIDE: Debian’s golang-go and golang-golang-x-mod-dev are missing');
    return;
  }
  const last = (epoch: number) => join(folder, `owners/${epoch}`);
  const check = async (olderFile: string, olderVkey: string, vkey = keys.third) =>
    await run(program, [folder, vkey, olderFile, olderVkey]);
  assert.equal(await check(last(1), keys.first), 0);
  assert.equal(await check(last(2), keys.second), 0);
  assert.equal(await check(last(2), keys.first), 1, 'not the key of that epoch');
  assert.equal(await check(last(1), keys.first, keys.second), 1, 'not the present key');
}

test('the former owner’s key signs nothing of the new epoch that anybody believes', async () => {
  const seller = await openTestLog();
  const base = randomBytes(32);
  let buyer: TestLog | undefined;
  try {
    await seller.append(5);
    await seller.border.publish();
    const first = await seller.border.vkey();
    await end(seller.parts, seller.border, keyFor(await seller.border.cellId(), base));
    buyer = await handOver(seller, base);
    await begin(buyer.parts, buyer.border);
    await buyer.append(4);
    await buyer.border.publish();
    await proven(buyer.folder, first);
    // Somebody with the former key signs what the log holds now.
    const { logSigner } = await import('../src/log/log-key.ts');
    const cellId = await seller.border.cellId();
    const former = logSigner(seller.parts.keys, { cellId, ownerEpoch: 1 });
    const path = join(buyer.folder, 'checkpoint');
    const text = (await readFile(path, 'utf8')).split('\n\n')[0] ?? '';
    const { name, keyId, signature } = former.sign(`${text}\n`);
    const line = Buffer.concat([keyId, signature]).toString('base64');
    await writeFile(path, `${text}\n\n— ${name} ${line}\n`);
    await assert.rejects(
      proven(buyer.folder, first),
      (error) => error instanceof TlogError && error.fault === 'owner.former',
    );
    // Nor does the new owner go on from it.
    const again = createBorder({ ...buyer.parts, folder: buyer.folder });
    await appendTo(buyer.parts, again, 1);
    await assert.rejects(again.publish(), /not this cell's, or was changed/);
  } finally {
    await buyer?.close();
    await seller.close();
  }
});

test('nobody takes a cell over whom the former owner did not name', async () => {
  const seller = await openTestLog();
  const base = randomBytes(32);
  const opened: TestLog[] = [seller];
  try {
    await seller.append(5);
    await seller.border.publish();
    const cellId = await seller.border.cellId();
    const wrong = { code: 'handover.refused' };
    const within = async (nextKey: string) => await end(seller.parts, seller.border, nextKey);
    await assert.rejects(within(await seller.border.vkey()), wrong);
    await assert.rejects(within('jhalak/in-other+00000000+AAAA'), wrong);
    await assert.rejects(seller.border.checkNextKey(keyFor('in-zzzzzzzzzz', base)), wrong);
    await seller.border.checkNextKey(keyFor(cellId, base));
    await assert.rejects(within(keyFor('in-zzzzzzzzzz', base)), wrong);
    // Before the end there is nothing to take over.
    const early = await handOver(seller, base);
    opened.push(early);
    await assert.rejects(begin(early.parts, early.border), wrong);

    await within(keyFor(cellId, base));
    const stranger = await handOver(seller, randomBytes(32));
    opened.push(stranger);
    await assert.rejects(begin(stranger.parts, stranger.border), wrong);
    assert.equal((await stranger.border.identity()).ownerEpoch, 1);
    const buyer = await handOver(seller, base);
    opened.push(buyer);
    await begin(buyer.parts, buyer.border);
    await assert.rejects(begin(buyer.parts, buyer.border), wrong, 'once');
  } finally {
    for (const one of opened.toReversed()) await one.close();
  }
});
