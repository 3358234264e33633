/// <reference lib="dom" />
// A creator picks the moment that people see first; a tile moves under a resting mouse, and not where that is not wanted.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClip } from './clips.fixture.ts';
import { LAPTOP, open, PHONE } from './browser.fixture.ts';
import { stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const MAKER = 'cover_maker';
const stageFor = stageOf(async () => {
  const cell = await webCell();
  const path = join(cell.parts.folder, 'moments.mp4');
  await makeClip(path, { colours: ['0xffc145', '0x4b2b8f', '0x16b8a6'], toneHz: 300, seconds: 6 });
  const { personId } = await cell.account(MAKER);
  await cell.cell.media.ingestFile(path, {
    ...{ personId, sample: false, caption: 'three moments', language: 'hi', genre: 'music' },
    tags: [],
  });
  await cell.drain();
  return cell;
});

for (const { words, viewport, theme } of [
  { words: 'hi', viewport: PHONE, theme: 'night' },
  { words: 'ur', viewport: PHONE, theme: 'subah' },
  { words: 'en', viewport: LAPTOP, theme: 'night' },
] as const)
  test(`a creator picks the cover from the clip's own moments (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const { page, t: say } = await windowOf(t, stage, {
      ...{ words, viewport, handle: MAKER, path: '/me' },
    });
    await page.evaluate((value) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: value }));
    }, theme);
    await open(page, '/me');
    const tile = page.locator('.own .clip-tile img').first();
    const before = await tile.getAttribute('src');
    await page.locator('.own-more').first().click();
    const strip = page.locator('.cover-strip');
    await strip.scrollIntoViewIfNeeded();
    await isWell(page, `cover-${words}-${viewport.width}`);
    await strip
      .locator('label')
      .nth(words === 'hi' ? 2 : 4)
      .click();
    await page.getByText(say('cover.making')).waitFor();
    await stage.cell.drain();
    await page.getByText(say('cover.made')).waitFor();
    assert.notEqual(await tile.getAttribute('src'), before);
  });

test('a tile moves while a mouse rests on it; never with data saver or little motion', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const look = { viewport: LAPTOP, handle: MAKER, path: '/me' };
  const { page } = await windowOf(t, stage, look);
  const moving = page.locator('.clip-tile video');
  const rest = async (): Promise<void> => {
    await page.mouse.move(5, 5);
    await page.locator('.own .clip-tile').first().hover();
    // @waits: resting is the input; twice as long as a mouse has to.
    await page.evaluate(async () => await new Promise((done) => setTimeout(done, 500)));
  };
  await rest();
  assert.equal(await moving.count(), 0, 'little motion is wanted');
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await rest();
  await moving.waitFor();
  assert.match((await moving.getAttribute('src')) ?? '', /\/preview\.mp4$/u);
  await page.mouse.move(5, 5);
  await moving.waitFor({ state: 'detached' });
  await page.evaluate(() => localStorage.setItem('jhalak.preferences', '{"dataSaver":true}'));
  await open(page, '/me');
  await rest();
  assert.equal(await moving.count(), 0, 'little data is wanted');
});
