// proves C11 and A13 over a whole cell: a declared child who says yes to everything leaves nothing where something is learned or
// sold; what shows them to others waits for a parent; and an adult who does the same is found there, so that the search can fail.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Family, ParentAsked } from '@jhalak/contracts/family';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

interface Page {
  items: { slot: string; video: { id: string } }[];
}

let cell: TestCell;
const clips: string[] = [];
before(async () => {
  cell = await startCell();
  const maker = await cell.account('chai_maker');
  for (let at = 0; at < 12; at += 1)
    clips.push(
      await cell.publish({ personId: maker.personId, caption: `chai ${at} #chai`, genre: 'food' }),
    );
  await cell.drain();
});
after(async () => {
  await cell.close();
});

const YES = {
  consent: {
    ...{ personalisation: true, lock: true, ads: true },
    ...noticeRead('en'),
  },
};

async function does(
  { token }: TestPerson,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: { code?: string; private?: boolean } }> {
  return await cell.api(method, path, { token, ...(body && { body }) });
}

/** Everything that somebody does here in an evening. */
async function livesHere(person: TestPerson): Promise<void> {
  const { token } = person;
  const { body } = await cell.api<Page>('GET', '/v1/feeds/for-you?limit=10', { token });
  assert.ok(body.items.length >= 8);
  for (const [nth, { slot, video }] of body.items.entries()) {
    cell.parts.clock.advance(9_000);
    const at = cell.parts.clock.nowMs();
    const events = [
      { type: 'impression', slot, seq: 0, at },
      { type: 'finish', slot, seq: 1, at, watchMs: 8_000 },
    ];
    assert.equal((await does(person, 'POST', '/v1/events', { events })).status, 202);
    if (nth < 2) await does(person, 'PUT', `/v1/videos/${video.id}/like`);
  }
  await does(person, 'PUT', '/v1/people/chai_maker/follow');
  await does(person, 'GET', '/v1/search?q=chai');
  await does(person, 'POST', '/v1/ads/slots', {
    placement: 'feed',
    before: body.items[6]?.slot,
    after: body.items[7]?.slot,
  });
  await cell.drain();
}

/** @returns the tables in which a person's id stands in any column. */
async function tablesWith({ personId }: TestPerson): Promise<string[]> {
  const { database } = cell.parts;
  const found: string[] = [];
  for (const { name } of cell.cell.manifests.flatMap((manifest) => manifest.tables)) {
    const [row] = await database.query<{ count: number }>(
      {
        name: `test.find_${name}`,
        text: `SELECT count(*)::int AS count FROM ${name} AS one WHERE strpos(one::text, $1) > 0`,
      },
      [personId],
    );
    if ((row?.count ?? 0) > 0) found.push(name);
  }
  return found.toSorted();
}

test('a child who says yes to everything is in no table, model or snapshot of what is learned, and an adult is', async () => {
  const child = await cell.account('yes_child', { ageBand: '13-17', ...YES });
  const adult = await cell.account('yes_adult', { ageBand: '18plus', ...YES });
  await cell.drain();
  const before = cell.cell.taste.model();
  await livesHere(child);
  assert.deepEqual(cell.cell.taste.model(), before, 'the model knows nothing of the child');
  const known = (await cell.cell.taste.viewer(child.personId)) ?? {};
  const held: Record<string, object> = { ...known };
  for (const [what, of] of Object.entries(held)) assert.equal(Object.keys(of).length, 0, what);
  await livesHere(adult);
  assert.notDeepEqual(cell.cell.taste.model(), before, 'and of the adult it does');
  await cell.cell.taste.snapshot();

  const [ofChild, ofAdult] = [await tablesWith(child), await tablesWith(adult)];
  const learns = (table: string): boolean => /^(taste|search_trend|ad|pack|card)_/u.test(table);
  assert.ok(ofAdult.some(learns), `the adult is found: ${ofAdult.join(' ')}`);
  assert.deepEqual(ofChild.filter(learns), []);
  for (const { blob_key: key } of await cell.parts.database.query<{ blob_key: string }>({
    name: 'test.snapshots',
    text: 'SELECT blob_key FROM taste_snapshots',
  })) {
    const bytes = await cell.parts.blobs.read(key);
    assert.ok(bytes);
    const raw = Buffer.from(child.personId.replaceAll('-', ''), 'hex');
    assert.equal(Buffer.from(bytes).includes(raw), false);
    assert.equal(Buffer.from(bytes).includes(child.personId), false);
  }
});

test('what keeps anything of a child is on this list, and on no other', async () => {
  const child = await cell.account('kept_child', { ageBand: '13-17', ...YES });
  await livesHere(child);
  assert.deepEqual(await tablesWith(child), [
    // That a clip is not shown twice, and that a watch counts once.
    'attention_counted',
    'attention_seen',
    // The account and what it said itself.
    'consents',
    'credentials',
    'handles',
    'inbox_groups',
    // What happened, sealed where it is personal, for a year by law.
    'journal',
    'keystore.person_keys',
    'person_activity',
    'persons',
    'recovery_codes',
    'search_documents',
    'sessions',
    'social_followers',
    'social_following',
    'social_likes',
    'social_privacy',
    // Pages that were served, for a day, and how often an ad was shown, so that it is not shown too often.
    'state_entries',
    'visibility_people',
  ]);
});

test('watching works; posting, commenting, a number and being public wait for a parent, who is asked and answers', async () => {
  const child = await cell.account('small_child', { ageBand: '13-17' });
  const parent = await cell.account('her_parent');
  await cell.drain();
  const [clip = ''] = clips;
  assert.equal((await does(child, 'GET', `/v1/videos/${clip}`)).status, 200);
  assert.equal((await does(child, 'PUT', `/v1/videos/${clip}/like`)).status, 204);
  const guarded = cell.cell.routes.filter((route) => route.parentFirst === true);
  const names = guarded.map(({ name }) => name);
  const shows = [
    'postComment',
    'repost',
    'patchProfile',
    'patchVideo',
    'retryUpload',
    'claimChannel',
  ];
  for (const name of ['setNumber', ...shows]) assert.ok(names.includes(name), name);
  for (const { method, path, name } of guarded) {
    const { status, body } = await does(child, method, path.replace(':id', clip), {});
    assert.deepEqual([status, body.code], [403, 'family.consent_needed'], name);
  }
  assert.equal(await upload(child), 403);
  const open = { private: false };
  assert.equal((await does(child, 'PUT', '/v1/accounts/me/privacy', open)).status, 403);
  assert.equal((await does(child, 'GET', '/v1/accounts/me/privacy')).body.private, true);

  const { token } = child;
  const asked = await cell.api<ParentAsked>('POST', '/v1/family/ask', {
    ...{ token, body: { bornMonth: '2012-01' } },
  });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const answered = await cell.api<Family>('POST', '/v1/family/answer', {
    token: parent.token,
    body: {
      ...{ code: asked.body.code, answer: 'give' },
      ...{ noticeVersion: 'test', noticeLanguage: 'hi' },
    },
  });
  assert.deepEqual(
    answered.body.children.map(({ handle }) => handle),
    ['small_child'],
  );
  const text = { text: 'नमस्ते' };
  assert.equal((await does(child, 'POST', `/v1/videos/${clip}/comments`, text)).status, 201);
  assert.equal(await upload(child), 201);
  assert.equal((await does(child, 'PUT', '/v1/accounts/me/privacy', open)).status, 403);

  const path = '/v1/family/children/small_child';
  await does(parent, 'PATCH', path, { mayBePublic: true });
  assert.equal((await does(child, 'PUT', '/v1/accounts/me/privacy', open)).status, 200);
  const allowed = await cell.cell.accounts.authenticate(token);
  assert.ok(allowed?.child?.mayBePublic);
  assert.equal((await does(parent, 'DELETE', path)).status, 200);
  // A request that was under way, or came to a process that has not heard of it.
  const setPrivacy = cell.cell.routes.find(({ name }) => name === 'setPrivacy');
  assert.ok(setPrivacy);
  await assert.rejects(
    async () =>
      await setPrivacy.handle({
        ...{ params: {}, query: {}, headers: {}, address: '127.0.0.1' },
        ...{ signal: new AbortController().signal, caller: allowed, body: open },
      }),
    /private until a parent/u,
  );
  assert.equal((await does(child, 'GET', '/v1/accounts/me/privacy')).body.private, true);
  assert.equal((await does(child, 'POST', `/v1/videos/${clip}/comments`, text)).status, 403);
});

test('nobody signs up with a number as a child, and nobody else reaches a child of a parent', async () => {
  const child = await cell.account('other_child', { ageBand: 'under13' });
  const stranger = await cell.account('a_stranger');
  const path = `/v1/family/children/${child.handle}`;
  for (const method of ['PATCH', 'DELETE'])
    assert.equal((await does(stranger, method, path, {})).status, 404, method);
  assert.equal((await does(stranger, 'POST', `${path}/more`, {})).status, 404);
});

async function upload({ token }: TestPerson): Promise<number> {
  const reply = await fetch(`${cell.url}/v1/uploads`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'upload-length': '10',
      'upload-metadata': `language ${btoa('hi')},genre ${btoa('music')}`,
    },
  });
  return reply.status;
}
