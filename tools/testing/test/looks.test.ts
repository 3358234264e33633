// What a clip gets beside its renditions: small pictures over its length, a silent preview, and the cover that was chosen.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Video } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const SECONDS = 6;
/** Red, then blue. */
const COLOURS = ['0xd02020', '0x2020d0'] as const;

let cell: TestCell;
let creator: TestPerson;
let stranger: TestPerson;
let videoId: string;

before(async () => {
  cell = await startCell();
  creator = await cell.account('maker_one');
  stranger = await cell.account('watcher_two');
  const path = join(cell.parts.folder, 'two-colours.mp4');
  const half = SECONDS / 2;
  await promisify(execFile)('ffmpeg', [
    ...['-v', 'error', '-y'],
    ...COLOURS.flatMap((colour) => [
      '-f',
      'lavfi',
      '-i',
      `color=${colour}:s=360x640:r=24:d=${half}`,
    ]),
    ...['-f', 'lavfi', '-i', `sine=frequency=330:duration=${SECONDS}`],
    ...['-filter_complex', '[0:v][1:v]concat=n=2:v=1[v]', '-map', '[v]', '-map', '2:a'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
  ]);
  const { personId } = creator;
  const words = { caption: 'two colours', language: 'hi', genre: 'travel', tags: [] } as const;
  const made = await cell.cell.media.ingestFile(path, {
    ...{ personId, sample: false, ...words, tags: [] },
  });
  ({ videoId } = made);
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function seenBy({ token }: TestPerson): Promise<Video> {
  const { status, body } = await cell.api<Video>('GET', `/v1/videos/${videoId}`, { token });
  assert.equal(status, 200);
  return body;
}

async function fetched(path: string): Promise<{ type: string; bytes: Buffer }> {
  const reply = await fetch(`${cell.url}${path}`);
  assert.equal(reply.status, 200, path);
  const bytes = Buffer.from(await reply.arrayBuffer());
  return { type: reply.headers.get('content-type') ?? '', bytes };
}

/** @returns red and blue of one point of a picture, 0 to 255. */
async function colourAt(
  picture: Buffer,
  x: number,
  y: number,
): Promise<{ red: number; blue: number }> {
  const path = join(cell.parts.folder, 'looked-at');
  await writeFile(path, picture);
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    [
      ...['-v', 'error', '-i', path, '-vf', `crop=2:2:${x}:${y},format=rgb24`],
      ...['-frames:v', '1', '-f', 'rawvideo', '-'],
    ],
    { encoding: 'buffer' },
  );
  return { red: stdout[0] ?? 0, blue: stdout[2] ?? 0 };
}

async function keys(): Promise<string[]> {
  return (await cell.cell.media.keysOf(videoId)).map((key) => key.split('/')[0] ?? '').toSorted();
}

test('a published clip has a preview without sound, small and short, for everybody', async () => {
  const { preview } = await seenBy(stranger);
  assert.equal(preview, `/media/${videoId}/preview.mp4`);
  const { type, bytes } = await fetched(preview);
  assert.equal(type, 'video/mp4');
  assert.ok(bytes.length <= 120_000, `${bytes.length} bytes`);
  const path = join(cell.parts.folder, 'preview.mp4');
  await writeFile(path, bytes);
  const { stdout } = await promisify(execFile)('ffprobe', [
    ...['-v', 'error', '-show_entries', 'stream=codec_type:format=duration', '-of', 'json', path],
  ]);
  const told = JSON.parse(stdout) as {
    streams: { codec_type: string }[];
    format: { duration: string };
  };
  assert.deepEqual(
    told.streams.map(({ codec_type: kind }) => kind),
    ['video'],
  );
  assert.ok(Math.abs(Number(told.format.duration) - 3) < 0.2, told.format.duration);
});

test('its storyboard shows each moment in its place, to its creator and to players', async () => {
  assert.equal((await seenBy(stranger)).storyboard, undefined);
  const { storyboard } = await seenBy(creator);
  assert.ok(storyboard !== undefined);
  const { url, everyMs, count, columns, widthPx, heightPx } = storyboard;
  assert.deepEqual(
    { everyMs, count, columns, widthPx, heightPx },
    {
      ...{ everyMs: 500, count: 12, columns: 8, widthPx: 90, heightPx: 160 },
    },
  );
  const sheet = (await fetched(url)).bytes;
  for (let at = 0; at < count; at += 1) {
    const [x, y] = [(at % columns) * widthPx + 40, Math.floor(at / columns) * heightPx + 80];
    const { red, blue } = await colourAt(sheet, x, y);
    assert.equal(red > blue, at * everyMs < (SECONDS * 1000) / 2, `picture ${at}`);
  }
  const text = (await fetched(`/media/${videoId}/storyboard.vtt`)).bytes.toString();
  assert.match(text, /\n00:00:04\.500 --> 00:00:05\.000\nstoryboard\.webp#xywh=90,160,90,160\n/u);
});

test('a creator chooses the cover: the picture of that moment, under an address of its own', async () => {
  const before = await seenBy(stranger);
  const path = `/v1/videos/${videoId}/poster`;
  const choose = async (who: TestPerson, atMs: number) =>
    (await cell.api('PUT', path, { token: who.token, body: { atMs } })).status;
  assert.equal(await choose(stranger, 0), 403);
  for (const [atMs, isRed] of [
    [500, true],
    [5_500, false],
    [9_999_999, false],
  ] as const) {
    assert.equal(await choose(creator, atMs), 202);
    await cell.drain();
    const { poster, thumbhash } = await seenBy(stranger);
    assert.notEqual(poster, before.poster);
    assert.notEqual(thumbhash, '');
    const { red, blue } = await colourAt((await fetched(poster)).bytes, 180, 320);
    assert.equal(red > blue, isRed, `${atMs}`);
  }
});

test('a clip from before there were previews gets them, once a day and while no upload waits', async () => {
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  const sweep = sweeps.find(({ name }) => name === 'media.dress_missing');
  assert.ok(sweep);
  assert.equal(await sweep.run(), 0, 'all are dressed');
  const text = 'UPDATE videos SET looks = NULL WHERE video_id = $1';
  await cell.parts.database.query({ name: 'test.undress', text }, [videoId]);
  assert.equal(await sweep.run(), 0, 'the next round is tomorrow');
  cell.parts.clock.advance(DAY_MS);
  assert.equal(await sweep.run(), 1);
  await cell.drain();
  assert.equal((await seenBy(creator)).storyboard?.count, 12);
  assert.equal((await fetched(`/media/${videoId}/preview.mp4`)).type, 'video/mp4');
});

test('nothing is left over: one file of each kind, and none when the clip is gone', async () => {
  const all = ['covers', 'posters', 'previews', 'renditions', 'sources', 'storyboards'];
  assert.deepEqual(await keys(), all);
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, videoId, { kind: 'remove', reason: 'spam', note: 'x' });
  });
  await cell.drain();
  for (const name of ['preview.mp4', 'storyboard.webp', 'storyboard.vtt'])
    assert.equal((await fetch(`${cell.url}/media/${videoId}/${name}`)).status, 404, name);
  await cell.cell.videos.purge([videoId]);
  assert.deepEqual(await keys(), []);
});
