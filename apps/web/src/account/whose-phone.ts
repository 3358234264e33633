// Whose the things on this phone are. What the app keeps here belongs to one person: when their session is over, wherever it was
// ended, or another account comes, all of it goes. What a visitor kept goes along into the account that they sign in to.

import type { Viewer } from '@jhalak/contracts/accounts';
import { forgetPending } from '../comments/pending.ts';
import { forgetSearch } from '../discover/recent-searches.ts';
import { forgetAdEvents } from '../feed/ads/ad-events.ts';
import { forgetKept } from '../kept/kept-clips.ts';
import { thisDevice } from '../lock/this-device.ts';
import type { App } from '../shell/app-context.ts';
import { queueOf } from '../uploads/queue-of.ts';

/** All that the app stores goes by such names. */
const OWN_KEYS = 'jhalak.';
export const DEVICE_MARKS_KEY = 'jhalak.devices';
/**
 * The phone's own, whoever holds it: how it looks and sounds, how much it fetched, and that it is known to the cell. Everything
 * else that is stored goes with its person, also what is added later.
 */
const STAYS: ReadonlySet<string> = new Set(['jhalak.preferences', 'jhalak.data', DEVICE_MARKS_KEY]);

/** Whose things these are, by viewer id. A page from the offline cache reads it too. */
const VIEWER_KEY = 'jhalak.viewer';
/** There when that is somebody with an account. */
const ACCOUNT_KEY = 'jhalak.account';

/**
 * Forgets all that this person saw, wrote, kept and looked for on this phone. What cannot be opened keeps nothing else from its
 * end. Cost: opens the stores of drafts and of the lock screen.
 */
export async function forgetPerson(app: App): Promise<void> {
  // What lives in this page first: it would write itself down again.
  app.feeds.clear();
  app.showings.clear();
  app.events.forget();
  forgetAdEvents();
  forgetPending();
  forgetSearch();
  await Promise.allSettled([
    app.api.forget(),
    forgetKept(),
    queueOf(app).then((queue) => queue.forgetAll()),
    thisDevice().then((device) => device.wish({ owner: null })),
  ]);
  for (const name of ['localStorage', 'sessionStorage'] as const) sweep(storageOf(name));
}

/** Takes out every key of ours that is not the phone's own. */
function sweep(storage: Storage | undefined): void {
  if (storage === undefined) return;
  const names = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
  for (const name of names)
    if (name.startsWith(OWN_KEYS) && !STAYS.has(name)) storage.removeItem(name);
}

/** Notes who is here. Where the phone was another account's, or its person is gone, that one is forgotten first. */
export async function noteViewer(app: App, now: () => App): Promise<void> {
  const { viewer } = app;
  const storage = storageOf('localStorage');
  const kept = storage?.getItem(VIEWER_KEY) ?? null;
  if (viewer === null) {
    if (kept !== null) await lookAgain(now);
    return;
  }
  // Nobody knows yet; or answers that were given without network have no name yet.
  if (viewer === undefined || viewer.id === '') return;
  const isAnother = kept !== null && kept !== viewer.id;
  if (isAnother && storage?.getItem(ACCOUNT_KEY) !== null) await forgetPerson(app);
  try {
    storage?.setItem(VIEWER_KEY, viewer.id);
    if (viewer.handle === undefined) storage?.removeItem(ACCOUNT_KEY);
    else storage?.setItem(ACCOUNT_KEY, '1');
  } catch {
    // Then nothing that is done offline has an owner, and it is not kept.
  }
}

let looking: Promise<void> | undefined;

/**
 * The cell did not know somebody: asks whether the session is over, and forgets its person if it is. An account that is only
 * missing, or a page that came without its cookie, changes nothing.
 *
 * @param now the app as it is when it is called: somebody may sign in meanwhile.
 */
export async function lookAgain(now: () => App): Promise<void> {
  looking ??= look(now).finally(() => {
    looking = undefined;
  });
  await looking;
}

async function look(now: () => App): Promise<void> {
  const kept = storageOf('localStorage')?.getItem(VIEWER_KEY) ?? null;
  const asked = now().viewer?.id;
  if (kept === null) return;
  const reply = await now().api.get<Viewer>('/v1/viewers/me');
  const app = now();
  if (app.viewer?.id !== asked) return;
  if (reply.kind === 'ok') app.setViewer(reply.value);
  if (reply.kind !== 'problem' || reply.code !== 'auth.required') return;
  await forgetPerson(app);
  app.setViewer(null);
  await app.loadMoreMessages();
  app.say(app.t('account.sessionOver'), {
    label: app.t('account.signIn'),
    run: () => app.navigate('/signin'),
  });
}

/** Another tab signed out, or another account in: what this page holds is not to be seen any more. */
export function followTab(event: StorageEvent, { viewer, events }: App): void {
  if (event.key !== VIEWER_KEY || viewer?.handle === undefined || event.newValue === viewer.id)
    return;
  events.forget();
  forgetAdEvents();
  location.reload();
}

/** Undefined where the browser forbids it, which throws. */
function storageOf(name: 'localStorage' | 'sessionStorage'): Storage | undefined {
  try {
    return globalThis[name];
  } catch {
    return undefined;
  }
}
