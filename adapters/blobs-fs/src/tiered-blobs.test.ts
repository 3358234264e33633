import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { blobsConformance } from '@jhalak/ports/conformance';
import { openFsBlobs, tieredBlobs } from './index.ts';

const FIXTURE = fileURLToPath(new URL('put.fixture.ts', import.meta.url));
const KEY = 'clips/one/360.mp4';
const BYTES = Buffer.from('the bytes of a clip');

function openIn(parent: string) {
  const hot = openFsBlobs({ folder: join(parent, 'hot') });
  const cold = openFsBlobs({ folder: join(parent, 'cold') });
  return { hot, cold, both: tieredBlobs(hot, cold) };
}

async function inFolder(work: (store: ReturnType<typeof openIn>) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), 'jhalak-tiers-'));
  try {
    await work(openIn(parent));
  } finally {
    await rm(parent, { recursive: true, force: true });
  }
}

async function keysOf(keys: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
}

blobsConformance('blobs-fs, hot and cold', () => {
  const parent = mkdtempSync(join(tmpdir(), 'jhalak-tiers-'));
  return Promise.resolve({
    blobs: openIn(parent).both,
    reopen: () => Promise.resolve(openIn(parent).both),
    spawnPut: (key, path) =>
      spawn(process.execPath, [FIXTURE, join(parent, 'hot'), key, path], { stdio: 'inherit' }),
    close: async () => await rm(parent, { recursive: true, force: true }),
  });
});

test('a blob that is moved reads the same, is listed once, and goes as a whole', async () => {
  await inFolder(async ({ hot, cold, both }) => {
    await both.putBytes(KEY, BYTES);
    await both.putBytes('clips/one/720.mp4', BYTES);
    await both.putBytes('clips/zero', BYTES);
    assert.deepEqual([await both.placeOf(KEY), await both.cool(KEY)], ['hot', 'moved']);
    assert.deepEqual([await hot.stat(KEY), await both.placeOf(KEY)], [undefined, 'cold']);
    assert.deepEqual([await both.cool(KEY), await both.cool('clips/none')], ['there', 'gone']);
    assert.deepEqual(await both.read(KEY), BYTES);
    assert.equal((await both.stat(KEY))?.bytes, BYTES.length);
    const all = ['clips/one/360.mp4', 'clips/one/720.mp4', 'clips/zero'];
    assert.deepEqual(await keysOf(both.list('')), all);
    assert.deepEqual([await both.warm(KEY), await both.placeOf(KEY)], ['moved', 'hot']);
    assert.equal(await cold.stat(KEY), undefined);
    await both.cool(KEY);
    await both.delete(KEY, (await both.stat(KEY))?.mark);
    assert.equal(await both.placeOf(KEY), undefined);
  });
});

test('killed between the copy and the deletion nothing is lost, and the next move ends it', async () => {
  await inFolder(async ({ hot, cold, both }) => {
    await both.putBytes(KEY, BYTES);
    const { delete: remove } = hot;
    hot.delete = () => Promise.reject(new Error('killed'));
    await assert.rejects(both.cool(KEY), /killed/u);
    hot.delete = remove;
    assert.equal(await both.placeOf(KEY), 'both');
    assert.deepEqual(await both.read(KEY), BYTES);
    assert.deepEqual(await keysOf(both.list('')), [KEY], 'once');
    assert.deepEqual([await both.cool(KEY), await both.placeOf(KEY)], ['moved', 'cold']);
    await hot.putBytes(KEY, Buffer.from('put anew'));
    assert.deepEqual([await both.warm(KEY), await both.placeOf(KEY)], ['there', 'hot']);
    assert.equal((await both.read(KEY))?.toString(), 'put anew', 'what was put last');
    assert.equal(await cold.stat(KEY), undefined);
  });
});

test('one that is put anew while it is moved stays; one that is deleted meanwhile is told', async () => {
  await inFolder(async ({ hot, cold, both }) => {
    const { putStream } = cold;
    const during = (work: () => Promise<unknown>): void => {
      cold.putStream = async (key, source) => {
        const put = await putStream.call(cold, key, source);
        await work();
        return put;
      };
    };
    await both.putBytes(KEY, BYTES);
    during(async () => await hot.putBytes(KEY, Buffer.from('put anew')));
    await both.cool(KEY);
    assert.equal((await both.read(KEY))?.toString(), 'put anew');
    during(async () => await hot.delete(KEY));
    assert.equal(await both.cool(KEY), 'gone');
    assert.equal(await both.placeOf(KEY), 'cold', 'for whoever asks the rows');
  });
});

test('one worker brings back what another one has just copied away: it stays', async () => {
  await inFolder(async ({ hot, both }) => {
    await both.putBytes(KEY, BYTES);
    const { delete: remove } = hot;
    hot.delete = async (key, mark) => {
      hot.delete = remove;
      assert.equal(await both.warm(KEY), 'there');
      await hot.delete(key, mark);
    };
    await both.cool(KEY);
    assert.deepEqual(await both.read(KEY), BYTES);
    assert.equal(await both.placeOf(KEY), 'hot');
  });
});
