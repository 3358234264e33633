/// <reference lib="dom" />
// The second viewer's part of the journey: both clips in the feed, a like, ten swipes, and a feed that follows.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { EventsReply, FeedItem, FeedPage, PlayerEvent } from '@jhalak/contracts/feed';
import type { Video } from '@jhalak/contracts/videos';
import { call, newViewer } from './api.fixture.ts';
import { open, picture, STEP_LIMIT_MS } from './browser.fixture.ts';
import {
  CHOSEN_GENRES,
  LIKED_GENRE,
  MAKER,
  RECORDED,
  UPLOADED,
  type Journey,
} from './journey.fixture.ts';
import {
  answerFirstRun,
  clipPlays,
  placeOf,
  playing,
  swipeOn,
  watchToTheEnd,
} from './people.fixture.ts';
import { until } from './until.fixture.ts';

/** Both new clips are among the first page's six by their age; exploring may push one to the next page. */
const LOOK_FOR_MAX = 12;
/** Swipes after which the feed must have changed. */
const SWIPES = 10;
/** Items of pages that were asked for after the first likes and skips: two pages. */
const JUDGED_ITEMS = 12;
/**
 * So many of them stand there because of what was watched: nine are usual. The kinds themselves are not compared with a
 * stranger's: twelve clips are few beside what is drawn by lot, and of the liked kind the viewer has seen half already.
 */
const LEARNED_ITEMS_MIN = 4;
/** Hindi of “you have been watching”. */
const WATCHING = 'देखते रहे हैं';

/** What the viewer's page told of watching, and what it was answered. */
interface Told {
  events: PlayerEvent[];
  counted: number;
  refused: string[];
}

export async function findsBothAndLikesOne(journey: Journey): Promise<void> {
  const { page, feed } = journey.viewer;
  const { t } = journey;
  await open(page, '/');
  await answerFirstRun(page, t, CHOSEN_GENRES);
  const looked = new Set<string>();
  for (let look = 0; look < LOOK_FOR_MAX; look += 1) {
    const { video } = await playing(page, feed);
    if (video.creator.handle === MAKER) {
      looked.add(video.caption);
      if (video.caption === UPLOADED) await like(journey, video);
    }
    if (looked.size === 2) break;
    await swipeOn(page);
  }
  assert.deepEqual([...looked].toSorted(), [UPLOADED, RECORDED].toSorted());
}

async function like({ viewer, maker, t }: Journey, video: Video): Promise<void> {
  const { page } = viewer;
  assert.equal(video.counts.likes, 0);
  const rail = page.getByRole('group', { name: t('rail.label') });
  const heart = rail.getByRole('button', { name: t('rail.like') });
  const answered = page.waitForResponse((response) => response.url().endsWith('/like'));
  await heart.click();
  assert.equal((await answered).ok(), true);
  await rail.getByRole('button', { name: t('rail.like'), pressed: true }).waitFor();
  await rail.locator('.rail-count').filter({ hasText: /^1$/ }).waitFor();
  await picture(page, '6-liked');
  await until('the maker sees the like', STEP_LIMIT_MS, async () => {
    await open(maker.page, `/v/${video.id}`);
    const count = await maker.page.locator('.rail-count').first().innerText();
    return count === '1' ? count : undefined;
  });
}

export async function swipesTenAndTheFeedFollows(journey: Journey): Promise<void> {
  const { page, feed } = journey.viewer;
  const told = await toldBy(page);
  const untaught = await sentToSomebodyElse(journey);
  const pagesBefore = feed.length;
  for (let swipe = 0; swipe < SWIPES; swipe += 1) await watchOneKind(journey);
  const later = await until('enough was sent', STEP_LIMIT_MS * 2, async () => {
    const sent = feed.slice(pagesBefore).flatMap((one) => one.items);
    if (sent.length >= JUDGED_ITEMS) return sent;
    await watchOneKind(journey);
    return undefined;
  });
  // What is on its way is answered first: taken off under way, it would be nobody's.
  await page.unrouteAll({ behavior: 'wait' });
  const because = later.filter(({ reason }) => reason.text.includes(WATCHING));
  const reasons = later.map(({ reason }) => reason.text).join('; ');
  assert.ok(because.length >= LEARNED_ITEMS_MIN, reasons);
  assert.ok(because.every(({ video }) => video.genre === LIKED_GENRE));
  assert.ok(untaught.every(({ reason }) => !reason.text.includes(WATCHING)));
  assertAllCounts(told);
  await saysWhyInHindi(journey);
}

/** Watches the clip on screen to its end when it is of the liked kind, and goes on to the next. */
async function watchOneKind({ viewer: { page, feed } }: Journey): Promise<void> {
  const { video } = await playing(page, feed);
  if (video.genre === LIKED_GENRE) await watchToTheEnd(page);
  await swipeOn(page);
}

/** As many clips as are judged, for somebody who gave the same answers and has watched nothing. */
async function sentToSomebodyElse({ program: { url } }: Journey): Promise<FeedItem[]> {
  const { token } = await newViewer(url, CHOSEN_GENRES);
  const items: FeedItem[] = [];
  let next: string | null = '';
  while (items.length < JUDGED_ITEMS && next !== null) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const reply = await call(url, 'GET', `/v1/feeds/for-you?limit=6${cursor}`, { token });
    const sent = (await reply.json()) as FeedPage;
    items.push(...sent.items);
    next = sent.next;
  }
  return items;
}

function assertAllCounts(told: Told): void {
  assert.deepEqual(told.refused, [], 'everything that was told of watching counts');
  assert.ok(told.counted > 0, 'something was told');
  for (const type of ['impression', 'start', 'finish', 'skip'] as const)
    assert.ok(
      told.events.some((event) => event.type === type),
      `no ${type} was told`,
    );
}

/** The chip on the clip and the sheet behind it say that watching is the reason. */
async function saysWhyInHindi({ viewer: { page }, t }: Journey): Promise<void> {
  const chip = page.locator('.card:not([inert]) .chip-why').filter({ hasText: WATCHING });
  for (let swipe = 0; swipe < JUDGED_ITEMS && (await chip.count()) === 0; swipe += 1) {
    await swipeOn(page);
    await clipPlays(page);
  }
  const said = await chip.innerText();
  assert.ok(
    said.includes(t(`genre.${LIKED_GENRE}`)),
    `the screen names one kind by one word: ${said}`,
  );
  await picture(page, '7-feed-follows');
  await chip.click();
  const sheet = page.getByRole('dialog', { name: t('why.title') });
  await sheet.getByText(said.trim()).waitFor();
  await sheet.getByText(t('why.personalOn')).waitFor();
  await picture(page, '8-why-this');
  await sheet.getByRole('button', { name: t('common.close') }).click();
  await sheet.waitFor({ state: 'detached' });
  await until('the focus is back where it was', STEP_LIMIT_MS, async () => {
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    return focused?.includes(WATCHING) === true ? focused : undefined;
  });
}

export async function keysMoveLikeAndMute({ viewer: { page }, t }: Journey): Promise<void> {
  await open(page, '/');
  await clipPlays(page);
  assert.equal(await placeOf(page), '1');
  await page.keyboard.press('ArrowDown');
  await page.locator('.card[aria-posinset="2"]:not([inert])').waitFor();
  await clipPlays(page);
  await page.keyboard.press('ArrowUp');
  await page.locator('.card[aria-posinset="1"]:not([inert])').waitFor();
  const heart = page.getByRole('button', { name: t('rail.like') });
  const liked = (await heart.getAttribute('aria-pressed')) === 'true';
  const answered = page.waitForResponse((response) => response.url().endsWith('/like'));
  await page.keyboard.press('l');
  assert.equal((await answered).ok(), true);
  await page.getByRole('button', { name: t('rail.like'), pressed: !liked }).waitFor();
  const sound = (pressed: boolean) =>
    page.locator(`button.sound[aria-pressed=${pressed}]`).waitFor();
  // Clips begin without sound.
  await sound(false);
  await page.keyboard.press('m');
  await sound(true);
  await page.keyboard.press('m');
  await sound(false);
}

/** The app itself does not read the answers, so the browser keeps none: they are read on their way. */
async function toldBy(page: Page): Promise<Told> {
  const told: Told = { events: [], counted: 0, refused: [] };
  await page.route('**/v1/events', async (route) => {
    const { events } = route.request().postDataJSON() as { events: PlayerEvent[] };
    const response = await route.fetch();
    const { results } = (await response.json()) as EventsReply;
    told.events.push(...events);
    for (const { ok, code } of results) {
      if (ok) told.counted += 1;
      else told.refused.push(code ?? 'no code');
    }
    await route.fulfill({ response });
  });
  return told;
}
