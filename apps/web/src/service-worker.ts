// Offline: the shell from its cache, a page when the network is away, the last feed page's posters, and the saved clips that
// somebody put on this phone. An order must make a clip dark at once: a poster is shown from here only when the network gives no
// answer, and a kept clip only after the cell was asked. Sends what was done offline, where the browser has Background Sync.

/// <reference lib="webworker" />
import { OUTBOX_SYNC_TAG, sendOutbox } from './api/outbox.ts';
import { SHARE_TARGET_PATH } from './shared-in/shared-address.ts';
import { takeShared } from './shared-in/worker.ts';
import { KEPT_SEARCH, POSTER_CACHE } from './kept/kept-address.ts';
import { playKept } from './kept/worker.ts';
import { KEPT_LANGUAGE } from './i18n/kept-language.ts';
import { keepLockInBackground } from './lock/worker.ts';

declare const self: ServiceWorkerGlobalScope;

/**
 * The build puts the lists here: what every page needs, the screens that are fetched when they are opened, the lock's, and the
 * words of each language.
 */
const {
  shell: SHELL,
  screens: SCREENS,
  lock: LOCK,
  words: WORDS,
} = JSON.parse('__SHELL__') as {
  shell: string[];
  screens: string[];
  lock: string[];
  words: Record<string, string[]>;
};
const WORD_FILES = new Set(Object.values(WORDS).flat());
const SHELL_CACHE = `shell-${SHELL.join('|')
  .split('')
  .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)}`;
const WORDS_CACHE = 'words';
const LOCK_PATH = '/lock';
/** Two pages of the feed. */
const POSTERS_MAX = 12;

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});

self.addEventListener('activate', (event) => {
  event.waitUntil(removeOldShells().then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method === 'POST' && url.pathname === SHARE_TARGET_PATH)
    event.respondWith(takeShared(request));
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname === LOCK_PATH && request.mode === 'navigate')
    event.respondWith(lockPage(request));
  else if (request.mode === 'navigate') event.respondWith(page(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (url.pathname.startsWith('/media/') && url.search === KEPT_SEARCH)
    event.respondWith(playKept(request));
  else if (request.destination === 'image' && url.pathname.startsWith('/media/'))
    event.respondWith(poster(request));
});

keepLockInBackground(self);

self.addEventListener('sync', (event) => {
  const sync = event as ExtendableEvent & { tag: string };
  if (sync.tag === OUTBOX_SYNC_TAG) sync.waitUntil(sendInBackground());
});

/** @throws where something goes on waiting: the browser tries again later. */
async function sendInBackground(): Promise<void> {
  // An open page sends by itself, and shows what came of it.
  if ((await self.clients.matchAll({ type: 'window' })).length > 0) return;
  if (!(await sendOutbox())) throw new Error('the line is not back');
}

/** The lock screen was turned on: it must open without network, whatever else is kept. */
self.addEventListener('message', (event) => {
  const data = event.data as { lock?: unknown } | null;
  if (data?.lock === 'keep')
    event.waitUntil(caches.open(SHELL_CACHE).then((cache) => putAll(cache, LOCK)));
});

/** The page tells in which language it speaks. */
self.addEventListener('message', (event) => {
  const { language } = (event.data ?? {}) as { language?: unknown };
  if (typeof language === 'string') event.waitUntil(keepWords(language));
});

/** The page tells which posters its feed shows. */
self.addEventListener('message', (event) => {
  const data = event.data as { posters?: unknown } | null;
  if (!Array.isArray(data?.posters)) return;
  const wanted = data.posters
    .filter((one): one is string => typeof one === 'string' && one.startsWith('/media/'))
    .slice(0, POSTERS_MAX);
  event.waitUntil(keepPosters(wanted));
});

/** The shell always; the other screens too, so that one can record and write offline, unless data is dear. */
async function install(): Promise<void> {
  const cache = await caches.open(SHELL_CACHE);
  await putAll(cache, SHELL);
  const language = await (await caches.match(KEPT_LANGUAGE))?.text();
  if (language !== undefined) await keepWords(language);
  const line = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection;
  if (line?.saveData !== true) await putAll(cache, SCREENS);
  await self.skipWaiting();
}

async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match('/offline.html')) ?? Response.error();
  }
}

/** A lock screen waits for nobody: the kept shell at once, which holds nothing of anyone. */
async function lockPage(request: Request): Promise<Response> {
  return (await caches.match('/offline.html')) ?? (await page(request));
}

/** Keeps the words of the person's own language and drops all others: fourteen weigh more than the rest of the app. */
async function keepWords(language: string): Promise<void> {
  const wanted = WORDS[language];
  if (wanted === undefined) return;
  const cache = await caches.open(WORDS_CACHE);
  const addresses = new Set(wanted.map((path) => new URL(path, self.location.origin).href));
  const missing = [];
  for (const address of addresses)
    if ((await cache.match(address)) === undefined) missing.push(address);
  await putAll(cache, missing);
  for (const { url } of await cache.keys()) if (!addresses.has(url)) await cache.delete(url);
  await cache.put(KEPT_LANGUAGE, new Response(language));
}

/** Names hold a hash of the content: what is cached stays right. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  // Words are kept when the page says whose they are.
  if (response.ok && !WORD_FILES.has(new URL(request.url).pathname))
    await (await caches.open(SHELL_CACHE)).put(request, response.clone());
  return response;
}

async function poster(request: Request): Promise<Response> {
  try {
    const response = await fetch(request);
    if (!response.ok) await (await caches.open(POSTER_CACHE)).delete(request.url);
    return response;
  } catch {
    const cache = await caches.open(POSTER_CACHE);
    return (await cache.match(request.url)) ?? Response.error();
  }
}

async function keepPosters(wanted: readonly string[]): Promise<void> {
  const cache = await caches.open(POSTER_CACHE);
  const addresses = new Set(wanted.map((path) => new URL(path, self.location.origin).href));
  for (const kept of await cache.keys()) if (!addresses.has(kept.url)) await cache.delete(kept);
  for (const address of addresses) {
    if ((await cache.match(address)) !== undefined) continue;
    await putAll(cache, [address]).catch(() => undefined);
  }
}

/** Files at a time while they are kept: the page's own requests go beside them. */
const AT_A_TIME = 4;

/** Fetches and keeps. @throws where one of them cannot be had; those before it stay. */
async function putAll(cache: Cache, addresses: readonly string[]): Promise<void> {
  const left = [...addresses];
  const worker = async (): Promise<void> => {
    for (let address = left.shift(); address !== undefined; address = left.shift()) {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      await cache.put(address, response);
      fetchedBytes += bytesOf(address);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** What was sent for it; nothing where it came out of the browser's own cache. */
function bytesOf(address: string): number {
  const name = new URL(address, self.location.origin).href;
  const entry = performance.getEntriesByName(name).at(-1) as PerformanceResourceTiming | undefined;
  return entry?.transferSize ?? 0;
}

/** What this worker fetched for keeping and no page has counted yet. */
let fetchedBytes = 0;

/** The page counts what the phone fetches; it asks the worker for its part. */
self.addEventListener('message', (event) => {
  if ((event.data as { count?: unknown } | null)?.count !== true) return;
  event.source?.postMessage({ fetchedBytes });
  fetchedBytes = 0;
});

async function removeOldShells(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('shell-') && name !== SHELL_CACHE) await caches.delete(name);
}
