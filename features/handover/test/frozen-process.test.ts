// A program that runs as it does for an operator, with workers, is frozen from another one.

import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
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
    ...noticeRead('en'),
  },
});

/** By then a busy machine has told; what is measured is said, and fails only where it is out of all proportion. */
const LIMIT_MS = 60_000;
/** It is thawed by hand; ended by itself it would be another test. */
const FREEZE_MS = 3_600_000;

/** @returns where a program listens, once it says so. @throws when it ends before. */
async function addressOf(child: ChildProcessByStdio<null, Readable, null>): Promise<string> {
  return await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /^Jhalak is ready: (http\S+)$/m.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', () => reject(new Error(`it ended:\n${said}`)));
  });
}

test('a running program takes nothing once it has heard of a freeze, and all of it again after; its workers fail at nothing', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'jhalak-frozen-'));
  const args = [MAIN, 'start', '--empty', '--home', home];
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', JHALAK_REGION: 'in' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let base = '';
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
    base = await addressOf(child);
    assert.equal(await post(), 201);
    const { databaseUrl } = JSON.parse(await readFile(join(home, 'running.json'), 'utf8')) as {
      databaseUrl: string;
    };
    const database = openDatabase({ url: databaseUrl, poolMax: 3 });
    const deps = { database, renewables: [], clock: systemClock, logger: silentLogger };
    const standing = createStanding(deps);
    try {
      const startedMs = performance.now();
      const freezing = standing.freeze(systemClock.nowMs() + FREEZE_MS);
      let toldMs = 0;
      while (toldMs === 0) {
        if ((await post()) === 503) toldMs = performance.now() - startedMs;
        assert.ok(performance.now() - startedMs < LIMIT_MS, 'it is not told');
      }
      await freezing;
      const frozenMs = performance.now() - startedMs;
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
      while ((await post()) !== 201) assert.ok(performance.now() - thawedMs < LIMIT_MS);
      const againMs = performance.now() - thawedMs;
      while ((await health()).journal.window <= before.journal.window)
        assert.ok(performance.now() - thawedMs < LIMIT_MS, 'the journal is sealed again');
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
