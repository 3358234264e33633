// One generated file of each family of hostile media, and what must become of it. Flips and cuts of good files are in
// mutations.test.ts, what lies under the first bytes in sniff.test.ts. proves F4

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import { MediaError } from '@jhalak/ports';
import { CHEAP_ENCODE, ffmpeg, ffprobe, FFMPEG_MISSING, testInput } from './clips.fixture.ts';
import { ffmpegPictures, ffmpegTranscoder } from './index.ts';

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };
const CLIP = testInput({ widthPx: 96, heightPx: 72, frameRate: 10, sound: false });
const HOURS_100_S = 360_000;
/** What must be in nothing that we make. */
const SECRET = 'SecretOfTheSource';

let folder: string;
/** A good clip of a second, with `moov` at its end. */
let good: Buffer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-families-'));
  if (FFMPEG_MISSING === undefined) good = await made('good.mp4', '-t', '1');
});
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function made(name: string, ...args: readonly string[]): Promise<Buffer> {
  await ffmpeg(...CLIP, ...CHEAP_ENCODE, ...args, join(folder, name));
  return await readFile(join(folder, name));
}

/** Sends a file through as an upload. @returns `published`, or its code; nothing else may happen. */
async function outcomeOf(bytes: Uint8Array): Promise<string> {
  const sourcePath = join(folder, 'upload.mp4');
  const outputFolder = join(folder, 'output');
  await rm(outputFolder, { recursive: true, force: true });
  await mkdir(outputFolder);
  await writeFile(sourcePath, bytes);
  const transcoder = ffmpegTranscoder();
  try {
    const source = await transcoder.probe(sourcePath);
    const { renditions, poster } = await transcoder.transcode({ sourcePath, source, outputFolder });
    for (const { file } of [...renditions, poster]) {
      const after = await readFile(join(outputFolder, file), 'latin1');
      assert.ok(!after.includes(SECRET), `the source's own words are in ${file}`);
    }
    const told = await ffprobe(join(outputFolder, renditions[0]?.file ?? ''), '-show_streams');
    const kinds = (told as { streams: { codec_type: string }[] }).streams;
    assert.deepEqual(
      kinds.map(({ codec_type: kind }) => kind),
      ['video'],
    );
    return 'published';
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    assert.equal(error.retryable, false, `${error.code}: ${String(error.cause)}`);
    assert.deepEqual(await readdir(outputFolder), []);
    return error.code;
  }
}

function box(type: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + content.byteLength);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, content]);
}

/** Where a box begins in the good clip. */
function at(type: string): number {
  const found = good.indexOf(type) - 4;
  assert.ok(found >= 0, type);
  return found;
}

function boxAt(type: string): Buffer {
  const from = at(type);
  return good.subarray(from, from + good.readUInt32BE(from));
}

test(
  'polyglots are the clip that they begin as, and nothing of the rest goes on',
  options,
  async () => {
    const page = `<html><script>alert('${SECRET}')</script></html>`;
    const [ftyp, rest] = [boxAt('ftyp'), good.subarray(boxAt('ftyp').length)];
    const archive = Buffer.from(
      `PK\u0003\u0004${SECRET}PK\u0005\u0006${'\0'.repeat(18)}`,
      'latin1',
    );
    // Before the samples their places would move: behind them nothing does.
    assert.equal(
      await outcomeOf(Buffer.concat([good, box('free', Buffer.from(page))])),
      'published',
    );
    assert.equal(await outcomeOf(Buffer.concat([good, archive])), 'published');
    const png = Buffer.from('89504e470d0a1a0a', 'hex');
    assert.equal(await outcomeOf(Buffer.concat([png, ftyp, rest])), 'media.is_image');
    const pdf = Buffer.from(`%PDF-1.7\n${SECRET}`);
    assert.equal(await outcomeOf(Buffer.concat([pdf, good])), 'media.not_video');
    assert.equal(await outcomeOf(Buffer.concat([Buffer.from(page), good])), 'media.not_video');
  },
);

test(
  'a picture that claims 65,535 by 65,535 is refused unseen, as clip and as picture',
  options,
  async () => {
    const size = Buffer.alloc(13);
    size.writeUInt32BE(65_535, 0);
    size.writeUInt32BE(65_535, 4);
    size.set([8, 2, 0, 0, 0], 8);
    const chunks = [pngChunk('IHDR', size), pngChunk('IDAT', deflateSync(Buffer.alloc(65_535)))];
    const bomb = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks]);
    assert.equal(await outcomeOf(bomb), 'media.is_image');
    const picture = await ffmpegPictures().make({ source: bomb, outputFolder: folder });
    assert.equal(picture.kind === 'refused' && picture.reason, 'too_many_pixels');
  },
);

function pngChunk(type: string, content: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.byteLength);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

test('metadata at the end is read, and without it there is no clip', options, async () => {
  assert.ok(at('moov') > at('mdat'));
  assert.equal(await outcomeOf(good), 'published');
  assert.equal(await outcomeOf(good.subarray(0, at('moov'))), 'media.damaged');
});

test(
  'a hundred tracks are too many, and ten thousand are more than a reader may take',
  options,
  async () => {
    const crowded = (count: number): Buffer => {
      const tracks = Array<Buffer>(count).fill(boxAt('trak'));
      const moov = box('moov', Buffer.concat([boxAt('mvhd'), ...tracks]));
      return Buffer.concat([good.subarray(0, at('moov')), moov]);
    };
    assert.equal(await outcomeOf(crowded(100)), 'media.too_many_tracks');
    assert.match(await outcomeOf(crowded(10_000)), /^media\.(?:too_many_tracks|resource_limit)$/u);
  },
);

test('one picture a second plays; a thousand are too many', options, async () => {
  assert.equal(await outcomeOf(await made('slow.mp4', '-r', '1', '-t', '3')), 'published');
  const fast = await made('fast.mp4', '-r', '1000', '-t', '0.5');
  assert.equal(await outcomeOf(fast), 'media.frame_rate_too_high');
});

test(
  'no time at all is too short, and 100 hours that a head claims are too long',
  options,
  async () => {
    assert.equal(await outcomeOf(await made('still.mp4', '-frames:v', '1')), 'media.too_short');
    const claimed = Buffer.from(good);
    for (const type of ['mvhd', 'mdhd']) {
      const [scale, length] = [at(type) + 8 + 12, at(type) + 8 + 16];
      claimed.writeUInt32BE(claimed.readUInt32BE(scale) * HOURS_100_S, length);
    }
    const head = Buffer.from(claimed);
    // An edit list says how much of it is played: without one the claim stands alone.
    head.write('free', head.indexOf('edts'), 'latin1');
    assert.equal(await outcomeOf(head), 'media.too_long');
  },
);

test('lists of other files are refused, whatever they are called', options, async () => {
  const lists = [
    '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n',
    "ffconcat version 1.0\nfile '/etc/passwd'\n",
    '<?xml version="1.0"?><MPD><BaseURL>http://127.0.0.1:9/</BaseURL></MPD>',
  ];
  for (const list of lists) assert.equal(await outcomeOf(Buffer.from(list)), 'media.is_playlist');
});

test('subtitles and fonts inside a clip stay behind', options, async () => {
  const words = join(folder, 'words.ass');
  const event = `Dialogue: 0,0:00:00.00,0:00:01.00,D,,0,0,0,,${SECRET}`;
  await writeFile(
    words,
    `[Script Info]\n[V4+ Styles]\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n${event}\n`,
  );
  const font = join(folder, 'font.ttf');
  await writeFile(font, `\0\u0001\0\0${SECRET}`);
  const path = join(folder, 'extras.mkv');
  await ffmpeg(
    ...[...CLIP, '-i', words, '-map', '0', '-map', '1', ...CHEAP_ENCODE, '-t', '1'],
    ...['-attach', font, '-metadata:s:t', 'mimetype=application/x-truetype-font', path],
  );
  const bytes = await readFile(path);
  assert.ok(bytes.includes(SECRET), 'it is there before');
  assert.equal(await outcomeOf(bytes), 'published');
});

test('the place that a phone wrote into a clip stays behind', options, async () => {
  const place = await made(
    ...(['place.mp4', '-t', '1', '-movflags', 'use_metadata_tags'] as const),
    ...[
      '-metadata',
      `location=+12.9716+077.5946/${SECRET}`,
      '-metadata',
      `comment=Exif GPS ${SECRET}`,
    ],
  );
  assert.ok(place.includes(SECRET), 'it is there before');
  assert.equal(await outcomeOf(place), 'published');
});
