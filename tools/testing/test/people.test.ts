// People among each other, from outside: blocks, mutes, private accounts, saved clips, reposts, suggestions.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Person } from '@jhalak/contracts/accounts';
import type { FeedPage } from '@jhalak/contracts/feed';
import type {
  Collection,
  CollectionList,
  PersonList,
  SuggestionList,
} from '@jhalak/contracts/social';
import type { VideoPage } from '@jhalak/contracts/videos';
import { createCell, type Cell } from '@jhalak/jhalak';
import { startCell, type ApiReply, type TestCell, type TestPerson } from '@jhalak/testing';

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

type Method = 'GET' | 'PUT' | 'POST' | 'DELETE' | 'PATCH';
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
): Promise<string | number> {
  const reply = await call(who, method, path);
  return reply.body.code ?? reply.status;
}

const names = ({ body }: ApiReply<PersonList>): string[] => body.items.map(({ handle }) => handle);
const clips = ({ body }: ApiReply<VideoPage>): string[] => body.items.map(({ id }) => id);

/** What somebody is shown in a feed within some pages. */
async function feedOf(who: TestPerson, mode: 'for-you' | 'following'): Promise<FeedPage['items']> {
  const items: FeedPage['items'] = [];
  let cursor = '';
  for (let page = 0; page < 4; page += 1) {
    const { body } = await call<FeedPage>(who, 'GET', `/v1/feeds/${mode}?limit=50${cursor}`);
    items.push(...body.items);
    if (body.next === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next)}`;
  }
  return items;
}
const shown = async (who: TestPerson, mode: 'for-you' | 'following'): Promise<string[]> =>
  (await feedOf(who, mode)).map(({ video }) => video.id);

test('after a block neither sees the other anywhere, follows end both ways, and the blocked is not told', async () => {
  const [asha, bina] = [await cell.account('asha_blocks'), await cell.account('bina_blocked')];
  const hers = await cell.publish({ personId: bina.personId });
  const mine = await cell.publish({ personId: asha.personId });
  await cell.drain();
  await does(asha, 'PUT', '/v1/people/bina_blocked/follow');
  await does(bina, 'PUT', '/v1/people/asha_blocks/follow');
  assert.ok((await shown(asha, 'following')).includes(hers));

  await does(asha, 'PUT', '/v1/people/bina_blocked/block');

  for (const mode of ['for-you', 'following'] as const) {
    assert.ok(!(await shown(asha, mode)).includes(hers), mode);
    assert.ok(!(await shown(bina, mode)).includes(mine), mode);
  }
  assert.equal(await code(asha, 'GET', '/v1/people/bina_blocked'), 'person.blocked');
  assert.equal(await code(bina, 'GET', '/v1/people/asha_blocks'), 'person.not_found');
  assert.equal(await code(bina, 'GET', '/v1/people/nobody_at_all'), 'person.not_found');
  assert.equal(await code(asha, 'GET', `/v1/videos/${hers}`), 'video.not_found');
  assert.equal(await code(bina, 'GET', `/v1/videos/${mine}`), 'video.not_found');
  assert.equal(await code(bina, 'GET', `/media/${mine}/360.mp4`), 'video.not_found');
  assert.equal(await code(bina, 'PUT', `/v1/videos/${mine}/like`), 'video.not_found');
  assert.equal(await code(bina, 'PUT', '/v1/people/asha_blocks/follow'), 'person.not_found');
  assert.equal(await code(asha, 'PUT', '/v1/people/bina_blocked/follow'), 'person.blocked');
  assert.equal(await code(bina, 'GET', '/v1/people/asha_blocks/videos'), 'person.not_found');
  const moderator = await cell.account('blocked_moderator');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  await does(asha, 'PUT', '/v1/people/blocked_moderator/block');
  await cell.drain();
  assert.equal((await call(moderator, 'GET', '/v1/people/asha_blocks')).status, 200);
  assert.deepEqual(clips(await call(moderator, 'GET', '/v1/people/asha_blocks/videos')), [mine]);
  assert.equal(await code(moderator, 'PUT', '/v1/people/asha_blocks/follow'), 'person.not_found');
  await does(asha, 'DELETE', '/v1/people/blocked_moderator/block');
  const { body } = await call<Person>(undefined, 'GET', '/v1/people/bina_blocked');
  assert.deepEqual(body.counts, { followers: 0, following: 0, videos: 1 });
  assert.deepEqual(names(await call(asha, 'GET', '/v1/blocks')), ['bina_blocked']);
  assert.deepEqual(names(await call(bina, 'GET', '/v1/blocks')), []);

  await does(asha, 'DELETE', '/v1/people/bina_blocked/block');
  assert.equal((await call(bina, 'GET', `/v1/videos/${mine}`)).status, 200);
  const again = await call<Person>(asha, 'GET', '/v1/people/bina_blocked');
  assert.deepEqual([again.body.followed, again.body.followsYou], [false, false]);
});

test('a block that this process has not heard of yet keeps a follow out all the same', async () => {
  const [open, fan] = [await cell.account('late_open'), await cell.account('late_fan')];
  assert.equal((await call(fan, 'GET', '/v1/people/late_open')).status, 200);
  // Another process wrote it a moment ago; what this one remembers is older.
  for (const [table, own, other] of [
    ['social_ties', open, fan],
    ['social_ties_back', fan, open],
  ] as const)
    await cell.parts.database.query(
      {
        name: `test.block_${table}`,
        text: `INSERT INTO ${table} (person_id, kind, other_id, since_ms) VALUES ($1, 'block', $2, 1)`,
      },
      [own.personId, other.personId],
    );
  assert.equal(await code(fan, 'PUT', '/v1/people/late_open/follow'), 'person.not_found');
  const page = await call<Person>(undefined, 'GET', '/v1/people/late_open');
  assert.equal(page.body.counts.followers, 0);

  // Both at once, in either order: the block is what stands in the end.
  for (let turn = 0; turn < 5; turn += 1) {
    const [one, two] = [
      await cell.account(`race_one_${'abcde'[turn]}`),
      await cell.account(`race_two_${'abcde'[turn]}`),
    ];
    await Promise.all([
      call(one, 'PUT', `/v1/people/${two.handle}/follow`),
      call(two, 'PUT', `/v1/people/${one.handle}/follow`),
      does(two, 'PUT', `/v1/people/${one.handle}/block`),
      does(one, 'PUT', `/v1/people/${two.handle}/block`),
    ]);
    const left = await cell.parts.database.query(
      {
        name: 'test.race_left',
        text: `SELECT person_id FROM social_following WHERE person_id = ANY($1::uuid[])
          UNION ALL SELECT person_id FROM social_followers WHERE person_id = ANY($1::uuid[])`,
      },
      [[one.personId, two.personId]],
    );
    assert.deepEqual(left, []);
  }
});

test('a mute takes somebody out of one’s own feed and changes nothing else', async () => {
  const [fan, loud] = [await cell.account('fan_mutes'), await cell.account('loud_one')];
  const clip = await cell.publish({ personId: loud.personId });
  await cell.drain();
  await does(fan, 'PUT', '/v1/people/loud_one/follow');
  await does(fan, 'PUT', '/v1/people/loud_one/mute');
  assert.ok(!(await shown(fan, 'following')).includes(clip));
  assert.ok(!(await shown(fan, 'for-you')).includes(clip));
  assert.equal((await call(fan, 'GET', `/v1/videos/${clip}`)).status, 200);
  const page = await call<Person>(fan, 'GET', '/v1/people/loud_one');
  assert.deepEqual([page.body.followed, page.body.muted], [true, true]);
  assert.deepEqual(names(await call(fan, 'GET', '/v1/mutes')), ['loud_one']);
  await does(fan, 'DELETE', '/v1/people/loud_one/mute');
  assert.ok((await shown(fan, 'following')).includes(clip));
});

test('what is private is shown to followers on three surfaces, and nowhere else to anybody', async () => {
  const [shy, fan, other] = [
    await cell.account('shy_one'),
    await cell.account('shy_fan'),
    await cell.account('shy_other'),
  ];
  const viewer = await cell.viewer();
  const clip = await cell.publish({ personId: shy.personId });
  await cell.drain();
  await does(fan, 'PUT', '/v1/people/shy_one/follow');
  await does(viewer, 'PUT', '/v1/people/shy_one/follow');
  await does(shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();

  for (const stranger of [other, viewer, undefined]) {
    assert.equal(await code(stranger, 'GET', `/v1/videos/${clip}`), 'video.not_found');
    assert.equal(await code(stranger, 'GET', `/media/${clip}/360.mp4`), 'video.not_found');
    assert.deepEqual(clips(await call(stranger, 'GET', '/v1/people/shy_one/videos')), []);
    assert.equal(await code(stranger, 'GET', '/v1/people/shy_one/followers'), 'person.private');
  }
  for (const who of [fan, other, viewer])
    assert.ok(!(await shown(who, 'for-you')).includes(clip), 'for you');
  assert.ok((await shown(fan, 'following')).includes(clip));
  assert.ok(!(await shown(viewer, 'following')).includes(clip));
  assert.equal((await call(fan, 'GET', `/v1/videos/${clip}`)).status, 200);
  const bytes = await fetch(`${cell.url}/media/${clip}/360.mp4`, {
    headers: { authorization: `Bearer ${fan.token}` },
  });
  assert.equal(bytes.status, 200);
  assert.match(bytes.headers.get('cache-control') ?? '', /^private/);
  assert.deepEqual(clips(await call(fan, 'GET', '/v1/people/shy_one/videos')), [clip]);
  for (const [role, sees] of [
    ['auditor', false],
    ['editor', false],
    ['moderator', true],
  ] as const) {
    const staff = await cell.account(`shy_${role}`);
    await cell.cell.accounts.grantRole({ personId: staff.personId, role });
    await cell.drain();
    assert.equal((await call(staff, 'GET', `/v1/videos/${clip}`)).status === 200, sees, role);
  }
  assert.equal(await code(fan, 'PUT', `/v1/videos/${clip}/repost`), 'person.private');
  assert.equal(await code(other, 'PUT', `/v1/videos/${clip}/repost`), 'video.not_found');
  await does(fan, 'PUT', `/v1/videos/${clip}/like`);
  await does(fan, 'POST', `/v1/videos/${clip}/reports`, { reason: 'spam' });
  const stranger = await call<Person>(other, 'GET', '/v1/people/shy_one');
  assert.deepEqual([stranger.body.private, stranger.body.followed], [true, false]);

  await does(shy, 'PUT', '/v1/accounts/me/privacy', { private: false });
  await cell.drain();
  assert.equal((await call(undefined, 'GET', `/v1/videos/${clip}`)).status, 200);
});

test('a private account is asked, answers, and sends followers away', async () => {
  const [shy, one, two] = [
    await cell.account('asked_one'),
    await cell.account('asker_one'),
    await cell.account('asker_two'),
  ];
  const viewer = await cell.viewer();
  await does(shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  assert.equal((await call(one, 'PUT', '/v1/people/asked_one/follow')).status, 202);
  assert.equal((await call(two, 'PUT', '/v1/people/asked_one/follow')).status, 202);
  assert.equal((await call(one, 'PUT', '/v1/people/asked_one/follow')).status, 202);
  assert.equal(await code(viewer, 'PUT', '/v1/people/asked_one/follow'), 'auth.required');
  assert.deepEqual(names(await call(shy, 'GET', '/v1/follow-requests')).toSorted(), [
    'asker_one',
    'asker_two',
  ]);
  const page = await call<Person>(one, 'GET', '/v1/people/asked_one');
  assert.deepEqual([page.body.requested, page.body.followed], [true, false]);

  await does(shy, 'POST', '/v1/follow-requests/asker_one/accept');
  await does(shy, 'POST', '/v1/follow-requests/asker_two/refuse');
  assert.equal(
    await code(shy, 'POST', '/v1/follow-requests/asker_two/accept'),
    'follow_request.not_found',
  );
  assert.deepEqual(names(await call(shy, 'GET', '/v1/follow-requests')), []);
  assert.deepEqual(names(await call(one, 'GET', '/v1/people/asked_one/followers')), ['asker_one']);
  assert.equal(await code(two, 'GET', '/v1/people/asked_one/followers'), 'person.private');
  assert.equal((await call(one, 'PUT', '/v1/people/asked_one/follow')).status, 204);

  await does(shy, 'DELETE', '/v1/followers/asker_one');
  assert.equal(await code(one, 'GET', '/v1/people/asked_one/followers'), 'person.private');
  assert.equal((await call(two, 'PUT', '/v1/people/asked_one/follow')).status, 202);
  await does(two, 'DELETE', '/v1/people/asked_one/follow');
  assert.deepEqual(names(await call(shy, 'GET', '/v1/follow-requests')), []);
});

test('a clip is kept in one folder at a time, and nobody else reaches either', async () => {
  const [keeper, other] = [await cell.account('keeper_one'), await cell.account('keeper_two')];
  const [first, second] = [
    await cell.publish({ personId: other.personId }),
    await cell.publish({ personId: other.personId }),
  ];
  await cell.drain();
  const made = await call<Collection>(keeper, 'POST', '/v1/collections', {
    name: '  खाना  पकाना ',
  });
  assert.deepEqual([made.status, made.body.name], [201, 'खाना पकाना']);
  const { id } = made.body;
  await does(keeper, 'PUT', `/v1/videos/${first}/save`);
  cell.parts.clock.advance(1_000);
  await does(keeper, 'PUT', `/v1/videos/${second}/save?collection=${id}`);
  await does(keeper, 'PUT', `/v1/videos/${second}/save`);
  assert.deepEqual(clips(await call(keeper, 'GET', '/v1/saves')), [second, first]);
  assert.deepEqual(clips(await call(keeper, 'GET', `/v1/saves?collection=${id}`)), [second]);
  const one = await call<VideoPage>(keeper, 'GET', '/v1/saves?limit=1');
  const next = encodeURIComponent(one.body.next ?? '');
  assert.deepEqual(clips(await call(keeper, 'GET', `/v1/saves?limit=1&cursor=${next}`)), [first]);
  assert.equal(one.body.items[0]?.viewer?.saved, true);
  const list = await call<CollectionList>(keeper, 'GET', '/v1/collections');
  const [folder] = list.body.items;
  assert.deepEqual([folder?.name, folder?.count, folder?.covers.length], ['खाना पकाना', 1, 1]);
  assert.equal(list.body.saved, 2);

  assert.deepEqual((await call<CollectionList>(other, 'GET', '/v1/collections')).body, {
    items: [],
    saved: 0,
  });
  assert.deepEqual(clips(await call(other, 'GET', `/v1/saves?collection=${id}`)), []);
  assert.equal(await code(other, 'DELETE', `/v1/collections/${id}`), 'collection.not_found');
  assert.equal(
    await code(other, 'PUT', `/v1/videos/${first}/save?collection=${id}`),
    'collection.not_found',
  );
  const [row] = await cell.parts.database.query<{ name: Buffer }>({
    name: 'test.folder',
    text: 'SELECT name_sealed AS name FROM social_collections',
  });
  assert.ok(row !== undefined && !row.name.includes('खाना'), 'the name is sealed');

  await does(keeper, 'PATCH', `/v1/collections/${id}`, { name: 'Food' });
  await does(keeper, 'DELETE', `/v1/collections/${id}`);
  await does(keeper, 'DELETE', `/v1/videos/${first}/save`);
  assert.deepEqual(clips(await call(keeper, 'GET', '/v1/saves')), [second]);
});

test('who keeps as much as there is room for can still put it into folders', async () => {
  const [full, maker] = [await cell.account('keeper_full'), await cell.account('keeper_of')];
  const [kept, another] = [
    await cell.publish({ personId: maker.personId }),
    await cell.publish({ personId: maker.personId }),
  ];
  await cell.drain();
  await does(full, 'PUT', `/v1/videos/${kept}/save`);
  await cell.parts.database.query(
    {
      name: 'test.fill_saves',
      text: `INSERT INTO social_saves (person_id, video_id, since_ms)
        SELECT $1, gen_random_uuid(), 1 FROM generate_series(1, 9999)`,
    },
    [full.personId],
  );
  const { body } = await call<Collection>(full, 'POST', '/v1/collections', { name: 'mine' });
  await does(full, 'PUT', `/v1/videos/${kept}/save?collection=${body.id}`);
  await does(full, 'PUT', `/v1/videos/${kept}/save`);
  assert.equal(await code(full, 'PUT', `/v1/videos/${another}/save`), 'collection.full');
});

test('a repost reaches one’s followers with one’s name, and is taken back', async () => {
  const [maker, friend, reader] = [
    await cell.account('repost_maker'),
    await cell.account('repost_friend'),
    await cell.account('repost_reader'),
  ];
  const clip = await cell.publish({ personId: maker.personId });
  await cell.drain();
  await does(reader, 'PUT', '/v1/people/repost_friend/follow');
  assert.ok(!(await shown(reader, 'following')).includes(clip));
  await does(friend, 'PUT', `/v1/videos/${clip}/repost`);
  const item = (await feedOf(reader, 'following')).find(({ video }) => video.id === clip);
  assert.equal(item?.reason.code, 'reposted');
  assert.match(item?.reason.text ?? '', /@repost_friend/);
  const page = await call<{ viewer?: { reposted?: boolean } }>(friend, 'GET', `/v1/videos/${clip}`);
  assert.equal(page.body.viewer?.reposted, true);

  await does(reader, 'PUT', '/v1/people/repost_maker/block');
  assert.ok(!(await shown(reader, 'following')).includes(clip), 'its maker is blocked');
  await does(reader, 'DELETE', '/v1/people/repost_maker/block');
  assert.ok((await shown(reader, 'following')).includes(clip));
  const nameless = await cell.viewer();
  await does(nameless, 'PUT', '/v1/people/repost_friend/follow');
  assert.ok((await shown(nameless, 'following')).includes(clip));
  await does(friend, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  assert.ok((await shown(reader, 'following')).includes(clip));
  assert.ok(!(await shown(nameless, 'following')).includes(clip), 'nobody knows who that is');
  await does(friend, 'DELETE', `/v1/videos/${clip}/repost`);
  assert.ok(!(await shown(reader, 'following')).includes(clip));
});

test('people are proposed for what is public about them, with the reason', async () => {
  const [me, left, right] = [
    await cell.account('suggest_me', { languages: ['ta'], genres: ['food'] }),
    await cell.account('suggest_left'),
    await cell.account('suggest_right'),
  ];
  const both = await cell.account('suggest_both');
  const cook = await cell.account('suggest_cook');
  await cell.publish({ personId: cook.personId, language: 'ta', genre: 'food' });
  await cell.drain();
  for (const friend of [left, right]) {
    await does(me, 'PUT', `/v1/people/${friend.handle}/follow`);
    await does(friend, 'PUT', '/v1/people/suggest_both/follow');
  }
  const list = async (who: TestPerson): Promise<SuggestionList['items']> =>
    (await call<SuggestionList>(who, 'GET', '/v1/suggestions/people')).body.items;
  const [first, ...others] = await list(me);
  assert.equal(first?.person.handle, 'suggest_both');
  assert.deepEqual(first?.reason.kind === 'followed_by' && first.reason.count, 2);
  const popular = others.find(({ person }) => person.handle === 'suggest_cook');
  assert.deepEqual(popular?.reason, { kind: 'popular', language: 'ta', genre: 'food' });

  const moderator = await cell.account('suggest_moderator');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const decide = async (action: string): Promise<void> => {
    const body = { action, reason: 'spam', note: 'why' };
    await does(moderator, 'POST', '/v1/moderation/people/suggest_left/acts', body);
    await cell.drain();
  };
  await decide('remove');
  const reason = (await list(me)).find(({ person }) => person.handle === 'suggest_both')?.reason;
  assert.deepEqual(reason?.kind === 'followed_by' && reason.handles, ['suggest_right']);
  await decide('restore');

  const child = await cell.account('suggest_child', { ageBand: '13-17', languages: ['ta'] });
  for (const friend of [left, right])
    await does(child, 'PUT', `/v1/people/${friend.handle}/follow`);
  assert.ok((await list(child)).every(({ reason }) => reason.kind === 'popular'));

  const nameless = await cell.viewer();
  for (const friend of [left, right])
    await does(nameless, 'PUT', `/v1/people/${friend.handle}/follow`);
  const told = async (who: TestPerson): Promise<boolean> =>
    (await list(who)).some(({ reason }) => reason.kind === 'followed_by');
  assert.ok(await told(nameless));
  await does(left, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  assert.deepEqual([await told(me), await told(nameless)], [true, false]);

  await does(both, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  assert.ok(!(await list(me)).some(({ person }) => person.handle === 'suggest_both'));
});

test('what is private and who is blocked is known to every process, and to one that starts again', async () => {
  const [shy, one, two] = [
    await cell.account('far_shy'),
    await cell.account('far_one'),
    await cell.account('far_two'),
  ];
  const clip = await cell.publish({ personId: shy.personId });
  await cell.drain();
  const other = createCell(cell.cell.parts, LIMITS);
  await other.start(['api']);
  const sees = async (on: Cell): Promise<[string, boolean]> => [
    on.visibility.check('videos.page', clip, {}).kind,
    (await on.social.apart(two.personId)).blocked.has(one.personId),
  ];
  assert.deepEqual(await sees(other), ['visible', false]);
  await does(shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await does(one, 'PUT', '/v1/people/far_two/block');
  await other.drain();
  assert.deepEqual(await sees(other), ['hidden', true]);
  await other.stop();
  const again = createCell(cell.cell.parts, LIMITS);
  await again.start(['api']);
  assert.deepEqual(await sees(again), ['hidden', true]);
  await again.stop();
});

test('lock cards of an account are killed when it becomes private, and none are made of it then', async () => {
  const shy = await cell.account('card_shy');
  const publish = async (): Promise<void> => {
    await cell.publish({ personId: shy.personId, caption: 'a caption for a card' });
    await cell.drain();
  };
  const cards = async (): Promise<string[]> => {
    const rows = await cell.parts.database.query<{ state: string }>(
      {
        name: 'test.cards',
        text: `SELECT state FROM cards WHERE person_id = $1 ORDER BY proposed_at_ms`,
      },
      [shy.personId],
    );
    return rows.map(({ state }) => state);
  };
  await publish();
  assert.deepEqual(await cards(), ['proposed']);
  await does(shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await cell.drain();
  assert.deepEqual(await cards(), ['expired']);
  await publish();
  assert.deepEqual(await cards(), ['expired']);
});

test('ten scripts that like and follow as fast as they can move each figure by ten, and rows, figures and journal agree', async () => {
  const star = await cell.account('farm_star');
  const clip = await cell.publish({ personId: star.personId });
  await cell.drain();
  const farm = await Promise.all(
    Array.from({ length: 10 }, async (_, at) => await cell.account(`farm_${at}`)),
  );
  const paths = [`/v1/videos/${clip}/like`, '/v1/people/farm_star/follow'];
  await Promise.all(
    farm.flatMap((one, at) =>
      Array.from({ length: 12 }, async (_, turn) => {
        // The last words of all of them are a like and a follow.
        const method = turn < 8 && (turn + at) % 3 === 0 ? 'DELETE' : 'PUT';
        await does(one, method, paths[turn % 2] ?? '');
      }),
    ),
  );
  for (const one of farm) for (const path of paths) await does(one, 'PUT', path);
  await cell.drain();
  const [rows] = await cell.parts.database.query<Record<string, number>>(
    {
      name: 'test.farm',
      text: `SELECT (SELECT count(*)::int FROM social_likes WHERE video_id = $1) AS likes,
        (SELECT likes::int FROM video_counts WHERE video_id = $1) AS told,
        (SELECT sum(CASE type WHEN 'liked' THEN 1 ELSE -1 END)::int FROM journal
          WHERE stream = 'social.like' AND facts->>'videoId' = $1::text) AS journal_likes,
        (SELECT count(*)::int FROM social_followers WHERE person_id = $2) AS followers,
        (SELECT count(*)::int FROM social_following WHERE followee_id = $2) AS following,
        (SELECT sum(CASE type WHEN 'followed' THEN 1 ELSE -1 END)::int FROM journal
          WHERE stream = 'social.follow' AND facts->>'followeeId' = $2::text) AS journal_follows`,
    },
    [clip, star.personId],
  );
  assert.deepEqual(rows, {
    ...{ likes: 10, told: 10, journal_likes: 10 },
    ...{ followers: 10, following: 10, journal_follows: 10 },
  });
});

test('an erased person leaves no half of a tie, a request or a folder', async () => {
  const [gone, stays] = [await cell.account('tie_gone'), await cell.account('tie_stays')];
  await does(gone, 'PUT', '/v1/people/tie_stays/mute');
  await does(stays, 'PUT', '/v1/people/tie_gone/block');
  await does(gone, 'POST', '/v1/collections', { name: 'mine' });
  const shy = await cell.account('tie_shy');
  await does(shy, 'PUT', '/v1/accounts/me/privacy', { private: true });
  await does(stays, 'DELETE', '/v1/people/tie_gone/block');
  await does(stays, 'PUT', '/v1/people/tie_gone/mute');
  await cell.drain();
  assert.equal((await call(gone, 'PUT', '/v1/people/tie_shy/follow')).status, 202);
  await cell.cell.accounts.erasePerson(gone.personId);
  const left = await cell.parts.database.query<{ left: string }>(
    {
      name: 'test.left',
      text: `SELECT 'tie' AS left FROM social_ties WHERE $1 IN (person_id, other_id)
        UNION ALL SELECT 'back' FROM social_ties_back WHERE $1 IN (person_id, other_id)
        UNION ALL SELECT 'request' FROM social_requests WHERE $1 IN (person_id, asker_id)
        UNION ALL SELECT 'asked' FROM social_asked WHERE $1 IN (person_id, asked_id)
        UNION ALL SELECT 'folder' FROM social_collections WHERE person_id = $1`,
    },
    [gone.personId],
  );
  assert.deepEqual(left, []);
});

test('a list is read page by page, newest first, each person once', async () => {
  const known = await cell.account('many_know_me');
  const fans = ['fan_a', 'fan_b', 'fan_c', 'fan_d', 'fan_e'].map((name) => `${name}_pages`);
  for (const name of fans) {
    const { token } = await cell.account(name);
    cell.parts.clock.advance(1_000);
    await cell.api('PUT', `/v1/people/${known.handle}/follow`, { token });
  }
  const read: string[] = [];
  let cursor = '';
  for (let page = 0; page < fans.length; page += 1) {
    const path = `/v1/people/${known.handle}/followers?limit=2${cursor}`;
    const { body } = await cell.api<PersonList>('GET', path);
    read.push(...body.items.map(({ handle }) => handle));
    if (body.next === null) break;
    cursor = `&cursor=${encodeURIComponent(body.next)}`;
  }
  assert.deepEqual(read, fans.toReversed());
});
