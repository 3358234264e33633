// proves T4: the script of docs/operations/verify-handover.md, exactly as it stands there, on packages of a cell: outside tools only.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createPublicKey, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { HOUSE } from '../../attest/measure.ts';
import { fillCell, openBackupBench, type BackupBench } from '../../backup/backup.fixture.ts';
import { openPackages } from './open-set.ts';
import { newSet, newSigner, packSourceOf, signSet, type PackageSet } from './pack.fixture.ts';
import { packageSetDigest, verifyPackages } from './verify-set.ts';

const SHARED = process.env['JHALAK_SHARED'] ?? join(HOUSE, '../shared');
const SCHEMAS = join(SHARED, 'fixtures/cyclonedx');
const TOOLS = ['bash', 'sha512sum', 'openssl', 'jq', 'zstd', 'python3', 'go'];
const LIBRARIES = [
  '/usr/lib/python3/dist-packages/jsonschema',
  '/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog',
];
/** A build of the Go program on a busy machine, and some hundred small processes. */
const LIMIT_MS = 300_000;

const signers = ['seller', 'buyer'].map(newSigner);
let bench: BackupBench;
let set: PackageSet;
let vkey = '';

before(async () => {
  bench = await openBackupBench();
  const { people, videos } = await fillCell(bench);
  const deal = await dealWithActs(bench);
  vkey = await bench.running.cell.border.vkey();
  set = newSet(packSourceOf(bench.source), join(bench.folder, 'packages'));
  await set.base({ deal });
  await bench.running.api('DELETE', `/v1/videos/${videos[0]}/like`, { token: people[0]?.token });
  await set.delta({ deal });
  await signSet(set, signers);
});
after(() => bench.close());

/** Entries of the log that a deal's rows name, as its acts make them. */
async function dealWithActs({ running }: BackupBench): Promise<string> {
  const { database } = running.parts;
  const { border } = running.cell;
  const deal = randomUUID();
  for (const seq of [1, 2]) {
    await database.transaction(async (tx) => {
      const digest = `${seq}`.repeat(64);
      const entry = await border.log.append(tx, {
        kind: 'owner',
        act: 'handover.opened',
        subject: deal,
        digest,
      });
      await tx.query(
        {
          name: 'test.act',
          text: `INSERT INTO handover_events (deal_id, seq, type, at_ms, prev, digest, file, entry_id)
            VALUES ($1, $2, 'open', 1, $3, $3, '{}', $4)`,
        },
        [deal, seq, digest, entry],
      );
    });
  }
  await border.publish();
  return deal;
}

/** @returns the one script of the page. */
async function script(): Promise<string> {
  const page = await readFile(join(HOUSE, 'docs/operations/verify-handover.md'), 'utf8');
  const blocks = [...page.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, text]) => text ?? '');
  assert.equal(blocks.length, 1);
  return blocks[0] ?? '';
}

async function run(
  packages: string,
  opened: string | undefined,
): Promise<{ code: number; text: string }> {
  const file = join(bench.folder, 'verify.sh');
  await writeFile(file, await script());
  const env = {
    ...process.env,
    ...{ PACKAGES: packages, SIGNERS: join(bench.folder, 'signers'), SCHEMAS, VKEY: vkey },
    ...{ LOG: join(bench.source.home, 'log'), OPENED: opened ?? '' },
    CHECK_LOG: join(HOUSE, 'apps/lab/outside/check-log.go'),
    GOCACHE: join(HOUSE, 'node_modules/.cache/jhalak-go'),
  };
  return await new Promise((resolve) => {
    execFile('bash', [file], { env, timeout: LIMIT_MS }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, text: `${stdout}${stderr}` });
    });
  });
}

async function missing(): Promise<string | undefined> {
  const found = (process.env['PATH'] ?? '').split(':');
  const lost = TOOLS.filter((name) => !found.some((folder) => existsSync(join(folder, name))));
  lost.push(...LIBRARIES.filter((path) => !existsSync(path)));
  if (!existsSync(SCHEMAS)) lost.push(`${SCHEMAS} (set JHALAK_SHARED)`);
  return lost.length === 0 ? undefined : `NOT RUN: ${lost.join(', ')} is not here`;
}

async function writeSigners(): Promise<void> {
  const folder = join(bench.folder, 'signers');
  await mkdir(folder, { recursive: true });
  for (const { key, listed } of signers) {
    const pem = createPublicKey(key).export({ type: 'spki', format: 'pem' });
    await writeFile(join(folder, `${listed.name}.pem`), pem);
  }
}

test('outside tools find packages whole, sealed and opened, and our program agrees on the digest', async (t) => {
  const why = await missing();
  if (why !== undefined) {
    t.skip(why);
    return;
  }
  await writeSigners();
  const opened = join(bench.folder, 'opened');
  const { signal } = new AbortController();
  await openPackages(set.folder, set.packageKey, opened, { say: () => undefined, signal });
  const outside = await run(set.folder, opened);
  assert.equal(outside.code, 0, outside.text);
  const digest = packageSetDigest(set.parts);
  assert.match(outside.text, new RegExp(`^WHOLE {3}${digest}$`, 'm'), outside.text);
  assert.match(outside.text, /every act of the deal is in it/);
  const own = await verifyPackages(set.folder, {
    signers: signers.map(({ listed }) => listed),
    packageKey: set.packageKey,
    logVkey: vkey,
    expected: { set: digest },
  });
  assert.ok(own.kind === 'valid' && own.proofs === 4, JSON.stringify(own));
});

test('outside tools refuse one flipped byte, a lost delta, a stranger’s signature and a row too few', async (t) => {
  const why = await missing();
  if (why !== undefined) {
    t.skip(why);
    return;
  }
  await writeSigners();
  const copied = async (name: string): Promise<string> => {
    const folder = join(bench.folder, name);
    await cp(set.folder, folder, { recursive: true });
    return folder;
  };
  const flipped = await copied('flipped');
  const tables = join(flipped, '0000/bag-00001/data/tables/persons');
  const file = join(tables, (await readdir(tables)).toSorted((a, b) => (a < b ? -1 : 1))[0] ?? '');
  const bytes = await readFile(file);
  bytes[70] = (bytes[70] ?? 0) ^ 1;
  await writeFile(file, bytes);
  const noDelta = await copied('lost-delta');
  await rename(join(noDelta, '0001'), join(noDelta, '0002'));
  const stranger = await copied('stranger');
  const statement = join(stranger, '0001/statement.json');
  const text = await readFile(statement, 'utf8');
  const swapped = text.replace(/"sig":"(.)/, (_, first: string) =>
    first === 'A' ? '"sig":"B' : '"sig":"A',
  );
  await writeFile(statement, swapped);
  // Opened by somebody who left out a row: lists are written anew, and the count is not what was signed.
  const opened = join(bench.folder, 'opened-less');
  const { signal } = new AbortController();
  await openPackages(set.folder, set.packageKey, opened, { say: () => undefined, signal });
  const likes = 'data/tables/social_likes/000001.ndjson.zst';
  const short = `cd '${opened}/0000' && zstd -dcq ${likes} | tail -n +2 | zstd -qf -o ${likes} &&
    find data -type f | LC_ALL=C sort | xargs sha512sum > manifest-sha512.txt`;
  await promisify(execFile)('bash', ['-c', short]);
  const cases: [string, string | undefined, RegExp][] = [
    [flipped, undefined, /REFUSED .*flipped\/0000\/bag-00001/],
    [noDelta, undefined, /REFUSED a package is missing/],
    [stranger, undefined, /REFUSED .*signature of/],
    [set.folder, opened, /REFUSED .*tables of social_likes/],
  ];
  for (const [folder, plain, expected] of cases) {
    const { code, text: said } = await run(folder, plain);
    assert.equal(code, 1, said);
    assert.match(said, expected);
  }
});
