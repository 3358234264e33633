/// <reference lib="dom" />
// The settings of the data budget: where a week's megabytes went, and a choice that holds. That the budget is kept is shown by the
// player itself, apps/web/src/budget/session.test.ts.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { open, PHONE } from './browser.fixture.ts';
import { openWindow, stageOf, webCell } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(webCell);

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
