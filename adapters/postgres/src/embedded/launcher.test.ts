import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync } from 'node:fs';
import { readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import type { TestContext } from 'node:test';

import { JhalakError, silentLogger } from '@jhalak/kernel';
import pg from 'pg';

import { startEmbeddedPostgres } from './launcher.ts';
import type { EmbeddedPostgres, EmbeddedPostgresOptions } from './launcher.ts';
import { processesIn } from './leftovers.ts';
import { readVersionAndLocale } from './readiness.ts';

const IS_ROOT = process.getuid?.() === 0;
const base = mkdtempSync(join(tmpdir(), 'jhalak launcher '));
chmodSync(base, 0o711);
after(() => rmSync(base, { recursive: true, force: true }));

function start(dataFolder: string, more: Partial<EmbeddedPostgresOptions> = {}) {
  return startEmbeddedPostgres({ dataFolder, log: silentLogger, ...more });
}

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Starts owner.fixture.ts and collects what it says was committed. */
async function startOwner(dataFolder: string, first: number) {
  const script = join(import.meta.dirname, 'owner.fixture.ts');
  const child = spawn(process.execPath, [script, dataFolder, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const acknowledged: number[] = [];
  let serverPid = 0;
  const enough = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('pid ')) serverPid = Number(line.slice(4));
      else acknowledged.push(Number(line));
      if (acknowledged.length === 50) resolve();
    });
    child.once('exit', (code) => reject(new Error(`the owner ended early with code ${code}`)));
  });
  const closed = once(lines, 'close');
  await enough;
  const kill = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  return { acknowledged, serverPid, kill };
}

function watcherOf(serverPid: number): number {
  const found = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const words = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      return words.includes('jhalak-postgres-watch') && words.includes(String(serverPid));
    } catch {
      return false;
    }
  });
  assert(found !== undefined, 'a watcher runs beside every server');
  return Number(found);
}

async function assertKept(server: EmbeddedPostgres, acknowledged: readonly number[]) {
  const rows = await query<{ n: number }>(server.adminUrl, 'select n from acknowledged');
  const kept = new Set(rows.map((row) => row.n));
  const lost = acknowledged.filter((n) => !kept.has(n));
  assert.deepEqual(lost, [], `${acknowledged.length} rows were acknowledged`);
}

/** The kernel takes a moment to clear away what has ended. @throws when somebody stays. */
async function untilNobodyIn(folder: string): Promise<void> {
  const limitMs = performance.now() + 60_000;
  while (processesIn(folder).length > 0) {
    assert.ok(performance.now() < limitMs, `processes stay: ${processesIn(folder).join(', ')}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test('a stopped server starts again, in a path with spaces, with its rows and without initdb', async () => {
  const folder = join(base, 'restart', 'pg data');
  const first = await start(folder);
  assert.equal(first.initialised, true);
  assert.match(first.serverVersion, /^18\./);
  await query(first.adminUrl, 'create database "other one"');
  await query(first.databaseUrl('other one'), 'create table t as select 7 as n');
  await first.stop();
  assert.deepEqual(await first.exited, { code: 0, signal: null });
  const second = await start(folder);
  try {
    assert.equal(second.initialised, false);
    const rows = await query(second.databaseUrl('other one'), 'select n from t');
    assert.deepEqual(rows, [{ n: 7 }]);
  } finally {
    await second.stop();
  }
  await untilNobodyIn(realpathSync(folder));
});

test('a second start on the same folder is refused by name of the first process, which goes on', async () => {
  const folder = join(base, 'twice', 'pg');
  const first = await start(folder, { durability: 'throwaway' });
  try {
    await assert.rejects(start(folder), (error: unknown) => {
      assert(error instanceof JhalakError, 'failures are JhalakErrors');
      assert.equal(error.code, 'postgres.home_in_use');
      assert.match(error.message, new RegExp(`process ${process.pid}\\b`));
      return true;
    });
    assert.deepEqual(await query(first.adminUrl, 'select 1 as one'), [{ one: 1 }]);
  } finally {
    await first.stop('immediate');
  }
});

test('two first starts at the same moment make one database and one refusal', async () => {
  const folder = join(base, 'race', 'pg');
  const outcomes = await Promise.allSettled([
    start(folder, { durability: 'throwaway' }),
    start(folder, { durability: 'throwaway' }),
  ]);
  const started = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  assert.equal(started.length, 1);
  await started[0]?.value.stop('immediate');
});

test('acknowledged rows outlive kill -9 of the server', async () => {
  const folder = join(base, 'kill-server', 'pg');
  const owner = await startOwner(folder, 1);
  process.kill(owner.serverPid, 'SIGKILL');
  await owner.kill();
  const again = await start(folder);
  try {
    await assertKept(again, owner.acknowledged);
  } finally {
    await again.stop();
  }
});

test('acknowledged rows outlive kill -9 of the owner, alone and together with its watcher', async () => {
  const folder = join(base, 'kill-owner', 'pg');
  const acknowledged: number[] = [];
  for (const killWatcher of [false, true]) {
    const owner = await startOwner(folder, acknowledged.length + 1_000 * Number(killWatcher) + 1);
    if (killWatcher) process.kill(watcherOf(owner.serverPid), 'SIGKILL');
    await owner.kill();
    acknowledged.push(...owner.acknowledged);
    const again = await start(folder);
    try {
      assert.notEqual(again.pid, owner.serverPid);
      await assertKept(again, acknowledged);
    } finally {
      await again.stop();
    }
  }
});

test(
  'a killed owner takes its server down, without a next start',
  { timeout: 60_000 },
  async () => {
    const folder = join(base, 'kill-owner-only', 'pg');
    const owner = await startOwner(folder, 1);
    const real = realpathSync(folder);
    await owner.kill();
    // Not a wait for time to pass: the end of the processes is what is asserted, bounded by the test's limit.
    while (processesIn(real).length > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(statSync(join(folder, 'postmaster.pid'), { throwIfNoEntry: false }), undefined);
  },
);

test('a postmaster.pid that names a living stranger does not keep the server from starting', async () => {
  const folder = join(base, 'stale', 'pg');
  await (await start(folder, { durability: 'throwaway' })).stop();
  const pidFile = join(folder, 'postmaster.pid');
  writeFileSync(pidFile, `${process.pid}\n${folder}\n1\n5432\n/nowhere\n\n\n`);
  const { uid, gid } = statSync(folder);
  chownSync(pidFile, uid, gid);
  const again = await start(folder, { durability: 'throwaway' });
  await again.stop('immediate');
});

test('what an interrupted first start left is no obstacle', async () => {
  const folder = join(base, 'interrupted', 'pg');
  mkdirSync(`${folder}.new/base`, { recursive: true });
  writeFileSync(`${folder}.new/PG_VERSION`, '18\n');
  const server = await start(folder, { durability: 'throwaway' });
  assert.equal(server.initialised, true);
  await server.stop('immediate');
});

test('the database knows letters of every script, and one in locale C is refused', async () => {
  const server = await start(join(base, 'locale', 'pg'), { durability: 'throwaway' });
  try {
    await query(server.adminUrl, 'create extension pg_trgm');
    const rows = await query<{ grams: string[] }>(
      server.adminUrl,
      `select show_trgm('विज्ञान') as grams`,
    );
    assert.equal(rows[0]?.grams.length, 8);
    await query(
      server.adminUrl,
      `create database plain template template0 locale 'C' locale_provider libc`,
    );
    const client = new pg.Client({ connectionString: server.databaseUrl('plain') });
    await client.connect();
    await assert.rejects(readVersionAndLocale(client), { code: 'postgres.locale_wrong' });
    await client.end();
  } finally {
    await server.stop('immediate');
  }
});

test('the server listens on no port, asks for the password, and is out of reach of Ctrl-C', async () => {
  const server = await start(join(base, 'closed', 'pg'), { durability: 'throwaway' });
  try {
    const rows = await query(
      server.adminUrl,
      `select setting from pg_settings where name = 'listen_addresses'`,
    );
    assert.deepEqual(rows, [{ setting: '' }]);
    const wrong = new URL(server.adminUrl.replace('@/', '@socket/'));
    wrong.password = 'wrong';
    const url = wrong.href.replace('@socket/', '@/');
    await assert.rejects(query(url, 'select 1'), { code: '28P01' });
    const sessionOf = (pid: number) =>
      readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[3];
    assert.notEqual(sessionOf(server.pid), sessionOf(process.pid));
  } finally {
    await server.stop('immediate');
  }
});

test('a wrong setting stops the start with the words of PostgreSQL and leaves nothing running', async () => {
  const folder = join(base, 'wrong', 'pg');
  await assert.rejects(start(folder, { durability: 'throwaway', settings: { work_mem: 'much' } }), {
    code: 'postgres.start_failed',
    message: /work_mem/,
  });
  assert.deepEqual(processesIn(realpathSync(folder)), []);
  await (await start(folder, { durability: 'throwaway' })).stop('immediate');
});

function onlyAsRoot(t: TestContext): boolean {
  if (!IS_ROOT) t.skip('NOT RUN: this claim is about root, and the tests run as another user');
  return IS_ROOT;
}

test('as root the server and its files belong to another user', async (t) => {
  if (!onlyAsRoot(t)) return;
  const folder = join(base, 'uid', 'pg');
  const server = await start(folder, { durability: 'throwaway' });
  try {
    assert.notEqual(statSync(`/proc/${server.pid}`).uid, 0);
    assert.notEqual(statSync(folder).uid, 0);
    assert.match(readlinkSync(`/proc/${server.pid}/exe`), /^\/var\/lib\/jhalak\/postgres-18/);
    assert.equal(statSync(`${folder}.password`).mode & 0o777, 0o600);
  } finally {
    await server.stop('immediate');
  }
});

test('as root under a closed folder the data lies in /var/lib/jhalak behind a link', async (t) => {
  if (!onlyAsRoot(t)) return;
  const closed = mkdtempSync(join(tmpdir(), 'jhalak-closed-'));
  const folder = join(closed, 'home', 'pg');
  let real = '';
  try {
    for (const initialised of [true, false]) {
      const server = await start(folder, { durability: 'throwaway' });
      real = realpathSync(folder);
      assert.equal(server.initialised, initialised);
      assert.match(readlinkSync(folder), /^\/var\/lib\/jhalak\/data-[0-9a-f]{12}$/);
      await server.stop('immediate');
    }
    assert.equal(statSync(closed).mode & 0o777, 0o700);
  } finally {
    rmSync(closed, { recursive: true });
    if (real !== '') rmSync(real, { recursive: true });
  }
});

test('as root a closed home of our own is opened to the group of the database user only', async (t) => {
  if (!onlyAsRoot(t)) return;
  const home = mkdtempSync(join(tmpdir(), 'jhalak-home-'));
  try {
    const folder = join(home, 'pg');
    const server = await start(folder, { durability: 'throwaway', homeFolder: home });
    assert.equal(realpathSync(folder), folder);
    assert.equal(statSync(home).mode & 0o777, 0o710);
    assert.equal(statSync(home).gid, statSync(`/proc/${server.pid}`).gid);
    await server.stop('immediate');
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('a normal user runs its own server from node_modules', async (t) => {
  if (!onlyAsRoot(t)) return;
  const home = join(base, 'of nobody');
  mkdirSync(home);
  chownSync(home, 65534, 65534);
  const script = join(import.meta.dirname, 'owner.fixture.ts');
  const child = spawn(process.execPath, [script, join(home, 'pg')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    uid: 65534,
    gid: 65534,
    env: { PATH: '/usr/bin:/bin', TMPDIR: '/tmp' },
  });
  const closed = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  const firstLine: unknown = (await once(lines, 'line'))[0];
  const serverPid = Number(String(firstLine).replace('pid ', ''));
  assert.equal(statSync(`/proc/${serverPid}`).uid, 65534);
  child.kill('SIGKILL');
  await closed;
  // Root takes over the folder of that user, and the server still runs as that user.
  const server = await start(join(home, 'pg'));
  assert.equal(statSync(`/proc/${server.pid}`).uid, 65534);
  await server.stop();
});
