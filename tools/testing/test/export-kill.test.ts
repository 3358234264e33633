// A worker that is killed outright while it writes an archive: nothing half is served, and it is made all the same.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Export } from '@jhalak/contracts/exports';
import { startCell } from '@jhalak/testing';

const WORKER = fileURLToPath(new URL('export-worker.fixture.ts', import.meta.url));
/** An original that takes a worker seconds to write; most of it a hole in the file. */
const LARGE_BYTES = 1_500_000_000;
/** Written for certain, and far from all of it. */
const MIDDLE_BYTES = 50_000_000;

test('a worker is killed in the middle of an archive: no half of it is served or left, and the next worker makes it whole', async () => {
  const cell = await startCell();
  const { parts, api } = cell;
  const person = await cell.account('killed_under_way');
  const clip = await cell.publish({ personId: person.personId, caption: 'kept out of sight' });
  const other = await cell.publish({ personId: person.personId, caption: 'another' });
  await cell.drain();
  const large = join(parts.folder, 'large');
  await writeFile(large, Buffer.from('\0\0\0\x18ftypisom', 'latin1'));
  await parts.blobs.putFile(`sources/${clip}/original`, large);
  // The store's own file is made large in place: copying it would take as long as the test.
  const stored = await readdir(join(parts.folder, 'blobs'), { recursive: true });
  const original = stored.find((path) => path.includes(clip) && path.endsWith('original'));
  assert.ok(original, stored.join(' '));
  await truncate(join(parts.folder, 'blobs', original), LARGE_BYTES);
  const worker = spawn(process.execPath, [WORKER, parts.databaseUrl, parts.folder, parts.region], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    const { token } = person;
    const asked = await api<Export>('POST', '/v1/me/exports', { token, body: { language: 'en' } });
    const file = `/v1/me/exports/${asked.body.id}/file`;
    const work = join(parts.folder, 'work', 'archives');
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    const half = await until(async () => {
      assert.equal(worker.exitCode, null, 'the worker ended by itself');
      for (const name of await readdir(work).catch(() => [])) {
        const path = join(work, name);
        if ((await stat(path)).size > MIDDLE_BYTES) return path;
      }
      return undefined;
    });
    worker.kill('SIGKILL');
    await ended;
    const running = await api<Export>('GET', `/v1/me/exports/${asked.body.id}`, { token });
    assert.equal(running.body.state, 'running');
    assert.equal(
      (await api<{ code: string }>('GET', file, { token })).body.code,
      'export.not_ready',
    );
    const left = await readFile(half);
    for (const text of ['kept out of sight', 'profile.json', 'killed_under_way'])
      assert.ok(!left.includes(text), `what a kill leaves can be read: ${text}`);

    // So that the next one is quick: its maker has deleted the original meanwhile.
    await parts.blobs.delete(`sources/${clip}/original`);
    await takeOver(cell);
    const ready = await api<Export>('GET', `/v1/me/exports/${asked.body.id}`, { token });
    assert.equal(ready.body.state, 'ready');
    assert.deepEqual(await readdir(work), []);
    const reply = await fetch(`${cell.url}${file}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const zip = join(parts.folder, 'whole.zip');
    await writeFile(zip, Buffer.from(await reply.arrayBuffer()));
    const { stdout } = await promisify(execFile)('unzip', ['-Z1', zip]);
    for (const id of [clip, other]) assert.ok(stdout.includes(`clips/${id}/360.mp4`), id);
    await promisify(execFile)('unzip', ['-tqq', zip]);
  } finally {
    worker.kill('SIGKILL');
    await cell.close();
  }
});

// Another worker frees what the killed one held when it starts.
async function takeOver({ cell, parts }: Awaited<ReturnType<typeof startCell>>): Promise<void> {
  await until(async () => {
    await parts.jobs.start({}, { concurrency: 1 });
    await parts.jobs.stop();
    await cell.drain();
    const rows = await parts.database.query({
      name: 'test.exports_open',
      text: `SELECT 1 FROM exports WHERE state IN ('queued', 'running')`,
    });
    return rows.length === 0 ? true : undefined;
  });
}

/** Asks again and again; the runner's own limit ends a test that waits in vain. */
async function until<Result>(look: () => Promise<Result | undefined>): Promise<Result> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
  }
}
