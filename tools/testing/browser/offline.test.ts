/// <reference lib="dom" />
// Without network: words of one's own language alone, saved clips that play from the phone and go dark when the cell says so, likes
// that are sent when the line is back, and nothing of all that left for the next person.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import type { Video } from '@jhalak/contracts/videos';
import { orderCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { open, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { fillWithLadders } from './ladders.fixture.ts';
import { openWindow, signIn, stageOf } from './stage.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

let ids: string[] = [];
const stageFor = stageOf(async () => {
  const cell = await orderCell({ startMs: Date.now(), web: await buildWeb() });
  ({ ids } = await fillWithLadders(cell, cell.creator.personId, 4));
  return cell;
});

/** The worker has what an offline page needs, and runs the page. */
async function workerKeeps(page: Page, language: string): Promise<void> {
  await until(`the worker keeps the words of ${language}`, STEP_LIMIT_MS, async () => {
    const kept = await page.evaluate(async () => ({
      language: await (await caches.match('/.language'))?.text(),
      shell: (await caches.match('/offline.html')) !== undefined,
      runs: navigator.serviceWorker.controller !== null,
    }));
    return kept.language === language && kept.shell && kept.runs ? true : undefined;
  });
}

/** Whether a clip of this page is moving. */
async function plays(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('video')].some((one) => !one.paused && one.currentTime > 0.1),
  );
}

test('the phone keeps the words of one language, and says which ones are missing offline', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { page, t: say } = await openWindow(t, stage, { words: 'hi' });
  await open(page, '/settings');
  await workerKeeps(page, 'hi');
  const files = async (): Promise<number> =>
    await page.evaluate(async () => (await (await caches.open('words')).keys()).length);
  const ofHindi = await files();
  // Its words in two parts, what reads them, and the note of which language it is.
  assert.ok(ofHindi <= 5, `${ofHindi} files`);
  await page.context().setOffline(true);
  await page.locator('select').first().selectOption('ta');
  await page.getByText('தமிழ்').filter({ hasText: 'फ़ोन' }).waitFor();
  await page.context().setOffline(false);
  await page.locator('select').first().selectOption('ta');
  await workerKeeps(page, 'ta');
  assert.equal(await files(), ofHindi);
  await page.context().setOffline(true);
  await page.goto('/saved');
  await page.locator('html[lang=ta][data-ready=true]').waitFor({ state: 'attached' });
  await page.context().setOffline(false);
  assert.ok(say('settings.title'));
});

/** What the browser does when the line is back and no page is open. */
async function syncInBackground(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const known = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL === `${url}/`);
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.dispatchSyncEvent', {
    ...{ origin: url, registrationId: await known, tag: 'jhalak-outbox', lastChance: false },
  });
}

test('what was done without network is sent by the worker, with every page closed', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { cell } = stage;
  const window = await openWindow(t, stage);
  const { page, t: say } = window;
  await cell.account('band_screen');
  await signIn(window, 'band_screen', '/saved');
  await workerKeeps(page, 'en');
  await open(page, `/v/${ids[2]}`);
  const context = page.context();
  await context.setOffline(true);
  await page.getByRole('button', { name: say('rail.like') }).click();
  await page.waitForFunction(() => localStorage.getItem('jhalak.outbox') !== null);
  await page.close();
  await context.setOffline(false);
  await syncInBackground(context, cell.url);
  const { token } = await cell.viewer();
  await until('the like arrived', STEP_LIMIT_MS, async () => {
    await cell.drain();
    const reply = await cell.api<Video>('GET', `/v1/videos/${ids[2]}`, { token });
    return reply.body.counts.likes === 1 ? true : undefined;
  });
});

test('a saved clip plays without network, a like is sent when the line is back, and an order darkens it', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { cell } = stage;
  const window = await openWindow(t, stage, { words: 'hi', viewport: PHONE });
  const { page, t: say } = window;
  await cell.account('safar_wali');
  await signIn(window, 'safar_wali', '/saved');
  const [id = '', other = ''] = ids;
  for (const one of [id, other])
    await page.evaluate(
      async (path) => await fetch(path, { method: 'PUT' }),
      `/v1/videos/${one}/save`,
    );
  await open(page, '/saved');
  await workerKeeps(page, 'hi');

  const corners = page.locator('.keep-corner');
  await corners.first().waitFor();
  await isWell(page, 'saved-hi-360');
  await corners.nth(0).click();
  await page.locator('.keep-corner.is-on').first().waitFor();
  await corners.nth(1).click();
  await until('both are kept', STEP_LIMIT_MS, async () =>
    (await page.locator('.kept li').count()) === 2 ? true : undefined,
  );
  await isWell(page, 'saved-kept-hi-360');

  await page.context().setOffline(true);
  await page.goto('/saved');
  await page.getByRole('heading', { name: say('kept.title') }).waitFor();
  await isWell(page, 'saved-offline-hi-360');
  await page.goto(`/v/${id}`);
  await plays(page);
  await page.getByRole('button', { name: say('rail.like') }).click();
  await page.locator('.rail-button.is-liked').waitFor();
  await page.waitForFunction(() => localStorage.getItem('jhalak.outbox') !== null);
  await page.goto('/saved');
  await page.context().setOffline(false);
  const { token } = await cell.viewer();
  await until('the like arrived', STEP_LIMIT_MS, async () => {
    await cell.drain();
    const reply = await cell.api<Video>('GET', `/v1/videos/${id}`, { token });
    return reply.body.counts.likes === 1 ? true : undefined;
  });

  await cell.release({ targets: [{ kind: 'clip', id }] });
  await open(page, '/saved');
  await until('what an order names is gone from the phone', STEP_LIMIT_MS, async () =>
    (await page.locator('.kept li').count()) === 1 ? true : undefined,
  );

  await page.evaluate(() => localStorage.setItem('jhalak.held', '[{"method":"PUT","path":"/x"}]'));
  await open(page, '/settings');
  await page.getByRole('button', { name: say('account.signOut'), exact: true }).click();
  await page.waitForURL(({ pathname }) => pathname === '/');
  const left = await page.evaluate(async () => ({
    kept: localStorage.getItem('jhalak.kept'),
    held: localStorage.getItem('jhalak.held'),
    outbox: localStorage.getItem('jhalak.outbox'),
    clips: await caches.has('kept-clips'),
  }));
  assert.deepEqual(left, { kept: null, held: null, outbox: null, clips: false });
});
