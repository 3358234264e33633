// A sale that came to its end, as the buyer's staff see it: every step past, the certificate on one page of paper, the record
// carried away and proven without a network.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { LAPTOP, PHONE } from './browser.fixture.ts';
import { PaperDeal } from './deal.fixture.ts';
import { openWindow, signIn, stageOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** Where pictures of each stop go, for who wants to look. */
const PICTURES = process.env['JHALAK_PICTURES'];
/** Within the margins of A4, in pixels as paper has them. */
const PAPER = { width: 688, height: 1_032 };

const stage = stageOf(async () => {
  const startMs = Date.now();
  const seller = await startCell({ startMs });
  try {
    const buyer = await startCell({ startMs: startMs + 60_000, seed: 2, web: await buildWeb() });
    const deal = new PaperDeal(seller, await operatorOf(seller));
    await deal.toTerms();
    await deal.toFence();
    const there = await deal.goOnAt(buyer, await operatorOf(buyer));
    assert.equal((await there.look()).step, 'closed');
    await buyer.cell.border.publish();
    return buyer;
  } finally {
    await seller.close();
  }
});

async function operatorOf(cell: TestCell): Promise<string> {
  const { personId, token } = await cell.account('operator_one');
  await cell.cell.accounts.grantRole({ personId, role: 'operator', reason: 'joined' });
  return token;
}

/** The certificate is one page, whatever its language; the annex follows on others. */
async function isOnePage(page: Page, name: string): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize(PAPER);
  const height = await page
    .locator('.sheet-one')
    .evaluate((sheet) => sheet.getBoundingClientRect().bottom);
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}-paper.png`) });
  assert.ok(height > 0 && height <= PAPER.height, `${name}: ${height} px on paper`);
  assert.ok((await page.pdf({ format: 'A4' })).length > 10_000, 'and it prints');
  await page.emulateMedia({ media: 'screen' });
}

for (const [words, viewport] of [
  ['en', PHONE],
  ['hi', LAPTOP],
] as const)
  test(`a closed sale: its path, and the certificate on one page (${words}, ${viewport.width} px)`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    const name = `closed-${words}-${viewport.width}`;
    const window = await openWindow(t, on, { words, viewport });
    const { page, t: say } = window;
    page.on('pageerror', (error) => assert.fail(error));
    await signIn(window, 'operator_one', '/transfer');
    await page.locator('.transfer-page h1').waitFor();
    await page.getByRole('heading', { name: say('transfer.closedTitle') }).waitFor();
    await isWell(page, `${name}-path`);
    for (const place of ['cutover', 'certificate']) {
      const label = say(`transferPlace.${place}`);
      await page.getByRole('radio', { name: label, exact: true }).focus();
      await page.keyboard.press('Space');
      await page.locator(place === 'cutover' ? '.big-clock' : '.certificate-annex').waitFor();
      await isWell(page, `${name}-${place}`);
    }
    await page.getByText(say('certificate.kind')).waitFor();
    assert.equal(await page.getByText(say('certificate.draft')).count(), 0, 'it is no draft');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: say('certificate.record') }).click();
    const record = await readFile(await (await downloading).path());
    await isOnePage(page, name);
    if (viewport === PHONE) await provenAway(on.cell, page, record);
  });

/** The page for checking, from a disk, with the network cut. */
async function provenAway(cell: TestCell, page: Page, record: Buffer): Promise<void> {
  const at = (name: string): string => join(cell.parts.folder, name);
  await writeFile(at('record.json'), record);
  await writeFile(at('check.html'), await (await fetch(`${cell.url}/verify`)).text());
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(at('check.html')).href);
  await page.fill('#key', await cell.cell.border.vkey());
  await page.setInputFiles('#file', at('record.json'));
  await page.click('#check');
  await page.locator('#result.proven').waitFor();
}
