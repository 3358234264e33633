/// <reference lib="dom" />
// What Chromium shows of a file before anybody presses anything.

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** What the browser says of a file, and its first picture. */
export interface FirstFrame {
  widthPx: number;
  heightPx: number;
  durationMs: number;
  /** 16 x 16 in grey, 0 to 255. */
  picture: number[];
}

/** A site that is played here; nobody dials it. */
const SITE = 'http://corpus.test';
const LOOK_LIMIT_MS = 60_000;

/** @throws where it cannot be shown. Cost: a second. */
export async function firstFrame(page: Page, path: string): Promise<FirstFrame> {
  const body = await readFile(path);
  await page.route(`${SITE}/**`, (route) =>
    route.request().url().endsWith('.mp4')
      ? route.fulfill({ body, contentType: 'video/mp4', headers: { 'accept-ranges': 'none' } })
      : route.fulfill({ body: '<!doctype html><title>corpus</title>', contentType: 'text/html' }),
  );
  try {
    await page.goto(`${SITE}/`);
    return await page.evaluate(look, { address: `${SITE}/clip.mp4`, LOOK_LIMIT_MS });
  } finally {
    await page.unroute(`${SITE}/**`);
  }
}

/** In the page, by itself. */
async function look(given: { address: string; LOOK_LIMIT_MS: number }): Promise<FirstFrame> {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  document.body.append(video);
  await new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error('no picture came')), given.LOOK_LIMIT_MS);
    video.addEventListener('error', () => reject(new Error(video.error?.message ?? 'no video')));
    // When the picture is shown: on a busy machine `loadeddata` comes before there is anything to copy.
    video.requestVideoFrameCallback(() => {
      clearTimeout(limit);
      resolve();
    });
    video.src = given.address;
  });
  // In steps, so that every pixel counts: one step from 720 to 16 would look at a few of them.
  const sides = [256, 64, 16];
  let from: CanvasImageSource = video;
  let pixels: Uint8ClampedArray | undefined;
  for (const side of sides) {
    const canvas = new OffscreenCanvas(side, side);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    context.imageSmoothingQuality = 'high';
    context.drawImage(from, 0, 0, side, side);
    from = canvas;
    if (side === sides.at(-1)) pixels = context.getImageData(0, 0, side, side).data;
  }
  const picture: number[] = [];
  for (let at = 0; at < (pixels?.length ?? 0); at += 4)
    picture.push(
      0.2126 * (pixels?.[at] ?? 0) +
        0.7152 * (pixels?.[at + 1] ?? 0) +
        0.0722 * (pixels?.[at + 2] ?? 0),
    );
  return {
    widthPx: video.videoWidth,
    heightPx: video.videoHeight,
    durationMs: video.duration * 1_000,
    picture,
  };
}
