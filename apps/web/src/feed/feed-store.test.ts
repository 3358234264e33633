import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FeedItem, FeedPage } from '@jhalak/contracts/feed';
import type { Api, Reply } from '../api/client.ts';
import { FeedStore, PAGE_SIZE, type FeedClip } from './feed-store.ts';

const item = (slot: number): FeedItem => ({
  slot: `slot-${slot}`,
  video: {
    id: `video-${slot}`,
    state: 'published',
    caption: '',
    language: 'hi',
    genre: 'food',
    tags: [],
    durationMs: 5_000,
    widthPx: 360,
    heightPx: 640,
    poster: '/p',
    thumbhash: '',
    creator: { handle: `maker${slot % 3}` },
    counts: { views: 0, likes: 0, comments: 0 },
    renditions: [],
    publishedAtMs: 0,
    sample: false,
  },
  reason: { code: 'new', text: 'new' },
  propensity: 1,
});

/** Pages of a feed with so many items; each call is written down in order with the flushes. */
function setup(
  total: number,
  broken: (call: number) => Reply<never> | undefined = () => undefined,
) {
  const log: string[] = [];
  let calls = 0;
  const api: Api = {
    get<T>(path: string) {
      log.push(path);
      const problem = broken(calls);
      calls += 1;
      if (problem !== undefined) return Promise.resolve(problem);
      const from = Number(new URL(path, 'http://x').searchParams.get('cursor') ?? 0);
      const to = Math.min(from + PAGE_SIZE, total);
      const items = Array.from({ length: to - from }, (_, at) => item(from + at));
      const value: FeedPage = { items, next: to < total ? String(to) : null };
      return Promise.resolve({ kind: 'ok', status: 200, value: value as T } satisfies Reply<T>);
    },
    send: () => Promise.resolve({ kind: 'offline' }),
    forget: () => Promise.resolve(),
  };
  const store = new FeedStore({
    api,
    kind: 'for-you',
    beforeFetch: () => {
      log.push('flush');
      return Promise.resolve();
    },
  });
  return { store, log };
}

test('the next page is asked for when two clips are left, after what was watched is sent', async () => {
  const { store, log } = setup(30);
  await store.loadMore();
  for (let index = 1; index < PAGE_SIZE - 3; index += 1) store.moveTo(index);
  assert.equal(log.length, 2, 'no second page yet');
  store.moveTo(PAGE_SIZE - 3);
  await store.loadMore();
  assert.deepEqual(log, [
    'flush',
    '/v1/feeds/for-you?limit=6',
    'flush',
    '/v1/feeds/for-you?limit=6&cursor=6',
  ]);
  assert.equal(store.state.get().clips.length, 12);
});

test('the line ends when the server has no more', async () => {
  const { store } = setup(8);
  await store.loadMore();
  await store.loadMore();
  assert.equal(store.state.get().status, 'end');
  assert.equal(store.state.get().clips.length, 8);
});

test('a cursor that died starts a new session, and what is on screen stays', async () => {
  const gone: Reply<never> = { kind: 'problem', status: 410, code: 'cursor.expired', detail: '' };
  const { store, log } = setup(30, (call) => (call === 1 ? gone : undefined));
  await store.loadMore();
  await store.loadMore();
  assert.equal(store.state.get().status, 'failed');
  await store.loadMore();
  assert.equal(log.at(-1), '/v1/feeds/for-you?limit=6');
  assert.equal(
    new Set(store.state.get().clips.map((clip) => clip.key)).size,
    store.state.get().clips.length,
  );
});

test('a reply that comes after a restart is not mixed in', async () => {
  const { store } = setup(30);
  const late = store.loadMore();
  await store.restart();
  await late;
  assert.equal(store.state.get().clips.length, PAGE_SIZE);
});

test('what is dropped ahead never moves the clip on screen', async () => {
  const { store } = setup(30);
  await store.loadMore();
  store.moveTo(2);
  store.dropAhead((clip) => clip.video.creator.handle === 'maker2');
  const { clips, index } = store.state.get();
  assert.equal(clips[index]?.key, 'slot-2');
  assert(clips.slice(3).every((clip) => clip.video.creator.handle !== 'maker2'));
});

test('without network from the start, what was seen last is shown until the network is back', async () => {
  let calls = 0;
  const seen = { key: 'v', slot: null, video: item(99).video, reason: null };
  const store = new FeedStore({
    kind: 'for-you',
    kept: () => [seen],
    beforeFetch: () => Promise.resolve(),
    api: {
      get<T>() {
        calls += 1;
        const page: FeedPage = { items: [item(1)], next: null };
        const reply: Reply<T> = { kind: 'ok', status: 200, value: page as T };
        return Promise.resolve(calls === 1 ? { kind: 'offline' } : reply);
      },
      send: () => Promise.resolve({ kind: 'offline' }),
      forget: () => Promise.resolve(),
    },
  });
  await store.loadMore();
  assert.deepEqual(store.state.get().clips, [seen]);
  await store.reconnect();
  assert.deepEqual(
    store.state.get().clips.map((clip) => clip.key),
    ['slot-1'],
  );
});

const adAfter = (key: string): FeedClip => ({
  ...clipLike(`ad-after-${key}`),
  ad: { still: true, untilMs: 1, Face: () => null },
});
const clipLike = (key: string): FeedClip => ({
  key,
  slot: null,
  video: item(0).video,
  reason: null,
});

test('an ad comes only between two clips that are still ahead, and never beside another', async () => {
  const { store } = setup(6);
  await store.loadMore();
  const keys = () => store.state.get().clips.map((clip) => clip.key);
  store.moveTo(2);
  assert.equal(store.insertAd('slot-1', adAfter('slot-1')), false, 'that place has passed');
  assert.equal(store.insertAd('nothing', adAfter('nothing')), false);
  assert.equal(store.insertAd('slot-5', adAfter('slot-5')), false, 'no clip follows');
  assert.equal(store.insertAd('slot-2', adAfter('slot-2')), true);
  assert.equal(store.insertAd('slot-2', adAfter('again')), false);
  assert.equal(store.insertAd('ad-after-slot-2', adAfter('next')), false);
  assert.equal(store.insertAd('slot-3', adAfter('slot-3')), true, 'a clip stands between the two');
  assert.deepEqual(keys(), [
    ...['slot-0', 'slot-1', 'slot-2', 'ad-after-slot-2', 'slot-3', 'ad-after-slot-3'],
    ...['slot-4', 'slot-5'],
  ]);
  assert.equal(store.state.get().index, 2, 'what is on screen stays');
  store.dropAhead((clip) => clip.ad !== undefined);
  assert.equal(keys().length, 6);
});
