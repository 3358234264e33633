// The public ad library, opened by somebody without an account: on a phone and a laptop, in English and Hindi, by night and day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Creative } from '@jhalak/contracts/ads';
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
} from './browser.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const HOUR_MS = 3_600_000;
const NO_ID = '00000000-0000-0000-0000-000000000000';
const EVIL = '<img src=x onerror="document.title=1">';

let cell: TestCell | undefined;
let browser: Browser | undefined;
let people: { maker: TestPerson; operator: TestPerson; campaign: string } | undefined;
before(async () => {
  if (whyNoBrowser() !== undefined) return;
  browser = await openBrowser();
  cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  people = await fill(cell);
});
after(async () => {
  await browser?.close();
  await cell?.close();
});

/** An advertiser with two cards and a clip, an outside seat’s ad, and an advertiser whose names are markup. */
async function fill(at: TestCell): Promise<NonNullable<typeof people>> {
  const maker = await at.account('tea_maker');
  const operator = await at.account('ads_desk');
  await at.cell.accounts.grantRole({ personId: operator.personId, role: 'operator' });
  const videoId = await at.publish({ personId: maker.personId, caption: 'चाय की पहली तुड़ाई' });
  await at.drain();
  const url = 'https://tea.example.in/new';
  const card = { kind: 'native', sponsor: 'चाय घर', button: 'देखें', url };
  const contents = [
    {
      ...card,
      title: 'पहाड़ों की ताज़ी चाय, अब आपके मोहल्ले में',
      text: 'इस हफ़्ते की पहली तुड़ाई। पहला प्याला हमारी ओर से।',
    },
    { kind: 'clip', videoId, button: 'Look', url },
    { ...card, sponsor: 'Tea House', title: 'First flush is here', text: 'One cup is on us.' },
  ];
  await signUp('tea-house', 'Tea House Private Limited');
  await signUp('markup', EVIL);
  for (const content of contents) await shown('tea-house', content);
  await shown('markup', { ...card, title: EVIL, text: EVIL, sponsor: '<b>x</b>' });
  await at.cell.ads.receipts.keep({
    id: at.parts.ids.next(),
    terms: {
      request: { id: 'r', at: 1, imp: [{ id: 's', native: { request: '{"assets":[]}' } }] },
      ...{ answers: [], deadlineAtMs: 0, currency: 'INR', deals: 'first' },
      tieKey: Buffer.alloc(16),
    },
    outcome: { slots: [{ impId: 's', winner: undefined }], lost: [] },
    seatAd: {
      ...{ seat: 'alpha-exchange', creative: 'crid-1', domain: 'shoes.example', kind: 'native' },
      ...{ sponsor: 'Light Shoes', title: 'Run further', text: 'Shoes of 190 grams', url: '' },
    },
  });
  await fact('seat:alpha-exchange', 'crid-1', 1_204_000);
  const sweeps = at.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'ads.library')?.run();
  return { maker, operator, campaign: await campaignOfMarkup() };

  async function campaignOfMarkup(): Promise<string> {
    const startsAtMs = at.parts.clock.nowMs();
    const dates = { startsAtMs, endsAtMs: startsAtMs + 864e5 };
    const campaigns = '/advertisers/markup/campaigns';
    const { id } = await call<{ id: string }>(maker.token, 'POST', campaigns, {
      ...{ name: EVIL, objective: 'reach', budget: 500_000, ...dates },
    });
    const line = await call<{ id: string }>(maker.token, 'POST', `${campaigns}/${id}/line-items`, {
      ...{ name: EVIL, pricing: 'cpm', price: 12_000, priority: 4, pacing: 'even' },
      ...{ caps: [], targeting: {} },
    });
    const creatives = '/advertisers/markup/creatives';
    const content = { ...card, title: EVIL, text: EVIL, sponsor: '<b>x</b>' };
    const made = await call<Creative>(maker.token, 'POST', creatives, { name: EVIL, content });
    const path = `${campaigns}/${id}/line-items/${line.id}/creatives/${made.id}`;
    await call(maker.token, 'PUT', path);
    await call(maker.token, 'POST', `${creatives}/${made.id}/submit`);
    return id;
  }
  async function signUp(organisation: string, legalName: string): Promise<void> {
    const body = { organisation, name: legalName, legalName, website: 'https://tea.example.in' };
    await call(maker.token, 'POST', '/advertisers', body);
    if (organisation === 'tea-house')
      await call(operator.token, 'POST', `/advertisers/${organisation}/verdict`, {
        ...{ verdict: 'verified', note: 'register', version: 1 },
      });
  }
  async function shown(organisation: string, content: object): Promise<void> {
    const path = `/advertisers/${organisation}/creatives`;
    const made = await call<Creative>(maker.token, 'POST', path, { name: 'One', content });
    await call(maker.token, 'POST', `${path}/${made.id}/submit`);
    const verdict = { verdict: 'approved', version: made.version };
    await call(operator.token, 'POST', `/reviews/${organisation}/${made.id}`, verdict);
    await fact(organisation, made.id, 40_000);
  }
  async function call<Body>(
    token: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Body> {
    const reply = await at.api<Body>(method, `/v1/ads${path}`, {
      ...{ token, ...(body === undefined ? {} : { body }) },
    });
    assert.ok(reply.status < 300, `${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }
  async function fact(organisation: string, creative: string, count: number): Promise<void> {
    const hourMs = Math.floor(at.parts.clock.nowMs() / HOUR_MS) * HOUR_MS;
    await at.parts.database.query(
      {
        name: 'test.library_fact',
        text: `INSERT INTO ad_facts (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre,
            state, shown, viewable, clicks, conversions, reach, hides, reports, billed_events, spend, given_events)
          VALUES ($1, $2, $3, $3, $4, 'feed', 'hi', '', '', $5::bigint, 0, 0, 0, $5::bigint, 0, 0, 0, $5::bigint * 12, 0)`,
      },
      [organisation, hourMs, NO_ID, creative, count],
    );
  }
}

test('anybody finds who advertises what, and no name in it is run', async (t) => {
  if (cell === undefined || browser === undefined) {
    t.skip(whyNoBrowser());
    return;
  }
  for (const [locale, window, theme] of [
    ['en', PHONE, 'night'],
    ['hi', LAPTOP, 'subah'],
  ] as const) {
    const name = `ad-library-${locale}-${window.width}-${theme}`;
    const context = await newPhone(browser, cell.url, `${locale}-IN`, window);
    await context.addInitScript((chosen) => {
      localStorage.setItem('jhalak.preferences', JSON.stringify({ theme: chosen }));
    }, theme);
    const page = await context.newPage();
    const words = await wordsOf(locale);
    await open(page, '/ad-library');
    await page.getByRole('heading', { name: words('adLib.title') }).waitFor();
    await page.getByRole('heading', { name: 'Light Shoes' }).waitFor();
    assert.equal(await page.locator('.ad-library-card').count(), 5, name);
    assert.equal(await page.locator('.ad-library-card [onerror]').count(), 0, 'markup is text');
    assert.equal(await page.getByText(EVIL, { exact: true }).count(), 3, 'and reads as it came');
    assert.notEqual(await page.title(), '1');
    await isWell(page, name);
    await page.getByRole('searchbox').fill('grams shoes');
    await page.waitForURL(({ search }) => search === '?q=grams+shoes');
    await page.locator('.ad-library-card').nth(1).waitFor({ state: 'detached' });
    assert.equal(await page.locator('.ad-library-card').count(), 1, name);
    await page.locator('.ad-library-card summary').click();
    await page.getByText(words('adLib.outside')).waitFor();
    await context.close();
  }
});

test('names of campaigns, line items, creatives and advertisers are text in the console and at the desk', async (t) => {
  if (cell === undefined || browser === undefined || people === undefined) {
    t.skip(whyNoBrowser());
    return;
  }
  const { maker, operator, campaign } = people;
  for (const [who, path] of [
    [maker, '/ads/markup'],
    [maker, `/ads/markup/campaigns/${campaign}`],
    [maker, '/ads/markup/reports'],
    [operator, '/ad-desk'],
  ] as const) {
    const context = await newPhone(browser, cell.url, 'en-IN', LAPTOP);
    await context.addCookies([{ name: 'jhalak_session', value: who.token, url: cell.url }]);
    const page = await context.newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await open(page, path);
    const named = page
      .getByText(EVIL)
      .or(page.locator(`input[value*="onerror"], textarea`))
      .first();
    await named.waitFor({ state: 'attached' });
    assert.equal(await page.locator('[onerror], [onclick]').count(), 0, path);
    assert.notEqual(await page.title(), '1', path);
    assert.deepEqual(dialogs, [], path);
    await context.close();
  }
});
