// proves C11 where it is decided: who counts as a child, and what a parent's word changes.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import type { Childhood, Family, ParentAsked } from '@jhalak/contracts/family';
import type { AccountCreated } from '@jhalak/contracts/accounts';
import { CONSENT, failsWith, openHouse, PASSWORD, type House } from '../accounts.fixture.ts';
import { bandOf, bornBefore, fitsBand } from './age-rules.ts';

let house: House;
const closed: string[] = [];
before(async () => {
  house = await openHouse({
    closeAccount: async (_tx, personId) => void (await Promise.resolve(closed.push(personId))),
  });
});
after(async () => {
  await house.close();
});

const NOTICE = { noticeVersion: 'test', noticeLanguage: 'hi' };
const BORN = '2012-05';

interface Someone {
  token: string;
  handle: string;
  id: string;
}

async function someone(handle: string, ageBand: '13-17' | '18plus'): Promise<Someone> {
  const { json } = await house.call('createAccount', {
    body: { handle, password: PASSWORD, languages: ['hi'], genres: [], ageBand },
  });
  const { token, account } = json as AccountCreated;
  return { token, handle, id: account.id };
}

const childhood = async ({ token }: Someone): Promise<Childhood | undefined> =>
  ((await house.call('getFamily', { token })).json as Family).child;
const children = async ({ token }: Someone): Promise<Family['children']> =>
  ((await house.call('getFamily', { token })).json as Family).children;
const ask = async ({ token }: Someone, bornMonth = BORN): Promise<ParentAsked> =>
  (await house.call('askParent', { token, body: { bornMonth } })).json;
const answer = async (parent: Someone, code: string, given: 'give' | 'refuse') =>
  await house.call('answerChild', {
    token: parent.token,
    body: { code, answer: given, ...NOTICE },
  });
const mayDo = async ({ token }: Someone): Promise<boolean | undefined> =>
  (await house.accounts.authenticate(token))?.child?.consent;

test('a declared child has a private account and no consent; asked, given, limited, withdrawn, each step is seen', async () => {
  const child = await someone('first_child', '13-17');
  const parent = await someone('first_parent', '18plus');
  assert.deepEqual(closed, [child.id]);
  assert.deepEqual(await childhood(child), {
    state: 'not_asked',
    needed: true,
    mayBePublic: false,
  });
  assert.equal(await mayDo(child), false);
  assert.equal((await house.accounts.authenticate(parent.token))?.child, undefined);

  const { code } = await ask(child);
  assert.equal((await childhood(child))?.state, 'asked');
  // As it is read aloud and typed.
  const typed = ` ${code.toUpperCase().replaceAll('-', ' ')}`;
  const shown = await house.call('lookAtAsk', { token: parent.token, body: { code: typed } });
  assert.deepEqual((shown.json as { child: object }).child, { handle: 'first_child' });
  await answer(parent, typed, 'give');
  assert.equal((await childhood(child))?.state, 'given');
  assert.equal((await childhood(child))?.parent, 'first_parent');
  assert.equal(await mayDo(child), true);
  const [listed] = await children(parent);
  assert.deepEqual(
    [listed?.handle, listed?.mayBePublic, listed?.proofs],
    ['first_child', false, ['password']],
  );
  // A code is good once.
  await assert.rejects(answer(parent, code, 'give'), failsWith('family.code_wrong'));

  const params = { handle: child.handle };
  const { token } = parent;
  await house.call('changeChild', { token, params, body: { mayBePublic: true, dailyMinutes: 60 } });
  assert.equal((await house.accounts.authenticate(child.token))?.child?.mayBePublic, true);
  const give = async (key: string) =>
    await house.call('giveMoreTime', { token, params, body: { day: '2026-11-23', key } });
  // Its reply was lost, and it is sent again.
  await Promise.all([give('first-time'), give('first-time')]);
  await give('second-time');
  const time = await house.call('getScreenTime', { token: child.token });
  assert.deepEqual(time.json, {
    dailyMinutes: 60,
    more: { day: '2026-11-23', minutes: 30 },
  });

  await house.call('withdrawConsent', { token, params });
  assert.equal((await childhood(child))?.state, 'withdrawn');
  assert.equal(await mayDo(child), false);
  assert.deepEqual(closed, [child.id, child.id]);
  assert.deepEqual(await children(parent), []);
  assert.deepEqual((await house.call('getScreenTime', { token: child.token })).json, {
    dailyMinutes: null,
  });
  const ledger = await house.parts.database.query<{ answer: string }>(
    {
      name: 'test.answers',
      text: 'SELECT answer FROM parental_answers WHERE person_id = $1 ORDER BY answer_id',
    },
    [child.id],
  );
  assert.deepEqual(
    ledger.map((row) => row.answer),
    ['given', 'withdrawn'],
  );
});

test('a refusal, and a code of two days ago, leave everything as it was; who was refused can ask again', async () => {
  const child = await someone('second_child', '13-17');
  const parent = await someone('second_parent', '18plus');
  await answer(parent, (await ask(child)).code, 'refuse');
  assert.equal((await childhood(child))?.state, 'refused');
  const { code } = await ask(child);
  house.parts.clock.advance(2 * DAY_MS);
  assert.equal((await childhood(child))?.state, 'expired');
  await assert.rejects(answer(parent, code, 'give'), failsWith('family.code_wrong'));
  assert.ok((await house.sweep('accounts.family')) >= 1);
  assert.equal((await childhood(child))?.state, 'expired');
  assert.equal(await mayDo(child), false);
});

test('only an adult answers, a child asks five times a day, one account answers for ten children', async () => {
  const child = await someone('third_child', '13-17');
  const friend = await someone('third_friend', '13-17');
  const parent = await someone('third_parent', '18plus');
  const { code } = await ask(child);
  await assert.rejects(answer(friend, code, 'give'), failsWith('family.adult_only'));
  await assert.rejects(ask(parent), failsWith('family.child_only'));
  for (let time = 2; time <= 5; time += 1) await ask(child);
  await assert.rejects(ask(child), failsWith('family.too_many'));
  for (let at = 0; at < 10; at += 1)
    await answer(parent, (await ask(await someone(`many_${at}_child`, '13-17'))).code, 'give');
  const eleventh = await someone('eleventh_child', '13-17');
  const last = await ask(eleventh);
  await assert.rejects(answer(parent, last.code, 'give'), failsWith('family.too_many'));
});

test('no account of a child becomes older by a word; with a true month of birth it does on its day, and what was agreed to is asked anew', async () => {
  const child = await someone('fourth_child', '13-17');
  const older = { token: child.token, body: { ageBand: '18plus' } };
  await assert.rejects(house.call('patchViewer', older), failsWith('family.age_fixed'));
  const year = new Date(house.parts.clock.nowMs()).getUTCFullYear();
  await assert.rejects(ask(child, `${year - 30}-01`), failsWith('family.age_wrong'));
  await assert.rejects(ask(child, `${year + 1}-01`), failsWith('family.age_wrong'));
  const { parts } = house;
  const consent = { ...CONSENT, ads: true };
  await house.call('patchViewer', { token: child.token, body: { consent } });
  const parent = await someone('fourth_parent', '18plus');
  await answer(parent, (await ask(child, `${year - 17}-12`)).code, 'give');
  const after = Date.UTC(year + 2, 0, 1) - parts.clock.nowMs();
  parts.clock.advance(after);
  await house.sweep('accounts.family');
  const grown = await house.accounts.viewerById(child.id);
  assert.deepEqual([grown?.ageBand, grown?.personal, grown?.child], ['18plus', false, undefined]);
  const back = await house.accounts.signIn(parent.handle, PASSWORD);
  assert.deepEqual(await children({ ...parent, token: back.token }), []);
});

test('when the parent’s account is erased nobody stands for the child, and the ledger names nobody', async () => {
  const child = await someone('fifth_child', '13-17');
  const parent = await someone('fifth_parent', '18plus');
  await answer(parent, (await ask(child)).code, 'give');
  await house.accounts.erase?.(parent.id);
  await house.accounts.erasePerson(parent.id);
  assert.equal((await childhood(child))?.state, 'withdrawn');
  assert.equal(await mayDo(child), false);
  const rows = await house.parts.database.query(
    { name: 'test.parents', text: 'SELECT 1 FROM parental_answers WHERE parent_id = $1' },
    [parent.id],
  );
  assert.deepEqual(rows, []);
});

test('where the rule of a region asks for parents only below 13, who is older needs none', async () => {
  const child = await someone('sixth_child', '13-17');
  assert.equal(await mayDo(child), false);
  const nowMs = house.parts.clock.nowMs();
  await house.parts.database.query(
    {
      name: 'test.rule',
      text: `INSERT INTO age_rules (country, from_ms, majority_years, consent_below_years, source, author)
        VALUES ('in', $1, 18, 13, 'test', 'test')`,
    },
    [nowMs + 1],
  );
  house.parts.clock.advance(10_000);
  assert.equal(await mayDo(child), true);
  assert.equal((await childhood(child))?.needed, false);
  // Public is a parent's word still.
  assert.equal((await house.accounts.authenticate(child.token))?.child?.mayBePublic, false);
  await house.parts.database.query({
    name: 'test.rule_gone',
    text: 'DELETE FROM age_rules WHERE from_ms > 0',
  });
});

test('what a parent allowed stays when the child chooses another language', async () => {
  const child = await someone('seventh_child', '13-17');
  const parent = await someone('seventh_parent', '18plus');
  await answer(parent, (await ask(child)).code, 'give');
  const params = { handle: child.handle };
  await house.call('changeChild', { token: parent.token, params, body: { mayBePublic: true } });
  const times = (): number => closed.filter((id) => id === child.id).length;
  const before = times();
  await house.call('patchViewer', { token: child.token, body: { languages: ['ta'] } });
  assert.equal(times(), before);
  await house.call('changeChild', { token: parent.token, params, body: { mayBePublic: false } });
  assert.equal(times(), before + 1);
});

test('a parent who says to be a child answers for nobody any more', async () => {
  const child = await someone('eighth_child', '13-17');
  const waiting = await someone('ninth_child', '13-17');
  const parent = await someone('eighth_parent', '18plus');
  await answer(parent, (await ask(child)).code, 'give');
  const { code } = await ask(waiting);
  const adult = await house.accounts.authenticate(parent.token);
  assert.ok(adult);
  await house.call('patchViewer', { token: parent.token, body: { ageBand: '13-17' } });
  assert.equal((await childhood(child))?.state, 'withdrawn');
  assert.equal(await mayDo(child), false);
  assert.deepEqual(await children(parent), []);
  // A process that has not heard of it yet takes no answer either.
  const route = house.accounts.routes.find(({ name }) => name === 'answerChild');
  const asked = {
    ...{ params: {}, query: {}, headers: {}, address: '127.0.0.1' },
    ...{ signal: new AbortController().signal, caller: adult },
    body: { code, answer: 'give', ...NOTICE },
  };
  await assert.rejects(async () => await route?.handle(asked), failsWith('family.adult_only'));
});

/** Somebody whose row is as it was before there were families: a child, public, nothing on record. */
async function childOfOld(handle: string): Promise<Someone> {
  const one = await someone(handle, '18plus');
  await house.parts.database.query(
    {
      name: 'test.old_child',
      text: `UPDATE persons SET age_band = '13-17' WHERE person_id = $1`,
    },
    [one.id],
  );
  return one;
}

const timesClosed = (id: string): number => closed.filter((one) => one === id).length;

test('a child of whom nothing is on record is private at the next sweep, once, and does not wait for a choice', async () => {
  const child = await childOfOld('old_child');
  assert.equal(timesClosed(child.id), 0);
  await house.sweep('accounts.family');
  assert.equal(timesClosed(child.id), 1);
  await house.sweep('accounts.family');
  assert.equal(timesClosed(child.id), 1);
  assert.equal((await childhood(child))?.state, 'not_asked');
});

test('one who cannot be changed keeps no other child from the sweep', async () => {
  const gone = await someone('gone_child', '13-17');
  const child = await someone('late_child', '13-17');
  for (const one of [gone, child]) await ask(one);
  // Half erased: the row of the ask is left, and sorts first.
  const { database, clock } = house.parts;
  await database.query({ name: 'test.gone', text: 'DELETE FROM persons WHERE person_id = $1' }, [
    gone.id,
  ]);
  clock.advance(3 * DAY_MS);
  await house.sweep('accounts.family');
  const [row] = await database.query<{ state: string }>(
    { name: 'test.state', text: 'SELECT state FROM parental_consents WHERE person_id = $1' },
    [child.id],
  );
  assert.equal(row?.state, 'expired');
});

async function giveNumber({ id }: Someone, last: string): Promise<void> {
  const number = Buffer.from(`+9198000000${last}`);
  const context = 'phone_numbers.number_sealed';
  const sealed = await house.parts.keys.seal(id, 'profile', context, number);
  await house.parts.database.query(
    {
      name: 'test.number',
      text: `INSERT INTO phone_numbers (number_hash, person_id, number_sealed, since_ms, proven_at_ms)
        VALUES ($2, $1, $3, 0, 0)`,
    },
    [id, Buffer.from(last), sealed],
  );
}

async function hasNumber({ id }: Someone): Promise<boolean> {
  const rows = await house.parts.database.query(
    { name: 'test.numbers', text: 'SELECT 1 FROM phone_numbers WHERE person_id = $1' },
    [id],
  );
  return rows.length > 0;
}

test('who says later to be a child keeps no number, unless nothing else lets them in; nor does a child of old', async () => {
  const later = await someone('later_child', '18plus');
  const alone = await someone('alone_child', '18plus');
  const old = await childOfOld('old_number_child');
  await Promise.all([giveNumber(later, '1'), giveNumber(alone, '2'), giveNumber(old, '3')]);
  await house.parts.database.query(
    { name: 'test.no_password', text: 'DELETE FROM credentials WHERE person_id = $1' },
    [alone.id],
  );
  for (const { token } of [later, alone])
    await house.call('patchViewer', { token, body: { ageBand: '13-17' } });
  assert.equal(await hasNumber(later), false);
  assert.equal(await hasNumber(alone), true);
  await house.sweep('accounts.family');
  assert.equal(await hasNumber(old), false);
});

test('a number that cannot be opened keeps no child from the sweep', async () => {
  const broken = await childOfOld('broken_child');
  const next = await childOfOld('next_child');
  await giveNumber(broken, '4');
  await house.parts.database.query(
    {
      name: 'test.torn',
      text: `UPDATE phone_numbers SET number_sealed = '\\x00' WHERE person_id = $1`,
    },
    [broken.id],
  );
  await house.sweep('accounts.family');
  assert.deepEqual([timesClosed(broken.id), timesClosed(next.id)], [1, 1]);
  assert.equal(await hasNumber(broken), false);
});

test('a number leaves with a parent’s word where one is needed, and there alone', async () => {
  const child = await someone('needing_child', '13-17');
  const older = await someone('older_child', '13-17');
  const parent = await someone('number_parent', '18plus');
  const { token } = parent;
  for (const one of [child, older]) await answer(parent, (await ask(one)).code, 'give');
  await Promise.all([giveNumber(child, '5'), giveNumber(older, '6')]);
  const { database, clock } = house.parts;
  await house.call('withdrawConsent', { token, params: { handle: child.handle } });
  await database.query(
    {
      name: 'test.rule',
      text: `INSERT INTO age_rules (country, from_ms, majority_years, consent_below_years, source, author)
        VALUES ('in', $1, 18, 13, 'test', 'test')`,
    },
    [clock.nowMs() + 1],
  );
  clock.advance(10_000);
  await house.call('withdrawConsent', { token, params: { handle: older.handle } });
  assert.deepEqual([await hasNumber(child), await hasNumber(older)], [false, true]);
  await database.query({
    name: 'test.rule_gone',
    text: 'DELETE FROM age_rules WHERE from_ms > 0',
  });
});

test('a month counts as reached when it is over, whichever day the birthday was', () => {
  const rule = { majority_years: 18, consent_below_years: 18 };
  const at = (text: string): number => Date.parse(text);
  assert.equal(bandOf('2008-11', rule, at('2026-11-30T23:00Z')), '13-17');
  assert.equal(bandOf('2008-11', rule, at('2026-12-01T00:00Z')), '18plus');
  assert.equal(bandOf('2013-12', rule, at('2026-12-31T00:00Z')), 'under13');
  assert.equal(bandOf('2013-12', rule, at('2027-01-01T00:00Z')), '13-17');
  assert.equal(bornBefore(18, at('2026-12-01T00:00Z')), '2008-11');
  assert.equal(bornBefore(18, at('2026-01-01T00:00Z')), '2007-12');
  assert.ok(fitsBand('2012-05', '13-17', at('2026-11-23T00:00Z')));
  assert.ok(!fitsBand('2027-05', 'under13', at('2026-11-23T00:00Z')), 'not born yet');
});
