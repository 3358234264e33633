/// <reference lib="dom" />
// `npm run bench -- web [--runs 5]`: what a phone on a poor line waits for: the processor four times slower, 1.6 Mbit/s, 150 ms
// there and back, nothing kept from before. First paint and first moving picture of the feed, a bare page with the same clip
// from the same server in the same run, and the way from a swipe to the next clip's first picture once that clip is there.

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
import { newPhone, openBrowser, swipeUp } from '../browser/browser.fixture.ts';
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

interface Run {
  firstPaintMs: number;
  firstFrameMs: number;
  bareFirstFrameMs: number;
  swipeMs: number;
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
    (['firstPaintMs', 'firstFrameMs', 'bareFirstFrameMs', 'swipeMs'] as const).map((name) => {
      const sorted = found.map((one) => one[name]).toSorted((one, other) => one - other);
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
    await until('the next clip is there', LIMIT_MS, async () =>
      (await page.evaluate(nextIsThere)) ? true : undefined,
    );
    await swipeUp(page);
    const swipeMs = await until('the next clip moves', LIMIT_MS, () => page.evaluate(swipeToFrame));
    return {
      firstPaintMs: Math.round(firstPaintMs),
      firstFrameMs: first?.atMs ?? Number.NaN,
      swipeMs,
    };
  } finally {
    await context.close();
  }
}

interface Frame {
  element: number;
  atMs: number;
}
interface Watched {
  frames: Frame[];
  /** When the finger left the glass; -1 before. */
  releasedMs: number;
  /** Which element moved then. */
  before: number;
}

/** A page on a slow processor and line, which notes every frame that any of its clips presents. */
async function slowPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', LINE);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWER });
  await page.addInitScript(() => {
    const watched: Watched = { frames: [], releasedMs: -1, before: -1 };
    (globalThis as unknown as { watched: Watched }).watched = watched;
    const known = new Set<HTMLVideoElement>();
    const look = (): void => {
      for (const video of document.querySelectorAll('video')) {
        if (known.has(video)) continue;
        const element = known.size;
        known.add(video);
        const note: VideoFrameRequestCallback = (nowMs) => {
          if (!video.paused) watched.frames.push({ element, atMs: Math.round(nowMs) });
          video.requestVideoFrameCallback(note);
        };
        video.requestVideoFrameCallback(note);
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
    addEventListener(
      'touchend',
      () => {
        watched.before = watched.frames.at(-1)?.element ?? -1;
        watched.releasedMs = performance.now();
      },
      { capture: true },
    );
  });
  return page;
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

/** In the page: two of the pool can be played. */
function nextIsThere(): boolean {
  const ready = [...document.querySelectorAll<HTMLVideoElement>('.pool video')].filter(
    (video) => video.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA,
  );
  return ready.length >= 2;
}

/** In the page: from the finger's leaving to the first frame of another clip. */
function swipeToFrame(): number | undefined {
  const { frames, releasedMs, before } = (globalThis as unknown as { watched: Watched }).watched;
  if (releasedMs < 0) return undefined;
  const next = frames.find(({ element, atMs }) => atMs >= releasedMs && element !== before);
  return next === undefined ? undefined : Math.round(next.atMs - releasedMs);
}
