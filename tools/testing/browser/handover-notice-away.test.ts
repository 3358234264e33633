// The notice of a hand-over where it cannot be asked for: what was known last is shown as such, what was never known is not made
// up, and nobody's choice is guessed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { LAPTOP, open, PHONE } from './browser.fixture.ts';
import { PaperDeal } from './deal.fixture.ts';
import { stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const NOTICE = '**/v1/handover/notice';
const CHOICE = '**/v1/me/handover-choice';

const stage = stageOf(async () => {
  const cell = await webCell();
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
  return cell;
});

for (const [words, viewport] of [
  ['en', PHONE],
  ['hi', LAPTOP],
] as const)
  test(`the notice without an answer, and without a network (${words}, ${viewport.width} px)`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    const name = `notice-away-${words}-${viewport.width}`;
    const { page, t: say } = await windowOf(t, on, {
      ...{ handle: 'asha_dances', path: '/settings' },
      ...{ words, viewport },
    });
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
