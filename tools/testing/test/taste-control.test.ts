// What people tell the feed, and what they do with what it believes of them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SlotWhy } from '@jhalak/contracts/feed';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { TasteFile, TasteProfile, type KeptChoice, type TasteEdit } from '@jhalak/contracts/taste';
import type { JsonObject } from '@jhalak/ports';
import { createTaste } from '@jhalak/taste';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

interface Page {
  items: {
    slot: string;
    reason: { code: string; text: string };
    video: {
      id: string;
      genre: string;
      language: string;
      caption: string;
      creator: { handle: string };
    };
  }[];
}

let cell: TestCell;
const makers: TestPerson[] = [];
before(async () => {
  cell = await startCell();
  for (const name of ['maker_a', 'maker_b', 'maker_c', 'maker_d']) {
    const maker = await cell.account(name);
    makers.push(maker);
    for (const genre of ['music', 'dance', 'sports', 'food']) {
      const caption = genre === 'sports' ? `क्रिकेट ${name}` : `${genre} ${name} #wow`;
      await cell.publish({ personId: maker.personId, genre, language: 'hi', caption });
      await cell.publish({ personId: maker.personId, genre, language: 'ta', caption });
    }
  }
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function feed(token: string, limit = 20): Promise<Page['items']> {
  const reply = await cell.api<Page>('GET', `/v1/feeds/for-you?limit=${limit}`, { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body.items;
}

async function choose(
  { token }: TestPerson,
  body: { of: string; value: string; wish: string },
): Promise<KeptChoice> {
  const reply = await cell.api<KeptChoice>('POST', '/v1/taste/choices', { token, body });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  return reply.body;
}

async function profile({ token }: TestPerson): Promise<TasteProfile> {
  const reply = await cell.api<TasteProfile>('GET', '/v1/taste', { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  assert.ok(Compile(TasteProfile).Check(reply.body), JSON.stringify(reply.body));
  return reply.body;
}

async function watch({ token }: TestPerson, slot: string, watchMs = 8_000): Promise<void> {
  cell.parts.clock.advance(watchMs + 1_000);
  const at = cell.parts.clock.nowMs();
  const reply = await cell.api('POST', '/v1/events', {
    token,
    body: {
      events: [
        { type: 'impression', slot, seq: 0, at },
        { type: 'finish', slot, seq: 1, at, watchMs },
      ],
    },
  });
  assert.equal(reply.status, 202);
}

/** Of 18 or more with consent, a child, and somebody who said no. */
const KINDS = {
  consent: {},
  child: { ageBand: '13-17' },
  no: {
    consent: {
      ...{ personalisation: false, lock: false, ads: false },
      ...noticeRead('en'),
    },
  },
};

for (const [kind, body] of Object.entries(KINDS)) {
  test(`what is not wanted is gone from the very next page, and comes back with undo: ${kind}`, async () => {
    const viewer = await cell.viewer({ languages: [], ...body });
    const [first] = await feed(viewer.token);
    assert.ok(first);
    const wishes = [
      { of: 'clip', value: first.video.id, is: (one: Page['items'][0]) => one.video.id },
      { of: 'creator', value: 'maker_b', is: (one: Page['items'][0]) => one.video.creator.handle },
      { of: 'genre', value: 'food', is: (one: Page['items'][0]) => one.video.genre },
      { of: 'language', value: 'ta', is: (one: Page['items'][0]) => one.video.language },
    ];
    const made: KeptChoice[] = [];
    for (const { of, value } of wishes)
      made.push(await choose(viewer, { of, value, wish: 'none' }));
    const page = await feed(viewer.token);
    assert.ok(page.length > 0);
    for (const { value, is } of wishes) assert.ok(!page.some((one) => is(one) === value), value);
    assert.equal((await profile(viewer)).choices.length, 4);
    for (const { id } of made) {
      const { token } = viewer;
      const reply = await cell.api('DELETE', `/v1/taste/choices/${id}`, { token });
      assert.equal(reply.status, 204);
    }
    const genres = new Set((await feed(viewer.token)).map((one) => one.video.genre));
    assert.ok(genres.has('food'));
    assert.deepEqual((await profile(viewer)).choices, []);
  });
}

test('a muted word is muted in every script, a tag as a tag', async () => {
  const viewer = await cell.viewer({ languages: [] });
  const saysIt = async (): Promise<boolean> =>
    (await feed(viewer.token)).some((one) => one.video.genre === 'sports');
  assert.ok(await saysIt());
  await choose(viewer, { of: 'words', value: 'கிரிக்கெட்', wish: 'none' });
  assert.equal(await saysIt(), false);
  await choose(viewer, { of: 'tag', value: '#Wow', wish: 'none' });
  assert.deepEqual(await feed(viewer.token), [], 'every clip says one of both');
  const [word] = (await profile(viewer)).choices.filter(({ of }) => of === 'words');
  await cell.api('DELETE', `/v1/taste/choices/${word?.id}`, { token: viewer.token });
  assert.ok((await feed(viewer.token)).every((one) => one.video.genre === 'sports'));
});

/** Tells of a clip again, with a sound: as it will be when clips have one. */
async function giveSound(videoId: string, sound: string): Promise<void> {
  const { database, journal } = cell.parts;
  const [told] = await database.query<{ facts: JsonObject }>(
    {
      name: 'test.clip_facts',
      text: `SELECT facts FROM journal WHERE stream = 'videos.video' AND key = $1 ORDER BY position DESC LIMIT 1`,
    },
    [videoId],
  );
  const facts = { ...told?.facts, sound };
  await database.transaction(async (tx) => {
    await journal.append(tx, [{ stream: 'videos.video', key: videoId, type: 'changed', facts }]);
  });
}

test('clips that share a sound have their share of a page, and none when it is not wanted', async () => {
  const viewer = await cell.viewer();
  const clips = (await feed(viewer.token, 20)).map(({ video }) => video.id);
  const ofDrum = new Set(clips.slice(0, 10));
  const send = (value: string) =>
    cell.api('POST', '/v1/taste/choices', {
      token: viewer.token,
      body: { of: 'sound', value, wish: 'none' },
    });
  assert.equal((await send('drum')).status, 422, 'before any clip has it');
  for (const id of ofDrum) await giveSound(id, 'drum');
  await cell.drain();
  for (let page = 0; page < 6; page += 1) {
    const isDrum = (await feed(viewer.token, 6)).map(({ video }) => ofDrum.has(video.id));
    assert.ok(isDrum.filter(Boolean).length <= 2, isDrum.join());
    assert.ok(!isDrum.some((one, place) => one && isDrum[place - 1] === true), isDrum.join());
  }
  const choice = await choose(viewer, { of: 'sound', value: 'drum', wish: 'none' });
  assert.ok((await feed(viewer.token, 20)).every(({ video }) => !ofDrum.has(video.id)));
  const [told] = (await profile(viewer)).choices;
  assert.deepEqual([told?.of, told?.value], ['sound', 'drum']);
  const path = `/v1/taste/choices/${choice.id}`;
  assert.equal((await cell.api('DELETE', path, { token: viewer.token })).status, 204);
  assert.ok((await feed(viewer.token, 20)).some(({ video }) => ofDrum.has(video.id)));
});

test('more of a genre or creator fills the next page with it, says so, and less takes it away', async () => {
  const viewer = await cell.viewer({ languages: ['hi'], genres: ['music'] });
  const share = (page: Page['items']): number =>
    page.filter((one) => one.video.genre === 'dance').length / page.length;
  const before = share(await feed(viewer.token, 6));
  await choose(viewer, { of: 'genre', value: 'dance', wish: 'more' });
  const more = await feed(viewer.token, 6);
  assert.ok(share(more) > before, `${share(more)} is not above ${before}`);
  assert.ok(
    more.some((one) => one.reason.code === 'asked' && one.reason.text.includes('नृत्य')),
    JSON.stringify(more.map(({ reason }) => reason)),
  );
  const again = await choose(viewer, { of: 'genre', value: 'dance', wish: 'less' });
  const { choices } = await profile(viewer);
  assert.deepEqual(
    choices.map(({ id, wish }) => [id, wish]),
    [[again.id, 'less']],
    'the last word about a thing counts',
  );
  assert.ok(share(await feed(viewer.token, 6)) <= before);
});

test('choices are of the person who made them, sealed, and gone with them', async () => {
  const viewer = await cell.account('chooser_one');
  const other = await cell.viewer();
  const { id } = await choose(viewer, { of: 'words', value: 'politics', wish: 'none' });
  const stolen = await cell.api('DELETE', `/v1/taste/choices/${id}`, { token: other.token });
  assert.equal(stolen.status, 404);
  const rows = await cell.parts.database.query<{ sealed: Buffer }>(
    { name: 'test.choices', text: 'SELECT sealed FROM taste_choices WHERE person_id = $1' },
    [viewer.personId],
  );
  assert.equal(rows.length, 1);
  assert.ok(!rows[0]?.sealed.includes('politics'));
  await cell.cell.accounts.erasePerson(viewer.personId);
  const left = await cell.parts.database.query(
    { name: 'test.choices', text: 'SELECT sealed FROM taste_choices WHERE person_id = $1' },
    [viewer.personId],
  );
  assert.deepEqual(left, []);
});

test('a choice of nothing that is known is refused with what to do', async () => {
  const { token } = await cell.viewer();
  const wrong = [
    { of: 'creator', value: 'nobody_here', wish: 'none' },
    { of: 'genre', value: 'poetry', wish: 'more' },
    { of: 'clip', value: '00000000-0000-7000-8000-000000000000', wish: 'none' },
    { of: 'words', value: '!!!', wish: 'none' },
    { of: 'words', value: 'rain', wish: 'more' },
  ];
  for (const body of wrong) {
    const reply = await cell.api<{ code: string }>('POST', '/v1/taste/choices', { token, body });
    assert.deepEqual([reply.status, reply.body.code], [422, 'taste.choice_invalid']);
  }
});

test('a slot says what counted, in parts, to its own viewer only; one drawn by lot says that', async () => {
  const viewer = await cell.viewer({ languages: ['hi'], genres: ['dance'] });
  await choose(viewer, { of: 'genre', value: 'dance', wish: 'more' });
  const why = async (slot: string, token: string) =>
    await cell.api<SlotWhy>('GET', `/v1/feeds/why?slot=${encodeURIComponent(slot)}`, { token });
  const page = await feed(viewer.token, 12);
  const asked = page.find((one) => one.reason.code === 'asked');
  assert.ok(asked);
  const { body } = await why(asked.slot, viewer.token);
  assert.ok(Compile(SlotWhy).Check(body), JSON.stringify(body));
  assert.deepEqual(body.parts[0], { part: 'asked', share: 1 }, JSON.stringify(body));
  assert.ok(body.parts.some(({ part }) => part === 'choice'));
  const other = await cell.viewer();
  assert.equal((await why(asked.slot, other.token)).status, 404);
  for (const one of page) {
    const told = await why(one.slot, viewer.token);
    assert.equal(told.body.explored, one.reason.code === 'explore');
  }
});

test('why a clip stands there is told by the version of the ranker that served it, whatever was learned since', async () => {
  const viewer = await cell.viewer({ languages: ['hi'], genres: ['dance'] });
  const page = await feed(viewer.token, 12);
  const why = async (slot: string): Promise<SlotWhy> => {
    const path = `/v1/feeds/why?slot=${encodeURIComponent(slot)}`;
    return (await cell.api<SlotWhy>('GET', path, { token: viewer.token })).body;
  };
  const before = await Promise.all(page.map(async ({ slot }) => await why(slot)));
  const served = cell.cell.taste.ranker().version;
  for (const { slot } of page) await watch(viewer, slot);
  await cell.drain();
  assert.ok(cell.cell.taste.ranker().version > served, 'a newer version serves by now');
  for (const [place, { slot }] of page.entries()) {
    const told = await why(slot);
    assert.deepEqual(told, before[place]);
    if (told.served !== null)
      assert.deepEqual(told.served, { ranker: served, weights: '2026-11-22', kept: true });
  }
  assert.ok(before.some((one) => one.served !== null));
  // A stranger's page is not kept; by what it was ranked is.
  const stranger = await cell.api<Page>('GET', '/v1/feeds/for-you?limit=6');
  const slot = encodeURIComponent(stranger.body.items[0]?.slot ?? '');
  const { body } = await cell.api<SlotWhy>('GET', `/v1/feeds/why?slot=${slot}`);
  assert.equal(body.served?.kept, true);
});

/** Somebody who watched all dance of the first pages. */
async function dancer(): Promise<TestPerson> {
  const viewer = await cell.viewer({ languages: ['hi'], genres: [] });
  for (const one of await feed(viewer.token))
    if (one.video.genre === 'dance') await watch(viewer, one.slot);
  await cell.drain();
  return viewer;
}

test('a belief names the clips that taught it, goes when it is taken away, at once, and comes back', async () => {
  const viewer = await dancer();
  const beliefs = async (): Promise<TasteProfile['beliefs']> =>
    (await profile(viewer)).beliefs.filter(({ of, value }) => of === 'genre' && value === 'dance');
  const [dance] = await beliefs();
  assert.ok(dance !== undefined && dance.strength > 0);
  const { watched } = await profile(viewer);
  assert.ok(dance.taughtBy.length > 0);
  assert.ok(dance.taughtBy.every((id) => watched.some(({ video }) => video.id === id)));
  const edit = async (edits: TasteEdit[]): Promise<TasteEdit[]> => {
    const reply = await cell.api<{ undo: TasteEdit[] }>('POST', '/v1/taste/edits', {
      token: viewer.token,
      body: { edits },
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body.undo;
  };
  const undo = await edit([{ of: 'genre', value: 'dance' }]);
  assert.deepEqual(await beliefs(), [], 'before the learner has come past it');
  await cell.drain();
  assert.deepEqual(await beliefs(), []);
  await edit(undo);
  assert.deepEqual(await beliefs(), [dance]);
  await cell.drain();
  assert.deepEqual(await beliefs(), [dance]);
  const [clip] = watched;
  const back = await edit([{ of: 'watched', value: clip?.video.id ?? '' }]);
  assert.equal((await profile(viewer)).watched.length, watched.length - 1);
  await edit(back);
  await cell.drain();
  assert.deepEqual((await profile(viewer)).watched, watched);

  const path = `/v1/people/${clip?.video.creator.handle}/block`;
  assert.equal((await cell.api('PUT', path, { token: viewer.token })).status, 204);
  const others = watched.filter(({ video }) => video.creator.handle !== clip?.video.creator.handle);
  assert.deepEqual((await profile(viewer)).watched, others, 'who is kept apart is not met here');
});

test('a taste goes into a file and into another viewer, and only with consent', async () => {
  const viewer = await dancer();
  await choose(viewer, { of: 'creator', value: 'maker_c', wish: 'less' });
  const file = await cell.api<TasteFile>('GET', '/v1/taste/export', { token: viewer.token });
  assert.ok(Compile(TasteFile).Check(file.body), JSON.stringify(file.body));
  const bring = async (person: TestPerson, body: unknown = file.body) =>
    await cell.api<{ code?: string; taken: number; unknown: number }>('POST', '/v1/taste/import', {
      token: person.token,
      body,
    });
  const child = await bring(await cell.viewer(KINDS.child));
  assert.deepEqual([child.status, child.body.code], [409, 'taste.consent_needed']);
  const next = await cell.viewer({ languages: ['hi'], genres: [] });
  const foreign = {
    ...file.body,
    beliefs: [...file.body.beliefs, { of: 'creator', value: 'only_there', strength: 1 }],
  };
  const brought = await bring(next, foreign);
  assert.deepEqual([brought.status, brought.body.unknown], [200, 1], JSON.stringify(brought.body));
  await cell.drain();
  const [mine, theirs] = [await profile(viewer), await profile(next)];
  assert.deepEqual(theirs.beliefs, mine.beliefs);
  assert.deepEqual(
    theirs.choices.map(({ of, value, wish }) => [of, value, wish]),
    [['creator', 'maker_c', 'less']],
  );
  const tooMuch = {
    ...file.body,
    watched: Array.from({ length: 201 }, () => file.body.watched[0]),
  };
  assert.equal((await bring(next, tooMuch)).status, 400);
});

test('edits stand in the journal: whoever learns it again comes to the same taste', async () => {
  const viewer = await dancer();
  const { watched } = await profile(viewer);
  const edits = [
    { of: 'genre', value: 'dance' },
    { of: 'language', value: 'ta', strength: 0.5 },
    { of: 'watched', value: watched[0]?.video.id },
  ];
  const { token } = viewer;
  const reply = await cell.api('POST', '/v1/taste/edits', { token, body: { edits } });
  assert.equal(reply.status, 200);
  await cell.drain();
  const again = createTaste({ ...cell.parts, snapshotEveryMs: 3_600_000, anewWaitMs: 60_000 });
  try {
    await again.start?.();
    const learned = await again.viewer(viewer.personId);
    assert.equal(learned?.languages['ta'], 3);
    assert.deepEqual(learned, await cell.cell.taste.viewer(viewer.personId));
  } finally {
    await again.stop?.();
  }
});
