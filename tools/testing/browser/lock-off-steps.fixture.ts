// Off is off: in every tab and in the worker, over an update, reloads and clocks that are changed, and nothing is asked.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ReceiptBody } from '@jhalak/contracts/lock';
import { newPhone, open, STEP_LIMIT_MS } from './browser.fixture.ts';
import { goToCard, HOUR_MS, keptHere } from './lock-page.fixture.ts';
import { STORY_HEADLINE, type LockHouse } from './lock.fixture.ts';
import { until } from './until.fixture.ts';

/** Some time after a page was opened a browser looks by itself whether its worker has changed; no page can forbid it. */
const BROWSERS_OWN = 'GET /sw.js';

export async function oneTapEndsItEverywhere(house: LockHouse): Promise<void> {
  const { page, context, line, t } = house;
  const second = await context.newPage();
  await open(second, '/lock');
  await second.locator('.lock.is-cards').waitFor();
  // What it asks for in its beginning was asked before the no.
  await second.waitForLoadState('networkidle');
  await goToCard(page, STORY_HEADLINE);
  const from = line.calls.length;
  const askedBefore = line.asked.length;
  await page.getByRole('button', { name: t('lock.offLabel') }).click();
  await page.getByRole('heading', { name: t('lock.noTitle') }).waitFor();
  await second.getByRole('heading', { name: t('lock.noTitle') }).waitFor();
  const told = await until('the cell is told', STEP_LIMIT_MS, () =>
    line.calls.slice(from).find(({ path }) => path === '/lock/v1/receipts'),
  );
  assert.equal((JSON.parse(told.body) as ReceiptBody).granted, false);
  await page.clock.runFor(60_000);
  const asked = line.asked.slice(askedBefore);
  const no = asked.indexOf('POST /lock/v1/receipts');
  assert.deepEqual(
    asked.slice(no + 1).filter((call) => call !== BROWSERS_OWN),
    [],
    'the no is the last thing that is asked',
  );
  await second.close();
  const { consent, packVersion, waiting, files } = await keptHere(page);
  assert.deepEqual([consent, packVersion, waiting, files], ['off', null, [], 0]);
}

/** Clocks are moved by two days on and by more than a year back. */
const MOVES_MS = [48 * HOUR_MS, -400 * 24 * HOUR_MS];

export async function offStaysOff(house: LockHouse): Promise<void> {
  const { page, context, line, t } = house;
  const from = line.calls.length;
  for (const [build, moveMs] of MOVES_MS.entries()) {
    const nowMs = await page.evaluate(() => Date.now());
    await page.clock.setSystemTime(nowMs + moveMs);
    await page.clock.runFor(60_000);
    line.meddle = ({ path, body }) =>
      path === '/sw.js' ? Buffer.from(`${body.toString()}\n// build ${build}`) : undefined;
    await updateWorker(page);
    await open(page, '/lock');
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      active?.postMessage({ lock: 'round' });
    });
    await page.waitForLoadState('networkidle');
    const asked = line.asked.length;
    await page.clock.fastForward(2 * HOUR_MS);
    await page.clock.runFor(60_000);
    await page.getByRole('heading', { name: t('lock.noTitle') }).waitFor();
    assert.equal(await page.locator('.lock-card').count(), 0);
    assert.deepEqual(
      line.asked.slice(asked).filter((call) => call !== BROWSERS_OWN),
      [],
      'two hours on the screen, and nothing is asked',
    );
  }
  line.meddle = () => undefined;
  const settings = await context.newPage();
  await open(settings, '/settings');
  const toggle = settings.getByRole('switch', { name: t('lock.title') });
  assert.equal(await toggle.getAttribute('aria-checked'), 'false');
  await settings.close();
  assert.deepEqual(line.calls.slice(from), []);
}

/** @returns once another build of the worker is at work. */
async function updateWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const before = registration.active;
    const found = new Promise<ServiceWorker>((resolve) => {
      registration.addEventListener('updatefound', () => {
        if (registration.installing !== null) resolve(registration.installing);
      });
    });
    await registration.update();
    const fresh = await found;
    await new Promise<void>((resolve) => {
      const look = (): void => void (fresh.state === 'activated' && resolve());
      fresh.addEventListener('statechange', look);
      look();
    });
    if (registration.active === before) throw new Error('the old worker is still at work');
  });
}

export async function aNewInstallIsOff({ browser, line, t }: LockHouse): Promise<void> {
  const context = await newPhone(browser, line.url, 'hi-IN');
  const page = await context.newPage();
  await open(page, '/lock');
  await page.getByRole('button', { name: t('lock.askYes') }).waitFor();
  await context.close();
}
