// Classes of holes that were found in an ad server of others in 2025 and 2026, each tried here.
// proves A12

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Campaign, Creative } from '@jhalak/contracts/ads';
import { CARD, LINE, openAdsHouse, type AdsHouse } from './ads.fixture.ts';

let house: AdsHouse;
before(async () => {
  house = await openAdsHouse();
});
after(async () => {
  await house.cell.close();
});

const RIVAL = '/advertisers/rival-shop';
const TEA = '/advertisers/tea-house';

test('another advertiser’s things cannot be linked, read or changed under one’s own name', async () => {
  const { call, tea, rival } = house;
  const theirs = await house.campaign(tea, 'tea-house');
  const theirLine = await house.lineItem(tea, theirs);
  const theirCard = await house.creative(tea, 'tea-house');
  const mine = await house.campaign(rival, 'rival-shop');
  const line = await house.lineItem(rival, mine);
  const card = await house.creative(rival, 'rival-shop');
  const campaigns = `${RIVAL}/campaigns`;
  const tries: [string, string, unknown?][] = [
    ['PUT', `${campaigns}/${mine.id}/line-items/${line.id}/creatives/${theirCard.id}`],
    ['PUT', `${campaigns}/${theirs.id}/line-items/${theirLine.id}/creatives/${card.id}`],
    ['PUT', `${campaigns}/${mine.id}/line-items/${theirLine.id}/creatives/${card.id}`],
    ['GET', `${campaigns}/${theirs.id}`],
    ['PATCH', `${campaigns}/${theirs.id}`, { budget: 100 }],
    ['POST', `${campaigns}/${theirs.id}/turn`, { to: 'ended' }],
    ['POST', `${campaigns}/${theirs.id}/line-items`, LINE],
    ['PATCH', `${campaigns}/${mine.id}/line-items/${theirLine.id}`, { on: false }],
    ['GET', `${RIVAL}/creatives/${theirCard.id}`],
    ['PATCH', `${RIVAL}/creatives/${theirCard.id}`, { name: 'mine now' }],
    ['POST', `${RIVAL}/creatives/${theirCard.id}/submit`],
  ];
  for (const [method, path, body] of tries) {
    const reply = await call(rival, method, path, body);
    assert.deepEqual([reply.status, reply.body.code], [404, 'ads.not_found'], `${method} ${path}`);
    const outright = await call(rival, method, path.replace(RIVAL, TEA), body);
    assert.deepEqual([outright.status, outright.body.code], [403, 'auth.forbidden'], path);
  }
});

test('a link across advertisers that was planted in the database leads nowhere', async () => {
  const { cell, call, tea, rival, reviewer } = house;
  const theirs = await house.campaign(tea, 'tea-house');
  const line = await house.lineItem(tea, theirs);
  const card = await house.creative(rival, 'rival-shop');
  for (const organisation of ['tea-house', 'rival-shop'])
    await cell.parts.database.query(
      {
        name: 'test.cross_link',
        text: 'INSERT INTO ad_line_creatives (organisation, line_item_id, creative_id) VALUES ($1, $2, $3)',
      },
      [organisation, line.id, card.id],
    );
  await call(tea, 'POST', `${TEA}/campaigns/${theirs.id}/turn`, { to: 'live' });
  await call(rival, 'POST', `${RIVAL}/creatives/${card.id}/submit`);
  const approved = { verdict: 'approved', version: card.version };
  const said = await call(reviewer, 'POST', `/reviews/rival-shop/${card.id}`, approved);
  assert.equal(said.status, 200);
  const shown = await call<Campaign>(tea, 'GET', `${TEA}/campaigns/${theirs.id}`);
  assert.deepEqual(shown.body.creatives, { draft: 0, inReview: 0, approved: 0, refused: 0 });
  const own = await call<Creative>(rival, 'GET', `${RIVAL}/creatives/${card.id}`);
  assert.equal(own.body.review.state, 'approved');
});

test('names with markup are data: kept as they came, answered as JSON that no browser runs', async () => {
  const { cell, rival, call } = house;
  const name = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
  const made = await call<Creative>(rival, 'POST', `${RIVAL}/creatives`, { name, content: CARD });
  assert.deepEqual([made.status, made.body.name], [201, name]);
  const reply = await fetch(`${cell.url}/v1/ads${RIVAL}/creatives/${made.body.id}`, {
    headers: { authorization: `Bearer ${rival.token}` },
  });
  assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
  assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
  for (const url of [
    'javascript:alert(1)',
    'https://a.example/"onclick=',
    'data:text/html,x',
    'http://a.example',
  ])
    assert.equal(
      (await call(rival, 'POST', `${RIVAL}/creatives`, { name: 'x', content: { ...CARD, url } }))
        .status,
      400,
      url,
    );
});

test('a link or form of another site changes nothing with the cookie of a member', async () => {
  const { cell, rival, campaign } = house;
  const { id } = await campaign(rival, 'rival-shop');
  const path = `${cell.url}/v1/ads${RIVAL}/campaigns/${id}/turn`;
  const send = (origin: string | undefined) =>
    fetch(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: `jhalak_session=${rival.token}`,
        ...(origin === undefined ? {} : { origin }),
      },
      body: JSON.stringify({ to: 'ended' }),
    });
  for (const origin of ['https://evil.example', undefined]) {
    const reply = await send(origin);
    assert.ok([401, 403].includes(reply.status), `${origin}: ${reply.status}`);
  }
  assert.equal(
    (await fetch(path, { headers: { authorization: `Bearer ${rival.token}` } })).status,
    404,
  );
  const own = await send(cell.url);
  assert.equal(
    own.status,
    200,
    'the same from our own page is taken: the cookie was the right one',
  );
});

test('a targeting rule is a list of known codes: nothing else is taken, and nothing of it is run', async () => {
  const { cell, call, rival, lineItem, campaign } = house;
  const own = await campaign(rival, 'rival-shop');
  const line = await lineItem(rival, own);
  const path = `${RIVAL}/campaigns/${own.id}/line-items/${line.id}`;
  const bad = [
    { languages: ["hi'); DROP TABLE ad_campaigns; --"] },
    { genres: ['${process.exit(1)}'] },
    { states: ['IN-MH" || true'] },
    { hours: [{ day: 1, fromHour: '0; require("fs")', toHour: 24 }] },
    { code: 'return true' },
    { __proto__polluted: true },
    'true || system("id")',
  ];
  for (const targeting of bad)
    assert.equal(
      (await call(rival, 'PATCH', path, { targeting })).status,
      400,
      JSON.stringify(targeting),
    );
  const raw = await fetch(`${cell.url}/v1/ads${path}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${rival.token}`, 'content-type': 'application/json' },
    body: '{"targeting":{"__proto__":{"states":["IN-MH"]}}}',
  });
  assert.equal(raw.status, 400);
});

test('text that is SQL stays text, in names, notes, ids and cursors', async () => {
  const { cell, call, rival, operator } = house;
  const evil = "x' OR 1=1; DELETE FROM ad_advertisers; --";
  const made = await call<Creative>(rival, 'POST', `${RIVAL}/creatives`, {
    name: evil,
    content: CARD,
  });
  assert.equal(made.body.name, evil);
  const encoded = encodeURIComponent(evil);
  for (const path of [
    `${RIVAL}/creatives/${encoded}`,
    `/advertisers/${encoded}/campaigns`,
    `${RIVAL}/campaigns?limit=${encoded}`,
    `${RIVAL}/creatives?cursor=${Buffer.from(evil).toString('base64url')}`,
  ]) {
    const { status } = await call(operator, 'GET', path);
    assert.equal(status, 400, path);
  }
  const [row] = await cell.parts.database.query<{ count: number }>({
    name: 'test.still_there',
    text: 'SELECT count(*)::int AS count FROM ad_advertisers',
  });
  assert.equal(row?.count, 2);
});

test('an advertiser sets no review and no verdict: not in a body, not at the reviewers’ routes', async () => {
  const { call, rival } = house;
  const card = await house.creative(rival, 'rival-shop');
  const one = `${RIVAL}/creatives/${card.id}`;
  for (const extra of [{ review: 'approved' }, { review: { state: 'approved' } }, { version: 9 }])
    assert.equal((await call(rival, 'PATCH', one, { name: 'x', ...extra })).status, 400);
  const campaign = await house.campaign(rival, 'rival-shop');
  const path = `${RIVAL}/campaigns/${campaign.id}`;
  assert.equal((await call(rival, 'PATCH', path, { state: 'running' })).status, 400);
  assert.equal((await call(rival, 'POST', `${path}/turn`, { to: 'running' })).status, 400);
  assert.equal((await call(rival, 'PATCH', RIVAL, { verification: 'verified' })).status, 400);
  const verdict = { verdict: 'approved', version: 1 };
  assert.equal((await call(rival, 'POST', `/reviews/rival-shop/${card.id}`, verdict)).status, 403);
  const said = { verdict: 'verified', note: 'me', version: 1 };
  assert.equal((await call(rival, 'POST', `${RIVAL}/verdict`, said)).status, 403);
  assert.equal((await call<Creative>(rival, 'GET', one)).body.review.state, 'draft');
});

test('a token that was a member’s opens nothing with the next request after the membership ended', async () => {
  const { cell, call } = house;
  const guest = await cell.account('rival_guest');
  const membership = {
    personId: guest.personId,
    role: 'advertiser',
    organisation: 'rival-shop',
  } as const;
  await cell.cell.accounts.grantRole(membership);
  assert.equal((await call(guest, 'GET', RIVAL)).status, 200);
  await cell.cell.accounts.revokeRole(membership);
  for (const path of [RIVAL, `${RIVAL}/campaigns`, `${RIVAL}/creatives`])
    assert.equal((await call(guest, 'GET', path)).status, 403);
  const again = {
    organisation: 'rival-shop',
    name: 'x',
    legalName: 'x',
    website: 'https://x.example',
  };
  assert.equal((await call(guest, 'POST', '/advertisers', again)).body.code, 'ads.known');
  assert.equal((await call(guest, 'GET', RIVAL)).status, 403, 'signing up again opens nothing');
});
