// Partners' auctions over HTTP: what is asked is judged like everywhere, our line items bid, and the person's device tells. A1, A8, F1.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { AdPayment } from '@jhalak/contracts/ad-money';
import type { Advertiser, Creative, LineItem } from '@jhalak/contracts/ads';
import {
  readBidRequest,
  readBidResponse,
  readNativeResponse,
  readVast,
  type Bid,
} from '@jhalak/openrtb';
import fc from 'fast-check';
import { answerRequest } from '../src/seats/exchange.ts';
import { CARD, LINE, openAdsHouse, type AdsHouse } from './ads.fixture.ts';
import { fixturesMissing, PREBID } from './seats.fixture.ts';

const TEA = '/advertisers/tea-house';
/** 10,000 of the reader alone: `npm run proof -- openrtb-mutations`. */
const MUTATIONS = 300;
const SEED = 20_261_123;

let house: AdsHouse;
let key = '';
before(async () => {
  house = await openAdsHouse();
  const { cell, operator } = house;
  const brand = { organisation: 'partner-app', name: 'Partner App', languages: ['hi'] };
  const token = operator.token;
  const made = await cell.api('POST', '/v1/partner/brands', { token, body: brand });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const keys = await cell.api<{ secret: string }>('POST', '/v1/partner/brands/partner-app/keys', {
    token,
    body: { label: 'servers' },
  });
  assert.equal(keys.status, 201, JSON.stringify(keys.body));
  key = keys.body.secret;
});
after(async () => {
  await house.cell.close();
});

interface Answer {
  status: number;
  text: string;
  problem: { code?: string; errors?: { pointer: string; message: string }[] };
}

async function ask(body: string, header = key): Promise<Answer> {
  const reply = await fetch(`${house.cell.url}/openrtb2/auction`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'jhalak-brand': header },
    body,
  });
  const text = await reply.text();
  const problem = (reply.status >= 400 ? JSON.parse(text) : {}) as Answer['problem'];
  return { status: reply.status, text, problem };
}

/** @returns every request in the public cases: of Prebid's samples, its exchange, and InMobi's adapter. */
function publicRequests(): { name: string; request: unknown }[] {
  const files = readdirSync(PREBID, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .flatMap((name) => {
      const one = JSON.parse(readFileSync(join(PREBID, name), 'utf8')) as {
        mockBidRequest?: unknown;
        incomingRequest?: { ortbRequest?: unknown };
      };
      const request = one.mockBidRequest ?? one.incomingRequest?.ortbRequest;
      return request === undefined ? [] : [{ name, request }];
    });
}

const NATIVE = JSON.stringify({
  ver: '1.2',
  assets: [
    { id: 7, required: 1, title: { len: 60 } },
    { id: 8, required: 0, data: { type: 2, len: 100 } },
    { id: 9, required: 1, data: { type: 1, len: 25 } },
  ],
});

function request(imp: object, over: object = {}): string {
  return JSON.stringify({
    ...{ id: 'p-1', at: 1, tmax: 120, cur: ['INR'] },
    imp: [{ id: 's1', bidfloor: 0.5, bidfloorcur: 'INR', ...imp }],
    app: { id: 'app-1', content: { language: 'hi', genre: 'food' } },
    ...over,
  });
}

// proves A1
test('every public request is taken or refused over HTTP as by the reader, by field, and never with a 5xx', async (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const cases = publicRequests();
  assert.ok(cases.length >= 110, `${cases.length} requests are there`);
  const tally = { taken: 0, refused: 0 };
  for (const { name, request: one } of cases) {
    const text = JSON.stringify(one);
    const verdict = readBidRequest(text);
    const answer = await ask(text);
    if (verdict.ok) {
      tally.taken += 1;
      assert.ok([200, 204].includes(answer.status), `${name}: ${answer.status} ${answer.text}`);
      continue;
    }
    tally.refused += 1;
    assert.deepEqual([answer.status, answer.problem.code], [400, 'openrtb.invalid'], name);
    assert.deepEqual(
      answer.problem.errors?.map(({ pointer }) => pointer),
      verdict.faults.map(({ field }) => field),
      name,
    );
  }
  t.diagnostic(`${tally.taken} taken, ${tally.refused} refused`);
  assert.ok(tally.taken > 40 && tally.refused > 40);
});

// proves A3
test('a bid that is not there within the asker’s time is none', async () => {
  let asked = 0;
  const demand = {
    offer: async () => {
      asked += 1;
      return await new Promise<undefined>(() => undefined);
    },
  };
  const deps = { demand, currency: () => 'INR', region: 'in', address: 'https://cell.example' };
  const read = readBidRequest(request({ native: { request: NATIVE } }, { tmax: 50 }));
  assert.ok(read.ok);
  assert.equal(await answerRequest(deps, read.value, 'partner-app'), undefined);
  assert.equal(asked, 1);
});

// proves F1
test(`${MUTATIONS} mutations over HTTP: each is answered, or refused with 400; none with a 5xx`, async (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const texts = publicRequests().map(({ request: one }) => JSON.stringify(one));
  const statuses = new Map<number, number>();
  const slips = ['"', '{', '}', ']', '\\', '\u0000', '9', '-', ',"a":{', '1e999', 'null', '[['];
  const property = fc.asyncProperty(
    fc.nat(texts.length - 1),
    fc.nat(100_000),
    fc.constantFrom(...slips),
    fc.nat(40),
    async (which, place, by, cut) => {
      const text = texts[which] ?? '';
      const at = place % text.length;
      const { status, problem } = await ask(text.slice(0, at) + by + text.slice(at + cut));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      assert.ok([200, 204, 400].includes(status), `${status}`);
      if (status === 400) assert.ok(problem.code, 'a problem has a code');
    },
  );
  await fc.assert(property, { numRuns: MUTATIONS, seed: SEED });
  t.diagnostic(`seed ${SEED}: ${JSON.stringify(Object.fromEntries(statuses))}`);
  assert.ok((statuses.get(400) ?? 0) > MUTATIONS / 10);
  const deep = await ask('['.repeat(100_000));
  const nested = await ask(`{"id":"1","ext":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}`);
  const large = await ask(`{"id":"${'x'.repeat(300_000)}"}`);
  assert.deepEqual([deep.status, nested.status, large.status], [400, 400, 413]);
});

test('who has no key in force, or is turned off, is not answered', async () => {
  assert.equal((await ask(request({ native: { request: NATIVE } }), 'nobody')).status, 401);
});

/** A campaign that runs, of a verified advertiser with money. */
async function running(content: object, targeting: object): Promise<LineItem> {
  const { call, tea, operator, reviewer, cell } = house;
  const campaign = await house.campaign(tea, 'tea-house');
  const path = `${TEA}/campaigns/${campaign.id}`;
  const line = { ...LINE, pacing: 'fast', targeting, caps: [] };
  const made = await call<LineItem>(tea, 'POST', `${path}/line-items`, line);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const body = { name: 'One', content };
  const creative = await call<Creative>(tea, 'POST', `${TEA}/creatives`, body);
  assert.equal(creative.status, 201, JSON.stringify(creative.body));
  await call(tea, 'PUT', `${path}/line-items/${made.body.id}/creatives/${creative.body.id}`);
  assert.equal((await call(tea, 'POST', `${path}/turn`, { to: 'live' })).status, 200);
  const review = `/reviews/tea-house/${creative.body.id}`;
  const verdict = { verdict: 'approved', version: creative.body.version };
  assert.equal((await call(reviewer, 'POST', review, verdict)).status, 200);
  const { body: advertiser } = await call<Advertiser>(operator, 'GET', TEA);
  const said = { verdict: 'verified', note: 'seen', version: advertiser.version };
  assert.equal((await call(operator, 'POST', `${TEA}/verdict`, said)).status, 200);
  await cell.drain();
  return made.body;
}

async function fund(amount: number): Promise<void> {
  const { call, cell, tea, operator } = house;
  const seller = {
    ...{ legalName: 'Jhalak Operations Private Limited', address: '1 Fort Road, Mumbai 400001' },
    ...{ taxId: '27AAACJ1234F1Z5', state: 'IN-MH' },
  };
  assert.equal((await call(operator, 'PUT', '/seller', seller)).status, 200);
  const said = { legalName: 'Tea House Private Limited', state: 'IN-MH', taxId: '27AAACT9999K1Z8' };
  assert.equal((await call(tea, 'PATCH', TEA, said)).status, 200);
  await call(tea, 'PUT', `${TEA}/billing`, { address: '12 Market Road, Pune 411001' });
  const begun = await call<AdPayment>(tea, 'POST', `${TEA}/payments`, {
    ...{ amount, returnPath: '/ads/wallet' },
  });
  const paid = await cell.api('POST', begun.body.pageUrl ?? '', { body: { what: 'pay' } });
  assert.equal(paid.status, 200, JSON.stringify(paid.body));
}

function onlyBid(text: string): Bid {
  const read = readBidResponse(text);
  assert.ok(read.ok, text);
  const bids = read.value.seatbid?.flatMap(({ bid }) => bid) ?? [];
  assert.equal(bids.length, 1);
  assert.ok(bids[0]);
  return bids[0];
}

/** The advertiser's own figure: showings that were counted. */
async function shown(): Promise<number> {
  const [row] = await house.cell.parts.database.query<{ shown: number }>({
    name: 'test.shown',
    text: `SELECT coalesce(sum(shown), 0)::int AS shown FROM ad_facts WHERE organisation = 'tea-house'`,
  });
  return row?.shown ?? 0;
}

// proves A8
test('a line item bids on a partner’s place in Native 1.2, and is billed once when the device opens its address', async () => {
  await fund(100_000);
  await running(CARD, { languages: ['hi'] });
  const slot = { native: { request: NATIVE, ver: '1.2' } };
  const answer = await ask(request(slot));
  assert.equal(answer.status, 200, answer.text);
  const bid = onlyBid(answer.text);
  // A thousand showings for 120 rupees.
  assert.deepEqual([bid.price, bid.mtype, bid.adomain], [120, 4, ['tea.example.in']]);
  const card = readNativeResponse(bid.adm ?? '');
  assert.ok(card.ok);
  assert.deepEqual(
    card.value.assets?.map(({ id, title, data }) => [id, title?.text ?? data?.value]),
    [
      [7, CARD.title],
      [8, CARD.text],
      [9, CARD.sponsor],
    ],
  );
  for (const none of [
    request(slot, { cur: ['USD'] }),
    request({ ...slot, bidfloor: 121 }),
    request({ ...slot, bidfloorcur: 'USD' }),
    request(slot, { badv: ['example.in'] }),
    request(slot, { bseat: ['tea-house'] }),
    request(slot, { app: { id: 'app-1', content: { language: 'ta' } } }),
    request({ banner: { w: 320, h: 50 } }),
  ])
    assert.equal((await ask(none)).status, 204, none);
  const [tracker] = card.value.eventtrackers ?? [];
  const path = new URL(tracker?.url ?? '');
  const open = async (): Promise<number> => {
    const headers = { 'user-agent': PHONE };
    return (await fetch(`${house.cell.url}${path.pathname}${path.search}`, { headers })).status;
  };
  assert.deepEqual([await open(), await open(), await shown()], [204, 204, 1]);
});

test('a clip bids on a video place in VAST 4.2', async () => {
  const { cell, tea } = house;
  const videoId = await cell.publish({ personId: tea.personId, language: 'hi', genre: 'food' });
  await cell.drain();
  const clip = { kind: 'clip', videoId, button: 'Look', url: 'https://tea.example.in/clip' };
  await running(clip, { languages: ['hi'] });
  const video = { mimes: ['video/mp4'], protocols: [7, 11, 13], w: 360, h: 640 };
  const answer = await ask(request({ video }));
  assert.equal(answer.status, 200, answer.text);
  const bid = onlyBid(answer.text);
  const vast = readVast(bid.adm ?? '');
  assert.ok(vast.ok, JSON.stringify(vast));
  assert.match(bid.adm ?? '', /version="4\.2"/);
  assert.match(bid.adm ?? '', /360\.mp4/);
});

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
