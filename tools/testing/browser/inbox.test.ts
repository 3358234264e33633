/// <reference lib="dom" />
// The inbox as people see it: two people like a clip and one follows, live and as groups; the dot, quiet hours, reading.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '@jhalak/contracts/accounts';
import type { InboxSettingsBody } from '@jhalak/contracts/inbox';
import type { TestCell, TestPerson } from '@jhalak/testing';
import { STEP_LIMIT_MS } from './browser.fixture.ts';
import { openWindow, signIn, stageOf, webCell, type Window } from './stage.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(webCell);
const DOT = '.tabs .tab-dot';
async function eventually(look: () => boolean | Promise<boolean>): Promise<void> {
  await until(String(look), STEP_LIMIT_MS, async () => ((await look()) ? true : undefined));
}

interface Scene {
  maker: TestPerson;
  asha: TestPerson;
  ravi: TestPerson;
  videoId: string;
}

async function sceneOf(cell: TestCell): Promise<Scene> {
  const maker = await cell.account('inbox_maker');
  const asha = await cell.account('asha_devi');
  const ravi = await cell.account('ravi_kumar');
  const videoId = await cell.publish({
    personId: maker.personId,
    caption: 'Kites over the river on a windy evening',
  });
  await cell.drain();
  return { maker, asha, ravi, videoId };
}

async function likes(
  cell: TestCell,
  videoId: string,
  ...people: readonly TestPerson[]
): Promise<void> {
  for (const { token } of people)
    assert.equal((await cell.api('PUT', `/v1/videos/${videoId}/like`, { token })).status, 204);
  await cell.drain();
}

async function settings(
  cell: TestCell,
  { token }: TestPerson,
  body: InboxSettingsBody,
): Promise<void> {
  assert.equal((await cell.api('PUT', '/v1/inbox/settings', { token, body })).status, 200);
}

test('what two people do arrives live in groups, with a dot that quiet hours put out, and is read and unread again', async (t) => {
  const found = stage(t);
  if (found === undefined) return;
  const { cell } = found;
  const scene = await sceneOf(cell);
  const { maker, asha, ravi, videoId } = scene;
  const window = await openWindow(t, found);
  const { page, t: word } = window;
  await signIn(window, 'inbox_maker', '/inbox');
  const rows = page.locator('.inbox-list > .inbox-row');
  await rows.first().waitFor();
  // The list stands after its skeleton; the clip went live.
  await eventually(async () => (await rows.count()) === 1);
  // The stream is opened once the page lives.
  await eventually(() => cell.cell.inbox.openStreams() === 1);
  await likes(cell, videoId, asha, ravi);
  await cell.api('PUT', '/v1/people/inbox_maker/follow', { token: asha.token });
  await cell.drain();
  await eventually(async () => (await rows.count()) === 3);
  const texts = await rows.allInnerTexts();
  assert.match(texts.join('\n'), /@?ravi_kumar.* and .*@?asha_devi.* liked your clip/u);
  assert.match(texts.join('\n'), /asha_devi.* started to follow you/u);
  await eventually(async () => (await page.locator(DOT).innerText()) === '3');
  await isWell(page, 'inbox-360-en');

  await settings(cell, maker, { quiet: aroundNow(cell) });
  await eventually(async () => (await page.locator(DOT).count()) === 0);
  await settings(cell, maker, { quiet: null });
  await eventually(async () => (await page.locator(DOT).innerText()) === '3');

  await page.getByRole('button', { name: word('inbox.markAll') }).press('Enter');
  await eventually(async () => (await page.locator('.inbox-row.is-unread').count()) === 0);
  await eventually(async () => (await page.locator(DOT).count()) === 0);
  await page.getByRole('button', { name: word('common.undo') }).click();
  await eventually(async () => (await page.locator('.inbox-row.is-unread').count()) === 3);
  await eventually(async () => (await page.locator(DOT).innerText()) === '3');

  await page.getByRole('button', { name: word('inbox.about-likes'), exact: true }).click();
  await eventually(async () => (await rows.count()) === 1);
  await page.getByRole('button', { name: word('inbox.about-all'), exact: true }).click();
  await answersRequest(cell, window, ravi);
  await decisionsShown(cell, window, scene);
  await page.goto(new URL('/settings#inbox', page.url()).href);
  await page.locator('#inbox .inbox-kind').first().waitFor();
  await isWell(page, 'inbox-settings-360-en');
  await looks(t, found, 'ta', { width: 360, height: 740 });
  await looks(t, found, 'hi', { width: 1280, height: 800 });
});

/** Six hours before and after the cell's now, by the clock on the wall here, which is the browser's too. */
function aroundNow({ parts }: TestCell): { fromMinute: number; toMinute: number } {
  const now = new Date(parts.clock.nowMs());
  const minute = now.getHours() * 60 + now.getMinutes();
  const day = 24 * 60;
  return { fromMinute: (minute + day - 6 * 60) % day, toMinute: (minute + 6 * 60) % day };
}

async function answersRequest(
  cell: TestCell,
  { page, t }: Window,
  ravi: TestPerson,
): Promise<void> {
  const { token } = await cell
    .api<{ token: string }>('POST', '/v1/sessions', {
      body: { handle: 'inbox_maker', password: 'correct horse battery' },
    })
    .then(({ body }) => body);
  await cell.api('PUT', '/v1/accounts/me/privacy', { token, body: { private: true } });
  await cell.drain();
  await cell.api('PUT', '/v1/people/inbox_maker/follow', { token: ravi.token });
  await cell.drain();
  await page.getByRole('button', { name: t('inbox.accept') }).click();
  await eventually(async () => (await page.locator('.inbox-more .button.primary').count()) === 0);
  // The button goes before the answer has come.
  await eventually(async () => {
    const { body } = await cell.api<Person>('GET', '/v1/people/inbox_maker');
    return body.counts.followers === 2;
  });
}

async function decisionsShown(
  cell: TestCell,
  { page }: Window,
  { asha, videoId }: Scene,
): Promise<void> {
  await cell.cell.accounts.grantRole({ personId: asha.personId, role: 'moderator' });
  const act = { action: 'remove', reason: 'copyright', note: 'The song belongs to somebody else.' };
  await cell.api('POST', `/v1/moderation/videos/${videoId}/acts`, { token: asha.token, body: act });
  await cell.drain();
  await page.getByText('The song belongs to somebody else.').waitFor();
  await isWell(page, 'inbox-decision-360-en');
}

async function looks(
  t: Parameters<typeof openWindow>[0],
  found: Parameters<typeof openWindow>[1],
  words: 'hi' | 'ta',
  viewport: { width: number; height: number },
): Promise<void> {
  const window = await openWindow(t, found, { words, viewport });
  await signIn(window, 'inbox_maker', '/inbox');
  await window.page.locator('.inbox-list > .inbox-row').first().waitFor();
  await until('torn pictures are put away', STEP_LIMIT_MS, async () =>
    (await window.page.locator('.inbox-clip:visible').count()) === 0 ? true : undefined,
  );
  await isWell(window.page, `inbox-${viewport.width}-${words}`);
  await window.page.evaluate(() => (document.documentElement.dataset['theme'] = 'subah'));
  await isWell(window.page, `inbox-${viewport.width}-${words}-light`);
}
