/// <reference lib="dom" />
// A player that knows nothing of us but HLS: hls.js in Chromium plays a clip, takes what the line carries, and seeks.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test, type TestContext } from 'node:test';
import type HlsClass from 'hls.js';
import type { Page } from 'playwright-core';
import { startCell } from '@jhalak/testing';
import { PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { stageOf } from './stage.fixture.ts';
import { publishTwoRungs } from './two-rungs.fixture.ts';
import { until } from './until.fixture.ts';

const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.light.min.js');
const SECONDS = 32;
/** The small encoding passes, the large one does not. */
const SLOW_BYTES_PER_S = 900_000 / 8;

let videoId = '';
const stage = stageOf(async () => {
  const cell = await startCell({ startMs: Date.now() });
  const { personId } = await cell.account('maker_one');
  videoId = await publishTwoRungs(cell, personId, SECONDS);
  await cell.drain();
  return cell;
});

interface Shown {
  atS: number;
  widthPx: number;
  durationS: number;
  /** Pictures that were decoded. */
  frames: number;
  /** Fatal ones; hls.js mends the others itself. */
  errors: string[];
}

/** What the test asks the page. */
async function look(page: Page): Promise<Shown> {
  return await page.evaluate(() => {
    const video = document.querySelector('video');
    const { errors } = globalThis as unknown as { errors: string[] };
    if (video === null) throw new Error('there is no player');
    const { currentTime, videoWidth, duration } = video;
    const frames = video.getVideoPlaybackQuality().totalVideoFrames;
    return { atS: currentTime, widthPx: videoWidth, durationS: duration, frames, errors };
  });
}

async function waitFor(page: Page, what: string, is: (shown: Shown) => boolean): Promise<Shown> {
  return await until(what, STEP_LIMIT_MS, async () => {
    const shown = await look(page);
    assert.deepEqual(shown.errors, []);
    return is(shown) ? shown : undefined;
  });
}

/** The library stands for a stranger's page, which has its own rules. */
async function strangersPage(
  t: TestContext,
  on: NonNullable<ReturnType<typeof stage>>,
): Promise<Page> {
  const { cell, browser } = on;
  const context = await browser.newContext({ baseURL: cell.url, viewport: PHONE, bypassCSP: true });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  t.after(async () => await context.close());
  return await context.newPage();
}

async function playIn(page: Page, videoId: string): Promise<void> {
  await page.goto('/docs');
  await page.setContent('<video muted playsinline width="300"></video>');
  await page.addScriptTag({ path: HLS_JS });
  await page.evaluate((address) => {
    const { Hls } = globalThis as unknown as { Hls: typeof HlsClass };
    const errors: string[] = [];
    Object.assign(globalThis, { errors });
    const video = document.querySelector('video');
    if (video === null) throw new Error('there is no player');
    // Little is kept ahead, so that a change of the line is soon seen.
    const hls = new Hls({ maxBufferLength: 6, maxMaxBufferLength: 6, backBufferLength: 0 });
    hls.on(Hls.Events.ERROR, (_event, { fatal, details }) => {
      if (fatal) errors.push(details);
    });
    hls.loadSource(address);
    hls.attachMedia(video);
    void video.play();
  }, `/media/${videoId}/master.m3u8`);
}

test('hls.js plays a clip, follows the line up and down, and seeks', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const page = await strangersPage(t, on);
  const session = await page.context().newCDPSession(page);
  await playIn(page, videoId);

  const begun = await waitFor(page, 'it plays', ({ atS, frames }) => atS > 0.5 && frames > 5);
  assert.ok(Math.abs(begun.durationS - SECONDS) < 0.2, `${begun.durationS} s long`);
  await waitFor(page, 'it takes the large encoding', ({ widthPx }) => widthPx === 720);

  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    ...{ offline: false, latency: 40 },
    ...{ downloadThroughput: SLOW_BYTES_PER_S, uploadThroughput: -1 },
  });
  await waitFor(page, 'it takes the small one on a slow line', ({ widthPx }) => widthPx === 360);

  await goTo(page, SECONDS - 3);
  await waitFor(page, 'it plays from there', ({ atS }) => atS > SECONDS - 2.5);
  await goTo(page, 1);
  await waitFor(page, 'and from the beginning again', ({ atS }) => atS > 1.3 && atS < SECONDS / 2);
});

/** Goes there and plays: it may have come to its end meanwhile. */
async function goTo(page: Page, toS: number): Promise<void> {
  await page.evaluate((to) => {
    const video = document.querySelector('video');
    if (video === null) return;
    video.currentTime = to;
    void video.play();
  }, toS);
}

/** @returns bytes of sound that the browser has decoded; Chromium alone counts them. */
async function soundIn(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const video = document.querySelector('video') as unknown as {
      webkitAudioDecodedByteCount: number;
    };
    return video.webkitAudioDecodedByteCount;
  });
}

test('a clip whose sound is silenced plays without any sound', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { personId, token } = await on.cell.account('silences_it');
  const page = await strangersPage(t, on);
  await playIn(page, videoId);
  await waitFor(page, 'it plays', ({ atS, frames }) => atS > 0.5 && frames > 5);
  assert.ok((await soundIn(page)) > 0, 'it is heard');
  await on.cell.cell.accounts.grantRole({ personId, role: 'moderator' });
  const body = { reason: 'a test' };
  const { status } = await on.cell.api('PUT', `/v1/sounds/${videoId}/silence`, { token, body });
  assert.ok(status < 300, `${status}`);
  await on.cell.drain();
  const silent = await strangersPage(t, on);
  await playIn(silent, videoId);
  await waitFor(silent, 'its pictures play', ({ atS, frames }) => atS > 0.5 && frames > 5);
  assert.equal(await soundIn(silent), 0);
});
