// How much room one person's clips take, and how long they are kept as they were sent.

import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import type { StorageUse } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import { keepPlainOriginals, unsealOriginal } from '@jhalak/media';
import type { NeededBlob } from '@jhalak/ports';
import { METADATA, openMediaCell, uploadMetadata, type MediaCell } from './media-cell.fixture.ts';
import { originalKeyOf, readOriginal } from './original.fixture.ts';

const CLIP = Buffer.from('the bytes of a clip as it was sent');

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function roomOf(cell: MediaCell, person: string): Promise<StorageUse> {
  return (await cell.route('getStorage', person)).json as StorageUse;
}

async function begin(cell: MediaCell, person: string, bytes: number) {
  return await cell.tus(person, 'POST', '/v1/uploads', {
    'upload-length': String(bytes),
    'upload-metadata': uploadMetadata(METADATA),
  });
}

async function neededBy(cell: MediaCell): Promise<NeededBlob[]> {
  const found: NeededBlob[] = [];
  for await (const needed of cell.media.blobs?.needed() ?? []) found.push(needed);
  return found;
}

test('an upload that would take more room than a person has is refused, until something goes', async () => {
  const cell = await openMediaCell({ settings: { personBytesMax: 1_000_000 } });
  try {
    const [person, other] = [await cell.person(), await cell.person()];
    const first = await cell.begin(person, 600_000);
    assert.deepEqual(await roomOf(cell, person), {
      ...{ limitBytes: 1_000_000, usedBytes: 600_000, waitingBytes: 600_000 },
      ...{ clipsBytes: 0, originalsBytes: 0 },
    });
    const refused = await begin(cell, person, 400_001);
    const { code, detail } = JSON.parse(refused.text) as { code: string; detail: string };
    assert.deepEqual([refused.status, code], [413, 'upload.storage_full']);
    assert.match(detail, /Delete clips/u);
    assert.equal((await begin(cell, other, 400_001)).status, 201, 'others have room of their own');
    assert.equal((await begin(cell, person, 400_000)).status, 201, 'exactly all of it');
    await cell.tus(person, 'DELETE', `/v1/uploads/${first}`);
    assert.equal((await begin(cell, person, 600_000)).status, 201);
  } finally {
    await cell.close();
  }
});

test('a clip that is brought from elsewhere needs room as every other one; samples need none', async () => {
  const cell = await openMediaCell({ settings: { personBytesMax: CLIP.length } });
  try {
    const person = await cell.person();
    const path = join(cell.parts.folder, 'brought.mp4');
    await writeFile(path, CLIP);
    const words = { caption: '', language: 'hi', genre: 'music' } as const;
    const bring = async (sample: boolean) =>
      await cell.media.ingestFile(path, { personId: person, sample, ...words, tags: [] });
    await bring(false);
    await assert.rejects(bring(false), { code: 'upload.storage_full' });
    assert.deepEqual((await cell.files()).length, 1, 'nothing of the other one stays');
    await bring(true);
  } finally {
    await cell.close();
  }
});

test('two uploads that are begun at once never take more room than there is', async () => {
  const cell = await openMediaCell({ settings: { personBytesMax: 1_000 } });
  try {
    const person = await cell.person();
    const replies = await Promise.all(
      Array.from({ length: 8 }, async () => await begin(cell, person, 400)),
    );
    assert.deepEqual(
      replies.map(({ status }) => status).toSorted((a, b) => a - b),
      [201, 201, 413, 413, 413, 413, 413, 413],
    );
  } finally {
    await cell.close();
  }
});

test('an original counts while it is kept, goes after its days, and its digest is still known', async () => {
  const cell = await openMediaCell({ settings: { originalsDays: 30 } });
  try {
    const person = await cell.person();
    const uploadId = await cell.upload(person, CLIP);
    await cell.work();
    const videoId = (await cell.view(person, uploadId)).videoId ?? '';
    const key = await originalKeyOf(cell.parts, videoId);
    assert.equal((await roomOf(cell, person)).originalsBytes, CLIP.length);
    const sha256 = digestOf(CLIP);
    cell.parts.clock.advance(29 * DAY_MS);
    assert.equal(await cell.sweep('media.drop_originals'), 0);
    cell.parts.clock.advance(DAY_MS);
    assert.equal(await cell.sweep('media.drop_originals'), 1);
    assert.equal(await cell.parts.blobs.stat(key), undefined);
    assert.equal((await roomOf(cell, person)).usedBytes, 0);
    assert.equal(await cell.media.sourceDigest(videoId), sha256);
    assert.equal(await cell.sweep('media.drop_originals'), 0, 'once');
    assert.ok((await cell.blobKeys()).length > 0, 'the clip itself stays');
    await cell.media.deleteAssets(videoId);
    assert.equal(await cell.media.sourceDigest(videoId), undefined);
  } finally {
    await cell.close();
  }
});

test('a cell that keeps no originals has none once a clip is whole', async () => {
  const cell = await openMediaCell({ settings: { originalsDays: 0 } });
  try {
    const person = await cell.person();
    await cell.upload(person, CLIP);
    await cell.work();
    const keys = await cell.blobKeys();
    assert.ok(keys.length > 0 && keys.every((key) => !key.startsWith('sources/')));
    assert.deepEqual(await neededBy(cell), []);
  } finally {
    await cell.close();
  }
});

/** Larger than two sealed chunks, and without any run of bytes twice. */
const LARGE = randomBytes(150_001);
/** Long enough that chance makes none. */
const RUN_BYTES = 8;

/** @returns whether a run of one is anywhere in the other, looked for at every place of the other. */
function sharesRun(one: Buffer, other: Buffer): boolean {
  const runs = new Set<bigint>();
  for (let at = 0; at + RUN_BYTES <= one.length; at += RUN_BYTES) runs.add(one.readBigUInt64LE(at));
  for (let at = 0; at + RUN_BYTES <= other.length; at += 1)
    if (runs.has(other.readBigUInt64LE(at))) return true;
  return false;
}

async function published(cell: MediaCell, person: string, clip: Buffer): Promise<string> {
  const uploadId = await cell.upload(person, clip);
  await cell.work();
  return (await cell.view(person, uploadId)).videoId ?? '';
}

test('an original lies sealed: no run of it on the disk; it opens as it was sent until its person is erased', async () => {
  const cell = await openMediaCell();
  try {
    const person = await cell.person();
    const videoId = await published(cell, person, LARGE);
    const key = await originalKeyOf(cell.parts, videoId);
    const stored = (await cell.parts.blobs.read(key)) ?? Buffer.alloc(0);
    assert.ok(sharesRun(LARGE, LARGE.subarray(3)), 'the search finds what is there');
    assert.ok(stored.length > LARGE.length && !sharesRun(LARGE, stored));
    assert.deepEqual(
      (await neededBy(cell)).filter((needed) => needed.key === key),
      [{ key, bytes: stored.length, sha256: digestOf(stored) }],
    );
    assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE));
    const secret = (await cell.media.originalSecret(videoId))?.secret ?? Buffer.alloc(0);
    const changed = Buffer.from(stored);
    changed[100_000] = (changed[100_000] ?? 0) ^ 1;
    const opened = buffer(
      unsealOriginal(Readable.from([changed]), secret, { videoId, blobKey: key }),
    );
    await assert.rejects(opened, /does not open as a whole/u);
    await cell.parts.keys.destroy(person);
    assert.equal(await cell.media.original(videoId), undefined, 'no key, no original');
    assert.equal(await cell.media.originalSecret(videoId), undefined);
    assert.ok(await cell.parts.blobs.stat(key), 'although its bytes are still there');
  } finally {
    await cell.close();
  }
});

/** Makes a clip's original one of before: as it was received, with its digest noted. */
async function asBefore(cell: MediaCell, videoId: string, lies: Buffer): Promise<string> {
  const { blobs, database } = cell.parts;
  const plainKey = `sources/${videoId}/original`;
  await blobs.putBytes(plainKey, lies);
  await blobs.delete(await originalKeyOf(cell.parts, videoId));
  const text = `UPDATE media_originals SET blob_key = NULL, key_sealed = NULL, stored_bytes = NULL,
    stored_sha256 = NULL, plain_left = true WHERE video_id = $1`;
  await database.query({ name: 'test.from_before', text }, [videoId]);
  return plainKey;
}

test('originals from before are sealed by a sweep, also by one that died between any two steps', async () => {
  const cell = await openMediaCell();
  try {
    const person = await cell.person();
    const { blobs } = cell.parts;
    const videoId = await published(cell, person, LARGE);
    await asBefore(cell, videoId, LARGE);
    assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE), 'as it was');
    const { putStream, delete: remove } = blobs;
    blobs.putStream = async (key, source) => {
      await putStream.call(blobs, key, source);
      throw new Error('died after the bytes');
    };
    assert.equal(await cell.sweep('media.seal_originals'), 0);
    blobs.putStream = putStream;
    blobs.delete = () => Promise.reject(new Error('died before the plain one went'));
    assert.equal(await cell.sweep('media.seal_originals'), 0);
    blobs.delete = remove;
    assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE), 'half way');
    assert.equal(await cell.sweep('media.seal_originals'), 1);
    const left = (await cell.blobKeys()).filter((key) => key.startsWith('sources/'));
    assert.deepEqual(left, [await originalKeyOf(cell.parts, videoId)], 'one, and sealed');
    assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE));
    assert.equal(await cell.sweep('media.seal_originals'), 0, 'once');
  } finally {
    await cell.close();
  }
});

test('an original that is not what was received is left as it lies, told of, and sealed once it is whole again; a bad seal never costs the plain one', async () => {
  const cell = await openMediaCell();
  try {
    const person = await cell.person();
    const { blobs, clock } = cell.parts;
    const videoId = await published(cell, person, LARGE);
    const damaged = Buffer.from(LARGE);
    damaged[100_000] = (damaged[100_000] ?? 0) ^ 1;
    const plainKey = await asBefore(cell, videoId, damaged);
    assert.equal(await cell.sweep('media.seal_originals'), 0);
    const sources = async (): Promise<string[]> =>
      (await cell.blobKeys()).filter((key) => key.startsWith('sources/'));
    assert.deepEqual(await sources(), [plainKey], 'no seal over it');
    assert.ok((await blobs.read(plainKey))?.equals(damaged), 'as it lies');
    const needed = { key: plainKey, bytes: LARGE.length, sha256: digestOf(LARGE) };
    assert.deepEqual(await neededBy(cell), [{ ...needed, suspect: true }]);

    await blobs.putBytes(plainKey, LARGE);
    assert.equal(await cell.sweep('media.seal_originals'), 0, 'it is not read again each minute');
    clock.advance(DAY_MS);
    const { putStream } = blobs;
    blobs.putStream = async (key, source) => {
      const info = await putStream.call(blobs, key, source);
      const stored = (await blobs.read(key)) ?? Buffer.alloc(0);
      stored[100_000] = (stored[100_000] ?? 0) ^ 1;
      await blobs.putBytes(key, stored);
      return info;
    };
    assert.equal(await cell.sweep('media.seal_originals'), 0, 'the disk changed what was sealed');
    blobs.putStream = putStream;
    assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE), 'the plain one is whole');
    assert.equal(await cell.sweep('media.seal_originals'), 1);
    assert.deepEqual(await sources(), [await originalKeyOf(cell.parts, videoId)]);
    assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE));
    assert.ok((await neededBy(cell)).every(({ suspect }) => suspect === undefined));
  } finally {
    await cell.close();
  }
});

test('while somebody keeps plain originals they are sealed, and none goes', async () => {
  const cell = await openMediaCell();
  try {
    const videoId = await published(cell, await cell.person(), LARGE);
    const plainKey = await asBefore(cell, videoId, LARGE);
    await cell.parts.database.transaction(async (tx) => {
      await keepPlainOriginals(tx);
      assert.equal(await cell.sweep('media.seal_originals'), 0);
      assert.ok((await readOriginal(cell.parts, videoId))?.equals(LARGE), 'sealed by now');
      assert.ok(await cell.parts.blobs.stat(plainKey), 'and kept');
    });
    assert.equal(await cell.sweep('media.seal_originals'), 1);
    assert.equal(await cell.parts.blobs.stat(plainKey), undefined);
  } finally {
    await cell.close();
  }
});
