// What is counted and how, for everybody; and how the figures of one's own clip came about.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LAPTOP, open, PHONE } from './browser.fixture.ts';
import { openWindow, stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(async () => {
  const cell = await webCell();
  const { personId, token } = await cell.account('counted_maker');
  const videoId = await cell.publish({ personId, caption: 'watched by its maker' });
  await cell.drain();
  const events = Array.from({ length: 12 }, (_one, position) => {
    const slot = cell.cell.attention.issueSlot({
      ...{ personId, videoId, durationMs: 8_000, surface: 'feed', position, personal: true },
    });
    return { type: 'progress', slot, seq: 0, at: cell.parts.clock.nowMs(), watchMs: 4_000 };
  });
  await cell.api('POST', '/v1/events', { token, body: { events } });
  await cell.drain();
  return cell;
});

for (const { words, viewport } of [
  { words: 'en', viewport: LAPTOP },
  { words: 'ta', viewport: PHONE },
] as const)
  test(`what is counted and how is said to everybody, and a creator sees what was not (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const stranger = await openWindow(t, stage, { words, viewport });
    await open(stranger.page, '/how-we-count');
    await stranger.page.getByRole('heading', { name: stranger.t('counting.title') }).waitFor();
    await isWell(stranger.page, `counting-${words}-${viewport.width}`);
    const handle = 'counted_maker';
    const { page, t: say } = await windowOf(t, stage, { words, viewport, handle, path: '/me' });
    await page.locator('.own-more').first().click();
    const told = page.locator('.clip-counting');
    await told.waitFor();
    assert.match(await told.innerText(), /12/u, 'own views, from the floor on');
    await told.scrollIntoViewIfNeeded();
    await isWell(page, `counting-own-${words}-${viewport.width}`);
    await told.getByRole('link', { name: say('counting.title') }).click();
    await page.waitForURL(/how-we-count/u);
  });
