// Complaints from outside: a ticket at once, a clock from dated terms, an answer, an appeal heard by somebody else.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  Grievance,
  GrievanceList,
  GrievanceQueue,
  GrievanceReport,
} from '@jhalak/contracts/grievances';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { startCell, type ApiReply, type TestCell, type TestPerson } from '@jhalak/testing';

let cell: TestCell;
let first: TestPerson;
let second: TestPerson;
before(async () => {
  // Under the terms of 20 February 2026.
  cell = await startCell({ startMs: Date.UTC(2026, 10, 23) });
  [first, second] = [await cell.account('officer_one'), await cell.account('officer_two')];
  for (const { personId } of [first, second])
    await cell.cell.accounts.grantRole({ personId, role: 'grievance_officer' });
});
after(async () => await cell.close());

type Problem = { code?: string };
async function call<Body>(
  who: TestPerson | undefined,
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
): Promise<ApiReply<Body & Problem>> {
  const rest = { token: who?.token, ...(body === undefined ? {} : { body }) };
  return await cell.api<Body & Problem>(method, path, rest);
}
const file = async (who: TestPerson | undefined, kind: string, text = 'It is about me.') =>
  await call<Grievance>(who, 'POST', '/v1/grievances', { kind, text });
const answer = async (officer: TestPerson, id: string, text = 'We looked.') =>
  await call<Grievance>(officer, 'POST', `/v1/grievances/${id}/answer`, { text });
const reported = async (): Promise<GrievanceReport> =>
  (await call<GrievanceReport>(first, 'GET', '/v1/grievances/report')).body;
async function term(kind: string, answerMs: number, keepMs = 180 * DAY_MS): Promise<void> {
  const text = `INSERT INTO safety_grievance_terms (country, kind, from_ms, answer_ms, keep_ms, appeal_to, source, author)
    VALUES ('in', $1, $2, $3, $4, 'elsewhere', 'a test', 'test')`;
  const values = [kind, cell.parts.clock.nowMs(), answerMs, keepMs];
  await cell.parts.database.query({ name: 'test.term', text }, values);
}

// proves C5
test('who has no account complains too: a ticket at once, a clock by the kind, an answer they alone read', async () => {
  const stranger = await cell.viewer();
  const nowMs = cell.parts.clock.nowMs();
  for (const [kind, dueMs] of [
    ['general', 7 * DAY_MS],
    ['unlawful', 36 * HOUR_MS],
    ['intimate', 2 * HOUR_MS],
  ] as const) {
    const { status, body } = await file(stranger, kind);
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(
      [body.state, body.acknowledgedAtMs, body.dueMs],
      ['open', nowMs, nowMs + dueMs],
    );
    assert.match(body.appealTo, /Grievance Appellate Committee/u);
  }
  assert.equal((await file(undefined, 'general')).status, 401);
  assert.equal((await file(stranger, 'general', ' \u200b ')).status, 400);
  const queue = (await call<GrievanceQueue>(first, 'GET', '/v1/grievances')).body.items;
  assert.deepEqual(
    queue.map(({ kind }) => kind),
    ['intimate', 'unlawful', 'general'],
    'the soonest due first',
  );
  assert.equal((await call(stranger, 'GET', '/v1/grievances')).body.code, 'auth.required');
  const moderator = await cell.account('not_officer');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  assert.equal((await answer(moderator, queue[0]?.id ?? '')).body.code, 'auth.forbidden');
  assert.equal((await answer(first, queue[0]?.id ?? '')).body.state, 'answered');
  assert.equal((await answer(first, queue[0]?.id ?? '')).body.code, 'grievance.state');
  const mine = (await call<GrievanceList>(stranger, 'GET', '/v1/me/grievances')).body.items;
  assert.deepEqual(mine.find(({ kind }) => kind === 'intimate')?.answer?.text, 'We looked.');
  const other = await cell.viewer();
  assert.deepEqual((await call<GrievanceList>(other, 'GET', '/v1/me/grievances')).body.items, []);
  const appeal = { text: 'mine?' };
  const theirs = `/v1/grievances/${queue[0]?.id ?? ''}/appeal`;
  assert.equal((await call(other, 'POST', theirs, appeal)).body.code, 'grievance.not_found');
  const { rows } = {
    rows: await cell.parts.database.query<{ text_sealed: Buffer }>({
      name: 'test.sealed',
      text: 'SELECT text_sealed FROM safety_grievances',
    }),
  };
  assert.ok(rows.every((row) => !row.text_sealed.includes('It is about me.')));
});

test('an appeal is made once, has a clock of its own, and is heard by somebody else than who answered', async () => {
  const person = await cell.account('appeals_one');
  const { body } = await file(person, 'general');
  const path = `/v1/grievances/${body.id}/appeal`;
  assert.equal((await call(person, 'POST', path, { text: 'No.' })).body.code, 'grievance.state');
  await answer(first, body.id);
  cell.parts.clock.advance(DAY_MS);
  const { waiting } = await reported();
  const appealed = await call<Grievance>(person, 'POST', path, { text: 'You did not look.' });
  assert.equal(appealed.body.dueMs, cell.parts.clock.nowMs() + 7 * DAY_MS);
  assert.equal((await answer(first, body.id)).body.code, 'appeal.second_person');
  assert.equal((await reported()).waiting, waiting + 1, 'an appeal waits too');
  cell.parts.clock.advance(8 * DAY_MS);
  const before = await reported();
  const decided = await answer(second, body.id, 'We looked again.');
  const later = await reported();
  assert.deepEqual([later.overdue, later.late], [before.overdue - 1, before.late + 1]);
  assert.deepEqual(
    [decided.body.state, decided.body.decision?.text],
    ['closed', 'We looked again.'],
  );
  assert.equal((await call(person, 'POST', path, { text: 'Again.' })).body.code, 'grievance.state');
});

test('terms are dated: a new row holds for what is filed from then on, and running clocks stay', async () => {
  const person = await cell.account('clock_one');
  const before = (await file(person, 'general')).body;
  cell.parts.clock.advance(HOUR_MS);
  await term('general', 3 * DAY_MS);
  const later = (await file(person, 'general')).body;
  assert.equal(later.dueMs, cell.parts.clock.nowMs() + 3 * DAY_MS);
  const [, still] = (await call<GrievanceList>(person, 'GET', '/v1/me/grievances')).body.items;
  assert.equal(still?.dueMs, before.dueMs);
});

test('the report says what the events say, late ones as well; too many that wait are refused', async () => {
  const person = await cell.account('many_one');
  const filed: string[] = [];
  for (let at = 0; at < 10; at += 1) {
    cell.parts.clock.advance(60_000);
    filed.push((await file(person, 'intimate')).body.id);
  }
  cell.parts.clock.advance(60_000);
  assert.equal((await file(person, 'intimate')).body.code, 'grievance.full');
  const waits: string[] = [];
  let cursor = '';
  for (let page = 0; page < 10; page += 1) {
    const path = `/v1/grievances?limit=4${cursor}`;
    const { items, next } = (await call<GrievanceQueue>(first, 'GET', path)).body;
    waits.push(...items.map(({ id }) => id));
    if (next === null) break;
    cursor = `&cursor=${next}`;
  }
  assert.equal(new Set(waits).size, waits.length, 'each once');
  assert.equal(waits.length, (await reported()).waiting, 'page by page all of it');
  const elsewhere = await call(first, 'GET', '/v1/grievances?cursor=nonsense');
  assert.equal(elsewhere.body.code, 'cursor.invalid');
  cell.parts.clock.advance(3 * HOUR_MS);
  await answer(first, filed[0] ?? '');
  await cell.drain();
  const report = await reported();
  const events = await cell.parts.database.query<{ type: string; count: number }>({
    name: 'test.events',
    text: `SELECT type, count(*)::int AS count FROM journal WHERE stream = 'safety.grievance' GROUP BY type`,
  });
  const told = new Map(events.map(({ type, count }) => [type, count]));
  assert.deepEqual([report.filed, report.answered], [told.get('filed'), told.get('answered')]);
  assert.equal(report.waiting, report.filed - report.answered);
  assert.equal(report.late, 2, 'an answer, and the decision on an appeal');
  assert.ok(report.overdue >= 9);
});

interface InboxItems {
  items: { kind: string; reason?: string }[];
}
/** Steps of complaints that somebody was told of, the first first. */
const told = async (who: TestPerson): Promise<(string | undefined)[]> => {
  await cell.drain();
  const { items } = (await call<InboxItems>(who, 'GET', '/v1/inbox')).body;
  return items.flatMap(({ kind, reason }) => (kind === 'grievance' ? [reason] : [])).toReversed();
};
const mine = async (who: TestPerson): Promise<readonly Grievance[]> =>
  (await call<GrievanceList>(who, 'GET', '/v1/me/grievances')).body.items;

test('a stranger’s complaint is taken into an account by the key of its ticket, once, and by nothing else', async () => {
  const stranger = await cell.viewer();
  const { id, claimKey = '' } = (await file(stranger, 'general', 'I had no account.')).body;
  assert.match(claimKey, /^[\w-]{43}$/u);
  const [officer, person, other] = [first, await cell.account('claims_one'), await cell.viewer()];
  await answer(officer, id, 'We saw it.');
  await cell.drain();
  const claim = async (who: TestPerson, key: string) =>
    await call<Grievance>(who, 'POST', `/v1/grievances/${id}/claim`, { key });
  assert.equal(
    (await claim(other, claimKey)).status,
    401,
    'a stranger has nothing to take it into',
  );
  const guess = `${claimKey.slice(0, -2)}${claimKey.endsWith('AA') ? 'BB' : 'AA'}`;
  assert.equal((await claim(person, guess)).body.code, 'grievance.not_found');
  const { status, body } = await claim(person, claimKey);
  assert.deepEqual(
    [status, body.text, body.answer?.text, body.claimKey],
    [200, 'I had no account.', 'We saw it.', undefined],
  );
  assert.equal((await claim(first, claimKey)).body.code, 'grievance.not_found', 'once');
  assert.deepEqual(
    (await mine(person)).map((one) => one.id),
    [id],
  );
  assert.deepEqual(await mine(stranger), []);
  // Sealed anew: the stranger's end does not take the words away.
  await cell.cell.accounts.erasePerson(stranger.personId);
  assert.equal((await mine(person))[0]?.text, 'I had no account.');
  await call(person, 'POST', `/v1/grievances/${id}/appeal`, { text: 'Look again.' });
  await answer(second, id);
  assert.deepEqual(await told(person), ['decided'], 'from then on it is theirs');
});

test('whoever made an account since has it already: its key takes it into no other', async () => {
  const { body } = await file(await cell.viewer(), 'general');
  const named = await cell.account('named_one');
  const text = 'UPDATE safety_grievances SET person_id = $2 WHERE grievance_id = $1';
  await cell.parts.database.query({ name: 'test.named', text }, [body.id, named.personId]);
  const claimed = await call(first, 'POST', `/v1/grievances/${body.id}/claim`, {
    key: body.claimKey,
  });
  assert.equal(claimed.body.code, 'grievance.not_found');
});

test('who has an account is told at each step, and gets no key', async () => {
  const person = await cell.account('told_one');
  const { body } = await file(person, 'general');
  assert.equal(body.claimKey, undefined);
  assert.deepEqual(await told(person), ['filed']);
  await answer(first, body.id);
  assert.deepEqual(await told(person), ['filed', 'answered']);
  await call(person, 'POST', `/v1/grievances/${body.id}/appeal`, { text: 'No.' });
  await answer(second, body.id);
  assert.deepEqual(await told(person), ['filed', 'answered', 'decided']);
});

test('what is settled is kept as long as the dated terms say, and what waits stays', async () => {
  const person = await cell.account('kept_one');
  const settled = (await file(person, 'unlawful')).body.id;
  await answer(first, settled);
  const waiting = (await file(person, 'unlawful')).body.id;
  const forget = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'safety.grievances');
  assert.ok(forget !== undefined);
  const left = async () => {
    await forget.run();
    return (await mine(person)).map(({ id }) => id).toSorted((a, b) => a.localeCompare(b));
  };
  const both = [settled, waiting].toSorted((a, b) => a.localeCompare(b));
  cell.parts.clock.advance(100 * DAY_MS);
  assert.deepEqual(await left(), both);
  // An officer who does not come for half a year is signed out.
  await reported();
  cell.parts.clock.advance(81 * DAY_MS);
  assert.deepEqual(await left(), [waiting]);
  // A shorter time, from now on.
  assert.equal((await answer(first, waiting)).body.state, 'answered');
  await term('unlawful', DAY_MS, 10 * DAY_MS);
  cell.parts.clock.advance(11 * DAY_MS);
  assert.deepEqual(await left(), []);
});

test('an erased person’s complaints are gone', async () => {
  const person = await cell.account('gone_one');
  await file(person, 'general');
  await cell.cell.accounts.erasePerson(person.personId);
  const text = 'SELECT 1 FROM safety_grievances WHERE person_id = $1';
  const left = await cell.parts.database.query({ name: 'test.left', text }, [person.personId]);
  assert.deepEqual(left, []);
});
