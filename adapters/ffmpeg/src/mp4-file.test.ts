import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ffmpeg, FFMPEG_MISSING, makeClip } from './clips.fixture.ts';
import { readMp4Facts } from './mp4-file.ts';

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };
/** Enough to hit every box of a small file several times; a change costs a millisecond. */
const CHANGES = 300;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-mp4-'));
});
after(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function wholeClip(): Promise<Buffer> {
  const slow = join(folder, 'slow.mp4');
  const path = join(folder, 'whole.mp4');
  const clip = { widthPx: 160, heightPx: 120, seconds: 1, frameRate: 15, sound: true };
  await makeClip(slow, clip);
  await ffmpeg('-i', slow, '-c', 'copy', '-movflags', '+faststart', path);
  return await readFile(path);
}

test('a whole file tells its length, codecs and order', options, async () => {
  await wholeClip();
  const facts = await readMp4Facts(join(folder, 'whole.mp4'));
  assert.equal(facts?.faststart, true);
  assert.equal(facts.hasAudio, true);
  assert.equal(facts.upright, true);
  assert.ok(Math.abs(facts.durationMs - 1000) < 30);
  assert.match(facts.codec, /^avc1\.[0-9a-f]{6},mp4a\.40\.2$/);
  const slow = await readMp4Facts(join(folder, 'slow.mp4'));
  assert.equal(slow?.faststart, false, 'metadata at the end is seen');
});

test('a turn that is written in the file is seen', options, async () => {
  const whole = await wholeClip();
  const turned = join(folder, 'turned.mp4');
  whole.writeInt32BE(0, whole.indexOf('tkhd') + 4 + 40);
  await writeFile(turned, whole);
  assert.equal((await readMp4Facts(turned))?.upright, false);
});

test('a file cut anywhere never looks finished', options, async () => {
  const whole = await wholeClip();
  const path = join(folder, 'cut.mp4');
  const length = fc.integer({ min: 0, max: whole.byteLength - 1 });
  await fc.assert(
    fc.asyncProperty(length, async (bytes) => {
      await writeFile(path, whole.subarray(0, bytes));
      assert.equal(await readMp4Facts(path), undefined);
    }),
    { numRuns: CHANGES },
  );
});

test(
  'a file with changed bytes is read or refused, but never breaks the reader',
  options,
  async () => {
    const whole = await wholeClip();
    const path = join(folder, 'changed.mp4');
    // The head holds every box that is read.
    const change = fc.tuple(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        await writeFile(path, bytes);
        const facts = await readMp4Facts(path);
        if (facts) assert.ok(Number.isFinite(facts.durationMs));
      }),
      { numRuns: CHANGES },
    );
  },
);

test('a link is not followed', options, async () => {
  await wholeClip();
  const link = join(folder, 'link.mp4');
  await symlink(join(folder, 'whole.mp4'), link);
  await assert.rejects(readMp4Facts(link), { code: 'ELOOP' });
});
