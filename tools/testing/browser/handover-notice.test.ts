// People are told who will run the cell, in a quiet line and on a page of its own: they choose by keyboard or one hand, change their
// mind, and read it without network.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { HandoverChoice } from '@jhalak/contracts/handover-notice';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  openBrowser,
  PHONE,
  picture,
  STEP_LIMIT_MS,
  wordsOf,
} from './browser.fixture.ts';
import { PaperDeal } from './deal.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { until } from './until.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';

let cell: TestCell | undefined;
let browser: Browser | undefined;
let asha: TestPerson;
before(async () => {
  try {
    browser = await openBrowser();
  } catch {
    // Each test says so.
    return;
  }
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  asha = await cell.account('asha_dances');
  await tell(cell);
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

/** A deal up to its terms, and the notice of it. */
async function tell(on: TestCell): Promise<void> {
  const operator = await on.account('operator_one');
  await on.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  const deal = new PaperDeal(on, operator.token);
  await deal.post(await deal.opening(), true);
  await deal.do('mediator-a', { act: 'declare', interests: [] });
  await deal.freezeInventory();
  await deal.propose('seller-a', 'letter');
  await deal.approve('export-a');
  await deal.work('seller-a', 'rehearsal', { bidder: 'first', passed: true });
  await deal.screen('first', [['Owner', 'in', 1_000]]);
  await deal.propose('seller-a', 'terms', 'first');
  await deal.approve('seller-b', 'first-a');
  const nowMs = on.parts.clock.nowMs();
  const { status } = await on.api('POST', `/v1/handover/deals/${deal.deal}/notice`, {
    token: operator.token,
    body: { seat: 'Pune, India', fromMs: nowMs + 60 * DAY_MS, deadlineMs: nowMs + 31 * DAY_MS },
  });
  assert.equal(status, 201);
}

async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await sticksOut(page), [], name);
  assert.deepEqual(await seriousViolations(page), [], name);
  await picture(page, name);
}

async function chosen(on: TestCell): Promise<string | null> {
  const path = '/v1/me/handover-choice';
  return (await on.api<HandoverChoice>('GET', path, { token: asha.token })).body.choice;
}

for (const words of ['en', 'hi'] as const)
  for (const viewport of [PHONE, LAPTOP])
    test(`the line leads to the page, where one chooses and chooses again (${words}, ${viewport.width} px)`, async (t) => {
      if (cell === undefined || browser === undefined) {
        t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
        return;
      }
      const on = cell;
      const name = `notice-${words}-${viewport.width}`;
      const context = await newPhone(browser, on.url, `${words}-IN`, viewport);
      t.after(async () => await context.close());
      const page = await context.newPage();
      await page.emulateMedia({ reducedMotion: 'reduce' });
      const say = await wordsOf(words);
      await open(page, '/handover');
      await page.getByText('Pune, India').waitFor();
      await page.getByRole('link', { name: say('account.signIn') }).waitFor();
      await open(page, '/signin?next=/settings');
      await page.getByLabel(say('signUp.handle')).fill('asha_dances');
      await page.getByLabel(say('signUp.password')).fill(PASSWORD);
      await page.keyboard.press('Enter');
      const line = page.locator('.handover-banner');
      await page.waitForURL(({ pathname }) => pathname === '/settings');
      if ((await chosen(on)) === null) {
        await line.waitFor();
        await isWell(page, `${name}-line`);
        await line.getByRole('link').click();
      } else await open(page, '/handover');
      const radio = (choice: string) =>
        page.getByRole('radio', { name: say(`handoverChoice.${choice}`), exact: false }).first();
      await page.locator('.handover-choices:not([disabled])').waitFor();
      await page.locator('input[value=object]').check();
      await until('it is saved', STEP_LIMIT_MS, async () =>
        (await chosen(on)) === 'object' ? true : undefined,
      );
      await isWell(page, name);
      await radio('object').focus();
      await page.keyboard.press('ArrowUp');
      await until('it is changed', STEP_LIMIT_MS, async () =>
        (await chosen(on)) === 'erase' ? true : undefined,
      );
      assert.equal(await line.count(), 0);
    });
