/// <reference lib="dom" />
// Notes with their undo: over an open sheet they can be tapped, on a clip they lie over neither its words nor its buttons.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { LAPTOP, open, PHONE } from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { stageOf, webCell, windowOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const MAKER = 'note_maker';
let clip = '';
const stageFor = stageOf(async () => {
  const cell = await webCell();
  const { personId } = await cell.account(MAKER);
  // One that plays: a clip that does not has a note of its own.
  const file = join(cell.parts.folder, 'note.mp4');
  await makeClip(file, { colours: ['0x4b2b8f', '0xff6b2c'], toneHz: 220, seconds: 4 });
  const bytes = await readFile(file);
  clip = await cell.publish({ personId, caption: 'बारिश में गरबा', bytes, durationMs: 4_000 });
  for (const words of ['hi', 'ur', 'en']) await cell.account(`reader_${words}`);
  await cell.drain();
  return cell;
});

/** Whether a tap in its middle meets it. */
const isOnTop = async (note: Locator): Promise<boolean> =>
  await note.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });

/** What of the clip lies under a note. */
async function under(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const note = document.querySelector('.toast')?.getBoundingClientRect();
    if (note === undefined) return ['no note'];
    const parts = document.querySelectorAll(
      '.rail > *, .card[aria-hidden=false] .words > *, .side > *',
    );
    return [...parts].flatMap((part) => {
      const { left, right, top, bottom } = part.getBoundingClientRect();
      const apart =
        right <= note.left || left >= note.right || bottom <= note.top || top >= note.bottom;
      return apart || right === left ? [] : [part.className];
    });
  });
}

test('a note over a sheet that stays open can be tapped, and outlives the sheet (ta, 360 px)', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const look = { handle: MAKER, path: '/me', words: 'ta' } as const;
  const { page, t: say } = await windowOf(t, stage, look);
  await page.route('**/audience', async (route) => await route.fulfill({ status: 503, body: '' }));
  await page.locator('.own-more').first().click();
  await page.getByLabel(say('audience.title')).selectOption('close');
  const note = page.locator('.toast', { hasText: say('error.server') });
  await note.waitFor();
  assert.ok(await isOnTop(note));
  await isWell(page, 'notes-sheet-ta-360');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.toasts-home > .toasts').count(), 1);
});

for (const [words, viewport] of [
  ['hi', PHONE],
  ['ur', PHONE],
  ['en', LAPTOP],
] as const)
  test(`a note on a clip leaves its words and buttons free (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const look = { handle: `reader_${words}`, path: '/me', words, viewport };
    const { page, t: say } = await windowOf(t, stage, look);
    await open(page, `/v/${clip}`);
    const press = async (key: string): Promise<void> =>
      await page
        .getByRole('button', { name: say(key), exact: true })
        .first()
        .click();
    await press('rail.share');
    await press('share.repost');
    const note = page.locator('.toast');
    await note.waitFor();
    assert.deepEqual(await under(page), []);
    assert.ok(await isOnTop(note));
    await press('common.undo');
    await page.getByText(say('share.unreposted')).waitFor();
    // A note goes by itself while a slow machine looks: nothing is asked of this one after.
    await press('rail.share');
    await press('share.repost');
    await page.getByText(say('share.reposted')).waitFor();
    await isWell(page, `notes-clip-${words}-${viewport.width}`);
  });
