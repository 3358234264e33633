// What rises in a state is told of enough people who say that they live there, of nobody else, and of nobody by their address.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { PlaceList, Viewer } from '@jhalak/contracts/accounts';
import { Trends } from '@jhalak/contracts/trends';
import { DAY_MS } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

/** As the release's search_place_terms have it. */
const PEOPLE_MIN = 20;
const HOME = 'IN-KA';
const ELSEWHERE = 'IN-KL';

let cell: TestCell;
/** Of four makers: who has watched them for some time counts in full. */
const clips: string[] = [];
/** Each has a history here, and says that they live in Karnataka. */
const neighbours: TestPerson[] = [];

before(async () => {
  cell = await startCell({ trustProxy: true });
  for (const handle of ['maker_a', 'maker_b', 'maker_c', 'maker_d', 'maker_e', 'maker_f']) {
    const { personId } = await cell.account(handle);
    clips.push(await cell.publish({ personId, genre: 'dance', language: 'kn', caption: handle }));
  }
  await cell.drain();
  for (let nth = 0; nth < PEOPLE_MIN; nth += 1) neighbours.push(await cell.viewer());
  for (const person of neighbours) await watch(person, clips.slice(1));
  cell.parts.clock.advance(DAY_MS);
});
after(async () => await cell.close());

async function watch(
  { personId, token }: TestPerson,
  which: readonly string[],
  headers = {},
): Promise<void> {
  const at = cell.parts.clock.nowMs();
  const events = which.flatMap((videoId) => {
    const slot = cell.cell.attention.issueSlot({
      ...{ personId, videoId, durationMs: 8_000, surface: 'feed', position: 0, personal: true },
    });
    return [
      { type: 'impression', slot, seq: 0, at },
      { type: 'progress', slot, seq: 1, at, watchMs: 4_000 },
    ];
  });
  const reply = await cell.api('POST', '/v1/events', { token, body: { events }, headers });
  assert.equal(reply.status, 202, JSON.stringify(reply.body));
}

async function lives({ token }: TestPerson, homePlace: string | null): Promise<Viewer> {
  const reply = await cell.api<Viewer>('PATCH', '/v1/viewers/me', { token, body: { homePlace } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

async function trends(query: string): Promise<Trends> {
  await cell.drain();
  const reply = await cell.api<Trends>('GET', `/v1/trends?${query}`);
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  assert.ok(Compile(Trends).Check(reply.body), JSON.stringify(reply.body));
  return reply.body;
}

const ids = ({ clips: shown }: Trends): string[] => shown.map(({ video }) => video.id);

test('a state’s trends are told from enough of its people on, until then the country’s, and said so', async () => {
  const [clip = ''] = clips;
  for (const person of neighbours) await lives(person, HOME);
  const last = neighbours.slice(-1);
  for (const person of neighbours.slice(0, -1)) await watch(person, [clip]);
  const few = await trends(`place=${HOME}`);
  assert.deepEqual(few.place, { place: HOME, told: false, peopleMin: PEOPLE_MIN });
  assert.deepEqual(ids(few), ids(await trends('')), 'the country’s instead');
  for (const person of last) await watch(person, [clip]);
  const enough = await trends(`place=${HOME}`);
  assert.deepEqual([enough.place?.told, enough.floor], [true, PEOPLE_MIN]);
  assert.deepEqual(ids(enough), [clip]);
  assert.equal(enough.clips[0]?.views, PEOPLE_MIN);
  assert.equal(enough.clips[0]?.before, null);
  assert.equal((await trends(`place=${ELSEWHERE}`)).place?.told, false);
  assert.equal((await trends(`place=${HOME}&genre=dance&language=kn`)).place?.told, true);
  assert.equal((await trends(`place=${HOME}&genre=music`)).place?.told, false);
});

test('an address says nothing about a state; newcomers and children do not either', async () => {
  const fresh: TestPerson[] = [];
  for (let nth = 0; nth < PEOPLE_MIN; nth += 1) fresh.push(await cell.viewer());
  const [, clip = ''] = clips;
  // The operator's proxy says where they are; they themselves do not.
  for (const person of neighbours) await lives(person, null);
  for (const person of neighbours) await watch(person, [clip], { 'jhalak-state': ELSEWHERE });
  for (const person of fresh) {
    await lives(person, ELSEWHERE);
    await watch(person, [clip]);
  }
  assert.equal((await trends(`place=${ELSEWHERE}`)).place?.told, false);
  const places = await cell.parts.database.query<{ place: string; regular: number }>({
    name: 'test.places',
    text: `SELECT place, sum(regular)::int AS regular FROM search_trend_hours WHERE place = '${ELSEWHERE}' GROUP BY place`,
  });
  assert.deepEqual(
    places,
    [{ place: ELSEWHERE, regular: 0 }],
    'who is new here is not enough of a crowd',
  );
  const child = await cell.viewer({ ageBand: '18plus' });
  await lives(child, HOME);
  const younger = { token: child.token, body: { ageBand: '13-17' } };
  assert.equal((await cell.api('PATCH', '/v1/viewers/me', younger)).status, 200);
  assert.equal((await lives(child, HOME)).homePlace, undefined, 'nor is it kept again');
  const kept = 'SELECT 1 FROM persons WHERE person_id = $1 AND home_state IS NOT NULL';
  assert.deepEqual(
    await cell.parts.database.query({ name: 'test.kept', text: kept }, [child.personId]),
    [],
  );
  const caller = await cell.cell.accounts.authenticate(child.token);
  assert.equal(caller?.homePlace, undefined);
});

test('a state is chosen from the dated list of this country, taken back at will, and gone with its person', async () => {
  const { body: list } = await cell.api<PlaceList>('GET', '/v1/places');
  assert.equal(list.items.length, 36, 'twenty-eight states and eight union territories');
  assert.ok(list.items.every(({ place }) => place.startsWith('IN-')));
  const person = await cell.viewer();
  for (const wrong of ['IN-XX', 'ID-JK']) {
    const { token } = person;
    const refused = await cell.api<{ code: string }>('PATCH', '/v1/viewers/me', {
      token,
      body: { homePlace: wrong },
    });
    assert.deepEqual([refused.status, refused.body.code], [422, 'place.unknown']);
    assert.equal((await cell.api('GET', `/v1/trends?place=${wrong}`)).status, 422);
  }
  assert.equal((await lives(person, HOME)).homePlace, HOME);
  assert.equal((await lives(person, null)).homePlace, undefined);
  await lives(person, HOME);
  await watch(person, clips.slice(2, 3));
  await cell.cell.accounts.erasePerson(person.personId);
  await cell.drain();
  const events = await cell.parts.database.query({
    name: 'test.left_places',
    text: `SELECT 1 FROM persons WHERE person_id = '${person.personId}'`,
  });
  assert.deepEqual(events, []);
});

test('counted anew from the journal, a state’s sums are the same', async () => {
  const sums = async () =>
    await cell.parts.database.query<{ place: string }>({
      name: 'test.sums',
      text: 'SELECT video_id, hour, place, regular, other FROM search_trend_hours ORDER BY 1, 2, 3',
    });
  await cell.drain();
  const before = await sums();
  await cell.cell.trends.rebuildTrends();
  await cell.drain();
  const gone = (rows: Awaited<ReturnType<typeof sums>>) => rows.filter(({ place }) => place !== '');
  assert.ok(gone(before).length > 0);
  // The person who was erased in between watched one clip: nobody counts them now.
  assert.ok(gone(await sums()).length >= gone(before).length - 1);
});

test('taking a state’s figures from the country’s does not tell how many others watched', async () => {
  const { personId } = await cell.account('maker_attack');
  const few: TestPerson[] = [];
  for (let nth = 0; nth < 3; nth += 1) few.push(await cell.viewer());
  for (const person of few) await watch(person, clips.slice(1));
  await cell.drain();
  cell.parts.clock.advance(DAY_MS);
  const caption = '#attack';
  const make = { personId, genre: 'travel', language: 'kn', caption } as const;
  const [three, one] = [await cell.publish(make), await cell.publish(make)];
  await cell.drain();
  for (const person of neighbours) await lives(person, HOME);
  for (const person of [...neighbours, ...few]) await watch(person, [three]);
  for (const person of few.slice(0, 2)) await lives(person, HOME);
  for (const person of [...neighbours, ...few]) await watch(person, [one]);
  const ofState = await trends(`place=${HOME}&genre=travel`);
  const ofCountry = await trends('genre=travel');
  assert.equal(ofState.place?.told, true);
  const views = ({ clips: shown }: Trends, id: string): number =>
    shown.find(({ video }) => video.id === id)?.views ?? 0;
  const exact = await cell.parts.database.query<{ video_id: string; regular: number }>({
    name: 'test.exact',
    text: `SELECT video_id, sum(regular)::int AS regular FROM search_trend_hours WHERE place = '${HOME}' GROUP BY video_id`,
  });
  const truly = new Map(exact.map((row) => [row.video_id, row.regular]));
  assert.deepEqual([truly.get(three), truly.get(one)], [PEOPLE_MIN, PEOPLE_MIN + 2]);
  const rest = (id: string): number => views(ofCountry, id) - views(ofState, id);
  assert.ok(rest(three) > 0);
  assert.equal(rest(three), rest(one), 'three others and one other look alike');
});
