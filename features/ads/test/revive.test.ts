// Classes of holes that were found in another ad server, Revive, in 2025 and 2026, each tried here: links across managers
// (CVE-2026-50739, 34912, 34913), scripts in names of people and of things (50742, 44956, 44960), links that change something (50743),
// targeting rules that are run (34916, 44959, 50741), SQL in what is asked (34914), a state that advertisers may not set (44958),
// sessions that live on (34917, 50744); and errors that tell too much, names that look alike, pages without end. Scripts in the real
// pages: tools/testing/browser/ad-library.test.ts. Who may call which route at all: tools/testing/test/access.test.ts.
// proves A12

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Route } from '@jhalak/contracts';
import type { Advertiser, Campaign, Creative } from '@jhalak/contracts/ads';
import { CARD, LINE, openAdsHouse, type AdsHouse } from './ads.fixture.ts';
import { everythingOf, idOf, idsIn, sampleOf } from './matrix.fixture.ts';

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

test('an answer to what is wrong tells no statement, no stack, no path, and not whether it is another’s or nowhere', async () => {
  const { cell, call, rival, tea } = house;
  const theirs = await house.campaign(tea, 'tea-house');
  const nowhere = cell.parts.ids.next();
  const answers = [];
  for (const id of [theirs.id, nowhere])
    answers.push((await call(rival, 'GET', `${RIVAL}/campaigns/${id}`)).body);
  const [another, none] = answers.map((body) => ({ ...body, instance: undefined }));
  assert.deepEqual(another, none);
  const broken = ['%00', '%s%n%d', '\u0000', '..%2f..%2fetc', "'", '9'.repeat(400)];
  for (const text of broken)
    for (const path of [
      `${RIVAL}/campaigns/${text}`,
      `${RIVAL}/creatives?cursor=${text}`,
      `${RIVAL}/report?fromMs=${text}&untilMs=1`,
    ]) {
      const { status, body } = await call(rival, 'GET', path);
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
      assert.doesNotMatch(JSON.stringify(body), /SELECT|INSERT|pg_|node:|\/src\/|at Object/);
    }
});

test('an advertiser’s short name can look like no other’s, and the name that people see says who was verified', async () => {
  const { cell, call } = house;
  const poser = await cell.account('tea_poser');
  const body = { name: 'x', legalName: 'x', website: 'https://x.example' };
  for (const organisation of [
    'Tea-House',
    'tea-house ',
    ' tea-house',
    'tеa-house',
    'tea\u200b-house',
    'seat:a',
  ])
    assert.equal(
      (await call(poser, 'POST', '/advertisers', { ...body, organisation })).status,
      400,
      JSON.stringify(organisation),
    );
  const known = await call(poser, 'POST', '/advertisers', { ...body, organisation: 'tea-house' });
  assert.deepEqual([known.status, known.body.code], [409, 'ads.known']);
  const alike = { ...body, organisation: 'tea-house-in', name: 'tea-house' };
  const made = await call<Advertiser>(poser, 'POST', '/advertisers', alike);
  assert.deepEqual([made.status, made.body.verification.state], [201, 'waiting']);
});

test('no list can be asked for without end', async () => {
  const { cell, call, operator } = house;
  const lists = adsRoutes(cell).filter(
    ({ method, query }) => method === 'GET' && JSON.stringify(query ?? {}).includes('"limit"'),
  );
  assert.ok(lists.length >= 5, `${lists.length} lists`);
  for (const { path } of lists)
    for (const limit of ['0', '-1', '101', '1e9', '10000000', 'NaN', '1;DROP TABLE ad_acts']) {
      const filled = path.replace('/v1/ads', '').replace(':organisation', 'tea-house');
      const address = filled.replaceAll(/:\w+/g, cell.parts.ids.next());
      const reply = await call(operator, 'GET', `${address}?limit=${encodeURIComponent(limit)}`);
      assert.ok([400, 403, 404].includes(reply.status), `${path}?limit=${limit}: ${reply.status}`);
    }
});

test('every route of an advertiser’s things, with another’s name and with another’s ids: nothing is told, nothing changes', async () => {
  const { cell, call, tea, rival } = house;
  const send = async (who: typeof tea, route: Route, path: string, body: unknown) =>
    await call(
      who,
      route.method,
      path.replace('/v1/ads', ''),
      route.method === 'GET' ? undefined : body,
    );
  const routes = adsRoutes(cell).filter(({ path }) => path.includes(':organisation'));
  assert.ok(routes.length >= 25, `only ${routes.length} routes were found`);
  // What an advertiser can make by itself, tea has: then each id in a path is a real one.
  const campaign = await house.campaign(tea, 'tea-house');
  await house.lineItem(tea, campaign);
  await house.creative(tea, 'tea-house');
  for (const route of routes.filter(
    ({ method, path }) => method === 'POST' && idsIn({ path }).length === 0,
  ))
    await send(
      tea,
      route,
      route.path.replace(':organisation', 'tea-house'),
      sampleOf(route.body, campaign.id).body,
    );
  await plant();
  const before = await everythingOf(cell, 'tea-house');
  assert.ok(before.length > 10, 'tea has something to lose');
  const unreached: string[] = [];
  const idless = new Set<string>();
  for (const route of routes) {
    const ids = new Map<string, string>();
    for (const name of idsIn(route)) {
      const id = await idOf(cell, 'tea-house', name);
      if (id === undefined) idless.add(name);
      ids.set(name, id ?? sampleParameter(route, name, campaign.id));
    }
    const filled = route.path.replaceAll(
      /:(\w+)/g,
      (whole, name: string) => ids.get(name) ?? whole,
    );
    const sample = sampleOf(route.body ?? {}, campaign.id);
    if (route.access !== 'anyone') {
      const outright = await send(
        rival,
        route,
        filled.replace(':organisation', 'tea-house'),
        sample.body,
      );
      assert.deepEqual([outright.status, outright.body.code], [403, 'auth.forbidden'], route.name);
    }
    if (ids.size === 0 && !sample.holdsId) continue;
    const own = await send(
      rival,
      route,
      filled.replace(':organisation', 'rival-shop'),
      sample.body,
    );
    assert.ok(own.status >= 400 && own.status < 500, `${route.name}: ${own.status}`);
    if (own.body.code === 'request.invalid') unreached.push(route.name);
  }
  assert.deepEqual(unreached, [], 'bodies that the schema takes get as far as the ids');
  assert.deepEqual(
    [...idless].filter((name) => !UNMADE.includes(name)),
    [],
    'tea has one of each',
  );
  assert.deepEqual(await everythingOf(cell, 'tea-house'), before);

  /** What the worker makes of what was asked for. */
  async function plant(): Promise<void> {
    const id = cell.parts.ids.next();
    for (const [name, text] of [
      [
        'test.picture',
        `INSERT INTO ad_pictures (organisation, picture_id, state, created_at_ms) VALUES ('tea-house', $1, 'ready', 1)`,
      ],
      [
        'test.document',
        `INSERT INTO ad_documents (organisation, document_id, kind, number, about, content, digest, issued_at_ms)
          VALUES ('tea-house', $1, 'invoice', 'T/1', 'test', '{}', '', 1)`,
      ],
    ] as const)
      await cell.parts.database.query({ name, text }, [id]);
  }
});

function sampleParameter({ params }: Route, name: string, id: string): string {
  const { properties = {} } = (params ?? {}) as { properties?: Record<string, unknown> };
  return String(sampleOf(properties[name] ?? {}, id).body);
}

/** Parameters of which nothing is made by a route alone. */
const UNMADE = ['sha256'];

function adsRoutes(cell: AdsHouse['cell']): Route[] {
  return cell.cell.routes.filter(({ path }) => path.startsWith('/v1/ads/'));
}
