// People and roles, walked by those who work there: a role lent by two others on two screens, then a dismissal.
// Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Role } from '@jhalak/contracts';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { LAPTOP, PHONE } from './browser.fixture.ts';
import {
  answered,
  stageOf,
  webCell,
  windowOf,
  type Look,
  type Stage,
  type Window,
} from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(webCell);

async function staff(on: TestCell, handle: string, role: Role): Promise<TestPerson> {
  const person = await on.account(handle);
  const reason = 'joined the team this week';
  await on.cell.accounts.grantRole({ personId: person.personId, role, reason });
  return person;
}

async function enter(
  t: TestContext,
  on: Stage<TestCell>,
  who: Look & { handle: string },
): Promise<Window> {
  const window = await windowOf(t, on, { ...who, path: '/staff' });
  await window.page.getByRole('heading', { name: window.t('staff.title') }).waitFor();
  return window;
}

/** What everybody of a test signs in with. */
const PASSWORD = 'correct horse battery';
/** A proof holds for ten minutes. */
const PROOF_OVER_MS = 11 * 60_000;

/** Asking for a role and agreeing to one want a fresh proof. */
async function proveAgain({ page, t: words }: Window): Promise<void> {
  const sheet = page.getByRole('dialog', { name: words('stepUp.title') });
  await sheet.getByLabel(words('signUp.password')).fill(PASSWORD);
  await sheet.getByRole('button', { name: words('stepUp.confirm') }).click();
}

for (const words of ['en', 'hi'] as const) {
  test(`two others lend a role for an hour, and a dismissal ends everything (${words})`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    const { cell } = on;
    const asker = await staff(cell, `asker_${words}`, 'editor');
    const second = await staff(cell, `second_${words}`, 'legal_officer');
    await staff(cell, `admin_${words}`, 'admin');
    await staff(cell, `plain_${words}`, 'moderator');

    const phone = await enter(t, on, { handle: `asker_${words}`, words, viewport: PHONE });
    await phone.page.getByText(phone.t('glass.none')).waitFor();
    await phone.page.getByRole('button', { name: phone.t('glass.ask') }).click();
    await phone.page.getByRole('combobox').selectOption('moderator');
    await phone.page
      .getByLabel(phone.t('staff.reason'))
      .fill('A clip must go dark before morning.');
    await isWell(phone.page, `ask-360-${words}`);
    cell.parts.clock.advance(PROOF_OVER_MS);
    await phone.page.getByRole('button', { name: phone.t('glass.askNow') }).click();
    await proveAgain(phone);
    await phone.page.getByText('A clip must go dark before morning.').waitFor();
    await isWell(phone.page, `waiting-360-${words}`);

    const laptop = await enter(t, on, { handle: `admin_${words}`, words, viewport: LAPTOP });
    await isWell(laptop.page, `staff-1280-${words}`);
    cell.parts.clock.advance(PROOF_OVER_MS);
    const { body } = await cell.api<{ items: { id: string; digest: string }[] }>(
      'GET',
      '/v1/break-glass',
      { token: second.token },
    );
    const request = body.items[0];
    assert.ok(request);
    await laptop.page.getByRole('button', { name: laptop.t('glass.agree') }).click();
    const agreed = answered(laptop.page, 'POST', `/v1/break-glass/${request.id}/approval`, 200);
    await proveAgain(laptop);
    await agreed;
    const proof = { way: 'password', password: PASSWORD };
    await cell.api('POST', '/v1/step-up', { token: second.token, body: proof });
    const lent = await cell.api('POST', `/v1/break-glass/${request.id}/approval`, {
      token: second.token,
      body: { digest: request.digest },
    });
    assert.equal(lent.status, 200);
    const used = await cell.api('GET', '/v1/moderation/cases', { token: asker.token });
    assert.equal(used.status, 200);
    await laptop.page.reload();
    await laptop.page.getByRole('timer', { name: laptop.t('glass.openFor') }).waitFor();
    const uses = laptop.page.locator('.glass-one.is-open .glass-uses');
    await uses.locator('summary').click();
    await uses.getByText('listCases').first().waitFor();
    await isWell(laptop.page, `open-1280-${words}`);

    const row = laptop.page.locator('.staff-member', { hasText: `@asker_${words}` });
    await row.getByRole('button', { name: laptop.t('staff.dismiss'), exact: true }).click();
    await laptop.page.getByLabel(laptop.t('staff.reason')).fill('Left the house today.');
    await isWell(laptop.page, `dismiss-1280-${words}`);
    await laptop.page.getByRole('button', { name: laptop.t('staff.dismissNow') }).click();
    await row.waitFor({ state: 'detached' });
    await laptop.page.locator('.staff-record summary').click();
    await laptop.page.getByText('Left the house today.').first().waitFor();
    await isWell(laptop.page, `record-1280-${words}`);
    assert.equal((await cell.api('GET', '/v1/sessions', { token: asker.token })).status, 401);

    const small = await enter(t, on, { handle: `admin_${words}`, words, viewport: PHONE });
    await isWell(small.page, `staff-360-${words}`);
  });
}
