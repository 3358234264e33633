// Saved clips that are on this phone, to be watched without network: their bytes in a cache that the service worker plays from,
// what is known of them beside. At every contact the cell is asked whether each may still be seen; what may not goes at once.

import type { Rendition, Video } from '@jhalak/contracts/videos';
import { createSignal, type Signal } from '../shell/signal.ts';
import { SHARED_CACHE } from '../shared-in/shared-address.ts';
import { KEPT_CACHE, keptAddress, POSTER_CACHE } from './kept-address.ts';

export interface KeptClip {
  video: Video;
  bytes: number;
  atMs: number;
}

/** An evening; more would be a second gallery. */
export const KEPT_MAX = 30;
export const KEPT_BYTES_MAX = 200_000_000;
/** Of what the browser grants: the rest is for drafts and the app itself. */
const QUOTA_SHARE = 0.8;
const INDEX_KEY = 'jhalak.kept';
/** What a cell says of a clip that is not to be seen any more: gone, dark here, for others only. */
const DARK: ReadonlySet<number> = new Set([401, 403, 404, 410, 451]);

/** Newest first; other tabs' changes come with the next look. */
export const keptClips: Signal<readonly KeptClip[]> =
  createSignal<readonly KeptClip[]>(readIndex());

/** @returns the encoding that would be kept: the sharpest of at most 480 lines, or the smallest there is. */
export function keptRendition({ renditions }: Pick<Video, 'renditions'>): Rendition | undefined {
  const modest = renditions.filter(({ widthPx, heightPx }) => Math.min(widthPx, heightPx) <= 480);
  return modest.at(-1) ?? renditions[0];
}

export type KeepResult = 'kept' | 'full' | 'no_room' | 'offline';

/**
 * Fetches a clip and its picture and keeps them. A page without a service worker keeps nothing.
 *
 * @returns `full`: KEPT_MAX or KEPT_BYTES_MAX is reached; `no_room`: the phone has none.
 */
export async function keepClip(video: Video): Promise<KeepResult> {
  const rendition = keptRendition(video);
  if (rendition === undefined || (await activeWorker()) === undefined) return 'no_room';
  const others = readIndex().filter((one) => one.video.id !== video.id);
  const sum = others.reduce((bytes, one) => bytes + one.bytes, rendition.bytes);
  if (others.length >= KEPT_MAX || sum > KEPT_BYTES_MAX) return 'full';
  if (!(await hasRoom(rendition.bytes))) return 'no_room';
  try {
    const [clip, poster] = await Promise.all([fetch(rendition.url), fetch(video.poster)]);
    if (clip.status !== 200 || !poster.ok) return 'offline';
    const cache = await caches.open(KEPT_CACHE);
    await cache.put(keptAddress(rendition.url), clip);
    await cache.put(keptAddress(video.poster), poster);
  } catch (error) {
    await dropBytes(video);
    return error instanceof DOMException && error.name === 'QuotaExceededError'
      ? 'no_room'
      : 'offline';
  }
  writeIndex([{ video, bytes: rendition.bytes, atMs: Date.now() }, ...others]);
  return 'kept';
}

export async function dropClip(id: string): Promise<void> {
  const kept = readIndex();
  const gone = kept.find(({ video }) => video.id === id);
  writeIndex(kept.filter((one) => one !== gone));
  if (gone !== undefined) await dropBytes(gone.video);
}

/** The service worker's caches that hold what somebody saw, or was about to publish. */
const PERSONAL_CACHES = [KEPT_CACHE, SHARED_CACHE, POSTER_CACHE] as const;

/** Another person may use this device next. */
export async function forgetKept(): Promise<void> {
  writeIndex([]);
  const { caches } = globalThis as { caches?: CacheStorage };
  for (const name of PERSONAL_CACHES) await caches?.delete(name);
}

/** Asks the cell after each: what an order, its maker or a moderator took away is dark here too. Cost: a head a clip. */
export async function checkKept(): Promise<void> {
  for (const { video } of readIndex()) {
    const response = await fetch(video.poster, { method: 'HEAD', cache: 'no-store' }).catch(
      () => undefined,
    );
    if (response === undefined) return;
    if (DARK.has(response.status)) await dropClip(video.id);
  }
}

/** @returns the clip as it plays from this phone; nothing of it comes over the line. */
export function keptVideo(id: string): Video | undefined {
  const kept = readIndex().find(({ video }) => video.id === id);
  const rendition = kept && keptRendition(kept.video);
  if (kept === undefined || rendition === undefined) return undefined;
  return {
    ...kept.video,
    poster: keptAddress(kept.video.poster),
    renditions: [{ ...rendition, url: keptAddress(rendition.url), bytes: 0 }],
  };
}

async function hasRoom(bytes: number): Promise<boolean> {
  try {
    // Asked where there is something to lose; some browsers ask the person.
    await navigator.storage.persist();
    const { usage = 0, quota = Infinity } = await navigator.storage.estimate();
    return usage + bytes <= quota * QUOTA_SHARE;
  } catch {
    return true;
  }
}

async function activeWorker(): Promise<ServiceWorker | undefined> {
  const registration = await navigator.serviceWorker?.getRegistration('/').catch(() => undefined);
  return registration?.active ?? undefined;
}

async function dropBytes(video: Video): Promise<void> {
  const cache = await caches.open(KEPT_CACHE);
  for (const { url } of video.renditions) await cache.delete(keptAddress(url));
  await cache.delete(keptAddress(video.poster));
}

function readIndex(): KeptClip[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(INDEX_KEY) ?? '[]');
    return Array.isArray(kept) ? (kept as KeptClip[]) : [];
  } catch {
    return [];
  }
}

function writeIndex(kept: readonly KeptClip[]): void {
  try {
    if (kept.length === 0) localStorage.removeItem(INDEX_KEY);
    else localStorage.setItem(INDEX_KEY, JSON.stringify(kept));
  } catch {
    // What is not in the index is not shown, and goes with the next sign-out.
  }
  keptClips.set(kept);
}
