// The service worker's part of kept clips: plays them from the phone, in ranges as players ask, and asks the cell first whether
// they may still be seen.

import { KEPT_CACHE } from './kept-address.ts';

/** A player waits for the answer; a line slower than this counts as none, and what is kept plays. */
const ASK_WITHIN_MS = 2_500;
const FIRST_DARK = 400;
const FIRST_BROKEN = 500;
const TOO_MANY = 429;

/** @returns what is kept at the address, or what the network has where nothing is. */
export async function playKept(request: Request): Promise<Response> {
  const cache = await caches.open(KEPT_CACHE);
  const kept = await cache.match(request.url);
  if (kept === undefined) return await fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/u.exec(request.headers.get('range') ?? '');
  const start = Number(range?.[1] ?? 0);
  // Once a showing, not once a piece.
  if (start === 0) {
    const status = await askCell(request.url);
    if (status !== undefined) {
      await cache.delete(request.url);
      return new Response(null, { status });
    }
  }
  return range === null ? kept : await pieceOf(kept, start, range[2] ?? '');
}

/** @returns the status by which the cell says that it is dark; undefined where it may be seen, or nobody answers. */
async function askCell(url: string): Promise<number | undefined> {
  try {
    const { status } = await fetch(url, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_WITHIN_MS),
    });
    const isDark = status >= FIRST_DARK && status < FIRST_BROKEN && status !== TOO_MANY;
    return isDark ? status : undefined;
  } catch {
    return undefined;
  }
}

async function pieceOf(kept: Response, start: number, to: string): Promise<Response> {
  const whole = await kept.blob();
  const end = Math.min(to === '' ? whole.size : Number(to) + 1, whole.size);
  if (start >= whole.size)
    return new Response(null, {
      status: 416,
      headers: { 'content-range': `bytes */${whole.size}` },
    });
  return new Response(whole.slice(start, end), {
    status: 206,
    headers: {
      'accept-ranges': 'bytes',
      'content-type': kept.headers.get('content-type') ?? 'video/mp4',
      'content-length': String(end - start),
      'content-range': `bytes ${start}-${end - 1}/${whole.size}`,
    },
  });
}
