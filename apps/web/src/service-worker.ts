// Offline: the shell from its cache, a page when the network is away, the last feed page's posters. Clips are never kept:
// an order must make them dark at once, so a poster too is shown from here only when the network gives no answer.

/// <reference lib="webworker" />
import { keepLockInBackground } from './lock/worker.ts';

declare const self: ServiceWorkerGlobalScope;

/** The build puts the lists here: what every page needs, the screens that are fetched when they are opened, the lock's. */
const {
  shell: SHELL,
  screens: SCREENS,
  lock: LOCK,
} = JSON.parse('__SHELL__') as { shell: string[]; screens: string[]; lock: string[] };
const SHELL_CACHE = `shell-${SHELL.join('|')
  .split('')
  .reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7)}`;
const POSTER_CACHE = 'posters';
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
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (url.pathname === LOCK_PATH && request.mode === 'navigate')
    event.respondWith(lockPage(request));
  else if (request.mode === 'navigate') event.respondWith(page(request));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request));
  else if (request.destination === 'image' && url.pathname.startsWith('/media/'))
    event.respondWith(poster(request));
});

keepLockInBackground(self);

/** The lock screen was turned on: it must open without network, whatever else is kept. */
self.addEventListener('message', (event) => {
  const data = event.data as { lock?: unknown } | null;
  if (data?.lock === 'keep')
    event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(LOCK)));
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
  await cache.addAll(SHELL);
  const line = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection;
  if (line?.saveData !== true) await cache.addAll(SCREENS);
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

/** Names hold a hash of the content: what is cached stays right. */
async function asset(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(SHELL_CACHE)).put(request, response.clone());
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
    const response = await fetch(address).catch(() => undefined);
    if (response?.ok === true) await cache.put(address, response);
  }
}

async function removeOldShells(): Promise<void> {
  for (const name of await caches.keys())
    if (name.startsWith('shell-') && name !== SHELL_CACHE) await caches.delete(name);
}
