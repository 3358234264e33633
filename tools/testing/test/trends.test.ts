// Trends count honestly, cannot be bought by newcomers, and come out the same when they are counted anew; channels hold what
// there is of a genre.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { NEWCOMERS_FREE } from '@jhalak/contracts/counting';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { ChannelList, ChannelPage, TREND_FLOOR, Trends } from '@jhalak/contracts/trends';
import { DAY_MS, HOUR_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

let cell: TestCell;
const makers: TestPerson[] = [];
/** Clips of each maker: dance with the tag, music without. */
const dance: string[] = [];
const music: string[] = [];

before(async () => {
  cell = await startCell();
  for (const handle of ['maker_one', 'maker_two', 'maker_three', 'maker_four']) {
    const maker = await cell.account(handle);
    makers.push(maker);
    const { personId } = maker;
    const caption = `बारिश #मानसून by ${handle}`;
    dance.push(await cell.publish({ personId, genre: 'dance', language: 'hi', caption }));
    music.push(await cell.publish({ personId, genre: 'music', language: 'ta', caption: handle }));
  }
  await cell.drain();
});
after(async () => await cell.close());

async function watch({ personId, token }: TestPerson, ...clips: string[]): Promise<void> {
  const events = clips.flatMap((videoId) => {
    const slot = cell.cell.attention.issueSlot({
      ...{ personId, videoId, durationMs: 8_000, surface: 'feed', position: 0, personal: true },
    });
    const at = cell.parts.clock.nowMs();
    return [
      { type: 'impression', slot, seq: 0, at },
      { type: 'progress', slot, seq: 1, at, watchMs: 4_000 },
    ];
  });
  const reply = await cell.api('POST', '/v1/events', { token, body: { events } });
  assert.equal(reply.status, 202);
}

async function crowd(count: number, ...clips: string[]): Promise<TestPerson[]> {
  const people: TestPerson[] = [];
  for (let nth = 0; nth < count; nth += 1) people.push(await cell.viewer());
  for (const person of people) await watch(person, ...clips);
  return people;
}

async function trends(query = '', token?: string): Promise<Trends> {
  await cell.drain();
  const reply = await cell.api<Trends>('GET', `/v1/trends?${query}`, { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  assert.ok(Compile(Trends).Check(reply.body), JSON.stringify(reply.body));
  return reply.body;
}

/** Regulars of the whole file: who watched four creators on the first day. */
let regulars: TestPerson[] = [];

test('what fewer than ten people watched is told nowhere; then with how many watched it', async () => {
  const [clip = '', other = ''] = dance;
  const few = await crowd(TREND_FLOOR - 1, clip, other);
  // A second view of the same day, and one’s own, are no more viewers.
  for (const person of few) await watch(person, clip);
  await watch(makers[0] ?? few[0]!, clip);
  const nothing = await trends();
  assert.deepEqual([nothing.clips, nothing.tags], [[], []]);
  const [tenth] = await crowd(1, clip, other);
  regulars = [...few, tenth!];
  const { clips, tags, fromMs, untilMs, floor } = await trends();
  assert.equal(floor, TREND_FLOOR);
  assert.equal(untilMs, cell.parts.clock.nowMs());
  assert.equal(fromMs % HOUR_MS, 0);
  assert.ok(untilMs - fromMs <= DAY_MS && untilMs - fromMs >= DAY_MS - HOUR_MS);
  assert.deepEqual(
    new Map(clips.map(({ video, views }) => [video.id, views])),
    new Map([
      [clip, TREND_FLOOR],
      [other, TREND_FLOOR],
    ]),
  );
  assert.deepEqual(
    tags.map(({ tag, clips: count, views, before: earlier }) => [tag, count, views, earlier]),
    [['मानसून', 2, 2 * TREND_FLOOR, null]],
  );
});

test('trends are of a language, of a genre, and of who may see them', async () => {
  assert.equal((await trends('language=hi&genre=dance')).clips.length, 2);
  assert.deepEqual((await trends('language=ta')).clips, []);
  assert.deepEqual((await trends('genre=music')).tags, []);
  assert.equal((await cell.api('GET', '/v1/trends?genre=chess')).status, 400);
  const [, second = ''] = dance;
  const change = { token: makers[1]?.token };
  assert.equal((await cell.api('DELETE', `/v1/videos/${second}`, change)).status, 200);
  const { clips, tags } = await trends();
  assert.deepEqual(
    clips.map(({ video }) => video.id),
    [dance[0]],
  );
  // One creator’s habit is no trend of many.
  assert.deepEqual(tags, []);
  assert.equal((await cell.api('POST', `/v1/videos/${second}/restore`, change)).status, 200);
});

test('a trend says how many more there are than in the window before', async () => {
  // Who watched four creators, and more than a moment ago, is a regular from now on.
  for (const person of regulars) await watch(person, ...music);
  cell.parts.clock.advance(DAY_MS);
  const [clip = ''] = dance;
  const more = await crowd(5, clip);
  for (const person of regulars) await watch(person, clip, ...music);
  assert.equal(more.length, 5);
  const day = (await trends()).clips.find(({ video }) => video.id === clip);
  assert.deepEqual([day?.views, day?.before], [TREND_FLOOR + 5, TREND_FLOOR]);
  const week = (await trends('window=week')).clips.find(({ video }) => video.id === clip);
  assert.deepEqual([week?.views, week?.before], [2 * TREND_FLOOR + 5, null]);
});

test('sixty accounts made for one clip do not make it a trend beside regulars', async () => {
  const [, , , farmed = ''] = dance;
  await crowd(60, farmed);
  const { clips, tags } = await trends('window=week');
  assert.equal(
    clips.find(({ video }) => video.id === farmed),
    undefined,
  );
  // To a tag newcomers add as little as to a clip, however many clips they were sent to.
  assert.equal(tags[0]?.views, 3 * TREND_FLOOR + 5 + NEWCOMERS_FREE);
});

test('counted anew from the journal, trends are the same', async () => {
  const [day, week] = [await trends(), await trends('window=week')];
  await cell.cell.trends.rebuildTrends();
  assert.deepEqual([await trends(), await trends('window=week')], [day, week]);
});

test('of children, and of people who let nothing be learned, nothing is kept; erased is erased', async () => {
  const consent = {
    ...{ personalisation: false, lock: false, ads: false },
    ...noticeRead('en'),
  };
  const child = await cell.viewer({ ageBand: '13-17', consent });
  const silent = await cell.viewer({ consent });
  const leaving = await cell.viewer();
  const [, , clip = ''] = music;
  for (const person of [child, silent, leaving]) await watch(person, clip);
  await cell.drain();
  const kept = async (): Promise<Set<string>> => {
    const text = 'SELECT person_id FROM video_viewers';
    const rows = await cell.parts.database.query<{ person_id: string }>({
      name: 'test.kept',
      text,
    });
    return new Set(rows.map((row) => row.person_id));
  };
  const before = await kept();
  assert.deepEqual(
    [child, silent, leaving].map(({ personId }) => before.has(personId)),
    [false, false, true],
  );
  await cell.cell.accounts.erasePerson(leaving.personId);
  await cell.drain();
  assert.equal((await kept()).has(leaving.personId), false);
});

test('channels are the genres that hold clips, with the tags that several people use', async () => {
  await cell.drain();
  const all = await cell.api<ChannelList>('GET', '/v1/channels');
  assert.ok(Compile(ChannelList).Check(all.body), JSON.stringify(all.body));
  assert.deepEqual(
    all.body.items.map(({ genre, topics }) => [genre, topics]),
    [
      ['music', []],
      ['dance', [{ tag: 'मानसून', clips: dance.length }]],
    ],
  );
  const hindi = await cell.api<ChannelList>('GET', '/v1/channels?language=hi');
  assert.deepEqual(
    hindi.body.items.map(({ genre }) => genre),
    ['dance'],
  );
});

test('a channel is read page by page, in either order, by topic; nothing dark is in it', async () => {
  const page = async (query: string): Promise<ChannelPage> => {
    const reply = await cell.api<ChannelPage>('GET', `/v1/channels/dance?${query}`);
    assert.ok(Compile(ChannelPage).Check(reply.body), JSON.stringify(reply.body));
    return reply.body;
  };
  const first = await page('order=newest&limit=3');
  const second = await page(`order=newest&limit=3&cursor=${first.next}`);
  assert.deepEqual(first.languages, ['hi']);
  assert.deepEqual(
    [...first.items, ...second.items].map(({ id }) => id),
    dance.toReversed(),
  );
  assert.equal(second.next, null);
  // The third is the one that nobody watched.
  assert.equal((await page('order=popular')).items.at(-1)?.id, dance[2]);
  assert.equal((await page('topic=मानसून')).items.length, dance.length);
  assert.equal((await page('topic=other')).items.length, 0);
  const wrong = `/v1/channels/dance?order=popular&cursor=${first.next}`;
  assert.equal((await cell.api('GET', wrong)).status, 400);
  await cell.api('DELETE', `/v1/videos/${dance[0]}`, { token: makers[0]?.token });
  await cell.drain();
  assert.equal((await page('order=popular')).items.length, dance.length - 1);
  const before = await page('order=newest&limit=2');
  const personId = makers[0]?.personId ?? '';
  await cell.publish({ personId, genre: 'dance', language: 'hi', caption: 'came in between' });
  await cell.drain();
  const rest = await page(`order=newest&limit=2&cursor=${before.next}`);
  assert.deepEqual(
    [...before.items, ...rest.items].map(({ id }) => id),
    dance.slice(1).toReversed(),
    'what comes in between is no repetition',
  );
});

test('who is counted late is still counted once', async () => {
  const [, , , clip = ''] = music;
  const counted = async (): Promise<number> => {
    await cell.drain();
    const [row] = await cell.parts.database.query<{ count: number }>(
      {
        name: 'test.counted',
        text: 'SELECT sum(regular + other)::int AS count FROM search_trend_hours WHERE video_id = $1',
      },
      [clip],
    );
    return row?.count ?? 0;
  };
  const late = await cell.viewer();
  await watch(late, clip);
  const once = await counted();
  await watch(late, clip);
  // The worker stands still for days.
  cell.parts.clock.advance(3 * DAY_MS);
  const expire = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'videos.expire_views');
  await expire?.run();
  assert.equal(await counted(), once);
});
