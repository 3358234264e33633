// What a day of watching needs outside of our own code: a server that counts what it sends, and <video> elements that fetch.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { clipsToPrepare, fittingEncodings } from '@jhalak/contracts/data-budget';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { Rendition, Video } from '@jhalak/contracts/videos';

export const SMALL_BYTES = 80_000;
export const LARGE_BYTES = 450_000;
const DURATION_S = 4;
const KILO = 1_000;
const PAGE = 6;

const rung = (id: string, heightPx: number, bytes: number): Rendition => ({
  ...{ url: `/media/${id}/${heightPx}.mp4`, codec: 'avc1.64001f', heightPx, bytes },
  ...{ widthPx: Math.round((heightPx * 9) / 16), bitrateBps: (bytes * 8) / DURATION_S },
});

function clip(nth: number, leftKb: string | null): FeedPage['items'][number] {
  const id = `clip-${nth}`;
  const ladder = [rung(id, 640, SMALL_BYTES), rung(id, 1280, LARGE_BYTES)];
  const renditions = leftKb === null ? ladder : fittingEncodings(ladder, Number(leftKb) * KILO);
  const video = {
    ...{ id, state: 'published', caption: '', language: 'hi', genre: 'food', tags: [] },
    ...{ durationMs: DURATION_S * KILO, widthPx: 720, heightPx: 1280, poster: '', thumbhash: '' },
    ...{ creator: { handle: 'maker' }, counts: { views: 0, likes: 0, comments: 0 } },
    ...{ renditions, publishedAtMs: 0, sample: false },
  } satisfies Video;
  return { slot: `slot-${nth}`, video, reason: { code: 'new', text: '' }, propensity: 1 };
}

/** A server of feed pages and clips. `sentBytes`: of clips, as they left. */
export interface ClipServer {
  url: string;
  sentBytes(): number;
  close(): Promise<void>;
}

export async function openClipServer(): Promise<ClipServer> {
  let sent = 0;
  const server: Server = createServer((request, reply) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://cell');
    if (pathname.startsWith('/media/')) {
      const bytes = pathname.endsWith('640.mp4') ? SMALL_BYTES : LARGE_BYTES;
      sent += bytes;
      reply.writeHead(200, { 'content-type': 'video/mp4' }).end(Buffer.alloc(bytes));
      return;
    }
    const from = Number(searchParams.get('cursor') ?? 0);
    const leftKb = searchParams.get('leftKb');
    const items = Array.from({ length: PAGE }, (_, at) => clip(from + at, leftKb));
    const smallest = items.map(({ video }) => video.renditions[0]?.bytes ?? 0);
    const ahead = leftKb === null ? {} : { ahead: clipsToPrepare(smallest, Number(leftKb) * KILO) };
    reply.end(JSON.stringify({ items, next: String(from + PAGE), ...ahead } satisfies FeedPage));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sentBytes: () => sent,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A <video> as far as the player uses one: it fetches its whole source over HTTP, as browsers do with short clips. */
export class FetchingVideo extends EventTarget {
  static base = '';
  /** Fetches under way, to wait for. */
  static readonly busy = new Set<Promise<void>>();
  muted = false;
  loop = false;
  playsInline = false;
  preload = '';
  tabIndex = 0;
  disablePictureInPicture = false;
  hidden = false;
  currentTime = 0;
  duration = Number.NaN;
  readyState = 0;
  paused = true;
  readonly style: Record<string, string> = {};
  readonly classList = { add: () => undefined, remove: () => undefined, toggle: () => false };
  #src = '';
  #end = 0;

  get buffered(): { length: number; end: () => number } {
    return { length: this.#end > 0 ? 1 : 0, end: () => this.#end };
  }

  get src(): string {
    return this.#src;
  }

  set src(path: string) {
    this.#src = path;
    this.readyState = 0;
    this.duration = Number.NaN;
    this.#end = 0;
    const job: Promise<void> = this.#fetch(path).finally(() => FetchingVideo.busy.delete(job));
    FetchingVideo.busy.add(job);
  }

  getAttribute(): string {
    return this.#src;
  }

  /** As in browsers: what was loaded stays until there is another source. */
  removeAttribute(): void {
    this.#src = '';
  }

  async play(): Promise<void> {
    this.paused = false;
    if (this.readyState >= 3) this.dispatchEvent(new Event('playing'));
    await Promise.resolve();
  }

  pause(): void {
    this.paused = true;
  }

  load(): void {}

  remove(): void {}

  async #fetch(path: string): Promise<void> {
    await (await fetch(FetchingVideo.base + path)).arrayBuffer();
    if (this.#src !== path) return;
    this.readyState = 4;
    this.duration = DURATION_S;
    this.#end = DURATION_S;
    this.dispatchEvent(new Event('canplay'));
    if (!this.paused) this.dispatchEvent(new Event('playing'));
  }
}
