// A program that runs as it does for an operator, with workers, is frozen from another one.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { silentLogger, systemClock } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { createStanding } from '../src/index.ts';

const MAIN = new URL('../../../apps/jhalak/src/main.ts', import.meta.url).pathname;
const BODY = JSON.stringify({
  languages: ['hi'],
  genres: [],
  ageBand: '18plus',
  consent: {
    personalisation: true,
    lock: false,
    ads: false,
    noticeVersion: 'test',
    noticeLanguage: 'en',
  },
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

test('a running program takes nothing within a second of a freeze, and all of it again after; its workers fail at nothing', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'jhalak-frozen-'));
  const port = await freePort();
  const args = [MAIN, 'start', '--empty', '--home', home];
  const env = { ...process.env, PORT: String(port), HOST: '127.0.0.1', JHALAK_REGION: 'in' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const base = `http://127.0.0.1:${port}`;
  const post = async (): Promise<number> => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(`${base}/v1/viewers`, { method: 'POST', headers, body: BODY })).status;
  };
  const health = async () =>
    (await (await fetch(`${base}/v1/health`)).json()) as {
      status: string;
      journal: { window: number };
      standing?: { state: string };
    };
  try {
    await new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('Jhalak is ready')) resolve();
      });
    });
    assert.equal(await post(), 201);
    const { databaseUrl } = JSON.parse(await readFile(join(home, 'running.json'), 'utf8')) as {
      databaseUrl: string;
    };
    const database = openDatabase({ url: databaseUrl, poolMax: 3 });
    const deps = { database, renewables: [], clock: systemClock, logger: silentLogger };
    const standing = createStanding(deps);
    try {
      const startedMs = performance.now();
      const freezing = standing.freeze(systemClock.nowMs() + 60_000);
      let toldMs = 0;
      while (toldMs === 0) if ((await post()) === 503) toldMs = performance.now() - startedMs;
      await freezing;
      const frozenMs = performance.now() - startedMs;
      assert.ok(toldMs < 2_000, `told after ${toldMs} ms`);
      const before = await health();
      assert.deepEqual([before.status, before.standing?.state], ['ok', 'frozen']);
      // @waits: for sweeps, sealing and pollers to come by
      for (let i = 0; i < 15; i += 1) {
        assert.equal(await post(), 503);
        assert.equal((await fetch(`${base}/`)).status, 200);
        await wait(200);
      }
      assert.equal((await health()).journal.window, before.journal.window);
      await standing.thaw();
      const thawedMs = performance.now();
      while ((await post()) !== 201) assert.ok(performance.now() - thawedMs < 5_000);
      const againMs = performance.now() - thawedMs;
      while ((await health()).journal.window <= before.journal.window)
        assert.ok(performance.now() - thawedMs < 15_000, 'the journal is sealed again');
      assert.equal((await health()).standing, undefined);
      t.diagnostic(
        `told after ${Math.round(toldMs)} ms, nothing writes after ${Math.round(frozenMs)} ms, writes again ${Math.round(againMs)} ms after the thaw`,
      );
    } finally {
      await database.close();
    }
    const log = await readFile(join(home, 'logs', 'jhalak.ndjson'), 'utf8');
    const errors = log.split('\n').filter((line) => {
      if (line === '') return false;
      const { level, code } = JSON.parse(line) as { level: number; code?: string };
      return level >= 50 && code !== 'cell.frozen';
    });
    assert.deepEqual(errors, []);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    await rm(home, { recursive: true, force: true });
  }
});
