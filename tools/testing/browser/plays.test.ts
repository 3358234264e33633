// Real clips, sent through the whole program: each is published and Chromium plays it from first to last, upright and in
// its own shape, or it is refused with a code and a sentence. A seeded sample here; `npm run proof -- plays` walks them all.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { Upload, Video } from '@jhalak/contracts/videos';
import { call, settled, signUp, upload, type Creator } from './api.fixture.ts';
import { newPhone, openBrowser, SHARED_MEDIA, whyNotHere } from './browser.fixture.ts';
import { playThrough } from './play-through.fixture.ts';
import { startProgram, type Program } from './program.fixture.ts';
import { shownShape } from './source-shape.fixture.ts';

/** What cannot become a clip, and why; everything else must be published. */
const REFUSED: Readonly<Record<string, string>> = {
  'audio_only_opus.mp4': 'media.no_video',
  'bad_chunk_range.mp4': 'media.damaged',
  'bad_poc_exiv2.mov': 'media.damaged',
  'bad_vp9_bitstream.webm': 'media.no_picture',
  'drm_widevine.mp4': 'media.encrypted',
  'long_362s_1080p_0.8MB.mp4': 'media.too_long',
  'made_bomb_16384x8704.mp4': 'media.too_many_pixels',
  'made_empty.mp4': 'media.empty',
  'made_hls_ssrf.mp4': 'media.is_playlist',
  'made_random.mp4': 'media.not_video',
  'truncated_annexb_35s.mp4': 'media.truncated',
  'wrongext_jpeg.heic': 'media.is_image',
};
/** Clips under way at once: two encode, one is received or checked, one plays. */
const SIDE_BY_SIDE = 4;
/** For one clip, the others' encodes included. */
const SETTLE_LIMIT_MS = 300_000;
/** Sides are even numbers: one pixel more or less at 176 is under two in a hundred. */
const SHAPE_TOLERANCE = 0.02;
/** The ladder's first step, and its last. */
const FIRST_SIDE_PX = 360;
const LAST_SIDE_PX = 1080;

/** Which of them: `all`, or how many of each kind; drawn by the seed. */
const WANTED = process.env['PLAYS'] ?? '7';
const SEED = process.env['PLAYS_SEED'] ?? '1';
const REFUSED_SHARE = 4;

const NAME = 'real clips are published and play, or are refused with their reason';

test(NAME, { concurrency: SIDE_BY_SIDE }, async (t) => {
  const missing = whyNotHere();
  if (missing !== undefined) {
    t.skip(missing);
    return;
  }
  const program = await startProgram({ ENCODE_CONCURRENCY: '2' });
  const browser = await openBrowser();
  t.after(async () => {
    await browser.close();
    await program.stop();
  });
  const files = sample(await longestFirst());
  t.diagnostic(`${files.length} clips (PLAYS=${WANTED}, seed ${SEED})`);

  const walk = async (worker: number): Promise<void> => {
    const creator = await signUp(program.url, `chalak_${'abcd'[worker]}`);
    const context = await newPhone(browser, program.url, 'en-IN');
    const page = await context.newPage();
    await page.goto('/offline.html');
    for (let file = files.shift(); file !== undefined; file = files.shift())
      await walkOne(t, { program, creator, page, file });
    await context.close();
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, worker) => walk(worker)));
});

interface Walked {
  program: Program;
  creator: Creator;
  page: Page;
  file: string;
}

async function walkOne(t: TestContext, walked: Walked): Promise<void> {
  const { program, creator, page, file } = walked;
  await t.test(file, async () => {
    const words = { caption: file, language: 'en', genre: 'learning' };
    const id = await upload(program.url, creator, join(SHARED_MEDIA, file), words);
    const found = await settled(program.url, creator, id, SETTLE_LIMIT_MS);
    const code = REFUSED[file];
    if (code === undefined) await assertPlays(program, page, file, found);
    else assertRefused(found, code);
  });
}

function assertRefused({ state, failure, videoId }: Upload, code: string): void {
  assert.deepEqual([state, failure?.code, failure?.retryable], ['refused', code, false]);
  assert.match(failure?.message ?? '', /^[A-Z][^{}…]+\.$/, 'a whole sentence');
  assert.equal(videoId, null);
}

async function assertPlays(
  program: Program,
  page: Page,
  file: string,
  found: Upload,
): Promise<void> {
  assert.equal(found.state, 'published', JSON.stringify(found.failure));
  const reply = await call(program.url, 'GET', `/v1/videos/${found.videoId}`);
  const video = (await reply.json()) as Video;
  const source = await shownShape(join(SHARED_MEDIA, file));
  assert.ok(video.renditions.length > 0);
  for (const [step, rendition] of video.renditions.entries()) {
    const played = await playThrough(page, rendition.url);
    const { widthPx, heightPx } = rendition;
    assert.deepEqual(
      { ...played, durationMs: 0 },
      { widthPx, heightPx, durationMs: 0, ended: true, error: null },
    );
    const off = Math.abs(played.durationMs - video.durationMs);
    assert.ok(off <= 120, `${played.durationMs} ms play of ${video.durationMs}`);
    const shape = (widthPx / heightPx) * (source.heightPx / source.widthPx);
    assert.ok(
      Math.abs(shape - 1) < SHAPE_TOLERANCE,
      `${widthPx}x${heightPx} of ${describe(source)}`,
    );
    const sidePx = Math.min(widthPx, heightPx);
    assert.ok(sidePx <= Math.min(source.widthPx, source.heightPx), 'nothing is enlarged');
    assert.ok(sidePx <= (step === 0 ? FIRST_SIDE_PX : LAST_SIDE_PX));
  }
  const poster = await call(program.url, 'GET', video.poster);
  assert.match(poster.headers.get('content-type') ?? '', /^image\//);
}

const describe = ({ widthPx, heightPx }: { widthPx: number; heightPx: number }): string =>
  `${widthPx}x${heightPx}`;

/** @returns all, or a sample that holds clips of both kinds, in the given order. */
function sample(files: readonly string[]): string[] {
  const good = files.filter((file) => !(file in REFUSED));
  const bad = files.filter((file) => file in REFUSED);
  assert.ok(good.length > 0, 'there is something to play');
  assert.equal(bad.length, Object.keys(REFUSED).length, 'every refusal has its file');
  if (WANTED === 'all') return [...files];
  const count = Number(WANTED);
  assert.ok(Number.isInteger(count) && count > 0, 'PLAYS is `all` or a whole number');
  const chosen = new Set([...drawn(good, count), ...drawn(bad, Math.ceil(count / REFUSED_SHARE))]);
  return files.filter((file) => chosen.has(file));
}

const drawn = (files: readonly string[], count: number): string[] =>
  files
    .map((file) => ({ file, place: createHash('sha256').update(`${SEED}/${file}`).digest('hex') }))
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, count)
    .map(({ file }) => file);

/** The heaviest begin, so that none is left to encode alone at the end. */
async function longestFirst(): Promise<string[]> {
  const names = await readdir(SHARED_MEDIA);
  const sized = await Promise.all(
    names.map(async (name) => ({ name, bytes: (await stat(join(SHARED_MEDIA, name))).size })),
  );
  return sized.toSorted((a, b) => b.bytes - a.bytes).map(({ name }) => name);
}
