// Five hundred clips through the real player, feed and count over real HTTP: what the server sends is never more than the budget and
// one clip.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replyOf, type Api } from '../api/client.ts';
import { FeedStore } from '../feed/feed-store.ts';
import { Player, type PlayerView } from '../feed/player.ts';
import { pickRendition } from '../feed/rendition.ts';
import { DayBytes, MEGABYTE, MORE_BYTES } from './day-bytes.ts';
import { FetchingVideo, LARGE_BYTES, openClipServer, SMALL_BYTES } from './session.fixture.ts';

const CLIPS = 500;
const BUDGET_MB = 50;
/** A tap on "go on" as often as it takes; more than this and the budget holds nothing back. */
const ENDS_MAX = 10;

test('five hundred clips keep to the budget, but for one clip, and its end is a question', async (t) => {
  const server = await openClipServer();
  t.after(async () => await server.close());
  FetchingVideo.base = server.url;
  const globals = globalThis as unknown as Record<string, unknown>;
  globals['document'] = { createElement: () => new FetchingVideo() };
  globals['requestAnimationFrame'] = () => 0;
  globals['cancelAnimationFrame'] = () => undefined;

  const ledger = new DayBytes(undefined, () => BUDGET_MB);
  const api: Api = {
    get: async <T>(path: string) => {
      const response = await fetch(server.url + path);
      return replyOf<T>(response.status, await response.json());
    },
    send: async () => await Promise.resolve({ kind: 'offline' as const }),
    forget: async () => await Promise.resolve(),
  };
  const leftBytes = (): number | null => ledger.left();
  const flush = async (): Promise<void> => await Promise.resolve();
  const store = new FeedStore({ api, kind: 'for-you', beforeFetch: flush, leftBytes });
  const good = { widthPx: 720, downlinkMbps: 10, saveData: false, canPlay: () => true };
  let state: PlayerView['state'] = 'loading';
  const player = new Player({
    layer: { append: () => undefined } as unknown as HTMLElement,
    pick: (renditions) => pickRendition(ledger.fit(renditions), good),
    ahead: () => store.ahead,
    book: ({ bytes }, isPresent) => ledger.book(bytes, isPresent),
    onView: (view) => {
      state = view.state;
    },
    onTick: () => undefined,
    onPause: () => undefined,
    onGiveUp: () => undefined,
  });
  const settle = async (): Promise<void> => {
    while (FetchingVideo.busy.size > 0) await Promise.all(FetchingVideo.busy);
  };

  await store.loadMore();
  let granted = BUDGET_MB * MEGABYTE;
  let ends = 0;
  let over = 0;
  let large = 0;
  for (let seen = 0; seen < CLIPS; seen += 1) {
    const { clips, index } = store.state.get();
    player.show(clips, index, true);
    await settle();
    over = Math.max(over, server.sentBytes() - granted);
    if ((state as PlayerView['state']) === 'spent') {
      const before = server.sentBytes();
      player.play();
      player.show(clips, index, true);
      await settle();
      assert.equal(server.sentBytes(), before, 'nothing more comes until the person says so');
      ends += 1;
      assert.ok(ends <= ENDS_MAX);
      ledger.goOn();
      granted += MORE_BYTES;
      player.retry();
      await settle();
    }
    assert.equal(state, 'playing', `clip ${seen}`);
    if ((clips[index]?.video.renditions.length ?? 0) > 1) large += 1;
    store.moveTo(index + 1);
    if (store.state.get().status === 'loading') await store.loadMore();
  }
  const sent = server.sentBytes();
  t.diagnostic(JSON.stringify({ clips: CLIPS, sent, granted, over, ends, large }));
  assert.ok(over <= SMALL_BYTES, `${over} bytes over the budget`);
  assert.ok(ends > 0, 'it came to its end');
  assert.ok(large > 0 && large < CLIPS, 'clips came smaller when little was left');
  assert.ok(sent > (CLIPS * (SMALL_BYTES + LARGE_BYTES)) / 10, 'clips were fetched');
});
