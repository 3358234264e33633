// A busy cell as its operator sees it, with the real engine, which somebody kills: nothing is lost, and what failed is done again.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { cellFiles, showOnce, tryAgainIn, verifyBlobs } from '@jhalak/jhalak';
import { systemClock } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';

/** Failed runs before a person is asked. */
const TRIES = 4;
/** Often enough to meet an engine that works for a tenth of a second. */
const LOOK_EVERY_MS = 15;

let cell: TestCell;
let clip: string;
before(async () => {
  cell = await startCell();
  clip = join(cell.parts.folder, 'sent.mp4');
  const picture = 'testsrc2=size=180x320:rate=24:duration=2';
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=duration=2'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', clip],
  ]);
});
after(async () => {
  await cell.close();
});

/** @returns processes of that name below this one. */
function below(name: string): number[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync('/proc').filter((one) => /^\d+$/u.test(one))) {
    try {
      const [, own = '', parent = '0'] =
        /^\d+ \((.*)\) \S (\d+)/su.exec(readFileSync(`/proc/${entry}/stat`, 'latin1')) ?? [];
      parents.set(Number(entry), { parent: Number(parent), name: own });
    } catch {
      // It ended between the two looks.
    }
  }
  const isOurs = (pid: number): boolean => {
    for (let at = parents.get(pid)?.parent ?? 0; at > 1; at = parents.get(at)?.parent ?? 0)
      if (at === process.pid) return true;
    return false;
  };
  return [...parents].filter(([pid, one]) => one.name === name && isOurs(pid)).map(([pid]) => pid);
}

/** Kills each engine of ours while something works: whichever is met first. @returns whether there was one. */
async function killEngineDuring(work: Promise<unknown>): Promise<boolean> {
  let killed = false;
  const timer = setInterval(() => {
    for (const pid of below('ffmpeg')) {
      try {
        process.kill(pid, 'SIGKILL');
        killed = true;
      } catch {
        // Gone by itself.
      }
    }
  }, LOOK_EVERY_MS);
  await work.catch(() => undefined);
  clearInterval(timer);
  return killed;
}

async function send(
  personId: string,
  caption: string,
): Promise<{ uploadId: string; videoId: string }> {
  const words = { caption, language: 'hi', genre: 'travel', tags: [] } as const;
  return await cell.cell.media.ingestFile(clip, { personId, sample: false, ...words, tags: [] });
}

async function queueLines(): Promise<string[]> {
  const lines: string[] = [];
  await showOnce({ options: {}, say: (line) => void lines.push(line) }, cell.cell);
  return lines;
}

test('an engine that is killed is tried again, then the operator’s turn: the queue tells it, and one word mends it', async () => {
  const { personId } = await cell.account('maker_one');
  const ids = await send(personId, 'killed');
  const others = [await send(personId, 'waits')];
  assert.match((await queueLines())[0] ?? '', /^2 waiting, 0 worked on/u);
  const run = cell.cell.features.find(({ jobs }) => jobs['media.process'])?.jobs['media.process'];
  assert.ok(run);
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const { signal } = new AbortController();
    const work = run({ personId, ...ids }, { attempt, maxAttempts: 50, signal });
    assert.ok(await killEngineDuring(work), `an engine worked at try ${attempt}`);
  }
  cell.parts.clock.advance(10_000);
  const [, ...lines] = await queueLines();
  const failed = lines.find((line) => line.includes(ids.uploadId));
  assert.match(failed ?? '', new RegExp(`failed .*npx jhalak media again ${ids.uploadId}$`, 'u'));
  for (const { uploadId } of others) {
    assert.ok(lines.some((line) => line.includes(`${uploadId} checking`)));
    await assert.rejects(
      tryAgainIn(cell.cell, { say: () => undefined }, uploadId),
      /./u,
      'it did not fail',
    );
  }
  const said: string[] = [];
  await tryAgainIn(cell.cell, { say: (line) => void said.push(line) }, ids.uploadId);
  assert.deepEqual(said, ['It waits for an encoder once more.']);
  await cell.drain();
  cell.parts.clock.advance(10_000);
  assert.match((await queueLines())[0] ?? '', /^0 waiting, 0 worked on, \d+\.\d s a clip$/u);
  for (const { videoId } of [ids, ...others])
    assert.equal((await cell.api('GET', `/v1/videos/${videoId}`)).status, 200);
  const told: string[] = [];
  const found = await verifyBlobs({
    ...cellFiles(cell.cell),
    ...{ clock: systemClock, content: true, repair: false, graceMs: -1_000_000 },
    tell: ({ what, key }) => void told.push(`${what} ${key}`),
  });
  assert.deepEqual([told, found.orphans], [[], 0], 'no orphan, nothing missing');
});
