import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CONFORMANCE_CHECKS,
  type Brand,
  type BrandFill,
  type BrandKeyCreated,
  type BrandKeyList,
  type BrandList,
  type BrandRecord,
  type ConformanceList,
  type ConformanceReport,
} from '@jhalak/contracts/partners';
import { createPartners } from '@jhalak/partners';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const HOUR_MS = 3_600_000;

let cell: TestCell;
let operator: TestPerson;
let nova: TestPerson;
let other: TestPerson;
before(async () => {
  cell = await startCell();
  operator = await cell.account('brand_operator');
  nova = await cell.account('nova_engineer');
  other = await cell.account('other_engineer');
  const { accounts } = cell.cell;
  await accounts.grantRole({ personId: operator.personId, role: 'operator' });
  for (const [person, organisation] of [
    [nova, 'nova'],
    [other, 'other-phones'],
  ] as const) {
    await accounts.grantRole({ personId: person.personId, role: 'partner', organisation });
    await invite(organisation);
  }
});
after(async () => {
  await cell.close();
});

async function invite(organisation: string): Promise<Brand> {
  const reply = await cell.api<Brand>('POST', '/v1/partner/brands', {
    token: operator.token,
    body: { organisation, name: `${organisation} mobile`, languages: ['hi', 'ta'] },
  });
  assert.equal(reply.status, 201);
  return reply.body;
}

async function call<Body>(
  person: TestPerson,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Body & { code?: string } }> {
  return await cell.api<Body & { code?: string }>(method, `/v1/partner/brands${path}`, {
    token: person.token,
    ...(body === undefined ? {} : { body }),
  });
}

async function newKey(organisation: string, body: object = {}): Promise<BrandKeyCreated> {
  const made = await call<BrandKeyCreated>(operator, 'POST', `/${organisation}/keys`, {
    label: 'test',
    ...body,
  });
  assert.equal(made.status, 201);
  return made.body;
}

const gate = () => cell.cell.partners.gate;

test('a partner sees its own brand and no other, the operator sees all', async () => {
  const seen = async (person: TestPerson) => {
    const { status, body } = await call<BrandList>(person, 'GET', '');
    return [status, body.items?.map((one) => one.organisation), body.operator];
  };
  assert.deepEqual(await seen(nova), [200, ['nova'], false]);
  assert.deepEqual(await seen(other), [200, ['other-phones'], false]);
  assert.deepEqual((await seen(operator))[2], true);
  for (const path of ['/other-phones', '/other-phones/keys', '/other-phones/fill', '/no-such']) {
    const { status, body } = await call(nova, 'GET', path);
    assert.deepEqual([status, body.code], [403, 'auth.forbidden'], path);
  }
  assert.equal((await call(operator, 'GET', '/no-such')).body.code, 'brand.not_found');
});

test('a partner can neither make brands nor let one out', async () => {
  const body = { organisation: 'mine', name: 'Mine', languages: ['hi'] };
  assert.equal((await call(nova, 'POST', '', body)).status, 403);
  assert.equal((await call(nova, 'POST', '/nova/stage', { stage: 'live' })).status, 403);
  const again = await call(operator, 'POST', '', { ...body, organisation: 'nova' });
  assert.deepEqual([again.status, again.body.code], [409, 'brand.known']);
});

test('a role that ends closes the brand with the very next request', async () => {
  const person = await cell.account('nova_guest');
  const change = { personId: person.personId, role: 'partner', organisation: 'nova' } as const;
  assert.equal((await call(person, 'GET', '/nova')).status, 403);
  await cell.cell.accounts.grantRole(change);
  assert.equal((await call(person, 'GET', '/nova')).status, 200);
  await cell.cell.accounts.revokeRole(change);
  assert.equal((await call(person, 'GET', '/nova')).status, 403);
});

test('the first key makes a brand a testing one; its secret is shown once and stored nowhere', async () => {
  const { id } = await invite('keyed');
  assert.equal(
    (await call(operator, 'POST', '/keyed/stage', { stage: 'live' })).body.code,
    'brand.stage',
  );
  const { key, secret } = await newKey('keyed');
  assert.match(secret, /^[0-9a-f]{20}\.[A-Za-z0-9_-]{43}$/);
  assert.equal((await call<Brand>(operator, 'GET', '/keyed')).body.state, 'testing');
  const list = await call<BrandKeyList>(operator, 'GET', '/keyed/keys');
  assert.deepEqual(list.body.items, [key]);
  const half = secret.split('.')[1] ?? '';
  for (const table of ['brands', 'brand_keys', 'brand_acts', 'journal']) {
    const [row] = await cell.parts.database.query<{ text: string }>({
      name: `test.all_${table}`,
      text: `SELECT coalesce(string_agg(t::text, ' '), '') AS text FROM ${table} t`,
    });
    assert.ok(!(row?.text ?? '').includes(half), table);
  }
  assert.deepEqual(await gate().brandOf(secret), {
    kind: 'brand',
    brand: { brandId: id, organisation: 'keyed', allowed: true, allDark: false, switchCount: 0 },
  });
  assert.equal(
    (await call<Brand>(operator, 'POST', '/keyed/stage', { stage: 'live' })).body.state,
    'live',
  );
});

test('no header is nobody, and what is no key in force is unknown', async () => {
  const { secret } = await newKey('nova');
  assert.deepEqual(await gate().brandOf(undefined), { kind: 'none' });
  const wrong = `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`;
  for (const header of [wrong, 'x', '', `${'0'.repeat(20)}.${secret.split('.')[1] ?? ''}`])
    assert.deepEqual(await gate().brandOf(header), { kind: 'unknown' }, header);
});

test('a replaced key goes on as long as was said and not longer; an ended one ends at once', async () => {
  const first = await newKey('other-phones');
  const second = await newKey('other-phones', {
    replaces: { key: first.key.id, overlapHours: 2 },
  });
  const kinds = async () => [
    (await gate().brandOf(first.secret)).kind,
    (await gate().brandOf(second.secret)).kind,
  ];
  assert.deepEqual(await kinds(), ['brand', 'brand']);
  cell.parts.clock.advance(2 * HOUR_MS - 1);
  assert.deepEqual(await kinds(), ['brand', 'brand']);
  cell.parts.clock.advance(1);
  assert.deepEqual(await kinds(), ['unknown', 'brand']);
  const path = `/other-phones/keys/${second.key.id}`;
  assert.equal((await call(nova, 'DELETE', path)).status, 403);
  assert.deepEqual(await kinds(), ['unknown', 'brand']);
  const foreign = `/nova/keys/${second.key.id}`;
  assert.equal((await call(nova, 'DELETE', foreign)).body.code, 'brand.key_not_found');
  assert.equal((await call(other, 'DELETE', path)).status, 204);
  assert.deepEqual(await kinds(), ['unknown', 'unknown']);
  assert.equal((await call(other, 'DELETE', path)).body.code, 'brand.key_not_found');
});

test('a brand has at most ten keys in force', async () => {
  await invite('many-keys');
  for (let at = 0; at < 10; at += 1) await newKey('many-keys');
  const more = await call(operator, 'POST', '/many-keys/keys', { label: 'one more' });
  assert.deepEqual([more.status, more.body.code], [409, 'brand.keys_full']);
});

test('the switch darkens a brand with the very next request, and back', async () => {
  const { secret } = await newKey('nova');
  const state = async () => {
    const asked = await gate().brandOf(secret);
    assert.equal(asked.kind, 'brand');
    return asked.kind === 'brand' ? asked.brand : undefined;
  };
  const before = (await state())?.switchCount ?? 0;
  assert.equal(
    (await call(nova, 'POST', '/nova/switch', { dark: true })).body.code,
    'brand.note_required',
  );
  const dark = await call<Brand>(nova, 'POST', '/nova/switch', { dark: true, note: 'wrong cards' });
  assert.deepEqual([dark.body.state, dark.body.dark?.by], ['dark', 'brand']);
  const off = await state();
  assert.deepEqual([off?.allowed, off?.allDark, off?.switchCount], [false, true, before + 1]);
  await call(nova, 'POST', '/nova/switch', { dark: true, note: 'again' });
  assert.equal((await state())?.switchCount, before + 1, 'turning it the way it stands is nothing');
  const lit = await call<Brand>(nova, 'POST', '/nova/switch', { dark: false });
  assert.deepEqual([lit.body.state, lit.body.dark], ['testing', undefined]);
  const on = await state();
  assert.deepEqual([on?.allowed, on?.allDark, on?.switchCount], [true, false, before + 2]);
});

test('what the operator turned off the brand cannot turn on', async () => {
  await invite('held');
  const person = await cell.account('held_engineer');
  await cell.cell.accounts.grantRole({
    personId: person.personId,
    role: 'partner',
    organisation: 'held',
  });
  await call(person, 'POST', '/held/switch', { dark: true, note: 'by us' });
  const taken = await call<Brand>(operator, 'POST', '/held/switch', {
    dark: true,
    note: 'order 7',
  });
  assert.deepEqual([taken.body.dark?.by, taken.body.dark?.note], ['operator', 'order 7']);
  const tried = await call(person, 'POST', '/held/switch', { dark: false });
  assert.deepEqual([tried.status, tried.body.code], [403, 'brand.dark_by_operator']);
  assert.equal(
    (await call<Brand>(operator, 'POST', '/held/switch', { dark: false })).body.state,
    'invited',
  );
  const record = await call<BrandRecord>(person, 'GET', '/held/record');
  assert.deepEqual(
    record.body.items.map(({ action, by, note }) => [action, by, note]),
    [
      ['lit', 'operator', ''],
      ['dark', 'operator', 'order 7'],
      ['dark', 'brand', 'by us'],
      ['created', 'operator', ''],
    ],
  );
});

test('counts of every process add up, by hour and day', async () => {
  const { id } = await invite('counted');
  const noon = Date.UTC(2026, 1, 10, 12);
  cell.parts.clock.advance(noon - cell.parts.clock.nowMs());
  gate().note(id, { packs: 2, cards: 30, bytes: 1_000 });
  gate().note(id, { glances: 5, opens: 1, withoutReceipt: 1 });
  await cell.drain();
  gate().note(id, { glances: 1 });
  cell.parts.clock.advance(HOUR_MS);
  gate().note(id, { packs: 1, cards: 20, unchanged: 4, dismisses: 2 });
  await cell.drain();
  const { body } = await call<BrandFill>(operator, 'GET', '/counted/fill');
  assert.deepEqual(body.lastDay, {
    packs: 3,
    unchanged: 4,
    cards: 50,
    bytes: 1_000,
    glances: 6,
    opens: 1,
    dismisses: 2,
    withoutReceipt: 1,
  });
  assert.equal(body.fill, 50 / 60);
  assert.deepEqual(
    body.hours
      .slice(-3)
      .map(({ startsAtMs, counts }) => [startsAtMs, counts.packs, counts.glances]),
    [
      [noon - HOUR_MS, 0, 0],
      [noon, 2, 6],
      [noon + HOUR_MS, 1, 0],
    ],
  );
  assert.deepEqual([body.hours.length, body.days.length], [24, 1]);
  cell.parts.clock.advance(24 * HOUR_MS);
  const later = (await call<BrandFill>(operator, 'GET', '/counted/fill')).body;
  assert.deepEqual([later.lastDay.packs, later.fill, later.days[0]?.counts.packs], [0, null, 3]);
});

test('a key says when it was last used', async () => {
  const { key, secret } = await newKey('nova');
  await gate().brandOf(secret);
  await cell.drain();
  const { body } = await call<BrandKeyList>(nova, 'GET', '/nova/keys');
  assert.equal(body.items.find((one) => one.id === key.id)?.lastUsedAtMs, cell.parts.clock.nowMs());
});

test('a lock screen reports its self-test with its key; only a whole one passes', async () => {
  const { secret } = await newKey('nova');
  const send = async (header: string | undefined, checks: object[]) =>
    await cell.api<ConformanceReport & { code?: string }>('POST', '/lock/v1/conformance', {
      body: { client: 'test 1.0', model: 'N1', checks },
      headers: header === undefined ? {} : { 'jhalak-brand': header },
    });
  const all = CONFORMANCE_CHECKS.map((check) => ({ check, passed: true }));
  assert.deepEqual((await send(undefined, all)).body.code, 'lock.brand_unknown');
  const whole = await send(secret, all);
  assert.deepEqual([whole.status, whole.body.passed, whole.body.missing], [201, true, []]);
  const part = await send(secret, all.slice(1));
  assert.deepEqual([part.body.passed, part.body.missing], [false, ['keys_read']]);
  const failed = await send(secret, [...all.slice(1), { check: 'keys_read', passed: false }]);
  assert.deepEqual([failed.body.passed, failed.body.missing], [false, []]);
  const list = await call<ConformanceList>(nova, 'GET', '/nova/conformance');
  assert.deepEqual(
    list.body.items.map((one) => one.passed),
    [false, false, true],
  );
  assert.equal((await call<Brand>(nova, 'GET', '/nova')).body.conformance?.passed, false);
});

test('models and languages are the brand’s to say', async () => {
  const model = {
    name: 'N1',
    screenWidthPx: 720,
    screenHeightPx: 1600,
    packWidthPx: 360,
    format: 'webp',
  };
  const changed = await call<Brand>(nova, 'PATCH', '/nova', { languages: ['te'], models: [model] });
  assert.deepEqual([changed.body.languages, changed.body.models], [['te'], [model]]);
  assert.equal(changed.body.name, 'nova mobile');
  const wrong = await call(nova, 'PATCH', '/nova', { languages: ['xx'] });
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'request.invalid']);
});

test('every act is in the journal, by the brand’s id', async () => {
  const { id } = await invite('told');
  await newKey('told');
  await call(operator, 'POST', '/told/switch', { dark: true, note: 'why' });
  const heard: string[] = [];
  const follower = await cell.parts.journal.follow({
    name: 'test.brands',
    streams: ['partners.brand'],
    afterWindow: 0,
    handle: ({ events }) => {
      for (const event of events) if (event.key === id) heard.push(event.type);
    },
  });
  await cell.parts.journal.seal();
  await follower.catchUp();
  await follower.stop();
  assert.deepEqual(heard, ['created', 'key_made', 'dark']);
});

test('another process sees a turn of the switch and the end of a key within a second', async () => {
  await invite('two-processes');
  const { key, secret } = await newKey('two-processes');
  const elsewhere = createPartners(cell.parts).gate;
  const allowed = async (): Promise<boolean | undefined> => {
    const asked = await elsewhere.brandOf(secret);
    return asked.kind === 'brand' ? asked.brand.allowed : undefined;
  };
  assert.equal(await allowed(), true);
  await call(operator, 'POST', '/two-processes/switch', { dark: true, note: 'why' });
  cell.parts.clock.advance(1_000);
  assert.equal(await allowed(), false);
  await call(operator, 'DELETE', `/two-processes/keys/${key.id}`);
  cell.parts.clock.advance(1_000);
  assert.equal(await allowed(), undefined);
});

test('what could not be written while the database refused it is written later, once', async () => {
  const { id } = await invite('patient');
  const { database } = cell.parts;
  const rename = async (from: string, to: string): Promise<void> => {
    const text = `ALTER TABLE ${from} RENAME TO ${to}`;
    await database.query({ name: `test.${from}`, text });
  };
  await rename('brand_hours', 'brand_hours_away');
  gate().note(id, { packs: 3, glances: 7 });
  await cell.cell.drain();
  await rename('brand_hours_away', 'brand_hours');
  gate().note(id, { packs: 1 });
  await cell.cell.drain();
  await cell.cell.drain();
  const { lastDay } = (await call<BrandFill>(operator, 'GET', '/patient/fill')).body;
  assert.deepEqual([lastDay.packs, lastDay.glances], [4, 7]);
});

test('only the newest fifty reports are kept', async () => {
  const { id } = await invite('chatty');
  const { secret } = await newKey('chatty');
  for (let at = 0; at < 52; at += 1) {
    await cell.api('POST', '/lock/v1/conformance', {
      body: { client: `run ${at}`, checks: [{ check: 'keys_read', passed: true }] },
      headers: { 'jhalak-brand': secret },
    });
  }
  const [row] = await cell.parts.database.query<{ count: number }>(
    {
      name: 'test.reports',
      text: 'SELECT count(*)::int AS count FROM brand_reports WHERE brand_id = $1',
    },
    [id],
  );
  assert.equal(row?.count, 50);
  const list = await call<ConformanceList>(operator, 'GET', '/chatty/conformance');
  assert.equal(list.body.items[0]?.client, 'run 51');
});

test('keys whose secret a dismissed person has seen end with the dismissal, others go on', async () => {
  await invite('leavers');
  const engineer = await cell.account('leavers_engineer');
  const { accounts } = cell.cell;
  const { personId } = engineer;
  await accounts.grantRole({ personId, role: 'partner', organisation: 'leavers' });
  const theirs = await call<BrandKeyCreated>(engineer, 'POST', '/leavers/keys', {
    label: 'theirs',
  });
  const others = await newKey('leavers');
  assert.equal((await gate().brandOf(theirs.body.secret)).kind, 'brand');
  const { ended } = await accounts.dismiss({ personId, reason: 'left the brand' });
  assert.equal(ended['brandKeys'], 1);
  assert.equal((await gate().brandOf(theirs.body.secret)).kind, 'unknown');
  assert.equal((await gate().brandOf(others.secret)).kind, 'brand');
  const record = await call<BrandRecord>(operator, 'GET', '/leavers/record');
  assert.equal(record.body.items[0]?.note, 'who made it left');
});
