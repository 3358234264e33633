/// <reference lib="dom" />
// What people do on the screens, by the words they read there.

import type { Page, Response } from 'playwright-core';
import type { FeedItem, FeedPage } from '@jhalak/contracts/feed';
import { PASSWORD } from './api.fixture.ts';
import { STEP_LIMIT_MS, swipeUp } from './browser.fixture.ts';
import { until } from './until.fixture.ts';

type Words = (key: string) => string;

/** Answers all four questions of the first run: the languages as proposed, these genres, an adult, yes. */
export async function answerFirstRun(
  page: Page,
  t: Words,
  genres: readonly string[],
): Promise<void> {
  await page.getByRole('button', { name: t('common.continue') }).click();
  for (const genre of genres)
    await page.getByRole('button', { name: t(`genre.${genre}`), exact: true }).click();
  await page.getByRole('button', { name: t('common.continue') }).click();
  await page.getByRole('button', { name: t('age.18plus') }).click();
  await page.getByRole('button', { name: t('consent.yes') }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Makes an account on the sign-up screen and keeps the recovery codes. */
export async function signUpOnScreen(page: Page, t: Words, handle: string): Promise<void> {
  await page.getByLabel(t('signUp.handle')).fill(handle);
  await page.getByLabel(t('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('account.signUp') }).click();
  await page.getByRole('heading', { name: t('codes.title') }).waitFor();
  await page.getByLabel(t('codes.kept')).check();
  await page.getByRole('button', { name: t('common.continue') }).click();
}

/** Fills the words of a clip and publishes it. The language is the one that the form proposes. */
export async function publishOnScreen(
  page: Page,
  t: Words,
  clip: { caption: string; genre: string },
): Promise<void> {
  await page.getByLabel(t('details.caption')).fill(clip.caption);
  // The tile, as a thumb finds it: the radio button under it is not to be seen.
  await page
    .locator('label')
    .filter({ hasText: t(`genre.${clip.genre}`) })
    .click();
  await page.getByRole('button', { name: t('details.publish') }).click();
}

/** Feed pages that a page of the browser asked for, as they came; not the one that the server drew into the page. */
export function feedPagesOf(page: Page): FeedPage[] {
  const pages: FeedPage[] = [];
  page.on('response', (response: Response) => {
    if (!response.url().includes('/v1/feeds/for-you') || !response.ok()) return;
    // A page that is left at once gives no body; nobody saw what was in it.
    void response.json().then(
      (body) => pages.push(body as FeedPage),
      () => undefined,
    );
  });
  return pages;
}

/** Waits until the clip on screen shows moving pictures. @returns its caption. */
export async function clipPlays(page: Page): Promise<string> {
  await page.waitForFunction(clipMoves, undefined, { timeout: STEP_LIMIT_MS });
  return await page.locator('article.card:not([inert]) .caption').innerText();
}

/** The clip on screen, once it plays: found by its caption among what the feed sent. */
export async function playing(page: Page, pages: readonly FeedPage[]): Promise<FeedItem> {
  const caption = await clipPlays(page);
  // The page may have drawn what it was sent before it was read here. A clip that comes again is another slot: the last counts.
  return await until(`the feed sent “${caption}”`, STEP_LIMIT_MS, () =>
    pages.flatMap((one) => one.items).findLast((one) => one.video.caption === caption),
  );
}

/** Watches the clip on screen until it begins again. */
export async function watchToTheEnd(page: Page): Promise<void> {
  await page.locator('.pool video.is-ready').first().waitFor({ state: 'attached' });
  await page.evaluate(() => {
    const stage = document.querySelector('.stage')?.getBoundingClientRect();
    const video = [...document.querySelectorAll<HTMLVideoElement>('.pool video')].find(
      (one) => Math.abs(one.getBoundingClientRect().top - (stage?.top ?? 0)) < 2,
    );
    if (video === undefined) throw new Error('no clip stands on the stage');
    let atS = video.currentTime;
    return new Promise<void>((resolve) => {
      const look = (): void => {
        if (video.currentTime < atS) resolve();
        else {
          atS = video.currentTime;
          requestAnimationFrame(look);
        }
      };
      look();
    });
  });
}

/** Swipes to the next clip, and waits until the one on screen is another and rests. */
export async function swipeOn(page: Page): Promise<void> {
  const place = await placeOf(page);
  await swipeUp(page);
  await page.waitForFunction((before) => {
    const card = document.querySelector('.card:not([inert])');
    const stage = document.querySelector('.stage');
    if (card === null || stage === null) return false;
    const offPx = card.getBoundingClientRect().top - stage.getBoundingClientRect().top;
    return card.getAttribute('aria-posinset') !== before && Math.abs(offPx) < 1;
  }, place);
}

/** @returns the place of the clip on screen in the line, from 1; null for the card at its end. */
export async function placeOf(page: Page): Promise<string | null> {
  return await page.locator('.card:not([inert])').getAttribute('aria-posinset');
}

/** In the page: whether the clip that stands on the stage shows moving pictures. */
function clipMoves(): boolean {
  const stage = document.querySelector('.stage')?.getBoundingClientRect();
  if (stage === undefined) return false;
  return [...document.querySelectorAll<HTMLVideoElement>('.pool video')].some(
    (video) =>
      Math.abs(video.getBoundingClientRect().top - stage.top) < 2 &&
      video.readyState >= 3 &&
      video.videoWidth > 0 &&
      video.currentTime > 0.1,
  );
}
