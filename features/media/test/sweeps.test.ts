import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@jhalak/kernel';
import { MediaError } from '@jhalak/ports';
import { openMediaCell, patchHeaders, type MediaCell } from './media-cell.fixture.ts';

let cell: MediaCell;
before(async () => {
  cell = await openMediaCell();
});
after(async () => await cell.close());

const CLIP = Buffer.from('the bytes of a clip');

test('an upload that is not finished in time is gone for good: 410 at once, its bytes at the next sweep', async () => {
  const person = await cell.person();
  const id = await cell.begin(person, 100);
  await cell.tus(person, 'PATCH', `/v1/uploads/${id}`, patchHeaders(0), CLIP);
  cell.parts.clock.advance(24 * HOUR_MS - 1);
  assert.equal((await cell.tus(person, 'HEAD', `/v1/uploads/${id}`)).status, 200);
  assert.equal(await cell.sweep('media.expire'), 0);
  cell.parts.clock.advance(1);
  const late = await cell.tus(
    person,
    'PATCH',
    `/v1/uploads/${id}`,
    patchHeaders(CLIP.length),
    CLIP,
  );
  assert.equal(late.status, 410);
  assert.match(late.text, /upload\.expired/);
  assert.equal(await cell.sweep('media.expire'), 1);
  assert.equal(await cell.sweep('media.expire'), 0);
  assert.deepEqual(
    (await cell.files()).filter((name) => name.includes(id)),
    [],
  );
  assert.equal((await cell.tus(person, 'HEAD', `/v1/uploads/${id}`)).status, 410);
  const view = await cell.view(person, id);
  assert.equal(view.state, 'failed');
  assert.equal(view.failure?.code, 'upload.expired');
});

test('a failed upload can be tried again for a day, then its bytes go', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  cell.transcoder.refuseProbe = new MediaError('media.engine_missing');
  for (let attempt = 1; attempt <= 4; attempt += 1)
    await cell.runOnce(id, { attempt }).catch(() => undefined);
  assert.equal((await cell.view(person, id)).failure?.retryable, true);
  cell.parts.clock.advance(23 * HOUR_MS);
  await cell.sweep('media.expire');
  assert.equal((await cell.view(person, id)).failure?.retryable, true);
  cell.parts.clock.advance(HOUR_MS);
  await cell.sweep('media.expire');
  const view = await cell.view(person, id);
  assert.equal(view.failure?.code, 'media.engine_missing');
  assert.equal(view.failure?.retryable, false);
  assert.equal((await cell.route('retryUpload', person, id)).status, 409);
  assert.deepEqual(
    (await cell.files()).filter((name) => name.includes(id)),
    [],
  );
  cell.transcoder.refuseProbe = undefined;
});

test('an upload whose job the queue has lost is asked for again, one whose job waits is not doubled', async () => {
  const person = await cell.person();
  const lost = await cell.upload(person, CLIP);
  await cell.parts.database.query({
    name: 'test.lose_queue',
    text: 'DELETE FROM graphile_worker._private_jobs',
  });
  const waiting = await cell.upload(person, CLIP);
  assert.equal(await cell.sweep('media.ask_again'), 0, 'its job may have begun a moment ago');
  cell.parts.clock.advance(10 * MINUTE_MS);
  await cell.sweep('media.ask_again');
  await cell.sweep('media.ask_again');
  const [queue] = await cell.parts.database.query<{ jobs: number }>({
    name: 'test.queue_length',
    text: 'SELECT count(*)::int AS jobs FROM graphile_worker._private_jobs',
  });
  assert.equal(queue?.jobs, 2);
  await cell.work();
  for (const id of [lost, waiting]) assert.equal((await cell.view(person, id)).state, 'published');
});

test('files and work folders without an upload are removed, young ones and needed ones stay', async () => {
  const person = await cell.person();
  const needed = await cell.begin(person, 100);
  await cell.tus(person, 'PATCH', `/v1/uploads/${needed}`, patchHeaders(0), CLIP);
  const orphan = cell.parts.ids.next();
  const root = join(cell.parts.folder, 'uploads');
  await writeFile(join(root, 'received', orphan), 'left by a kill before the row');
  await mkdir(join(root, 'work', orphan, '.partial-x'), { recursive: true });
  assert.equal(await cell.sweep('media.tidy'), 0, 'its row may still come');
  const young = cell.parts.ids.next();
  await writeFile(join(root, 'received', young), 'its row comes in a moment');
  assert.equal(await cell.sweep('media.tidy'), 1);
  assert.deepEqual(await cell.files(), [`received/${needed}`, `received/${young}`].toSorted());
});

test('the record of a finished upload is forgotten after ninety days, the clip is not', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  await cell.work();
  const { videoId } = await cell.view(person, id);
  cell.parts.clock.advance(89 * DAY_MS);
  await cell.sweep('media.forget');
  assert.equal((await cell.route('getUpload', person, id)).status, 200);
  cell.parts.clock.advance(2 * DAY_MS);
  await cell.sweep('media.forget');
  assert.equal((await cell.route('getUpload', person, id)).status, 404);
  assert.equal((await cell.blobKeys()).filter((key) => key.includes(videoId ?? '')).length, 4);
  await cell.media.deleteAssets(videoId ?? '');
  assert.equal((await cell.blobKeys()).filter((key) => key.includes(videoId ?? '')).length, 0);
});

test('the record of a sample clip stays as long as the clip, so that it is not made twice', async () => {
  const person = await cell.person();
  const path = join(cell.parts.folder, 'sample.mp4');
  await writeFile(path, CLIP);
  const uploadId = cell.parts.ids.next();
  const { videoId } = await cell.media.ingestFile(path, {
    personId: person,
    uploadId,
    sample: true,
    caption: 'Sample',
    language: 'en',
    genre: 'music',
    tags: [],
  });
  await cell.work();
  cell.parts.clock.advance(1_000 * DAY_MS);
  await cell.sweep('media.forget');
  assert.equal(await cell.media.hasUpload(person, uploadId), true);
  await cell.media.deleteAssets(videoId);
  assert.equal(await cell.media.hasUpload(person, uploadId), false);
});
