// Kill -9 of the process that receives and encodes, at random moments: whatever it had acknowledged is there afterwards,
// and every upload ends as one published clip whose files are whole.
// `MEDIA_KILLS=20 node --test features/media/test/kills.test.ts` runs more of them.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Upload } from '@jhalak/contracts/videos';
import { seededRandom, type Random } from '@jhalak/kernel';
import { openTestParts, type TestParts } from '@jhalak/testing';
import { end, kill, serve } from './child-media.fixture.ts';
import {
  METADATA,
  patchHeaders,
  recordingPublisher,
  uploadMetadata,
} from './media-cell.fixture.ts';
import { readOriginal } from './original.fixture.ts';

const KILLS = Number(process.env['MEDIA_KILLS'] ?? 3);
const SEED = Number(process.env['MEDIA_SEED'] ?? 1 + Math.floor(Math.random() * 1e9));
const PIECE_BYTES = 64 * 1024;
/** From a moment in which nothing is received yet to one in which most is encoded. */
const LIFE_MS_MAX = 4_000;
const ENGINE_MISSING = spawnSync('ffmpeg', ['-version']).error !== undefined;

interface Clip {
  content: Buffer;
  /** Undefined until its creation was acknowledged. */
  id: string | undefined;
  acknowledgedBytes: number;
}

class Cut extends Error {}

async function ask(
  port: number,
  person: string,
  method: string,
  path: string,
  headers = {},
  body?: Buffer,
): Promise<Response> {
  try {
    return await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        'tus-resumable': '1.0.0',
        'x-test-person': person,
        connection: 'close',
        ...headers,
      },
      ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
    });
  } catch (error) {
    throw new Cut('the process is gone', { cause: error });
  }
}

/** Sends what is missing, piece by piece, and notes what was acknowledged; ends when whole or cut off. */
async function sendOn(clip: Clip, port: number, person: string): Promise<void> {
  if (clip.id === undefined) {
    const created = await ask(port, person, 'POST', '/v1/uploads', {
      'upload-length': String(clip.content.length),
      'upload-metadata': uploadMetadata(METADATA),
    });
    assert.equal(created.status, 201);
    clip.id = created.headers.get('location')?.split('/').at(-1);
  }
  const path = `/v1/uploads/${clip.id}`;
  const head = await ask(port, person, 'HEAD', path);
  assert.equal(head.status, 200, 'an acknowledged upload is there');
  let offset = Number(head.headers.get('upload-offset'));
  assert.ok(
    offset >= clip.acknowledgedBytes,
    `${clip.acknowledgedBytes} bytes were acknowledged, ${offset} are there`,
  );
  while (offset < clip.content.length) {
    const piece = clip.content.subarray(offset, offset + PIECE_BYTES);
    const reply = await ask(port, person, 'PATCH', path, patchHeaders(offset), piece);
    assert.equal(reply.status, 204);
    offset += piece.length;
    assert.equal(reply.headers.get('upload-offset'), String(offset));
    clip.acknowledgedBytes = offset;
  }
}

async function viewOf(port: number, person: string, id: string): Promise<Upload> {
  return (await (await ask(port, person, 'GET', `/v1/uploads/${id}`)).json()) as Upload;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // @waits: the moment of a kill is this test's input; and another process's encoder is asked now and then.
    setTimeout(resolve, ms);
  });
}

/** How many uploads were in which state: shows that the kills hit different moments. */
async function standing(parts: TestParts): Promise<string> {
  const rows = await parts.database.query<{ state: string; settled: boolean; count: number }>({
    name: 'test.standing',
    text: `SELECT state, settled_at_ms IS NOT NULL AS settled, count(*)::int AS count FROM media_uploads GROUP BY 1, 2 ORDER BY 1, 2`,
  });
  return (
    rows
      .map(({ state, settled, count }) => `${count} ${state}${settled ? ' and done' : ''}`)
      .join(', ') || 'nothing'
  );
}

/** Lets the process live for a random while under load, then kills it. */
async function oneLife(
  parts: TestParts,
  clips: readonly Clip[],
  person: string,
  random: Random,
): Promise<void> {
  const served = await serve(parts);
  const sending = clips.map((clip) =>
    sendOn(clip, served.port, person).catch((error: unknown) => {
      if (!(error instanceof Cut)) throw error;
    }),
  );
  await pause(random.below(LIFE_MS_MAX));
  await kill(served);
  await Promise.all(sending);
}

/** Small moving pictures with sound, different each, some hundred kilobytes. */
async function makeClip(folder: string, index: number): Promise<Buffer> {
  const path = join(folder, `clip-${index}.mp4`);
  const made = spawnSync('ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error', '-nostdin'],
    ...[
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=480x854:rate=24:duration=${2 + index * 0.5},noise=alls=20:allf=t`,
    ],
    ...['-f', 'lavfi', '-i', `sine=frequency=${300 + index * 100}:duration=${2 + index * 0.5}`],
    ...[
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-c:a',
      'aac',
      '-y',
      path,
    ],
  ]);
  assert.equal(made.status, 0, String(made.stderr));
  return await readFile(path);
}

test(
  `kill -9 ${KILLS} times while clips are received and encoded: nothing acknowledged is lost (seed ${SEED})`,
  {
    skip: ENGINE_MISSING ? 'NOT RUN: there is no ffmpeg on this machine' : false,
  },
  async (t) => {
    const random = seededRandom(SEED);
    const parts = await openTestParts({
      migrations: [{ owner: 'media', folder: new URL('../migrations/', import.meta.url) }],
    });
    try {
      const person = parts.ids.next();
      await parts.keys.ensure(person);
      const { told } = await recordingPublisher(parts.database);
      const clips: Clip[] = [];
      for (let round = 0; round < KILLS; round += 1) {
        clips.push({
          content: await makeClip(parts.folder, round % 4),
          id: undefined,
          acknowledgedBytes: 0,
        });
        await oneLife(parts, clips, person, random);
        t.diagnostic(`killed with ${await standing(parts)}`);
      }
      const served = await serve(parts);
      await Promise.all(clips.map((clip) => sendOn(clip, served.port, person)));
      for (const clip of clips) await published(served.port, person, clip.id ?? '');
      await nothingQueued(parts);
      await end(served);
      for (const clip of clips) await checkWhole(parts, clip, told);
      await checkNothingElse(parts, clips.length);
    } finally {
      await parts.close();
    }
  },
);

async function published(port: number, person: string, id: string): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const view = await viewOf(port, person, id);
    if (view.step === 'done') return;
    assert.equal(view.failure, null, JSON.stringify(view));
    await pause(100);
  }
  assert.fail('two minutes were not enough');
}

/** What was killed after a clip was done runs once more, to tidy. */
async function nothingQueued(parts: TestParts): Promise<void> {
  for (let tries = 0; tries < 1_200; tries += 1) {
    const [row] = await parts.database.query<{ count: number }>({
      name: 'test.queued',
      text: 'SELECT count(*)::int AS count FROM graphile_worker._private_jobs',
    });
    if (row?.count === 0) return;
    await pause(100);
  }
  assert.fail('the queue does not become empty');
}

async function checkWhole(
  parts: TestParts,
  clip: Clip,
  told: Awaited<ReturnType<typeof recordingPublisher>>['told'],
): Promise<void> {
  const [row] = await parts.database.query<{ video_id: string }>(
    {
      name: 'test.video',
      text: `SELECT video_id FROM media_uploads WHERE upload_id = $1 AND state = 'published'`,
    },
    [clip.id],
  );
  assert.ok(row, 'the upload is published');
  const tellings = await told(row.video_id);
  assert.equal(tellings.filter(({ kind }) => kind === 'publish').length, 1);
  const asset = tellings.at(-1)?.asset;
  assert.ok(asset);
  assert.deepEqual(
    asset.renditions.map((one) => one.widthPx),
    [360, 480],
  );
  for (const { key, sha256 } of asset.renditions) {
    const bytes = await parts.blobs.read(key);
    assert.ok(bytes, `${key} is there`);
    assert.equal(
      createHash('sha256').update(bytes).digest('hex'),
      sha256,
      'a published rendition is whole',
    );
  }
  assert.deepEqual(
    await readOriginal(parts, row.video_id),
    clip.content,
    'the source is as it was sent',
  );
}

async function checkNothingElse(parts: TestParts, clipCount: number): Promise<void> {
  const keys: string[] = [];
  for (const prefix of ['posters/', 'renditions/', 'sources/']) {
    for await (const key of parts.blobs.list(prefix)) keys.push(key);
  }
  assert.equal(
    keys.length,
    clipCount * 4,
    `two renditions, a poster and the source each, no orphan: ${keys.join(' ')}`,
  );
  // A creation that was killed before its reply leaves an upload without a file that nobody knows; it expires.
  assert.deepEqual(await readdir(join(parts.folder, 'uploads', 'received')), []);
  assert.deepEqual(await readdir(join(parts.folder, 'uploads', 'work')), []);
}
