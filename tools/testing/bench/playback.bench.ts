/// <reference lib="dom" />
// `npm run bench -- playback [--runs 3] [--lines 0.7,1.6,4,none] [--stage 600]`: what somebody waits for on four lines: from the wish to play to the first moving
// picture, and how long it stands still in the seconds after it. Our own player (apps/web/src/feed/player.ts) with the plain
// file beside hls.js with HLS, on the same clip of the same cell, each on an empty page with its code already there.

import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type HlsClass from 'hls.js';
import type { Browser, BrowserContext } from 'playwright-core';
import type { Rendition, Video } from '@jhalak/contracts/videos';
import { startCell } from '@jhalak/testing';
import { openBrowser, PHONE } from '../browser/browser.fixture.ts';
import { publishTwoRungs } from '../browser/two-rungs.fixture.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    lines: { type: 'string', default: '0.7,1.6,4,none' },
    /** Physical pixels for which our own player chooses; default: a phone's stage. */
    stage: { type: 'string' },
  },
});
const runs = Number(values.runs);
/** Mbit/s; Infinity: the machine's own. */
const LINES = values.lines.split(',').map((one) => (one === 'none' ? Infinity : Number(one)));
/** There and back on a mobile line. */
const LATENCY_MS = 60;
const SECONDS = 16;
/** Watched from the first picture on. */
const WATCH_MS = 6_000;
/** It only ends what hangs. */
const LIMIT_MS = 60_000;
/** Physical pixels of a phone's stage. */
const STAGE_PX = Number(values.stage ?? PHONE.width * 2);
const FEED = fileURLToPath(new URL('../../../apps/web/src/feed/', import.meta.url));
const HLS_JS = createRequire(import.meta.url).resolve('hls.js/dist/hls.light.min.js');

interface Found {
  firstFrameMs: number;
  stalledMs: number;
  /** Of the first picture, and of the last that was looked at. */
  firstWidthPx: number;
  lastWidthPx: number;
}

const cell = await startCell({ startMs: Date.now() });
const browser = await openBrowser();
try {
  const { personId } = await cell.account('maker_one');
  const videoId = await publishTwoRungs(cell, personId, SECONDS);
  await cell.drain();
  const { body: video } = await cell.api<Video>('GET', `/v1/videos/${videoId}`);
  const ours: Record<string, number> = {};
  const theirs: Record<string, number> = {};
  for (const line of LINES) {
    const name = line === Infinity ? 'none' : String(line);
    const [own, hls]: [Found[], Found[]] = [[], []];
    for (let run = 0; run < runs; run += 1) {
      own.push(await watch(browser, line, (page) => page.evaluate(playOurs, given(video, line))));
      hls.push(await watch(browser, line, (page) => page.evaluate(playHls, given(video, line))));
    }
    ours[name] = median(own.map(({ firstFrameMs }) => firstFrameMs));
    theirs[name] = median(hls.map(({ firstFrameMs }) => firstFrameMs));
    process.stderr.write(
      `${name} ours ${JSON.stringify(own)}\n${name} hls ${JSON.stringify(hls)}\n`,
    );
  }
  const found = { bench: 'playback', firstFrameMs: ours, hlsFirstFrameMs: theirs };
  process.stdout.write(`${JSON.stringify(found)}\n`);
} finally {
  await browser.close();
  await cell.close();
}
process.exit(0);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function given({ id, renditions }: Video, mbps: number) {
  return {
    ...{ id, renditions, STAGE_PX, WATCH_MS, LIMIT_MS },
    downlinkMbps: mbps === Infinity ? null : mbps,
  };
}

type Given = ReturnType<typeof given>;
type Page = Awaited<ReturnType<BrowserContext['newPage']>>;

/** An empty page of the cell's origin on a slow line, with both players' code. */
async function watch(
  on: Browser,
  mbps: number,
  play: (page: Page) => Promise<Found>,
): Promise<Found> {
  const context = await on.newContext({ baseURL: cell.url, viewport: PHONE, bypassCSP: true });
  try {
    const page = await context.newPage();
    await page.route('**/bench/*', async (route) => {
      const file = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
      if (!file.endsWith('.ts')) {
        await route.fulfill({ contentType: 'text/html', body: '<!doctype html><div></div>' });
        return;
      }
      const source = await readFile(join(FEED, file), 'utf8');
      await route.fulfill({ contentType: 'text/javascript', body: stripTypeScriptTypes(source) });
    });
    await page.goto('/bench/page');
    await page.addScriptTag({ path: HLS_JS });
    await page.evaluate(
      async (files) => {
        for (const file of files) await import(file);
      },
      ['/bench/player.ts', '/bench/rendition.ts'],
    );
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    if (mbps !== Infinity)
      await session.send('Network.emulateNetworkConditions', {
        ...{ offline: false, latency: LATENCY_MS },
        ...{ downloadThroughput: (mbps * 1e6) / 8, uploadThroughput: (mbps * 1e6) / 8 },
      });
    await page.evaluate(defineLook);
    return await play(page);
  } finally {
    await context.close();
  }
}

/** What is used of our own player; the page loads the thing itself. */
interface OurPlayer {
  Player: new (options: object) => {
    show(clips: readonly { key: string; video: object }[], index: number, play: boolean): void;
  };
}
interface OurChoice {
  pickRendition(renditions: readonly Rendition[], setting: object): Rendition | undefined;
}

type Look = (video: HTMLVideoElement, from: number, watchMs: number) => Promise<Found>;

/** In the page: how an element is watched, whoever fills it. */
function defineLook(): void {
  const look: Look = async (video, from, watchMs) =>
    await new Promise((resolve) => {
      video.requestVideoFrameCallback((firstMs) => {
        const firstWidthPx = video.videoWidth;
        let [stalledMs, stoodFrom] = [0, -1];
        video.addEventListener('waiting', () => (stoodFrom = performance.now()));
        video.addEventListener('playing', () => {
          if (stoodFrom >= 0) stalledMs += performance.now() - stoodFrom;
          stoodFrom = -1;
        });
        setTimeout(() => {
          if (stoodFrom >= 0) stalledMs += performance.now() - stoodFrom;
          resolve({
            firstFrameMs: Math.round(firstMs - from),
            stalledMs: Math.round(stalledMs),
            ...{ firstWidthPx, lastWidthPx: video.videoWidth },
          });
        }, watchMs);
      });
    });
  Object.assign(globalThis, { look });
}

/** In the page, by itself. */
async function playOurs({ id, renditions, ...of }: Given): Promise<Found> {
  const { look } = globalThis as unknown as { look: Look };
  const player: string = '/bench/player.ts';
  const rendition: string = '/bench/rendition.ts';
  const { Player } = (await import(player)) as OurPlayer;
  const { pickRendition } = (await import(rendition)) as OurChoice;
  const layer = document.querySelector('div');
  if (layer === null) throw new Error('there is no layer');
  const from = performance.now();
  const made = new Player({
    layer,
    pick: (all: readonly Rendition[]) =>
      pickRendition(all, {
        ...{ widthPx: of.STAGE_PX, saveData: false, canPlay: () => true },
        downlinkMbps: of.downlinkMbps ?? undefined,
      }),
    ahead: () => 0,
    book: () => undefined,
    onView: () => undefined,
    onTick: () => undefined,
    onPause: () => undefined,
    onGiveUp: () => undefined,
  });
  made.show([{ key: id, video: { id, renditions } }], 0, true);
  const element = [...layer.querySelectorAll('video')].find((one) => one.src !== '');
  if (element === undefined) throw new Error('nothing is loaded');
  return await look(element, from, of.WATCH_MS);
}

/** In the page, by itself. */
async function playHls({ id, WATCH_MS: watchMs }: Given): Promise<Found> {
  const { look, Hls } = globalThis as unknown as {
    look: Look;
    Hls: typeof HlsClass;
  };
  const layer = document.querySelector('div');
  const video = document.createElement('video');
  video.muted = true;
  layer?.append(video);
  const from = performance.now();
  const hls = new Hls();
  hls.loadSource(`/media/${id}/master.m3u8`);
  hls.attachMedia(video);
  void video.play();
  return await look(video, from, watchMs);
}
