// After a sale nothing of the cell is left where it was, but the record of the deal and the public log.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { copyFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  createCell,
  destroyCell,
  DESTRUCTION_PHASES,
  loadSettings,
  openDatabaseServer,
  openParts,
  type Cell,
  type Settings,
} from '@jhalak/jhalak';
import { silentLogger } from '@jhalak/kernel';
import { canariesIn, DEAL, soldHome, type SoldHome } from './sold-home.fixture.ts';

const OPTIONS = { maxUploadBytes: 1, maxDurationMs: 1, undoDays: 7, encodeConcurrency: 1 };

function contextOf(home: string) {
  const loaded = loadSettings({}, { home, region: 'in' });
  return { ...loaded, words: [], options: {}, say: () => undefined };
}

async function withCell(settings: Settings, work: (cell: Cell) => Promise<void>): Promise<void> {
  const server = await openDatabaseServer(settings, silentLogger, { forCommand: true });
  try {
    const parts = await openParts(settings, server.url, silentLogger, { live: false });
    try {
      await work(createCell(parts, OPTIONS));
    } finally {
      await parts.close();
    }
  } finally {
    await server.stop();
  }
}

/** Made once; each test has a copy of it. */
let original: SoldHome;
before(async () => {
  original = await soldHome();
});
after(async () => {
  await removed(original);
});

let copies = 0;

async function soldCopy(): Promise<SoldHome> {
  copies += 1;
  const home = `${original.home}-${copies}`;
  await promisify(execFile)('cp', ['-a', original.home, home]);
  const keysBackup = `${home}-keys.ndjson`;
  await copyFile(original.keysBackup, keysBackup);
  return { ...original, home, keysBackup, settings: contextOf(home).settings };
}

async function removed({ home, keysBackup }: SoldHome): Promise<void> {
  await rm(home, { recursive: true, force: true });
  await rm(`${home}-disk`, { recursive: true, force: true });
  await rm(keysBackup, { force: true });
}

/** What must hold once it is done, however often it was begun. */
async function assertNothingLeft(sold: SoldHome): Promise<void> {
  const { home, settings } = sold;
  assert.deepEqual(await canariesIn(home), []);
  assert.deepEqual(await readdir(join(home, 'handover', DEAL)), [
    '08-delta.json',
    'destruction.json',
  ]);
  await withCell(settings, async (cell) => {
    const kept = await cell.handover.kept(DEAL);
    assert.equal(kept?.state.step, 'wind_down', 'the record of the deal reads as before');
    assert.equal((await cell.standing.look()).state, 'ended');
    await assert.rejects(
      cell.parts.database.query({
        name: 'test.write',
        text: `INSERT INTO state_entries (space, key, value, expires_at_ms) VALUES ('a', 'b', 'c', 1)`,
      }),
      { code: 'cell.frozen' },
    );
    // The old keys open nothing here, and are not taken.
    assert.equal((await cell.parts.keys.standings([sold.person])).size, 0);
    await cell.border.publish();
    const { root } = JSON.parse((await readFile(sold.keysBackup, 'utf8')).split('\n')[0] ?? '') as {
      root: string;
    };
    assert.ok(!root.startsWith((await cell.parts.keys.state()).root), 'another root key');
    await assert.rejects(cell.parts.keys.importKeys(createReadStream(sold.keysBackup)));
  });
  const log = await readFile(join(home, 'log/checkpoint'), 'utf8');
  assert.match(log, /^jhalak\/in-/);
}

test('1,000 canaries in every column, blob and file: none is found afterwards, and the proof says what went and what stays', async (t) => {
  const sold = await soldCopy();
  try {
    const { home } = sold;
    assert.ok(sold.canaries.length >= 1_000, `${sold.canaries.length} canaries`);
    const before = await canariesIn(home);
    assert.ok(before.length > 100, `${before.length} files hold some`);
    assert.ok(
      before.some((path) => path.includes('pg_wal')),
      'the write-ahead log among them',
    );
    const { settings, ...rest } = contextOf(home);
    const onTwoDisks = { ...settings, blobsCold: `${home}-disk` };
    await withCell(onTwoDisks, async ({ parts: { blobs, tiers } }) => {
      await blobs.putBytes('renditions/of-before', Buffer.from('a clip'));
      assert.equal(await tiers?.cool('renditions/of-before'), 'moved');
    });
    const context = { ...rest, settings: onTwoDisks };
    const proof = await destroyCell(context, {
      dealId: DEAL,
      backups: [sold.keysBackup, 'tapes in the vault of the bank'],
    });
    await assertNothingLeft(sold);
    assert.deepEqual(await readdir(onTwoDisks.blobsCold), [], 'the slower disk is empty');
    assert.ok(!existsSync(join(home, 'cold')), 'and is not made anew because a setting names it');
    assert.deepEqual(await destroyCell(contextOf(home), { dealId: DEAL, backups: [] }), proof);

    assert.equal(proof.destroyed.personKeys, 3);
    assert.ok(proof.destroyed.classKeys >= 6 && proof.destroyed.keyFiles >= 3);
    assert.ok(proof.destroyed.rows > 200 && proof.destroyed.tables > 60);
    for (const name of ['blobs', 'cold', 'uploads', 'logs', 'work', `handover/${DEAL}/packages`])
      assert.ok(proof.destroyed.names.includes(name), name);
    assert.deepEqual(
      proof.declaredBackups.map(({ isHere }) => isHere),
      [true, false],
    );
    assert.ok(proof.remains.some(({ what, rows }) => what === 'handover_events' && rows !== 0));
    assert.ok(proof.notProven.some((sentence) => sentence.includes('outside')));
    assert.ok(!JSON.stringify(proof).includes('canary'));
    t.diagnostic(
      `${sold.canaries.length} canaries in ${before.length} files before; destroyed ${JSON.stringify({ ...proof.destroyed, names: proof.destroyed.names.length })}`,
    );
  } finally {
    await removed(sold);
  }
});

/** `npx jhalak start` on a home. @returns what it said instead of starting. */
async function startRefused(home: string): Promise<string> {
  const main = fileURLToPath(new URL('../../../apps/jhalak/src/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'start', '--empty'], {
    env: { ...process.env, JHALAK_HOME: home, PORT: '0' },
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const said = await text(child.stderr);
  assert.equal(child.exitCode ?? (await once(child, 'exit'))[0], 1);
  return said;
}

test('killed after any phase it goes on to the same end', async () => {
  const sold = await soldCopy();
  try {
    const { home } = sold;
    const file = new URL('destroyer.fixture.ts', import.meta.url).pathname;
    for (const phase of DESTRUCTION_PHASES.slice(0, -1)) {
      const child = spawn(process.execPath, [file, home, DEAL, phase], { stdio: 'inherit' });
      const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
      assert.equal(signal, 'SIGKILL', phase);
      assert.equal(existsSync(join(home, 'handover', DEAL, 'destruction.json')), false);
      if (phase === 'keys') {
        assert.match(await startRefused(home), /^jhalak: The wind-down .* is not finished.*Go on/);
        assert.equal(existsSync(join(home, 'keys')), false, 'no new key is made');
      }
    }
    const proof = await destroyCell(contextOf(home), { dealId: DEAL, backups: [] });
    assert.ok(proof.found.keys.person === 3 && proof.destroyed.keyFiles >= 3);
    await assertNothingLeft(sold);
    const said = await startRefused(home);
    assert.match(said, /^jhalak: The cell of this home was destroyed on 20.*nothing to start/);
    assert.ok(said.includes(`handover show ${DEAL}`));
  } finally {
    await removed(sold);
  }
});

test('nothing is destroyed before the fence, in another deal, or while Jhalak runs', async () => {
  const sold = await soldCopy();
  try {
    const { home, settings } = sold;
    const other = '01890000-0000-7000-8000-000000000002';
    await assert.rejects(
      destroyCell(contextOf(home), { dealId: other, backups: [] }),
      /has not accepted/,
    );
    await withCell(settings, async () => {
      await assert.rejects(
        destroyCell(contextOf(home), { dealId: DEAL, backups: [] }),
        /stop it first/,
      );
    });
    await withCell(settings, async ({ parts }) => {
      await parts.database.transaction(
        async (tx) => {
          await tx.query({
            name: 'test.open',
            text: `UPDATE handover_standing SET state = 'open', read_only = false`,
          });
          await parts.database.setReadOnly(tx, false);
        },
        { evenFrozen: true },
      );
    });
    await assert.rejects(
      destroyCell(contextOf(home), { dealId: DEAL, backups: [] }),
      /has not ended/,
    );
    await withCell(settings, async (cell) => {
      assert.equal((await cell.parts.keys.standings([sold.person])).get(sold.person), 'live');
    });
  } finally {
    await removed(sold);
  }
});
