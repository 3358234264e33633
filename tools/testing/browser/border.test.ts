// The border and the auditor's room, walked with keys: rooms of the house, entries of the log, and an export that is
// checked with nothing of the cell. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { createReadStream } from 'node:fs';
import { test } from 'node:test';
import { verifyExport } from '@jhalak/border';
import type { TestCell } from '@jhalak/testing';
import { LAPTOP, PHONE } from './browser.fixture.ts';
import { stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(async () => {
  const cell = await webCell();
  await seed(cell);
  return cell;
});

/** Something crossed, something was stopped, and an order came and went. */
async function seed(on: TestCell): Promise<void> {
  const { border, crossings, accounts } = on.cell;
  const { database, clock } = on.parts;
  await crossings.seed();
  const declare = async (message: string, host: string): Promise<string> => {
    clock.advance(1);
    const parcel = { message, host, digest: 'ab'.repeat(32), bytes: 1_800 };
    return (await crossings.customs.declare(parcel)).kind;
  };
  for (const [host, count] of [
    ['news.example.org', 3],
    ['a-very-long-name-of-a-host.example.com', 12],
    ['feeds.example.in', 1],
  ] as const)
    for (let at = 0; at < count; at += 1) assert.equal(await declare('feeds.fetch', host), 'pass');
  assert.equal(await declare('pictures.fetch', 'news.example.org'), 'pass');
  assert.equal(await declare('sms.send', 'sms.example.net'), 'refused');
  assert.equal(await declare('people.copy', '169.254.169.254'), 'refused');
  const codes = ['law/court', 'scope/clip', 'territory/country', 'interim'];
  for (const act of ['orders.entered', 'orders.released', 'orders.executed', 'orders.revoked']) {
    clock.advance(60_000);
    const about = { commitment: 'c0'.repeat(32), digest: 'd1'.repeat(32) };
    const facts = { kind: 'order', act, ...about, codes, counts: { surfaces: 14 } } as const;
    await database.transaction(async (tx) => await border.log.append(tx, facts));
  }
  for (const [handle, role] of [
    ['auditor_one', 'auditor'],
    ['operator_one', 'operator'],
  ] as const) {
    const person = await on.account(handle);
    await accounts.grantRole({ personId: person.personId, role, reason: 'joined the team' });
  }
  await border.publish();
}

for (const words of ['en', 'hi'] as const) {
  test(`what sits where and what crossed is read with keys alone (${words})`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    // English once; Hindi, whose words are longer, on both.
    for (const viewport of words === 'en' ? [LAPTOP] : [PHONE, LAPTOP]) {
      const size = viewport.width;
      const { page, t: say } = await windowOf(t, on, {
        handle: 'operator_one',
        path: '/border',
        words,
        viewport,
      });
      await page.getByRole('heading', { name: say('border.title'), level: 1 }).waitFor();
      const room = page.locator('.room-restricted');
      await room.focus();
      await page.keyboard.press('Enter');
      await page.locator('.room-restricted[aria-pressed=true]').waitFor();
      const table = page.locator('.class-detail table');
      await table.getByText('border_policies', { exact: true }).waitFor();
      await page.keyboard.press('Tab');
      assert.equal(
        await page.evaluate(() => document.activeElement?.className),
        'room room-technology',
      );
      await page.locator('.way', { hasText: 'news.example.org' }).waitFor();
      await page.locator('.way.is-stopped', { hasText: 'sms.example.net' }).waitFor();
      await isWell(page, `border-${size}-${words}`);
      if (words === 'en' || viewport === PHONE) continue;
      await page.evaluate(() => (document.documentElement.dataset['theme'] = 'subah'));
      await isWell(page, `border-${size}-${words}-subah`);
    }
  });
}

test('an auditor reads the log and takes a signed export that verifies without the cell', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { cell } = on;
  const where = { path: '/audit', words: 'en', viewport: LAPTOP } as const;
  const { page, t: say } = await windowOf(t, on, { handle: 'auditor_one', ...where });
  await page.locator('.audit-entries > li').first().waitFor();
  await isWell(page, 'audit-log-1280-en');
  const kinds = page.getByLabel(say('audit.kind'));
  await kinds.focus();
  await kinds.selectOption('refusal');
  await page.locator('.log-kind.is-order').first().waitFor({ state: 'detached' });
  await page.locator('.log-kind.is-refusal').first().waitFor();
  assert.equal(await page.locator('.log-kind:not(.is-refusal)').count(), 0);
  const places = page.getByRole('radio');
  await places.first().focus();
  await page.keyboard.press('ArrowRight');
  await page.getByText(say('logAct.orders_revoked')).waitFor();
  await isWell(page, 'audit-orders-1280-en');
  await page.keyboard.press('ArrowRight');
  await page.getByRole('heading', { name: say('audit.releases') }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.getByText('listAuditLog').first().waitFor();
  await isWell(page, 'audit-access-1280-en');
  await page.keyboard.press('ArrowRight');
  await page.getByText('feeds/1').first().waitFor();
  await isWell(page, 'audit-policies-1280-en');
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: say('audit.take') }).focus();
  await page.keyboard.press('Enter');
  const file = await (await downloading).path();
  await page.locator('.audit-taken').waitFor();
  const vkey = await cell.cell.border.auditVkey();
  const { head, logEntries } = await verifyExport(createReadStream(file), vkey);
  assert.equal(head.cell, await cell.cell.border.cellId());
  assert.ok(logEntries > 20);
  await isWell(page, 'audit-taken-1280-en');
  const small = await windowOf(t, on, {
    handle: 'auditor_one',
    ...where,
    words: 'hi',
    viewport: PHONE,
  });
  await small.page.locator('.audit-entries > li').first().waitFor();
  await isWell(small.page, 'audit-log-360-hi');
  await small.page.getByRole('radio').nth(3).focus();
  await small.page.keyboard.press('Space');
  await small.page.getByRole('heading', { name: small.t('audit.looks') }).waitFor();
  await isWell(small.page, 'audit-access-360-hi');
});
