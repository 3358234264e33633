/// <reference lib="dom" />
// Plays a file in Chromium as a person would see it: begin, moving pictures, and the end.

import type { Page } from 'playwright-core';

/** What playing showed. */
export interface Played {
  widthPx: number;
  heightPx: number;
  durationMs: number;
  /** The last picture was reached and the browser said so. */
  ended: boolean;
  /** What the browser said of a failure. */
  error: string | null;
}

/** The beginning is watched at its own pace this long, or to its end when it is shorter; the rest is passed over. */
const WATCH_S = 0.5;
/** What is left to play after passing over. */
const LAST_S = 0.3;
/** For one file on a machine that does much else; what takes longer does not play. */
const PLAY_LIMIT_MS = 120_000;

/**
 * Plays a file of the page's own origin.
 *
 * @throws Error saying how far it came when it stood still or showed no picture within PLAY_LIMIT_MS.
 * Cost: a second at most, decoding included, on an idle machine.
 */
export async function playThrough(page: Page, address: string): Promise<Played> {
  return await page.evaluate(playHere, { address, WATCH_S, LAST_S, PLAY_LIMIT_MS });
}

/** In the page, by itself. */
function playHere(given: {
  address: string;
  WATCH_S: number;
  LAST_S: number;
  PLAY_LIMIT_MS: number;
}): Promise<Played> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  document.body.append(video);
  let pictures = 0;
  const count = (): void => {
    pictures += 1;
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  return new Promise<Played>((resolve, reject) => {
    const limit = setTimeout(() => {
      reject(
        new Error(`stood at ${video.currentTime} of ${video.duration} s, ${pictures} pictures`),
      );
    }, given.PLAY_LIMIT_MS);
    const end = (error: string | null): void => {
      clearTimeout(limit);
      if (pictures === 0 && error === null) reject(new Error('it ended and showed no picture'));
      resolve({
        widthPx: video.videoWidth,
        heightPx: video.videoHeight,
        durationMs: Math.round(video.duration * 1000),
        ended: video.ended,
        error,
      });
      video.removeAttribute('src');
      video.load();
      video.remove();
    };
    video.addEventListener('error', () => end(video.error?.message ?? 'unknown'));
    video.addEventListener('ended', () => end(null));
    const pass = (): void => {
      if (video.currentTime < given.WATCH_S) return;
      video.removeEventListener('timeupdate', pass);
      if (video.duration - video.currentTime > given.LAST_S)
        video.currentTime = video.duration - given.LAST_S;
    };
    video.addEventListener('timeupdate', pass);
    video.src = given.address;
    video.play().catch((error: unknown) => end(String(error)));
  });
}
