// What a person does on a lock screen, step by step; each builds on the one before.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ReceiptBody } from '@jhalak/contracts/lock';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  picture,
  STEP_LIMIT_MS,
  swipeUp,
  wordsOf,
} from './browser.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { hardToRead } from './lock-contrast.fixture.ts';
import {
  ANY_CARD,
  allHeadlines,
  CARD,
  goToCard,
  HEADLINE,
  headlineOf,
  HOUR_MS,
  swipeSideways,
  WORDS_OVER_PICTURES,
} from './lock-page.fixture.ts';
import { CLIP_CAPTION, DESK_HEADLINES, STORY_HEADLINE, type LockHouse } from './lock.fixture.ts';

const callsOf = ({ line }: LockHouse): string[] =>
  line.calls.map(({ method, path }) => `${method} ${path}`);

export async function isOffAndAsksPlainly(house: LockHouse): Promise<void> {
  const { page, t } = house;
  await page.clock.install();
  await open(page, '/lock');
  const yes = await page.getByRole('button', { name: t('lock.askYes') }).boundingBox();
  const no = await page.getByRole('button', { name: t('lock.askNo') }).boundingBox();
  assert.deepEqual([yes?.width, yes?.height, yes?.y], [no?.width, no?.height, no?.y]);
  await page.clock.fastForward(HOUR_MS / 2);
  assert.deepEqual(callsOf(house), []);
  await picture(page, 'lock-1-asked');
}

export async function aYesShowsThePack(house: LockHouse): Promise<void> {
  const { page, t, line } = house;
  await page.getByRole('button', { name: t('lock.askYes') }).click();
  await page.locator(HEADLINE).first().waitFor();
  await page.getByRole('button', { name: t('lock.hold') }).click();
  const [answer, ...others] = line.calls.filter(({ path }) => path === '/lock/v1/receipts');
  const body = JSON.parse(answer?.body ?? '{}') as ReceiptBody;
  assert.deepEqual([answer?.status, body.granted, body.noticeLanguage], [201, true, 'hi']);
  assert.deepEqual(others, []);
  assert.deepEqual(
    new Set(await allHeadlines(page)),
    new Set([...DESK_HEADLINES, CLIP_CAPTION, STORY_HEADLINE]),
  );
}

export async function cardsFollowFingerWheelAndKeys({ page }: LockHouse): Promise<void> {
  await goToCard(page, STORY_HEADLINE);
  const place = page.locator('.lock-position span');
  const count = (await place.innerText()).split('/')[1] ?? '';
  const isAt = (at: number) => page.getByText(`${at}/${count}`, { exact: true }).waitFor();
  for (let card = 0; card < Number(count); card += 1) await page.keyboard.press('ArrowLeft');
  await isAt(1);
  await page.keyboard.press('ArrowRight');
  await isAt(2);
  const second = await headlineOf(page);
  await swipeSideways(page);
  await isAt(3);
  assert.notEqual(await headlineOf(page), second);
  await page.mouse.move(180, 300);
  await page.mouse.wheel(0, -120);
  await isAt(2);
  assert.equal(await headlineOf(page), second);
}

export async function wordsCanBeReadOverWhite({ page }: LockHouse): Promise<void> {
  await goToCard(page, CLIP_CAPTION);
  await page.locator(`${CARD} .lock-picture.is-ready`).waitFor();
  await page.clock.runFor(1_000);
  assert.deepEqual(await hardToRead(page, WORDS_OVER_PICTURES), []);
  await picture(page, 'lock-2-white');
}

export async function theStoryOpensWithItsReports({ page, t }: LockHouse): Promise<void> {
  await goToCard(page, STORY_HEADLINE);
  const card = page.locator(CARD);
  const known = await card.locator('.lock-known').innerText();
  assert.match(known, /3 रिपोर्ट · 2 मूल स्रोत/u);
  assert.match(await card.locator('.lock-differ').innerText(), /12 या 20/u);
  await picture(page, 'lock-3-story');
  await swipeUp(page);
  await page.waitForURL(/\/stories\//u);
  await page.getByRole('heading', { level: 1, name: STORY_HEADLINE }).waitFor();
  assert.equal(await page.locator('.story-report').count(), 3);
  const table = page.locator('.story-differences table');
  assert.match(await table.innerText(), /12[\s\S]*20/u);
  await page.getByRole('heading', { name: t('story.sideBySide') }).waitFor();
  assert.deepEqual(await seriousViolations(page), []);
  await picture(page, 'lock-4-reports');
  await open(page, page.url());
  assert.equal(await page.locator('.story-report').count(), 3, 'the server draws the same');
  await page.goto('/lock');
}

/** What has a name for those who cannot see it, by pressing Tab from the top of the page. */
async function tabStops(page: Page, count: number): Promise<string[]> {
  const stops: string[] = [];
  for (let step = 0; step < count; step += 1) {
    await page.keyboard.press('Tab');
    stops.push(
      await page.evaluate(() => {
        const at = document.activeElement;
        return at?.getAttribute('aria-label') ?? at?.textContent ?? '';
      }),
    );
  }
  return stops;
}

export async function keysReachEverything({ page, t }: LockHouse): Promise<void> {
  await goToCard(page, STORY_HEADLINE);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const wanted = ['lock.hold', 'lock.open_story', 'lock.save', 'lock.more', 'lock.offLabel'].map(t);
  const stops = await tabStops(page, wanted.length + 4);
  assert(!stops.includes(t('lock.lookAgain')), 'what stands beside the card is out of reach');
  assert.deepEqual(
    stops.filter((stop) => wanted.includes(stop)),
    wanted,
    stops.join(' | '),
  );
  const more = page.getByRole('button', { name: t('lock.more') });
  await more.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await seriousViolations(page), []);
  await picture(page, 'lock-3-more');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  // The focus is back, a frame after the sheet is gone.
  await more.and(page.locator(':focus')).waitFor();
  await page.keyboard.press('ArrowUp');
  await page.waitForURL(/\/stories\//u);
  await page.goBack();
  await page.locator(ANY_CARD).first().waitFor();
}

/** A page whose parts come after one has gone back must not come over the one that is looked at. */
export async function aLatePageStaysAway({ browser, line }: LockHouse): Promise<void> {
  const t = await wordsOf('en');
  const context = await browser.newContext({ baseURL: line.url, serviceWorkers: 'block' });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  await open(page, '/settings');
  const settings = page.getByRole('heading', { level: 1, name: t('settings.title') });
  await settings.waitFor();
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/assets\//u, async (route) => {
    await released;
    await route.continue();
  });
  const late = page.waitForRequest(/\/assets\//u);
  await page
    .getByRole('link', { name: t('tabs.create'), exact: true })
    .first()
    .click();
  await page.waitForURL(/\/create$/u);
  const parts = await late;
  await page.goBack();
  release();
  // They have come and were run, and what the page does then is drawn.
  await page.evaluate(async (address) => {
    await import(address);
    for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  }, parts.url());
  await settings.waitFor();
  assert.equal(new URL(page.url()).pathname, '/settings');
  // Other parts may still be on their way.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
}

const LOOKERS = [
  { locale: 'hi', window: undefined },
  { locale: 'ta', window: undefined },
  { locale: 'en', window: LAPTOP },
] as const;

/** Asked, shown, a story, and off: without serious barriers by axe. There is no card in Tamil: that is said. */
export async function screensAreForEverybody(house: LockHouse): Promise<void> {
  const faults: string[] = [];
  const approved = await house.desk.cards('approved');
  const story = approved.find(({ kind }) => kind === 'story')?.open ?? '';
  for (const { locale, window } of LOOKERS) {
    const t = await wordsOf(locale);
    const context = await newPhone(house.browser, house.line.url, `${locale}-IN`, window);
    const page = await context.newPage();
    const look = async (screen: string): Promise<void> => {
      const found = await seriousViolations(page);
      // Neighbours, of cards and of reports, stand outside on purpose.
      if (screen === 'asked' || screen === 'settings') found.push(...(await sticksOut(page)));
      faults.push(...found.map((line) => `${locale} ${screen}: ${line}`));
      await picture(page, `lock-${locale}-${window?.width ?? 360}-${screen}`);
    };
    await open(page, '/lock');
    await look('asked');
    await page.getByRole('button', { name: t('lock.askYes') }).click();
    await page.locator('.lock.is-cards, .lock.is-dark').waitFor();
    await look('shown');
    await open(page, story);
    await page.getByRole('heading', { level: 1, name: STORY_HEADLINE }).waitFor();
    await look('story');
    if (window !== undefined) {
      const places = ['feed', 'discover', 'create', 'inbox', 'me'].map((place) => `tabs.${place}`);
      const wanted = ['app.skip', 'app.name', ...places].map(t);
      assert.deepEqual(await tabStops(page, wanted.length), wanted, 'as they stand, left first');
    }
    await open(page, '/settings');
    await page.getByRole('switch', { name: t('lock.title'), checked: true }).click();
    await page.getByRole('switch', { name: t('lock.title'), checked: false }).waitFor();
    await look('settings');
    await context.close();
  }
  assert.deepEqual(faults, []);
}
