import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type {
  Comment,
  CommentPage,
  CommentSettings,
  HeldPage,
  Mentionable,
  ReplyPage,
} from '@jhalak/contracts/comments';
import type { ModerationCase } from '@jhalak/contracts/safety';
import type { JsonObject } from '@jhalak/ports';
import {
  parentOf,
  startCell,
  type ApiReply,
  type TestCell,
  type TestPerson,
} from '@jhalak/testing';

const ORDER_ID = '00000000-0000-7000-8000-0000000000aa';

let cell: TestCell;
let maker: TestPerson;
let asha: TestPerson;
let ravi: TestPerson;
before(async () => {
  cell = await startCell();
  maker = await cell.account('maker_one');
  asha = await cell.account('asha.rao');
  ravi = await cell.account('ravi.k');
});
after(async () => {
  await cell.close();
});

/** Nobody waits for a rate that another test used up. */
async function newClip(): Promise<string> {
  cell.parts.clock.advance(3_600_000);
  const videoId = await cell.publish({ personId: maker.personId });
  await cell.drain();
  return videoId;
}

async function say(who: TestPerson, path: string, text: string): Promise<ApiReply<Comment>> {
  return await cell.api<Comment>('POST', path, { token: who.token, body: { text } });
}
async function post(who: TestPerson, videoId: string, text: string): Promise<Comment> {
  const { status, body } = await say(who, `/v1/videos/${videoId}/comments`, text);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}
async function reply(who: TestPerson, commentId: string, text: string): Promise<Comment> {
  const { status, body } = await say(who, `/v1/comments/${commentId}/replies`, text);
  assert.equal(status, 201, JSON.stringify(body));
  return body;
}
async function list(
  who: TestPerson | undefined,
  videoId: string,
  query = '',
): Promise<CommentPage> {
  const path = `/v1/videos/${videoId}/comments${query}`;
  const { status, body } = await cell.api<CommentPage>('GET', path, { token: who?.token });
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}
async function texts(who: TestPerson | undefined, videoId: string, query = ''): Promise<string[]> {
  return (await list(who, videoId, query)).items.map(({ text }) => text);
}
async function repliesOf(who: TestPerson | undefined, commentId: string): Promise<Comment[]> {
  const path = `/v1/comments/${commentId}/replies`;
  return (await cell.api<ReplyPage>('GET', path, { token: who?.token })).body.items;
}
async function act(who: TestPerson, method: string, path: string, body?: unknown) {
  const reply = await cell.api<{ code?: string }>(method, path, { token: who.token, body });
  return [reply.status, reply.body.code];
}
async function commentsOf(videoId: string): Promise<number> {
  await cell.drain();
  const { body } = await cell.api<{ counts: { comments: number } }>('GET', `/v1/videos/${videoId}`);
  return body.counts.comments;
}

test('comments and replies stand in threads of two levels, counted, in the language of their words', async () => {
  const videoId = await newClip();
  const first = await post(asha, videoId, '  बहुत सुन्दर!  ');
  assert.deepEqual([first.text, first.language, first.state], ['बहुत सुन्दर!', 'hi', 'shown']);
  const answer = await reply(maker, first.id, 'Thank you');
  assert.deepEqual([answer.parentId, answer.language, answer.byCreator], [first.id, 'en', true]);
  const deeper = await reply(ravi, answer.id, '@asha.rao agreed');
  assert.deepEqual([deeper.parentId, deeper.mentions], [first.id, ['asha.rao']]);
  assert.equal(await commentsOf(videoId), 3);
  const page = await list(undefined, videoId);
  assert.deepEqual([page.items.length, page.items[0]?.replies, page.may], [1, 2, 'sign_in']);
  assert.deepEqual(
    (await repliesOf(undefined, first.id)).map(({ id }) => id),
    [answer.id, deeper.id],
  );
  const linked = await list(asha, videoId, `?comment=${deeper.id}`);
  assert.deepEqual(
    linked.items.map(({ id }) => id),
    [first.id, deeper.id],
  );
});

test('the pinned comment comes first, then the best, and pages go on without gap or repetition', async () => {
  const videoId = await newClip();
  const ids: string[] = [];
  for (let at = 0; at < 7; at += 1) {
    ids.push((await post(asha, videoId, `comment ${at}`)).id);
    cell.parts.clock.advance(60_000);
  }
  const [oldest = '', second = ''] = ids;
  assert.deepEqual(await act(ravi, 'PUT', `/v1/comments/${oldest}/like`), [204, undefined]);
  assert.deepEqual(await act(ravi, 'PUT', `/v1/comments/${oldest}/like`), [204, undefined]);
  assert.deepEqual(await act(asha, 'PUT', `/v1/comments/${second}/pin`), [
    403,
    'comment.not_yours',
  ]);
  assert.deepEqual(await act(maker, 'PUT', `/v1/comments/${second}/pin`), [204, undefined]);
  await cell.drain();
  const seen: Comment[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const more: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const page = await list(ravi, videoId, `?limit=3${more}`);
    seen.push(...page.items);
    cursor = page.next;
  }
  assert.deepEqual(
    seen.map(({ id }) => id),
    [second, oldest, ...ids.slice(2).toReversed()],
  );
  assert.deepEqual([seen[0]?.pinned, seen[1]?.likes, seen[1]?.viewer?.liked], [true, 1, true]);
  const newest = await texts(ravi, videoId, '?order=newest&limit=2');
  assert.deepEqual(newest, ['comment 1', 'comment 6', 'comment 5']);
  const { next } = await list(ravi, videoId, '?order=newest&limit=2');
  const misused = `/v1/videos/${videoId}/comments?cursor=${next}`;
  assert.deepEqual(await act(ravi, 'GET', misused), [400, 'cursor.invalid']);
});

test('a creator’s words hold what says or sounds like them, until the creator decides', async () => {
  const videoId = await newClip();
  const settings: CommentSettings = { audience: 'everyone', holdAll: false, words: ['bakwas'] };
  assert.equal((await act(maker, 'PUT', '/v1/comments/settings', settings))[0], 200);
  const held = await post(asha, videoId, 'क्या बकवास है');
  const open = await post(asha, videoId, 'क्या बात है');
  assert.deepEqual([held.state, open.state], ['held', 'shown']);
  assert.equal((await post(maker, videoId, 'no bakwas please')).state, 'shown');
  assert.equal((await list(asha, videoId)).items.length, 3, 'its author sees that it waits');
  assert.equal((await list(ravi, videoId)).items.length, 2);
  assert.equal(await commentsOf(videoId), 2);
  const waiting = await cell.api<HeldPage>('GET', '/v1/comments/held', { token: maker.token });
  assert.deepEqual(
    waiting.body.items.map(({ comment, word, clip }) => [comment.id, word, clip.id]),
    [[held.id, 'bakwas', videoId]],
  );
  const approve = `/v1/comments/${held.id}/approve`;
  assert.deepEqual(await act(ravi, 'POST', approve), [403, 'comment.not_yours']);
  assert.deepEqual(await act(maker, 'POST', `/v1/comments/${held.id}/refuse`), [204, undefined]);
  assert.equal((await list(ravi, videoId)).items.length, 2);
  assert.deepEqual(await act(maker, 'POST', approve), [204, undefined]);
  assert.equal((await list(ravi, videoId)).items.length, 3);
  assert.equal(await commentsOf(videoId), 3);
  await act(maker, 'PUT', '/v1/comments/settings', { ...settings, holdAll: true, words: [] });
  assert.equal((await post(ravi, videoId, 'anything')).state, 'held');
  await act(maker, 'PUT', '/v1/comments/settings', { ...settings, words: [] });
});

test('a creator says who may comment, on all clips and on one', async () => {
  const [videoId, other] = [await newClip(), await newClip()];
  const general = { audience: 'followers', holdAll: false, words: [] };
  await act(maker, 'PUT', '/v1/comments/settings', general);
  const path = `/v1/videos/${videoId}/comments`;
  assert.deepEqual(await act(asha, 'POST', path, { text: 'hm' }), [403, 'comment.closed']);
  assert.equal((await list(asha, videoId)).may, 'followers');
  await act(ravi, 'PUT', '/v1/people/maker_one/follow');
  assert.equal((await act(ravi, 'POST', path, { text: 'mine' }))[0], 201);
  const clip = `/v1/videos/${videoId}/comments/settings`;
  assert.equal((await act(asha, 'PUT', clip, { audience: 'everyone' }))[0], 403);
  await act(maker, 'PUT', clip, { audience: 'nobody' });
  assert.deepEqual(await act(ravi, 'POST', path, { text: 'hm' }), [403, 'comment.closed']);
  assert.equal((await list(ravi, other)).may, 'yes');
  await act(maker, 'PUT', '/v1/comments/settings', { ...general, audience: 'everyone' });
});

test('who deletes a comment can undo it for a while; replies stay under an empty place', async () => {
  const videoId = await newClip();
  const top = await post(asha, videoId, 'to be deleted');
  const under = await reply(ravi, top.id, 'stays');
  const alone = await post(asha, videoId, 'goes');
  await cell.drain();
  assert.deepEqual(await act(ravi, 'DELETE', `/v1/comments/${top.id}`), [403, 'comment.not_yours']);
  assert.equal((await act(asha, 'DELETE', `/v1/comments/${top.id}`))[0], 200);
  assert.equal((await act(maker, 'DELETE', `/v1/comments/${alone.id}`))[0], 200);
  assert.deepEqual(
    (await list(undefined, videoId)).items.map(({ id, text, state, author }) => [
      id,
      text,
      state,
      author,
    ]),
    [[top.id, '', 'deleted', null]],
  );
  assert.equal(await commentsOf(videoId), 1);
  const again = `/v1/comments/${alone.id}/restore`;
  assert.deepEqual(await act(asha, 'POST', again), [410, 'comment.undo_expired'], 'another did it');
  assert.equal((await act(maker, 'POST', again))[0], 204);
  assert.equal((await act(maker, 'DELETE', `/v1/comments/${alone.id}`))[0], 200);
  cell.parts.clock.advance(11 * 60_000);
  const sweep = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'comments.purge');
  assert.equal(await sweep?.run(), 2);
  assert.deepEqual(await act(asha, 'POST', `/v1/comments/${top.id}/restore`), [
    403,
    'comment.not_yours',
  ]);
  const rows = await cell.parts.database.pool.query(
    `SELECT text, person_id FROM comments WHERE video_id = $1 ORDER BY created_at_ms`,
    [videoId],
  );
  assert.deepEqual(
    rows.rows.map(({ text }) => text),
    ['', 'stays'],
  );
  assert.equal((await repliesOf(asha, top.id))[0]?.id, under.id);
});

test('the same key makes one comment, also where its reply is kept no longer', async () => {
  const videoId = await newClip();
  const path = `/v1/videos/${videoId}/comments`;
  const once = async () =>
    await cell.api<Comment>('POST', path, {
      token: asha.token,
      body: { text: 'once' },
      headers: { 'idempotency-key': '0123456789abcdef-once' },
    });
  const first = await once();
  assert.equal((await once()).body.id, first.body.id);
  // Kept replies are kept a day.
  cell.parts.clock.advance(25 * 3_600_000);
  const later = await once();
  assert.deepEqual([later.status, later.body.id], [201, first.body.id]);
  assert.equal(await commentsOf(videoId), 1);
});

test('nobody under 18 is called by a stranger, and who writes is offered only whom they may call', async () => {
  const videoId = await newClip();
  const child = await cell.account('little_one', { ageBand: '13-17', consent: undefined });
  await parentOf(cell, child, { mayBePublic: false });
  await post(child, videoId, 'my first comment');
  const called = await post(ravi, videoId, 'hello @little_one and @maker_one');
  assert.deepEqual(called.mentions, ['maker_one']);
  const offered = async (q: string) =>
    (
      await cell.api<Mentionable>('GET', `/v1/videos/${videoId}/mentionable?q=${q}`, {
        token: ravi.token,
      })
    ).body.items.map(({ handle }) => handle);
  assert.deepEqual([await offered('ma'), await offered('li')], [['maker_one'], []]);
  await act(child, 'PUT', '/v1/people/ravi.k/follow');
  assert.deepEqual((await post(ravi, videoId, 'hi @little_one')).mentions, ['little_one']);
  assert.deepEqual(await offered('li'), ['little_one']);
});

test('an erased person leaves no word, no like and no name; counts stay what the journal says', async () => {
  const videoId = await newClip();
  const gone = await cell.account('gone_soon');
  const top = await post(gone, videoId, 'my own words');
  await reply(ravi, top.id, 'an answer');
  const kept = await post(ravi, videoId, 'liked @gone_soon');
  await reply(gone, kept.id, 'more words');
  await act(gone, 'PUT', `/v1/comments/${kept.id}/like`);
  assert.equal(await commentsOf(videoId), 4);
  await cell.cell.accounts.erasePerson(gone.personId);
  assert.equal(await commentsOf(videoId), 2);
  const { items } = await list(asha, videoId, '?order=newest');
  assert.deepEqual(
    items.map(({ text, author, likes, replies, mentions }) => [
      text,
      author?.handle,
      likes,
      replies,
      mentions,
    ]),
    [
      ['liked @gone_soon', 'ravi.k', 0, 0, []],
      ['', undefined, 0, 1, []],
    ],
  );
  for (const table of ['comments', 'comment_likes', 'comment_mentions', 'comment_rates']) {
    const { rows } = await cell.parts.database.pool.query(
      `SELECT 1 FROM ${table} WHERE person_id = $1`,
      [gone.personId],
    );
    assert.equal(rows.length, 0, table);
  }
});

test('every count is what the journal says and what the rows say, after a purge of the clip too', async () => {
  await cell.drain();
  const { rows } = await cell.parts.database.pool.query<{
    counted: number;
    told: number;
    stands: number;
  }>(`
    SELECT c.comments::int AS counted,
      (SELECT count(*)::int FROM comments AS m WHERE m.video_id = c.video_id AND m.state = 'shown') AS stands,
      (SELECT coalesce(sum((facts->>'count')::int), 0)::int FROM journal
        WHERE stream = 'comments.comment' AND facts->>'videoId' = c.video_id::text) AS told
    FROM video_counts AS c`);
  assert.ok(rows.length > 5);
  for (const row of rows) assert.deepEqual([row.counted, row.stands], [row.told, row.told]);
  const likes = await cell.parts.database.pool.query<{ likes: number; stands: number }>(`
    SELECT likes::int AS likes, (SELECT count(*)::int FROM comment_likes AS l WHERE l.comment_id = c.comment_id) AS stands
    FROM comments AS c`);
  for (const row of likes.rows) assert.equal(row.likes, row.stands);
  await cell.cell.videos.rebuildCounts();
  await cell.drain();
  const after = await cell.parts.database.pool.query(
    `SELECT sum(comments)::int AS sum FROM video_counts`,
  );
  assert.deepEqual(after.rows, [{ sum: rows.reduce((sum, { told }) => sum + told, 0) }]);
  const videoId = await newClip();
  await post(asha, videoId, 'goes with its clip');
  await cell.drain();
  await cell.cell.videos.purge([videoId]);
  await cell.drain();
  const left = await cell.parts.database.pool.query(`SELECT 1 FROM comments WHERE video_id = $1`, [
    videoId,
  ]);
  assert.equal(left.rows.length, 0);
});

/** In any time T a person gets at most 12 + T / 20 s units through: a comment is one, each name in it another. */
const BURST = 12;

test('ten scripts that flood are held to the stated bounds', async () => {
  const videoId = await newClip();
  const path = `/v1/videos/${videoId}/comments`;
  const made = async (who: TestPerson): Promise<number> => {
    const { rows } = await cell.parts.database.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM comments WHERE video_id = $1 AND person_id = $2`,
      [videoId, who.personId],
    );
    return rows[0]?.count ?? 0;
  };
  const script = async (at: number): Promise<TestPerson> => await cell.account(`script_${at}`);

  const fast = await script(1);
  for (let n = 0; n < 20; n += 1) await say(fast, path, `fast ${n}`);
  assert.equal(await made(fast), BURST, '1: one after another');

  const beside = await script(2);
  await Promise.all(Array.from({ length: 20 }, (_, n) => say(beside, path, `beside ${n}`)));
  assert.equal(await made(beside), BURST, '2: all at once');

  const patient = await script(3);
  for (let n = 0; n < 40; n += 1) {
    await say(patient, path, `patient ${n}`);
    cell.parts.clock.advance(10_000);
  }
  assert.ok((await made(patient)) <= BURST + 400 / 20, '3: as fast as it is let');

  const caller = await script(4);
  const names = '@maker_one @asha.rao @ravi.k @script_1 @script_2 @script_3';
  const called = await Promise.all(Array.from({ length: 6 }, () => say(caller, path, names)));
  const mentions = called.flatMap(({ body }) => body.mentions ?? []);
  assert.deepEqual([await made(caller), mentions.length], [2, 10], '4: calling crowds');

  const eraser = await script(5);
  for (let n = 0; n < 20; n += 1) {
    const { body } = await say(eraser, path, `again ${n}`);
    await act(eraser, 'DELETE', `/v1/comments/${body.id}`);
  }
  assert.equal(await made(eraser), BURST, '5: deleting does not buy room');

  const repeater = await script(6);
  const headers = { 'idempotency-key': 'the-very-same-key-again' };
  const request = { token: repeater.token, body: { text: 'one' }, headers };
  await Promise.all(Array.from({ length: 20 }, () => cell.api('POST', path, request)));
  assert.equal(await made(repeater), 1, '6: one key');

  const liker = await script(7);
  const top = await post(asha, videoId, 'to be liked');
  const like = `/v1/comments/${top.id}/like`;
  await Promise.all(Array.from({ length: 20 }, () => act(liker, 'PUT', like)));
  for (let n = 0; n < 5; n += 1) {
    await act(liker, 'DELETE', like);
    await act(liker, 'PUT', like);
  }
  await cell.drain();
  const liked = (await list(asha, videoId, `?comment=${top.id}`)).items[0];
  assert.equal(liked?.likes, 1, '7: one like a person');

  const walls = await script(8);
  const long = await say(walls, path, 'x'.repeat(501));
  const blank = await say(walls, path, '\u200b\u202e ');
  assert.deepEqual(
    [long.status, blank.status, await made(walls)],
    [400, 422, 0],
    '8: walls and nothing',
  );

  const climber = await script(9);
  let below = top.id;
  for (let n = 0; n < 5; n += 1) below = (await reply(climber, below, `deeper ${n}`)).id;
  const parents = new Set((await repliesOf(asha, top.id)).map(({ parentId }) => parentId));
  assert.deepEqual([...parents], [top.id], '9: no third level');

  await cell.parts.database.pool.query(
    `INSERT INTO comments (video_id, comment_id, person_id, creator_id, parent_id, state, text, created_at_ms, best_ms)
      SELECT $1, gen_random_uuid(), $2, $3, $4, 'shown', 'one of many', 1, 1 FROM generate_series(1, 495)`,
    [videoId, asha.personId, maker.personId, top.id],
  );
  const crowd = await script(10);
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => say(crowd, `/v1/comments/${top.id}/replies`, 'me too')),
  );
  assert.ok(
    answers.every(({ status }) => status === 409),
    '10: a thread of 500 is full',
  );
});

test('people who blocked each other never read each other, and the muted are not read by whoever muted them', async () => {
  const videoId = await newClip();
  const [one, two] = [await cell.account('apart_one'), await cell.account('apart_two')];
  const mine = await post(one, videoId, 'from one');
  await post(two, videoId, 'from two');
  assert.deepEqual(await act(asha, 'PUT', '/v1/people/apart_two/mute'), [204, undefined]);
  assert.deepEqual(await texts(asha, videoId), ['from one']);
  assert.deepEqual(await texts(two, videoId, '?order=newest'), ['from two', 'from one']);
  assert.deepEqual(await act(one, 'PUT', '/v1/people/apart_two/block'), [204, undefined]);
  assert.deepEqual(
    [await texts(one, videoId), await texts(two, videoId), await texts(ravi, videoId)],
    [['from one'], ['from two'], ['from two', 'from one']],
  );
  const below = await say(two, `/v1/comments/${mine.id}/replies`, 'hm');
  assert.equal(below.status, 404);
  const like = await act(two, 'PUT', `/v1/comments/${mine.id}/like`);
  assert.deepEqual(like, [404, 'comment.not_found']);
  assert.deepEqual((await post(two, videoId, 'hi @apart_one')).mentions, []);
});

test('a reported comment stands in the queue with its clip, is removed with a reason, and its author is heard by another', async () => {
  const videoId = await newClip();
  const comment = await post(asha, videoId, 'not nice at all');
  const [first, second] = [await cell.account('moderator_a'), await cell.account('moderator_b')];
  for (const { personId } of [first, second])
    await cell.cell.accounts.grantRole({ personId, role: 'moderator' });
  const report = { reason: 'harassment', note: 'this hurts' };
  const reported = await act(ravi, 'POST', `/v1/comments/${comment.id}/reports`, report);
  assert.equal(reported[0], 201);
  const cases = async (state: string) =>
    (
      await cell.api<{ items: ModerationCase[] }>('GET', `/v1/moderation/cases?state=${state}`, {
        token: first.token,
      })
    ).body.items.filter((one) => one.comment?.id === comment.id);
  const [open] = await cases('open');
  assert.deepEqual(
    [open?.kind, open?.comment?.text, open?.comment?.author, open?.video?.id, open?.notes],
    ['comment', 'not nice at all', 'asha.rao', videoId, ['this hurts']],
  );
  const decide = `/v1/moderation/comments/${comment.id}/acts`;
  const remove = { action: 'remove', reason: 'harassment', note: '' };
  assert.deepEqual(await act(first, 'POST', decide, remove), [422, 'moderation.reason_required']);
  assert.equal((await act(first, 'POST', decide, { ...remove, note: 'It hurts.' }))[0], 201);
  assert.deepEqual(await texts(ravi, videoId), []);
  assert.equal(await commentsOf(videoId), 0);
  const own = (await list(asha, videoId)).items[0];
  assert.deepEqual(
    [own?.state, own?.moderation?.reason, own?.moderation?.note],
    ['removed', 'harassment', 'It hurts.'],
  );
  const appeal = `/v1/comments/${comment.id}/appeal`;
  const note = { note: 'It was a joke between friends.' };
  assert.deepEqual(await act(ravi, 'POST', appeal, note), [404, 'comment.not_found']);
  assert.deepEqual(await act(asha, 'POST', appeal, note), [204, undefined]);
  assert.deepEqual(await act(asha, 'POST', appeal, note), [409, 'appeal.over']);
  const [appealed] = await cases('appealed');
  assert.equal(appealed?.appeal?.note, note.note);
  const restore = { action: 'restore', reason: 'harassment', note: 'Heard.' };
  assert.deepEqual(await act(first, 'POST', decide, restore), [403, 'appeal.second_person']);
  assert.equal((await act(second, 'POST', decide, restore))[0], 201);
  assert.deepEqual(await texts(ravi, videoId), ['not nice at all']);
  assert.equal(await commentsOf(videoId), 1);
});

test('an order about a person or a word makes comments dark at once, and they come back with its end', async () => {
  const videoId = await newClip();
  const named = await cell.account('named_one');
  await post(named, videoId, 'whoever I am');
  await post(asha, videoId, 'say Forbidden-Word aloud');
  await post(asha, videoId, 'harmless');
  const tell = async (targets: JsonObject[], inForce: boolean): Promise<void> => {
    const facts = {
      ...{ inForce, targets, states: null, law: 'court', interim: false },
      sinceMs: cell.parts.clock.nowMs(),
    };
    await cell.parts.database.transaction(async (tx) => {
      await cell.parts.journal.append(tx, [
        { stream: 'orders.order', key: ORDER_ID, type: 'changed', facts },
      ]);
    });
    await cell.drain();
  };
  const all = ['harmless', 'say Forbidden-Word aloud', 'whoever I am'];
  const offered = async (): Promise<number> =>
    (
      await cell.api<Mentionable>('GET', `/v1/videos/${videoId}/mentionable?q=named`, {
        token: ravi.token,
      })
    ).body.items.length;
  assert.equal(await offered(), 1);
  await tell([{ kind: 'account', id: named.personId }], true);
  assert.deepEqual(await texts(ravi, videoId, '?order=newest'), all.slice(0, 2));
  assert.equal(await offered(), 0, 'not offered to be named either');
  await tell([{ kind: 'keyword', text: 'forbidden word' }], true);
  assert.deepEqual(await texts(ravi, videoId, '?order=newest'), ['harmless', 'whoever I am']);
  await tell([{ kind: 'clip', id: videoId }], true);
  const dark = await act(ravi, 'GET', `/v1/videos/${videoId}/comments`);
  assert.deepEqual(dark, [451, 'video.withheld']);
  await tell([], false);
  assert.deepEqual(await texts(ravi, videoId, '?order=newest'), all);
});

async function moderators(name: string): Promise<[TestPerson, TestPerson]> {
  const [one, two] = [await cell.account(`${name}_a`), await cell.account(`${name}_b`)];
  for (const { personId } of [one, two])
    await cell.cell.accounts.grantRole({ personId, role: 'moderator' });
  return [one, two];
}
async function rule(who: TestPerson, id: string, action: string): Promise<void> {
  const body = { action, reason: 'harassment', note: 'A reason.' };
  const [status] = await act(who, 'POST', `/v1/moderation/comments/${id}/acts`, body);
  assert.equal(status, 201, action);
}

test('an undo brings nothing back that a moderator removed, and what waited before its removal waits again', async () => {
  const videoId = await newClip();
  const [first, second] = await moderators('undo_moderator');
  const quick = await post(ravi, videoId, 'deleted in a hurry');
  await act(ravi, 'DELETE', `/v1/comments/${quick.id}`);
  await rule(first, quick.id, 'remove');
  assert.deepEqual(await act(ravi, 'POST', `/v1/comments/${quick.id}/restore`), [204, undefined]);
  assert.deepEqual(await texts(asha, videoId), []);
  const [own] = (await list(ravi, videoId)).items;
  assert.deepEqual([own?.state, own?.moderation?.note], ['removed', 'A reason.']);
  assert.equal(await commentsOf(videoId), 0);
  await rule(second, quick.id, 'restore');
  assert.deepEqual(await texts(asha, videoId), ['deleted in a hurry']);

  const rules = { audience: 'everyone', holdAll: true, words: [] };
  await act(maker, 'PUT', '/v1/comments/settings', rules);
  const held = await post(asha, videoId, 'waits');
  await act(maker, 'PUT', '/v1/comments/settings', { ...rules, holdAll: false });
  await rule(first, held.id, 'remove');
  await rule(second, held.id, 'restore');
  assert.deepEqual(await texts(ravi, videoId), ['deleted in a hurry']);
  assert.equal((await list(maker, videoId, `?comment=${held.id}`)).items[0]?.state, 'held');
  assert.equal(await commentsOf(videoId), 1);
});

test('each removal of a comment is answered once, a later one too', async () => {
  const videoId = await newClip();
  const [first, second] = await moderators('appeal_moderator');
  const { id } = await post(asha, videoId, 'again and again');
  const appeal = async () =>
    await act(asha, 'POST', `/v1/comments/${id}/appeal`, { note: 'Please.' });
  const refused = async (action: string): Promise<unknown> => {
    const body = { action, reason: 'harassment', note: 'A reason.' };
    return (await act(second, 'POST', `/v1/moderation/comments/${id}/acts`, body))[1];
  };
  assert.deepEqual(
    [await refused('restore'), await refused('uphold')],
    ['comment.state', 'comment.state'],
  );
  await rule(first, id, 'remove');
  assert.deepEqual(
    [await refused('remove'), await refused('dismiss'), await refused('uphold')],
    ['comment.state', 'comment.state', 'comment.state'],
    'nothing is told that changes nothing',
  );
  assert.deepEqual(await appeal(), [204, undefined]);
  cell.parts.clock.advance(1_000);
  await rule(second, id, 'restore');
  cell.parts.clock.advance(1_000);
  await rule(first, id, 'remove');
  assert.deepEqual(await appeal(), [204, undefined]);
  cell.parts.clock.advance(1_000);
  await rule(second, id, 'uphold');
  assert.deepEqual(await appeal(), [409, 'appeal.over']);
});

test('the case of a comment that its author deleted closes when its words go', async () => {
  const videoId = await newClip();
  const { id } = await post(asha, videoId, 'reported and gone');
  await act(ravi, 'POST', `/v1/comments/${id}/reports`, { reason: 'spam' });
  await act(asha, 'DELETE', `/v1/comments/${id}`);
  cell.parts.clock.advance(11 * 60_000);
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  await sweeps.find(({ name }) => name === 'comments.purge')?.run();
  await cell.drain();
  const { rows } = await cell.parts.database.pool.query(
    `SELECT state FROM safety_cases WHERE item_id = $1`,
    [id],
  );
  assert.deepEqual(rows, [{ state: 'gone' }]);
});
