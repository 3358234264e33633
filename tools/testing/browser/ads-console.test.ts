// The advertiser's console and the operator's desk of ads, walked by the people who work there: with a thumb in Hindi, with
// keys in English. Every stop fits its window and passes axe.

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { AdWallet } from '@jhalak/contracts/ad-money';
import type { SeatList } from '@jhalak/contracts/ad-seats';
import type {
  Advertiser,
  Campaign,
  CampaignPage,
  Creative,
  CreativePage,
  LineItemList,
} from '@jhalak/contracts/ads';
import { drawPng } from '@jhalak/ports/conformance';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import {
  LAPTOP,
  newPhone,
  open,
  openBrowser,
  PHONE,
  whyNoBrowser,
  wordsOf,
  type Words,
} from './browser.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

/** The password that `startCell` gives everybody. */
const PASSWORD = 'correct horse battery';

let cell: TestCell | undefined;
let browser: Browser | undefined;
before(async () => {
  if (whyNoBrowser() !== undefined) return;
  browser = await openBrowser();
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  const maker = await cell.account('clip_maker');
  await cell.publish({ personId: maker.personId, caption: 'शाम की चाय' });
  await cell.drain();
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

interface Stage {
  cell: TestCell;
  page: Page;
  t: (key: string) => string;
  person: TestPerson;
}

/** Signs somebody in on a page of their own. @returns undefined where there is no browser. */
async function enter(
  t: TestContext,
  handle: string,
  where: {
    path: string;
    words: Words;
    viewport: { width: number; height: number };
    theme?: 'subah';
    role?: 'operator' | 'moderator';
  },
): Promise<Stage | undefined> {
  if (cell === undefined || browser === undefined) {
    t.skip(whyNoBrowser());
    return undefined;
  }
  const person = await cell.account(handle);
  const { personId } = person;
  if (where.role !== undefined) await cell.cell.accounts.grantRole({ personId, role: where.role });
  const context = await newPhone(browser, cell.url, `${where.words}-IN`, where.viewport);
  t.after(async () => await context.close());
  if (where.theme !== undefined)
    await context.addInitScript((theme) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme }));
    }, where.theme);
  const page = await context.newPage();
  const words = await wordsOf(where.words);
  await open(page, `/signin?next=${where.path}`);
  await page.getByLabel(words('signUp.handle')).fill(handle);
  await page.getByLabel(words('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: words('account.signIn') }).click();
  await page.waitForURL(({ pathname }) => pathname === where.path);
  return { cell, page, t: words, person };
}

/** Fills what a campaign cannot do without. */
async function fillCampaign({ page, t }: Stage, name: string): Promise<void> {
  const campaign = page.locator('#step-campaign');
  const ad = page.locator('#step-creative');
  await campaign.getByLabel(t('adEdit.name')).fill(name);
  await campaign.getByLabel(t('adEdit.budget')).fill('500');
  await page.getByLabel(t('adPrice.cpm')).fill('20');
  await ad.getByLabel(t('adEdit.title')).fill('ताज़ी चाय, सीधे बाग़ान से');
  await ad.getByLabel(t('adEdit.text')).fill('इस हफ़्ते की पत्तियाँ, आपके दरवाज़े पर।');
  await ad.getByLabel(t('adEdit.button')).fill('देखें');
  await ad.getByLabel(t('adEdit.url')).fill('https://tea.example/new');
}

test('an advertiser signs up on a phone in Hindi, builds a campaign that survives a reload, and hands it in', async (t) => {
  const stage = await enter(t, 'chai_wala', { path: '/ads', words: 'hi', viewport: PHONE });
  if (stage === undefined) return;
  const { page, t: words, person } = stage;
  await page.getByRole('heading', { name: words('ads.signUpTitle') }).waitFor();
  await isWell(page, 'ads-sign-up-hi-360');
  await page.getByLabel(words('adForm.name')).first().fill('Chai Ghar');
  await page.getByLabel(words('adForm.legalName')).fill('Chai Ghar Private Limited');
  await page.getByLabel(words('adForm.website')).fill('https://chai.example');
  await page.getByLabel(words('adForm.taxId')).fill('27AAPFU0939F1ZV');
  await page.getByRole('button', { name: words('ads.signUp') }).click();
  await page.waitForURL('**/ads/chai-ghar');
  await page.getByText(words('adVerified.waiting')).first().waitFor();
  await isWell(page, 'ads-first-hi-360');

  await page.getByRole('link', { name: words('ads.newCampaign') }).click();
  await page.waitForURL('**/ads/chai-ghar/new');
  await page.getByRole('button', { name: words('adGap.name') }).waitFor();
  await fillCampaign(stage, 'दिवाली');
  await page.reload();
  await page.getByRole('button', { name: words('adEdit.launch') }).waitFor();
  assert.equal(await page.getByLabel(words('adEdit.name')).inputValue(), 'दिवाली');
  await page.getByRole('button', { name: 'मराठी' }).click();
  await isWell(page, 'ads-edit-hi-360');
  await page.getByRole('button', { name: words('adEdit.preview') }).click();
  await page.getByRole('dialog').getByText('ताज़ी चाय, सीधे बाग़ान से').waitFor();
  await isWell(page, 'ads-preview-feed-hi-360');
  await page
    .getByRole('radio', { name: words('adPlace.lock') })
    .last()
    .check();
  await isWell(page, 'ads-preview-lock-hi-360');
  await page.getByRole('button', { name: words('common.close') }).click();
  await page.getByRole('button', { name: words('adEdit.launch') }).click();
  await page.waitForURL(/\/ads\/chai-ghar\/campaigns\//u);
  await page.locator('.ads-edit-head').getByText(words('adState.in_review')).waitFor();
  await isWell(page, 'ads-campaign-hi-360');

  const root = '/v1/ads/advertisers/chai-ghar/campaigns';
  const { token } = person;
  const { body } = await stage.cell.api<CampaignPage>('GET', root, { token });
  const [campaign] = body.items;
  assert.deepEqual(
    [campaign?.name, campaign?.budget, campaign?.state],
    ['दिवाली', 50_000, 'in_review'],
  );
  const lines = await stage.cell.api<LineItemList>('GET', `${root}/${campaign?.id}/line-items`, {
    token,
  });
  const [line] = lines.body.items;
  assert.deepEqual(
    [line?.price, line?.targeting.languages, line?.creatives.length],
    [2_000, ['mr'], 1],
  );
  await page.getByRole('link', { name: words('common.back') }).click();
  await page.locator('.ads-rows').getByText('दिवाली').waitFor();
  await isWell(page, 'ads-list-hi-360');

  await page.getByRole('link', { name: words('adsTab.money') }).click();
  await page.getByRole('button', { name: words('adMoney.payIn') }).click();
  await page.getByLabel(words('adMoney.address')).fill('१२, बाग़ रोड, पुणे');
  await isWell(page, 'ads-pay-hi-360');
  await page.getByRole('button', { name: words('common.close') }).click();
  await isWell(page, 'ads-money-hi-360');
  await page.getByRole('link', { name: words('adsTab.reports') }).click();
  await page.getByText(words('adReport.emptyTitle')).waitFor();
  await isWell(page, 'ads-reports-hi-360');
  await page.getByRole('link', { name: words('adsTab.about') }).click();
  await page.getByLabel(words('adForm.state')).selectOption('IN-MH');
  await isWell(page, 'ads-about-hi-360');
  // A number that it has no longer is taken off the record.
  await page.getByLabel(words('adForm.taxId')).fill('');
  await page.getByRole('button', { name: words('common.save') }).click();
  await page.getByText(words('ads.saved')).waitFor();
  const { body: now } = await stage.cell.api<Advertiser>(
    'GET',
    '/v1/ads/advertisers/chai-ghar',
    person,
  );
  assert.deepEqual([now.taxId, now.state], [undefined, 'IN-MH']);
  await page.getByRole('button', { name: words('brandKeys.make') }).click();
  await page.getByLabel(words('brandKeys.label')).fill('दुकान का सर्वर');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: words('brandKeys.make') }).click();
  await dialog.locator('code', { hasText: 'Jhalak-Advertiser: chai-ghar:' }).waitFor();
  await isWell(page, 'ads-key-hi-360');
  await dialog.getByRole('button', { name: words('common.done') }).click();
  await page.locator('.ads-keys').getByText('दुकान का सर्वर').waitFor();
  await page.goto('/earnings');
  await page.getByText(words('earned.none')).waitFor();
  await isWell(page, 'ads-earnings-hi-360');
});

test('a clip of one’s own and a picture for the lock screen become ads, in Tamil by daylight', async (t) => {
  const stage = await enter(t, 'theneer_kadai', {
    ...{ path: '/ads', words: 'ta', viewport: PHONE, theme: 'subah' },
  });
  if (stage === undefined) return;
  const { page, t: words, person } = stage;
  const { personId, token } = person;
  await stage.cell.publish({ personId, caption: 'மாலைத் தேநீர்' });
  await stage.cell.drain();
  const body = {
    ...{ organisation: 'theneer', name: 'தேநீர் கடை', legalName: 'Theneer Kadai' },
    website: 'https://theneer.example',
  };
  assert.equal((await stage.cell.api('POST', '/v1/ads/advertisers', { token, body })).status, 201);
  await page.goto('/ads/theneer/new');
  const ad = page.locator('#step-creative');
  await ad.getByRole('radio', { name: words('adKind.clip') }).check();
  await ad.locator('input[name=ad-clip]').first().check();
  await ad.getByLabel(words('adEdit.button')).fill('பார்');
  await ad.getByLabel(words('adEdit.url')).fill('https://theneer.example/');
  await isWell(page, 'ads-clip-ta-360');
  await ad.getByRole('radio', { name: words('adKind.lock') }).check();
  const picture = drawPng(540, 960, (x, y) => [255 - (y >> 3), 120 + (x >> 4), 60]);
  await ad.locator('input[type=file]').setInputFiles({
    ...{ name: 'tea.png', mimeType: 'image/png', buffer: picture },
  });
  await ad.getByText(words('adPicture.checking')).waitFor();
  await stage.cell.drain();
  await ad.locator('.ads-picture img').waitFor();
  await ad.getByLabel(words('adEdit.alternative')).fill('மலைகளின் மேல் சூரியன்');
  await ad.getByLabel(words('adEdit.title')).fill('புதிய தேநீர்');
  await isWell(page, 'ads-picture-ta-360');
});

test('the operator verifies an advertiser, and approves and refuses its ads with keys', async (t) => {
  const stage = await enter(t, 'ads_chief', {
    ...{ path: '/ad-desk', words: 'en', viewport: LAPTOP, role: 'operator' },
  });
  if (stage === undefined) return;
  const { page, t: words } = stage;
  const seller = await stage.cell.account('desk_seller');
  const call = async <Body>(method: string, path: string, body?: unknown): Promise<Body> => {
    const reply = await stage.cell.api<Body>(method, `/v1/ads/advertisers${path}`, {
      token: seller.token,
      ...(body === undefined ? {} : { body }),
    });
    assert(reply.status < 300, JSON.stringify(reply.body));
    return reply.body;
  };
  await call('POST', '', {
    ...{ organisation: 'desk-shop', name: 'Desk Shop', legalName: 'Desk Shop Ltd' },
    website: 'https://desk.example',
  });
  for (const title of ['The first lamp', 'The second lamp']) {
    const content = { kind: 'native', title, text: 'It glows.', sponsor: 'Desk Shop' };
    const made = await call<Creative>('POST', '/desk-shop/creatives', {
      name: title,
      content: { ...content, button: 'Look', url: 'https://desk.example/lamp' },
    });
    await call('POST', `/desk-shop/creatives/${made.id}/submit`);
  }
  const review = page.getByRole('region', { name: words('adDesk.review') });
  const standing = async (): Promise<Record<string, string>> => {
    const { items } = await call<CreativePage>('GET', '/desk-shop/creatives');
    return Object.fromEntries(items.map(({ name, review: { state } }) => [name, state]));
  };
  await page.reload();
  // Others of this cell may wait before them.
  await page.getByRole('button', { name: /The first lamp/ }).click();
  await review.locator('.ad-review-side h2', { hasText: 'The first lamp' }).waitFor();
  await isWell(page, 'ad-desk-reviews-en-1280');
  await page.keyboard.press('a');
  await page.getByText(words('adDesk.approved')).waitFor();
  await review.locator('.ad-review-side h2', { hasText: 'The second lamp' }).waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('It is no lamp.');
  await page.getByRole('button', { name: words('adDesk.refuse') }).click();
  await page.getByText(words('adDesk.refused')).first().waitFor();
  assert.deepEqual(await standing(), {
    ...{ 'The first lamp': 'approved', 'The second lamp': 'refused' },
  });
  await page.getByRole('radio', { name: words('adDeskPlace.advertisers') }).check();
  const row = page.locator('details').filter({ hasText: 'Desk Shop Ltd' });
  await row.getByLabel(words('adDesk.evidence')).fill('Extract of the register, 22 November');
  await isWell(page, 'ad-desk-advertisers-en-1280');
  await row.getByRole('button', { name: words('adDesk.verify') }).click();
  await page.locator('.ads-verified').first().waitFor();
  const { verification } = await call<Advertiser>('GET', '/desk-shop');
  assert.equal(verification.state, 'verified');
  await page.getByRole('radio', { name: words('adDeskPlace.rules') }).check();
  await page.getByLabel(words('adLoad.gap')).fill('9');
  await page.getByLabel(words('adDesk.why')).fill('People asked for fewer');
  await isWell(page, 'ad-desk-rules-en-1280');
  await page.getByRole('button', { name: words('adRules.save') }).click();
  await page.getByText(words('ads.saved')).waitFor();
  await page.getByRole('radio', { name: words('adDeskPlace.seats') }).check();
  await page.getByText(words('adSeat.noneTitle')).waitFor();
  await page.getByRole('button', { name: words('adSeat.add') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(words('adForm.name')).first().fill('Seat One');
  await dialog.getByLabel(words('adForm.shortName')).fill('seat-one');
  await dialog.getByLabel(words('adSeat.endpoint')).fill('https://bid.example/rtb');
  await isWell(page, 'ad-desk-seat-en-1280');
  await dialog.getByRole('button', { name: words('common.save') }).click();
  await page.getByRole('button', { name: words('adSeat.change') }).click();
  await dialog.getByLabel(words('adRules.categories')).fill('IAB7-39');
  await dialog.getByRole('button', { name: words('adDeal.add') }).click();
  await dialog.getByLabel(words('adDeal.id')).fill('festival');
  await dialog.getByLabel(words('adDesk.why')).fill('As agreed on the phone');
  await isWell(page, 'ad-desk-seat-terms-en-1280');
  await dialog.getByRole('button', { name: words('common.save') }).click();
  // What was said of the rules may still stand there: the sheet goes when the terms are kept.
  await dialog.waitFor({ state: 'detached' });
  const { token } = stage.person;
  const { body: seats } = await stage.cell.api<SeatList>('GET', '/v1/ads/seats', { token });
  assert.deepEqual(
    seats.items.map((one) => [one.currency, one.deals[0]?.id, one.blockedCategories]),
    [['INR', 'festival', ['IAB7-39']]],
  );
  await page.getByRole('radio', { name: words('adDeskPlace.sellers') }).check();
  await page.getByText(words('adSeller.unset')).waitFor();
  await page.getByLabel(words('adForm.legalName')).fill('Jhalak Operations Ltd');
  await page.getByLabel(words('adMoney.address')).fill('1 Fort Road, Mumbai');
  await page.getByLabel(words('adForm.state')).selectOption('IN-MH');
  await page.getByRole('button', { name: words('adSeller.save') }).click();
  await page.getByText(words('adSeller.unset')).waitFor({ state: 'detached' });
  await page.getByLabel(words('adSelling.domain')).fill('jhalak.example');
  await page.getByLabel(words('adSelling.own')).fill('j-1');
  const lines = page.locator('textarea').first();
  await lines.fill('j-1, NOBODY, Jhalak, jhalak.example');
  await page.getByLabel(words('adDesk.why')).fill('The first files');
  await page.getByRole('button', { name: words('adSelling.save') }).click();
  await page.getByRole('alert').waitFor();
  await lines.fill('j-1, PUBLISHER, Jhalak, jhalak.example');
  await page.getByRole('button', { name: words('adSelling.save') }).click();
  await page.getByText(words('adSelling.files')).waitFor();
  await isWell(page, 'ad-desk-sellers-en-1280');
  const adsTxt = await (await fetch(`${stage.cell.url}/ads.txt`)).text();
  assert.match(adsTxt, /jhalak\.example, j-1, DIRECT/);
  await page.getByRole('radio', { name: words('adDeskPlace.advertisers') }).check();
  const shop = page.locator('details').filter({ hasText: 'Desk Shop Ltd' });
  await shop.locator('summary').click();
  await shop.getByRole('button', { name: words('adCredit.give') }).click();
  await dialog.getByLabel(words('adMoney.amount')).fill('250');
  await dialog.getByLabel(words('adDesk.why')).fill('Welcome');
  await dialog.getByRole('button', { name: words('adCredit.give') }).click();
  await page.getByText('₹250', { exact: false }).waitFor();
  const wallet = await call<AdWallet>('GET', '/desk-shop/wallet');
  assert.deepEqual([wallet.credit, wallet.balance], [25_000, 0]);
});

test('keys alone lead through the campaigns, pause one and undo it; the light of day suits the console', async (t) => {
  const stage = await enter(t, 'keys_seller', {
    ...{ path: '/ads', words: 'en', viewport: LAPTOP, theme: 'subah' },
  });
  if (stage === undefined) return;
  const { page, t: words, person } = stage;
  const call = async <Body>(method: string, path: string, body: unknown): Promise<Body> => {
    const reply = await stage.cell.api<Body>(method, `/v1/ads/advertisers${path}`, {
      ...{ token: person.token, body },
    });
    assert(reply.status < 300, JSON.stringify(reply.body));
    return reply.body;
  };
  await call('POST', '', {
    ...{ organisation: 'key-shop', name: 'Key Shop', legalName: 'Key Shop Ltd' },
    website: 'https://keys.example',
  });
  const startsAtMs = Date.now();
  for (const name of ['Summer', 'Monsoon', 'Winter'])
    await call<Campaign>('POST', '/key-shop/campaigns', {
      ...{ name, objective: 'visits', budget: 1_234_550, startsAtMs },
      endsAtMs: startsAtMs + 864_000_000,
    });
  await page.goto('/ads');
  await page.getByRole('link', { name: 'Winter' }).waitFor();
  await isWell(page, 'ads-list-en-1280');
  await page.keyboard.press('/');
  await page.keyboard.type('mon');
  await page.getByRole('link', { name: 'Winter' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/campaigns\//u);
  await page.getByRole('heading', { name: 'Monsoon' }).waitFor();
  await isWell(page, 'ads-edit-en-1280');
  await page.goBack();
  await page.getByRole('link', { name: 'Winter' }).waitFor();
  await page.keyboard.press('n');
  await page.waitForURL('**/ads/key-shop/new');
  // Caps are taken away and come back.
  await page.getByRole('button', { name: words('adEdit.removeCap') }).click();
  await page.getByText(words('adEdit.noCaps')).waitFor();
  await page.getByRole('button', { name: words('common.undo') }).click();
  await page.getByRole('button', { name: words('adEdit.removeCap') }).waitFor();
  // The week is painted by keys too.
  await page.getByRole('button', { name: words('adWeek.evenings') }).click();
  await page.locator('.ads-week [data-at="0"]').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  assert.equal(await page.locator('.ads-week [aria-selected=true]').count(), 7 * 5 + 1);
  await isWell(page, 'ads-new-en-1280');
});
