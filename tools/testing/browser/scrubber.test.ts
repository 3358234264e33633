/// <reference lib="dom" />
// The line at a clip's foot goes to any moment of it, by finger and by keys, and shows what is there; the feed still moves
// under a finger that starts on it. And a clip that does not play, with nothing after it, says so and can be tried again.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { LAPTOP, open, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { openWindow, signIn, stageOf, webCell, type Look } from './stage.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const SECONDS = 8;
/** Red, green, blue, of one half to the other as ffmpeg writes colours; every two seconds another. */
const COLOURS = ['0xe01010', '0x10c010', '0x1010e0', '0xe0e010'];
let path = '';

const stageFor = stageOf(async () => {
  const cell = await webCell();
  const file = join(cell.parts.folder, 'steps.mp4');
  const each = SECONDS / COLOURS.length;
  const parts = COLOURS.map((colour) => `color=c=${colour}:size=270x480:rate=12:duration=${each}`);
  const joined = `${parts.map((_part, at) => `[${at}:v]`).join('')}concat=n=${parts.length}[v]`;
  await promisify(execFile)('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y'],
    ...parts.flatMap((part) => ['-f', 'lavfi', '-i', part]),
    ...['-f', 'lavfi', '-i', `sine=frequency=300:duration=${SECONDS}`],
    ...['-filter_complex', joined, '-map', '[v]', '-map', `${parts.length}:a`],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '6', '-pix_fmt', 'yuv420p'],
    ...['-c:a', 'aac', file],
  ]);
  const { personId } = await cell.account('step_maker');
  const { videoId } = await cell.cell.media.ingestFile(file, {
    ...{ personId, sample: false, caption: 'four colours, two seconds each', language: 'hi' },
    ...{ genre: 'music', tags: [] },
  });
  await cell.account('leela.menon', { languages: ['hi'], genres: ['music'] });
  await cell.drain();
  path = `/v/${videoId}`;
  return cell;
});

/** Where the line and the clip stand, in the page. */
const clipAt = async (page: Page): Promise<{ atS: number; moves: boolean }> =>
  await page.evaluate(() => {
    const video = [...document.querySelectorAll<HTMLVideoElement>('.pool video')].find(
      (one) => !one.hidden,
    );
    return { atS: video?.currentTime ?? -1, moves: video?.paused === false };
  });

/** A clip that plays, and a finger on the line. @param share of the line's length. */
async function finger(page: Page) {
  const line = page.getByRole('slider');
  await line.waitFor();
  const box = await line.boundingBox();
  assert.ok(box !== null);
  const session = await page.context().newCDPSession(page);
  const at = (share: number, upPx = 0) => ({
    x: box.x + 16 + share * (box.width - 32),
    y: box.y + box.height / 2 - upPx,
  });
  const touch = async (type: string, touchPoints: { x: number; y: number }[]) =>
    await session.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints });
  return {
    down: async (share: number) => await touch('touchStart', [at(share)]),
    move: async (share: number, upPx = 0) => await touch('touchMove', [at(share, upPx)]),
    leave: async () => await touch('touchEnd', []),
  };
}

/** @returns red, green and blue in the middle of what is shown of an element. */
async function colourOf(page: Page, selector: string): Promise<number[]> {
  const box = await page.locator(selector).boundingBox();
  assert.ok(box !== null, selector);
  const clip = { x: box.x + box.width / 2, y: box.y + box.height / 2, width: 2, height: 2 };
  const png = (await page.screenshot({ clip })).toString('base64');
  return await page.evaluate(async (data) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${data}`;
    await picture.decode();
    const canvas = new OffscreenCanvas(1, 1).getContext('2d');
    canvas?.drawImage(picture, 0, 0);
    return [...(canvas?.getImageData(0, 0, 1, 1).data ?? [])].slice(0, 3);
  }, png);
}

/** Where the clip is sent from now on, in seconds; that it begins again is not told. */
async function jumpsOf(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const jumps: number[] = [];
    Object.assign(globalThis, { jumps });
    for (const video of document.querySelectorAll('video'))
      video.addEventListener('seeking', () => {
        if (video.currentTime > 0.5) jumps.push(video.currentTime);
      });
  });
  return async () =>
    await page.evaluate(() => (globalThis as unknown as { jumps: number[] }).jumps);
}

async function watching(page: Page): Promise<void> {
  await open(page, path);
  await until('the clip plays', STEP_LIMIT_MS, async () => {
    const now = await clipAt(page);
    return now.moves && now.atS > 0 ? now : undefined;
  });
}

for (const look of [
  { words: 'en', viewport: PHONE, hand: 'right' },
  { words: 'ur', viewport: PHONE, hand: 'left' },
] as const satisfies readonly (Look & { hand: string })[])
  test(`a finger goes to a moment and sees it before it lets go (${look.words}, ${look.hand})`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { page } = await openWindow(t, stage, look);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('storyboard')) asked.push(request.url().split('/').at(-1) ?? '');
    });
    await page.addInitScript((hand) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ hand }));
    }, look.hand);
    await watching(page);
    const on = await finger(page);
    assert.deepEqual(asked, [], 'nobody has touched it');
    await on.down(0.1);
    for (const share of [0.2, 0.4, 0.56]) await on.move(share);
    await page.locator('.scrub-picture').waitFor();
    assert.deepEqual(asked, ['storyboard.vtt', 'storyboard.webp']);
    const [red = 0, green = 0, blue = 0] = await colourOf(page, '.scrub-picture');
    assert.ok(blue > 150 && red < 90 && green < 90, `${red} ${green} ${blue} at 4.5 s`);
    assert.equal(await page.locator('.scrub-time').innerText(), '0:04 / 0:08');
    assert.equal((await clipAt(page)).moves, false, 'it stands while one looks');
    await isWell(page, `scrubber-${look.words}-${look.hand}`);
    const jumps = await jumpsOf(page);
    await on.leave();
    await until('it goes on', STEP_LIMIT_MS, async () => (await clipAt(page)).moves || undefined);
    const [toS = 0] = await jumps();
    assert.ok(Math.abs(toS - 4.5) < 0.1, `from ${toS} s`);
    await page.locator('.play-state.is-playing').waitFor();
  });

test('a finger that goes up from the line moves the feed, and the clip plays on where it was', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await openWindow(t, stage);
  await watching(page);
  const on = await finger(page);
  const jumps = await jumpsOf(page);
  await on.down(0.9);
  for (let upPx = 20; upPx <= 400; upPx += 20) await on.move(0.9, upPx);
  await on.leave();
  // The compositor moves it; the page hears of it a frame later.
  await page.waitForFunction(() => (document.querySelector('.scroller')?.scrollTop ?? 0) > 100);
  assert.deepEqual(await jumps(), [], 'it did not jump to where the finger was');
});

test('keys move it by a second, to the beginning and to the end; others stay the feed’s', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await openWindow(t, stage, { words: 'hi', viewport: LAPTOP });
  await watching(page);
  // Still: what the keys do can be read.
  await page.keyboard.press('p');
  const line = page.getByRole('slider');
  await line.focus();
  const says = async () => await line.getAttribute('aria-valuetext');
  for (const [key, atS, said] of [
    ['Home', 0, '0:08 में से 0:00'],
    ['ArrowRight', 1, '0:08 में से 0:01'],
    ['ArrowRight', 2, '0:08 में से 0:02'],
    ['ArrowLeft', 1, '0:08 में से 0:01'],
    ['End', 7.75, '0:08 में से 0:07'],
  ] as const) {
    await page.keyboard.press(key);
    assert.ok(Math.abs((await clipAt(page)).atS - atS) < 0.05, key);
    await until(`${key} is said`, STEP_LIMIT_MS, async () => (await says()) === said || undefined);
  }
  await page.locator('.scrub-picture').waitFor();
  const [red = 0, green = 0, blue = 0] = await colourOf(page, '.scrub-picture');
  assert.ok(red > 150 && green > 150 && blue < 90, `${red} ${green} ${blue} at the end`);
  await isWell(page, 'scrubber-hi-1280');
  await page.keyboard.press('p');
  await until(
    'another key is the feed’s',
    STEP_LIMIT_MS,
    async () => (await clipAt(page)).moves || undefined,
  );
});

test('with data saver there is the time and no picture', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await openWindow(t, stage);
  await page.addInitScript(() => {
    localStorage.setItem('jhalak.preferences', JSON.stringify({ dataSaver: true }));
  });
  let asked = 0;
  page.on('request', (request) => {
    if (request.url().includes('storyboard')) asked += 1;
  });
  await watching(page);
  const on = await finger(page);
  await on.down(0.1);
  for (const share of [0.3, 0.5]) await on.move(share);
  await page.getByText('0:04 / 0:08').waitFor();
  assert.deepEqual([asked, await page.locator('.scrub-picture').count()], [0, 0]);
  await on.leave();
});

test('a clip that will not play, with none after it, says so and plays when it is tried again', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const window = await openWindow(t, stage, { words: 'ta' });
  const { page, t: say } = window;
  await page.route('**/media/**/*.mp4', async (route) => await route.abort());
  await signIn(window, 'leela.menon', '/');
  await page.getByText(say('player.failed')).waitFor();
  assert.equal(await page.getByText(say('player.passed')).count(), 0);
  assert.equal(await page.locator('.clip-failed').getByText(say('feed.next')).count(), 0);
  await isWell(page, 'clip-failed-alone-ta-360');
  await page.unroute('**/media/**/*.mp4');
  await page.getByRole('button', { name: say('common.retry') }).click();
  await until('it plays', STEP_LIMIT_MS, async () => (await clipAt(page)).moves || undefined);
});
