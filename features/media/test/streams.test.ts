// What an uploader is told while the work goes on: by a stream of events, whichever process works, and to its end.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import type { Caller } from '@jhalak/contracts';
import type { Upload } from '@jhalak/contracts/videos';
import { MediaError } from '@jhalak/ports';
import { openMediaCell, type MediaCell } from './media-cell.fixture.ts';

const CLIP = Buffer.from('the bytes of a clip');

let cell: MediaCell;
/** Sessions that were ended. */
const signedOut = new Set<string>();
before(async () => {
  cell = await openMediaCell({
    people: {
      livingSessions: async (sessions) =>
        new Set(sessions.map(({ sessionId }) => sessionId).filter((id) => !signedOut.has(id))),
    },
  });
});
after(async () => {
  cell.media.closeStreams();
  await cell.close();
});

interface Event {
  name: string;
  data: unknown;
}

async function open(personId: string): Promise<Readable> {
  const route = cell.media.routes.find(({ name }) => name === 'streamUploads');
  assert.ok(route);
  const caller: Caller = {
    ...{ personId, handle: 'asha', roles: [], languages: [], genres: [] },
    ...{ personal: false, sessionId: personId },
  };
  const reply = await route.handle({
    ...{ params: {}, query: {}, body: undefined, caller, headers: {} },
    signal: new AbortController().signal,
  });
  assert.ok(reply.stream);
  return reply.stream;
}

async function* eventsOf(stream: Readable): AsyncGenerator<Event> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name] = /^event: (.*)$/mu.exec(part) ?? [];
      const [, data] = /^data: (.*)$/mu.exec(part) ?? [];
      if (name !== undefined) yield { name, data: JSON.parse(data ?? 'null') };
    }
  }
}

test('an upload is told from its place in the queue to its last step, and then the stream ends', async () => {
  const [first, second] = [await cell.person(), await cell.person()];
  await cell.upload(first, CLIP);
  const mine = await cell.upload(second, CLIP);
  // The outlook is a second old at most.
  cell.parts.clock.advance(2_000);
  const told: Upload[] = [];
  let ended: unknown;
  let worked: Promise<void> | undefined;
  for await (const { name, data } of eventsOf(await open(second))) {
    if (name === 'end') ended = data;
    else told.push(data as Upload);
    worked ??= cell.work();
  }
  await worked;
  assert.deepEqual(ended, { reason: 'done' });
  assert.ok(
    told.every(({ id }) => id === mine),
    'nobody else’s upload is told',
  );
  assert.deepEqual([told[0]?.state, told[0]?.ahead], ['checking', 1]);
  const last = told.at(-1);
  assert.deepEqual([last?.state, last?.step, last?.progress], ['published', 'done', 1]);
  assert.equal(last?.steps?.at(-1)?.step, 'encoded');
});

test('a refusal is told with its reason, and that nothing is under way is said at once', async () => {
  const person = await cell.person();
  await cell.upload(person, CLIP);
  cell.transcoder.refuseProbe = new MediaError('media.damaged');
  const events: Event[] = [];
  let worked: Promise<void> | undefined;
  for await (const event of eventsOf(await open(person))) {
    events.push(event);
    worked ??= cell.work();
  }
  await worked;
  cell.transcoder.refuseProbe = undefined;
  const last = events.at(-2)?.data as Upload;
  assert.deepEqual([last.state, last.failure?.code], ['refused', 'media.damaged']);
  const rest = [];
  for await (const event of eventsOf(await open(person))) rest.push(event);
  assert.deepEqual(rest, [{ name: 'end', data: { reason: 'done' } }]);
});

test('a sign-out ends the stream, and a fifth one is refused', async () => {
  const person = await cell.person();
  await cell.upload(person, CLIP);
  const streams = await Promise.all([1, 2, 3, 4].map(async () => await open(person)));
  await assert.rejects(open(person), { code: 'upload.streams_full' });
  signedOut.add(person);
  for (const stream of streams) {
    const names = [];
    for await (const { name, data } of eventsOf(stream))
      names.push(name === 'end' ? (data as { reason: string }).reason : name);
    assert.equal(names.at(-1), 'signed_out');
  }
  await cell.work();
});

test('whoever takes an upload back while it is encoded ends the work on it', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  let stopped = false;
  cell.transcoder.beforeRendition = async (_side, { signal, onProgress }) => {
    assert.ok(signal);
    const reply = await cell.tus(person, 'DELETE', `/v1/uploads/${id}`);
    assert.equal(reply.status, 204);
    // What an encoder reports is how the work learns that nobody wants it.
    cell.parts.clock.advance(1_000);
    onProgress?.(0.1);
    if (!signal.aborted) await once(signal, 'abort');
    stopped = true;
  };
  await cell.work();
  cell.transcoder.beforeRendition = undefined;
  assert.ok(stopped, 'the encoder was told to stop');
  assert.deepEqual(
    (await cell.blobKeys()).filter((key) => key.includes(id)),
    [],
  );
  assert.deepEqual(
    (await cell.files()).filter((name) => name.includes(id)),
    [],
  );
});

test('an operator sees what stands longest, and has it tried again', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  await assert.rejects(cell.media.tryAgain(id), { code: 'upload.not_retryable' });
  await assert.rejects(cell.media.tryAgain(person), { code: 'upload.not_found' });
  cell.transcoder.refuseProbe = new MediaError('media.engine_missing');
  for (let attempt = 1; attempt <= 4; attempt += 1)
    await cell.runOnce(id, { attempt }).catch(() => undefined);
  cell.transcoder.refuseProbe = undefined;
  const [failed, ...others] = await cell.media.underWay(10);
  assert.deepEqual([failed?.uploadId, failed?.state, failed?.failures], [id, 'failed', 4]);
  assert.deepEqual(others, []);
  await cell.media.tryAgain(id);
  cell.parts.clock.advance(2_000);
  assert.deepEqual((await cell.media.queue()).waiting, [id]);
  await cell.work();
  assert.equal((await cell.view(person, id)).state, 'published');
  assert.deepEqual(await cell.media.underWay(10), []);
});
