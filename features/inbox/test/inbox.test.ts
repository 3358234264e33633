// The inbox over a whole cell: what people are told, to whom, and what is left out when it is read.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InboxNews, InboxPage, InboxRead, InboxSettings } from '@jhalak/contracts/inbox';
import type { JsonObject } from '@jhalak/ports';
import { parentOf, startCell, type TestCell, type TestPerson } from '@jhalak/testing';

let cell: TestCell;
before(async () => {
  cell = await startCell({ startMs: Date.UTC(2026, 10, 23, 6) });
});
after(async () => {
  await cell.close();
});

async function inboxOf({ token }: TestPerson, query = ''): Promise<InboxPage> {
  const reply = await cell.api<InboxPage>('GET', `/v1/inbox${query}`, { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

async function like(videoId: string, ...people: readonly TestPerson[]): Promise<void> {
  for (const { token } of people) {
    const reply = await cell.api('PUT', `/v1/videos/${videoId}/like`, { token });
    assert.equal(reply.status, 204);
  }
}

/** A creator with a clip, and people. */
async function scene(
  name: string,
  fans: number,
): Promise<{
  creator: TestPerson;
  people: TestPerson[];
  videoId: string;
}> {
  const creator = await cell.account(`${name}_maker`);
  const people: TestPerson[] = [];
  for (let n = 0; n < fans; n += 1) people.push(await cell.account(`${name}_fan${n}`));
  const videoId = await cell.publish({
    personId: creator.personId,
    caption: 'kites over the river',
  });
  await cell.drain();
  return { creator, people, videoId };
}

const kindsOf = ({ items }: InboxPage): string[] => items.map(({ kind }) => kind);

test('likes of one clip are one group, the newest first; what is taken back leaves it; one’s own are not told', async () => {
  const { creator, people, videoId } = await scene('group', 4);
  const [asha, ravi, meena, gone] = people as [TestPerson, TestPerson, TestPerson, TestPerson];
  await like(videoId, asha, ravi, meena, gone, creator);
  await cell.api('PUT', '/v1/people/group_maker/follow', { token: asha.token });
  await cell.api('DELETE', `/v1/videos/${videoId}/like`, { token: gone.token });
  await cell.drain();
  const page = await inboxOf(creator);
  assert.deepEqual(kindsOf(page), ['follow', 'like', 'clip_published']);
  const [follow, likes] = page.items;
  assert.deepEqual([follow?.count, follow?.people], [1, [{ handle: 'group_fan0' }]]);
  assert.deepEqual(
    [likes?.count, likes?.people.map(({ handle }) => handle)],
    [3, ['group_fan2', 'group_fan1', 'group_fan0']],
  );
  assert.equal(likes?.clip?.caption, 'kites over the river');
  assert.deepEqual([page.unread, likes?.unread], [3, true]);
});

test('who is erased leaves the group and the table; a clip that its creator deleted is told of no more', async () => {
  const { creator, people, videoId } = await scene('dark', 2);
  const [stays, leaves] = people as [TestPerson, TestPerson];
  await like(videoId, stays, leaves);
  await cell.drain();
  assert.equal((await inboxOf(creator)).items[0]?.count, 2);
  await cell.cell.accounts.erasePerson(leaves.personId);
  await cell.drain();
  assert.equal((await inboxOf(creator)).items[0]?.count, 1);
  const held = await cell.parts.database.query(
    {
      name: 'test.inbox_held',
      text: 'SELECT 1 FROM inbox_groups WHERE actors @> ARRAY[$1::uuid] OR person_id = $1 OR item_id = $1',
    },
    [leaves.personId],
  );
  assert.equal(held.length, 0);
  await cell.api('DELETE', `/v1/videos/${videoId}`, { token: creator.token });
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(creator)), []);
});

test('a decision is told with its reason and its words, whatever was set, and comes with the clip’s way back', async () => {
  const { creator, videoId } = await scene('told', 0);
  const moderator = await cell.account('told_moderator');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const set = await cell.api<InboxSettings>('PUT', '/v1/inbox/settings', {
    token: creator.token,
    body: { kinds: { clip_published: 'nobody', like: 'nobody' } },
  });
  assert.equal(set.body.kinds.clip_published, 'nobody');
  assert.equal(
    (
      await cell.api('PUT', '/v1/inbox/settings', {
        token: creator.token,
        body: { kinds: { clip_removed: 'nobody' } },
      })
    ).status,
    200,
    'what cannot be set is not heeded',
  );
  const act = async (action: string, note: string): Promise<void> => {
    const reply = await cell.api('POST', `/v1/moderation/videos/${videoId}/acts`, {
      token: moderator.token,
      body: { action, reason: 'copyright', note },
    });
    assert.equal(reply.status, 201);
    await cell.drain();
  };
  await act('remove', 'The song is somebody else’s.');
  const [removed] = (await inboxOf(creator)).items;
  assert.deepEqual(
    [removed?.kind, removed?.reason, removed?.note],
    ['clip_removed', 'copyright', 'The song is somebody else’s.'],
  );
  await act('restore', '');
  await act('restrict_age', '');
  assert.deepEqual(kindsOf(await inboxOf(creator, '?about=clips')), [
    'clip_limited',
    'clip_restored',
    'clip_removed',
  ]);
});

test('each kind is heard of whom one chose; a child hears by itself only of people whom it follows', async () => {
  const { creator, people, videoId } = await scene('choice', 3);
  const [friend, stranger, late] = people as [TestPerson, TestPerson, TestPerson];
  await cell.api('PUT', '/v1/people/choice_fan0/follow', { token: creator.token });
  await cell.api('PUT', '/v1/inbox/settings', {
    token: creator.token,
    body: { kinds: { like: 'following' } },
  });
  await like(videoId, friend, stranger);
  await cell.drain();
  const [likes] = (await inboxOf(creator, '?about=likes')).items;
  assert.deepEqual([likes?.count, likes?.people], [1, [{ handle: 'choice_fan0' }]]);
  await cell.api('PUT', '/v1/inbox/settings', {
    token: creator.token,
    body: { kinds: { like: 'nobody' } },
  });
  await like(videoId, late);
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(creator, '?about=likes')), []);

  const child = await cell.account('choice_child', { ageBand: '13-17', consent: undefined });
  // Strangers like nothing of a child's before a parent lets the account be public.
  await parentOf(cell, child, { mayBePublic: true });
  await cell.api('PUT', '/v1/accounts/me/privacy', {
    token: child.token,
    body: { private: false },
  });
  const clip = await cell.publish({ personId: child.personId });
  await cell.drain();
  await like(clip, friend);
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(child)), ['clip_published']);
  await cell.api('PUT', '/v1/people/choice_fan0/follow', { token: child.token });
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(child)), ['like', 'clip_published']);
  const settings = await cell.api<InboxSettings>('GET', '/v1/inbox/settings', {
    token: child.token,
  });
  assert.deepEqual(settings.body.quiet, { fromMinute: 22 * 60, toMinute: 6 * 60 });
});

test('reading marks what was there, an undo brings it back, and nobody marks what comes later', async () => {
  const { creator, people, videoId } = await scene('read', 2);
  const [first, second] = people as [TestPerson, TestPerson];
  await like(videoId, first);
  await cell.drain();
  const before = await inboxOf(creator);
  assert.equal(before.unread, 2);
  const mark = async (body: object): Promise<InboxRead> =>
    (await cell.api<InboxRead>('POST', '/v1/inbox/read', { token: creator.token, body })).body;
  const one = await mark({ ids: [before.items[0]?.id ?? ''] });
  assert.equal(one.unread, 1);
  const all = await mark({ upTo: '9007199254740991.1' });
  assert.equal(all.unread, 0);
  assert.equal((await mark({ upTo: all.before })).unread, 1);
  await mark({ upTo: '9007199254740991.1' });
  await like(videoId, second);
  await cell.drain();
  const after = await inboxOf(creator);
  assert.deepEqual([after.unread, after.items[0]?.unread, after.items[0]?.count], [1, true, 2]);
});

test('it is quiet by the clock of who looks', async () => {
  const { creator } = await scene('quiet', 0);
  const nowMs = Date.UTC(2026, 10, 23, 18, 40, 20);
  cell.parts.clock.advance(nowMs - cell.parts.clock.nowMs());
  await cell.api('PUT', '/v1/inbox/settings', {
    token: creator.token,
    body: { quiet: { fromMinute: 23 * 60, toMinute: 6 * 60 } },
  });
  const delhi = await inboxOf(creator, '?zone=Asia/Kolkata');
  assert.deepEqual(
    [delhi.silent, delhi.silentChangesAtMs],
    [true, Date.UTC(2026, 10, 24, 0, 30)],
    '00:10 in Delhi, until six',
  );
  const here = await inboxOf(creator);
  assert.deepEqual([here.silent, here.silentChangesAtMs], [false, Date.UTC(2026, 10, 23, 23, 0)]);
  const nowhere = await cell.api<{ code: string }>('GET', '/v1/inbox?zone=Mars/Base', {
    token: creator.token,
  });
  assert.deepEqual([nowhere.status, nowhere.body.code], [400, 'request.invalid']);
});

/** Far more than a test that listens takes on a busy machine. */
const STREAM_LIFE_MS = 120_000;

/** A stream that is read event by event. */
async function listen(
  { token }: TestPerson,
  lastId?: string,
): Promise<{
  status: number;
  next(): Promise<{ id: string; event: string; data: InboxNews & { reason?: string } } | undefined>;
  close(): Promise<void>;
}> {
  const reply = await fetch(`${cell.url}/v1/inbox/stream?zone=UTC`, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
    },
    // A stream that should speak and does not fails its test instead of holding it up.
    signal: AbortSignal.timeout(STREAM_LIFE_MS),
  });
  const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    status: reply.status,
    close: async () => await reader?.cancel(),
    next: async () => {
      for (;;) {
        const end = text.indexOf('\n\n');
        if (end >= 0) {
          const lines = text.slice(0, end).split('\n');
          text = text.slice(end + 2);
          const of = (name: string): string =>
            lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
          if (of('event') === '') continue;
          return { id: of('id'), event: of('event'), data: JSON.parse(of('data')) as InboxNews };
        }
        const piece = await reader?.read();
        if (piece === undefined || piece.done) return undefined;
        text += piece.value;
      }
    },
  };
}

test('a stream tells live what the list says, goes on from its last event, and is full at four', async () => {
  const { creator, people, videoId } = await scene('live', 3);
  const [asha, ravi, meena] = people as [TestPerson, TestPerson, TestPerson];
  const stream = await listen(creator);
  await cell.drain();
  const hello = await stream.next();
  assert.deepEqual([hello?.event, hello?.data.items, hello?.data.unread], ['news', [], 1]);
  await like(videoId, asha, ravi);
  await cell.drain();
  const news = await stream.next();
  assert.deepEqual(
    news?.data.items.map(({ kind, count }) => [kind, count]),
    [['like', 2]],
  );
  assert.deepEqual(news?.data.items[0], (await inboxOf(creator)).items[0]);
  await stream.close();
  await like(videoId, meena);
  await cell.api('DELETE', `/v1/videos/${videoId}/like`, { token: asha.token });
  await cell.drain();
  const again = await listen(creator, news?.id);
  await cell.drain();
  const missed = await again.next();
  assert.deepEqual(
    missed?.data.items.map(({ kind, count, people: names }) => [kind, count, names.length]),
    [['like', 2, 2]],
  );
  for (const { token } of [ravi, meena, asha])
    await cell.api('DELETE', `/v1/videos/${videoId}/like`, { token });
  await cell.drain();
  const emptied = await again.next();
  assert.deepEqual([emptied?.data.items, emptied?.data.gone.length], [[], 1]);
  const more = [await listen(creator), await listen(creator), await listen(creator)];
  assert.deepEqual(
    more.map(({ status }) => status),
    [200, 200, 200],
  );
  const full = await cell.api<{ code: string }>('GET', '/v1/inbox/stream', {
    token: creator.token,
  });
  assert.deepEqual([full.status, full.body.code], [429, 'inbox.streams_full']);
  for (const one of [again, ...more]) await one.close();
});

test('a sign-out ends the stream, a dismissal too, and so does an erasure', async () => {
  const { people } = await scene('ends', 3);
  const [leaves, dismissed, erased] = people as [TestPerson, TestPerson, TestPerson];
  const streams = [await listen(leaves), await listen(dismissed), await listen(erased)];
  for (const stream of streams) {
    await cell.drain();
    assert.equal((await stream.next())?.event, 'news');
  }
  await cell.api('DELETE', '/v1/sessions/current', { token: leaves.token });
  await cell.cell.accounts.dismiss({ personId: dismissed.personId, reason: 'left the house' });
  await cell.cell.accounts.erasePerson(erased.personId);
  const ends = await Promise.all(streams.map(async (stream) => await stream.next()));
  for (const end of ends) assert.deepEqual([end?.event, end?.data.reason], ['end', 'signed_out']);
  for (const stream of streams) assert.equal(await stream.next(), undefined);
  assert.equal(cell.cell.inbox.openStreams(), 0);
});

test('a burst of likes for one clip is one row, and another creator’s news waits for none of it', async () => {
  const { creator, people, videoId } = await scene('burst', 1);
  const quiet = await scene('calm', 1);
  const fans = await manyPeople(1_200);
  await cell.parts.database.transaction(async (tx) => {
    await cell.parts.journal.append(
      tx,
      fans.map((personId) => ({
        stream: 'social.like',
        key: personId,
        type: 'liked',
        facts: { personId, videoId, learn: false },
      })),
    );
  });
  await like(quiet.videoId, people[0] as TestPerson);
  await cell.drain();
  const [group] = (await inboxOf(creator)).items;
  assert.equal(group?.count, 1_200);
  assert.equal((await inboxOf(quiet.creator)).items[0]?.count, 1);
  const rows = await cell.parts.database.query(
    {
      name: 'test.inbox_rows',
      text: `SELECT 1 FROM inbox_groups WHERE person_id = $1 AND kind = 'like'`,
    },
    [creator.personId],
  );
  assert.equal(rows.length, 1);
});

/** People with a name, without a session: as rows. @returns their ids. */
async function manyPeople(count: number): Promise<string[]> {
  const made: string[] = [];
  for (let n = 0; n < count; n += 1) made.push(cell.parts.ids.next());
  await cell.parts.database.query(
    {
      name: 'test.inbox_people',
      text: `INSERT INTO persons (person_id, handle, created_at_ms, signed_up_at_ms, languages, genres, sample)
        SELECT id, 'crowd_' || n, 1, 1, '{}', '{}', false FROM unnest($1::uuid[]) WITH ORDINALITY AS p(id, n)`,
    },
    [made],
  );
  return made;
}

test('a comment, a reply and a mention are told once each, with their words as they are; removed, blocked or muted they are not', async () => {
  const { creator, people, videoId } = await scene('words', 3);
  const [asha, ravi, meena] = people as [TestPerson, TestPerson, TestPerson];
  const write = async (by: TestPerson, path: string, text: string): Promise<string> => {
    const reply = await cell.api<{ id: string }>('POST', path, { token: by.token, body: { text } });
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
    await cell.drain();
    return reply.body.id;
  };
  const first = await write(asha, `/v1/videos/${videoId}/comments`, 'What a kite, @words_fan2!');
  await write(ravi, `/v1/comments/${first}/replies`, 'And what a river.');
  await cell.api('PUT', `/v1/comments/${first}/like`, { token: creator.token });
  await cell.drain();
  const own = await inboxOf(creator, '?about=comments');
  assert.deepEqual(
    own.items.map(({ kind, count, comment }) => [kind, count, comment?.text]),
    [['comment', 2, 'And what a river.']],
  );
  assert.deepEqual(kindsOf(await inboxOf(asha)), ['comment_liked', 'reply']);
  const [mention] = (await inboxOf(meena)).items;
  assert.deepEqual([mention?.kind, mention?.comment?.id], ['mention', first]);
  await cell.api('PUT', '/v1/people/words_fan1/mute', { token: creator.token });
  await cell.drain();
  const [after] = (await inboxOf(creator, '?about=comments')).items;
  assert.deepEqual([after?.count, after?.comment?.text], [1, 'What a kite, @words_fan2!']);
  await cell.api('PUT', '/v1/people/words_fan0/block', { token: meena.token });
  assert.deepEqual(kindsOf(await inboxOf(meena)), []);
  await cell.api('DELETE', `/v1/comments/${first}`, { token: asha.token });
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(creator, '?about=comments')), []);
});

test('a request to follow stands by itself until it is answered, and the answer is told', async () => {
  const { creator, people } = await scene('asks', 2);
  const [asha, ravi] = people as [TestPerson, TestPerson];
  await cell.api('PUT', '/v1/accounts/me/privacy', {
    token: creator.token,
    body: { private: true },
  });
  await cell.drain();
  for (const { token } of [asha, ravi])
    await cell.api('PUT', '/v1/people/asks_maker/follow', { token });
  await cell.drain();
  const requests = (await inboxOf(creator, '?about=people')).items;
  assert.deepEqual(
    requests.map(({ kind, people: names }) => [kind, names[0]?.handle]),
    [
      ['follow_request', 'asks_fan1'],
      ['follow_request', 'asks_fan0'],
    ],
  );
  const answer = async (handle: string, how: string): Promise<number> =>
    (await cell.api('POST', `/v1/follow-requests/${handle}/${how}`, { token: creator.token }))
      .status;
  assert.deepEqual(
    [await answer('asks_fan0', 'accept'), await answer('asks_fan1', 'refuse')],
    [204, 204],
  );
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(creator, '?about=people')), ['follow']);
  assert.deepEqual(kindsOf(await inboxOf(asha)), ['request_accepted']);
  assert.deepEqual(kindsOf(await inboxOf(ravi)), []);
});

/** A crowd of people likes a clip, or takes it back. */
async function crowd(type: 'liked' | 'unliked', videoId: string, people: readonly string[]) {
  await cell.parts.database.transaction(async (tx) => {
    await cell.parts.journal.append(
      tx,
      people.map((personId) => ({
        ...{ stream: 'social.like', key: personId, type },
        facts: { personId, videoId, learn: false },
      })),
    );
  });
  await cell.drain();
}

test('what visitors without a name take back leaves the number of those who have one as it was', async () => {
  const { creator, videoId } = await scene('number', 0);
  await crowd('liked', videoId, await manyPeople(40));
  const strangers = Array.from({ length: 5 }, () => cell.parts.ids.next());
  await crowd('liked', videoId, strangers);
  await crowd('unliked', videoId, strangers);
  assert.equal((await inboxOf(creator, '?about=likes')).items[0]?.count, 40);
});

test('an order about a person or a word makes what the inbox tells of them dark too', async () => {
  const { creator, people, videoId } = await scene('ordered', 2);
  const [asha, ravi] = people as [TestPerson, TestPerson];
  await cell.api('POST', `/v1/videos/${videoId}/comments`, {
    token: asha.token,
    body: { text: 'say Forbidden-Word aloud' },
  });
  await like(videoId, asha, ravi);
  const tell = async (targets: JsonObject[], inForce: boolean): Promise<string[]> => {
    const facts = { inForce, targets, states: null, law: 'court', interim: false, sinceMs: 1 };
    await cell.parts.database.transaction(async (tx) => {
      const key = '00000000-0000-7000-8000-0000000000bb';
      await cell.parts.journal.append(tx, [
        { stream: 'orders.order', key, type: 'changed', facts },
      ]);
    });
    await cell.drain();
    return (await inboxOf(creator)).items.map(({ kind, count }) => `${kind} ${count}`).toSorted();
  };
  const all = ['clip_published 1', 'comment 1', 'like 2'];
  assert.deepEqual(await tell([{ kind: 'keyword', text: 'forbidden word' }], true), [
    'clip_published 1',
    'like 2',
  ]);
  assert.deepEqual(await tell([{ kind: 'account', id: asha.personId }], true), [
    'clip_published 1',
    'like 1',
  ]);
  assert.deepEqual(await tell([], false), all);
});

test('the author of a comment hears of its removal with the reason, of their appeal’s end, and of its return; a mention is told once', async () => {
  const { creator, people, videoId } = await scene('ruled', 4);
  const [asha, ravi, first, second] = people as [TestPerson, TestPerson, TestPerson, TestPerson];
  for (const { personId } of [first, second])
    await cell.cell.accounts.grantRole({ personId, role: 'moderator' });
  const { body } = await cell.api<{ id: string }>('POST', `/v1/videos/${videoId}/comments`, {
    token: asha.token,
    body: { text: 'hey @ruled_fan1' },
  });
  const rule = async ({ token }: TestPerson, action: string): Promise<void> => {
    const act = { action, reason: 'harassment', note: 'It hurts.' };
    const path = `/v1/moderation/comments/${body.id}/acts`;
    assert.equal((await cell.api('POST', path, { token, body: act })).status, 201);
    await cell.drain();
  };
  await cell.drain();
  assert.deepEqual(kindsOf(await inboxOf(ravi)), ['mention']);
  await rule(first, 'remove');
  const [removed] = (await inboxOf(asha, '?about=comments')).items;
  assert.deepEqual(
    [removed?.kind, removed?.reason, removed?.note, removed?.comment, removed?.clip?.id],
    [
      'comment_removed',
      'harassment',
      'It hurts.',
      { id: body.id, text: 'hey @ruled_fan1' },
      videoId,
    ],
  );
  assert.deepEqual(
    [kindsOf(await inboxOf(ravi)), kindsOf(await inboxOf(creator, '?about=comments'))],
    [[], []],
  );
  const answer = { token: asha.token, body: { note: 'A joke.' } };
  assert.equal((await cell.api('POST', `/v1/comments/${body.id}/appeal`, answer)).status, 204);
  await rule(second, 'uphold');
  cell.parts.clock.advance(24 * 3_600_000);
  await rule(second, 'restore');
  assert.deepEqual(kindsOf(await inboxOf(asha)), [
    'comment_restored',
    'comment_upheld',
    'comment_removed',
  ]);
  assert.deepEqual(kindsOf(await inboxOf(ravi)), ['mention'], 'of two days');
});

test('a new sign-in is told to every other session, with its device, whatever was set', async () => {
  const { creator } = await scene('entered', 0);
  const { body } = await cell.api<{ token: string }>('POST', '/v1/sessions', {
    body: { handle: 'entered_maker', password: 'correct horse battery' },
    headers: {
      'user-agent':
        'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36',
    },
  });
  await cell.drain();
  const [told] = (await inboxOf(creator)).items;
  assert.deepEqual(
    [told?.kind, told?.reason, told?.device],
    ['sign_in', 'password', { browser: 'Chrome', system: 'Android' }],
  );
  assert.deepEqual(kindsOf(await inboxOf({ ...creator, token: body.token })), ['clip_published']);
  await cell.api('DELETE', '/v1/sessions/current', { token: body.token });
  const [after] = (await inboxOf(creator)).items;
  assert.deepEqual([after?.kind, after?.device], ['sign_in', undefined]);
  for (const type of ['passkey_added', 'passkey_added', 'number_left']) {
    await cell.parts.database.transaction(async (tx) => {
      const of = { stream: 'accounts.sign_in', key: creator.personId, facts: {} };
      await cell.parts.journal.append(tx, [{ ...of, type }]);
    });
    await cell.drain();
  }
  const { items, unread } = await inboxOf(creator);
  assert.deepEqual(
    items.slice(0, 3).map(({ kind, reason }) => [kind, reason]),
    [
      ['way_in', 'number_left'],
      ['way_in', 'passkey_added'],
      ['way_in', 'passkey_added'],
    ],
    'each by itself',
  );
  const first = { ids: items.slice(0, 1).map(({ id }) => id) };
  const read = await cell.api<InboxRead>('POST', '/v1/inbox/read', {
    token: creator.token,
    body: first,
  });
  assert.equal(read.body.unread, unread - 1);
});

test('a stream speaks at once, also where the last that happened is told to nobody, and is refused for a zone that is none', async () => {
  const { creator, people } = await scene('hello', 1);
  await cell.api('PATCH', '/v1/viewers/me', {
    token: people[0]?.token,
    body: { languages: ['hi'] },
  });
  await cell.drain();
  const stream = await listen(creator);
  await cell.drain();
  assert.equal((await stream.next())?.event, 'news');
  await stream.close();
  const nowhere = await cell.api<{ code: string }>('GET', '/v1/inbox/stream?zone=Mars/Base', {
    token: creator.token,
  });
  assert.deepEqual([nowhere.status, nowhere.body.code], [400, 'request.invalid']);
});

test('another age asks the stream anew, and a process that stops ends all of them', async () => {
  const { creator, people } = await scene('stops', 1);
  const [fan] = people as [TestPerson];
  const streams = [await listen(creator), await listen(fan)];
  await cell.drain();
  for (const stream of streams) assert.equal((await stream.next())?.event, 'news');
  await cell.api('PATCH', '/v1/viewers/me', { token: fan.token, body: { ageBand: '13-17' } });
  await cell.drain();
  const [mine, theirs] = streams;
  assert.equal((await theirs?.next())?.data.reason, 'changed');
  cell.cell.inbox.closeStreams();
  assert.equal((await mine?.next())?.data.reason, 'drain');
  const after = await cell.api('GET', '/v1/inbox/stream', { token: creator.token });
  assert.equal(after.status, 429);
});
