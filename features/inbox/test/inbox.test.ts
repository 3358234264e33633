// The inbox over a whole cell: what people are told, to whom, and what is left out when it is read.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { InboxPage, InboxRead, InboxSettings } from '@jhalak/contracts/inbox';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

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
