// Somebody looks around: what rises, a word typed as it sounds, a clip and back to the same place, a tag, a genre, nothing
// found, no network. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { TREND_FLOOR } from '@jhalak/contracts/trends';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { LAPTOP, open, PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import { openWindow, stageOf } from './stage.fixture.ts';
import { fillCell } from './taste.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(async () => {
  const cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  await fillCell(cell);
  await watchDance(cell);
  return cell;
});

/** As many people as a trend needs watch everything that is danced. */
async function watchDance(cell: TestCell): Promise<void> {
  const { body } = await cell.api<{ items: { id: string }[] }>('GET', '/v1/channels/dance');
  assert.equal(body.items.length, 5);
  for (let nth = 0; nth < TREND_FLOOR; nth += 1) {
    const { personId, token } = await cell.viewer();
    const at = cell.parts.clock.nowMs();
    const events = body.items.map(({ id: videoId }) => {
      const shown = { durationMs: 8_000, surface: 'feed', position: 0, personal: true } as const;
      const slot = cell.cell.attention.issueSlot({ personId, videoId, ...shown });
      return { type: 'progress', slot, seq: 1, at, watchMs: 4_000 };
    });
    await cell.api('POST', '/v1/events', { token, body: { events } });
  }
  await cell.drain();
}

/** What can be found stands on one line in every language; what has no room comes by itself to whoever goes on by keys. */
async function onOneLine(page: Page): Promise<void> {
  const row = page.locator('.kinds');
  const tops = await row
    .locator('a')
    .evaluateAll((links) => links.map((link) => Math.round(link.getBoundingClientRect().top)));
  assert.equal(new Set(tops).size, 1, String(tops));
  const last = row.locator('a').last();
  await last.focus();
  const [all, one] = [await row.boundingBox(), await last.boundingBox()];
  assert.ok(all && one && one.x >= all.x && one.x + one.width <= all.x + all.width + 1);
  await until('nothing more is at the end', STEP_LIMIT_MS, async () =>
    /is-cut-after/u.test((await row.getAttribute('class')) ?? '') ? undefined : true,
  );
}

const LOOKERS = [
  { words: 'hi', viewport: PHONE, theme: 'night' },
  { words: 'ta', viewport: PHONE, theme: 'subah' },
  { words: 'en', viewport: LAPTOP, theme: 'night' },
] as const;

for (const { words, viewport, theme } of LOOKERS)
  test(`a word typed as it sounds is found in its script, and one comes back to the same place (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { page, t: say } = await openWindow(t, stage, { words, viewport });
    const name = `discover-${words}-${viewport.width}`;
    await page.addInitScript((value) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: value }));
    }, theme);
    const scrolled = async (): Promise<number> =>
      await page.locator('.screen').evaluate((screen) => Math.round(screen.scrollTop));

    await open(page, '/discover');
    await page.getByRole('heading', { name: say('discover.rising') }).waitFor();
    await page.locator('.risen-tag').filter({ hasText: '#monsoon' }).waitFor();
    await page.locator('.channel').first().waitFor();
    await isWell(page, `${name}-rising`);
    await page.locator('.risen-tag').first().waitFor();
    const tile = page.locator('.rising .clip-tile').last();
    await tile.scrollIntoViewIfNeeded();
    await until('the place is noted', STEP_LIMIT_MS, async () =>
      (await scrolled()) > 0 || viewport === LAPTOP ? true : undefined,
    );
    const place = await scrolled();
    await tile.click();
    await page.waitForURL(/\/v\//u);
    await page.locator('.card').first().waitFor();
    await page.goBack();
    await page.locator('.risen-tag').first().waitFor();
    assert.equal(await scrolled(), place);

    const field = page.getByRole('combobox', { name: say('discover.field') });
    await field.fill('kriket');
    const option = page.getByRole('option', { name: 'क्रिकेट' });
    await option.waitFor();
    await isWell(page, `${name}-suggestions`);
    await page.keyboard.press('ArrowDown');
    assert.equal(await field.getAttribute('aria-activedescendant'), 'suggestion-0');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=kriket/u);
    await page.locator('.found .clip-tile').first().waitFor();
    await page.locator('.also-one', { hasText: 'क्रिकेट' }).waitFor();
    await isWell(page, `${name}-results`);
    await onOneLine(page);

    await field.fill('');
    await page.locator('.ask-recent').getByText('kriket').waitFor();
    await isWell(page, `${name}-recent`);
    await page.locator('.ask-recent .icon-button').click();
    assert.equal(await page.locator('.ask-recent').count(), 0);

    await open(page, '/discover?q=zzqqxx');
    await page.getByRole('heading', { name: 'zzqqxx' }).last().waitFor();
    await isWell(page, `${name}-nothing`);

    await open(page, '/tag/monsoon');
    await page.locator('.clip-tile').first().waitFor();
    assert.equal(await page.locator('.clip-tile').count(), 5);
    await isWell(page, `${name}-tag`);

    await open(page, '/genre/dance');
    await page.getByRole('button', { name: '#monsoon' }).click();
    await page.waitForURL(/topic=monsoon/u);
    await page.locator('.clip-tile').first().waitFor();
    await isWell(page, `${name}-genre`);

    await page.context().setOffline(true);
    await page.getByRole('button', { name: say('discover.newest') }).click();
    await page.getByRole('heading', { name: say('discover.failed') }).waitFor();
    await isWell(page, `${name}-offline`);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: say('common.retry') }).click();
    await page.locator('.clip-tile').first().waitFor();
  });
