import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { planSilence, silenced } from './mp4-silence.ts';

function box(type: string, ...content: readonly Buffer[]): Buffer {
  const inside = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(inside.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, inside]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, at * 4);
  return bytes;
}

interface Track {
  handler: 'soun' | 'vide';
  sizes: readonly number[];
  perChunk: number;
  offsets: readonly number[];
}

function track({ handler, sizes, perChunk, offsets }: Track): Buffer {
  const table = box(
    'stbl',
    box('stsc', words(0, 1, 1, perChunk, 1)),
    box('stsz', words(0, 0, sizes.length, ...sizes)),
    box('stco', words(0, offsets.length, ...offsets)),
  );
  const named = box('hdlr', words(0, 0), Buffer.from(handler), words(0, 0, 0));
  return box('trak', box('mdia', named, box('minf', table)));
}

/** A file of one picture track and one sound track, chunks by turns; and where the sound lies. */
function file(sizes: readonly number[]): { bytes: Buffer; sound: [number, number][] } {
  const PER_CHUNK = 2;
  const chunks = Array.from({ length: Math.ceil(sizes.length / PER_CHUNK) }, (_none, at) =>
    sizes.slice(at * PER_CHUNK, at * PER_CHUNK + PER_CHUNK),
  ).filter((chunk) => chunk.length === PER_CHUNK);
  const all = chunks.flat();
  const moovOf = (video: readonly number[], sound: readonly number[]): Buffer =>
    box(
      'moov',
      track({ handler: 'vide', sizes: chunks.map(() => 3), perChunk: 1, offsets: video }),
      track({ handler: 'soun', sizes: all, perChunk: PER_CHUNK, offsets: sound }),
    );
  const head = box('ftyp', Buffer.from('isom'));
  const blank = chunks.map(() => 0);
  let at = head.length + moovOf(blank, blank).length + 8;
  const video: number[] = [];
  const sound: [number, number][] = [];
  for (const chunk of chunks) {
    video.push(at);
    at += 3;
    const size = chunk.reduce((sum, one) => sum + one, 0);
    sound.push([at, at + size]);
    at += size;
  }
  const moov = moovOf(
    video,
    sound.map(([start]) => start),
  );
  const media = Buffer.alloc(at - head.length - moov.length - 8, 0xa5);
  return { bytes: Buffer.concat([head, moov, box('mdat', media)]), sound };
}

async function planOf(bytes: Buffer) {
  return await planSilence(
    bytes.length,
    async (start, end) => await Promise.resolve(bytes.subarray(start, end + 1)),
  );
}

test('whatever the pieces in which it is sent, exactly the sound’s bytes are zero and its track is renamed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 24 }),
      fc.array(fc.integer({ min: 1, max: 70 }), { minLength: 1, maxLength: 60 }),
      async (sizes, cuts) => {
        const { bytes, sound } = file(sizes);
        const plan = await planOf(bytes);
        assert.ok(plan);
        const before = Buffer.from(bytes);
        const pieces: Buffer[] = [];
        for (let at = 0, nth = 0; at < bytes.length; nth += 1) {
          const end = Math.min(bytes.length, at + (cuts[nth % cuts.length] ?? 1));
          pieces.push(silenced(bytes.subarray(at, end), at, plan));
          at = end;
        }
        const sent = Buffer.concat(pieces);
        assert.deepEqual(bytes, before, 'what is stored stays as it is');
        const expected = Buffer.from(bytes);
        for (const [start, end] of sound) expected.fill(0, start, end);
        const name = expected.lastIndexOf('trak');
        expected.write('free', name, 'latin1');
        assert.deepEqual(sent, expected);
      },
    ),
  );
});

test('what is no plain file of ours, or contradicts itself, is not sent at all', async () => {
  const { bytes } = file([5, 6, 7, 8]);
  assert.equal(await planOf(Buffer.concat([bytes, box('moof')])), undefined);
  assert.equal(await planOf(bytes.subarray(0, bytes.length - 4)), undefined, 'cut off');
  assert.equal(await planOf(box('mdat', Buffer.alloc(10))), undefined);
  const wrong = Buffer.from(bytes);
  // More samples in the sound's table than its chunks hold.
  const table = wrong.lastIndexOf('stsz');
  wrong.writeUInt32BE(wrong.readUInt32BE(table + 12) + 1, table + 12);
  assert.equal(await planOf(wrong), undefined);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 0, max: 255 }),
      async (at, value) => {
        const spoiled = Buffer.from(bytes);
        spoiled[at] = value;
        const plan = await planOf(spoiled);
        if (plan !== undefined) assert.equal(silenced(spoiled, 0, plan).length, spoiled.length);
      },
    ),
  );
});
