// A sound is used where its creator allows it, is heard in what is made with it, and its page shows nothing that is dark.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SearchAnswer } from '@jhalak/contracts/search';
import { Sound } from '@jhalak/contracts/sounds';
import { TREND_FLOOR, Trends } from '@jhalak/contracts/trends';
import type { Upload, Video, VideoPage } from '@jhalak/contracts/videos';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

let cell: TestCell;
let maker: TestPerson;
let user: TestPerson;

before(async () => {
  cell = await startCell();
  maker = await cell.account('sound_maker');
  user = await cell.account('sound_user');
});
after(async () => await cell.close());

async function sound(id: string, token?: string): Promise<{ status: number; body: Sound }> {
  const reply = await cell.api<Sound>('GET', `/v1/sounds/${id}`, { token });
  if (reply.status === 200) assert.ok(Compile(Sound).Check(reply.body), JSON.stringify(reply.body));
  return reply;
}

const clipsOf = async (id: string, query = ''): Promise<string[]> =>
  (await cell.api<VideoPage>('GET', `/v1/sounds/${id}/clips?${query}`)).body.items.map(
    (one) => one.id,
  );

test('a clip says what is heard in it; its creator says who may use it and how it is called', async () => {
  const id = await cell.publish({ personId: maker.personId, caption: 'first' });
  await cell.drain();
  const { body: clip } = await cell.api<Video>('GET', `/v1/videos/${id}`);
  assert.deepEqual(clip.sound, { id, handle: 'sound_maker' });
  assert.equal((await sound(id)).body.mayUse, false, 'nobody may before its creator says so');
  const put = async (token: string, body: object) =>
    await cell.api<Video>('PUT', `/v1/videos/${id}/remix`, { token, body });
  assert.equal((await put(user.token, { allowed: true, title: '' })).status, 403);
  const done = await put(maker.token, { allowed: true, title: ' Rain on tin ' });
  assert.deepEqual(done.body.remix, { allowed: true, title: 'Rain on tin' });
  await cell.drain();
  const { body } = await sound(id, user.token);
  assert.deepEqual(
    [body.title, body.mayUse, body.uses, body.original?.id],
    ['Rain on tin', true, 0, id],
  );
  const others = await cell.api<Video>('GET', `/v1/videos/${id}`, { token: user.token });
  assert.equal(others.body.remix, undefined, 'only its creator is told');
  const nothing = await sound('01920000-0000-7000-8000-000000000000');
  assert.equal(nothing.status, 404);
});

test('its page lists the clips that use it, newest or most watched, and stays when the first is gone', async () => {
  const { personId } = maker;
  const first = await cell.publish({ personId, caption: 'the first', remix: true });
  const uses: string[] = [];
  for (const caption of ['one', 'two', 'three'])
    uses.push(await cell.publish({ personId: user.personId, caption, sound: first }));
  await cell.drain();
  assert.deepEqual(await clipsOf(first), uses.toReversed());
  const page = await cell.api<VideoPage>('GET', `/v1/sounds/${first}/clips?limit=2`);
  assert.deepEqual(await clipsOf(first, `limit=2&cursor=${page.body.next}`), uses.slice(0, 1));
  const { body: clip } = await cell.api<Video>('GET', `/v1/videos/${uses[0]}`);
  assert.deepEqual(clip.sound, { id: first, handle: 'sound_maker' });
  const viewer = await cell.viewer();
  const slot = cell.cell.attention.issueSlot({
    ...{ personId: viewer.personId, videoId: uses[1] ?? '', durationMs: 8_000 },
    ...{ surface: 'feed' as const, position: 0, personal: true },
  });
  const events = [{ type: 'progress', slot, seq: 0, at: cell.parts.clock.nowMs(), watchMs: 4_000 }];
  await cell.api('POST', '/v1/events', { token: viewer.token, body: { events } });
  await cell.drain();
  assert.equal((await clipsOf(first, 'order=popular'))[0], uses[1]);
  const remixed = await cell.api('PUT', `/v1/videos/${uses[0]}/remix`, {
    ...{ token: user.token, body: { allowed: true, title: '' } },
  });
  assert.equal(remixed.status, 409, 'a borrowed sound is not passed on as one’s own');
  await cell.api('DELETE', `/v1/videos/${first}`, { token: maker.token });
  await cell.api('DELETE', `/v1/videos/${uses[2]}`, { token: user.token });
  await cell.drain();
  const left = await sound(first);
  assert.deepEqual([left.body.original, left.body.uses, left.body.mayUse], [null, 2, false]);
});

test('whose sound it is stands on other clips only while the first one may be seen', async () => {
  const shy = await cell.account('sound_shy');
  const { personId, token } = shy;
  const first = await cell.publish({ personId, caption: 'shy', remix: true });
  const use = await cell.publish({ personId: user.personId, caption: 'uses it', sound: first });
  await cell.drain();
  const heard = async (as?: string) =>
    (await cell.api<Video>('GET', `/v1/videos/${use}`, { token: as })).body.sound;
  const named = { id: first, handle: 'sound_shy' };
  assert.deepEqual(await heard(), named);
  await cell.api('PUT', '/v1/people/sound_user/block', { token });
  await cell.drain();
  assert.deepEqual([await heard(), await heard(user.token)], [named, { id: first }]);
  await cell.api('PUT', '/v1/accounts/me/privacy', { token, body: { private: true } });
  await cell.drain();
  assert.deepEqual(await heard(), { id: first });
  await cell.api('PUT', '/v1/accounts/me/privacy', { token, body: { private: false } });
  await cell.drain();
  assert.deepEqual(await heard(), named);
  await cell.api('DELETE', `/v1/videos/${first}`, { token });
  await cell.drain();
  assert.deepEqual(await heard(), { id: first });
});

function makeVideo(path: string): boolean {
  const input = ['-f', 'lavfi', '-i', 'testsrc=duration=1:size=180x320:rate=15'];
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1'];
  try {
    execFileSync('ffmpeg', ['-v', 'error', ...input, ...tone, '-pix_fmt', 'yuv420p', path]);
    return true;
  } catch {
    return false;
  }
}

test('a clip is made with a sound that may be used, and refused with one that may not', async (t) => {
  const path = join(cell.parts.folder, 'tone.mp4');
  if (!makeVideo(path)) {
    t.skip('ffmpeg is not here: whether a clip carries another one’s sound was NOT tried');
    return;
  }
  const ingest = async (
    { personId }: TestPerson,
    more: object,
  ): Promise<{ videoId: string; code: string | undefined }> => {
    const { uploadId, videoId } = await cell.cell.media.ingestFile(path, {
      ...{ caption: 'made', language: 'hi', genre: 'music', tags: [] },
      ...{ personId, sample: false, ...more },
    });
    await cell.drain();
    const { token } = personId === maker.personId ? maker : user;
    const upload = await cell.api<Upload>('GET', `/v1/uploads/${uploadId}`, { token });
    return { videoId, code: upload.body.failure?.code };
  };
  const first = await ingest(maker, { remix: true });
  assert.equal((await sound(first.videoId)).body.mayUse, true);
  const made = await ingest(user, { sound: first.videoId, soundMode: 'with' });
  assert.equal(made.code, undefined);
  const { body: clip } = await cell.api<Video>('GET', `/v1/videos/${made.videoId}`);
  assert.equal(clip.sound?.id, first.videoId);
  assert.deepEqual(await clipsOf(first.videoId), [made.videoId]);
  // Of a borrowed sound nothing can be made: the one where it was first is asked.
  const again = await ingest(user, { sound: made.videoId });
  assert.equal(again.code, 'media.sound_unavailable');
  await cell.api('PUT', `/v1/people/sound_user/block`, { token: maker.token });
  assert.equal(
    (await ingest(user, { sound: first.videoId })).code,
    'media.sound_unavailable',
    'who is kept apart uses nothing',
  );
  await cell.api('DELETE', `/v1/people/sound_user/block`, { token: maker.token });
  const moderator = await cell.account('sound_moderator');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  for (const [action, code] of [
    ['remove', 'media.sound_unavailable'],
    ['restore', undefined],
  ] as const) {
    const body = { action, reason: 'harassment', note: 'why' };
    const path = '/v1/moderation/people/sound_maker/acts';
    assert.equal((await cell.api('POST', path, { token: moderator.token, body })).status, 201);
    await cell.drain();
    assert.equal((await ingest(user, { sound: first.videoId })).code, code, action);
  }
  const { token } = maker;
  await cell.api('PUT', `/v1/videos/${first.videoId}/remix`, {
    ...{ token, body: { allowed: false, title: '' } },
  });
  assert.equal((await ingest(user, { sound: first.videoId })).code, 'media.sound_unavailable');
  assert.equal((await ingest(maker, { sound: first.videoId })).code, undefined, 'one’s own');

  const marked = await ingest(maker, { remix: true, ai: 'generated' });
  const { body: of } = await cell.api<Video>(
    'GET',
    `/v1/videos/${(await ingest(user, { sound: marked.videoId })).videoId}`,
  );
  assert.equal(of.ai, 'altered', 'what AI made is said of what is made with it');

  const refused = async (): Promise<boolean> =>
    (await ingest(user, { sound: marked.videoId })).code === 'media.sound_unavailable';
  assert.equal(await refused(), false);
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, marked.videoId, { kind: 'restrict_age', on: true });
  });
  assert.equal(await refused(), true, 'a sound for adults is none for a clip that children see');
});

test('sounds that may be used are found by name, words and creator, and rise when people watch clips with them', async () => {
  const offered = await cell.publish({
    ...{ personId: maker.personId, caption: 'वीणा की धुन', language: 'hi', remix: true },
  });
  await cell.publish({ personId: maker.personId, caption: 'वीणा अकेली', language: 'hi' });
  const use = await cell.publish({ personId: user.personId, caption: 'dance', sound: offered });
  await cell.drain();
  const found = async (q: string): Promise<string[]> => {
    const path = `/v1/search?kind=sounds&q=${encodeURIComponent(q)}`;
    return (await cell.api<SearchAnswer>('GET', path)).body.sounds.map(({ id }) => id);
  };
  assert.deepEqual(await found('veena'), [offered], 'by ear, and only what others may use');
  assert.ok((await found('sound_maker')).includes(offered));
  for (let nth = 0; nth < TREND_FLOOR; nth += 1) {
    const { personId, token } = await cell.viewer();
    const events = [offered, use].map((videoId) => {
      const slot = cell.cell.attention.issueSlot({
        ...{ personId, videoId, durationMs: 8_000, surface: 'feed', position: 0, personal: true },
      });
      return { type: 'progress', slot, seq: 0, at: cell.parts.clock.nowMs(), watchMs: 4_000 };
    });
    await cell.api('POST', '/v1/events', { token, body: { events } });
  }
  await cell.drain();
  const rising = async (): Promise<[string, number][]> => {
    const { body } = await cell.api<Trends>('GET', '/v1/trends');
    assert.ok(Compile(Trends).Check(body), JSON.stringify(body));
    return body.sounds.map(({ sound: { id }, views }) => [id, views]);
  };
  assert.deepEqual(await rising(), [[offered, 2 * TREND_FLOOR]]);
  const { token } = maker;
  await cell.api('PUT', `/v1/videos/${offered}/remix`, {
    ...{ token, body: { allowed: false, title: '' } },
  });
  await cell.drain();
  assert.deepEqual([await found('veena'), await rising()], [[], []]);
});
