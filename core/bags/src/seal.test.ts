// A sealed part opens only as the whole that was sealed: no cut, moved, doubled or changed chunk, under its own path and key.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyCommitment, openBlocks, sealBlocks, type SealContext } from './seal.ts';

const CHUNK = 65_536;
const SEALED_CHUNK = CHUNK + 16;
const HEADER = 48;
const context: SealContext = {
  packageKey: Buffer.alloc(32, 1),
  packageId: '0193f5c0-1111-7000-8000-000000000001',
  path: 'data/documents/a.sealed',
};
const salt = Buffer.alloc(32, 2);

/** Hands bytes on in pieces of uneven length. */
async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(blocks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const block of blocks) all.push(block);
  return Buffer.concat(all);
}

const plainOf = (length: number) => Buffer.from(Uint8Array.from({ length }, (_, at) => at % 251));
const seal = (plain: Buffer) => whole(sealBlocks(inPieces(plain, 10_007), context, salt));
const open = (sealed: Buffer, as = context) => whole(openBlocks(inPieces(sealed, 9_973), as));

test('parts of every length around a chunk open to what was sealed', async () => {
  for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 5]) {
    const sealed = await seal(plainOf(length));
    const chunks = Math.max(1, Math.ceil(length / CHUNK));
    assert.equal(sealed.length, HEADER + length + 16 * chunks);
    assert.deepEqual(await open(sealed), plainOf(length), `${length} bytes`);
  }
});

test('a cut, reordered, doubled or lengthened part does not open', async () => {
  const sealed = await seal(plainOf(3 * CHUNK + 5));
  const at = (chunk: number) => HEADER + chunk * SEALED_CHUNK;
  const chunk = (index: number) => sealed.subarray(at(index), at(index + 1));
  const head = sealed.subarray(0, HEADER);
  const spoilt: Record<string, Buffer> = {
    empty: Buffer.alloc(0),
    'header only': head,
    'last chunk lost': sealed.subarray(0, at(3)),
    'two chunks lost': sealed.subarray(0, at(2)),
    'cut within a chunk': sealed.subarray(0, at(1) + 100),
    'cut within a tag': sealed.subarray(0, -1),
    'first chunk lost': Buffer.concat([head, sealed.subarray(at(1))]),
    'two chunks exchanged': Buffer.concat([head, chunk(1), chunk(0), sealed.subarray(at(2))]),
    'a chunk doubled': Buffer.concat([sealed.subarray(0, at(1)), sealed.subarray(at(0))]),
    'a byte more': Buffer.concat([sealed, Buffer.from([0])]),
    'an empty chunk more': Buffer.concat([sealed, Buffer.alloc(16)]),
  };
  for (const [name, bytes] of Object.entries(spoilt))
    await assert.rejects(open(bytes), { fault: 'part.seal' }, name);
});

test('every byte of a small part counts', async () => {
  const sealed = await seal(plainOf(40));
  for (let at = 0; at < sealed.length; at += 1) {
    const flipped = Buffer.from(sealed);
    flipped[at] = (flipped[at] ?? 0) ^ 1;
    await assert.rejects(open(flipped), { fault: 'part.seal' }, `byte ${at}`);
  }
});

test('another key, package or path opens nothing', async () => {
  const sealed = await seal(plainOf(40));
  const others = [
    { ...context, packageKey: Buffer.alloc(32, 3) },
    { ...context, packageId: '0193f5c0-1111-7000-8000-000000000002' },
    { ...context, path: 'data/documents/b.sealed' },
  ];
  for (const other of others) await assert.rejects(open(sealed, other), { fault: 'part.seal' });
  const short = { ...context, packageKey: Buffer.alloc(16) };
  await assert.rejects(open(sealed, short), { fault: 'key.malformed' });
});

test('a commitment is of one key and one package', () => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const all = [keyCommitment(key, 'a'), keyCommitment(other, 'a'), keyCommitment(key, 'b')];
  assert.equal(new Set(all).size, 3);
});
