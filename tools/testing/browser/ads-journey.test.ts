// One ad's whole way, walked by everybody who has to do with it: an advertiser on a phone in Hindi signs up, pays in and builds a
// campaign; the operator lets it out; somebody sees it between clips and taps it, and sees it on the lock screen; it is billed,
// reported, in the public library and on an invoice; and the figure is the same wherever it stands.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { AdDocumentPage, AdWallet } from '@jhalak/contracts/ad-money';
import type { Report } from '@jhalak/contracts/ad-reports';
import type { AdSlotReply } from '@jhalak/contracts/ad-slots';
import type { CreativePage } from '@jhalak/contracts/ads';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { seriousViolations } from './axe.fixture.ts';
import {
  LAPTOP,
  open,
  openBrowser,
  PHONE,
  picture,
  STEP_LIMIT_MS,
  whyNotHere,
  wordsOf,
} from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { swipeOn } from './people.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';
/** A phone that people have: an automatic browser says that it is one, and its views are not counted. */
const PHONE_BROWSER =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
const TITLE = 'ताज़ी चाय, सीधे बाग़ान से';
const CLIPS = 12;
/** Swipes after which the ad must have come: the operator's rules below say after the second clip. */
const SWIPES_MAX = 9;
/** More steps than cards before the first ad of a pack. */
const CARDS_MAX = 8;
const DAY_MS = 86_400_000;
/** Books are kept by India's clock: its month ends while UTC's last day goes on. */
const INDIA_AHEAD_MS = 5.5 * 3_600_000;

let cell: TestCell;
let browser: Browser;
let film: Buffer;
const skipped = whyNotHere();
before(async () => {
  if (skipped !== undefined) return;
  browser = await openBrowser();
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  for (let at = 0; at < CLIPS; at += 1) {
    const personId = await cell.cell.accounts.createPerson({ handle: `maker_${at}_x` });
    await cell.publish({ personId, language: 'hi', genre: 'food', caption: `झलक ${at}` });
  }
  await cell.drain();
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-ads-'));
  const file = join(folder, 'clip.mp4');
  await makeClip(file, { colours: ['0x16b8a6', '0x2c1f38'], toneHz: 330, seconds: 3 });
  film = await readFile(file);
  await rm(folder, { recursive: true });
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

/** The cell's clock is moved by hand, and pages have their own: it follows them. */
async function settle(): Promise<void> {
  const { clock } = cell.parts;
  clock.advance(Math.max(0, Date.now() - clock.nowMs()));
  await cell.drain();
}

async function sweep(name: string): Promise<void> {
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find((one) => one.name === name)?.run();
}

interface Walker {
  page: Page;
  context: BrowserContext;
  t: (key: string) => string;
}

async function walker(handle: string, path: string, words: 'hi' | 'en'): Promise<Walker> {
  const phone = words === 'hi';
  const context = await browser.newContext({
    ...{ baseURL: cell.url, locale: `${words}-IN`, userAgent: PHONE_BROWSER },
    ...{ viewport: phone ? PHONE : LAPTOP, hasTouch: phone, isMobile: phone },
  });
  context.setDefaultTimeout(STEP_LIMIT_MS);
  const page = await context.newPage();
  // Clips of a cell under test are a few bytes; people see one that plays.
  await page.route('**/*.mp4*', (route) => route.fulfill({ contentType: 'video/mp4', body: film }));
  const t = await wordsOf(words);
  await open(page, `/signin?next=${path}`);
  await page.getByLabel(t('signUp.handle')).fill(handle);
  await page.getByLabel(t('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('account.signIn') }).click();
  await page.waitForURL(({ pathname }) => pathname === path);
  return { page, context, t };
}

async function read<Body>(who: TestPerson, path: string): Promise<Body> {
  const reply = await cell.api<Body>('GET', `/v1/ads${path}`, { token: who.token });
  assert.equal(reply.status, 200, path);
  return reply.body;
}

async function signUpAndPay({ page, t }: Walker): Promise<void> {
  await page.getByRole('heading', { name: t('ads.signUpTitle') }).waitFor();
  await page.getByLabel(t('adForm.name')).first().fill('Bagan Chai');
  await page.getByLabel(t('adForm.legalName')).fill('Bagan Chai Private Limited');
  await page.getByLabel(t('adForm.website')).fill('https://tea.example');
  await page.getByLabel(t('adForm.taxId')).fill('27AAPFU0939F1ZV');
  await page.getByRole('button', { name: t('ads.signUp') }).click();
  await page.waitForURL('**/ads/bagan-chai');
  await page.getByRole('link', { name: t('adsTab.about') }).click();
  await page.getByLabel(t('adForm.state')).selectOption('IN-MH');
  await page.getByRole('button', { name: t('common.save') }).click();
  await page.getByText(t('ads.saved')).waitFor();
  await page.getByRole('link', { name: t('adsTab.money') }).click();
  await page.getByRole('button', { name: t('adMoney.payIn') }).click();
  await page.getByLabel(t('adMoney.address')).fill('१२, बाग़ रोड, पुणे 411001');
  await page.getByRole('button', { name: t('adMoney.payTest') }).click();
  await page.waitForURL('**/v1/payments-test/**');
  await page.locator('button.pay').click();
  await page.waitForURL('**/ads/bagan-chai/money*');
  await settle();
  await page.reload();
  await page.locator('.ads-balance b', { hasText: '1,000' }).waitFor();
}

async function buildCampaign({ page, t }: Walker): Promise<void> {
  await open(page, '/ads/bagan-chai/new');
  const campaign = page.locator('#step-campaign');
  await campaign.getByLabel(t('adEdit.name')).fill('दिवाली');
  await campaign.getByLabel(t('adEdit.budget')).fill('500');
  await page.getByLabel(t('adPrice.cpm')).fill('2000');
  await page.getByRole('radio', { name: t('adPacing.fast') }).check();
  await page.getByRole('button', { name: 'हिन्दी' }).click();
  const ad = page.locator('#step-creative');
  await ad.getByLabel(t('adEdit.title')).fill(TITLE);
  await ad.getByLabel(t('adEdit.text')).fill('इस हफ़्ते की पत्तियाँ, आपके दरवाज़े पर।');
  await ad.getByLabel(t('adEdit.button')).fill('दुकान देखें');
  await ad.getByLabel(t('adEdit.url')).fill('https://tea.example/new');
  await page.getByRole('button', { name: t('adEdit.launch') }).click();
  await page.waitForURL(/\/ads\/bagan-chai\/campaigns\//u);
  await page.locator('.ads-edit-head').getByText(t('adState.in_review')).waitFor();
}

/** Approves the ad, verifies its advertiser, and lets ads come early. */
async function letOut({ page, t }: Walker): Promise<void> {
  await page.locator('.ad-review-side h2', { hasText: TITLE }).waitFor();
  await page.keyboard.press('a');
  await page.getByText(t('adDesk.doneTitle')).waitFor();
  await page.getByRole('radio', { name: t('adDeskPlace.advertisers') }).check();
  await page.getByLabel(t('adDesk.evidence')).fill('Extract of the register');
  await page.getByRole('button', { name: t('adDesk.verify') }).click();
  await page.locator('.ads-verified').waitFor();
  await page.getByRole('radio', { name: t('adDeskPlace.rules') }).check();
  await page.getByLabel(t('adLoad.firstAfter')).fill('1');
  await page.getByLabel(t('adLoad.gap')).fill('1');
  await page.getByLabel(t('adDesk.why')).fill('The first ad of this cell');
  await page.getByRole('button', { name: t('adRules.save') }).click();
  await page.getByText(t('ads.saved')).waitFor();
}

/** Waits until one view was told of there. */
async function isViewed(placement: 'feed' | 'lock'): Promise<void> {
  await until(`a view in ${placement}`, STEP_LIMIT_MS, async () => {
    await settle();
    const [row] = await cell.parts.database.query<{ viewable: number }>(
      {
        name: 'test.views',
        text: `SELECT coalesce(sum(viewable), 0)::int AS viewable FROM ad_facts WHERE placement = $1`,
      },
      [placement],
    );
    return row?.viewable === 1 ? true : undefined;
  });
}

/** Swipes until the ad is on screen, looks at it for a while, and taps its button. */
async function seeAndTap({ page, context, t }: Walker): Promise<void> {
  await context.route('https://tea.example/**', (route) => route.fulfill({ body: 'चाय' }));
  const ad = page.locator('.ad-card:not([inert])');
  await page.locator('article.card').first().waitFor();
  for (let swipe = 0; swipe < SWIPES_MAX && (await ad.count()) === 0; swipe += 1) {
    await settle();
    await swipeOn(page);
    // @waits: a person looks at each clip for a moment, and the player asks for an ad meanwhile
    await page.waitForTimeout(900);
  }
  await ad.getByText(TITLE).waitFor();
  await ad.getByText(t('ads.label'), { exact: true }).waitFor();
  await settle();
  await isWell(page, 'journey-ad-hi-360');
  await isViewed('feed');
  const tapped = page.waitForResponse(
    (reply) =>
      reply.url().endsWith('/v1/ads/events') &&
      (reply.request().postData() ?? '').includes('"click"'),
  );
  await ad.getByRole('link', { name: 'दुकान देखें' }).click();
  assert.equal((await tapped).status(), 202);
}

/** Six cards of makers whom the desk knows: an ad stands behind three at the soonest. */
async function fillLock({ token }: TestPerson): Promise<void> {
  const untilMs = cell.parts.clock.nowMs() + 30 * DAY_MS;
  for (const maker of [1, 2, 3]) {
    const personId = await cell.cell.accounts.createPerson({ handle: `known_${maker}_x` });
    const body = { kind: 'creator', subject: personId, note: 'known to the desk', untilMs };
    assert.equal((await cell.api('POST', '/v1/desk/card-rules', { token, body })).status, 201);
    for (const at of [1, 2])
      await cell.publish({ personId, language: 'hi', caption: `मोहल्ला ${maker}, शाम ${at}` });
  }
  await cell.drain();
}

/** Goes through the lock screen until the ad is there, and looks at it until it was told of. */
async function seeOnLock({ page, t }: Walker): Promise<void> {
  await open(page, '/lock');
  await page.getByRole('button', { name: t('lock.askYes') }).tap();
  await page.locator('.lock-card:not([inert])').first().waitFor();
  const ad = page.locator('.lock-ad:not([inert])');
  const place = page.locator('.lock-position span');
  for (let step = 0; step < CARDS_MAX && (await ad.count()) === 0; step += 1) {
    const before = await place.innerText();
    await page.keyboard.press('ArrowRight');
    await until('another card', STEP_LIMIT_MS, async () =>
      (await place.innerText()) === before ? undefined : true,
    );
  }
  await ad.getByText(TITLE).waitFor();
  assert.equal(await ad.locator('.ad-label').innerText(), t('ads.label'));
  await until('the line at rest', STEP_LIMIT_MS, async () =>
    (await ad.boundingBox())?.x === 0 ? true : undefined,
  );
  // The cards beside it are drawn out of sight, so only what bars people is looked for.
  assert.deepEqual(await seriousViolations(page), []);
  await picture(page, 'journey-lock-hi-360');
  await isViewed('lock');
}

test('an ad is signed up for, paid, built in Hindi, let out, seen in the feed and on the lock screen, tapped, billed, reported, in the library and invoiced, with one figure', async (t) => {
  if (skipped !== undefined) {
    t.skip(skipped);
    return;
  }
  const seller = await cell.account('bagan_wala');
  const operator = await cell.account('journey_chief');
  const viewer = await cell.account('journey_viewer', { languages: ['hi'] });
  await cell.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  const seats = {
    legalName: 'Jhalak Operations Private Limited',
    address: '1 Fort Road, Mumbai 400001',
  };
  const known = await cell.api('PUT', '/v1/ads/seller', {
    token: operator.token,
    body: { ...seats, taxId: '27AAACJ1234F1Z5', state: 'IN-MH' },
  });
  assert.equal(known.status, 200);
  await fillLock(operator);

  const hers = await walker('bagan_wala', '/ads', 'hi');
  await signUpAndPay(hers);
  await buildCampaign(hers);
  const desk = await walker('journey_chief', '/ad-desk', 'en');
  await letOut(desk);
  await settle();
  await settle();
  const looker = await walker('journey_viewer', '/', 'hi');
  let adToken: string | undefined;
  looker.page.on('response', (reply) => {
    if (!reply.url().endsWith('/v1/ads/slots')) return;
    void reply.json().then((said: AdSlotReply) => {
      adToken = said.ad?.token ?? adToken;
    });
  });
  await seeAndTap(looker);
  await seeOnLock(looker);
  await settle();

  // Billed: a two-thousand-rupee thousand is two rupees for one, and it was shown twice to one.
  const root = '/advertisers/bagan-chai';
  const wallet = await read<AdWallet>(seller, `${root}/wallet`);
  assert.equal(wallet.balance + wallet.held, 100_000 - 400);
  const { page, t: words } = hers;
  await open(page, '/ads/bagan-chai');
  await page.locator('.ads-budget').getByText('₹4 ', { exact: false }).waitFor();
  await page.locator('.ads-row-open').click();
  await page.locator('.ads-standing .ads-budget').getByText('₹4 ', { exact: false }).waitFor();
  await page.getByRole('link', { name: words('adsTab.reports') }).click();
  const figure = (metric: string) =>
    page.locator('.ads-figure', { hasText: words(`adMetric.${metric}`) }).locator('b');
  await figure('spend').getByText('₹4', { exact: true }).waitFor();
  assert.deepEqual(
    await Promise.all(
      ['shown', 'viewable', 'clicks', 'reach'].map((one) => figure(one).innerText()),
    ),
    ['2', '2', '1', '1'],
  );
  await isWell(page, 'journey-report-hi-360');
  const hourMs = 3_600_000;
  const untilMs = Math.ceil(Date.now() / hourMs) * hourMs;
  const report = await read<Report>(
    seller,
    `${root}/report?fromMs=${untilMs - DAY_MS}&untilMs=${untilMs}`,
  );
  assert.equal(report.total.spend, 400);

  // In the library, for anybody.
  const stranger = await browser.newContext({
    baseURL: cell.url,
    locale: 'hi-IN',
    viewport: PHONE,
  });
  stranger.setDefaultTimeout(STEP_LIMIT_MS);
  const shelf = await stranger.newPage();
  await sweep('ads.library');
  await open(shelf, '/ad-library');
  await shelf.getByText(TITLE).first().waitFor();

  // A month later it is on an invoice, as it was billed.
  const { clock } = cell.parts;
  const month = new Date(clock.nowMs() + INDIA_AHEAD_MS).toISOString().slice(0, 7);
  const [year, number] = month.split('-').map(Number);
  clock.advance(Date.UTC(year ?? 0, number ?? 0, 9) - clock.nowMs());
  await cell.drain();
  await sweep('ads.invoices');
  const { items } = await read<AdDocumentPage>(seller, `${root}/documents?kind=invoice`);
  assert.deepEqual(
    items.map(({ net, lines }) => [net, lines.map((line) => line.net)]),
    [[400, [400]]],
  );
  await open(page, '/ads/bagan-chai/money');
  await page.getByRole('button', { name: new RegExp(words('adDocument.invoice'), 'u') }).click();
  await page.getByRole('dialog').getByText('₹4', { exact: true }).first().waitFor();
  await isWell(page, 'journey-invoice-hi-360');
  await page.getByRole('button', { name: words('common.close') }).click();

  // What is left goes back with its tax: asked twice, because it cannot be taken back.
  await page.getByRole('button', { name: words('adMoney.refund') }).click();
  await page.getByRole('button', { name: words('common.sure') }).click();
  await page.getByText(words('adMoney.refundAsked')).waitFor();
  await page.getByText(words('adMoneyKind.refunded')).waitFor();
  await isWell(page, 'journey-refunded-hi-360');

  // Somebody reports the ad; upheld, it is dark.
  assert.ok(adToken, 'the player had the ad');
  const reported = await cell.api('POST', '/v1/ads/reports', {
    token: viewer.token,
    body: { token: adToken, reason: 'misleading', note: 'यह चाय नहीं है' },
  });
  assert.equal(reported.status, 204, JSON.stringify(reported.body));
  await open(desk.page, '/ad-desk');
  await desk.page.getByRole('radio', { name: desk.t('adDeskPlace.reported') }).check();
  await desk.page.getByLabel(desk.t('adDesk.why')).fill('It promises what the shop does not have.');
  await isWell(desk.page, 'journey-reported-en-1280');
  await desk.page.getByRole('button', { name: desk.t('adDesk.uphold') }).click();
  await desk.page.getByText(desk.t('adDesk.upheld')).waitFor();
  const { items: creatives } = await read<CreativePage>(seller, `${root}/creatives`);
  assert.deepEqual(
    creatives.map(({ review }) => review.state),
    ['refused'],
  );
  await stranger.close();
});
