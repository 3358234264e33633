/// <reference lib="dom" />
// People talk under a clip: one in Hindi on a small phone, one on a laptop, and the clip's creator, who decides what is read.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { CommentPage } from '@jhalak/contracts/comments';
import type { TestCell } from '@jhalak/testing';
import { LAPTOP, open, STEP_LIMIT_MS } from './browser.fixture.ts';
import { stageOf, webCell, windowOf, type Window } from './stage.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(() => webCell());

/** A message with its arguments put in. */
function say({ t }: Window, key: string, values: Record<string, string> = {}): string {
  return t(key).replaceAll(/\{(\w+)\}/gu, (_, name: string) => values[name] ?? '');
}

const sheetOf = (window: Window): Locator =>
  window.page.getByRole('dialog', { name: window.t('comments.title') });

async function openComments(window: Window): Promise<Locator> {
  await window.page.getByRole('button', { name: window.t('comments.title') }).click();
  const sheet = sheetOf(window);
  await sheet.getByRole('radio', { name: window.t('comments.best') }).waitFor();
  return sheet;
}

async function write(window: Window, text: string): Promise<void> {
  const field = sheetOf(window).getByRole('textbox');
  await field.fill(text);
  await sheetOf(window)
    .getByRole('button', { name: window.t('comments.send') })
    .click();
}

async function listed(cell: TestCell, videoId: string): Promise<CommentPage['items']> {
  return (await cell.api<CommentPage>('GET', `/v1/videos/${videoId}/comments`)).body.items;
}

async function menu(window: Window, sheet: Locator, handle: string): Promise<void> {
  const name = say(window, 'comments.more', { handle });
  await sheet.getByRole('button', { name }).first().click();
}

async function inBothLights(page: Page, name: string): Promise<void> {
  await isWell(page, name);
  const lit = (theme: string) =>
    page.evaluate((value) => void (document.documentElement.dataset['theme'] = value), theme);
  await lit('subah');
  await isWell(page, `${name}-light`);
  await lit('night');
}

test('a comment is written, answered, liked, pinned, held by a word, reported, deleted and sent after a tunnel', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { cell } = stage;
  const maker = await cell.account('maker_one');
  await cell.account('asha.rao');
  await cell.account('ravi.k');
  const videoId = await cell.publish({ personId: maker.personId, caption: 'पहाड़ों की सुबह' });
  await cell.drain();
  const settings = { audience: 'everyone', holdAll: false, words: ['bakwas'] };
  await cell.api('PUT', '/v1/comments/settings', { token: maker.token, body: settings });
  const path = `/v/${videoId}`;

  const asha = await windowOf(t, stage, { handle: 'asha.rao', path, words: 'hi' });
  const ashas = await openComments(asha);
  await ashas.getByText(asha.t('comments.emptyTitle')).waitFor();
  await inBothLights(asha.page, 'comments-empty-hi');
  await write(asha, 'कितना सुन्दर! मैं भी वहाँ गई थी।');
  await ashas.getByText('कितना सुन्दर!').waitFor();
  // It is shown before it has arrived.
  const [first] = await until('the comment arrives', STEP_LIMIT_MS, async () => {
    const found = await listed(cell, videoId);
    return found.length > 0 ? found : undefined;
  });
  assert.deepEqual([first?.text, first?.language], ['कितना सुन्दर! मैं भी वहाँ गई थी।', 'hi']);
  await write(asha, 'बाकी सब बकवास है');
  await ashas.getByText(asha.t('comments.waits')).waitFor();
  await inBothLights(asha.page, 'comments-held-hi');

  const ravi = await windowOf(t, stage, { handle: 'ravi.k', path, viewport: LAPTOP });
  await open(ravi.page, `${path}?comment=${first?.id}`);
  const ravis = sheetOf(ravi);
  const answer = `${ravi.t('comments.reply')} @asha.rao`;
  await ravis.getByRole('button', { name: answer }).click();
  await ravis.getByRole('textbox').fill('So was I, ask @ma');
  await ravis.getByRole('option', { name: '@maker_one' }).waitFor();
  await inBothLights(ravi.page, 'comments-names-en');
  await ravi.page.keyboard.press('Enter');
  assert.equal(await ravis.getByRole('textbox').inputValue(), 'So was I, ask @maker_one ');
  await ravis.getByRole('button', { name: ravi.t('comments.send') }).click();
  await ravis.getByRole('link', { name: '@maker_one' }).waitFor();
  const heart = ravis.getByRole('button', {
    name: new RegExp(`^${say(ravi, 'comments.like', { handle: 'asha.rao' })}`),
  });
  await heart.click();
  assert.equal(await heart.getAttribute('aria-pressed'), 'true');
  assert.equal(await ravis.getByText('बकवास').count(), 0, 'what waits is read by nobody else');
  await inBothLights(ravi.page, 'comments-thread-en');
  await menu(ravi, ravis, 'asha.rao');
  await ravis.getByRole('button', { name: ravi.t('more.report') }).click();
  const report = ravi.page.getByRole('dialog', { name: ravi.t('more.report') });
  await report.getByRole('radio', { name: ravi.t('reason.harassment') }).check();
  await report.getByRole('button', { name: ravi.t('report.send') }).click();
  await ravi.page.getByRole('dialog', { name: ravi.t('report.thanks') }).waitFor();

  const owner = await windowOf(t, stage, { handle: 'maker_one', path, words: 'ta' });
  const makers = await openComments(owner);
  await menu(owner, makers, 'asha.rao');
  await makers.getByRole('button', { name: owner.t('comments.pin'), exact: true }).click();
  await makers.getByText(owner.t('comments.pinned')).waitFor();
  await inBothLights(owner.page, 'comments-creator-ta');
  await makers.getByRole('button', { name: owner.t('comments.approve') }).click();
  await until('what waited is shown', STEP_LIMIT_MS, async () =>
    (await listed(cell, videoId)).length === 2 ? true : undefined,
  );
  assert.equal((await listed(cell, videoId))[0]?.pinned, true);

  await open(asha.page, path);
  const again = await openComments(asha);
  await menu(asha, again, 'asha.rao');
  await again.getByRole('button', { name: asha.t('comments.delete') }).click();
  await again.getByRole('button', { name: asha.t('common.undo') }).click();
  await again.getByText('कितना सुन्दर!').waitFor();
  await asha.page.context().setOffline(true);
  await write(asha, 'सुरंग से');
  await again.getByText(asha.t('comments.queued')).waitFor();
  await inBothLights(asha.page, 'comments-offline-hi');
  await asha.page.context().setOffline(false);
  await until('what waited for the network is sent', STEP_LIMIT_MS, async () =>
    (await listed(cell, videoId)).find(({ text }) => text === 'सुरंग से'),
  );
  await again.getByText(asha.t('comments.queued')).waitFor({ state: 'detached' });
  assert.equal((await listed(cell, videoId)).filter(({ text }) => text === 'सुरंग से').length, 1);
  const texts = await again.getByText('सुरंग से').count();
  assert.equal(texts, 1, 'shown once');

  await open(owner.page, '/me');
  await owner.page.getByRole('button', { name: owner.t('comments.title') }).click();
  await sheetOf(owner)
    .getByRole('heading', { name: owner.t('comments.rules') })
    .waitFor();
  await inBothLights(owner.page, 'comments-rules-ta');
});
