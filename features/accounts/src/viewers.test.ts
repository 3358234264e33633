import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { DAY_MS } from '@jhalak/kernel';
import { CONSENT, failsWith, openHouse, PASSWORD, type House } from './accounts.fixture.ts';

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

test('a viewer without consent is not personal, and neither is one under 18 with it', async () => {
  const { accounts } = house;
  const unasked = await accounts.createViewer({ languages: ['hi'], genres: [] });
  assert.equal(unasked.viewer.personal, false);
  assert.equal(unasked.viewer.consent, undefined);
  const minor = await accounts.createViewer({
    languages: [],
    genres: [],
    ageBand: '13-17',
    consent: CONSENT,
  });
  assert.equal(minor.viewer.personal, false);
  const ageless = await accounts.createViewer({ languages: [], genres: [], consent: CONSENT });
  assert.equal(ageless.viewer.personal, false);
  const adult = await accounts.createViewer({
    languages: [],
    genres: [],
    ageBand: '18plus',
    consent: CONSENT,
  });
  assert.equal(adult.viewer.personal, true);
  const no = await accounts.createViewer({
    languages: [],
    genres: [],
    ageBand: '18plus',
    consent: { ...CONSENT, personalisation: false },
  });
  assert.equal(no.viewer.personal, false);
});

test('the reply that makes a viewer also asks for the cookie', async () => {
  const reply = await house.call('createViewer', {
    body: { languages: ['ta'], genres: ['music'] },
  });
  const created = reply.json as { viewer: { id: string; languages: string[] }; token: string };
  assert.equal(reply.status, 201);
  assert.equal(reply.session, created.token);
  assert.match(created.token, /^jh_[A-Za-z0-9_-]{43}$/);
  const me = await house.call('getViewer', { token: created.token });
  assert.deepEqual(me.json, created.viewer);
});

test('withdrawing consent is seen by the very next request, and by other processes within 10 s', async () => {
  const { accounts, neighbour, parts } = house;
  const { token } = await accounts.createViewer({
    languages: [],
    genres: [],
    ageBand: '18plus',
    consent: CONSENT,
  });
  assert.equal((await accounts.authenticate(token))?.personal, true);
  assert.equal((await neighbour.authenticate(token))?.personal, true);
  await house.call('patchViewer', {
    token,
    body: { consent: { ...CONSENT, personalisation: false } },
  });
  assert.equal((await accounts.authenticate(token))?.personal, false);
  parts.clock.advance(10_000);
  assert.equal((await neighbour.authenticate(token))?.personal, false);
});

test('every answer is added to the ledger and none is changed', async () => {
  const { accounts, parts } = house;
  const { viewer } = await accounts.createViewer({
    languages: [],
    genres: [],
    ageBand: '18plus',
    consent: CONSENT,
  });
  parts.clock.advance(1_000);
  await accounts.changeViewer(viewer.id, {
    consent: { ...CONSENT, personalisation: false, ...noticeRead('ta') },
  });
  await accounts.changeViewer(viewer.id, { languages: ['ta'] });
  const ledger = await parts.database.query<{
    personalisation: boolean;
    notice_language: string;
    at_ms: number;
  }>(
    {
      name: 'test.ledger',
      text: 'SELECT * FROM consents WHERE person_id = $1 ORDER BY consent_id',
    },
    [viewer.id],
  );
  assert.deepEqual(
    ledger.map((row) => [row.personalisation, row.notice_language]),
    [
      [true, 'hi'],
      [false, 'ta'],
    ],
  );
  assert.equal((ledger[1]?.at_ms ?? 0) - (ledger[0]?.at_ms ?? 0), 1_000);
});

test('the journal tells taste the whole state, and age and consent only sealed', async () => {
  const { accounts } = house;
  const { viewer } = await accounts.createViewer({
    languages: ['hi', 'en'],
    genres: ['sports'],
    ageBand: '18plus',
    consent: CONSENT,
  });
  await accounts.changeViewer(viewer.id, { genres: ['food'] });
  const events = (await house.events()).filter((event) => event.key === viewer.id);
  assert.deepEqual(
    events.map((event) => [event.stream, event.type]),
    [
      ['accounts.person', 'viewer_created'],
      ['accounts.consent', 'recorded'],
      ['accounts.person', 'preferences_changed'],
    ],
  );
  assert.deepEqual(events[0]?.facts, {
    languages: ['hi', 'en'],
    genres: ['sports'],
    personal: true,
    sample: false,
  });
  assert.deepEqual(events[0]?.personal, { ageBand: '18plus', consent: CONSENT });
  assert.deepEqual(events[2]?.facts['genres'], ['food']);
  assert.ok(!JSON.stringify(events.map((event) => event.facts)).includes('18plus'));
});

test('"forget me" leaves nothing of an anonymous viewer, and is not for accounts', async () => {
  const { accounts, parts } = house;
  const { viewer, token } = await accounts.createViewer({
    languages: ['hi'],
    genres: [],
    ageBand: '18plus',
  });
  const reply = await house.call('forgetViewer', { token });
  assert.equal(reply.status, 204);
  assert.equal(reply.session, null);
  assert.equal(await accounts.authenticate(token), undefined);
  assert.equal(await accounts.viewerById(viewer.id), undefined);
  const rows = await parts.database.query(
    { name: 'test.left', text: 'SELECT 1 FROM consents WHERE person_id = $1' },
    [viewer.id],
  );
  assert.equal(rows.length, 0);
  const signedUp = await accounts.signUp({
    handle: 'not_forgotten',
    password: PASSWORD,
    languages: [],
    genres: [],
  });
  await assert.rejects(
    house.call('forgetViewer', { token: signedUp.token }),
    failsWith('account.already_signed_up'),
  );
});

test('an anonymous viewer whose last session ended is erased, one with another session is not', async () => {
  const { accounts, parts } = house;
  const gone = await accounts.createViewer({ languages: [], genres: [] });
  const out = await accounts.createViewer({ languages: [], genres: [] });
  await house.call('endSession', { token: out.token });
  assert.equal(await accounts.authenticate(out.token), undefined);
  await house.sweep('accounts.sessions');
  assert.equal(await accounts.viewerById(out.viewer.id), undefined);
  parts.clock.advance(100 * DAY_MS);
  const stays = await accounts.createViewer({ languages: [], genres: [] });
  parts.clock.advance(90 * DAY_MS);
  await house.sweep('accounts.sessions');
  assert.equal(await accounts.viewerById(gone.viewer.id), undefined);
  assert.notEqual(await accounts.viewerById(stays.viewer.id), undefined);
});

test('a session in use lives on past its first end, one out of use ends', async () => {
  const { accounts, neighbour, parts } = house;
  const used = await accounts.createViewer({ languages: [], genres: [] });
  const idle = await accounts.createViewer({ languages: [], genres: [] });
  for (let week = 0; week < 30; week += 1) {
    parts.clock.advance(7 * DAY_MS);
    assert.notEqual(await accounts.authenticate(used.token), undefined, `week ${week}`);
  }
  assert.equal(await accounts.authenticate(idle.token), undefined);
  assert.equal(await neighbour.authenticate(idle.token), undefined);
});

test('what is no token of ours is nobody', async () => {
  for (const token of [
    '',
    'jh_',
    `jh_${'a'.repeat(43)}`,
    `jh_${'a'.repeat(44)}`,
    "' OR 1=1 --",
    'x'.repeat(100_000),
  ]) {
    assert.equal(await house.accounts.authenticate(token), undefined);
  }
});
