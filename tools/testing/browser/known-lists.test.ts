// Lists of what may not be published: a file is read before it is taken in, what a list held is seen, and it is ended.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { madeClip, settle, soundOf, type TestCell } from '@jhalak/testing';
import { LAPTOP, PHONE } from './browser.fixture.ts';
import { stageOf, webCell, windowOf, type Window } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(async () => {
  const cell = await webCell();
  for (const role of ['admin', 'moderator'] as const) {
    const { personId } = await cell.account(`lists_${role}`);
    await cell.cell.accounts.grantRole({ personId, role });
  }
  await cell.account('uploader_one');
  return cell;
});

// Lists write a word's highest digits first.
const SOUND = soundOf(7, false).swap32().toString('hex');
const GOOD = `kind,hash,reason\nchromaprint,${SOUND},hate song\nsha256,${'ab'.repeat(32)},\n`;
const BAD = `kind,hash\nchromaprint,${SOUND}\npdq,nonsense\nmd5,${'ab'.repeat(32)}\n`;

/** Somebody uploads the sound that is on the list. */
async function upload(cell: TestCell): Promise<void> {
  const { personId } = await cell.account(`by_${cell.parts.ids.next().slice(-8)}`);
  const places = { cell: cell.cell, folder: cell.parts.folder };
  const clip = await madeClip(places, personId, { shows: 1, plays: 7, edited: true });
  const judgement = await cell.cell.matching.gate.judge(clip);
  assert.equal(judgement.held, 'media.held_known');
  assert.ok(await settle(cell, clip, judgement));
}

const choose = async ({ page, t }: Window, csv: string): Promise<void> =>
  await page
    .getByLabel(t('lists.file'))
    .setInputFiles({ name: 'songs.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });

for (const [words, viewport, colorScheme] of [
  ['en', LAPTOP, 'light'],
  ['ta', PHONE, 'dark'],
] as const)
  test(`a list is read, taken in, seen at work and ended (${words}, ${viewport.width} px)`, async (t) => {
    const stage = stageFor(t);
    if (stage === undefined) return;
    const look = { words, viewport, path: '/moderation' };
    const desk = await windowOf(t, stage, { ...look, handle: 'lists_admin' });
    const { page, t: say } = desk;
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.getByRole('radio', { name: say('lists.title') }).check();
    await page.getByText(say('lists.intro')).waitFor();
    await choose(desk, BAD);
    await page.getByText(say('listFault.hash')).waitFor();
    assert.deepEqual(
      await page
        .locator('.list-faults li')
        .evaluateAll((lines) => lines.map((line) => (line as HTMLLIElement).value)),
      [3, 4],
    );
    await isWell(page, `lists-refused-${words}-${viewport.width}`);
    assert.equal(await page.getByLabel(say('lists.name')).count(), 0, 'nothing can be taken in');
    await choose(desk, GOOD);
    await page.getByLabel(say('lists.name')).fill(`Songs ${words}`);
    await page.getByLabel(say('lists.issuer')).fill('Cyber Police');
    await isWell(page, `lists-read-${words}-${viewport.width}`);
    await page.getByRole('button', { name: say('lists.take') }).click();
    const card = page.locator('.held-card', { hasText: `Songs ${words}` });
    await card.waitFor();
    await upload(stage.cell);

    const other = await windowOf(t, stage, { ...look, handle: 'lists_moderator' });
    await other.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await other.page.getByRole('radio', { name: say('lists.title') }).check();
    const seen = other.page.locator('.held-card', { hasText: `Songs ${words}` });
    await seen.waitFor();
    assert.equal(await other.page.getByRole('button', { name: say('lists.end') }).count(), 0);
    await isWell(other.page, `lists-${words}-${viewport.width}`);
    await seen.getByRole('button').click();
    await other.page.getByText('hate song').waitFor();
    await isWell(other.page, `lists-held-${words}-${viewport.width}`);
    await other.page.getByRole('button', { name: say('held.release') }).click();
    await other.page.getByText(say('moderation.emptyTitle')).waitFor();
    await other.page.getByRole('button', { name: say('common.back') }).click();
    await other.page.getByText(say('lists.intro')).waitFor();

    await card.getByRole('button', { name: say('lists.end') }).click();
    await card.getByRole('button', { name: say('common.sure') }).click();
    await card.getByText(say('orders.phase.ended')).waitFor();
    await isWell(page, `lists-ended-${words}-${viewport.width}`);
  });
