// What can wait until the first clip plays: the service worker, uploads that an earlier page left, answers and
// comments that were given offline, posters for the next time without network.

import type { App } from './app-context.ts';
import { keepLastFeed } from '../feed/last-feed.ts';
import { mayHoldAnything, sendOutbox } from '../api/outbox.ts';
import { lastProblem, PROBLEM } from '../session/problems.ts';
import { ledgerOf } from '../budget/ledger-of.ts';
import { countPage } from '../budget/count-page.ts';
import { hasPending, pendingComments } from '../comments/pending.ts';
import { checkKept } from '../kept/kept-clips.ts';
import { sendKeptAnswers } from '../first-run/save-answers.ts';
import { hasUnfinished } from '../uploads/uploads-summary.ts';

/** Two pages of the feed; the worker keeps no more. */
const POSTERS_MAX = 12;

export async function afterStart(app: App): Promise<void> {
  minds(app, lastProblem());
  addEventListener(PROBLEM, (event) => minds(app, (event as CustomEvent<string>).detail));
  countPage(ledgerOf(app));
  await Promise.all([
    // The way to any other screen, one answer shorter.
    import('../screens.ts'),
    keepPosters(app),
    hasUnfinished()
      ? import('../uploads/queue-of.ts').then(({ queueOf }) => queueOf(app))
      : undefined,
    navigator.onLine ? sendKeptAnswers(app) : undefined,
    sendWaiting(app),
    checkKept(),
    // Also below the first run, which a session that is over brings back.
    app.viewer === null
      ? import('../account/whose-phone.ts').then(({ noteViewer }) => noteViewer(app, () => app))
      : undefined,
  ]);
  // The line is back: what was done without it is said now, whichever screen is open.
  addEventListener('online', () => void Promise.all([sendWaiting(app), checkKept()]));
}

/** An order closed the region, or another owner goes on: the page that says so. It is not asked for twice. */
function minds({ region, moved }: App, code: string): void {
  const isClosed = code === 'region.blocked' && region === undefined;
  if (isClosed || (code === 'cell.ended' && moved === undefined)) location.assign('/');
}

/** Comments first: they know their own replies; then likes, follows and saves. */
async function sendWaiting(app: App): Promise<void> {
  if (!navigator.onLine) return;
  if (hasPending()) await pendingComments(app).sendAll();
  if (mayHoldAnything()) await sendOutbox();
}

async function keepPosters(app: App): Promise<void> {
  // Absent without TLS; the app works without.
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    active?.postMessage({ language: app.locale });
    const feed = app.feeds.get('for-you:');
    const posters = (feed?.state.get().clips ?? [])
      .slice(-POSTERS_MAX)
      .map((clip) => clip.video.poster);
    if (posters.length > 0) {
      active?.postMessage({ posters });
      keepLastFeed(feed?.state.get().clips ?? []);
    }
  } catch {
    // Forbidden by the browser or its settings: the app works the same, only not offline.
  }
}
