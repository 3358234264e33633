// Claims about uploads that do not go through in one piece.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createMedia } from '@jhalak/media';
import { seededRandom } from '@jhalak/kernel';
import fc from 'fast-check';
import * as tus from 'tus-js-client';
import {
  METADATA,
  openMediaCell,
  patchHeaders,
  recordingPublisher,
  serveMedia,
  type MediaCell,
  SIGNED_IN,
} from './media-cell.fixture.ts';
import { cut, openPatch, readUntil, send } from './raw-client.fixture.ts';

let cell: MediaCell;
before(async () => {
  cell = await openMediaCell({ settings: { maxOpenUploadsPerPerson: 1_000 } });
});
after(async () => await cell.close());

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function received(uploadId: string): Promise<Buffer> {
  return await readFile(join(cell.parts.folder, 'uploads', 'received', uploadId));
}

async function offsetOf(person: string, uploadId: string): Promise<number> {
  const head = await cell.tus(person, 'HEAD', `/v1/uploads/${uploadId}`);
  assert.equal(head.status, 200);
  return Number(head.headers.get('upload-offset'));
}

/** Waits until the server holds at least so many bytes, durable or not. */
async function arrived(person: string, uploadId: string, bytes: number): Promise<void> {
  for (let tries = 0; tries < 2_000; tries += 1) {
    if ((await cell.view(person, uploadId)).receivedBytes >= bytes) return;
  }
  assert.fail(`the server never got ${bytes} bytes`);
}

test('after a cut in the middle HEAD tells where to go on, and the file ends up whole', async () => {
  const person = await cell.person();
  const content = randomBytes(2_000_000);
  const id = await cell.begin(person, content.length);
  const socket = await openPatch({
    port: cell.port,
    personId: person,
    uploadId: id,
    offset: 0,
    declaredBytes: content.length,
  });
  await send(socket, content.subarray(0, 1_234_567));
  await arrived(person, id, 1_000_000);
  await cut(socket);
  const offset = await offsetOf(person, id);
  assert.ok(offset >= 1_000_000 && offset <= 1_234_567, `offset ${offset}`);
  const rest = await cell.tus(
    person,
    'PATCH',
    `/v1/uploads/${id}`,
    patchHeaders(offset),
    content.subarray(offset),
  );
  assert.equal(rest.status, 204);
  assert.equal(digest(await received(id)), digest(content));
  assert.equal((await cell.view(person, id)).state, 'checking');
});

test('tus-js-client survives a connection that breaks again and again', async () => {
  const person = await cell.person();
  const content = randomBytes(3_000_000);
  // The first requests of each kind reach a server that hangs up in the middle.
  let breaks = 4;
  const server = serveMedia(cell.media);
  server.prependListener('request', (req) => {
    if (req.method !== 'PATCH' || breaks === 0) return;
    breaks -= 1;
    let seen = 0;
    req.on('data', (chunk: Buffer) => {
      seen += chunk.length;
      if (seen > 300_000) req.socket.resetAndDestroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const uploadUrl = await new Promise<string>((resolve, reject) => {
    const upload = new tus.Upload(content, {
      endpoint: `http://127.0.0.1:${port}/v1/uploads`,
      metadata: METADATA,
      headers: { 'x-test-person': person },
      retryDelays: [0, 0, 0, 0, 0, 0, 0, 0],
      chunkSize: 1_000_000,
      onError: reject,
      onSuccess: () => resolve(upload.url ?? ''),
    });
    upload.start();
  });
  server.closeAllConnections();
  server.close();
  assert.equal(breaks, 0, 'the connection did break');
  const id = uploadUrl.split('/').at(-1) ?? '';
  assert.equal(digest(await received(id)), digest(content));
});

test('another process over the same folder and database goes on where the first one stopped', async () => {
  const person = await cell.person();
  const content = randomBytes(500_000);
  const id = await cell.begin(person, content.length);
  await cell.tus(
    person,
    'PATCH',
    `/v1/uploads/${id}`,
    patchHeaders(0),
    content.subarray(0, 200_000),
  );
  const second = createMedia({
    ...cell.parts,
    transcoder: cell.transcoder,
    publisher: await recordingPublisher(cell.parts.database),
    people: SIGNED_IN,
    settings: { uploadFolder: join(cell.parts.folder, 'uploads'), freeDiskFloorBytes: 0 },
  });
  const server = serveMedia(second);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/v1/uploads/${id}`;
  const headers = { 'tus-resumable': '1.0.0', 'x-test-person': person };
  const head = await fetch(url, { method: 'HEAD', headers });
  assert.equal(head.headers.get('upload-offset'), '200000');
  const rest = await fetch(url, {
    method: 'PATCH',
    headers: { ...headers, ...patchHeaders(200_000) },
    body: content.subarray(200_000),
  });
  assert.equal(rest.status, 204);
  server.closeAllConnections();
  server.close();
  assert.equal(digest(await received(id)), digest(content));
});

test('while one request sends, a second PATCH is refused and does not disturb it', async () => {
  const person = await cell.person();
  const content = randomBytes(100_000);
  const id = await cell.begin(person, content.length);
  const socket = await openPatch({
    port: cell.port,
    personId: person,
    uploadId: id,
    offset: 0,
    declaredBytes: content.length,
  });
  await send(socket, content.subarray(0, 60_000));
  await arrived(person, id, 60_000);
  const second = await cell.tus(person, 'PATCH', `/v1/uploads/${id}`, patchHeaders(0), content);
  assert.equal(second.status, 423);
  assert.match(second.text, /upload\.locked/);
  const answer = readUntil(socket, (text) => text.includes('\r\n\r\n'));
  await send(socket, content.subarray(60_000));
  assert.match(await answer, /^HTTP\/1\.1 204/);
  socket.destroy();
  assert.equal(digest(await received(id)), digest(content));
});

test('HEAD takes over from a connection that hangs, and what it sends later changes nothing', async () => {
  const person = await cell.person();
  const content = randomBytes(100_000);
  const id = await cell.begin(person, content.length);
  const hanging = await openPatch({
    port: cell.port,
    personId: person,
    uploadId: id,
    offset: 0,
    declaredBytes: content.length,
  });
  await send(hanging, content.subarray(0, 40_000));
  await arrived(person, id, 40_000);
  assert.equal(await offsetOf(person, id), 40_000);
  await send(hanging, Buffer.alloc(60_000, 'x'));
  const rest = await cell.tus(
    person,
    'PATCH',
    `/v1/uploads/${id}`,
    patchHeaders(40_000),
    content.subarray(40_000),
  );
  assert.equal(rest.status, 204);
  await cut(hanging);
  assert.equal(digest(await received(id)), digest(content));
});

test('a whole file whose last request was killed before it could say so is found by HEAD and by the sweep', async () => {
  const person = await cell.person();
  const byHead = await cell.begin(person, 7);
  const bySweep = await cell.begin(person, 7);
  const unfinished = await cell.begin(person, 7);
  // What a process leaves that is killed between the last sync and the commit.
  for (const [id, bytes] of [
    [byHead, 'sevenby'],
    [bySweep, 'sevenby'],
    [unfinished, 'six by'],
  ] as const) {
    await writeFile(join(cell.parts.folder, 'uploads', 'received', id), bytes);
  }
  assert.equal(await offsetOf(person, byHead), 7);
  assert.equal((await cell.view(person, byHead)).state, 'checking');
  assert.equal((await cell.view(person, bySweep)).state, 'receiving');
  assert.equal(await cell.sweep('media.recover'), 1);
  assert.equal((await cell.view(person, bySweep)).state, 'checking');
  assert.equal((await cell.view(person, unfinished)).state, 'receiving');
  const again = await cell.tus(person, 'PATCH', `/v1/uploads/${bySweep}`, patchHeaders(7));
  assert.equal(again.status, 204, 'a repeated last request is answered as the first one');
});

test('any cutting into pieces, with any breaks in between, gives the same file', async () => {
  const person = await cell.person();
  const step = fc.record({
    bytes: fc.integer({ min: 1, max: 90_000 }),
    breakAt: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 200_000 }),
      fc.integer(),
      fc.array(step, { minLength: 1, maxLength: 12 }),
      async (size, seed, steps) => {
        const content = Buffer.from(seededRandom(seed).bytes(size));
        const id = await cell.begin(person, size);
        for (let turn = 0; ; turn += 1) {
          const offset = await offsetOf(person, id);
          if (offset === size) break;
          // What the steps leave goes in one piece: with breaks for ever nothing would ever arrive.
          const { bytes, breakAt } = steps[turn] ?? { bytes: size, breakAt: null };
          const piece = content.subarray(offset, offset + Math.min(bytes, size - offset));
          if (breakAt === null) {
            const reply = await cell.tus(
              person,
              'PATCH',
              `/v1/uploads/${id}`,
              patchHeaders(offset),
              piece,
            );
            assert.equal(reply.status, 204);
            assert.equal(reply.headers.get('upload-offset'), String(offset + piece.length));
          } else {
            const socket = await openPatch({
              port: cell.port,
              personId: person,
              uploadId: id,
              offset,
              declaredBytes: piece.length,
            });
            await send(socket, piece.subarray(0, Math.floor(piece.length * breakAt)));
            await cut(socket);
          }
        }
        assert.equal(digest(await received(id)), digest(content));
        await cell.tus(person, 'DELETE', `/v1/uploads/${id}`);
      },
    ),
    { numRuns: 25 },
  );
});
