// Counts what the page fetched beside clips: pictures, words and code, as the browser tells it. Clips are booked by the player,
// and the lock screen counts its own.

import type { DayBytes } from './day-bytes.ts';

const CLIP = /^\/media\/[^/]+\/[^/]+\.mp4$/u;
/** What the lock screen fetches: its papers, and pictures of cards. */
const LOCK = /^\/lock\//u;

/** Browsers count 300 bytes for an answer's head; ours have more lines. */
const HEAD_BYTES = 400;
const ASK_WORKER_EVERY_MS = 15_000;

/** Counts from the page's beginning on, as long as it lives. Nothing where the browser does not tell. */
export function countPage(ledger: DayBytes): void {
  if (typeof PerformanceObserver === 'undefined') return;
  const observer = new PerformanceObserver((list) => {
    const bytes = list
      .getEntries()
      .map((entry) => pageBytes(entry as PerformanceResourceTiming))
      .reduce((sum, one) => sum + one, 0);
    if (bytes > 0) ledger.add('page', bytes);
  });
  for (const type of ['navigation', 'resource']) observer.observe({ type, buffered: true });
  countWorker(ledger);
}

/** The service worker fetches beside the page, for the times without network; it is asked now and then how much. */
function countWorker(ledger: DayBytes): void {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  if (serviceWorker === undefined) return;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ fetchedBytes?: number }>) => {
    if (data.fetchedBytes !== undefined) ledger.add('page', data.fetchedBytes);
  });
  const ask = () =>
    void serviceWorker.ready.then(({ active }) => active?.postMessage({ count: true }));
  ask();
  setInterval(ask, ASK_WORKER_EVERY_MS);
}

function pageBytes({ name, transferSize }: PerformanceResourceTiming): number {
  const { pathname } = new URL(name, location.href);
  // Nothing was sent for what came out of a cache.
  if (CLIP.test(pathname) || LOCK.test(pathname) || transferSize === 0) return 0;
  return transferSize + HEAD_BYTES;
}
