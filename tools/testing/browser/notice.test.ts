/// <reference lib="dom" />
// Before anything is learned a notice is read, in whichever of its languages; what was read is what the answer names; and a yes
// is taken back in no more taps than it was given. JHALAK_PICTURES=folder keeps a picture of each language.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { Viewer } from '@jhalak/contracts/accounts';
import { noticeRead, PUBLISHED_NOTICES } from '@jhalak/contracts/consent-notice';
import { LAPTOP, open, type Words } from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { openWindow, stageOf, webCell, type Window } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(webCell);
const PICTURES = process.env['JHALAK_PICTURES'];
const [TODAY] = PUBLISHED_NOTICES.slice(-1);
const LANGUAGES = Object.keys(TODAY?.documents ?? {});
const RIGHT_TO_LEFT = ['ks', 'sd', 'ur'];
/** One of each direction; with buttons from left and from right all others are read too. */
const MIXED = ['en', 'ks'];
/** Whose letters the app brings along, because few devices do. */
const OWN_FONTS = ['ks', 'mni', 'sat', 'sd'];

/** Walks the first run up to the question. */
async function toTheQuestion({ page, t }: Window): Promise<void> {
  await open(page, '/');
  await page.getByRole('button', { name: t('common.continue') }).click();
  for (const genre of ['music', 'food', 'news'])
    await page.getByRole('button', { name: t(`genre.${genre}`), exact: true }).click();
  await page.getByRole('button', { name: t('common.continue') }).click();
  await page.getByRole('button', { name: t('age.18plus') }).click();
  await page.locator('.consent-text').waitFor();
}

/** Chooses a language on the notice itself. */
async function readIn(page: Page, language: string): Promise<void> {
  await page.locator('.consent-notice select').selectOption(language);
  await page.locator(`.consent-text[lang="${language}"]`).waitFor();
}

async function viewerOf(page: Page): Promise<Viewer> {
  return (await page.evaluate(async () => await (await fetch('/v1/viewers/me')).json())) as Viewer;
}

/** How often somebody touches the page, from now on. */
async function countTaps(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counter = globalThis as unknown as { taps: number };
    counter.taps = 0;
    addEventListener('pointerdown', () => (counter.taps += 1), { capture: true });
  });
  return async () => await page.evaluate(() => (globalThis as unknown as { taps: number }).taps);
}

for (const [words, viewport, languages] of [
  ['en', undefined, LANGUAGES],
  ['ta', undefined, MIXED],
  ['ur', undefined, LANGUAGES],
  ['hi', LAPTOP, MIXED],
] as const satisfies readonly (readonly [
  Words,
  { width: number; height: number } | undefined,
  readonly string[],
])[])
  test(`with buttons in ${words} the notice is read in ${languages.length} languages, and a yes names the text that stood there`, async (t) => {
    const house = stage(t);
    if (house === undefined) return;
    const window = await openWindow(t, house, { words, ...(viewport && { viewport }) });
    const { page } = window;
    await toTheQuestion(window);
    assert.equal(await page.locator('.consent-text').getAttribute('lang'), words);
    for (const language of languages) {
      await readIn(page, language);
      const text = page.locator('.consent-text');
      const direction = await text.evaluate((element) => getComputedStyle(element).direction);
      assert.equal(direction, RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr', language);
      if (OWN_FONTS.includes(language))
        assert.ok(
          await page.evaluate((name) => document.fonts.check(`16px "Notice ${name}"`), language),
          language,
        );
      assert.deepEqual(await sticksOut(page), [], language);
      if (PICTURES !== undefined)
        await page.screenshot({ path: join(PICTURES, `notice-${words}-${language}.png`) });
    }
    await isWell(page, `notice-${words}`);
    await readIn(page, 'sat');
    await page.locator('.first-run .even .button').last().click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { consent, personal } = await viewerOf(page);
    assert.equal(personal, true);
    assert.deepEqual(consent, {
      personalisation: true,
      lock: false,
      ads: false,
      ...noticeRead('sat'),
    });
  });

test('a yes is taken back in no more taps than it takes to give it, from the same place', async (t) => {
  const house = stage(t);
  if (house === undefined) return;
  const window = await openWindow(t, house);
  const { page, t: words } = window;
  await toTheQuestion(window);
  await page.getByRole('button', { name: words('consent.no') }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });

  const answer = async (key: string, personal: boolean): Promise<number> => {
    await open(page, '/');
    const taps = await countTaps(page);
    await page.getByRole('link', { name: words('tabs.me') }).click();
    await page.getByRole('link', { name: words('settings.title') }).click();
    await page.locator('.consent-text').waitFor();
    const said = page.waitForResponse((reply) => reply.request().method() === 'PATCH');
    await page
      .locator('.segments label')
      .filter({ hasText: words(key) })
      .click();
    await said;
    assert.equal((await viewerOf(page)).personal, personal);
    return await taps();
  };
  const given = await answer('consent.yes', true);
  const taken = await answer('consent.no', false);
  t.diagnostic(`${given} taps to give it, ${taken} to take it back`);
  assert.ok(taken <= given, `${taken} taps to take it back, ${given} to give it`);
});

test('who agreed to an older notice is asked again on the feed, and the feed does not learn meanwhile', async (t) => {
  const house = stage(t);
  if (house === undefined) return;
  const window = await openWindow(t, house, { words: 'hi' });
  const { page, t: words } = window;
  await toTheQuestion(window);
  await page.getByRole('button', { name: words('consent.yes') }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const { id } = await viewerOf(page);
  await house.cell.parts.database.query(
    {
      name: 'test.older_notice',
      text: `UPDATE persons SET notice_version = '2026-11-22', notice_sha256 = NULL WHERE person_id = $1`,
    },
    [id],
  );
  // What a process knows of a caller is ten seconds old at most.
  house.cell.parts.clock.advance(11_000);
  await open(page, '/');
  await page.getByText(words('notice.changed')).waitFor();
  await isWell(page, 'notice-again');
  await page.locator('.sheet .consent-text').waitFor();
  await page
    .locator('.sheet')
    .getByRole('button', { name: words('consent.yes') })
    .click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.deepEqual((await viewerOf(page)).consent?.noticeSha256, noticeRead('hi').noticeSha256);
});
