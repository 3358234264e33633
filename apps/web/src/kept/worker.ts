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
    const said = await askCell(request.url);
    if (said !== undefined && said.status >= FIRST_DARK) {
      await cache.delete(request.url);
      return new Response(null, { status: said.status });
    }
    // Other bytes by now, as those without a sound that must not be heard: what is kept is not played any more.
    if (said !== undefined && isOther(said.etag, kept.headers.get('etag'))) {
      await cache.delete(request.url);
      return await fetch(request);
    }
  }
  return range === null ? kept : await pieceOf(kept, start, range[2] ?? '');
}

/** @returns what the cell says of it: dark by its status, or the name of its bytes; undefined where nobody answers. */
async function askCell(url: string): Promise<{ status: number; etag: string | null } | undefined> {
  try {
    const { status, headers } = await fetch(url, {
      method: 'HEAD',
      cache: 'no-store',
      signal: AbortSignal.timeout(ASK_WITHIN_MS),
    });
    if (status >= FIRST_BROKEN || status === TOO_MANY) return undefined;
    return { status, etag: headers.get('etag') };
  } catch {
    return undefined;
  }
}

function isOther(now: string | null, kept: string | null): boolean {
  const name = (etag: string): string => etag.replace(/^W\//u, '');
  return now !== null && kept !== null && name(now) !== name(kept);
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
