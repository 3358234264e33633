/// <reference lib="dom" />
// One newcomer after another, each in a language and a window of their own: from the first run to the tenth swipe, an account,
// a comment, a word typed as it sounds, a block, and the account's end. Urdu runs from right to left.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { directionOf } from '@jhalak/contracts/languages';
import {
  LAPTOP,
  newPhone,
  open,
  PHONE,
  STEP_LIMIT_MS,
  wordsOf,
  type Words,
} from './browser.fixture.ts';
import { CHOSEN_GENRES, type Journey } from './journey.fixture.ts';
import { answerFirstRun, clipPlays, signUpOnScreen, swipeOn } from './people.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** The first of them; those after swipe to show that they can. */
const SWIPES = 10;
const SWIPES_LATER = 2;
/** One of the crowd, who cooks. */
const COOK = 'kabir_rasoi';
/** What they call it, and how somebody types it who has Latin keys only. */
const KITCHEN = { written: 'रसोई', typed: 'rasoi' } as const;

interface Newcomer {
  locale: Words;
  viewport: { width: number; height: number };
  handle: string;
  comment: string;
}

const NEWCOMERS: readonly Newcomer[] = [
  { locale: 'ur', viewport: PHONE, handle: 'zoya_dekhti', comment: 'بہت خوب! یہ کہاں ہے؟' },
  { locale: 'ta', viewport: LAPTOP, handle: 'meena_paarkkiraal', comment: 'மிக அழகு!' },
  { locale: 'en', viewport: PHONE, handle: 'joy_watches', comment: 'Lovely! Where is this?' },
  { locale: 'ur', viewport: LAPTOP, handle: 'adil_dekhta', comment: 'کیا بات ہے 👏' },
];

interface Walk extends Newcomer {
  page: Page;
  t: (key: string) => string;
  name: string;
}

/** Each walks alone; what went wrong inside their pages goes to the journey's list. */
export async function everyLanguageWalks(journey: Journey): Promise<void> {
  for (const newcomer of NEWCOMERS) {
    const { locale, viewport } = newcomer;
    const context = await newPhone(journey.browser, journey.program.url, `${locale}-IN`, viewport);
    const page = await context.newPage();
    page.on('pageerror', (error) => journey.wrong.push(`${page.url()}: ${error.message}`));
    const t = await wordsOf(locale);
    await walk({ ...newcomer, page, t, name: `walk-${locale}-${viewport.width}` });
    await context.close();
  }
}

async function walk(one: Walk): Promise<void> {
  const { page, t, name } = one;
  await open(page, '/');
  assert.equal(await page.evaluate(() => document.dir), directionOf(one.locale));
  await isWell(page, `${name}-first-run`);
  await answerFirstRun(page, t, CHOSEN_GENRES);
  const swipes = one.handle === NEWCOMERS[0]?.handle ? SWIPES : SWIPES_LATER;
  for (let swipe = 0; swipe < swipes; swipe += 1) {
    await clipPlays(page);
    await goOn(one);
  }
  await clipPlays(page);
  await isWell(page, `${name}-feed`);
  await open(page, '/signup');
  await signUpOnScreen(page, t, one.handle);
  const address = await findsByEar(one);
  await comments(one, address);
  await blocksTheCook(one);
  await leaves(one);
}

/** By finger on a phone, by key on a laptop. */
async function goOn({ page, viewport }: Walk): Promise<void> {
  if (viewport !== LAPTOP) return await swipeOn(page);
  const card = page.locator('.card:not([inert])');
  const place = await card.getAttribute('aria-posinset');
  await page.keyboard.press('ArrowDown');
  await until('the next clip stands', STEP_LIMIT_MS, async () => {
    const now = await card.getAttribute('aria-posinset');
    return now === place ? undefined : now;
  });
}

/** @returns the address of the clip that was found. */
async function findsByEar({ page, t, name }: Walk): Promise<string> {
  await open(page, '/discover');
  await page.getByRole('combobox', { name: t('discover.field') }).fill(KITCHEN.typed);
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=rasoi/u);
  const tile = page.locator('.found .clip-tile').first();
  await tile.waitFor();
  await isWell(page, `${name}-found`);
  await tile.click();
  await page.waitForURL(/\/v\//u);
  const caption = await clipPlays(page);
  assert.ok(caption.includes(KITCHEN.written), caption);
  return new URL(page.url()).pathname;
}

async function comments({ page, t, name, comment }: Walk, address: string): Promise<void> {
  await open(page, address);
  await page.getByRole('button', { name: t('comments.title') }).click();
  const sheet = page.getByRole('dialog', { name: t('comments.title') });
  await sheet.getByRole('textbox').fill(comment);
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/comments') && response.request().method() === 'POST',
  );
  await sheet.getByRole('button', { name: t('comments.send') }).click();
  assert.equal((await answered).status(), 201);
  await sheet.getByText(comment).waitFor();
  await isWell(page, `${name}-comments`);
}

async function blocksTheCook({ page, t, name }: Walk): Promise<void> {
  await open(page, `/@${COOK}`);
  const menu = page.getByRole('button', { name: t('person.menu').replace('{handle}', COOK) });
  await menu.waitFor();
  await page.locator('.clip-tile').first().waitFor();
  await isWell(page, `${name}-person`);
  await menu.click();
  const block = page.getByRole('button', { name: t('person.block'), exact: true });
  await block.click();
  await page.getByText(t('person.blockText')).waitFor();
  await block.click();
  await page
    .getByRole('heading', { name: t('person.blockedTitle').replace('{handle}', COOK) })
    .waitFor();
  await isWell(page, `${name}-blocked`);
}

async function leaves({ page, t, name }: Walk): Promise<void> {
  await open(page, '/settings');
  await page.getByRole('button', { name: t('account.delete'), exact: true }).click();
  await page.getByRole('heading', { name: t('account.deleteTitle') }).waitFor();
  await isWell(page, `${name}-leaving`);
  await page.getByRole('button', { name: t('account.deleteConfirm') }).click();
  await page.getByText(t('account.leaving')).first().waitFor();
}
