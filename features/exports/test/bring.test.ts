// One person's archive from one cell into another: what comes, what stays, and that taking it back leaves nothing.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Sound } from '@jhalak/contracts/sounds';
import type { Person } from '@jhalak/contracts/accounts';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { Import, ImportPeople } from '@jhalak/contracts/imports';
import type { CollectionList } from '@jhalak/contracts/social';
import type { TasteProfile } from '@jhalak/contracts/taste';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { DAY_MS } from '@jhalak/kernel';
import {
  parentOf,
  publishReal,
  startCell,
  type TestCell,
  type TestPerson,
  fetchArchive,
  makeExport,
} from '@jhalak/testing';
import { begin, carry, introduce, look, send } from './bring.fixture.ts';

interface Problem {
  code: string;
}

let from: TestCell;
let to: TestCell;
let there: TestPerson;
let bytes: Buffer;
/** Clips of there: two that go, one that was deleted, one that moderators removed. */
let clips: string[];
let friendsClip: string;
before(async () => {
  from = await startCell({ seed: 31 });
  to = await startCell({ seed: 32 });
  await introduce(from, to);
  // Elsewhere it is later: what came keeps its dates.
  to.parts.clock.advance(DAY_MS);
  there = await from.account('asha_there');
  await fillThere();
  bytes = await archiveOf(from, there);
});
after(async () => {
  await from.close();
  await to.close();
});

async function archiveOf(cell: TestCell, person: TestPerson): Promise<Buffer> {
  const made = await makeExport(cell, person);
  assert.equal(made.state, 'ready', JSON.stringify(made));
  return (await fetchArchive(cell, person, made.id)).bytes;
}

async function fillThere(): Promise<void> {
  const { api, parts, cell } = from;
  const { token, personId } = there;
  clips = [];
  const real = [
    { caption: 'The tide #sea', language: 'en', number: 0 },
    { caption: 'கடல் காலை', language: 'ta', number: 1, ai: 'altered' as const },
  ];
  for (const clip of real) {
    clips.push(await publishReal(from, { personId, ...clip }));
    parts.clock.advance(60_000);
  }
  for (const caption of ['Deleted', 'Removed'])
    clips.push(await from.publish({ personId, caption }));
  await from.drain();
  await api('DELETE', `/v1/videos/${clips[2]}`, { token });
  await parts.database.transaction(async (tx) => {
    const removal = { kind: 'remove' as const, reason: 'spam' as const, note: '' };
    await cell.videos.moderate(tx, clips[3] ?? '', removal);
    await cell.videos.moderate(tx, clips[1] ?? '', { kind: 'restrict_age', on: true });
  });
  // The second one carries a friend's sound, and is for close friends.
  const friend = await from.account('friend_of_asha');
  friendsClip = await from.publish({ personId: friend.personId, caption: 'of a friend' });
  await parts.database.query(
    { name: 'test.borrow', text: 'UPDATE videos SET sound_id = $2 WHERE video_id = $1' },
    [clips[1], friendsClip],
  );
  await api('PUT', `/v1/videos/${clips[1]}/audience`, { token, body: { audience: 'close' } });
  await api('PATCH', '/v1/profile', { token, body: { displayName: 'Asha', bio: 'Of the sea' } });
  await from.account('also_here');
  await from.drain();
  for (const handle of ['friend_of_asha', 'also_here'])
    assert.ok((await api('PUT', `/v1/people/${handle}/follow`, { token })).status < 300);
  assert.ok((await api('PUT', '/v1/people/friend_of_asha/close', { token })).status < 300);
  const pack = { name: 'Of the coast', text: 'Boats', language: 'ta' };
  const people = ['also_here', 'friend_of_asha'];
  assert.equal((await api('POST', '/v1/packs', { token, body: { ...pack, people } })).status, 201);
  const folder = await api<{ id: string }>('POST', '/v1/collections', {
    ...{ token, body: { name: 'Coast' } },
  });
  for (const id of [clips[0], friendsClip]) {
    const where = `?collection=${folder.body.id}`;
    assert.ok((await api('PUT', `/v1/videos/${id}/save${where}`, { token })).status < 300, id);
  }
  const choice = { of: 'tag', value: 'noise', wish: 'none' };
  assert.equal((await api('POST', '/v1/taste/choices', { token, body: choice })).status, 201);
  parts.clock.advance(60_000);
  await from.drain();
}

const ALL = ['profile', 'clips', 'follows', 'saved', 'taste'];

async function start(person: TestPerson, id: string, parts: string[]): Promise<Import> {
  const { token } = person;
  const path = `/v1/me/imports/${id}/start`;
  const reply = await to.api<Import & Problem>('POST', path, { token, body: { parts } });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  await to.drain();
  await to.drain();
  return await look(to, person, id);
}

async function clipsOf(person: TestPerson): Promise<Video[]> {
  const { token } = person;
  const path = `/v1/people/${person.handle}/videos`;
  return (await to.api<VideoPage>('GET', path, { token })).body.items;
}

test('an archive that a known cell signed says whose it is and what is in it; nothing has come yet', async () => {
  const asha = await to.account('asha_one');
  const ready = await carry(to, asha, bytes);
  assert.equal(ready.state, 'ready', JSON.stringify(ready));
  assert.equal(ready.source?.proven, true);
  assert.equal(ready.source?.handle, 'asha_there');
  assert.equal(ready.source?.cell, await from.cell.border.cellId());
  const {
    displayName,
    bio,
    clips: going,
    clipsLeft,
    follows,
    saved,
    folders,
    taste,
  } = ready.found ?? ({} as NonNullable<Import['found']>);
  assert.deepEqual([displayName, bio], ['Asha', 'Of the sea']);
  assert.deepEqual([going, clipsLeft, follows, saved, folders, taste], [2, 2, 2, 2, 1, 1]);
  assert.deepEqual([ready.found?.close, ready.found?.packs], [1, 1]);
  assert.deepEqual(await clipsOf(asha), []);
  const other = await to.account('somebody_else');
  const path = `/v1/me/imports/${ready.id}`;
  assert.equal((await to.api('GET', path, { token: other.token })).status, 404);
  const again = await begin(to, asha, 10);
  assert.deepEqual([again.status, again.code], [409, 'import.running']);
});

test('a parent who takes their word back stops what is coming; what came before can be taken back', async () => {
  const child = await to.account('import_child', { ageBand: '13-17' });
  const parent = await parentOf(to, child, { mayBePublic: false });
  const ready = await carry(to, child, bytes);
  const { token } = child;
  const body = { parts: ['profile', 'clips'] };
  const path = `/v1/me/imports/${ready.id}`;
  assert.equal((await to.api('POST', `${path}/start`, { token, body })).status, 200);
  const withdrawn = await to.api('DELETE', '/v1/family/children/import_child', {
    token: parent.token,
  });
  assert.ok(withdrawn.status < 300, JSON.stringify(withdrawn.body));
  await to.drain();
  const stopped = await look(to, child, ready.id);
  assert.deepEqual([stopped.state, stopped.failure?.code], ['done', 'family.consent_needed']);
  assert.equal(stopped.outcome?.clips, undefined);
  assert.deepEqual(await clipsOf(child), []);
  assert.equal((await to.api('POST', `${path}/undo`, { token })).status, 200);
  await to.drain();
  assert.equal((await look(to, child, ready.id)).state, 'undone');
});

test('what is ticked comes with its words, dates and marks; taking it back leaves what was there before', async () => {
  const asha = await to.account('asha_two');
  const { token } = asha;
  await to.api('PATCH', '/v1/profile', { token, body: { displayName: 'Two', bio: '' } });
  await to.account('also_here');
  const ready = await carry(to, asha, bytes);
  const done = await start(asha, ready.id, ALL);
  assert.equal(done.state, 'done', JSON.stringify(done));
  assert.deepEqual(done.outcome, {
    profile: true,
    clips: { came: 2, published: 2, refused: 0 },
    follows: 2,
    saved: { came: 1, folders: 1, missing: 1 },
    taste: { came: 1, missing: 0 },
  });
  const came = await clipsOf(asha);
  assert.deepEqual(
    came.map(({ caption, language, ai }) => [caption, language, ai]),
    [
      ['கடல் காலை', 'ta', 'altered'],
      ['The tide #sea', 'en', undefined],
    ],
  );
  assert.deepEqual(came.at(-1)?.tags, ['sea']);
  const before = await from.cell.videos.stored(clips);
  assert.deepEqual(
    came.map(({ publishedAtMs }) => publishedAtMs),
    [before.get(clips[1] ?? '')?.publishedAtMs, before.get(clips[0] ?? '')?.publishedAtMs],
  );
  const stored = await to.cell.videos.stored(came.map(({ id }) => id));
  assert.deepEqual(
    came.map(({ id }) => stored.get(id)?.adult),
    [true, false],
  );
  const borrowed = came[0]?.id ?? '';
  assert.deepEqual(
    came.map(({ id }) => stored.get(id)?.soundId),
    [friendsClip, null],
  );
  assert.equal(came[0]?.audience, 'close');
  assert.equal((await to.api('GET', `/v1/videos/${borrowed}`)).status, 404);
  const sound = await to.api<Sound & Problem>('GET', `/v1/sounds/${borrowed}`, { token });
  assert.equal(sound.body.code, 'sound.not_found', 'it is no sound of its own');
  const offer = { token, body: { allowed: true, title: 'mine' } };
  const offered = await to.api<Problem>('PUT', `/v1/videos/${borrowed}/remix`, offer);
  assert.equal(offered.body.code, 'sound.not_own');
  const media = await fetch(`${to.url}${came.at(-1)?.renditions[0]?.url}`);
  assert.equal(media.status, 200);
  const person = await to.api<Person>('GET', '/v1/people/asha_two', { token });
  assert.deepEqual([person.body.displayName, person.body.bio], ['Asha', 'Of the sea']);
  assert.equal(person.body.counts.following, 0, 'nobody is followed for them');
  const people = await to.api<ImportPeople>('GET', `/v1/me/imports/${ready.id}/people`, { token });
  const alike = { handle: 'also_here', sure: false };
  assert.deepEqual(people.body.items, [{ ...alike, followed: false }]);
  // Whom they follow here by now stays in sight: “nobody is here” would not be true.
  await to.api('PUT', '/v1/people/also_here/follow', { token });
  const since = await to.api<ImportPeople>('GET', `/v1/me/imports/${ready.id}/people`, { token });
  assert.deepEqual(since.body.items, [{ ...alike, followed: true }]);
  const folders = await to.api<CollectionList>('GET', '/v1/collections', { token });
  assert.deepEqual(
    folders.body.items.map(({ name, count }) => [name, count]),
    [['Coast', 1]],
  );
  const taste = await to.api<TasteProfile>('GET', '/v1/taste', { token });
  assert.deepEqual(
    taste.body.choices.map(({ of, value, wish }) => [of, value, wish]),
    [['tag', 'noise', 'none']],
  );
  const left = await readdir(join(to.parts.folder, 'uploads', 'imports', 'received'));
  assert.deepEqual(
    left.filter((name) => name === ready.id),
    [],
  );

  // Again: nothing is doubled. And who came from the same cell is surely the one who was followed.
  const friend = await to.account('renamed_friend');
  const theirs = await archiveOf(from, await personThere('friend_of_asha'));
  await start(friend, (await carry(to, friend, theirs)).id, ['profile']);
  const second = await carry(to, asha, bytes);
  assert.deepEqual([second.found?.clips, second.found?.clipsLeft], [0, 4]);
  const twice = await start(asha, second.id, ['clips', 'follows']);
  assert.equal(twice.outcome?.clips?.came, 0);
  assert.equal((await clipsOf(asha)).length, 2);
  const path = `/v1/me/imports/${second.id}/people`;
  const both = (await to.api<ImportPeople>('GET', path, { token })).body.items;
  assert.deepEqual(
    new Map(both.map(({ handle, sure }) => [handle, sure])),
    new Map([
      ['renamed_friend', true],
      ['also_here', false],
    ]),
  );

  const back = await to.api<Import>('POST', `/v1/me/imports/${ready.id}/undo`, { token });
  assert.equal(back.status, 200);
  await to.drain();
  assert.equal((await look(to, asha, ready.id)).state, 'undone');
  assert.deepEqual(await clipsOf(asha), []);
  assert.equal((await fetch(`${to.url}${came.at(-1)?.renditions[0]?.url}`)).status, 404);
  const after = await to.api<Person>('GET', '/v1/people/asha_two', { token });
  assert.deepEqual([after.body.displayName, after.body.bio], ['Two', undefined]);
  const none = await to.api<CollectionList>('GET', '/v1/collections', { token });
  assert.deepEqual([none.body.items, none.body.saved], [[], 0]);
  assert.deepEqual((await to.api<TasteProfile>('GET', '/v1/taste', { token })).body.choices, []);
});

async function personThere(handle: string): Promise<TestPerson> {
  const body = { handle, password: 'correct horse battery' };
  const reply = await from.api<{ token: string; account: { id: string } }>('POST', '/v1/sessions', {
    body,
  });
  return { token: reply.body.token, personId: reply.body.account.id, handle };
}

test('a private account comes private; without a cell’s word dates begin here; taste needs consent; late is too late', async () => {
  const stranger = await startCell({ seed: 33 });
  try {
    const shy = await stranger.account('shy_there');
    const shown = { personId: shy.personId, caption: 'Behind', language: 'en', number: 0 };
    const videoId = await publishReal(stranger, shown);
    await stranger.drain();
    const closed = { token: shy.token, body: { private: true } };
    assert.equal((await stranger.api('PUT', '/v1/accounts/me/privacy', closed)).status, 200);
    await stranger.drain();
    const carried = await archiveOf(stranger, shy);
    const here = await to.account('shy_here', { consent: { ...NO_CONSENT } });
    const ready = await carry(to, here, carried);
    assert.equal(ready.source?.proven, false);
    assert.equal(ready.source?.handle, 'shy_there');
    const refused = await to.api<Problem>('POST', `/v1/me/imports/${ready.id}/start`, {
      token: here.token,
      body: { parts: ALL },
    });
    assert.deepEqual([refused.status, refused.body.code], [409, 'taste.consent_needed']);
    to.parts.clock.advance(60_000);
    await start(here, ready.id, ['clips']);
    const page = await to.api<Person>('GET', '/v1/people/shy_here', { token: here.token });
    assert.equal(page.body.private, true);
    const [clip] = await clipsOf(here);
    const there = (await stranger.cell.videos.stored([videoId])).get(videoId);
    assert.ok((clip?.publishedAtMs ?? 0) !== there?.publishedAtMs);
    to.parts.clock.advance(8 * DAY_MS);
    const late = await to.api<Problem>('POST', `/v1/me/imports/${ready.id}/undo`, {
      token: here.token,
    });
    assert.deepEqual([late.status, late.body.code], [410, 'import.undo_expired']);
  } finally {
    await stranger.close();
  }
});

const NO_CONSENT = {
  ...{ personalisation: false, lock: false, ads: false },
  ...noticeRead('en'),
};

test('stopped at every moment of it and begun again, it comes whole and once', async () => {
  const asha = await to.account('asha_stopped');
  const { token, personId } = asha;
  const { id } = await carry(to, asha, bytes);
  const path = `/v1/me/imports/${id}/start`;
  assert.equal((await to.api('POST', path, { token, body: { parts: ALL } })).status, 200);
  const bring = to.cell.features.flatMap(({ jobs }) => jobs['exports.bring'] ?? [])[0];
  assert.ok(bring);
  let stops = 0;
  for (let isOver = false; !isOver;) {
    const signal = stoppedAt(LOOKS);
    isOver = await bring({ personId, importId: id }, { attempt: 1, maxAttempts: 5, signal }).then(
      () => true,
      () => false,
    );
    if (!isOver) stops += 1;
    assert.ok(stops < 1_000, 'it never comes to its end');
  }
  assert.ok(stops > ALL.length, `only ${stops} moments`);
  await to.drain();
  await to.drain();
  const done = await look(to, asha, id);
  assert.equal(done.state, 'done', JSON.stringify(done));
  assert.deepEqual(done.outcome?.clips, { came: 2, published: 2, refused: 0 });
  assert.deepEqual((await clipsOf(asha)).map(({ caption }) => caption).toSorted(), [
    'The tide #sea',
    'கடல் காலை',
  ]);
  const folders = await to.api<CollectionList>('GET', '/v1/collections', { token });
  assert.deepEqual(
    folders.body.items.map(({ name, count }) => [name, count]),
    [['Coast', 1]],
  );
});

/** Each run gets so far: it begins with what the last one was at. */
const LOOKS = 2;

/** A worker that is stopped when it looks for the nth time. */
function stoppedAt(looks: number): AbortSignal {
  const stop = new AbortController();
  const look = stop.signal.throwIfAborted.bind(stop.signal);
  let left = looks;
  stop.signal.throwIfAborted = () => {
    left -= 1;
    if (left === 0) stop.abort();
    look();
  };
  return stop.signal;
}

test('an upload that breaks off goes on from its offset, and is given up when its person says so', async () => {
  const asha = await to.account('asha_slow');
  assert.equal((await begin(to, asha, 0)).code, 'request.invalid', 'an empty file is told at once');
  const { path } = await begin(to, asha, bytes.length);
  const half = Math.floor(bytes.length / 2);
  assert.deepEqual(await send(to, asha, path, bytes.subarray(0, half), 0), {
    ...{ status: 204, offset: half },
  });
  const id = path.split('/').at(-1) ?? '';
  assert.deepEqual(
    [(await look(to, asha, id)).state, (await look(to, asha, id)).receivedBytes],
    ['receiving', half],
  );
  assert.equal((await send(to, asha, path, bytes.subarray(0, 5), half + 7)).status, 409);
  await send(to, asha, path, bytes.subarray(half), half);
  await to.drain();
  assert.equal((await look(to, asha, id)).state, 'ready');
  const gone = await fetch(`${to.url}${path}`, {
    method: 'DELETE',
    headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${asha.token}` },
  });
  assert.equal(gone.status, 204);
  assert.equal((await look(to, asha, id)).state, undefined);
  const files = await readdir(join(to.parts.folder, 'uploads', 'imports', 'received'));
  assert.ok(!files.includes(id));
});

test('ticked in any order all of it comes; what was kept before a second archive stays kept when that is taken back', async () => {
  const asha = await to.account('asha_order');
  const { token } = asha;
  const ready = await carry(to, asha, bytes);
  const done = await start(asha, ready.id, ['saved', 'clips']);
  assert.deepEqual(done.outcome?.saved, { came: 1, folders: 1, missing: 1 });
  const again = await carry(to, asha, bytes);
  await start(asha, again.id, ['saved']);
  assert.equal((await undo(asha, again.id)).state, 'undone');
  const folders = await to.api<CollectionList>('GET', '/v1/collections', { token });
  assert.deepEqual(
    folders.body.items.map(({ name, count }) => [name, count]),
    [['Coast', 1]],
  );
});

async function undo(person: TestPerson, id: string): Promise<Import> {
  const { token } = person;
  const path = `/v1/me/imports/${id}/undo`;
  assert.equal((await to.api('POST', path, { token })).status, 200);
  await to.drain();
  return await look(to, person, id);
}

test('words that were written since are not taken back; what an archive does not say takes nothing away', async () => {
  const asha = await to.account('asha_since');
  const { token } = asha;
  const ready = await carry(to, asha, bytes);
  await start(asha, ready.id, ['profile']);
  await to.api('PATCH', '/v1/profile', { token, body: { displayName: 'Written since' } });
  await undo(asha, ready.id);
  const after = await to.api<Person>('GET', '/v1/people/asha_since', { token });
  assert.deepEqual([after.body.displayName, after.body.bio], ['Written since', undefined]);

  const wordy = await from.account('wordy_there');
  await from.api('PATCH', '/v1/profile', { token: wordy.token, body: { bio: 'Only words' } });
  const second = await carry(to, asha, await archiveOf(from, wordy));
  await start(asha, second.id, ['profile']);
  const both = await to.api<Person>('GET', '/v1/people/asha_since', { token });
  assert.deepEqual([both.body.displayName, both.body.bio], ['Written since', 'Only words']);
});

test('consent that is withdrawn before the taste has come keeps it out', async () => {
  const asha = await to.account('asha_withdraws');
  const { token } = asha;
  const { id } = await carry(to, asha, bytes);
  const path = `/v1/me/imports/${id}/start`;
  const parts = ['profile', 'taste'];
  assert.equal((await to.api('POST', path, { token, body: { parts } })).status, 200);
  const body = { consent: NO_CONSENT };
  assert.equal((await to.api('PATCH', '/v1/viewers/me', { token, body })).status, 200);
  await to.drain();
  await to.drain();
  const done = await look(to, asha, id);
  assert.deepEqual(done.outcome?.taste, { came: 0, missing: 1 });
  assert.deepEqual((await to.api<TasteProfile>('GET', '/v1/taste', { token })).body.choices, []);
});

test('what could not be taken back can be asked for again, but not while another archive comes', async () => {
  const asha = await to.account('asha_again');
  const { token, personId } = asha;
  const { id } = await carry(to, asha, bytes);
  await start(asha, id, ['profile', 'clips']);
  const path = `/v1/me/imports/${id}/undo`;
  assert.equal((await to.api('POST', path, { token })).status, 200);
  const bring = to.cell.features.flatMap(({ jobs }) => jobs['exports.bring'] ?? [])[0];
  assert.ok(bring);
  const { signal } = new AbortController();
  signal.throwIfAborted = () => {
    throw new Error('the disk is broken');
  };
  await bring({ personId, importId: id }, { attempt: 5, maxAttempts: 5, signal });
  const failed = await look(to, asha, id);
  assert.deepEqual([failed.state, failed.failure?.code], ['done', 'internal']);
  assert.ok(failed.undoUntilMs !== null);

  const other = await begin(to, asha, 10);
  assert.equal(other.status, 201);
  const refused = await to.api<Problem>('POST', path, { token });
  assert.deepEqual([refused.status, refused.body.code], [409, 'import.not_ready']);
  await fetch(`${to.url}${other.path}`, {
    method: 'DELETE',
    headers: { 'tus-resumable': '1.0.0', authorization: `Bearer ${token}` },
  });
  assert.equal((await undo(asha, id)).state, 'undone');
  assert.deepEqual(await clipsOf(asha), []);
});

test('who brought along only what nobody sees is not told to those who followed them there', async () => {
  const quiet = await from.account('quiet_there');
  const watcher = await from.account('watcher_there');
  const { token } = watcher;
  assert.ok((await from.api('PUT', '/v1/people/quiet_there/follow', { token })).status < 300);
  const [hers, his] = [await archiveOf(from, quiet), await archiveOf(from, watcher)];
  const quietHere = await to.account('nobody_knows');
  const watcherHere = await to.account('watcher_here');
  const { id } = await carry(to, watcherHere, his);
  await start(watcherHere, id, ['follows']);
  const path = `/v1/me/imports/${id}/people`;
  const seen = async (): Promise<ImportPeople['items']> =>
    (await to.api<ImportPeople>('GET', path, { token: watcherHere.token })).body.items;
  await start(quietHere, (await carry(to, quietHere, hers)).id, ['follows', 'saved']);
  assert.deepEqual(await seen(), []);
  await start(quietHere, (await carry(to, quietHere, hers)).id, ['profile']);
  assert.deepEqual(await seen(), [{ handle: 'nobody_knows', sure: true, followed: false }]);
});

test('who is erased while their clips come leaves none of them', async () => {
  const asha = await to.account('asha_erased');
  const { token, personId } = asha;
  const { id } = await carry(to, asha, bytes);
  const { media, accounts } = to.cell;
  const standings = media.standings.bind(media);
  // Asked when the run has begun, and before the first clip is copied.
  media.standings = async (...asked) => {
    media.standings = standings;
    await accounts.erasePerson(personId);
    return await standings(...asked);
  };
  const path = `/v1/me/imports/${id}/start`;
  assert.equal((await to.api('POST', path, { token, body: { parts: ['clips'] } })).status, 200);
  await to.drain();
  await to.drain();
  for (const table of ['imports', 'import_clips', 'media_uploads', 'videos'])
    assert.deepEqual(
      await to.parts.database.query(
        { name: `test.left_${table}`, text: `SELECT 1 FROM ${table} WHERE person_id = $1` },
        [personId],
      ),
      [],
      table,
    );
});

test('of what was kept there only that comes which its person is shown here', async () => {
  const maker = await to.account('kept_maker');
  const made = await to.publish({ personId: maker.personId, caption: 'of a friend' });
  // The very clip that is kept in the archive, as one that moved here with its channel.
  const asThere = 'UPDATE videos SET video_id = $2 WHERE video_id = $1';
  await to.parts.database.query({ name: 'test.as_there', text: asThere }, [made, friendsClip]);
  const told = 'UPDATE visibility_videos SET video_id = $2 WHERE video_id = $1';
  await to.drain();
  await to.parts.database.query({ name: 'test.told', text: told }, [made, friendsClip]);
  const keeps = async (handle: string): Promise<number | undefined> => {
    const person = await to.account(handle);
    if (handle === 'kept_apart')
      await to.api('PUT', '/v1/people/kept_maker/block', { token: person.token });
    const done = await start(person, (await carry(to, person, bytes)).id, ['saved']);
    return done.outcome?.saved?.came;
  };
  assert.equal(await keeps('kept_shown'), 1);
  assert.equal(await keeps('kept_apart'), 0, 'whom a block keeps apart');
  const { token } = maker;
  await to.api('PUT', '/v1/accounts/me/privacy', { token, body: { private: true } });
  await to.drain();
  assert.equal(await keeps('kept_stranger'), 0, 'a private account’s, by a stranger');
});

test('close friends and packs are offered to choose from; nobody is put on a list, into a pack, or followed by it', async () => {
  const asha = await to.account('asha_circles');
  const { token } = asha;
  const ready = await carry(to, asha, bytes);
  const done = await start(asha, ready.id, ['packs', 'close']);
  assert.deepEqual(done.outcome, { close: 1, packs: 1 });
  const path = `/v1/me/imports/${ready.id}/people`;
  const { body } = await to.api<ImportPeople>('GET', path, { token });
  // Who came from the same cell, by whatever name they go here.
  const friend = { handle: 'renamed_friend', sure: true, followed: false };
  assert.deepEqual(body.items, []);
  assert.deepEqual(body.close, [friend]);
  const [pack] = body.packs;
  assert.deepEqual([pack?.name, pack?.text, pack?.language], ['Of the coast', 'Boats', 'ta']);
  assert.ok(pack?.people.some(({ handle }) => handle === 'renamed_friend'));
  const list = await to.api<{ items: object[] }>('GET', '/v1/close-friends', { token });
  const packs = await to.api<{ items: object[] }>('GET', '/v1/me/packs', { token });
  assert.deepEqual([list.body.items, packs.body.items], [[], []]);
  const told = await to.api<Person>('GET', '/v1/people/renamed_friend', { token });
  assert.equal(told.body.followed, false);
  // Whom a block keeps apart is not offered either.
  await to.api('PUT', '/v1/people/renamed_friend/block', { token });
  const after = (await to.api<ImportPeople>('GET', path, { token })).body;
  assert.deepEqual(after.close, []);
});
