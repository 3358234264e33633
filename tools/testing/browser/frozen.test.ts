// A cell that is handed over, as people see it: what they do while it is frozen is kept and sent after; once another owner
// goes on, a page says who.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Person } from '@jhalak/contracts/accounts';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import { newPhone, open, openBrowser, PHONE, STEP_LIMIT_MS, wordsOf } from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { until } from './until.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';
const PICTURES = process.env['JHALAK_PICTURES'];
const FREEZE_MS = 60_000;

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
  await cell.account('ravi_cooks');
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

async function isWell(page: Page, name: string): Promise<void> {
  assert.deepEqual(await sticksOut(page), [], name);
  assert.deepEqual(await seriousViolations(page), [], name);
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

for (const words of ['en', 'hi'] as const) {
  test(`what is done while the cell is frozen is kept, also over a reload, and sent when it thaws (${words})`, async (t) => {
    if (cell === undefined || browser === undefined) {
      t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
      return;
    }
    const { standing } = cell.cell;
    const context = await newPhone(browser, cell.url, `${words}-IN`, PHONE);
    t.after(async () => await context.close());
    const page = await context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const say = await wordsOf(words);
    await open(page, '/signin?next=/@ravi_cooks');
    await page.getByLabel(say('signUp.handle')).fill('asha_dances');
    await page.getByLabel(say('signUp.password')).fill(PASSWORD);
    await page.keyboard.press('Enter');
    const before = await follows(cell);
    const button = page.getByRole('button', {
      name: say(before ? 'person.followed' : 'person.follow'),
      exact: true,
    });
    await button.waitFor();
    await standing.freeze(cell.parts.clock.nowMs() + FREEZE_MS);
    await button.click();
    await page.locator('.held-note').waitFor();
    await isWell(page, `frozen-${words}`);
    assert.equal(await follows(cell), before, 'nothing is changed while it is frozen');
    await page.reload();
    await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
    await standing.thaw();
    const on = cell;
    await until('the follow is sent', STEP_LIMIT_MS, async () =>
      (await follows(on)) === before ? undefined : true,
    );
    await page.locator('.held-note').waitFor({ state: 'detached' });
  });
}

test('once another owner goes on, a page says who and where; who wants to goes on watching here', async (t) => {
  if (cell === undefined || browser === undefined) {
    t.skip('NOT RUN: Chromium is not installed (apt install chromium)');
    return;
  }
  const { standing } = cell.cell;
  await standing.freeze(cell.parts.clock.nowMs() + FREEZE_MS);
  await cell.parts.database.transaction(
    async (tx) => {
      await standing.keep(tx);
      await standing.end(tx, 'https://new-owner.example');
    },
    { evenFrozen: true },
  );
  await standing.look();
  for (const words of ['en', 'hi', 'ta'] as const) {
    const context = await newPhone(browser, cell.url, `${words}-IN`, PHONE);
    t.after(async () => await context.close());
    const page = await context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const say = await wordsOf(words);
    await open(page, '/');
    await page.getByRole('heading', { name: say('ended.title') }).waitFor();
    const link = page.getByRole('link', { name: say('ended.open') });
    assert.equal(await link.getAttribute('href'), 'https://new-owner.example');
    await isWell(page, `moved-${words}`);
    await page.getByRole('button', { name: say('ended.stay') }).click();
    await page.locator('.shell.is-for-you').waitFor();
  }
});

async function follows(on: TestCell): Promise<boolean> {
  const reply = await on.api<Person>('GET', '/v1/people/ravi_cooks', { token: asha.token });
  return reply.body.followed === true;
}
