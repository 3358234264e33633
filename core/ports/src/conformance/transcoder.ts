// What every Transcoder adapter must do. The adapter's own test calls this with a factory.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { seededRandom, type Random } from '@jhalak/kernel';
import { MediaError, type MediaErrorCode } from '../media-error.ts';
import type { EncodedRendition, MediaLimits, Transcoded, Transcoder } from '../transcoder.ts';

/** A moving test picture to write. */
export interface ClipToMake {
  widthPx: number;
  heightPx: number;
  seconds: number;
  frameRate: number;
  sound: boolean;
}

/** Makes engines, and clips for them. */
export interface TranscoderUnderTest {
  /** An engine with its own defaults, except these limits. */
  make(limits?: Partial<MediaLimits>): Transcoder;
  /** Writes a sound MP4 (H.264, AAC) to the path. */
  makeClip(path: string, clip: ClipToMake): Promise<void>;
  /** Why nothing can run here; then every test is skipped with this reason. */
  missing?: string;
}

/** Portrait, high enough for two renditions, short enough to encode in under a second. */
const TWO_RUNGS: ClipToMake = {
  widthPx: 480,
  heightPx: 852,
  seconds: 1,
  frameRate: 30,
  sound: true,
};
/** One small rendition, encoded in a blink. */
const SMALL: ClipToMake = { widthPx: 160, heightPx: 120, seconds: 1, frameRate: 15, sound: false };
/** Large enough for every rung up to 720, and as little work as that can be. */
const THREE_RUNGS: ClipToMake = {
  widthPx: 720,
  heightPx: 720,
  seconds: 1,
  frameRate: 5,
  sound: true,
};
/** Long enough to be stopped in the middle. */
const SLOW: ClipToMake = { ...TWO_RUNGS, seconds: 20 };

interface Bench extends TranscoderUnderTest {
  /** An empty folder of this test. */
  folder: string;
  /** Makes a clip there. @returns its path. */
  clip(clip: ClipToMake, name?: string): Promise<string>;
  /** An empty folder for output. */
  output(name?: string): Promise<string>;
}

type Claim = (what: string, body: (bench: Bench) => Promise<void>) => void;

/** Declares the tests. `make` is called once a test. */
export function transcoderConformance(
  name: string,
  make: () => Promise<TranscoderUnderTest>,
): void {
  const claim: Claim = (what, body) => {
    test(`${name}: ${what}`, async (t: TestContext) => {
      const subject = await make();
      if (subject.missing !== undefined) {
        t.skip(subject.missing);
        return;
      }
      const folder = await mkdtemp(join(tmpdir(), 'jhalak-transcoder-'));
      try {
        await body({
          ...subject,
          folder,
          clip: async (clip, file = 'clip.mp4') => {
            await subject.makeClip(join(folder, file), clip);
            return join(folder, file);
          },
          output: async (file = 'output') => {
            await mkdir(join(folder, file));
            return join(folder, file);
          },
        });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
  };
  making(claim);
  telling(claim);
  stopping(claim);
  refusing(claim);
  knowing(claim);
  surviving(claim);
}

async function run(transcoder: Transcoder, sourcePath: string, outputFolder: string) {
  const source = await transcoder.probe(sourcePath);
  return await transcoder.transcode({ sourcePath, source, outputFolder });
}

function making(claim: Claim): void {
  claim(
    'a clip becomes its whole ladder, a poster and a thumbhash, and nothing else',
    async (b) => {
      const output = await b.output();
      const made = await run(b.make(), await b.clip(TWO_RUNGS), output);
      assert.deepEqual(
        made.renditions.map(({ widthPx, heightPx }) => [widthPx, heightPx]),
        [
          [360, 640],
          [480, 852],
        ],
      );
      await assertFiles(made, output);
      assert.ok(Math.abs(made.durationMs - 1000) <= 100, `${made.durationMs} ms`);
      assert.equal(made.hasAudio, true);
      assert.match(made.thumbhash, /^[A-Za-z0-9+/]{20,40}={0,2}$/);
    },
  );

  claim(
    'every codec is told as players ask for it, and the smallest and the best are H.264',
    async (b) => {
      const { renditions } = await run(b.make(), await b.clip(THREE_RUNGS), await b.output());
      const spelled = /^(?:avc1\.[0-9a-f]{6}|av01\.\d\.\d\d[MH]\.(?:08|10)),mp4a\.40\.2$/u;
      for (const { codec, file } of renditions) assert.match(codec, spelled, file);
      for (const end of [renditions[0], renditions.at(-1)])
        assert.ok(end?.codec.startsWith('avc1'), end?.codec);
      const sides = renditions.map(({ widthPx, heightPx }) => Math.min(widthPx, heightPx));
      assert.deepEqual(
        sides,
        [...new Set(sides)].toSorted((one, other) => one - other),
        'ascending, each size once',
      );
      assert.equal(sides.at(-1), THREE_RUNGS.heightPx, 'never larger than the source');
    },
  );

  claim('a clip smaller than the ladder keeps its size as the only rendition', async (b) => {
    const output = await b.output();
    const made = await run(b.make(), await b.clip(SMALL), output);
    assert.deepEqual(
      made.renditions.map(({ widthPx, heightPx }) => [widthPx, heightPx]),
      [[160, 120]],
    );
    assert.equal(made.hasAudio, false);
    await assertFiles(made, output);
  });

  claim('the source is only read, and its name means nothing', async (b) => {
    const path = await b.clip(SMALL, 'clip.mp4');
    const disguised = join(b.folder, 'holiday.jpg');
    await writeFile(disguised, await readFile(path));
    const before = await digest(disguised);
    await run(b.make(), disguised, await b.output());
    assert.equal(await digest(disguised), before);
  });

  claim('two clips at once do not disturb each other', async (b) => {
    const transcoder = b.make();
    const [one, two] = await Promise.all([
      b.clip(SMALL, 'one.mp4'),
      b.clip({ ...SMALL, widthPx: 200, heightPx: 128 }, 'two.mp4'),
    ]);
    const made = await Promise.all([
      run(transcoder, one, await b.output('a')),
      run(transcoder, two, await b.output('b')),
    ]);
    assert.deepEqual(
      made.map((each) => each.renditions[0]?.heightPx),
      [120, 128],
    );
  });

  claim('what a killed run left is removed, and the clip is made', async (b) => {
    const output = await b.output();
    await mkdir(join(output, '.partial-killed'));
    await writeFile(join(output, '.partial-killed', '360.mp4'), 'half');
    const made = await run(b.make(), await b.clip(SMALL), output);
    await assertFiles(made, output);
  });
}

function telling(claim: Claim): void {
  claim(
    'a rendition is told when its file stands whole, smallest first, with all to show it',
    async (b) => {
      const transcoder = b.make();
      const sourcePath = await b.clip(TWO_RUNGS);
      const outputFolder = await b.output();
      const told: EncodedRendition[] = [];
      const made = await transcoder.transcode({
        sourcePath,
        source: await transcoder.probe(sourcePath),
        outputFolder,
        onRendition: async (rendition, clip) => {
          assert.equal((await stat(join(outputFolder, rendition.file))).size, rendition.bytes);
          assert.equal((await stat(join(outputFolder, clip.poster.file))).size, clip.poster.bytes);
          assert.ok(clip.durationMs > 0 && clip.thumbhash.length > 0);
          told.push(rendition);
        },
      });
      assert.deepEqual(told, made.renditions);
    },
  );

  claim('progress only rises, stays within 0 and 1, and ends at 1', async (b) => {
    const transcoder = b.make();
    const sourcePath = await b.clip(TWO_RUNGS);
    const shares: number[] = [];
    await transcoder.transcode({
      sourcePath,
      source: await transcoder.probe(sourcePath),
      outputFolder: await b.output(),
      onProgress: (share) => void shares.push(share),
    });
    assert.ok(shares.every((share, i) => share > (shares[i - 1] ?? -1) && share <= 1));
    assert.equal(shares.at(-1), 1);
  });

  claim('a listener that throws fails the transcode with its own error', async (b) => {
    const transcoder = b.make();
    const sourcePath = await b.clip(SMALL);
    const outputFolder = await b.output();
    const source = await transcoder.probe(sourcePath);
    const trouble = new Error('the store is full');
    const failing = transcoder.transcode({
      ...{ sourcePath, source, outputFolder },
      onRendition: () => Promise.reject(trouble),
    });
    await assert.rejects(failing, (thrown) => thrown === trouble);
    assert.deepEqual(
      (await readdir(outputFolder)).filter((file) => file.startsWith('.')),
      [],
    );
  });
}

function stopping(claim: Claim): void {
  claim('a transcode stopped in the middle ends at once and leaves nothing', async (b) => {
    const transcoder = b.make();
    const sourcePath = await b.clip(SLOW);
    const outputFolder = await b.output();
    const stop = new AbortController();
    const stopped = transcoder.transcode({
      sourcePath,
      source: await transcoder.probe(sourcePath),
      outputFolder,
      onProgress: () => stop.abort(),
      signal: stop.signal,
    });
    await rejectsWith(stopped, 'media.aborted');
    assert.deepEqual(await readdir(outputFolder), []);
  });

  claim('a signal that is already given stops probe and transcode before they begin', async (b) => {
    const transcoder = b.make();
    const sourcePath = await b.clip(SMALL);
    const source = await transcoder.probe(sourcePath);
    const signal = AbortSignal.abort();
    const outputFolder = await b.output();
    await rejectsWith(transcoder.probe(sourcePath, { signal }), 'media.aborted');
    const request = { sourcePath, source, outputFolder, signal };
    await rejectsWith(transcoder.transcode(request), 'media.aborted');
    assert.deepEqual(await readdir(outputFolder), []);
  });

  claim('a transcode that takes too long is ended, and may be tried again', async (b) => {
    const transcoder = b.make({ transcodeWallMs: { base: 400, perClipMs: 0 } });
    const sourcePath = await b.clip(SLOW);
    const outputFolder = await b.output();
    const source = await transcoder.probe(sourcePath);
    const late = transcoder.transcode({ sourcePath, source, outputFolder });
    const error = await rejectsWith(late, 'media.timed_out');
    assert.equal(error.retryable, true);
    assert.deepEqual(await readdir(outputFolder), []);
  });
}

function refusing(claim: Claim): void {
  claim('every limit refuses with its own code and a finished sentence', async (b) => {
    const path = await b.clip(TWO_RUNGS);
    const { size } = await stat(path);
    const cases: readonly [Partial<MediaLimits>, MediaErrorCode][] = [
      [{ bytes: size - 1 }, 'media.too_large'],
      [{ durationMaxMs: 900 }, 'media.too_long'],
      [{ durationMinMs: 2000 }, 'media.too_short'],
      [{ pixels: 480 * 852 - 1 }, 'media.too_many_pixels'],
      [{ frames: 29 }, 'media.too_many_frames'],
      [{ frameRate: 29 }, 'media.frame_rate_too_high'],
      [{ tracks: 1 }, 'media.too_many_tracks'],
    ];
    for (const [limits, code] of cases) {
      const error = await rejectsWith(b.make(limits).probe(path), code);
      assert.equal(error.retryable, false);
      assert.doesNotMatch(error.message, /[{}…]/, 'every number of the sentence is filled in');
    }
    const exact = { bytes: size, pixels: 480 * 852, frames: 30, frameRate: 30, tracks: 2 };
    await b.make(exact).probe(path);
  });

  claim('what is not a video is refused by its bytes, whatever it is called', async (b) => {
    const cases: readonly [string | Uint8Array, MediaErrorCode][] = [
      ['', 'media.empty'],
      ['a plain text', 'media.not_video'],
      [Buffer.alloc(5000, 7), 'media.not_video'],
      ['#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n', 'media.is_playlist'],
      ["ffconcat version 1.0\nfile '/etc/passwd'\n", 'media.is_playlist'],
      ['<?xml version="1.0"?><MPD/>', 'media.is_playlist'],
      [Buffer.from('ffd8ffe000104a464946', 'hex'), 'media.is_image'],
      [Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), 'media.is_image'],
      ['ID3\x04', 'media.no_video'],
    ];
    const path = join(b.folder, 'movie.mp4');
    for (const [content, code] of cases) {
      await writeFile(path, content);
      await rejectsWith(b.make().probe(path), code);
    }
  });

  claim('a file cut in its head is damaged', async (b) => {
    const path = await b.clip(SMALL);
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, 200));
    const error = await rejectsWith(b.make().probe(path), 'media.damaged');
    assert.equal(error.retryable, false);
  });
}

/** Of each broken copy so many; enough to meet every answer, few enough for each run of the tests. */
const BROKEN_COPIES = 6;

function surviving(claim: Claim): void {
  claim(
    'a broken file is published whole or refused as its own fault, and leaves nothing',
    async (b) => {
      const transcoder = b.make();
      const whole = await readFile(await b.clip(SMALL, 'whole.mp4'));
      const random = seededRandom(7);
      for (let nth = 0; nth < BROKEN_COPIES; nth += 1) {
        const path = join(b.folder, `broken-${nth}.mp4`);
        await writeFile(path, broken(whole, random));
        const output = await b.output(`output-${nth}`);
        try {
          await assertFiles(await run(transcoder, path, output), output);
        } catch (error) {
          assert.ok(error instanceof MediaError, String(error));
          assert.equal(error.retryable, false, `${error.code}: ${String(error.cause)}`);
          assert.deepEqual(await readdir(output), []);
        }
      }
    },
  );

  claim('a file that changes after it was probed is judged by what it is now', async (b) => {
    const transcoder = b.make();
    const sourcePath = await b.clip(SMALL);
    const source = await transcoder.probe(sourcePath);
    await writeFile(sourcePath, '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n');
    const outputFolder = await b.output();
    const failing = transcoder.transcode({ sourcePath, source, outputFolder });
    await assert.rejects(failing, (error) => error instanceof MediaError);
    assert.deepEqual(await readdir(outputFolder), []);
  });
}

/** Flipped bytes in the head or everywhere, or the end cut away. */
function broken(whole: Buffer, random: Random): Buffer {
  const copy = Buffer.from(whole);
  const kind = random.below(3);
  if (kind === 0) return copy.subarray(0, random.below(copy.length));
  const reach = kind === 1 ? copy.length : Math.min(copy.length, 2_000);
  for (let flip = 0; flip < 20; flip += 1) copy[random.below(reach)] = random.below(256);
  return copy;
}

function knowing(claim: Claim): void {
  claim('a probe tells size, time, rate and sound', async (b) => {
    const source = await b.make().probe(await b.clip(TWO_RUNGS));
    const { container, widthPx, heightPx, hasAudio, hdr, orientation } = source;
    assert.deepEqual(
      { container, widthPx, heightPx, hasAudio, hdr, orientation },
      {
        ...{ container: 'mp4', widthPx: 480, heightPx: 852, hasAudio: true, hdr: 'none' },
        orientation: 'upright',
      },
    );
    assert.ok(Math.abs(source.durationMs - 1000) <= 100);
    assert.ok(Math.abs(source.frameRate - 30) < 0.1);
    assert.deepEqual(JSON.parse(JSON.stringify(source)), source, 'it can travel through a queue');
  });

  claim('capabilities say what stands behind, and how to mend what does not', async (b) => {
    const capabilities = await b.make().capabilities();
    assert.equal(capabilities.ready, true);
    assert.match(capabilities.version ?? '', /\d/);
    assert.ok(capabilities.decoders.length > 0 && capabilities.encoders.length > 0);
    for (const finding of capabilities.findings) {
      assert.equal(finding.mend === undefined, finding.state === 'ok', finding.name);
    }
  });
}

/** Exactly the files that were told, of the told sizes. */
async function assertFiles(made: Transcoded, folder: string): Promise<void> {
  const files = [...made.renditions, made.poster];
  assert.deepEqual((await readdir(folder)).toSorted(), files.map(({ file }) => file).toSorted());
  for (const { file, bytes } of files) {
    assert.equal((await stat(join(folder, file))).size, bytes);
    assert.ok(bytes > 0);
  }
}

async function rejectsWith(failing: Promise<unknown>, code: MediaErrorCode): Promise<MediaError> {
  const thrown: unknown = await failing.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof MediaError, `${code} expected, not ${String(thrown)}`);
  assert.equal(thrown.code, code, String(thrown.cause));
  return thrown;
}

async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
