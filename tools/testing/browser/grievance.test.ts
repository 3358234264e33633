/// <reference lib="dom" />
// The grievance officer's page: a stranger complains and reads the answer, an officer answers; at 360 and 1,280 px, in Hindi and
// Urdu, dark and light. Every stop passes axe.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAPTOP, open } from './browser.fixture.ts';
import {
  openWindow,
  signIn,
  stageOf,
  webCell,
  windowOf,
  type Stage,
  type Window,
} from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(async () => await webCell());

test('a stranger complains, gets a ticket with a clock, reads the answer and appeals (hi, 360 px; ur, 1,280 px, light)', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const officer = await on.cell.account('first_officer');
  await on.cell.cell.accounts.grantRole({
    ...{ personId: officer.personId, role: 'grievance_officer' },
  });
  const stranger = await openWindow(t, on, { words: 'hi' });
  const { page } = stranger;
  await open(page, '/grievance');
  await page.getByText(stranger.t('grievance.intro')).waitFor();
  await isWell(page, 'grievance-empty-hi-360');
  await page.getByLabel(stranger.t('grievance.intimate')).check();
  await page.getByLabel(stranger.t('grievance.text')).fill('कोई मेरे नाम से वीडियो डालता है।');
  await page.getByRole('button', { name: stranger.t('grievance.send') }).click();
  await page.locator('.grievance-card code').waitFor();
  await isWell(page, 'grievance-filed-hi-360');

  const look = { words: 'ur', viewport: LAPTOP } as const;
  const answers = await windowOf(t, on, { handle: 'first_officer', path: '/me', ...look });
  await answers.page.evaluate(() =>
    localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: 'subah' })),
  );
  await open(answers.page, '/grievance');
  const card = answers.page.locator('.grievance-card').first();
  await card.locator('textarea').fill('ہم نے دیکھ لیا۔');
  await isWell(answers.page, 'grievance-queue-ur-1280');
  await card.getByRole('button', { name: answers.t('grievance.give') }).click();
  await card.waitFor({ state: 'detached' });

  await open(page, '/grievance');
  await page.getByText('ہم نے دیکھ لیا۔').waitFor();
  await page.locator('.grievance-card textarea').fill('नहीं, वह अब भी है।');
  await isWell(page, 'grievance-answered-hi-360');
  await page.locator('.grievance-card button').click();
  await page.locator('.grievance-card textarea').waitFor({ state: 'detached' });
  await claimed(on, stranger);
  assert.equal(await page.getByText('नहीं, वह अब भी है।').count(), 1);
});

/** They sign in on the same phone: told and asked, they take it into their account, and are asked no more. */
async function claimed(
  { cell }: Stage<Awaited<ReturnType<typeof webCell>>>,
  window: Window,
): Promise<void> {
  const { page, t: say } = window;
  await cell.account('complains_on');
  // What is said for eight seconds may be gone before a busy machine looks.
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    const note = () => said.push(document.querySelector('.toast')?.textContent ?? '');
    new MutationObserver(note).observe(document, { subtree: true, childList: true });
  });
  await signIn(window, 'complains_on', '/inbox');
  const asked = say('grievance.claimAsk');
  await page.waitForFunction(
    (words) => (globalThis as { said?: string[] }).said?.some((one) => one.includes(words)),
    asked,
  );
  await open(page, '/grievance');
  await page.locator('.grievance-claim').waitFor();
  await isWell(page, 'grievance-claim-hi-360');
  await page.getByRole('button', { name: say('grievance.claimNot') }).click();
  await page.locator('.grievance-claim').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: say('common.undo') }).click();
  await page.getByRole('button', { name: say('grievance.claim'), exact: true }).click();
  await page.locator('.grievances .grievance-card').waitFor();
  assert.equal(await page.locator('.grievance-claim').count(), 0);
  assert.equal(await page.evaluate(() => localStorage.getItem('jhalak.tickets')), null);
}
