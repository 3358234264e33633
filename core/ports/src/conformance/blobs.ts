// What every Blobs adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Blobs } from '../blobs.ts';
import { assertSameBytes } from './same-bytes.ts';

/** One empty store. */
export interface BlobsUnderTest {
  blobs: Blobs;
  /** Opens the same store again, as the next start of the program does. */
  reopen(): Promise<Blobs>;
  /** Starts a process that calls `putFile(key, path)` on the same store at once and exits 0 when it is done. */
  spawnPut(key: string, path: string): ChildProcess;
  close(): Promise<void>;
}

const NOT_KEYS = [
  '',
  'one',
  '/a/b',
  'a//b',
  'a/b/',
  '../a',
  'a/..',
  'a/../../etc/passwd',
  './a',
  'a/.',
  'a/b\0',
  'a/b c',
  'a/%2e%2e',
  'a\\b/c',
  'a/é',
  '1/2/3/4/5/6/7',
  `a/${'x'.repeat(300)}`,
];

/** Declares the tests. `make` is called once a test. */
export function blobsConformance(name: string, make: () => Promise<BlobsUnderTest>): void {
  const claim = (
    what: string,
    body: (subject: BlobsUnderTest, folder: string) => Promise<void>,
  ): void => {
    test(`${name}: ${what}`, async () => {
      const subject = await make();
      const folder = await mkdtemp(join(tmpdir(), 'jhalak-blobs-conformance-'));
      try {
        await body(subject, folder);
      } finally {
        await subject.close();
        await rm(folder, { recursive: true, force: true });
      }
    });
  };
  storing(claim);
  ranges(claim);
  naming(claim);
  listing(claim);
  failing(claim);
}

type Claim = (
  what: string,
  body: (subject: BlobsUnderTest, folder: string) => Promise<void>,
) => void;

function storing(claim: Claim): void {
  claim(
    'what is put comes back, by bytes and by file, with its size and digest',
    async ({ blobs, reopen }, folder) => {
      // Larger than any adapter's step, and not a multiple of one.
      const large = noise(3 * 1024 * 1024 + 17);
      await writeFile(join(folder, 'large'), large);
      const info = await blobs.putFile('clips/large.mp4', join(folder, 'large'));
      assert.deepEqual(info, {
        key: 'clips/large.mp4',
        bytes: large.length,
        sha256: sha256(large),
      });
      const empty = await blobs.putBytes('clips/empty', new Uint8Array());
      assert.deepEqual(empty, { key: 'clips/empty', bytes: 0, sha256: sha256(Buffer.alloc(0)) });
      const streamed = await blobs.putStream('clips/streamed', blocksOf(large));
      assert.deepEqual(streamed, { ...info, key: 'clips/streamed' });
      for (const store of [blobs, await reopen()]) {
        assertSameBytes(await store.read('clips/large.mp4'), large);
        assertSameBytes(await store.read('clips/streamed'), large);
        assertSameBytes(await buffer(await opened(store, 'clips/large.mp4')), large);
        assert.equal((await store.stat('clips/large.mp4'))?.bytes, large.length);
        assert.deepEqual(await store.read('clips/empty'), Buffer.alloc(0));
        assert.equal((await store.stat('clips/empty'))?.bytes, 0);
      }
    },
  );

  claim(
    'what is not there is undefined, and deleting it is no failure',
    async ({ blobs }, folder) => {
      await blobs.putBytes('clips/one/a', Buffer.from('a'));
      for (const key of ['clips/none', 'clips/one', 'none/none', 'clips/one/a/b']) {
        assert.equal(await blobs.stat(key), undefined);
        assert.equal(await blobs.read(key), undefined);
        assert.equal(await blobs.open(key), undefined);
        assert.equal(await blobs.copyTo(key, join(folder, 'copy')), false);
        await blobs.delete(key);
      }
      assert.deepEqual(await blobs.read('clips/one/a'), Buffer.from('a'));
    },
  );

  claim(
    'a deleted blob is gone, an open reader still reads it to its end, and its key can be used again',
    async ({ blobs, reopen }) => {
      const first = noise(2 * 1024 * 1024);
      await blobs.putBytes('clips/a/b', first);
      const reader = await opened(blobs, 'clips/a/b');
      const [head] = (await once(reader, 'data')) as [Buffer];
      reader.pause();
      await blobs.delete('clips/a/b');
      assert.equal(await blobs.stat('clips/a/b'), undefined);
      assertSameBytes(Buffer.concat([head, await buffer(reader)]), first);
      await blobs.putBytes('clips/a/b', Buffer.from('second'));
      assert.deepEqual(await (await reopen()).read('clips/a/b'), Buffer.from('second'));
    },
  );

  claim('a delete that names a mark takes only the blob that has it', async ({ blobs, reopen }) => {
    await blobs.putBytes('clips/a', Buffer.from('first'));
    const first = await blobs.stat('clips/a');
    assert.ok(first);
    await blobs.putBytes('clips/a', Buffer.from('second'));
    await blobs.delete('clips/a', first.mark);
    assert.deepEqual(await (await reopen()).read('clips/a'), Buffer.from('second'));
    const second = await blobs.stat('clips/a');
    assert.ok(second && second.storedAtMs >= first.storedAtMs);
    await blobs.delete('clips/a', second.mark);
    assert.equal(await blobs.stat('clips/a'), undefined);
    await blobs.delete('clips/a', second.mark);
  });

  claim('putting a key again replaces it whole', async ({ blobs }) => {
    const values = Array.from({ length: 8 }, (_, index) => Buffer.alloc(100_000 + index, index));
    const puts = Promise.all(values.map((value) => blobs.putBytes('clips/same', value)));
    // Reads meanwhile: nothing, or one of the values, never a mixture.
    for (let index = 0; index < 20; index += 1) {
      const seen = await blobs.read('clips/same');
      if (seen !== undefined) assert.ok(values.some((value) => value.equals(seen)));
    }
    await puts;
    const last = await blobs.read('clips/same');
    assert.ok(values.some((value) => last?.equals(value)));
    assert.deepEqual(await keysOf(blobs, ''), ['clips/same']);
  });

  claim(
    'copyTo brings the bytes to a path and replaces what is there',
    async ({ blobs }, folder) => {
      const value = noise(70_000);
      await blobs.putBytes('clips/a', value);
      await writeFile(join(folder, 'copy'), 'old');
      assert.equal(await blobs.copyTo('clips/a', join(folder, 'copy')), true);
      assertSameBytes(await readFile(join(folder, 'copy')), value);
      await rm(join(folder, 'copy'));
      assertSameBytes(await blobs.read('clips/a'), value);
      await assert.rejects(blobs.copyTo('clips/a', join(folder, 'no', 'such', 'folder')));
    },
  );
}

function ranges(claim: Claim): void {
  claim('a range gives exactly its bytes', async ({ blobs }) => {
    const value = noise(10_000);
    await blobs.putBytes('clips/a', value);
    await fc.assert(
      fc.asyncProperty(fc.nat(10_500), fc.nat(10_500), async (start, length) => {
        const range = { start, end: start + length };
        const got = await buffer(await opened(blobs, 'clips/a', range));
        assertSameBytes(got, value.subarray(range.start, range.end + 1));
      }),
      { numRuns: 60 },
    );
    for (const range of [
      { start: -1, end: 4 },
      { start: 5, end: 4 },
      { start: 0.5, end: 4 },
      { start: 0, end: Number.NaN },
    ]) {
      await assert.rejects(blobs.open('clips/a', range), RangeError);
    }
  });
}

function naming(claim: Claim): void {
  claim(
    'a key that could name anything else is refused by every call',
    async ({ blobs }, folder) => {
      await writeFile(join(folder, 'file'), 'x');
      for (const key of NOT_KEYS) {
        const calls = [
          blobs.putBytes(key, Buffer.from('x')),
          blobs.putFile(key, join(folder, 'file')),
          blobs.stat(key),
          blobs.open(key),
          blobs.read(key),
          blobs.copyTo(key, join(folder, 'copy')),
          blobs.delete(key),
        ];
        for (const call of await Promise.allSettled(calls)) {
          assert.ok(
            call.status === 'rejected' && call.reason instanceof RangeError,
            JSON.stringify(key),
          );
        }
      }
      for (const prefix of ['../', 'a/../', '/', 'a//', 'a/b c', './']) {
        await assert.rejects(keysOf(blobs, prefix), RangeError, prefix);
      }
      assert.deepEqual(await keysOf(blobs, ''), []);
    },
  );
}

function listing(claim: Claim): void {
  claim('a mark stays while a blob does, and changes when it is put again', async ({ blobs }) => {
    await blobs.putBytes('clips/marked', Buffer.from('one'));
    const first = await blobs.stat('clips/marked');
    await blobs.read('clips/marked');
    assert.deepEqual(await blobs.stat('clips/marked'), first);
    await blobs.putBytes('clips/marked', Buffer.from('two'));
    assert.notEqual((await blobs.stat('clips/marked'))?.mark, first?.mark);
  });

  claim('a list has every key that begins with the prefix, once, in order', async ({ blobs }) => {
    const keys = [
      'a/b',
      'a/b-c',
      'a/b.c',
      'a-b/c',
      'a/c/1',
      'a/c-1',
      'a/c/0/x',
      'a/c.d/e',
      'ab/c',
      'B/c',
      'a/C',
    ];
    const put = new Set(keys.toReversed());
    for (const key of put) await blobs.putBytes(key, Buffer.from(key));
    for (const prefix of ['', 'a', 'a/', 'a/c', 'a/c/', 'a/c/0', 'a-', 'ab/c', 'zzz', 'a/b/c/d/']) {
      const expected = keys.filter((key) => key.startsWith(prefix)).toSorted();
      assert.deepEqual(await keysOf(blobs, prefix), expected, prefix);
    }
    for (const key of keys) await blobs.delete(key);
    assert.deepEqual(await keysOf(blobs, ''), []);
  });
}

function failing(claim: Claim): void {
  claim(
    'a writer killed in the middle leaves nothing visible, and the key can be put',
    async ({ blobs, spawnPut, reopen }, folder) => {
      const pipe = join(folder, 'pipe');
      assert.equal(spawnSync('mkfifo', [pipe]).status, 0);
      const writer = spawnPut('clips/half', pipe);
      const died = once(writer, 'exit');
      const end = await open(pipe, 'w');
      // More than a pipe holds, so the writer has taken some of it when this returns.
      await end.write(noise(2 * 1024 * 1024));
      writer.kill('SIGKILL');
      await died;
      await end.close();
      for (const store of [blobs, await reopen()]) {
        assert.equal(await store.stat('clips/half'), undefined);
        assert.equal(await store.read('clips/half'), undefined);
        assert.deepEqual(await keysOf(store, ''), []);
      }
      await writeFile(join(folder, 'whole'), 'whole');
      const [code] = (await once(spawnPut('clips/half', join(folder, 'whole')), 'exit')) as [
        number,
      ];
      assert.equal(code, 0);
      assert.deepEqual(await blobs.read('clips/half'), Buffer.from('whole'));
    },
  );

  claim('a file that cannot be read puts nothing', async ({ blobs }, folder) => {
    await assert.rejects(blobs.putFile('clips/a', join(folder, 'missing')));
    await assert.rejects(blobs.putFile('clips/a', folder));
    assert.deepEqual(await keysOf(blobs, ''), []);
  });

  claim('a stream that breaks off puts nothing', async ({ blobs }) => {
    await assert.rejects(blobs.putStream('clips/a', blocksOf(noise(100_000), 70_000)), /broke off/);
    assert.deepEqual(await keysOf(blobs, ''), []);
  });

  claim(
    'puts and deletes side by side under one folder do not disturb each other',
    async ({ blobs }) => {
      // Few at a time, so that the folder is often empty, and may be gone, at the moment when another put needs it.
      const work = async (worker: number): Promise<void> => {
        for (let round = 0; round < 150; round += 1) {
          const key = `clips/video/part/${worker}-${round}`;
          await blobs.putBytes(key, Buffer.from(key));
          assert.deepEqual(await blobs.read(key), Buffer.from(key));
          await blobs.delete(key);
        }
        await blobs.putBytes(`clips/video/part/${worker}`, Buffer.from('kept'));
      };
      await Promise.all([work(0), work(1), work(2)]);
      const keep = [0, 1, 2].map((worker) => `clips/video/part/${worker}`);
      assert.deepEqual(await keysOf(blobs, 'clips/'), keep);
    },
  );
}

async function opened(
  blobs: Blobs,
  key: string,
  range?: { start: number; end: number },
): Promise<Readable> {
  const stream = await blobs.open(key, range);
  assert.ok(stream, `${key} opens`);
  return stream;
}

async function keysOf(blobs: Blobs, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of blobs.list(prefix)) keys.push(key);
  return keys;
}

// Bytes without a pattern, so that a shifted or repeated step shows.
function noise(bytes: number): Buffer {
  const out = Buffer.alloc(bytes);
  for (let at = 0, block = 0; at < bytes; at += 64, block += 1) {
    createHash('sha512').update(String(block)).digest().copy(out, at);
  }
  return out;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Blocks of an odd size, as they may come. @param breakAt throws instead of the block that reaches it. */
async function* blocksOf(bytes: Buffer, breakAt = Infinity): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 33_331) {
    if (at + 33_331 > breakAt) throw new Error('the source broke off');
    yield await Promise.resolve(bytes.subarray(at, at + 33_331));
  }
}
