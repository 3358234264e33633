import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  Advertiser,
  AdvertiserPage,
  Campaign,
  CampaignPage,
  Creative,
  CreativePage,
} from '@jhalak/contracts/ads';
import type { AdPolicyState } from '@jhalak/contracts/ad-slots';
import { startCell } from '@jhalak/testing';
import type { AdEventsReply, AdKeyList, AdKeyMade } from '@jhalak/contracts/ad-events';
import type { AdGrant } from '../src/billing/grant.ts';
import { AdTokens } from '../src/billing/token.ts';
import { CARD, LINE, openAdsHouse, type AdsHouse } from './ads.fixture.ts';

const DAY_MS = 86_400_000;
const BROWSER =
  'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';

let house: AdsHouse;
before(async () => {
  house = await openAdsHouse();
});
after(async () => {
  await house.cell.close();
});

const TEA = '/advertisers/tea-house';

async function verify(verdict: 'verified' | 'refused', note = 'seen the register'): Promise<void> {
  const { call, operator } = house;
  const { body } = await call<Advertiser>(operator, 'GET', TEA);
  const said = { verdict, note, version: body.version };
  assert.equal((await call(operator, 'POST', `${TEA}/verdict`, said)).status, 200);
}

async function review(creative: Creative, verdict: string, note = ''): Promise<number> {
  const path = `/reviews/${creative.organisation}/${creative.id}`;
  const body = { verdict, note, version: creative.version };
  return (await house.call(house.reviewer, 'POST', path, body)).status;
}

test('who signs up an advertiser is its member at once, and sees no other', async () => {
  const { call, tea, operator } = house;
  const own = await call<AdvertiserPage>(tea, 'GET', '/advertisers');
  assert.deepEqual(
    [own.body.items.map((one) => one.organisation), own.body.operator],
    [['tea-house'], false],
  );
  const all = await call<AdvertiserPage>(operator, 'GET', '/advertisers?limit=1');
  assert.deepEqual([all.body.items[0]?.organisation, all.body.operator], ['rival-shop', true]);
  const more = await call<AdvertiserPage>(
    operator,
    'GET',
    `/advertisers?limit=5&cursor=${all.body.next}`,
  );
  assert.deepEqual(
    [more.body.items.map((one) => one.organisation), more.body.next],
    [['tea-house'], null],
  );
});

test('a short name is taken once, by somebody of 18 or more, who signs up five at most', async () => {
  const { cell, call } = house;
  const body = { name: 'X', legalName: 'X', website: 'https://x.example' };
  const young = await cell.account('young_seller', { ageBand: '13-17' });
  const refused = await call(young, 'POST', '/advertisers', { ...body, organisation: 'young' });
  assert.deepEqual([refused.status, refused.body.code], [403, 'ads.adults_only']);
  const many = await cell.account('many_shops');
  const made = async (organisation: string) =>
    (await call(many, 'POST', '/advertisers', { ...body, organisation })).body.code;
  assert.equal(await made('tea-house'), 'ads.known');
  const tries = await Promise.all(
    ['s1', 's2', 's3', 's4', 's5', 's6', 's7'].map(async (name) => await made(name)),
  );
  assert.equal(tries.filter((code) => code === undefined).length, 5);
  assert.deepEqual(new Set(tries), new Set([undefined, 'ads.too_many']));
});

test('a campaign runs when advertiser and creative are approved, and each change is looked at again', async () => {
  const { call, tea, cell } = house;
  const campaign = await house.campaign(tea, 'tea-house');
  assert.deepEqual([campaign.state, campaign.currency], ['draft', 'INR']);
  const path = `${TEA}/campaigns/${campaign.id}`;
  const state = async () => (await call<Campaign>(tea, 'GET', path)).body.state;
  const live = await call(tea, 'POST', `${path}/turn`, { to: 'live' });
  assert.deepEqual([live.status, live.body.code], [409, 'ads.incomplete']);
  const line = await house.lineItem(tea, campaign);
  const creative = await house.creative(tea, 'tea-house');
  const link = `${path}/line-items/${line.id}/creatives/${creative.id}`;
  assert.equal((await call(tea, 'PUT', link)).status, 200);
  assert.equal((await call(tea, 'POST', `${path}/turn`, { to: 'live' })).status, 200);
  assert.equal(await state(), 'in_review');
  const queue = await call<CreativePage>(house.reviewer, 'GET', '/reviews');
  const waiting = queue.body.items.find((one) => one.id === creative.id);
  assert.ok(waiting, 'what goes live is handed to the reviewers');
  assert.equal(await review(waiting, 'approved'), 200);
  assert.equal(await state(), 'in_review', 'nobody verified the advertiser yet');
  await verify('verified');
  assert.equal(await state(), 'running');
  const changed = await call<Creative>(tea, 'PATCH', `${TEA}/creatives/${creative.id}`, {
    content: { ...CARD, title: 'Other tea' },
  });
  assert.deepEqual([changed.body.review.state, changed.body.version], ['in_review', 2]);
  assert.equal(await state(), 'in_review');
  assert.equal(await review(waiting, 'approved'), 409, 'another version was looked at');
  assert.equal(await review(changed.body, 'approved'), 200);
  assert.equal(await state(), 'running');
  await call(tea, 'PATCH', TEA, { legalName: 'Somebody else Ltd' });
  assert.equal(await state(), 'in_review', 'another name is verified anew');
  await verify('verified');
  assert.equal((await call(tea, 'POST', `${path}/turn`, { to: 'paused' })).status, 200);
  assert.equal(await state(), 'paused');
  await call(tea, 'POST', `${path}/turn`, { to: 'live' });
  cell.parts.clock.advance(11 * DAY_MS);
  assert.equal(await state(), 'ended');
  assert.equal((await call(tea, 'PATCH', path, { budget: 1_000 })).body.code, 'ads.turn');
});

test('a refusal has a reason, and the advertiser reads it', async () => {
  const { call, tea } = house;
  const made = await house.creative(tea, 'tea-house');
  const path = `${TEA}/creatives/${made.id}`;
  assert.equal(await review(made, 'approved'), 409, 'a draft is nobody’s to judge');
  const { body } = await call<Creative>(tea, 'POST', `${path}/submit`);
  assert.equal(await review(body, 'refused'), 422);
  assert.equal(await review(body, 'refused', 'says that it heals'), 200);
  const seen = await call<Creative>(tea, 'GET', path);
  assert.deepEqual(
    [seen.body.review.state, seen.body.review.note],
    ['refused', 'says that it heals'],
  );
  await verify('refused', 'no such company');
  const own = await call<Advertiser>(tea, 'GET', TEA);
  assert.equal(own.body.verification.note, 'no such company');
});

test('only a clip of one’s own can be advertised', async () => {
  const { cell, call, tea, rival } = house;
  const [mine, theirs] = await Promise.all([
    cell.publish({ personId: tea.personId }),
    cell.publish({ personId: rival.personId }),
  ]);
  const body = (videoId: string) => ({
    name: 'Clip',
    content: { kind: 'clip', videoId, button: 'Look', url: 'https://tea.example.in' },
  });
  assert.equal((await call(tea, 'POST', `${TEA}/creatives`, body(mine))).status, 201);
  for (const other of [theirs, cell.parts.ids.next()]) {
    const { status, body: said } = await call(tea, 'POST', `${TEA}/creatives`, body(other));
    assert.deepEqual([status, said.code], [422, 'ads.clip_not_yours']);
  }
});

test('lists come whole over their pages, and a cursor that is not ours is refused', async () => {
  const { call, rival } = house;
  const made = [];
  for (let index = 0; index < 5; index += 1)
    made.push((await house.campaign(rival, 'rival-shop')).id);
  const seen: string[] = [];
  let next: string | null = '';
  while (next !== null) {
    const query: string = next === '' ? '?limit=2' : `?limit=2&cursor=${next}`;
    const page = await call<CampaignPage>(
      rival,
      'GET',
      `/advertisers/rival-shop/campaigns${query}`,
    );
    seen.push(...page.body.items.map((one) => one.id));
    next = page.body.next;
  }
  assert.deepEqual(seen, made.toReversed());
  const bad = await call(rival, 'GET', '/advertisers/rival-shop/campaigns?cursor=JyBPUiAxPTE');
  assert.deepEqual([bad.status, bad.body.code], [400, 'cursor.invalid']);
});

test('a request that comes twice under one key makes one campaign', async () => {
  const { cell, rival } = house;
  const startsAtMs = cell.parts.clock.nowMs();
  const body = {
    ...{ name: 'Once', objective: 'views', budget: 9_000 },
    ...{ startsAtMs, endsAtMs: startsAtMs + DAY_MS },
  };
  const headers = { 'idempotency-key': 'b6d2e6d3-once-only' };
  const send = () =>
    cell.api<Campaign>('POST', '/v1/ads/advertisers/rival-shop/campaigns', {
      ...{ token: rival.token, body, headers },
    });
  const first = await send();
  const again = await send();
  assert.deepEqual([first.status, again.status, again.body.id], [201, 201, first.body.id]);
});

test('numbers and lists have bounds, and what is not on the list of fields is refused', async () => {
  const { call, rival } = house;
  const { id } = await house.campaign(rival, 'rival-shop');
  const lines = `/advertisers/rival-shop/campaigns/${id}/line-items`;
  const bad = [
    { ...LINE, price: 0 },
    { ...LINE, price: 1.5 },
    { ...LINE, price: 1e12 },
    { ...LINE, priority: 0 },
    { ...LINE, caps: Array.from({ length: 4 }, () => LINE.caps[0]) },
    { ...LINE, bonus: 1 },
  ];
  for (const body of bad)
    assert.equal((await call(rival, 'POST', lines, body)).status, 400, JSON.stringify(body));
  const low = await call(rival, 'POST', lines, { ...LINE, price: 999 });
  assert.deepEqual([low.status, low.body.code], [422, 'ads.price_low']);
  const back = { ...LINE, targeting: { hours: [{ day: 1, fromHour: 9, toHour: 9 }] } };
  assert.equal((await call(rival, 'POST', lines, back)).body.code, 'ads.dates');
});

test('an advertiser’s own server tells with its key what a counted click came to, once, and only of its own ads', async () => {
  const { cell, call, tea, rival } = house;
  const { clock, ids, keys } = cell.parts;
  const tokens = new AdTokens(keys);
  const viewer = await cell.viewer();
  const grant: AdGrant = {
    ...{ id: ids.next(), demand: 'house', organisation: 'tea-house', campaign: ids.next() },
    ...{ lineItem: ids.next(), creative: ids.next(), placement: 'feed', format: 'display' },
    ...{ billOn: 'render', priceMicros: 0, first: true, language: 'hi' },
    ...{ issuedAtMs: clock.nowMs(), expiresAtMs: clock.nowMs() + DAY_MS },
  };
  const token = tokens.sign(grant, viewer.personId);
  const tell = async (type: string, userAgent: string): Promise<unknown> => {
    const reply = await cell.api<AdEventsReply>('POST', '/v1/ads/events', {
      token: viewer.token,
      headers: { 'user-agent': userAgent },
      body: { events: [{ token, type, atMs: clock.nowMs() }] },
    });
    assert.equal(reply.status, 202, JSON.stringify(reply.body));
    return reply.body.results[0];
  };
  const keyOf = async (who: typeof tea, organisation: string) =>
    (await call<AdKeyMade>(who, 'POST', `/advertisers/${organisation}/keys`, { label: 'shop' }))
      .body;
  const own = await keyOf(tea, 'tea-house');
  const others = await keyOf(rival, 'rival-shop');
  const convert = async (key: string) => {
    const reply = await cell.api<{ counted?: boolean; code?: string }>(
      ...(['POST', '/v1/ads/conversions'] as const),
      {
        headers: { 'jhalak-advertiser': key },
        body: { click: tokens.clickId(grant), atMs: clock.nowMs() },
      },
    );
    return [reply.status, reply.body.code ?? reply.body.counted];
  };
  assert.deepEqual(await tell('render', 'curl/8.5.0'), { ok: false, code: 'filtered' });
  assert.deepEqual(await tell('render', BROWSER), { ok: true });
  assert.deepEqual(await convert(own.secret), [404, 'ads.click_unknown']);
  assert.deepEqual(await tell('click', BROWSER), { ok: true });
  assert.deepEqual(await convert(others.secret), [404, 'ads.click_unknown']);
  assert.deepEqual(await convert(own.secret), [202, true]);
  assert.deepEqual(await convert(own.secret), [202, false]);
  assert.deepEqual(await convert(`${own.secret}x`), [401, 'ads.key_unknown']);
  assert.equal((await call(rival, 'DELETE', `${TEA}/keys/${own.key.id}`)).status, 403);
  assert.equal((await call(tea, 'DELETE', `${TEA}/keys/${own.key.id}`)).status, 204);
  assert.deepEqual(await convert(own.secret), [401, 'ads.key_unknown']);
  const listed = await call<AdKeyList>(tea, 'GET', `${TEA}/keys`);
  assert.deepEqual(
    listed.body.items.map(({ id, endedAtMs }) => [id, endedAtMs !== undefined]),
    [[own.key.id, true]],
  );
});

test('a region whose currency is not on record has its desk and its console, and they say so', async (t) => {
  const cell = await startCell({ region: 'xx' });
  t.after(async () => await cell.close());
  const { token, personId } = await cell.account('far_operator');
  await cell.cell.accounts.grantRole({ personId, role: 'operator' });
  for (const path of ['/advertisers', '/policy', '/seats']) {
    const reply = await cell.api<{ currency?: string }>('GET', `/v1/ads${path}`, { token });
    assert.deepEqual([reply.status, reply.body.currency], [200, undefined], path);
  }
  const { currency } = (await house.call<AdPolicyState>(house.operator, 'GET', '/policy')).body;
  assert.equal(currency, 'INR');
});
