// An upload's whole way, with the process killed at every durable step in turn. Real kills at random moments are in
// kills.test.ts; here no moment is left out.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { HOUR_MS } from '@jhalak/kernel';
import { createMedia, type MatchGate, type Media } from '@jhalak/media';
import type { Feature, Tx } from '@jhalak/ports';
import {
  METADATA,
  openMediaCell,
  patchHeaders,
  recordingPublisher,
  serveMedia,
  uploadMetadata,
  type MediaCell,
  SIGNED_IN,
} from './media-cell.fixture.ts';
import { originalKeyOf, readOriginal } from './original.fixture.ts';
import { mortalPorts, type Mortal } from './mortal.fixture.ts';
import { ScriptedTranscoder } from './scripted-transcoder.fixture.ts';

let cell: MediaCell;
before(async () => {
  cell = await openMediaCell({ settings: { maxOpenUploadsPerPerson: 1_000 } });
  await cell.parts.database.query({
    name: 'test.judged_table',
    text: 'CREATE TABLE test_judged (video_id uuid, verdict text)',
  });
});
after(async () => await cell.close());

/** More than there are; a loop that never ends is a bug of the test. */
const MOMENTS_MAX = 200;
const CLIP = Buffer.from('the bytes of a clip, sent in two pieces');

/** What the client knows. */
interface Client {
  person: string;
  id: string | undefined;
  acknowledgedBytes: number;
}

class Dead extends Error {}

interface Process {
  media: Media & Feature;
  mortal: Mortal;
  server: Server;
  port: number;
}

type Verdict = 'passed' | 'held';

/** Writes down what it says in the transaction that it is given, as the real one does. */
function gate(verdict: Verdict): MatchGate {
  return {
    prints: { sidePx: 320, everyMs: 200 },
    judge: async ({ videoId }) =>
      await Promise.resolve({
        ...(verdict === 'held' ? { held: 'media.held_known' as const } : {}),
        record: async (tx: Tx) => {
          const text = 'INSERT INTO test_judged VALUES ($1, $2)';
          await tx.query({ name: 'test.judged', text }, [videoId, verdict]);
          return true;
        },
      }),
  };
}

async function startProcess(dieAt: number, verdict: Verdict): Promise<Process> {
  const mortal = mortalPorts(cell.parts.database, cell.parts.blobs, dieAt);
  const media = createMedia({
    ...cell.parts,
    database: mortal.database,
    blobs: mortal.blobs,
    transcoder: new ScriptedTranscoder(),
    publisher: await recordingPublisher(cell.parts.database),
    people: SIGNED_IN,
    matches: gate(verdict),
    settings: {
      uploadFolder: join(cell.parts.folder, 'uploads'),
      freeDiskFloorBytes: 0,
      maxOpenUploadsPerPerson: 1_000,
    },
  });
  const server = serveMedia(media);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { media, mortal, server, port: (server.address() as AddressInfo).port };
}

/** Waits for work, unless the process dies first. */
async function orDeath<Result>({ mortal }: Process, work: Promise<Result>): Promise<Result> {
  return await Promise.race([
    work,
    mortal.death.then(() => {
      throw new Dead();
    }),
  ]);
}

async function sendAll(process: Process, client: Client): Promise<void> {
  const ask = (method: string, path: string, headers = {}, body?: Buffer): Promise<Response> =>
    orDeath(
      process,
      fetch(`http://127.0.0.1:${process.port}${path}`, {
        method,
        headers: { 'tus-resumable': '1.0.0', 'x-test-person': client.person, ...headers },
        ...(body === undefined ? {} : { body: Uint8Array.from(body) }),
      }),
    );
  if (client.id === undefined) {
    const reply = await ask('POST', '/v1/uploads', {
      'upload-length': String(CLIP.length),
      'upload-metadata': uploadMetadata(METADATA),
    });
    assert.equal(reply.status, 201);
    client.id = reply.headers.get('location')?.split('/').at(-1);
  }
  const path = `/v1/uploads/${client.id}`;
  const head = await ask('HEAD', path);
  assert.equal(head.status, 200);
  let offset = Number(head.headers.get('upload-offset'));
  assert.ok(offset >= client.acknowledgedBytes);
  while (offset < CLIP.length) {
    const piece = CLIP.subarray(offset, offset + 20);
    const reply = await ask('PATCH', path, patchHeaders(offset), piece);
    assert.equal(reply.status, 204);
    offset += piece.length;
    client.acknowledgedBytes = offset;
  }
}

async function refOf(
  client: Client,
): Promise<{ uploadId: string; personId: string; videoId: string }> {
  const [row] = await cell.parts.database.query<{ video_id: string }>(
    { name: 'test.video_id', text: 'SELECT video_id FROM media_uploads WHERE upload_id = $1' },
    [client.id],
  );
  return { uploadId: client.id ?? '', personId: client.person, videoId: row?.video_id ?? '' };
}

/** One process serves and works until it dies. @returns at which moment, or undefined when it outlived the work. */
async function liveUntil(
  dieAt: number,
  client: Client,
  verdict: Verdict,
): Promise<string | undefined> {
  const process = await startProcess(dieAt, verdict);
  try {
    await orDeath(process, process.media.start?.() ?? Promise.resolve());
    await sendAll(process, client);
    const run = { attempt: 1, maxAttempts: 50, signal: new AbortController().signal };
    await orDeath(
      process,
      process.media.jobs['media.process']?.(await refOf(client), run) ?? Promise.resolve(),
    );
    return undefined;
  } catch (error) {
    if (error instanceof Dead) return process.mortal.lastMoment();
    throw error;
  } finally {
    process.server.closeAllConnections();
    process.server.close();
  }
}

test('killed at any moment of its way, an upload ends as one published clip, and nothing else is left', async (t) => {
  await killAtEveryMoment(t, 'passed', 25, checkOutcome);
});

test('killed at any moment, what is held is held once, published never, and its bytes are there', async (t) => {
  await killAtEveryMoment(t, 'held', 15, checkHeld);
});

async function killAtEveryMoment(
  t: TestContext,
  verdict: Verdict,
  least: number,
  check: (client: Client, when: string) => Promise<void>,
): Promise<void> {
  const moments: string[] = [];
  for (let dieAt = 1; dieAt <= MOMENTS_MAX; dieAt += 1) {
    const client: Client = { person: await cell.person(), id: undefined, acknowledgedBytes: 0 };
    const moment = await liveUntil(dieAt, client, verdict);
    if (moment === undefined) {
      t.diagnostic(`${moments.length} moments: ${moments.join(', ')}`);
      assert.ok(moments.length > least, 'the way has its steps');
      return;
    }
    moments.push(moment);
    // The next process: recovery at its start, the client goes on, the queue runs what it holds.
    const next = await startProcess(Infinity, verdict);
    await next.media.start?.();
    await sendAll(next, client);
    await cell.parts.jobs.drain(next.media.jobs);
    next.server.closeAllConnections();
    next.server.close();
    await check(client, `killed ${moment} (${dieAt})`);
  }
  assert.fail('the process always died');
}

async function judged(videoId: string): Promise<string[]> {
  const text = 'SELECT verdict FROM test_judged WHERE video_id = $1';
  const name = 'test.read_judged';
  const rows = await cell.parts.database.query<{ verdict: string }>({ name, text }, [videoId]);
  return rows.map((row) => row.verdict);
}

async function checkHeld(client: Client, when: string): Promise<void> {
  const { videoId, uploadId } = await refOf(client);
  const view = await cell.view(client.person, uploadId);
  assert.deepEqual([view.state, view.failure?.code], ['held', 'media.held_known'], when);
  assert.deepEqual(await cell.told(videoId), [], when);
  assert.deepEqual(await judged(videoId), ['held'], when);
  const kept = (await cell.blobKeys()).filter((key) => key.includes(videoId));
  assert.deepEqual(kept, [], when);
  assert.ok(!(await cell.files()).includes(`work/${uploadId}`), when);
  for (let sweep = 0; sweep < 2; sweep += 1) await cell.sweep('media.tidy');
  assert.ok((await cell.files()).includes(`received/${uploadId}`), when);
}

async function checkOutcome(client: Client, when: string): Promise<void> {
  const { videoId, uploadId } = await refOf(client);
  const view = await cell.view(client.person, uploadId);
  assert.equal(`${view.state} ${view.step}`, 'published done', when);
  const told = await cell.told(videoId);
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['publish', 'extend'],
    when,
  );
  assert.deepEqual(await judged(videoId), ['passed'], when);
  const asset = told.at(-1)?.asset;
  assert.ok(asset);
  const published = [
    asset.posterKey,
    ...asset.renditions.map((one) => one.key),
    await originalKeyOf(cell.parts, videoId),
  ];
  const kept = (await cell.blobKeys()).filter((key) => key.includes(videoId));
  assert.deepEqual(kept, published.toSorted(), when);
  for (const { key, bytes } of asset.renditions)
    assert.equal((await cell.parts.blobs.stat(key))?.bytes, bytes, when);
  assert.deepEqual(await readOriginal(cell.parts, videoId), CLIP, when);
  // A creation whose reply was lost leaves an upload that nobody knows, without a file: a day later it is gone.
  assert.deepEqual(await cell.files(), [], when);
  cell.parts.clock.advance(25 * HOUR_MS);
  await cell.sweep('media.expire');
  for (let sweep = 0; sweep < 2; sweep += 1) await cell.sweep('media.tidy');
  assert.deepEqual(await cell.files(), [], when);
}
