// The last part of the journey: a shared link, a profile, a report and what becomes of it, and pages that everybody can
// use.

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { call } from './api.fixture.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  newPhone,
  open,
  PHONE,
  picture,
  STEP_LIMIT_MS,
  wordsOf,
} from './browser.fixture.ts';
import { CHOSEN_GENRES, MAKER, RECORDED, UPLOADED, type Journey } from './journey.fixture.ts';
import { sticksOut } from './layout.fixture.ts';
import { answerFirstRun, clipPlays } from './people.fixture.ts';
import { until } from './until.fixture.ts';

const MODERATOR = 'nyay_mitra';
/** What the moderator writes to the maker. */
const NOTE = 'यह वीडियो किसी और का है, इसलिए हटाया गया।';

export async function aLinkShowsItsClipEverywhere(journey: Journey): Promise<void> {
  const { program, viewer } = journey;
  const video = await videoOf(journey, UPLOADED);
  const html = await (await call(program.url, 'GET', `/v/${video.id}`)).text();
  const property = (name: string): string | undefined =>
    new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(html)?.[1];
  assert.equal(property('og:title'), UPLOADED);
  assert.equal(property('og:url'), `${program.url}/v/${video.id}`);
  for (const name of ['og:image', 'og:video']) {
    const address = property(name);
    assert.ok(address, `${name} is there`);
    await call(program.url, 'GET', address);
  }
  await open(viewer.page, `/v/${video.id}`);
  assert.equal(await clipPlays(viewer.page), UPLOADED);
}

export async function aProfileShowsItsClips({ viewer: { page } }: Journey): Promise<void> {
  await open(page, `/@${MAKER}`);
  await showsClips(page, 2);
}

export async function aReportRemovesAClip(journey: Journey): Promise<void> {
  const { t, viewer } = journey;
  const video = await videoOf(journey, RECORDED);
  await reports(viewer.page, t, video);
  await removes(journey, video);
  await isGone(journey, video);
}

async function reports(page: Page, t: Journey['t'], video: Video): Promise<void> {
  await open(page, `/v/${video.id}`);
  await page.getByRole('button', { name: t('rail.more') }).click();
  await page.getByRole('button', { name: t('more.report') }).click();
  await page.getByLabel(t('reason.copyright')).check();
  await page.getByRole('button', { name: t('report.send') }).click();
  const thanks = page.getByRole('dialog', { name: t('report.thanks') });
  await thanks.getByRole('button', { name: t('common.done') }).click();
}

async function removes({ program, browser, t }: Journey, video: Video): Promise<void> {
  const made = await program.command('user', 'add', MODERATOR);
  const password = /password (\S+)/.exec(made)?.[1] ?? '';
  await program.command('user', 'grant', MODERATOR, 'moderator');
  const context = await newPhone(browser, program.url, 'hi-IN');
  const page = await context.newPage();
  await open(page, '/signin?next=/moderation');
  await page.getByLabel(t('signUp.handle')).fill(MODERATOR);
  await page.getByLabel(t('signUp.password')).fill(password);
  await page.getByRole('button', { name: t('account.signIn') }).click();
  await page.locator('.case').filter({ hasText: video.caption }).click();
  const review = page.getByRole('region', { name: t('review.label') });
  assert.equal(await review.getByLabel(t('review.reason')).inputValue(), 'copyright');
  await review.getByLabel(t('review.note')).fill(NOTE);
  await picture(page, '9-review');
  await review.getByRole('button', { name: t('review.remove') }).click();
  await page.getByText(t('review.done')).waitFor();
  await context.close();
}

async function isGone({ program, viewer, maker, t }: Journey, video: Video): Promise<void> {
  await open(viewer.page, `/v/${video.id}`);
  await viewer.page.getByRole('heading', { name: t('video.goneTitle') }).waitFor();
  for (const { url } of video.renditions) {
    const reply = await fetch(new URL(url, program.url));
    assert.equal(reply.ok, false, `${url} is still served`);
  }
  await open(viewer.page, `/@${MAKER}`);
  await showsClips(viewer.page, 1);
  await open(maker.page, '/me');
  const why = maker.page.getByRole('region', { name: t('state.removed') });
  await why.getByText(t('reason.copyright')).waitFor();
  await why.getByText(NOTE).waitFor();
  await picture(maker.page, '10-removed');
}

/** Who looks at every screen: the language with the widest words, and a small laptop. Hindi is walked before. */
const LOOKERS = [
  { locale: 'en', window: LAPTOP },
  { locale: 'ta', window: PHONE },
] as const;

/** A newcomer's screens: without serious barriers by axe, and inside the window. */
export async function screensAreForEverybody({ browser, program }: Journey): Promise<void> {
  const faults: string[] = [];
  for (const { locale, window } of LOOKERS) {
    const t = await wordsOf(locale);
    const context = await newPhone(browser, program.url, `${locale}-IN`, window);
    const page = await context.newPage();
    const look = async (screen: string): Promise<void> => {
      const found = [...(await seriousViolations(page)), ...(await sticksOut(page))];
      faults.push(...found.map((line) => `${locale} ${window.width} ${screen}: ${line}`));
      await picture(page, `screen-${locale}-${window.width}-${screen}`);
    };
    await open(page, '/');
    await look('first-run');
    await answerFirstRun(page, t, CHOSEN_GENRES);
    await clipPlays(page);
    await look('feed');
    await page.keyboard.press('ArrowDown');
    await page.locator('.card[aria-posinset="2"]:not([inert])').waitFor({ state: 'attached' });
    await clipPlays(page);
    await look('feed-next');
    for (const path of ['/following', '/create', '/me', '/settings', `/@${MAKER}`, '/signup']) {
      await open(page, path);
      // A drawn screen has its heading; the feed's is for those who listen.
      await page.getByRole('heading').first().waitFor({ state: 'attached' });
      await look(path.slice(1));
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
}

async function showsClips(page: Page, count: number): Promise<void> {
  const tiles = page.locator('.clip-grid .clip-tile');
  await until(`the page shows ${count} clips`, STEP_LIMIT_MS, async () =>
    (await tiles.count()) === count ? count : undefined,
  );
}

async function videoOf({ program }: Journey, caption: string): Promise<Video> {
  return await until(`${MAKER} shows “${caption}”`, STEP_LIMIT_MS, async () => {
    const reply = await call(program.url, 'GET', `/v1/people/${MAKER}/videos`);
    const { items } = (await reply.json()) as VideoPage;
    return items.find((one) => one.caption === caption);
  });
}
