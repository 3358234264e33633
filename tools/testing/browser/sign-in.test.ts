/// <reference lib="dom" />
// A phone's owner comes in by a code, adds a passkey, comes back with it and sends the other device away; the operator reads
// the code on the TEST page, because no phone gets it here.

import { test, type TestContext } from 'node:test';
import type { Page } from 'playwright-core';
import type { TestCell } from '@jhalak/testing';
import { LAPTOP, open, PHONE } from './browser.fixture.ts';
import {
  openWindow,
  stageOf,
  webCell,
  windowOf,
  type Stage,
  type Window,
} from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** Passkeys belong to a name, never to an address in numbers. */
const stage = stageOf(async () => {
  const cell = await webCell();
  return Object.assign(cell, { url: cell.url.replace('127.0.0.1', 'localhost') });
});

test('up by a code that the operator sees, a passkey, out, in by the passkey, and the other device is sent away', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const operator = await operatorsPage(t, on);
  const mine = await openWindow(t, on, { words: 'hi', viewport: PHONE });
  const { page, t: words } = mine;
  await withAuthenticator(page);

  await open(page, '/signin?next=/settings');
  await page.getByLabel(words('signIn.phone')).waitFor();
  await isWell(page, 'sign-in-hi');
  await page.getByLabel(words('signIn.phone')).fill('123');
  await page.getByRole('button', { name: words('signIn.sendCode') }).click();
  await page.getByText(words('signIn.phoneInvalid')).waitFor();
  await page.getByLabel(words('signIn.phone')).fill('९८१२३ ४५६७८');
  await page.getByRole('button', { name: words('signIn.sendCode') }).click();
  await page.getByLabel(words('signIn.code')).waitFor();
  const code = await codeOn(operator, on.cell);
  await page.getByLabel(words('signIn.code')).fill(code === '000000' ? '111111' : '000000');
  await page.getByText(words('signIn.codeWrong')).waitFor();
  await isWell(page, 'sign-in-code-hi');
  await page.getByLabel(words('signIn.code')).fill(code);
  await page.getByLabel(words('signUp.handle')).fill('phone_person');
  await isWell(page, 'sign-in-name-hi');
  await page.getByRole('button', { name: words('account.signUp') }).click();
  await page.getByLabel(words('codes.kept')).check();
  await page.getByRole('button', { name: words('common.continue') }).click();
  await page.waitForURL('**/settings');

  const passkeys = page.locator('.setting-action', { hasText: words('ways.passkeys') }).first();
  await passkeys.getByRole('button', { name: words('ways.addPasskey') }).click();
  await page.getByText(words('ways.neverUsed')).waitFor();
  await isWell(page, 'sign-in-settings-hi');
  await page.getByRole('button', { name: words('account.signOut') }).click();
  await page.waitForURL(({ pathname }) => pathname === '/');

  await open(page, '/signin?next=/settings');
  // Offered in the name field too; the device here answers that before anybody can press a button.
  await page.waitForURL('**/settings');
  await page.getByText(words('ways.neverUsed')).waitFor({ state: 'detached' });

  const other = await otherDevice(t, on, operator);
  await page.reload();
  await page.getByRole('button', { name: words('sessions.end'), exact: true }).click();
  await page.getByRole('button', { name: words('common.sure') }).click();
  await page.getByText(words('sessions.only')).waitFor();

  // Long after the last proof the passkey itself proves who it is, before it goes.
  await other.page.reload();
  await other.page
    .getByRole('link', { name: other.t('account.signIn') })
    .first()
    .waitFor();
  on.cell.parts.clock.advance(11 * 60_000);
  await page.getByRole('button', { name: words('ways.remove'), exact: true }).click();
  await page.getByRole('button', { name: words('common.sure') }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('signIn.passkey') })
    .click();
  await page.getByText(words('ways.removed')).waitFor();
});

test('what is sensitive asks once more who it is, ten minutes after the last proof', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  await on.cell.account('asked_again');
  const look = { handle: 'asked_again', path: '/settings', words: 'ta', viewport: PHONE } as const;
  const { page, t: words } = await windowOf(t, on, look);
  on.cell.parts.clock.advance(11 * 60_000);
  await page.getByRole('button', { name: words('account.delete'), exact: true }).click();
  await page.getByRole('button', { name: words('account.deleteConfirm') }).click();
  const sheet = page.getByRole('dialog', { name: words('stepUp.title') });
  await sheet.waitFor();
  await isWell(page, 'step-up-ta');
  await sheet.getByRole('button', { name: words('common.close') }).click();
  await page.getByRole('button', { name: words('account.deleteConfirm') }).click();
  await sheet.getByLabel(words('signUp.password')).fill('correct horse battery');
  await sheet.getByRole('button', { name: words('stepUp.confirm') }).click();
  await page.getByText(words('account.leaving')).waitFor();
});

/** The operator, on a laptop, where codes of the TEST provider are read. */
async function operatorsPage(t: TestContext, on: Stage<TestCell>): Promise<Window> {
  const person = await on.cell.account('runs_it');
  await on.cell.cell.accounts.grantRole({ personId: person.personId, role: 'operator' });
  const look = { handle: 'runs_it', path: '/staff', words: 'en', viewport: LAPTOP } as const;
  const window = await windowOf(t, on, look);
  await window.page.getByText(window.t('testCodes.none')).waitFor();
  return window;
}

/** @returns the newest code on the operator's page, once it is there. */
async function codeOn({ page }: Window, cell: TestCell): Promise<string> {
  const codes = page.locator('.test-codes li b');
  const before = await codes.count();
  await cell.drain();
  await page.waitForFunction(
    (count) => document.querySelectorAll('.test-codes li').length > count,
    before,
  );
  await isWell(page, `sign-in-codes-${before}`);
  return (await codes.first().textContent()) ?? '';
}

/** The same person by a code on a laptop in English. */
async function otherDevice(t: TestContext, on: Stage<TestCell>, operator: Window): Promise<Window> {
  const window = await openWindow(t, on, { words: 'en', viewport: LAPTOP });
  const { page, t: words } = window;
  // Not so soon after the last code to this number.
  on.cell.parts.clock.advance(60_000);
  await open(page, '/signin?next=/settings');
  await page.getByLabel(words('signIn.phone')).fill('+91 98123 45678');
  await isWell(page, 'sign-in-en');
  await page.getByRole('button', { name: words('signIn.sendCode') }).click();
  await page.getByLabel(words('signIn.code')).waitFor();
  await page.getByLabel(words('signIn.code')).fill(await codeOn(operator, on.cell));
  await page.waitForURL('**/settings');
  await page.getByText(words('sessions.here')).waitFor();
  await isWell(page, 'sign-in-settings-en');
  return window;
}

/** A device of Chromium's own that answers at once and says that it checked who it is. */
async function withAuthenticator(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}
