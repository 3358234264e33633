// Suspensions from outside: they end by themselves, are told and can be answered, and take from nobody what is theirs.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InboxGroup } from '@jhalak/contracts/inbox';
import type { ModerationPage, OwnStanding } from '@jhalak/contracts/safety';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

let cell: TestCell;
let first: TestPerson;
let second: TestPerson;
before(async () => {
  cell = await startCell();
  [first, second] = [await cell.account('mod_one'), await cell.account('mod_two')];
  for (const { personId } of [first, second])
    await cell.cell.accounts.grantRole({ personId, role: 'moderator' });
});
after(async () => {
  await cell.close();
});

async function decide(by: TestPerson, handle: string, body: object): Promise<string | number> {
  const reply = await cell.api<{ code?: string }>('POST', `/v1/moderation/people/${handle}/acts`, {
    token: by.token,
    body: { reason: 'harassment', note: 'Write to nobody so.', ...body },
  });
  await cell.drain();
  return reply.body.code ?? reply.status;
}

const standingOf = async ({ token }: TestPerson): Promise<OwnStanding['suspended']> =>
  (await cell.api<OwnStanding>('GET', '/v1/accounts/me/standing', { token })).body.suspended;
const answer = async ({ token }: TestPerson, note: string): Promise<string | number> => {
  const reply = await cell.api<{ code?: string } | null>(
    'POST',
    '/v1/accounts/me/standing/appeal',
    { token, body: { note } },
  );
  return reply.body?.code ?? reply.status;
};
const pageOf = async (handle: string): Promise<number> =>
  (await cell.api('GET', `/v1/people/${handle}`)).status;
/** What the inbox says of the account, the newest first. */
const toldTo = async ({ token }: TestPerson): Promise<string[]> => {
  await cell.drain();
  const { body } = await cell.api<{ items: InboxGroup[] }>('GET', '/v1/inbox', { token });
  return body.items.flatMap(({ kind, reason }) => (kind === 'standing' ? (reason ?? '') : []));
};
async function lapse(): Promise<void> {
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'safety.suspensions')?.run();
  await cell.drain();
}

test('a suspension of some days ends by itself, is told when it begins and ends, and one without an end stays', async () => {
  const brief = await cell.account('brief_one');
  const long = await cell.account('long_one');
  assert.equal(await decide(first, 'brief_one', { action: 'restore' }), 'comment.state');
  assert.equal(await decide(first, 'brief_one', { action: 'remove', days: 7 }), 201);
  assert.equal(await decide(first, 'long_one', { action: 'remove' }), 201);
  const { clock } = cell.parts;
  const now = await standingOf(brief);
  assert.deepEqual([now?.untilMs, now?.appeal], [clock.nowMs() + 7 * DAY_MS, 'open']);
  assert.equal((await standingOf(long))?.untilMs, undefined);
  assert.deepEqual(await toldTo(brief), ['suspended']);

  clock.advance(7 * DAY_MS - 60_000);
  await lapse();
  assert.equal(await pageOf('brief_one'), 403);
  clock.advance(60_000);
  await lapse();
  await lapse();
  assert.deepEqual([await pageOf('brief_one'), await pageOf('long_one')], [200, 403]);
  assert.equal(await standingOf(brief), null);
  assert.deepEqual(await toldTo(brief), ['back', 'suspended']);
  assert.equal(await answer(brief, 'why?'), 'appeal.over');

  // One that was made longer is over at its new end alone.
  await decide(first, 'brief_one', { action: 'remove', days: 1 });
  await decide(first, 'brief_one', { action: 'remove', days: 3 });
  clock.advance(2 * DAY_MS);
  await lapse();
  assert.equal(await pageOf('brief_one'), 403);
});

test('a suspension is answered once, and heard by somebody else than who suspended', async () => {
  const one = await cell.account('answers_one');
  assert.equal(await answer(one, 'why?'), 'appeal.over', 'nothing was decided');
  await decide(first, 'answers_one', { action: 'remove', days: 30 });
  assert.equal(await decide(second, 'answers_one', { action: 'uphold' }), 'comment.state');
  assert.equal(await answer(one, 'It was my brother.'), 204);
  assert.equal(await answer(one, 'Really.'), 'appeal.over');
  assert.equal((await standingOf(one))?.appeal, 'waits');
  const cases = await cell.api<ModerationPage>('GET', '/v1/moderation/cases?state=appealed', {
    token: second.token,
  });
  const mine = cases.body.items.find(({ person }) => person?.handle === 'answers_one');
  assert.equal(mine?.appeal?.note, 'It was my brother.');

  assert.equal(await decide(first, 'answers_one', { action: 'restore' }), 'appeal.second_person');
  // That the reports are wrong decides no appeal.
  assert.equal(await decide(first, 'answers_one', { action: 'dismiss' }), 201);
  assert.equal((await standingOf(one))?.appeal, 'waits');
  assert.equal(await decide(second, 'answers_one', { action: 'uphold' }), 201);
  assert.equal((await standingOf(one))?.appeal, 'over');
  assert.equal(await pageOf('answers_one'), 403);
  assert.deepEqual(await toldTo(one), ['upheld', 'suspended']);

  // A later suspension is answered by itself, and an answer that waits ends with it.
  await decide(second, 'answers_one', { action: 'restore' });
  await decide(second, 'answers_one', { action: 'remove', days: 1 });
  cell.parts.clock.advance(1_000);
  assert.equal(await answer(one, 'Again not me.'), 204);
  cell.parts.clock.advance(DAY_MS);
  await lapse();
  assert.equal(await pageOf('answers_one'), 200);
  const left = await cell.api<ModerationPage>('GET', '/v1/moderation/cases?state=appealed', {
    token: second.token,
  });
  assert.ok(!left.body.items.some(({ person }) => person?.handle === 'answers_one'));
});

test('who is suspended takes their data along, and leaves', async () => {
  const one = await cell.account('leaves_suspended');
  await decide(first, 'leaves_suspended', { action: 'remove' });
  const { token } = one;
  const password = 'correct horse battery';
  const proof = { token, body: { way: 'password', password } };
  assert.equal((await cell.api('POST', '/v1/step-up', proof)).status, 200);
  const archive = await cell.api('POST', '/v1/me/exports', { token, body: { language: 'en' } });
  assert.ok(archive.status === 201 || archive.status === 202, String(archive.status));
  const gone = await cell.api('DELETE', '/v1/accounts/me', { token, body: {} });
  assert.equal(gone.status, 200);
});

test('a suspended moderator decides nothing and reads no queue, until they are let back', async () => {
  const third = await cell.account('mod_three');
  await cell.cell.accounts.grantRole({ personId: third.personId, role: 'moderator' });
  const admin = await cell.account('the_admin');
  await cell.cell.accounts.grantRole({ personId: admin.personId, role: 'admin' });
  await cell.account('decided_on');
  const queue = async (): Promise<number> =>
    (await cell.api('GET', '/v1/moderation/cases', { token: third.token })).status;
  assert.equal(await queue(), 200);
  assert.equal(await decide(first, 'mod_three', { action: 'remove' }), 'auth.forbidden');
  assert.equal(await decide(first, 'the_admin', { action: 'remove' }), 'auth.forbidden');
  assert.equal(await decide(admin, 'mod_three', { action: 'remove' }), 201);
  assert.equal(await queue(), 403);
  assert.equal(await decide(third, 'decided_on', { action: 'remove' }), 'auth.forbidden');
  assert.equal((await standingOf(third))?.reason, 'harassment', 'what is theirs stays theirs');
  assert.equal(await decide(admin, 'mod_three', { action: 'restore' }), 201);
  assert.equal(await queue(), 200);
  assert.equal(await decide(third, 'decided_on', { action: 'remove' }), 201);
});

test('a suspension that somebody ends while its time runs out leaves a closed case, not an empty open one', async () => {
  const one = await cell.account('races_back');
  const id = one.personId;
  await decide(first, 'races_back', { action: 'remove', days: 1 });
  cell.parts.clock.advance(DAY_MS);
  const { database } = cell.parts;
  let lapsing: Promise<void> | undefined;
  await database.transaction(async (tx) => {
    const hold = 'UPDATE safety_cases SET state = $2 WHERE item_id = $1';
    await tx.query({ name: 'test.hold', text: hold }, [id, 'dismissed']);
    lapsing = lapse();
    const waits = `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database() LIMIT 1`;
    for (let asked = 0; asked < 5_000; asked += 1)
      if ((await database.query({ name: 'test.waits', text: waits })).length > 0) break;
    const restore = `INSERT INTO safety_acts (item_id, act_id, moderator_id, action, reason, note, at_ms, kind)
      VALUES ($1, gen_random_uuid(), $1, 'restore', 'harassment', '', $2, 'person')`;
    await tx.query({ name: 'test.restore', text: restore }, [id, cell.parts.clock.nowMs()]);
  });
  await lapsing;
  const state = 'SELECT state FROM safety_cases WHERE item_id = $1';
  assert.deepEqual(await database.query({ name: 'test.state', text: state }, [id]), [
    { state: 'dismissed' },
  ]);
});
