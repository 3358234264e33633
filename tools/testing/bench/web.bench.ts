/// <reference lib="dom" />
// `npm run bench -- web [--runs 5]`: what a phone on a poor line waits for: the processor four times slower, 1.6 Mbit/s, 150 ms
// there and back, nothing kept from before. First paint and first moving picture of the feed, a bare page with the same clip
// from the same server in the same run, and the way from a swipe to the next clip's first moving picture once that clip is there:
// a thumb's flick over a third of the screen in an eighth of a second, five of them a run.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { VideoPage } from '@jhalak/contracts/videos';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { collectClientFiles } from '../../../apps/web/build/client-files.ts';
import { fingerOn, newPhone, openBrowser } from '../browser/browser.fixture.ts';
import { fillCell, PASSWORD } from '../browser/taste.fixture.ts';
import { until } from '../browser/until.fixture.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' } } });
const runs = Number(values.runs);
const CPU_SLOWER = 4;
const LINE = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
/** It only ends what hangs. */
const LIMIT_MS = 60_000;
const VIEWER = 'leela.menon';
const SWIPES = 5;
/** A flick: so many moves, one a frame, over this share of the screen. */
const FLICK_MOVES = 8;
const FLICK_SHARE = 0.35;
const MOVE_EVERY_MS = 16;
/** Between a clip's arrival and the flick: the page has nothing else to do by then. */
const LOOKED_MS = 1_500;

interface Run {
  firstPaintMs: number;
  firstFrameMs: number;
  bareFirstFrameMs: number;
  swipesMs: number[];
}

const web = await buildWeb();
const cell = await startCell({ startMs: Date.now(), web });
const browser = await openBrowser();
try {
  await fillCell(cell, await phoneClip());
  await cell.account(VIEWER, { languages: ['hi'], genres: ['food'] });
  await cell.drain();
  const { body } = await cell.api<VideoPage>('GET', '/v1/people/chai_wala/videos');
  const clip = body.items[0]?.renditions[0]?.url;
  if (clip === undefined) throw new Error('the cell has no clip');
  const bare = await bareServer(`${cell.url}${clip}`);
  const found: Run[] = [];
  for (let run = 0; run < runs; run += 1) {
    const bareFirstFrameMs = await bareRun(browser, bare.url);
    found.push({ ...(await feedRun(browser, cell)), bareFirstFrameMs });
    process.stderr.write(`${JSON.stringify(found.at(-1))}\n`);
  }
  bare.server.close();
  const spread = Object.fromEntries(
    (['firstPaintMs', 'firstFrameMs', 'bareFirstFrameMs', 'swipesMs'] as const).map((of) => {
      const sorted = found.flatMap((one) => one[of]).toSorted((one, other) => one - other);
      const name = of === 'swipesMs' ? 'swipeMs' : of;
      process.stderr.write(`${name}: ${sorted.join(' ')}\n`);
      return [name, sorted[Math.floor(sorted.length / 2)]];
    }),
  );
  process.stdout.write(
    `${JSON.stringify({ bench: 'web', entryGzKb: await entryGzKb(), ...spread })}\n`,
  );
} finally {
  await browser.close();
  await cell.close();
}
process.exit(0);

/** Scripts of the first load in English, as build.test.ts bounds them. */
async function entryGzKb(): Promise<number> {
  const files = await collectClientFiles(web.clientFolder);
  const addresses = new Set([
    ...[files.entry, ...files.entryImports],
    ...(files.messages['en'] ?? []),
    ...files.firstRun,
  ]);
  let bytes = 0;
  for (const address of addresses)
    bytes += gzipSync(await readFile(join(web.clientFolder, address)), { level: 9 }).length;
  return Math.round(bytes / 100) / 10;
}

/** Eight seconds of 360x640 at some 600 kbit/s with sound, as the ladder's lowest rung has it. */
async function phoneClip(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-web-'));
  try {
    const file = join(folder, 'clip.mp4');
    await promisify(execFile)('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-y'],
      ...['-f', 'lavfi', '-i', 'testsrc2=size=360x640:rate=24:duration=8,noise=alls=12:allf=t'],
      ...['-f', 'lavfi', '-i', 'sine=frequency=330:duration=8'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-b:v', '550k'],
      ...['-maxrate', '700k', '-bufsize', '700k', '-g', '48', '-c:a', 'aac', '-b:a', '48k'],
      ...['-movflags', '+faststart', file],
    ]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A page of one element, at another address of this machine; its clip comes from the cell. */
async function bareServer(clip: string): Promise<{ server: Server; url: string }> {
  const page = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><video src="${clip}" muted autoplay playsinline style="width:100%"></video>`;
  const server = createServer((_request, reply) => {
    reply.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function bareRun(on: Browser, url: string): Promise<number> {
  const context = await newPhone(on, url, 'en-IN');
  try {
    const page = await slowPage(context);
    await page.goto('/', { waitUntil: 'commit' });
    return (await framesOf(page, 1))[0]?.atMs ?? Number.NaN;
  } finally {
    await context.close();
  }
}

async function feedRun(
  on: Browser,
  { url, api }: TestCell,
): Promise<Omit<Run, 'bareFirstFrameMs'>> {
  const context = await newPhone(on, url, 'en-IN');
  try {
    const body = { handle: VIEWER, password: PASSWORD };
    const { token } = (await api<{ token: string }>('POST', '/v1/sessions', { body })).body;
    await context.addCookies([{ name: 'jhalak_session', value: token, url }]);
    const page = await slowPage(context);
    await page.goto('/', { waitUntil: 'commit' });
    const [first] = await framesOf(page, 1);
    const firstPaintMs = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    );
    await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
    const swipesMs: number[] = [];
    for (let swipe = 0; swipe < SWIPES; swipe += 1) {
      await until('the next clip is there', LIMIT_MS, async () =>
        (await page.evaluate(nextIsThere)) ? true : undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, LOOKED_MS));
      await flick(page);
      swipesMs.push(
        await until('the next clip moves', LIMIT_MS, () => page.evaluate(swipeToFrame)),
      );
    }
    return {
      firstPaintMs: Math.round(firstPaintMs),
      firstFrameMs: first?.atMs ?? Number.NaN,
      swipesMs,
    };
  } finally {
    await context.close();
  }
}

interface Frame {
  element: number;
  /** When it is on the glass, as the browser foresees. */
  atMs: number;
}
interface Watched {
  frames: Frame[];
  elements: HTMLVideoElement[];
  /** When the finger left the glass, by the glass; -1 before. */
  releasedMs: number;
  /** Which element holds the clip below the present one, before the finger comes down. */
  next: number;
}

/** A page on a slow processor and line, which notes every frame that any of its clips presents. */
async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', LINE);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
  await page.addInitScript(() => {
    const watched: Watched = { frames: [], elements: [], releasedMs: -1, next: -1 };
    (globalThis as unknown as { watched: Watched }).watched = watched;
    const look = (): void => {
      for (const video of document.querySelectorAll('video')) {
        if (watched.elements.includes(video)) continue;
        const element = watched.elements.push(video) - 1;
        const note: VideoFrameRequestCallback = (_nowMs, { expectedDisplayTime }) => {
          if (!video.paused)
            watched.frames.push({ element, atMs: Math.round(expectedDisplayTime) });
          video.requestVideoFrameCallback(note);
        };
        video.requestVideoFrameCallback(note);
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    addEventListener('touchend', ({ timeStamp }) => (watched.releasedMs = timeStamp), {
      capture: true,
    });
  });
  return page;
}

/** A thumb's way to the next clip. Moves are not waited for: a slow page does not slow the thumb. */
async function flick(page: Page): Promise<void> {
  const finger = await fingerOn(page);
  const ways = [finger.down()];
  for (let move = 1; move <= FLICK_MOVES; move += 1) {
    await new Promise((resolve) => setTimeout(resolve, MOVE_EVERY_MS));
    ways.push(finger.moveUpTo((FLICK_SHARE * move) / FLICK_MOVES));
  }
  await Promise.all(ways);
  await finger.leave();
}

async function framesOf(page: Page, count: number): Promise<Frame[]> {
  return await until('a picture moves', LIMIT_MS, async () => {
    const frames = await page
      .evaluate(() => (globalThis as unknown as { watched?: Watched }).watched?.frames.slice(0, 5))
      // The page is on its way.
      .catch(() => undefined);
    return frames !== undefined && frames.length >= count ? frames : undefined;
  });
}

/** In the page: the present clip moves, and the one below it can be played. Notes which that is. */
function nextIsThere(): boolean {
  const { watched } = globalThis as unknown as { watched: Watched };
  const heightPx = document.querySelector('.scroller')?.clientHeight ?? 0;
  const at = (topPx: number): HTMLVideoElement | undefined =>
    watched.elements.find(
      (video) =>
        !video.hidden &&
        video.src !== '' &&
        Math.abs(video.getBoundingClientRect().top - topPx) < 1,
    );
  const next = at(heightPx);
  if (at(0)?.paused !== false || next === undefined) return false;
  watched.next = watched.elements.indexOf(next);
  watched.releasedMs = -1;
  return next.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
}

/** In the page: from the finger's leaving to the next clip's first frame that comes after it. */
function swipeToFrame(): number | undefined {
  const { frames, releasedMs, next } = (globalThis as unknown as { watched: Watched }).watched;
  if (releasedMs < 0) return undefined;
  const first = frames.find(({ element, atMs }) => element === next && atMs >= releasedMs);
  return first === undefined ? undefined : Math.round(first.atMs - releasedMs);
}
