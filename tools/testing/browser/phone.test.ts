/// <reference lib="dom" />
// What the phone itself knows of the app: its own controls steer the clip, other apps share into it, a poster moves into its clip, a
// left hand finds everything, and a long evening of swipes leaves no heap behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { buildWeb } from '../../../apps/web/build.ts';
import { startCell } from '@jhalak/testing';
import { open, PHONE } from './browser.fixture.ts';
import { fillWithLadders } from './ladders.fixture.ts';
import { openWindow, signIn, stageOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const SWIPES = 60;
/** Of JavaScript after collection, from the twentieth swipe on: the line of clips itself, two kilobytes a clip, and room. */
const HEAP_GROWTH_MAX_BYTES = 1_500_000;
const MAKER = 'haath_wali';

let ids: string[] = [];
const stageFor = stageOf(async () => {
  const cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  const { personId } = await cell.account(MAKER);
  ({ ids } = await fillWithLadders(cell, personId, SWIPES + 20));
  return cell;
});

/** Keeps what the page hands to the phone's controls, which no browser shows to a page. */
async function keepHandlers(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const kept: Record<string, (() => void) | null> = {};
    Object.assign(window, { phone: kept });
    const own = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
    navigator.mediaSession.setActionHandler = (action, handler) => {
      kept[action] = handler as (() => void) | null;
      own(action, handler);
    };
  });
}

const press = async (page: Page, action: string): Promise<void> =>
  await page.evaluate(
    (name) => (window as unknown as { phone: Record<string, () => void> }).phone[name]?.(),
    action,
  );
const shown = async (page: Page): Promise<[string | undefined, string]> =>
  await page.evaluate(() => [
    navigator.mediaSession.metadata?.title,
    navigator.mediaSession.playbackState,
  ]);
const place = async (page: Page): Promise<number> =>
  Number(await page.locator('.card[aria-hidden=false]').first().getAttribute('aria-posinset'));

async function playing(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('video')].some((one) => !one.paused && one.currentTime > 0.05),
  );
}

test('the phone’s own controls say what plays, pause it and show the next', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await openWindow(t, stage);
  await keepHandlers(page);
  await open(page, `/v/${ids[3]}`);
  await playing(page);
  await page.waitForFunction(() => navigator.mediaSession.playbackState === 'playing');
  assert.deepEqual(await shown(page), ['clip 3', 'playing']);
  await press(page, 'pause');
  await page.waitForFunction(() => navigator.mediaSession.playbackState === 'paused');
  await press(page, 'play');
  await page.waitForFunction(() => navigator.mediaSession.playbackState === 'playing');
  await press(page, 'nexttrack');
  await page.waitForFunction(() => navigator.mediaSession.metadata?.title !== 'clip 3');
  assert.equal(await place(page), 2);
  await press(page, 'previoustrack');
  await page.waitForFunction(() => navigator.mediaSession.metadata?.title === 'clip 3');
});

test('what another app shares waits on the create screen: a clip with its words, or words alone', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const window = await openWindow(t, stage, { words: 'hi' });
  const { page, t: say } = window;
  await signIn(window, MAKER, '/create');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const share = async (fields: Record<string, string>, file?: string): Promise<void> => {
    await Promise.all([
      page.waitForURL(({ pathname }) => pathname === '/create'),
      page.evaluate(
        ([words, name]) => {
          const form = document.createElement('form');
          Object.assign(form, { method: 'post', action: '/share-target' });
          form.enctype = 'multipart/form-data';
          for (const [key, value] of Object.entries(words)) {
            const input = document.createElement('input');
            Object.assign(input, { name: key, value });
            form.append(input);
          }
          if (name !== undefined) {
            const files = new DataTransfer();
            files.items.add(new File(['clip'], name, { type: 'video/mp4' }));
            const input = document.createElement('input');
            Object.assign(input, { type: 'file', name: 'video' });
            input.files = files.files;
            form.append(input);
          }
          document.body.append(form);
          form.submit();
        },
        [fields, file] as const,
      ),
    ]);
  };
  await share({ title: 'मेला', url: 'https://example.in/mela' });
  const take = page.getByRole('button', { name: say('create.sharedTake') });
  await take.waitFor();
  await isWell(page, 'create-shared-ask-hi-360');
  await take.click();
  await page.getByText(say('create.sharedWords')).waitFor();
  await page.getByText('https://example.in/mela').waitFor();
  await isWell(page, 'create-shared-words-hi-360');
  await share({ text: 'नहीं चाहिए' });
  await page.getByRole('button', { name: say('common.cancel') }).click();
  assert.equal(await page.getByText('नहीं चाहिए').count(), 0);
  await share({ text: 'बारिश में गरबा' }, 'garba.mp4');
  await take.click();
  await page.locator('textarea').first().waitFor();
  assert.equal(await page.locator('textarea').first().inputValue(), 'बारिश में गरबा');
  await isWell(page, 'create-shared-clip-hi-360');
});

test('what another site shares in somebody’s name is not taken; without a worker the create screen says what to do', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const window = await openWindow(t, stage, { words: 'hi' });
  const { page, t: say } = window;
  await signIn(window, MAKER, '/create');
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  const strange = await page.context().newPage();
  await strange.route('http://evil.test/**', async (route) => {
    await route.fulfill({
      contentType: 'text/html',
      body: `<form method="post" enctype="multipart/form-data" action="${stage.cell.url}/share-target">
        <input name="text" value="not mine"></form><script>document.forms[0].submit()</script>`,
    });
  });
  await strange.goto('http://evil.test/');
  await strange.waitForURL(({ pathname }) => pathname === '/create');
  assert.equal(await strange.getByText('not mine').count(), 0);
  assert.equal(await strange.evaluate(async () => await caches.has('shared-in')), false);
  await strange.close();

  const post = async (site?: string) =>
    await fetch(`${stage.cell.url}/share-target`, {
      ...{ method: 'POST', redirect: 'manual', body: new FormData() },
      headers: { origin: 'null', ...(site === undefined ? {} : { 'sec-fetch-site': site }) },
    });
  for (const site of [undefined, 'none', 'same-origin'])
    assert.equal((await post(site)).headers.get('location'), '/create?unshared', site);
  for (const site of ['cross-site', 'same-site']) assert.equal((await post(site)).status, 403);
  await page.goto('/create?unshared');
  await page.getByText(say('create.unshared')).waitFor();
  await isWell(page, 'create-unshared-hi-360');
});

test('a left hand has the rail at its side, and the words beside it', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await openWindow(t, stage, { viewport: PHONE });
  await page.addInitScript(() => {
    localStorage.setItem('jhalak.preferences', JSON.stringify({ hand: 'left' }));
  });
  await open(page, `/v/${ids[0]}`);
  const rail = await page.locator('.rail').boundingBox();
  const words = await page.locator('.card[aria-hidden=false] .words').boundingBox();
  assert.ok(rail && words);
  assert.ok(rail.x + rail.width <= words.x, 'they do not lie over each other');
  assert.ok(rail.x < PHONE.width / 4);
  await isWell(page, 'feed-left-en-360');
});

for (const motion of ['no-preference', 'reduce'] as const)
  test(`a poster ${motion === 'reduce' ? 'gives way to' : 'moves into'} its clip (${motion})`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { page } = await openWindow(t, stage);
    await page.emulateMedia({ reducedMotion: motion });
    await page.addInitScript(() => {
      const seen: string[][] = [];
      Object.assign(window, { seen });
      const own = document.startViewTransition?.bind(document);
      if (own !== undefined)
        document.startViewTransition = ((change: () => Promise<void>) => {
          const named = [...document.querySelectorAll<HTMLElement>('img')].filter(
            (one) => getComputedStyle(one).viewTransitionName === 'clip',
          );
          seen.push(named.map((one) => one.closest('a')?.getAttribute('href') ?? ''));
          return own(change);
        }) as typeof document.startViewTransition;
    });
    await open(page, `/@${MAKER}`);
    const tile = page.locator('.clip-tile').nth(2);
    const href = (await tile.getAttribute('href')) ?? '';
    await tile.click();
    await page.locator('.shell.is-video .card').first().waitFor();
    const seen = await page.evaluate(() => (window as unknown as { seen: string[][] }).seen);
    assert.deepEqual(seen, motion === 'reduce' ? [] : [[href]]);
  });

test('sixty swipes leave no heap behind', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page } = await openWindow(t, stage);
  const { token } = await stage.cell.viewer();
  await page.context().addCookies([{ name: 'jhalak_session', value: token, url: stage.cell.url }]);
  await open(page, '/');
  const session = await page.context().newCDPSession(page);
  const heap = async (): Promise<number> => {
    // Twice: what the first round lets go of, the second collects.
    for (let round = 0; round < 2; round += 1) await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const videos = async (): Promise<number> => await page.locator('video').count();
  const sizes: number[] = [];
  for (let swipe = 0; swipe < SWIPES; swipe += 1) {
    const before = await place(page);
    await playing(page);
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      (last) =>
        Number(document.querySelector('.card[aria-hidden=false]')?.getAttribute('aria-posinset')) >
        last,
      before,
    );
    // The first pages fill what is kept anyway: code, words, the pool.
    if (swipe === 19 || swipe === SWIPES - 1) sizes.push(await heap());
  }
  const [early = 0, late = 0] = sizes;
  t.diagnostic(JSON.stringify({ swipes: SWIPES, early, late, grown: late - early }));
  assert.equal(await videos(), 3);
  assert.ok((await page.locator('.card').count()) <= 6, 'cards far away are not drawn');
  assert.ok(late - early <= HEAP_GROWTH_MAX_BYTES, `${late - early} bytes`);
});
