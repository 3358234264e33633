// HLS of a clip: the same packets at the same times as the file that is stored, and dark wherever that is dark.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startCell, type TestCell } from '@jhalak/testing';

let cell: TestCell;
let videoId: string;
let personId: string;

// Superfast has pictures that are shown in another order than they are decoded.
const H264 = {
  codec: 'avc1.64000c,mp4a.40.2',
  encode: ['-c:v', 'libx264', '-preset', 'superfast'],
} as const;
const AV1 = {
  codec: 'av01.0.04M.08,mp4a.40.2',
  encode: ['-c:v', 'libsvtav1', '-preset', '12', '-crf', '50', '-flags', '+cgop'],
} as const;
const SIDES = [
  { name: '180', widthPx: 180, heightPx: 320, ...H264 },
  { name: '270', widthPx: 270, heightPx: 480, ...AV1 },
  { name: '360', widthPx: 360, heightPx: 640, ...H264 },
] as const;
const SECONDS = 11;

before(async () => {
  cell = await startCell();
  ({ personId } = await cell.account('maker_one'));
  videoId = await publishLadder();
  await cell.drain();
});
after(async () => {
  await cell.close();
});

const file = (name: string): string => join(cell.parts.folder, `${name}.mp4`);

async function publishLadder(): Promise<string> {
  const { parts } = cell;
  const id = parts.ids.next();
  const make = async ({ name, widthPx, heightPx, codec, encode }: (typeof SIDES)[number]) => {
    await promisify(execFile)('ffmpeg', [
      ...['-v', 'error', '-y', '-f', 'lavfi', '-i'],
      `testsrc2=size=${widthPx}x${heightPx}:rate=24:duration=${SECONDS}`,
      ...['-f', 'lavfi', '-i', `sine=frequency=330:duration=${SECONDS}`],
      ...[...encode, '-pix_fmt', 'yuv420p', '-g', '48'],
      ...['-c:a', 'aac', '-movflags', '+faststart', file(name)],
    ]);
    const key = `renditions/${id}/run-${name}.mp4`;
    const { bytes, sha256 } = await parts.blobs.putFile(key, file(name));
    return {
      ...{ key, widthPx, heightPx, bytes, sha256, codec },
      bitrateBps: Math.round((bytes * 8) / SECONDS),
    };
  };
  const renditions = await Promise.all(SIDES.map(make));
  const posterKey = `posters/${id}/run-poster.webp`;
  await parts.blobs.putBytes(posterKey, Buffer.from('RIFF'));
  await parts.database.transaction(async (tx) => {
    await cell.cell.videos.publish(tx, {
      ...{ videoId: id, personId, caption: 'ladder', language: 'hi', genre: 'travel', posterKey },
      ...{ tags: [], durationMs: SECONDS * 1000, widthPx: 360, heightPx: 640, thumbhash: '' },
      ...{ sample: false, renditions },
    });
  });
  return id;
}

async function get(name: string, headers: Record<string, string> = {}): Promise<Response> {
  return await fetch(`${cell.url}/media/${videoId}/${name}`, { headers });
}

interface Segment {
  durationS: number;
  range: string;
}

function segmentsOf(playlist: string): { init: string; segments: Segment[] } {
  const [, initBytes = '', initAt = ''] =
    /MAP:URI="[^"]+",BYTERANGE="(\d+)@(\d+)"/.exec(playlist) ?? [];
  const found = playlist.matchAll(/#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@(\d+)/g);
  return {
    init: rangeOf(initBytes, initAt),
    segments: [...found].map(([, duration = '', bytes = '', at = '']) => ({
      durationS: Number(duration),
      range: rangeOf(bytes, at),
    })),
  };
}

const rangeOf = (bytes: string, at: string): string =>
  `bytes=${at}-${Number(at) + Number(bytes) - 1}`;

async function partOf(name: string, range: string): Promise<Buffer> {
  const reply = await get(name, { range });
  assert.equal(reply.status, 206);
  return Buffer.from(await reply.arrayBuffer());
}

interface Packet {
  codec_type: string;
  pts_time: string;
  dts_time: string;
  flags: string;
  data_hash: string;
}

/** @returns every packet with its times and a digest of its bytes. */
async function packetsOf(path: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(
    'ffprobe',
    ['-v', 'error', '-show_packets', '-show_data_hash', 'md5', '-of', 'json', path],
    { maxBuffer: 8_000_000 },
  );
  const { packets } = JSON.parse(stdout) as { packets: Packet[] };
  return packets
    .map(({ codec_type: kind, flags, ...one }) => {
      const { pts_time: pts, dts_time: dts, data_hash: hash } = one;
      return `${kind} ${pts} ${dts} ${flags.startsWith('K')} ${hash}`;
    })
    .toSorted();
}

test('the master playlist names each rendition with what a player must know to choose', async () => {
  const reply = await get('master.m3u8');
  assert.equal(reply.headers.get('content-type'), 'application/vnd.apple.mpegurl');
  assert.equal(reply.headers.get('cache-control'), 'public, max-age=60');
  const text = await reply.text();
  assert.deepEqual(
    text.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
    ['180.m3u8', '270.m3u8', '360.m3u8'],
  );
  assert.match(
    text,
    /#EXT-X-STREAM-INF:BANDWIDTH=\d+,AVERAGE-BANDWIDTH=\d+,CODECS="avc1.64000c,mp4a.40.2",RESOLUTION=360x640,FRAME-RATE=24.000\n360.m3u8/,
  );
  assert.match(text, /CODECS="av01.0.04M.08,mp4a.40.2",RESOLUTION=270x480,/);
  const same = await get('master.m3u8', { 'if-none-match': reply.headers.get('etag') ?? '' });
  assert.equal(same.status, 304);
});

test('segments together are the stored file, packet for packet, at the same times', async () => {
  for (const { name } of SIDES) {
    const { init, segments } = segmentsOf(await (await get(`${name}.m3u8`)).text());
    assert.ok(segments.length >= 3, 'eleven seconds are several segments');
    const parts = [await partOf(`${name}-hls.mp4`, init)];
    for (const { range } of segments) parts.push(await partOf(`${name}-hls.mp4`, range));
    const path = file(`${name}-together`);
    await writeFile(path, Buffer.concat(parts));
    const [found, stored] = [await packetsOf(path), await packetsOf(file(name))];
    assert.ok(stored.length > SECONDS * 60, 'pictures and sound are compared');
    assert.deepEqual(
      found.filter((packet) => !stored.includes(packet)),
      [],
    );
    assert.equal(found.length, stored.length);
    const whole = Buffer.from(await (await get(`${name}-hls.mp4`)).arrayBuffer());
    assert.ok(whole.equals(Buffer.concat(parts)), 'the ranges are the whole file, without gaps');
    const sum = segments.reduce((all, { durationS }) => all + durationS, 0);
    assert.ok(Math.abs(sum - SECONDS) < 0.05, `${sum} s`);
  }
});

test('any range of the fragmented file is the same bytes as of the whole', async () => {
  const whole = Buffer.from(await (await get('180-hls.mp4')).arrayBuffer());
  for (const [start, end] of [
    [0, 0],
    [1, 2_000],
    [500, Math.floor(whole.length / 2)],
    [whole.length - 700, whole.length - 1],
  ] as const) {
    const part = await partOf('180-hls.mp4', `bytes=${start}-${end}`);
    assert.ok(part.equals(whole.subarray(start, end + 1)), `${start} to ${end}`);
  }
  const beyond = await get('180-hls.mp4', { range: `bytes=${whole.length}-` });
  assert.equal(beyond.status, 416);
});

test('each segment begins with a picture that needs no other: a player can begin there', async () => {
  const { init, segments } = segmentsOf(await (await get('360.m3u8')).text());
  const head = await partOf('360-hls.mp4', init);
  for (const { range } of segments) {
    const path = file('one-segment');
    await writeFile(path, Buffer.concat([head, await partOf('360-hls.mp4', range)]));
    const { stdout } = await promisify(execFile)('ffprobe', [
      ...[
        '-v',
        'error',
        '-select_streams',
        'v',
        '-show_entries',
        'frame=pict_type',
        '-of',
        'csv=p=0',
      ],
      path,
    ]);
    assert.match(stdout, /^I/);
  }
});

test('a clip that is dark has no HLS: playlists and segments are refused as its files are', async () => {
  assert.equal((await get('720.m3u8')).status, 404);
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, videoId, { kind: 'remove', reason: 'spam', note: 'x' });
  });
  await cell.drain();
  for (const name of ['master.m3u8', '360.m3u8', '360-hls.mp4', '360.mp4'])
    assert.equal((await get(name)).status, 404, name);
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, videoId, { kind: 'restore' });
  });
  await cell.drain();
  assert.equal((await get('master.m3u8')).status, 200);
});
