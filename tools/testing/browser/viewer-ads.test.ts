// Ads as people see them: one between clips under a thumb in Hindi, and one among the cards of a lock screen, with and without
// a network. Every stop fits its window and passes axe; what was seen is counted, once.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AdPolicyState } from '@jhalak/contracts/ad-slots';
import type { Advertiser, Campaign, Creative, LineItem } from '@jhalak/contracts/ads';
import type { AdPicture } from '@jhalak/contracts/ads-pictures';
import { drawPng } from '@jhalak/ports/conformance';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  newPhone,
  open,
  openBrowser,
  picture,
  STEP_LIMIT_MS,
  swipeUp,
  whyNotHere,
  wordsOf,
} from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { swipeSideways } from './lock-page.fixture.ts';
import { fillCell, PASSWORD } from './taste.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const DAY_MS = 86_400_000;
const BASE = '/v1/ads/advertisers/chai-ghar';
const ADDRESS = 'https://chai.example.in/new';
/** What phones say; a browser that says it is driven is no viewer, and is counted apart. */
const PHONE_NAME =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
const AD = '.ad-card:not([inert])';
const LOCK_AD = '.lock-ad:not([inert])';
/** More swipes than clips before the first ad, and than cards before the first one of a pack. */
const SWIPES_MAX = 12;

let cell: TestCell | undefined;
let browser: Browser | undefined;
let clip: Buffer | undefined;
before(async () => {
  if (whyNotHere() !== undefined) return;
  browser = await openBrowser();
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  clip = await playable();
  await fillCell(cell);
  await sell(cell);
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

/** What every clip of this cell plays. */
async function playable(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-clip-'));
  try {
    const file = join(folder, 'clip.mp4');
    await makeClip(file, { colours: ['0x4b2b8f', '0xff6b2c'], toneHz: 220, seconds: 4 });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The operator's own ads: a card of words, and a picture for lock screens. Cards of the makers' clips are let out. */
async function sell(house: TestCell): Promise<void> {
  const [seller, operator, editor] = [
    await house.account('chai_ghar'),
    await house.account('ads_desk'),
    await house.account('card_desk'),
  ];
  const { accounts } = house.cell;
  await accounts.grantRole({ personId: operator.personId, role: 'operator' });
  await accounts.grantRole({ personId: operator.personId, role: 'moderator' });
  await accounts.grantRole({ personId: editor.personId, role: 'editor' });
  const call = async <Body>(who: TestPerson, method: string, path: string, body?: unknown) => {
    const reply = await house.api<Body>(method, path, { token: who.token, body });
    assert.ok(reply.status < 300, `${method} ${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const advertiser = { organisation: 'chai-ghar', name: 'चाय घर', legalName: 'Chai Ghar Pvt Ltd' };
  const signUp = { ...advertiser, website: 'https://chai.example.in' };
  const { version } = await call<Advertiser>(seller, 'POST', '/v1/ads/advertisers', signUp);
  const verdict = { verdict: 'verified', note: 'seen the register', version };
  await call(operator, 'POST', `${BASE}/verdict`, verdict);
  const { policy } = await call<AdPolicyState>(operator, 'GET', '/v1/ads/policy');
  const fromMs = house.parts.clock.nowMs();
  const load = { firstAfter: 2, gap: 3, perSession: 12, perPack: 2 };
  await call(operator, 'PUT', '/v1/ads/policy', {
    ...{ fromMs, note: 'test', version: 0 },
    policy: { ...policy, load, genresWithoutAds: [], houseAdvertisers: ['chai-ghar'] },
  });
  const campaign = await call<Campaign>(seller, 'POST', `${BASE}/campaigns`, {
    ...{ name: 'Monsoon', objective: 'reach', budget: 500_000 },
    ...{ startsAtMs: fromMs, endsAtMs: fromMs + 10 * DAY_MS },
  });
  const words = { sponsor: 'चाय घर', button: 'दुकान देखें', url: ADDRESS };
  const text = 'इस हफ़्ते की पहली तुड़ाई। पहला प्याला हमारी ओर से।';
  const title = 'पहाड़ों की ताज़ी चाय, अब आपके मोहल्ले में';
  const sent = await call<AdPicture>(seller, 'POST', `${BASE}/pictures`, { data: teaPicture() });
  await house.drain();
  const contents = [
    { kind: 'native', title, text, ...words },
    { kind: 'lock', picture: sent.id, alternative: 'सूर्यास्त', title, ...words },
  ];
  const made: Creative[] = [];
  for (const content of contents) {
    const line = await call<LineItem>(
      seller,
      'POST',
      `${BASE}/campaigns/${campaign.id}/line-items`,
      {
        ...{ name: content.kind, pricing: 'house', price: 1, priority: 4, pacing: 'fast' },
        ...{ caps: [], targeting: {} },
      },
    );
    const body = { name: content.kind, content };
    const creative = await call<Creative>(seller, 'POST', `${BASE}/creatives`, body);
    const link = `${BASE}/campaigns/${campaign.id}/line-items/${line.id}/creatives/${creative.id}`;
    await call(seller, 'PUT', link);
    made.push(creative);
  }
  await call(seller, 'POST', `${BASE}/campaigns/${campaign.id}/turn`, { to: 'live' });
  for (const { id } of made)
    await call(operator, 'POST', `/v1/ads/reviews/chai-ghar/${id}`, {
      verdict: 'approved',
      version: 1,
    });
  await letOut(house, operator);
  await house.drain();
}

/** Ten cards that are shown without a look; of one maker a pack holds two. */
async function letOut(house: TestCell, operator: TestPerson): Promise<void> {
  const untilMs = house.parts.clock.nowMs() + 30 * DAY_MS;
  const { token } = operator;
  for (let maker = 1; maker <= 5; maker += 1) {
    const { personId } = await house.account(`known_maker_${maker}`);
    const body = { kind: 'creator', subject: personId, note: 'known to the desk', untilMs };
    assert.equal((await house.api('POST', '/v1/desk/card-rules', { token, body })).status, 201);
    for (const at of [1, 2])
      await house.publish({ personId, language: 'hi', caption: `मोहल्ला ${maker}, शाम ${at}` });
  }
}

/** A sun over hills. */
function teaPicture(): string {
  const png = drawPng(720, 1280, (x, y) => {
    if (Math.hypot(x - 420, y - 430) < 130) return [255, 193, 69];
    const hill = 760 + 90 * Math.sin(x / 120) + 40 * Math.sin(x / 37);
    return y > hill ? [18, 90 - (y >> 5), 78] : [255 - (y >> 4), 107 + (y >> 4), 90];
  });
  return png.toString('base64');
}

interface Stage {
  house: TestCell;
  context: BrowserContext;
  page: Page;
  words: (key: string) => string;
}

/** Somebody with a phone in Hindi, signed in. */
async function enter(t: TestContext, handle: string): Promise<Stage | undefined> {
  if (cell === undefined || browser === undefined) {
    t.skip(whyNotHere());
    return undefined;
  }
  await cell.account(handle, { languages: ['hi'] });
  const context = await newPhone(browser, cell.url, 'hi-IN');
  t.after(async () => await context.close());
  const page = await context.newPage();
  await context.setExtraHTTPHeaders({ 'user-agent': PHONE_NAME });
  await page.route('**/*.mp4*', async (route) => {
    await route.fulfill({ contentType: 'video/mp4', body: clip ?? Buffer.alloc(0) });
  });
  const words = await wordsOf('hi');
  await open(page, '/signin?next=/');
  await page.getByLabel(words('signUp.handle')).fill(handle);
  await page.getByLabel(words('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: words('account.signIn') }).click();
  await page.waitForURL(({ pathname }) => pathname === '/');
  return { house: cell, context, page, words };
}

/** @returns how often each type of event was counted at a place, so far. */
async function counted({ parts }: TestCell, placement: 'feed' | 'lock'): Promise<object> {
  // Events say when they were, by a clock that goes; the cell's stands.
  parts.clock.advance(Math.max(0, Date.now() - parts.clock.nowMs()));
  const [row] = await parts.database.query<Record<string, number>>(
    {
      name: 'test.ad_facts',
      text: `SELECT sum(shown)::int AS shown, sum(viewable)::int AS viewable, sum(clicks)::int AS clicks,
        sum(hides)::int AS hides, sum(reports)::int AS reports FROM ad_facts WHERE placement = $1`,
    },
    [placement],
  );
  return { ...row };
}

async function isCounted(house: TestCell, placement: 'feed' | 'lock', wanted: object) {
  await until(`${placement}: ${JSON.stringify(wanted)}`, STEP_LIMIT_MS, async () => {
    const now = await counted(house, placement);
    return JSON.stringify(now) === JSON.stringify(wanted) ? true : undefined;
  });
}

const NOTHING = { shown: null, viewable: null, clicks: null, hides: null, reports: null };

test('an ad comes between clips, says what it is and why, opens elsewhere, is reported, hidden and swiped past', async (t) => {
  const stage = await enter(t, 'asha_swipes');
  if (stage === undefined) return;
  const { house, context, page, words } = stage;
  await page.locator('.card:not([inert])').first().waitFor();
  let clips = 0;
  while ((await page.locator(AD).count()) === 0 && clips < SWIPES_MAX) {
    clips += 1;
    await next(page);
  }
  const ad = page.locator(AD);
  await ad.waitFor();
  assert.ok(clips >= 2, 'not before the operator’s second clip');
  assert.equal(await ad.locator('.ad-label').innerText(), 'विज्ञापन');
  await ad.getByText('चाय घर', { exact: true }).waitFor();
  await isWell(page, 'ad-feed-hi-360');
  await isCounted(house, 'feed', { shown: 1, viewable: 1, clicks: 0, hides: 0, reports: 0 });

  await ad.getByRole('button', { name: words('ad.why') }).tap();
  await page.getByText('Chai Ghar Pvt Ltd').waitFor();
  await isWell(page, 'ad-why-hi-360');
  await page.getByRole('button', { name: words('common.close'), exact: true }).tap();

  const link = ad.getByRole('link');
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');
  await context.route('https://chai.example.in/**', async (route) => {
    await route.fulfill({ contentType: 'text/html', body: '<title>tea</title>' });
  });
  const [shop] = await Promise.all([context.waitForEvent('page'), link.tap()]);
  await shop.waitForURL('https://chai.example.in/**');
  assert.equal(await shop.evaluate(() => globalThis.document.referrer), '');
  assert.equal(await shop.evaluate(() => globalThis.opener === null), true);
  await shop.close();
  await isCounted(house, 'feed', { shown: 1, viewable: 1, clicks: 1, hides: 0, reports: 0 });

  await ad.getByRole('button', { name: words('ad.report') }).tap();
  await page.getByLabel(words('ad.reason_misleading')).check();
  await isWell(page, 'ad-report-hi-360');
  await page.getByRole('button', { name: words('report.send') }).tap();
  await page.getByText(words('ad.reported')).waitFor();

  await ad.getByRole('button', { name: words('ad.hide'), exact: true }).tap();
  await isWell(page, 'ad-hide-hi-360');
  await page.getByRole('button', { name: words('ad.hideThis') }).tap();
  await page.getByText(words('ad.hidden')).waitFor();
  // It goes on by itself, to a clip: never two in a row.
  await page.locator('.card:not([inert]):not(.ad-card)').waitFor();
  await isCounted(house, 'feed', { shown: 1, viewable: 1, clicks: 1, hides: 1, reports: 1 });
  await next(page);
  await page.locator('.card:not([inert]):not(.ad-card)').waitFor();
  assert.deepEqual(await counted(house, 'lock'), NOTHING);
});

/** A finger's way up; again where the line was still moving. */
async function next(page: Page): Promise<void> {
  const here = async () =>
    await page.locator('.card:not([inert])').first().getAttribute('aria-posinset');
  const from = await here();
  await until('the next place', STEP_LIMIT_MS, async () => {
    await swipeUp(page);
    // Long enough to come to rest, and for an ad that was asked for to find its place.
    await page.waitForTimeout(900); // @waits: for an answer that may also be none
    return (await here()) === from ? undefined : true;
  });
}

test('an ad stands among the cards of a lock screen, also without a network, and what happened is told later', async (t) => {
  const stage = await enter(t, 'bala_glances');
  if (stage === undefined) return;
  const { house, context, page, words } = stage;
  await page.goto('/lock');
  await page.getByRole('button', { name: words('lock.askYes') }).tap();
  await page.locator('.lock-card:not([inert])').first().waitFor();
  assert.equal(await page.locator(LOCK_AD).count(), 0, 'never first');
  for (let step = 0; step < SWIPES_MAX && (await page.locator(LOCK_AD).count()) === 0; step += 1)
    await sideways(page);
  const ad = page.locator(LOCK_AD);
  await ad.waitFor();
  assert.equal(await ad.locator('.ad-label').innerText(), 'विज्ञापन');
  await until('the line at rest', STEP_LIMIT_MS, async () =>
    (await ad.boundingBox())?.x === 0 ? true : undefined,
  );
  // The cards beside it are drawn out of sight, so only what bars people is looked for.
  assert.deepEqual(await seriousViolations(page), []);
  await picture(page, 'ad-lock-hi-360');
  const link = page.locator('.lock-actions').getByRole('link');
  assert.equal(await link.getAttribute('href').then((href) => href?.split('?')[0]), ADDRESS);
  assert.equal(await link.getAttribute('rel'), 'noopener noreferrer');

  await context.setOffline(true);
  await page.getByRole('button', { name: words('ad.why') }).tap();
  await page.getByText(words('ad.because_house')).waitFor();
  await picture(page, 'ad-lock-why-offline-hi-360');
  await page.getByRole('button', { name: words('common.close'), exact: true }).tap();
  await sideways(page);
  assert.equal(await page.locator(LOCK_AD).count(), 0, 'never two in a row');
  for (let step = 0; step < SWIPES_MAX && (await page.locator(LOCK_AD).count()) === 0; step += 1)
    await sideways(page, 'back');
  await ad.waitFor();
  await page.getByRole('button', { name: words('ad.acts') }).tap();
  await page.getByRole('button', { name: words('ad.hide'), exact: true }).tap();
  await page.getByText(words('ad.hidden')).waitFor();
  await until('the ad is gone', STEP_LIMIT_MS, async () =>
    (await page.locator('.lock-ad').count()) === 0 ? true : undefined,
  );
  await context.setOffline(false);
  await isCounted(house, 'lock', { shown: 1, viewable: 1, clicks: 0, hides: 1, reports: 0 });
});

/** One card on, or back, under a finger. */
async function sideways(page: Page, way: 'on' | 'back' = 'on'): Promise<void> {
  const place = page.locator('.lock-position span');
  const before = await place.innerText();
  if (way === 'on') await swipeSideways(page);
  else await page.keyboard.press('ArrowLeft');
  await until('another card', STEP_LIMIT_MS, async () =>
    (await place.innerText()) === before ? undefined : true,
  );
}
