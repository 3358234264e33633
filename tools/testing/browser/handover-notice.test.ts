// People are told who will run the cell, in a quiet line and on a page of its own: they choose by keyboard or one hand, change their
// mind, and read it without network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HandoverChoice } from '@jhalak/contracts/handover-notice';
import { DAY_MS } from '@jhalak/kernel';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { LAPTOP, open, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { PaperDeal } from './deal.fixture.ts';
import { until } from './until.fixture.ts';
import { openWindow, signIn, stageOf, webCell } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

let asha: TestPerson;
const stage = stageOf(async () => {
  const cell = await webCell();
  asha = await cell.account('asha_dances');
  await tell(cell);
  return cell;
});

/** A deal up to its terms, and the notice of it. */
async function tell(on: TestCell): Promise<void> {
  const operator = await on.account('operator_one');
  await on.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  const deal = new PaperDeal(on, operator.token);
  await deal.toTerms();
  const nowMs = on.parts.clock.nowMs();
  const { status } = await on.api('POST', `/v1/handover/deals/${deal.deal}/notice`, {
    token: operator.token,
    body: { seat: 'Pune, India', fromMs: nowMs + 60 * DAY_MS, deadlineMs: nowMs + 31 * DAY_MS },
  });
  assert.equal(status, 201);
}

async function chosen(on: TestCell): Promise<string | null> {
  const path = '/v1/me/handover-choice';
  return (await on.api<HandoverChoice>('GET', path, { token: asha.token })).body.choice;
}

for (const [words, viewport] of [
  ['en', PHONE],
  ['hi', LAPTOP],
] as const)
  test(`the line leads to the page, where one chooses and chooses again (${words}, ${viewport.width} px)`, async (t) => {
    const there = stage(t);
    if (there === undefined) return;
    const on = there.cell;
    const name = `notice-${words}-${viewport.width}`;
    const window = await openWindow(t, there, { words, viewport });
    const { page, t: say } = window;
    await open(page, '/handover');
    await page.getByText('Pune, India').waitFor();
    await page.getByRole('link', { name: say('account.signIn') }).waitFor();
    await signIn(window, 'asha_dances', '/settings');
    const line = page.locator('.handover-banner');
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
