// Pieces of a withheld file are found wherever it leaked, and what it merely names is no alarm, however the file is laid out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serialize } from 'node:v8';
import { seededRandom, type Random } from '@jhalak/kernel';
import { ByteSearch } from './byte-search.ts';
import { PIECE_BYTES, tellingPieces } from './telling-pieces.ts';

const CLIPS = 400;

function id(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.below(16).toString(16)).join('');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join('-');
}

interface Clip {
  videoId: string;
  creatorId: string;
  caption: string;
  genre: string;
  publishedAtMs: number;
}

function clips(random: Random): Clip[] {
  return Array.from({ length: CLIPS }, (_, nth) => ({
    ...{ videoId: id(random), creatorId: id(random), genre: 'music' },
    caption: `नमस्ते, यह क्लिप ${nth} है; a clip of the story, number ${nth}`,
    publishedAtMs: 1_767_571_200_000 + nth * 977,
  }));
}

const learned = (random: Random): Float64Array =>
  Float64Array.from({ length: CLIPS }, () => random.below(1_000_000) / 777);

/** As `to_jsonb(row)::text`, and as a package spells rows. */
function rowsOf(all: readonly Clip[]): Buffer {
  const rows = all.map(
    (clip) =>
      `${JSON.stringify(clip)}\n${JSON.stringify({ video_id: clip.videoId, person_id: clip.creatorId })}\n`,
  );
  return Buffer.from(rows.join(''));
}

/** The same knowledge in layouts that have nothing in common. */
function layouts(all: readonly Clip[], random: Random): Record<string, Buffer> {
  const weights = learned(random);
  const binaryIds = all.map(({ videoId }) => Buffer.from(videoId.replaceAll('-', ''), 'hex'));
  return {
    'objects of v8': serialize({ facts: all, weights }),
    'columns, ids as text first': Buffer.concat([
      Buffer.from(all.map(({ videoId }) => videoId).join('')),
      Buffer.from(all.map(({ caption }) => caption).join('\n')),
      Buffer.from(weights.buffer),
    ]),
    'columns, ids as bytes': Buffer.concat([...binaryIds, Buffer.from(weights.buffer)]),
    'lines of JSON': Buffer.from(
      all.map((clip, nth) => `${JSON.stringify({ id: clip.videoId, w: weights[nth] })}\n`).join(''),
    ),
  };
}

async function find(bytes: Buffer, where: Buffer): Promise<number> {
  const pieces = tellingPieces(bytes);
  const needles = pieces.map((piece, nth) => ({ name: `${nth}`, bytes: piece }));
  const blocks = Array.from({ length: Math.ceil(where.length / 1_000) }, (_, at) =>
    where.subarray(at * 1_000, at * 1_000 + 1_000),
  );
  const search = new ByteSearch(needles);
  return (
    await search.find(
      (async function* () {
        yield* blocks;
      })(),
    )
  ).size;
}

const all = clips(seededRandom(7));

for (const [layout, model] of Object.entries(layouts(all, seededRandom(8)))) {
  test(`${layout}: what a model names stands in rows too, and is no alarm`, async () => {
    assert.ok(rowsOf(all).includes(all[0]?.videoId ?? '?'));
    assert.equal(await find(model, rowsOf(all)), 0);
  });

  test(`${layout}: a tenth of a model in the middle of rows is found, the whole of it by every piece`, async () => {
    const pieces = tellingPieces(model).length;
    assert.ok(pieces >= 4, `${pieces} pieces`);
    assert.equal(await find(model, Buffer.concat([rowsOf(all), model, rowsOf(all)])), pieces);
    // Whichever tenth that holds something learned.
    const from = model.length - Math.floor(model.length / 10);
    const leaked = Buffer.concat([rowsOf(all), model.subarray(from), rowsOf(all)]);
    assert.ok((await find(model, leaked)) >= 1);
  });
}

test('a file that only names things gives no piece: that it is not found says nothing', () => {
  const names = Buffer.from(
    all.map(({ videoId, creatorId }) => `${videoId} ${creatorId}`).join('\n'),
  );
  assert.deepEqual(tellingPieces(names), []);
  assert.deepEqual(tellingPieces(Buffer.alloc(100_000)), []);
  assert.deepEqual(
    tellingPieces(Buffer.from(learned(seededRandom(3)).buffer).subarray(0, PIECE_BYTES - 1)),
    [],
  );
});
