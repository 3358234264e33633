// The machine's own Chromium without its window, driven as people use it: a phone in Hindi or English, with a camera that shows a test
// picture.

import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The first is the same engine without a browser around it: a page costs half the processor's time. */
const BROWSERS = [
  'chromium-headless-shell',
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
];
/** Languages of the interface in which people walk here. */
export type Words = InterfaceLanguage;
/** A small laptop's window. */
export const LAPTOP = { width: 1280, height: 800 };
/** A cheap phone's window; every screen must fit. */
export const PHONE = { width: 360, height: 740 };
/** For one step of a person. It only ends what hangs: on a machine that does much else a step of a second takes thirty. */
export const STEP_LIMIT_MS = 120_000;

/** Folder of real clips beside the checkout. */
export const SHARED_MEDIA = join(
  process.env['JHALAK_SHARED'] ?? join(ROOT, '../shared'),
  'media/dev',
);

/** Why no test with a browser can run here, or undefined. One that is there and does not start is a failure. */
export const whyNoBrowser = (): string | undefined =>
  whereIs(BROWSERS) === undefined
    ? 'NOT RUN: Chromium is not installed (apt install chromium)'
    : undefined;

/** Why no test with a browser and real clips can run here, or undefined. */
export function whyNotHere(): string | undefined {
  const noBrowser = whyNoBrowser();
  if (noBrowser !== undefined) return noBrowser;
  if (whereIs(['ffmpeg']) === undefined)
    return 'NOT RUN: ffmpeg is not installed (apt install ffmpeg)';
  return existsSync(SHARED_MEDIA)
    ? undefined
    : `NOT RUN: there are no real clips at ${SHARED_MEDIA}; set JHALAK_SHARED`;
}

/**
 * Starts Chromium. Cost: about a second.
 *
 * @param cameraFile what its camera shows, in its size and again from the start at its end (MJPEG); by default a green
 * disc in 4K, which takes more than two cores to record.
 */
export async function openBrowser(cameraFile?: string): Promise<Browser> {
  const executablePath = whereIs(BROWSERS);
  if (executablePath === undefined) throw new Error('no Chromium; ask whyNoBrowser first');
  return await chromium.launch({
    executablePath,
    timeout: STEP_LIMIT_MS,
    // Chromium's own sandbox cannot be had by root; the pages are ours.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...(cameraFile === undefined ? [] : [`--use-file-for-fake-video-capture=${cameraFile}`]),
    ],
  });
}

/** Another person with a phone of their own. @param locale BCP 47, as the phone would say it. */
export async function newPhone(
  browser: Browser,
  url: string,
  locale: `${Words}-IN`,
  viewport: { width: number; height: number } = PHONE,
): Promise<BrowserContext> {
  const phone = viewport.width < 600;
  const context = await browser.newContext({
    baseURL: url,
    locale,
    viewport,
    hasTouch: phone,
    isMobile: phone,
    permissions: ['camera', 'microphone'],
  });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  return context;
}

/** Opens an address and waits until the page lives. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
}

/** Steps of a finger's way up the screen. */
const SWIPE_STEPS = 14;
/** Where a finger comes down, of the screen's height. */
const FINGER_AT = 0.76;

/** One finger in the middle of the screen. */
export interface Finger {
  down(): Promise<void>;
  /** @param share of the screen's height, upwards from where it came down. */
  moveUpTo(share: number): Promise<void>;
  leave(): Promise<void>;
}

/** A finger that can be held still and moved back. */
export async function fingerOn(page: Page): Promise<Finger> {
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? PHONE;
  const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', share?: number) => {
    const at = (up: number) => ({ x: width / 2, y: height * (FINGER_AT - up) });
    const touchPoints = share === undefined ? [] : [at(share)];
    await session.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  return {
    down: async () => await touch('touchStart', 0),
    moveUpTo: async (share) => await touch('touchMove', share),
    async leave() {
      await touch('touchEnd');
      await session.detach();
    },
  };
}

/** One finger moves up the screen, to the next clip. */
export async function swipeUp(page: Page): Promise<void> {
  const finger = await fingerOn(page);
  await finger.down();
  for (let step = 1; step <= SWIPE_STEPS; step += 1)
    await finger.moveUpTo((0.6 * step) / SWIPE_STEPS);
  await finger.leave();
}

/** The words of the interface, by key. Keys with arguments are given as they stand. */
export async function wordsOf(locale: Words): Promise<(key: string) => string> {
  const file = join(ROOT, `apps/web/messages/${locale}.json`);
  const words = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  return (key) => {
    const text = words[key];
    if (text === undefined) throw new Error(`${file} has no ${key}`);
    return text;
  };
}

const PICTURES = process.env['JHALAK_PICTURES'] ?? '';

/** Whether this run keeps pictures of what it sees. */
export const keepsPictures = (): boolean => PICTURES !== '';

/** Keeps a picture of the page as `NAME.png` in the folder that JHALAK_PICTURES names; without it does nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!keepsPictures()) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
}

function whereIs(programs: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return programs
    .flatMap((program) => folders.map((folder) => join(folder, program)))
    .find((path) => existsSync(path));
}
