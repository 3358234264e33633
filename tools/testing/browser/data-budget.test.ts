/// <reference lib="dom" />
// A day on a small data plan: five hundred clips in a browser over a counted line. What came over the line is never more than the
// budget and one clip; at its end the person is asked, and goes on or does not.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { open, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { fillWithLadders, type Ladder } from './ladders.fixture.ts';
import { openLine } from './line.fixture.ts';
import { openWindow, stageOf, webCell } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** Each is seen once: what a browser keeps of a clip in its memory saves nothing. */
const CLIPS = 520;
const SWIPES = 500;
const MEGABYTE = 1_000_000;
/** The smallest that can be chosen. */
const BUDGET_MB = 50;
const MORE_BYTES = 20 * MEGABYTE;

let ladder: Ladder = { smallBytes: 0, largeBytes: 0 };
const stageFor = stageOf(async () => {
  const cell = await webCell();
  const { personId } = await cell.account('mela_wala');
  ({ ladder } = await fillWithLadders(cell, personId, CLIPS));
  return cell;
});

/** The page's own count. */
async function counted(page: Page): Promise<Record<'feed' | 'ahead' | 'page', number>> {
  return await page.evaluate(() => {
    const kept = localStorage.getItem('jhalak.data') ?? '{}';
    return (JSON.parse(kept) as { today: Record<'feed' | 'ahead' | 'page', number> }).today;
  });
}

const placeOf = async (page: Page): Promise<number> =>
  Number(await page.locator('.card[aria-hidden=false]').first().getAttribute('aria-posinset'));

test('five hundred clips keep to the budget, but for one clip, and the end of it is a question', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const line = await openLine(stage.cell.url);
  t.after(async () => await line.close());
  // A sharp screen, which would like the large encoding.
  const context = await stage.browser.newContext({
    ...{ baseURL: line.url, locale: 'en-IN', viewport: PHONE, deviceScaleFactor: 2 },
    ...{ hasTouch: true, isMobile: true },
  });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  t.after(async () => await context.close());
  const { token } = await stage.cell.viewer();
  await context.addCookies([{ name: 'jhalak_session', value: token, url: line.url }]);
  const page = await context.newPage();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.addInitScript((dayMegabytes) => {
    localStorage.setItem('jhalak.preferences', JSON.stringify({ dayMegabytes }));
    // A line that is good enough for the large encoding: it is the budget that must hold back.
    const line = { downlink: 10, effectiveType: '4g', saveData: false };
    Object.defineProperty(navigator, 'connection', { value: line });
  }, BUDGET_MB);
  await open(page, '/');

  let granted = BUDGET_MB * MEGABYTE;
  let ends = 0;
  let over = 0;
  for (let swipe = 0; swipe < SWIPES; swipe += 1) {
    const spent = page.getByRole('heading', { name: 'are used' });
    if (await spent.isVisible()) {
      ends += 1;
      if (ends === 1) await isWell(page, 'budget-spent-en-360');
      const before = line.sentBytes();
      await page.keyboard.press('ArrowDown');
      await page.waitForTimeout(300);
      assert.ok(line.sentBytes() - before < 50_000, 'nothing more comes until the person says so');
      await page.getByRole('button', { name: 'more for today' }).click();
      await spent.waitFor({ state: 'hidden' });
      granted += MORE_BYTES;
    }
    // One clip, as large as it comes; the figure itself is in the diagnostic.
    over = Math.max(over, line.sentBytes() - granted);
    assert.ok(over <= ladder.largeBytes, `${over} bytes over the budget at clip ${swipe}`);
    const place = await placeOf(page);
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      (last) =>
        Number(
          document.querySelector('.card[aria-hidden=false]')?.getAttribute('aria-posinset'),
        ) !== last || document.querySelector('.spent') !== null,
      place,
    );
    await page
      .waitForFunction(() =>
        [...document.querySelectorAll('video')].some(
          (one) => !one.paused && one.currentTime > 0.05,
        ),
      )
      .catch(() => undefined);
  }
  const used = await counted(page);
  t.diagnostic(
    JSON.stringify({
      clips: SWIPES,
      ...ladder,
      sent: line.sentBytes(),
      granted,
      over,
      ends,
      ...used,
    }),
  );
  assert.ok(ends > 0, 'the budget came to its end');
  assert.ok(used.feed > used.ahead && used.page > 0);
});

for (const [words, viewport, theme] of [
  ['hi', PHONE, 'night'],
  ['ta', PHONE, 'subah'],
  ['en', { width: 1280, height: 800 }, 'night'],
] as const)
  test(`the settings say where the megabytes went, and a choice holds (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { page, t: say } = await openWindow(t, stage, { words, viewport });
    await page.addInitScript((value) => {
      const kept = localStorage.getItem('jhalak.preferences');
      if (kept === null)
        localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: value }));
      const day = (back: number): string =>
        new Date(Date.now() - back * 86_400_000).toLocaleDateString('sv');
      const use = (back: number, feed: number) => ({
        ...{ day: day(back), feed, ahead: feed / 6, page: 1_400_000, lock: 700_000, more: 0 },
      });
      if (localStorage.getItem('jhalak.data') === null)
        localStorage.setItem(
          'jhalak.data',
          JSON.stringify({
            today: use(0, 31_000_000),
            before: [12, 44, 61, 8, 90, 27].map((mb, at) => use(at + 1, mb * 1_000_000)),
            lockIsOn: false,
          }),
        );
    }, theme);
    await open(page, '/settings#data-budget');
    const section = page.locator('#data-budget');
    await section.getByLabel('100').check();
    await section.locator('figcaption').filter({ hasText: '100' }).waitFor();
    await section.getByRole('heading', { name: say('budget.week') }).waitFor();
    assert.equal(await section.locator('.used-week li').count(), 7);
    await section.scrollIntoViewIfNeeded();
    await isWell(page, `budget-settings-${words}-${viewport.width}`);
    await page.reload();
    assert.equal(await section.locator('input:checked').getAttribute('value'), '100');
  });
