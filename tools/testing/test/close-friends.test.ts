// Clips that are for some people: followers, close friends, oneself. Who is let in sees them on three surfaces, nobody else anywhere.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Person } from '@jhalak/contracts/accounts';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { SearchAnswer } from '@jhalak/contracts/search';
import type { PersonList } from '@jhalak/contracts/social';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { createCell, type Cell } from '@jhalak/jhalak';
import {
  fetchArchive,
  makeExport,
  startCell,
  unpack,
  type ApiReply,
  type TestCell,
  type TestPerson,
} from '@jhalak/testing';

const LIMITS = {
  maxUploadBytes: 50_000_000,
  maxDurationMs: 180_000,
  undoDays: 7,
  encodeConcurrency: 1,
};

let cell: TestCell;
before(async () => {
  cell = await startCell();
});
after(async () => {
  await cell.close();
});

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';
async function call<Body = { code?: string }>(
  who: TestPerson | undefined,
  method: Method,
  path: string,
  body?: unknown,
): Promise<ApiReply<Body>> {
  return await cell.api<Body>(method, path, {
    token: who?.token,
    ...(body === undefined ? {} : { body }),
  });
}

async function does(who: TestPerson, method: Method, path: string, body?: unknown): Promise<void> {
  const reply = await call(who, method, path, body);
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
}

async function code(
  who: TestPerson | undefined,
  method: Method,
  path: string,
  body?: unknown,
): Promise<string | number> {
  const reply = await call(who, method, path, body);
  return reply.body.code ?? reply.status;
}

const names = ({ body }: ApiReply<PersonList>): string[] => body.items.map(({ handle }) => handle);
const clips = ({ body }: ApiReply<VideoPage>): string[] => body.items.map(({ id }) => id);

async function shown(
  who: TestPerson | undefined,
  mode: 'for-you' | 'following',
): Promise<string[]> {
  const { body } = await call<FeedPage>(who, 'GET', `/v1/feeds/${mode}?limit=50`);
  return body.items.map(({ video }) => video.id);
}

async function clipFor(
  owner: TestPerson,
  audience: 'followers' | 'close' | 'self',
  caption = 'for some people',
): Promise<string> {
  const clip = await cell.publish({ personId: owner.personId, caption });
  await cell.drain();
  await does(owner, 'PUT', `/v1/videos/${clip}/audience`, { audience });
  await cell.drain();
  return clip;
}

test('a clip for close friends is shown to them on three surfaces, and to nobody else anywhere', async () => {
  const [owner, friend, fan, other] = [
    await cell.account('close_owner'),
    await cell.account('close_friend'),
    await cell.account('close_fan'),
    await cell.account('close_other'),
  ];
  for (const who of [friend, fan]) await does(who, 'PUT', '/v1/people/close_owner/follow');
  await does(owner, 'PUT', '/v1/people/close_friend/close');
  const clip = await clipFor(owner, 'close', 'zarapkar #closetag');

  const seen = await call<Video>(friend, 'GET', `/v1/videos/${clip}`);
  assert.deepEqual([seen.status, seen.body.audience], [200, 'close']);
  assert.deepEqual(clips(await call(friend, 'GET', '/v1/people/close_owner/videos')), [clip]);
  assert.ok((await shown(friend, 'following')).includes(clip));
  const bytes = await fetch(`${cell.url}/media/${clip}/360.mp4`, {
    headers: { authorization: `Bearer ${friend.token}` },
  });
  assert.equal(bytes.status, 200);
  assert.match(bytes.headers.get('cache-control') ?? '', /^private/);

  for (const stranger of [fan, other, undefined]) {
    assert.equal(await code(stranger, 'GET', `/v1/videos/${clip}`), 'video.not_found');
    assert.equal(await code(stranger, 'GET', `/media/${clip}/360.mp4`), 'video.not_found');
    assert.deepEqual(clips(await call(stranger, 'GET', '/v1/people/close_owner/videos')), []);
    assert.equal(await code(stranger, 'GET', `/v1/videos/${clip}/comments`), 'video.not_found');
    assert.equal(await code(stranger, 'GET', `/v1/sounds/${clip}`), 'video.not_found');
  }
  assert.equal(await code(fan, 'PUT', `/v1/videos/${clip}/like`), 'video.not_found');
  assert.equal(await code(fan, 'PUT', `/v1/videos/${clip}/save`), 'video.not_found');
  assert.ok(!(await shown(fan, 'following')).includes(clip));
  for (const who of [friend, fan, other, undefined])
    assert.ok(!(await shown(who, 'for-you')).includes(clip), 'for you');
  for (const who of [friend, fan]) {
    const found = await call<SearchAnswer>(who, 'GET', '/v1/search?q=zarapkar');
    assert.deepEqual(found.body.clips, []);
    assert.deepEqual(clips(await call(who, 'GET', '/v1/tags/closetag')), []);
  }
  assert.equal(await code(friend, 'PUT', `/v1/videos/${clip}/repost`), 'person.private');
  const oembed = `/oembed?url=${encodeURIComponent(`${cell.url}/v/${clip}`)}`;
  assert.notEqual((await fetch(cell.url + oembed)).status, 200);
  const page = await call<Person>(fan, 'GET', '/v1/people/close_owner');
  assert.equal(page.body.counts.videos, 0, 'a figure would tell of it');
  assert.equal(page.body.close, undefined);

  // Back to everybody, and to oneself alone.
  await does(owner, 'PUT', `/v1/videos/${clip}/audience`, { audience: 'everyone' });
  await cell.drain();
  assert.equal((await call(undefined, 'GET', `/v1/videos/${clip}`)).status, 200);
  await does(owner, 'PUT', `/v1/videos/${clip}/audience`, { audience: 'self' });
  await cell.drain();
  assert.equal(await code(friend, 'GET', `/v1/videos/${clip}`), 'video.not_found');
  assert.equal((await call(owner, 'GET', `/v1/videos/${clip}`)).status, 200);
  assert.equal(
    await code(other, 'PUT', `/v1/videos/${clip}/audience`, { audience: 'everyone' }),
    'video.not_yours',
  );
  assert.equal(
    (await call(owner, 'PUT', `/v1/videos/${clip}/audience`, { audience: 'x' })).status,
    400,
  );
});

test('a clip for followers is shown to them, and a list of close friends opens nothing of it', async () => {
  const [owner, friend, fan] = [
    await cell.account('for_followers'),
    await cell.account('followers_friend'),
    await cell.account('followers_fan'),
  ];
  await does(fan, 'PUT', '/v1/people/for_followers/follow');
  await does(owner, 'PUT', '/v1/people/followers_friend/close');
  const clip = await clipFor(owner, 'followers');
  assert.equal((await call(fan, 'GET', `/v1/videos/${clip}`)).status, 200);
  assert.ok((await shown(fan, 'following')).includes(clip));
  assert.equal(await code(friend, 'GET', `/v1/videos/${clip}`), 'video.not_found');
  await does(fan, 'DELETE', '/v1/people/for_followers/follow');
  assert.equal(await code(fan, 'GET', `/v1/videos/${clip}`), 'video.not_found');
});

test('who is taken off the list, or blocked, loses sight at once in every process, and is told nothing', async () => {
  const [owner, friend] = [await cell.account('off_owner'), await cell.account('off_friend')];
  await does(owner, 'PUT', '/v1/people/off_friend/close');
  await does(owner, 'PUT', '/v1/people/off_friend/close');
  const clip = await clipFor(owner, 'close');
  const other = createCell(cell.cell.parts, LIMITS);
  await other.start(['api']);
  const sees = async (on: Cell): Promise<boolean> => {
    const onlooker = { personId: friend.personId, ...(await on.social.ties(friend.personId)) };
    return on.visibility.check('videos.page', clip, onlooker).kind === 'visible';
  };
  assert.deepEqual([await sees(cell.cell), await sees(other)], [true, true]);
  await does(owner, 'DELETE', '/v1/people/off_friend/close');
  assert.equal(await code(friend, 'GET', `/v1/videos/${clip}`), 'video.not_found');
  await other.drain();
  assert.deepEqual([await sees(cell.cell), await sees(other)], [false, false]);

  await does(owner, 'PUT', '/v1/people/off_friend/close');
  await other.drain();
  assert.equal(await sees(other), true);
  await does(friend, 'PUT', '/v1/people/off_owner/block');
  await does(friend, 'DELETE', '/v1/people/off_owner/block');
  await other.drain();
  assert.deepEqual([await sees(cell.cell), await sees(other)], [false, false]);
  assert.deepEqual(names(await call(owner, 'GET', '/v1/close-friends')), []);
  await other.stop();
  await cell.drain();
  const inbox = await call<{ items: unknown[] }>(friend, 'GET', '/v1/inbox');
  assert.deepEqual(inbox.body.items, []);
});

test('the list is its owner’s: read, marked, taken along, and gone with either of them', async () => {
  const [owner, one, two] = [
    await cell.account('list_owner'),
    await cell.account('list_one'),
    await cell.account('list_two'),
  ];
  await does(owner, 'PUT', '/v1/people/list_one/close');
  await does(owner, 'PUT', '/v1/people/list_two/close');
  assert.equal(await code(owner, 'PUT', '/v1/people/list_owner/close'), 'person.self');
  assert.equal(await code(owner, 'PUT', '/v1/people/nobody_here/close'), 'person.not_found');
  assert.equal(await code(await cell.viewer(), 'GET', '/v1/close-friends'), 'auth.required');
  assert.deepEqual(names(await call(owner, 'GET', '/v1/close-friends')).toSorted(), [
    'list_one',
    'list_two',
  ]);
  assert.deepEqual(names(await call(one, 'GET', '/v1/close-friends')), []);
  const page = await call<Person>(owner, 'GET', '/v1/people/list_one');
  assert.equal(page.body.close, true);
  assert.equal((await call<Person>(one, 'GET', '/v1/people/list_owner')).body.close, undefined);

  const mine = await clipFor(owner, 'close');
  const job = await makeExport(cell, owner);
  const archive = await unpack((await fetchArchive(cell, owner, job.id)).bytes);
  const friends = await archive.rows('close-friends');
  assert.deepEqual(
    friends.map(({ friendId }) => friendId as string).toSorted(),
    [one.personId, two.personId].toSorted(),
  );
  const told = (await archive.rows('clips')).find(({ videoId }) => videoId === mine);
  assert.equal(told?.['audience'], 'close');
  await archive.close();
  const hers = await makeExport(cell, one);
  const theirs = await unpack((await fetchArchive(cell, one, hers.id)).bytes);
  assert.ok(!JSON.stringify(await theirs.rows('close-friends')).includes(owner.personId));
  await theirs.close();

  await cell.cell.accounts.erasePerson(one.personId);
  const rows = await cell.parts.database.query(
    {
      name: 'test.close',
      text: 'SELECT person_id FROM social_close WHERE friend_id = $1 UNION ALL SELECT person_id FROM social_close_back WHERE owner_id = $1',
    },
    [one.personId],
  );
  assert.deepEqual(rows, []);
});

test('no card, no ad and no lesson is made of a clip that is for some people', async () => {
  const [owner, friend] = [await cell.account('dark_owner'), await cell.account('dark_friend')];
  await does(friend, 'PUT', '/v1/people/dark_owner/follow');
  await does(owner, 'PUT', '/v1/people/dark_friend/close');
  const clip = await clipFor(owner, 'close', 'a caption that would make a card');
  const cards = await cell.parts.database.query<{ state: string }>(
    { name: 'test.cards_of', text: 'SELECT state FROM cards WHERE person_id = $1' },
    [owner.personId],
  );
  // One that was proposed before is over, and no other one is.
  assert.ok(
    cards.every(({ state }) => state === 'killed' || state === 'expired'),
    JSON.stringify(cards),
  );
  const { body } = await call<FeedPage>(friend, 'GET', '/v1/feeds/following?limit=50');
  const slot = body.items.find(({ video }) => video.id === clip)?.slot;
  assert.ok(slot);
  cell.parts.clock.advance(9_000);
  const at = cell.parts.clock.nowMs();
  const watched = [
    { type: 'impression', slot, seq: 0, at },
    { type: 'finish', slot, seq: 1, at, watchMs: 8_000 },
  ];
  const told = await call<{ results: { ok: boolean }[] }>(friend, 'POST', '/v1/events', {
    events: watched,
  });
  assert.deepEqual(
    told.body.results.map(({ ok }) => ok),
    [true, true],
  );
  await does(friend, 'PUT', `/v1/videos/${clip}/like`);
  await cell.drain();
  const items = cell.cell.taste.items();
  const item = items.indexOf(clip);
  assert.ok(item !== undefined);
  assert.deepEqual(
    [items.impressions(item), items.watches(item), items.popularity(item)],
    [0, 0, 0],
  );
  assert.equal(items.isOffered(item), false);
  const counted = await call<Video>(friend, 'GET', `/v1/videos/${clip}`);
  assert.equal(counted.body.counts.likes, 1, 'what friends do is counted for them');
});
