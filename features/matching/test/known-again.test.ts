// By what clips are known again, from prints that no engine had to make: what outlives a clip, sounds and whose they are, sounds on
// lists, several workers at the same moment, a cell that is frozen.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Judgement } from '@jhalak/media';
import { DAY_MS } from '@jhalak/kernel';
import {
  madeClip,
  orderCell,
  settle,
  soundOf,
  type MadeClip,
  type OrderCell,
  type TestPerson,
  type UnseenClip,
} from '@jhalak/testing';

let cell: OrderCell;
let copier: TestPerson;
before(async () => {
  cell = await orderCell();
  copier = await cell.account('copier_one');
});
after(async () => {
  await cell.close();
});

interface Sent {
  videoId: string;
  held: Judgement['held'];
  sound: string | undefined;
}

async function unseen(made: MadeClip, by: TestPerson = copier): Promise<UnseenClip> {
  return await madeClip({ cell: cell.cell, folder: cell.parts.folder }, by.personId, made);
}

async function send(made: MadeClip, by: TestPerson = copier): Promise<Sent> {
  const clip = await unseen(made, by);
  const judgement = await cell.cell.matching.gate.judge(clip);
  assert.ok(await settle(cell, clip, judgement));
  return { videoId: clip.videoId, held: judgement.held, sound: judgement.sound };
}

async function sweep(name: string): Promise<void> {
  const found = cell.cell.features.flatMap(({ sweeps }) => sweeps).find((one) => one.name === name);
  assert.ok(found, name);
  await found.run();
  await cell.drain();
}

async function rowsOf(table: string, videoId: string): Promise<Record<string, unknown>[]> {
  return await cell.parts.database.query<Record<string, unknown>>(
    { name: `test.${table}`, text: `SELECT * FROM ${table} WHERE video_id = $1` },
    [videoId],
  );
}

async function purge({ videoId }: Sent, by: TestPerson): Promise<void> {
  const { token } = by;
  assert.equal((await cell.api('DELETE', `/v1/videos/${videoId}`, { token })).status, 200);
  await cell.drain();
  cell.parts.clock.advance(8 * DAY_MS);
  await sweep('videos.purge');
  assert.deepEqual(await rowsOf('videos', videoId), []);
}

test('copies of an ordered clip are held although its creator is erased, until the order ends', async () => {
  const leaver = await cell.account('leaving_one');
  const dark = await send({ shows: 1, plays: 1 }, leaver);
  const lit = await send({ shows: 2 }, leaver);
  assert.equal(dark.held, undefined);
  const { order } = await cell.release({ targets: [{ kind: 'clip', id: dark.videoId }] });
  await cell.cell.accounts.erasePerson(leaver.personId);
  await cell.drain();
  for (const { videoId } of [dark, lit])
    assert.deepEqual(await rowsOf('matching_clips', videoId), []);
  assert.deepEqual(
    await rowsOf('matching_kept', lit.videoId),
    [],
    'what no order hides is forgotten',
  );
  const [kept] = await rowsOf('matching_kept', dark.videoId);
  assert.ok(kept, 'the print of what an order hides is kept');
  assert.ok(!JSON.stringify(kept).includes(leaver.personId), 'and is of nobody');

  await sweep('matching.gone');
  assert.equal((await send({ shows: 1, edited: true })).held, 'media.held_ordered');
  assert.equal((await send({ shows: 2, edited: true })).held, undefined);
  await cell.double(order.id, 'revoke');
  await sweep('matching.gone');
  assert.deepEqual(await rowsOf('matching_kept', dark.videoId), []);
  assert.equal((await send({ shows: 1, edited: true })).held, undefined);
});

test('an order over an account reaches copies of its clips when they are purged', async () => {
  const maker = await cell.account('ordered_one');
  const first = await send({ shows: 3 }, maker);
  await cell.release({ targets: [{ kind: 'account', id: maker.personId }] });
  await purge(first, maker);
  assert.equal((await send({ shows: 3, edited: true })).held, 'media.held_ordered');
});

test('a silenced sound is known although the clip where it was first is gone, and no picture of it is', async () => {
  const maker = await cell.account('sound_maker');
  const moderator = await cell.account('moderator_one');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const first = await send({ shows: 4, plays: 4, remix: true }, maker);
  const other = await send({ shows: 5, plays: 5, remix: true }, maker);
  const path = `/v1/sounds/${first.videoId}/silence`;
  const body = { reason: 'hate' };
  assert.equal((await cell.api('PUT', path, { token: moderator.token, body })).status, 204);
  await purge(first, maker);
  await purge(other, maker);
  await sweep('matching.gone');
  const again = await send({ shows: 6, plays: 4, edited: true });
  assert.deepEqual([again.held, again.sound], [undefined, first.videoId]);
  const [kept] = await rowsOf('matching_kept', first.videoId);
  assert.deepEqual(kept?.['frames'], Buffer.alloc(0));
  assert.equal((await send({ shows: 4, plays: 5, edited: true })).sound, undefined);

  assert.equal((await cell.api('DELETE', path, { token: moderator.token })).status, 204);
  await sweep('matching.gone');
  assert.deepEqual(await rowsOf('matching_kept', first.videoId), []);
  assert.equal((await send({ shows: 7, plays: 4, edited: true })).sound, undefined);
});

test('who silences their own sound and deletes the clip leaves no print of it', async () => {
  const maker = await cell.account('quiet_maker');
  const first = await send({ shows: 15, plays: 15, remix: true }, maker);
  const path = `/v1/sounds/${first.videoId}/silence`;
  const body = { reason: 'other' };
  assert.equal((await cell.api('PUT', path, { token: maker.token, body })).status, 204);
  await purge(first, maker);
  assert.deepEqual(await rowsOf('matching_kept', first.videoId), []);
});

test('a re-used sound is credited to the clip where it was first, whoever carried it since', async () => {
  const maker = await cell.account('first_maker');
  const first = await send({ shows: 11, plays: 11, remix: true }, maker);
  const second = await send({ shows: 12, plays: 11, edited: true, remix: true });
  assert.equal(second.sound, first.videoId);
  const third = await send({ shows: 13, plays: 11, edited: true }, await cell.account('third_one'));
  assert.equal(third.sound, first.videoId);
  const { body } = await cell.api<{ sound?: { id: string; handle?: string } }>(
    'GET',
    `/v1/videos/${third.videoId}`,
  );
  assert.deepEqual(body.sound, { id: first.videoId, handle: 'first_maker' });
  // Kept to oneself it is nobody’s to use, and hides nobody else’s who offers the same.
  await cell.api('PUT', `/v1/videos/${first.videoId}/remix`, {
    ...{ token: maker.token, body: { allowed: false, title: '' } },
  });
  assert.equal((await send({ shows: 14, plays: 11 })).sound, undefined);
});

test('two workers that look at copies of one clip at the same moment know the first of them', async () => {
  const clips = [
    await unseen({ shows: 21, plays: 21, remix: true }),
    await unseen({ shows: 21, plays: 21, edited: true }),
    await unseen({ shows: 22, plays: 22 }),
  ] as const;
  const { gate } = cell.cell.matching;
  const [one, two, other] = await Promise.all(clips.map(async (clip) => await gate.judge(clip)));
  assert.ok(one && two && other);
  assert.equal(await settle(cell, clips[0], one), true);
  assert.equal(await settle(cell, clips[1], two), false, 'it is judged again');
  assert.equal(await settle(cell, clips[2], other), true, 'what has nothing to do with it is not');
  const again = await gate.judge(clips[1]);
  assert.equal(again.sound, clips[0].videoId);
  assert.equal(await settle(cell, clips[1], again), true);
  const [row] = await rowsOf('matching_clips', clips[1].videoId);
  assert.equal(row?.['original_id'], clips[0].videoId);
});

test('a clip that follows one that is gone at once is known to whoever had read up to that', async () => {
  const maker = await cell.account('short_lived');
  await send({ shows: 31 }, maker);
  await send({ shows: 32 });
  await send({ shows: 33 }, maker);
  await cell.cell.matching.gate.judge(await unseen({ shows: 35 }));
  await cell.cell.accounts.erasePerson(maker.personId);
  await cell.drain();
  const { videoId } = await send({ shows: 34 });
  const copy = await send({ shows: 34, edited: true });
  const [row] = await rowsOf('matching_clips', copy.videoId);
  assert.equal(row?.['original_id'], videoId);
});

test('a sound on a list holds whatever is shown to it, in pieces and encoded again, and nothing else', async () => {
  const admin = await cell.account('list_admin');
  await cell.cell.accounts.grantRole({ personId: admin.personId, role: 'admin' });
  // Lists write a word's highest digits first.
  const hex = soundOf(41, false).swap32().toString('hex');
  const body = {
    name: 'Songs',
    issuer: 'Police',
    csv: `kind,hash,reason\nchromaprint,${hex},hate\n`,
  };
  const { token } = admin;
  const taken = await cell.api<{ id: string }>('POST', '/v1/moderation/lists', { token, body });
  assert.equal(taken.status, 201);
  assert.equal((await send({ shows: 41, plays: 41, edited: true })).held, 'media.held_known');
  assert.equal((await send({ shows: 41, plays: 42 })).held, undefined);
  assert.equal((await send({ shows: 43 })).held, undefined, 'what has no sound is like none');
  await cell.api('DELETE', `/v1/moderation/lists/${taken.body.id}`, { token });
  assert.equal((await send({ shows: 44, plays: 41 })).held, undefined);
});

test('a frozen cell goes on knowing clips, and writes down nothing', async () => {
  const first = await send({ shows: 51 });
  const clip = await unseen({ shows: 51, edited: true });
  await cell.cell.standing.freeze(cell.parts.clock.nowMs() + DAY_MS);
  try {
    const judgement = await cell.cell.matching.gate.judge(clip);
    await assert.rejects(settle(cell, clip, judgement), { code: 'cell.frozen' });
  } finally {
    await cell.cell.standing.thaw();
  }
  assert.equal(await settle(cell, clip, await cell.cell.matching.gate.judge(clip)), true);
  const [row] = await rowsOf('matching_clips', clip.videoId);
  assert.equal(row?.['original_id'], first.videoId);
});
