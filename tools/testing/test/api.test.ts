// The API as an outside client meets it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Problem } from '@jhalak/contracts';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import { FeedPage } from '@jhalak/contracts/feed';
import { Video } from '@jhalak/contracts/videos';
import { startCell, type TestCell } from '@jhalak/testing';
import { Compile } from 'typebox/compile';

interface Page {
  items: {
    slot: string;
    propensity: number;
    reason: { code: string; text: string };
    video: {
      id: string;
      genre: string;
      language: string;
      creator: { handle: string };
      counts: { views: number; likes: number };
    };
  }[];
  next: string | null;
}

const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'news', 'learning'];
let cell: TestCell;
const creatorTokens: string[] = [];
before(async () => {
  cell = await startCell();
  // One genre with enough clips to grow into, the oldest, so that nobody begins with it.
  for (let extra = 0; extra < 12; extra += 1) {
    // Without look-alikes: cricket_i and cricket_l cannot both exist.
    const personId = await cell.cell.accounts.createPerson({
      handle: `cricket_${'abcdefghjkmn'[extra]}`,
    });
    await cell.publish({ personId, genre: 'sports', language: 'hi', caption: `cricket ${extra}` });
  }
  for (let creator = 0; creator < 6; creator += 1) {
    const person = await cell.account(`creator_${'abcdef'[creator]}`);
    creatorTokens.push(person.token);
    for (const genre of GENRES) {
      for (const language of ['hi', 'ta']) {
        await cell.publish({
          personId: person.personId,
          genre,
          language,
          caption: `${genre} ${language} ${creator}`,
        });
      }
    }
  }
  await cell.drain();
});
after(async () => {
  await cell.close();
});

async function watch(token: string, slot: string, watchMs: number): Promise<void> {
  cell.parts.clock.advance(watchMs + 1_000);
  const at = cell.parts.clock.nowMs();
  const events = [
    { type: 'impression', slot, seq: 0, at },
    { type: 'progress', slot, seq: 1, at, watchMs },
    ...(watchMs >= 8_000 ? [{ type: 'finish', slot, seq: 2, at, watchMs }] : []),
  ];
  const reply = await cell.api<{ results: { ok: boolean }[] }>('POST', '/v1/events', {
    token,
    body: { events },
  });
  assert.equal(reply.status, 202);
  assert.ok(
    reply.body.results.every((result) => result.ok),
    JSON.stringify(reply.body),
  );
}

async function feed(token: string, cursor?: string | null, limit = 6): Promise<Page> {
  const query =
    cursor === undefined || cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
  const reply = await cell.api<Page>('GET', `/v1/feeds/for-you?limit=${limit}${query}`, { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  return reply.body;
}

test('a feed page is what the contract says', async () => {
  const { token } = await cell.viewer();
  const page = await feed(token);
  const check = Compile(FeedPage);
  assert.ok(check.Check(page), JSON.stringify(check.Errors(page).slice(0, 3)));
  assert.equal(page.items.length, 6);
  const one = await cell.api<unknown>('GET', `/v1/videos/${page.items[0]?.video.id}`, { token });
  assert.ok(Compile(Video).Check(one.body));
});

test('watching one genre changes the next page, and the reason says so in the viewer’s language', async () => {
  const { token } = await cell.viewer({ languages: ['hi'], genres: [] });
  const share = (page: Page, genre: string): number =>
    page.items.filter((item) => item.video.genre === genre).length / page.items.length;
  let page = await feed(token);
  const first = page;
  let watched = 0;
  for (let round = 0; round < 12 && watched < 3; round += 1) {
    for (const item of page.items) {
      if (item.video.genre === 'sports' && item.video.language === 'hi') {
        await watch(token, item.slot, 8_000);
        watched += 1;
      } else {
        await watch(token, item.slot, 200);
      }
    }
    await cell.drain();
    page = await feed(token, page.next);
  }
  assert.ok(watched > 0, 'the feed never offered sports');
  assert.ok(share(page, 'sports') > share(first, 'sports'), 'sports did not grow');
  assert.ok(share(page, 'sports') >= 0.5, `sports ${share(page, 'sports')}`);
  const reasons = page.items
    .filter((item) => item.video.genre === 'sports')
    .map((item) => item.reason);
  assert.ok(
    reasons.some((reason) => reason.code === 'language_genre' || reason.code === 'genre'),
    JSON.stringify(reasons),
  );
  assert.ok(
    reasons.some((reason) => reason.text.includes('खेल')),
    JSON.stringify(reasons),
  );
});

test('the same cursor gives the same page, also to two requests at once', async () => {
  const { token } = await cell.viewer();
  const first = await feed(token);
  const [a, b] = await Promise.all([feed(token, first.next), feed(token, first.next)]);
  assert.deepEqual(
    a.items.map((item) => item.slot),
    b.items.map((item) => item.slot),
  );
  const later = await feed(token, first.next);
  assert.deepEqual(
    a.items.map((item) => item.slot),
    later.items.map((item) => item.slot),
  );
  const other = await cell.viewer();
  const stolen = await cell.api<{ code: string }>(
    'GET',
    `/v1/feeds/for-you?cursor=${encodeURIComponent(first.next ?? '')}`,
    { token: other.token },
  );
  assert.equal(stolen.status, 400);
  assert.equal(stolen.body.code, 'cursor.invalid');
  const elsewhere = await cell.api<{ code: string }>(
    'GET',
    `/v1/feeds/following?cursor=${encodeURIComponent(first.next ?? '')}`,
    { token },
  );
  assert.equal(elsewhere.body.code, 'cursor.invalid', 'a cursor goes on with its own feed only');
});

test('no clip comes twice while unseen ones are left; then the oldest come again, labelled', async () => {
  const { token } = await cell.viewer({ languages: [], genres: [] });
  const seen = new Set<string>();
  let page = await feed(token, undefined, 12);
  for (let round = 0; round < 9; round += 1) {
    for (const item of page.items) {
      assert.ok(!seen.has(item.video.id), `${item.video.id} came twice`);
      assert.notEqual(item.reason.code, 'repeat');
      seen.add(item.video.id);
      await watch(token, item.slot, 8_000);
    }
    page = await feed(token, page.next, 12);
  }
  assert.equal(seen.size, 108);
  assert.ok(page.items.length > 0, 'the feed ended');
  assert.ok(page.items.every((item) => item.reason.code === 'repeat'));
});

test('an author stands at most twice on a page', async () => {
  const { token } = await cell.viewer({ languages: [], genres: [] });
  const page = await feed(token, undefined, 10);
  const counts = Map.groupBy(page.items, (item) => item.video.creator.handle);
  assert.ok([...counts.values()].every((items) => items.length <= 2));
});

test('propensities are exact: over many pages every candidate is chosen as often as it says', async () => {
  // Horvitz-Thompson: the mean of 1/propensity over explored slots estimates the number of candidates they were drawn from.
  let explored = 0;
  let slots = 0;
  for (let viewer = 0; viewer < 60; viewer += 1) {
    const { token } = await cell.viewer({ languages: [], genres: [] });
    const page = await feed(token, undefined, 10);
    for (const item of page.items) {
      slots += 1;
      assert.ok(item.propensity > 0 && item.propensity <= 1);
      if (item.propensity < 0.05) explored += 1;
    }
  }
  // 0.06 are drawn evenly, 0.06 go to clips that are owed showings; of 600 slots three standard deviations are 0.04.
  assert.ok(Math.abs(explored / slots - 0.12) < 0.045, `${explored} of ${slots} explored`);
});

test('without consent the feed is good, and nothing is learned', async () => {
  const quiet = await cell.viewer({
    consent: {
      personalisation: false,
      lock: false,
      ads: false,
      ...noticeRead('en'),
    },
  });
  const before = await feed(quiet.token);
  assert.equal(before.items.length, 6);
  assert.ok(
    before.items.every((item) => item.video.language === 'hi' || item.reason.code === 'explore'),
    'chosen language is honoured',
  );
  for (const item of before.items) await watch(quiet.token, item.slot, 8_000);
  await cell.drain();
  const learned = await cell.cell.taste.viewer(quiet.personId);
  assert.ok(learned === undefined || learned.recent.length === 0);
  const after = await feed(quiet.token, before.next);
  const personal = new Set(['because_watched']);
  assert.ok(after.items.every((item) => !personal.has(item.reason.code)));
});

test('a child is never learned from, whatever the consent says', async () => {
  const child = await cell.viewer({ ageBand: '13-17' });
  const page = await feed(child.token);
  for (const item of page.items) await watch(child.token, item.slot, 8_000);
  await cell.drain();
  const learned = await cell.cell.taste.viewer(child.personId);
  assert.ok(learned === undefined || learned.recent.length === 0);
});

test('signing up keeps the taste', async () => {
  const viewer = await cell.viewer();
  const page = await feed(viewer.token);
  await watch(viewer.token, page.items[0]?.slot ?? '', 8_000);
  await cell.drain();
  const before = (await cell.cell.taste.viewer(viewer.personId))?.recent.length;
  assert.equal(before, 1);
  const reply = await cell.api<{ account: { id: string }; token: string }>('POST', '/v1/accounts', {
    token: viewer.token,
    body: {
      handle: 'kept_taste',
      password: 'a long enough password',
      languages: ['hi'],
      genres: [],
      ageBand: '18plus',
    },
  });
  assert.equal(reply.status, 201, JSON.stringify(reply.body));
  assert.equal(reply.body.account.id, viewer.personId);
  await cell.drain();
  assert.equal((await cell.cell.taste.viewer(viewer.personId))?.recent.length, 1);
});

test('forgetting the taste empties it, and not interested keeps a clip away', async () => {
  const viewer = await cell.viewer();
  const page = await feed(viewer.token);
  const no = page.items[1];
  assert.ok(no);
  await watch(viewer.token, page.items[0]?.slot ?? '', 8_000);
  await cell.api('POST', '/v1/events', {
    token: viewer.token,
    body: {
      events: [{ type: 'not_interested', slot: no.slot, seq: 5, at: cell.parts.clock.nowMs() }],
    },
  });
  await cell.drain();
  assert.deepEqual((await cell.cell.taste.viewer(viewer.personId))?.unwanted, [no.video.id]);
  let next = page.next;
  for (let round = 0; round < 14; round += 1) {
    const more = await feed(viewer.token, next, 8);
    assert.ok(more.items.every((item) => item.video.id !== no.video.id));
    next = more.next;
    if (next === null) break;
  }
  assert.equal((await cell.api('DELETE', '/v1/taste', { token: viewer.token })).status, 204);
  await cell.drain();
  assert.deepEqual((await cell.cell.taste.viewer(viewer.personId))?.recent, []);
});

test('a clip cannot be finished before it could have played', async () => {
  const viewer = await cell.viewer();
  const { slot } = (await feed(viewer.token)).items[0] ?? assert.fail('a page has items');
  const finish = async (): Promise<unknown> =>
    (
      await cell.api<{ results: unknown[] }>('POST', '/v1/events', {
        token: viewer.token,
        body: { events: [{ type: 'finish', slot, seq: 0, at: cell.parts.clock.nowMs() }] },
      })
    ).body.results[0];
  assert.deepEqual(await finish(), { ok: false, code: 'watch_impossible' });
  cell.parts.clock.advance(8_000);
  assert.deepEqual(await finish(), { ok: true });
});

test('events of somebody whose keys are gone fail alone', async () => {
  const viewers = await Promise.all(Array.from({ length: 5 }, async () => await cell.viewer()));
  const slots = await Promise.all(
    viewers.map(async ({ token }) => (await feed(token)).items[0]?.slot ?? ''),
  );
  await cell.parts.keys.destroy(viewers[2]?.personId ?? '');
  const at = cell.parts.clock.nowMs();
  const statuses = await Promise.all(
    viewers.map(async ({ token }, index) => {
      const events = [{ type: 'impression', slot: slots[index], seq: 0, at }];
      return (await cell.api('POST', '/v1/events', { token, body: { events } })).status;
    }),
  );
  assert.deepEqual(
    statuses.map((status) => status === 202),
    [true, true, false, true, true],
  );
});

test('events count once, forged and impossible ones not at all', async () => {
  const viewer = await cell.viewer();
  const other = await cell.viewer();
  const page = await feed(viewer.token);
  const item = page.items[0];
  assert.ok(item);
  cell.parts.clock.advance(9_000);
  const at = cell.parts.clock.nowMs();
  const { slot } = item;
  const flipped = `${slot.slice(0, 20)}${slot[20] === 'A' ? 'B' : 'A'}${slot.slice(21)}`;
  const send = async (token: string, events: object[]): Promise<{ ok: boolean; code?: string }[]> =>
    (
      await cell.api<{ results: { ok: boolean; code?: string }[] }>('POST', '/v1/events', {
        token,
        body: { events },
      })
    ).body.results;
  const finish = { type: 'finish', slot, seq: 3, at, watchMs: 8_000 };
  assert.deepEqual(await send(viewer.token, [finish, finish]), [
    { ok: true },
    { ok: true, code: 'duplicate' },
  ]);
  assert.deepEqual(await send(viewer.token, [finish]), [{ ok: true, code: 'duplicate' }]);
  assert.deepEqual(await send(viewer.token, [{ ...finish, slot: flipped }]), [
    { ok: false, code: 'slot_invalid' },
  ]);
  assert.deepEqual(await send(other.token, [finish]), [{ ok: false, code: 'not_your_slot' }]);
  assert.deepEqual(await send(viewer.token, [{ ...finish, seq: 4, watchMs: 60_000 }]), [
    { ok: false, code: 'watch_impossible' },
  ]);
  assert.deepEqual(await send(viewer.token, [{ ...finish, seq: 5, at: at + 3 * 86_400_000 }]), [
    { ok: false, code: 'time_impossible' },
  ]);
  await cell.drain();
  const video = await cell.api<{ counts: { views: number } }>(
    'GET',
    `/v1/videos/${item.video.id}`,
    { token: viewer.token },
  );
  const views = video.body.counts.views;
  assert.ok(views >= 1);
  cell.parts.clock.advance(25 * 3_600_000);
  assert.deepEqual(
    await send(viewer.token, [{ ...finish, seq: 6, at: cell.parts.clock.nowMs() }]),
    [{ ok: false, code: 'slot_expired' }],
  );
});

test('likes and follows show at once, count once, and can be taken back', async () => {
  const fan = await cell.viewer();
  const item = (await feed(fan.token)).items[0];
  assert.ok(item);
  const path = `/v1/videos/${item.video.id}`;
  const before = (await cell.api<{ counts: { likes: number } }>('GET', path, { token: fan.token }))
    .body.counts.likes;
  for (let time = 0; time < 2; time += 1)
    assert.equal((await cell.api('PUT', `${path}/like`, { token: fan.token })).status, 204);
  assert.equal(
    (await cell.api('PUT', `/v1/people/${item.video.creator.handle}/follow`, { token: fan.token }))
      .status,
    204,
  );
  await cell.drain();
  const liked = (
    await cell.api<{
      counts: { likes: number };
      viewer: { liked: boolean; followsCreator: boolean };
    }>('GET', path, { token: fan.token })
  ).body;
  assert.equal(liked.counts.likes, before + 1);
  assert.deepEqual([liked.viewer.liked, liked.viewer.followsCreator], [true, true]);
  const following = await cell.api<Page>('GET', '/v1/feeds/following', { token: fan.token });
  assert.ok(following.body.items.length > 0);
  assert.ok(
    following.body.items.every((one) => one.video.creator.handle === item.video.creator.handle),
  );
  assert.equal((await cell.api('DELETE', `${path}/like`, { token: fan.token })).status, 204);
  await cell.drain();
  assert.equal(
    (await cell.api<{ counts: { likes: number } }>('GET', path, { token: fan.token })).body.counts
      .likes,
    before,
  );
});

test('a stranger without a token gets one page, a clip, its media; but no events', async () => {
  const page = await cell.api<Page>('GET', '/v1/feeds/for-you');
  assert.equal(page.status, 200);
  assert.equal(page.body.next, null);
  const video = page.body.items[0]?.video;
  assert.ok(video);
  const media = await fetch(`${cell.url}/media/${video.id}/360.mp4`, {
    headers: { range: 'bytes=5-9' },
  });
  assert.equal(media.status, 206);
  assert.equal((await media.text()).length, 5);
  assert.match(media.headers.get('cache-control') ?? '', /max-age=60/);
  const again = await fetch(`${cell.url}/media/${video.id}/360.mp4`, {
    headers: { 'if-none-match': media.headers.get('etag') ?? '' },
  });
  assert.equal(again.status, 304);
  const events = await cell.api<{ code: string }>('POST', '/v1/events', { body: { events: [] } });
  assert.equal(events.status, 401);
  assert.equal(events.body.code, 'auth.required');
});

test('a removed clip is dark on every surface, its creator sees why, and restoring brings it back', async () => {
  const moderator = await cell.account('mod_one');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const reporter = await cell.viewer();
  const token = creatorTokens[0] ?? '';
  const own = await cell.api<{ items: { id: string }[] }>('GET', '/v1/profile/videos', { token });
  const id = own.body.items[0]?.id ?? '';
  const report = await cell.api<{ ticket: string }>('POST', `/v1/videos/${id}/reports`, {
    token: reporter.token,
    body: { reason: 'dangerous_act', note: 'यह खतरनाक है' },
  });
  assert.equal(report.status, 201);
  const cases = await cell.api<{
    items: { video: { id: string }; notes: string[]; reports: number }[];
  }>('GET', '/v1/moderation/cases', { token: moderator.token });
  assert.deepEqual(
    cases.body.items.map((one) => [one.video.id, one.notes, one.reports]),
    [[id, ['यह खतरनाक है'], 1]],
  );
  assert.equal(
    (await cell.api('GET', '/v1/moderation/cases', { token: reporter.token })).status,
    401,
  );
  const act = (action: string, note: string): Promise<{ status: number }> =>
    cell.api('POST', `/v1/moderation/videos/${id}/acts`, {
      token: moderator.token,
      body: { action, reason: 'dangerous_act', note },
    });
  assert.equal((await act('remove', '')).status, 422, 'a removal needs its reason');
  assert.equal(
    (await act('withhold', 'order 1')).status,
    400,
    'what the law forbids is said by orders',
  );
  assert.equal((await act('remove', 'Shows a stunt on a moving train.')).status, 201);
  await cell.drain();
  const states = async (who: string | undefined): Promise<number[]> =>
    await Promise.all(
      [`/v1/videos/${id}`, `/media/${id}/360.mp4`, `/media/${id}/poster.webp`].map(
        async (path) => (await cell.api('GET', path, { token: who })).status,
      ),
    );
  assert.deepEqual(await states(reporter.token), [404, 404, 404]);
  assert.deepEqual(await states(undefined), [404, 404, 404]);
  const grid = await cell.api<{ items: { id: string }[] }>(
    'GET',
    '/v1/people/creator_a/videos?limit=100',
    { token: reporter.token },
  );
  assert.ok(grid.body.items.length > 0 && grid.body.items.every((video) => video.id !== id));
  const seen = await cell.api<{ state: string; moderation: { note: string } }>(
    'GET',
    `/v1/videos/${id}`,
    { token },
  );
  assert.deepEqual(
    [seen.body.state, seen.body.moderation.note],
    ['removed', 'Shows a stunt on a moving train.'],
  );
  assert.equal((await act('restore', 'Closed track, staged.')).status, 201);
  await cell.drain();
  assert.deepEqual(await states(reporter.token), [200, 200, 200]);
});

test('an age-restricted clip is for adults only', async () => {
  const moderator = await cell.account('mod_two');
  await cell.cell.accounts.grantRole({ personId: moderator.personId, role: 'moderator' });
  const own = await cell.api<{ items: { id: string }[] }>('GET', '/v1/profile/videos', {
    token: creatorTokens[2] ?? '',
  });
  const id = own.body.items[0]?.id ?? '';
  await cell.api('POST', `/v1/moderation/videos/${id}/acts`, {
    token: moderator.token,
    body: { action: 'restrict_age', reason: 'violence', note: '' },
  });
  await cell.drain();
  const adult = await cell.viewer();
  const teen = await cell.viewer({ ageBand: '13-17' });
  const status = async (token?: string): Promise<number> =>
    (await cell.api('GET', `/v1/videos/${id}`, { token })).status;
  assert.deepEqual(
    [await status(adult.token), await status(teen.token), await status()],
    [200, 403, 403],
  );
  const media = await cell.api('GET', `/media/${id}/360.mp4`, { token: adult.token });
  assert.match(media.headers.get('cache-control') ?? '', /^private/);
});

test('a deleted clip is dark at once, can be brought back, and is gone with its bytes after the days', async () => {
  const token = creatorTokens[3] ?? '';
  const own = await cell.api<{ items: { id: string }[] }>('GET', '/v1/profile/videos', { token });
  const id = own.body.items[0]?.id ?? '';
  assert.equal(
    (await cell.api('DELETE', `/v1/videos/${id}`, { token: creatorTokens[4] ?? '' })).status,
    403,
  );
  assert.equal((await cell.api('DELETE', `/v1/videos/${id}`, { token })).status, 200);
  await cell.drain();
  assert.equal((await cell.api('GET', `/v1/videos/${id}`)).status, 404);
  assert.equal((await cell.api('POST', `/v1/videos/${id}/restore`, { token })).status, 200);
  await cell.drain();
  assert.equal((await cell.api('GET', `/v1/videos/${id}`)).status, 200);
  await cell.api('DELETE', `/v1/videos/${id}`, { token });
  cell.parts.clock.advance(8 * 86_400_000);
  const sweep = cell.cell.features
    .flatMap((feature) => feature.sweeps)
    .find((one) => one.name === 'videos.purge');
  assert.equal(await sweep?.run(), 1);
  await cell.drain();
  assert.equal((await cell.api('GET', `/v1/videos/${id}`, { token })).status, 404);
  assert.equal(await cell.parts.blobs.stat(`renditions/${id}/360.mp4`), undefined);
});

test('every refusal is a problem with a stable code', async () => {
  const { token } = await cell.viewer();
  const check = Compile(Problem);
  const requests: [string, string, object][] = [
    ['GET', '/v1/nothing', {}],
    ['GET', '/v1/videos/not-a-uuid', {}],
    ['POST', '/v1/viewers', { body: { languages: ['xx'], genres: [] } }],
    ['POST', '/v1/viewers', { body: [] }],
    ['POST', '/v1/events', { token, body: { events: [] } }],
    ['POST', '/v1/events', { token: 'forged', body: { events: [] } }],
    ['GET', '/v1/feeds/for-you?limit=0', { token }],
    ['GET', '/v1/feeds/for-you?limit=101', { token }],
    ['GET', '/v1/feeds/for-you?cursor=x', { token }],
    ['GET', '/v1/moderation/cases', { token }],
    ['PUT', '/v1/people/nobody_here/follow', { token }],
    ['POST', '/v1/sessions', { body: { handle: 'nobody', password: 'x' } }],
  ];
  for (const [method, path, request] of requests) {
    const reply = await cell.api<{ status: number; code: string }>(method, path, request);
    assert.ok(reply.status >= 400, `${method} ${path} ${reply.status}`);
    assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/);
    assert.ok(check.Check(reply.body), JSON.stringify(reply.body));
    assert.equal(reply.body.status, reply.status);
  }
});

test('hostile JSON bodies are refused and nothing breaks', async () => {
  const bodies = [
    '{"languages":["hi"],"genres":[],"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"x":1}},"languages":[],"genres":[]}',
    `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    '{"languages":["hi"],"genres":[],"ageBand":1e999}',
    '{"languages":["\\ud800"],"genres":[]}',
    '\ufeff{"languages":[]}',
    `{"languages":["${'x'.repeat(70_000)}"]}`,
    '',
    'null',
    '{"languages":',
  ];
  for (const body of bodies) {
    const reply = await fetch(`${cell.url}/v1/viewers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    assert.ok(
      reply.status >= 400 && reply.status < 500,
      `${reply.status} for ${body.slice(0, 40)}`,
    );
  }
  assert.equal((await cell.api('GET', '/v1/health')).status, 200);
});

test('the session cookie changes nothing when another site sends it', async () => {
  const origin = new URL(cell.url).origin;
  const made = await fetch(`${cell.url}/v1/viewers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ languages: ['hi'], genres: [] }),
  });
  const cookie = made.headers.get('set-cookie') ?? '';
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  const sent = cookie.split(';')[0] ?? '';
  const patch = async (headers: Record<string, string>): Promise<number> =>
    (
      await fetch(`${cell.url}/v1/viewers/me`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', cookie: sent, ...headers },
        body: '{"genres":["music"]}',
      })
    ).status;
  assert.equal(await patch({ origin }), 200);
  assert.equal(await patch({ origin: 'https://evil.example' }), 403);
  assert.equal(await patch({}), 403);
  const foreign = await fetch(`${cell.url}/v1/viewers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'https://evil.example' },
    body: JSON.stringify({ languages: ['hi'], genres: [] }),
  });
  assert.equal(foreign.headers.get('set-cookie'), null);
});

test('OpenAPI is 3.1 and names every route; the pages for people and machines are there', async () => {
  const reply = await cell.api<{
    openapi: string;
    paths: Record<string, Record<string, { operationId: string }>>;
  }>('GET', '/openapi.json');
  assert.match(reply.body.openapi, /^3\.1/);
  const names = new Set(
    Object.values(reply.body.paths).flatMap((methods) =>
      Object.values(methods).map((one) => one.operationId),
    ),
  );
  for (const route of cell.cell.routes)
    assert.ok(names.has(route.name), `${route.name} is not in OpenAPI`);
  assert.equal((await cell.api('GET', '/docs/')).status, 200);
  const metrics = await cell.api<string>('GET', '/metrics');
  assert.match(metrics.body, /jhalak_http_request_seconds_count\{route="getForYou",status="200"\}/);
});
