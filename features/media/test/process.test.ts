// Claims about the way from whole bytes to a published clip. The real encoder is in kills.test.ts.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { DIGITAL_SOURCE_TYPES } from '@jhalak/contracts/ai-mark';
import type { ReadyAsset } from '@jhalak/media';
import { MediaError } from '@jhalak/ports';
import { METADATA, openMediaCell, type MediaCell } from './media-cell.fixture.ts';
import { originalKeyOf, readOriginal } from './original.fixture.ts';

let cell: MediaCell;
before(async () => {
  cell = await openMediaCell();
});
after(async () => await cell.close());
afterEach(async () => {
  Object.assign(cell.transcoder, {
    ladder: [360, 720],
    durationMs: 8_000,
    refuseProbe: undefined,
    breakAfter: undefined,
    beforeRendition: undefined,
    ignoresTrim: false,
  });
  cell.transcoder.requests.length = 0;
  // Jobs of failed runs wait for their next try; they must not run in another test.
  await cell.parts.database.query({
    name: 'test.no_jobs',
    text: 'DELETE FROM graphile_worker._private_jobs',
  });
});

const CLIP = Buffer.from('the bytes of a clip');

async function blobsOf(videoId: string): Promise<string[]> {
  return (await cell.blobKeys()).filter((key) => key.includes(videoId));
}

function keysOf(asset: ReadyAsset): string[] {
  return [asset.posterKey, ...asset.renditions.map((rendition) => rendition.key)].toSorted();
}

async function videoIdOf(uploadId: string): Promise<string> {
  const [row] = await cell.parts.database.query<{ video_id: string }>(
    { name: 'test.video_id', text: 'SELECT video_id FROM media_uploads WHERE upload_id = $1' },
    [uploadId],
  );
  return row?.video_id ?? '';
}

test('a clip is published with its smallest rendition and extended with the larger one', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const seen: string[] = [];
  cell.transcoder.beforeRendition = async (side) => {
    const { state, step, videoId, progress } = await cell.view(person, id);
    seen.push(`${side}: ${state} ${step} ${progress} ${videoId === null ? 'no video' : 'video'}`);
  };
  await cell.work();
  assert.deepEqual(seen, [
    '360: encoding encoding_360 0.5 no video',
    '720: published encoding_720 1 video',
  ]);
  const view = await cell.view(person, id);
  assert.equal(view.state, 'published');
  assert.equal(view.step, 'done');
  assert.equal(view.eta, 0);
  assert.equal(view.failure, null);
  const told = await cell.told(view.videoId ?? '');
  assert.deepEqual(
    told.map(({ kind, asset }) => [kind, asset.renditions.map((one) => one.widthPx)]),
    [
      ['publish', [360]],
      ['extend', [360, 720]],
    ],
  );
  const asset = told[1]?.asset;
  assert.ok(asset);
  assert.deepEqual(
    [
      asset.personId,
      asset.caption,
      asset.language,
      asset.genre,
      asset.tags,
      asset.sample,
      asset.durationMs,
      asset.widthPx,
    ],
    [person, 'नमस्ते #Cricket', 'hi', 'sports', ['pitch', 'cricket'], false, 8_000, 720],
  );
});

test('what was published is in the blob store as its digest says, the source is kept, nothing else remains', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  await cell.work();
  const asset = (await cell.told(videoId)).at(-1)?.asset;
  assert.ok(asset);
  assert.deepEqual(await blobsOf(videoId), [
    ...keysOf(asset),
    await originalKeyOf(cell.parts, videoId),
  ]);
  for (const { key, bytes, sha256 } of asset.renditions) {
    const content = await cell.parts.blobs.read(key);
    assert.equal(content?.length, bytes);
    assert.equal(
      createHash('sha256')
        .update(content ?? '')
        .digest('hex'),
      sha256,
    );
  }
  assert.deepEqual(await readOriginal(cell.parts, videoId), CLIP);
  assert.deepEqual(
    (await cell.files()).filter((name) => name.includes(id)),
    [],
  );
});

test('every step is on the flight recorder, and the journal tells the same without words', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP, { ...METADATA, caption: 'SECRETCAPTION' });
  await cell.work();
  const { steps } = await cell.view(person, id);
  assert.deepEqual(
    steps?.map(({ step, detail }) => (detail === undefined ? step : `${step} ${detail}`)),
    [
      'created',
      'received',
      'checking run_1',
      'encoding mp4_h264_720x1280',
      'published 360p',
      'extended 720p',
      'encoded',
    ],
  );
  const events = await cell.parts.database.query<{
    type: string;
    text: string;
    row_table: string;
    row_key: string;
  }>(
    {
      name: 'test.events',
      text: 'SELECT type, row_table, row_key, journal::text AS text FROM journal WHERE key = $1 ORDER BY position',
    },
    [id],
  );
  assert.deepEqual(
    events.map((event) => event.type),
    ['created', 'received', 'checking', 'encoding', 'published', 'extended', 'encoded'],
  );
  assert.ok(
    events.every(
      (event) => event.row_table === 'media_uploads' && event.row_key === `${person}/${id}`,
    ),
  );
  assert.ok(!events.some((event) => event.text.includes('SECRETCAPTION')));
});

test('a file that is refused says why, is not tried again and leaves nothing', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  cell.transcoder.refuseProbe = new MediaError('media.no_video');
  await cell.work();
  const view = await cell.view(person, id);
  assert.equal(view.state, 'refused');
  assert.deepEqual(view.failure, {
    code: 'media.no_video',
    message: new MediaError('media.no_video').message,
    retryable: false,
  });
  assert.equal(view.videoId, null);
  assert.deepEqual(await cell.told(videoId), []);
  assert.deepEqual(await blobsOf(videoId), []);
  assert.deepEqual(
    (await cell.files()).filter((name) => name.includes(id)),
    [],
  );
  assert.equal((await cell.route('retryUpload', person, id)).status, 409);
});

test('an empty file is refused as empty', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, Buffer.alloc(0));
  await cell.work();
  assert.equal((await cell.view(person, id)).failure?.code, 'media.empty');
});

test('a refusal after half the encoding takes the poster back', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  cell.transcoder.breakAfter = { renditions: 0, error: new MediaError('media.truncated') };
  await cell.work();
  assert.equal((await cell.view(person, id)).state, 'refused');
  assert.deepEqual(await blobsOf(videoId), []);
});

test('a failure on our side is tried four times, then told; its person has it tried again and it is published', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  cell.transcoder.breakAfter = { renditions: 0, error: new MediaError('media.engine_failed') };
  for (let attempt = 1; attempt < 4; attempt += 1) {
    await assert.rejects(cell.runOnce(id, { attempt }), { code: 'media.engine_failed' });
    assert.equal((await cell.view(person, id)).state, 'encoding');
  }
  await cell.runOnce(id, { attempt: 4 });
  const failed = await cell.view(person, id);
  assert.equal(failed.state, 'failed');
  assert.equal(failed.failure?.code, 'media.engine_failed');
  assert.equal(failed.failure?.retryable, true);
  cell.transcoder.breakAfter = undefined;
  const retried = await cell.route('retryUpload', person, id);
  assert.equal(retried.status, 202);
  assert.equal((retried.json as { state: string }).state, 'checking');
  await cell.work();
  assert.equal((await cell.view(person, id)).state, 'published');
});

test('a broken disk inside the publication counts as our failure, whatever the engine makes of it', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const { putFile } = cell.parts.blobs;
  cell.parts.blobs.putFile = () =>
    Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  try {
    await assert.rejects(cell.runOnce(id), { code: 'ENOSPC' });
  } finally {
    cell.parts.blobs.putFile = putFile;
  }
  await cell.runOnce(id, { attempt: 2 });
  assert.equal((await cell.view(person, id)).state, 'published');
});

test('kills do not count as failures, but a file that kills fifty runs is given up', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  await cell.runOnce(id, { attempt: 50, maxAttempts: 50 });
  const view = await cell.view(person, id);
  assert.equal(view.state, 'failed');
  assert.equal(view.failure?.retryable, true);
  assert.equal(cell.transcoder.requests.length, 0);
});

test('a run that is asked to stop is run again, and one video comes of it', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  const stop = new AbortController();
  cell.transcoder.beforeRendition = () => stop.abort();
  await assert.rejects(cell.runOnce(id, { signal: stop.signal }));
  cell.transcoder.beforeRendition = undefined;
  for (let attempt = 2; attempt < 5; attempt += 1) await cell.runOnce(id, { attempt });
  assert.deepEqual(
    (await cell.told(videoId)).map(({ kind }) => kind),
    ['publish', 'extend'],
  );
});

test('a run after the first rendition was published keeps it, adds the rest and removes what nobody published', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  cell.transcoder.breakAfter = { renditions: 1, error: new MediaError('media.engine_failed') };
  await assert.rejects(cell.runOnce(id));
  const [first] = await cell.told(videoId);
  assert.equal((await cell.view(person, id)).state, 'published');
  await cell.parts.blobs.putBytes(
    `renditions/${videoId}/killed-720.mp4`,
    Buffer.from('left by a killed run'),
  );
  cell.transcoder.breakAfter = undefined;
  await cell.runOnce(id, { attempt: 2 });
  const told = await cell.told(videoId);
  assert.deepEqual(
    told.map(({ kind }) => kind),
    ['publish', 'extend'],
  );
  assert.deepEqual(told[1]?.asset.renditions[0], first?.asset.renditions[0]);
  assert.deepEqual(await blobsOf(videoId), [
    ...keysOf(told[1]?.asset as ReadyAsset),
    await originalKeyOf(cell.parts, videoId),
  ]);
});

test('a clip whose larger rendition cannot be made stays published with what it has', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  cell.transcoder.breakAfter = { renditions: 1, error: new MediaError('media.resource_limit') };
  await cell.work();
  const view = await cell.view(person, id);
  assert.equal(view.state, 'published');
  assert.equal(view.step, 'done');
  assert.deepEqual(view.steps?.at(-1)?.step, 'ladder_incomplete');
  assert.equal(view.steps?.at(-1)?.detail, 'media.resource_limit');
});

test('a clip that is made without one encoder is whole, and its flight recorder says which and why', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  cell.transcoder.beforeRendition = (side, request) => {
    const failure = new MediaError('media.engine_failed', { cause: 'exit, exit 1: Svt[error]' });
    if (side === 720) request.onLeftOut?.({ codec: 'av1', failure });
  };
  await cell.work();
  const { state, steps } = await cell.view(person, id);
  assert.equal(state, 'published');
  assert.deepEqual(
    steps
      ?.filter(({ step }) => step === 'encoded' || step === 'ladder_incomplete')
      .map(({ detail }) => detail),
    ['av1_left_out:media.engine_failed'],
  );
  const told = await cell.told(await videoIdOf(id));
  assert.deepEqual(told.at(-1)?.asset.renditions.length, 2);
});

test('two runs of the same job side by side publish one video', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  await Promise.allSettled([cell.runOnce(id), cell.runOnce(id, { attempt: 2 })]);
  await cell.runOnce(id, { attempt: 3 });
  const told = await cell.told(videoId);
  assert.equal(told.filter(({ kind }) => kind === 'publish').length, 1);
  assert.equal((await cell.view(person, id)).state, 'published');
  const last = told.at(-1)?.asset;
  assert.ok(last);
  assert.deepEqual(
    last.renditions.map((one) => one.widthPx),
    [360, 720],
  );
  assert.deepEqual(await blobsOf(videoId), [
    ...keysOf(last),
    await originalKeyOf(cell.parts, videoId),
  ]);
});

test('an upload deleted while it is encoded is not published and leaves nothing', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  cell.transcoder.beforeRendition = async () => {
    await cell.tus(person, 'DELETE', `/v1/uploads/${id}`);
  };
  await cell.work();
  assert.deepEqual(await cell.told(videoId), []);
  assert.deepEqual(await blobsOf(videoId), []);
  assert.deepEqual(
    (await cell.files()).filter((name) => name.includes(id)),
    [],
  );
});

test('a video deleted for good while its larger rendition is encoded leaves no blob', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const videoId = await videoIdOf(id);
  cell.transcoder.beforeRendition = async (side) => {
    if (side === 720) await cell.media.deleteAssets(videoId);
  };
  await cell.work();
  assert.deepEqual(
    (await cell.told(videoId)).map(({ kind }) => kind),
    ['publish'],
  );
  assert.deepEqual(await blobsOf(videoId), []);
  assert.equal((await cell.route('getUpload', person, id)).status, 404);
  await cell.media.deleteAssets(videoId);
});

test('a published upload is deleted as a video, not as an upload', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  await cell.work();
  const reply = await cell.tus(person, 'DELETE', `/v1/uploads/${id}`);
  assert.equal(reply.status, 409);
  assert.match(reply.text, /upload\.published/);
});

test('erasing a person removes their uploads with bytes, blobs and records, and nobody else’s', async () => {
  const gone = await cell.person();
  const stays = await cell.person();
  const published = await cell.upload(gone, CLIP);
  const kept = await cell.upload(stays, CLIP);
  await cell.work();
  const open = await cell.begin(gone, 100);
  const waiting = await cell.upload(gone, CLIP);
  const videoIds = await Promise.all([published, waiting].map(videoIdOf));
  const keptVideo = await videoIdOf(kept);
  await cell.media.erase?.(gone);
  await cell.parts.keys.destroy(gone);
  await cell.work();
  assert.deepEqual((await cell.route('listUploads', gone)).json, { items: [] });
  for (const videoId of videoIds) assert.deepEqual(await blobsOf(videoId), []);
  const names = await cell.files();
  for (const id of [published, open, waiting])
    assert.deepEqual(
      names.filter((name) => name.includes(id)),
      [],
    );
  assert.equal((await blobsOf(keptVideo)).length, 4);
});

test('cut marks reach the encoder, and what they leave must have a length that we take', async () => {
  const person = await cell.person();
  const sent = async (trim: Record<string, string>): Promise<string> => {
    const id = await cell.upload(person, CLIP, { ...METADATA, ...trim });
    await cell.work();
    return (
      (await cell.view(person, id)).failure?.code ??
      JSON.stringify(cell.transcoder.requests.at(-1)?.trim ?? 'whole')
    );
  };
  assert.equal(
    await sent({ trimStartMs: '1000', trimEndMs: '3000' }),
    '{"startMs":1000,"endMs":3000}',
  );
  assert.equal(await sent({ trimEndMs: '3000' }), '{"startMs":0,"endMs":3000}');
  assert.equal(await sent({ trimStartMs: '2000' }), '{"startMs":2000,"endMs":8000}');
  assert.equal(await sent({ trimStartMs: '0', trimEndMs: '8000' }), '"whole"');
  assert.equal(await sent({ trimStartMs: '9000' }), 'media.too_short');
  cell.transcoder.durationMs = 400_000;
  assert.equal(await sent({}), 'media.too_long');
  assert.equal(
    await sent({ trimStartMs: '100000', trimEndMs: '200000' }),
    '{"startMs":100000,"endMs":200000}',
  );
});

test('that a clip was made by AI is said by its uploader or by the file, reaches the encoder and stays with the clip', async () => {
  const person = await cell.person();
  const sent = async (bytes: Buffer, declared: Record<string, string>): Promise<unknown> => {
    const id = await cell.upload(person, bytes, { ...METADATA, ...declared });
    await cell.work();
    const { videoId } = await cell.view(person, id);
    const { label } = cell.transcoder.requests.at(-1) ?? {};
    const told = await cell.told(videoId ?? '');
    assert.equal(label?.contentId, label && `urn:uuid:${videoId}`);
    return [
      told.map(({ asset }) => asset.ai ?? 'none'),
      label?.digitalSourceType.split('/').at(-1),
    ];
  };
  const ours = Buffer.concat([CLIP, Buffer.from(DIGITAL_SOURCE_TYPES.generated)]);
  assert.deepEqual(await sent(CLIP, {}), [['none', 'none'], undefined]);
  assert.deepEqual(await sent(CLIP, { ai: 'altered' }), [
    ['altered', 'altered'],
    'compositeWithTrainedAlgorithmicMedia',
  ]);
  const made = [['generated', 'generated'], 'trainedAlgorithmicMedia'];
  assert.deepEqual(await sent(CLIP, { ai: 'generated' }), made);
  assert.deepEqual(await sent(ours, {}), made, 'a denial does not take the label off');
  assert.deepEqual(await sent(ours, { ai: 'altered' }), made);
});

test('a clip that still shows what was cut away is never published', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP, { ...METADATA, trimStartMs: '2000' });
  const videoId = await videoIdOf(id);
  cell.transcoder.ignoresTrim = true;
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    await cell.runOnce(id, { attempt }).catch(() => undefined);
  }
  assert.equal((await cell.view(person, id)).state, 'failed');
  assert.deepEqual(await cell.told(videoId), []);
  assert.deepEqual(await blobsOf(videoId), []);
});

test('received bytes that are gone are told, and cannot be tried again', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  await writeFile(join(cell.parts.folder, 'uploads', 'received', id), 'other bytes');
  await cell.work();
  const { state, failure } = await cell.view(person, id);
  assert.equal(state, 'failed');
  assert.equal(failure?.code, 'upload.source_missing');
  assert.equal(failure?.retryable, false);
});

test('a local file taken in becomes a clip as an upload does, once for each id', async () => {
  const person = await cell.person();
  const path = join(cell.parts.folder, 'sample.mp4');
  await writeFile(path, CLIP);
  const uploadId = cell.parts.ids.next();
  const request = {
    personId: person,
    uploadId,
    sample: true,
    caption: 'Sample',
    language: 'en',
    genre: 'music',
    tags: ['one'],
  } as const;
  const first = await cell.media.ingestFile(path, { ...request, tags: [...request.tags] });
  const second = await cell.media.ingestFile(path, { ...request, tags: [...request.tags] });
  assert.deepEqual(first, second);
  await cell.work();
  const told = await cell.told(first.videoId);
  assert.deepEqual(
    told.map(({ kind, asset }) => [kind, asset.sample, asset.caption]),
    [
      ['publish', true, 'Sample'],
      ['extend', true, 'Sample'],
    ],
  );
  await assert.rejects(cell.media.ingestFile(path, { ...request, tags: [], language: 'xx' }), {
    code: 'upload.metadata_invalid',
  });
});

test('progress and time left follow the encoder', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  cell.transcoder.beforeRendition = async (side, request) => {
    if (side !== 360) return;
    cell.parts.clock.advance(3_000);
    request.onProgress?.(0.25);
    // The write is under way: the next one waits for it.
    for (let tries = 0; tries < 500; tries += 1) {
      const { progress, eta } = await cell.view(person, id);
      if (progress !== 0.5) {
        assert.equal(progress, 0.625);
        assert.equal(eta, 9);
        return;
      }
    }
    assert.fail('the progress never moved');
  };
  await cell.work();
  assert.equal((await cell.view(person, id)).state, 'published');
});

test('a run that was thought dead and fails late takes nothing away from the one that published meanwhile', async () => {
  const person = await cell.person();
  const id = await cell.upload(person, CLIP);
  const { promise: published, resolve } = Promise.withResolvers<void>();
  let runs = 0;
  cell.transcoder.beforeRendition = async () => {
    runs += 1;
    if (runs > 1) return;
    // The first run sleeps until the second one has published, and then finds its file bad.
    await published;
    throw new MediaError('media.damaged');
  };
  const late = cell.runOnce(id);
  while (runs === 0) await new Promise((done) => setImmediate(done));
  await cell.runOnce(id, { attempt: 2 });
  const before = await cell.blobKeys();
  resolve();
  await late.catch(() => undefined);
  cell.transcoder.beforeRendition = undefined;
  assert.equal((await cell.view(person, id)).state, 'published');
  assert.deepEqual(await cell.blobKeys(), before);
});
