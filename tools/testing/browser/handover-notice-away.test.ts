// The notice of a hand-over where it cannot be asked for: what was known last is shown as such, what was never known is not made
// up, and nobody's choice is guessed.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import { LAPTOP, newPhone, open, openBrowser, PHONE, picture, wordsOf } from './browser.fixture.ts';
import { PaperDeal } from './deal.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';
const NOTICE = '**/v1/handover/notice';
const CHOICE = '**/v1/me/handover-choice';

let cell: TestCell | undefined;
let browser: Browser | undefined;
before(async () => {
  try {
    browser = await openBrowser();
  } catch {
    // Each test says so.
    return;
  }
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  await cell.account('asha_dances');
  const { personId, token } = await cell.account('operator_one');
  await cell.cell.accounts.grantRole({ personId, role: 'operator', reason: 'joined' });
  const deal = new PaperDeal(cell, token);
  await deal.toTerms();
  const nowMs = cell.parts.clock.nowMs();
  const { status } = await cell.api('POST', `/v1/handover/deals/${deal.deal}/notice`, {
    token,
    body: { seat: 'Pune, India', fromMs: nowMs + 60 * DAY_MS, deadlineMs: nowMs + 31 * DAY_MS },
  });
  assert.equal(status, 201);
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await sticksOut(page), [], name);
  assert.deepEqual(await seriousViolations(page), [], name);
  await picture(page, name);
}

for (const words of ['en', 'hi'] as const)
  for (const viewport of [PHONE, LAPTOP])
    test(`the notice without an answer, and without a network (${words}, ${viewport.width} px)`, async (t) => {
      if (cell === undefined || browser === undefined)
        return t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
      const name = `notice-away-${words}-${viewport.width}`;
      const context = await newPhone(browser, cell.url, `${words}-IN`, viewport);
      t.after(async () => await context.close());
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const say = await wordsOf(words);
      await open(page, '/signin?next=/settings');
      await page.getByLabel(say('signUp.handle')).fill('asha_dances');
      await page.getByLabel(say('signUp.password')).fill(PASSWORD);
      await page.keyboard.press('Enter');
      await page.waitForURL(({ pathname }) => pathname === '/settings');
      const again = page.getByRole('button', { name: say('common.retry') });

      // Never known on this device, and the server fails.
      await page.evaluate(() => localStorage.removeItem('jhalak.handoverNotice'));
      await page.route(NOTICE, async (route) => await route.fulfill({ status: 500, body: '{}' }));
      await open(page, '/handover');
      await page.getByText(say('error.server')).waitFor();
      assert.equal(await page.getByText(say('handover.nobody')).count(), 0, 'it is not known');
      await isWell(page, `${name}-error`);
      await page.unroute(NOTICE);
      await again.click();
      await page.getByText('Pune, India').waitFor();
      await page.locator('.handover-choices:not([disabled])').waitFor();
      await isWell(page, `${name}-here`);

      // Known, and now the network is gone.
      for (const path of [NOTICE, CHOICE])
        await page.route(path, async (route) => await route.abort('internetdisconnected'));
      await page.reload();
      await page.getByText(say('handover.old')).waitFor();
      await page.getByText('Pune, India').waitFor();
      assert.equal(await page.locator('.handover-choices input:checked').count(), 0, 'not guessed');
      assert.equal(await page.locator('.handover-choices[disabled]').count(), 1);
      await isWell(page, `${name}-old`);
      for (const path of [NOTICE, CHOICE]) await page.unroute(path);
      await again.click();
      // Notice and choice are two answers: either may be here first.
      await page.locator('.handover-choices:not([disabled])').waitFor();
      await page.getByText(say('handover.old')).waitFor({ state: 'hidden' });
    });
