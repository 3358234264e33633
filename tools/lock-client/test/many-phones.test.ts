// Many phones behind one cache, as behind an operator's: how long a killed card stays on any of them. A sample by default;
// `LOCK_PHONES=1000` is the row's own count, some 16 CPU seconds.
// proves M7

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCell, type TestCell } from '@jhalak/testing';
import { LockClient, memoryStore, type LockClientOptions } from '../src/index.ts';

const PHONES = Number(process.env['LOCK_PHONES'] ?? 200);
/** While lit each phone asks every 45 s, at a second of its own. */
const POLL_S = 45;
const STEP_S = 5;
const MOST_S = 60;
const NOTICE = { version: '1', language: 'hi' };

type Fetch = NonNullable<LockClientOptions['fetch']>;
interface Kept {
  status: number;
  headers: Headers;
  bytes: Uint8Array<ArrayBuffer>;
  untilMs: number;
}

/** Keeps public answers for as long as they say, and counts what reaches it. */
function sharedCache(nowMs: () => number): { fetch: Fetch; calls: () => number } {
  const kept = new Map<string, Kept>();
  let calls = 0;
  const ask: Fetch = async (url, init) => {
    calls += 1;
    // Tags are the cache's business: whoever asks gets the whole answer.
    const headers = new Headers(init.headers);
    headers.delete('if-none-match');
    const known = kept.get(url);
    if (init.method === 'GET' && known !== undefined && known.untilMs > nowMs())
      return new Response(known.bytes, known);
    const reply = await fetch(url, { ...init, headers });
    const { status } = reply;
    const bytes = new Uint8Array(await reply.arrayBuffer());
    const [, age] = /^public, max-age=(\d+)/.exec(reply.headers.get('cache-control') ?? '') ?? [];
    const answer = { status, headers: reply.headers, bytes };
    if (init.method === 'GET' && age !== undefined)
      kept.set(url, { ...answer, untilMs: nowMs() + Number(age) * 1_000 });
    return new Response(bytes, answer);
  };
  return { fetch: ask, calls: () => calls };
}

async function deskOf(cell: TestCell): Promise<(path: string, body: object) => Promise<string>> {
  const { token, personId } = await cell.account('phones_editor');
  await cell.cell.accounts.grantRole({ personId, role: 'editor' });
  return async (path, body) => {
    const reply = await cell.api<{ id: string }>('POST', path, { token, body });
    assert.ok(reply.status < 300, JSON.stringify(reply.body));
    await cell.drain();
    return reply.body.id;
  };
}

test('a killed card is dark on every phone within a minute, caches between included; off silences them all', async () => {
  const cell = await startCell();
  try {
    const { clock } = cell.parts;
    const nowMs = (): number => clock.nowMs();
    const desk = await deskOf(cell);
    const text = { language: 'hi', genre: 'news', age: 'all', summary: '', attribution: ['desk'] };
    const [stays, goes] = [
      await desk('/v1/desk/cards', { ...text, headline: 'It stays' }),
      await desk('/v1/desk/cards', { ...text, headline: 'It goes' }),
    ];
    const cache = sharedCache(nowMs);
    const options = { origin: cell.url, region: 'in', language: 'hi', fetch: cache.fetch, nowMs };
    const phones = Array.from(
      { length: PHONES },
      () => new LockClient({ ...options, store: memoryStore() }),
    );
    const shown = async (phone: LockClient): Promise<string> =>
      ((await phone.show()).cards ?? [])
        .map((card) => card.id)
        .toSorted()
        .join();
    for (const phone of phones) {
      await phone.yes(NOTICE);
      await phone.sync();
      assert.equal(await shown(phone), [stays, goes].toSorted().join());
    }
    await desk(`/v1/desk/cards/${goes}/acts`, { action: 'kill', note: 'not true' });
    for (let second = 0; second < MOST_S; second += STEP_S) {
      for (const [index, phone] of phones.entries())
        if ((second - index * STEP_S) % POLL_S === 0) await phone.sync();
      clock.advance(STEP_S * 1_000);
    }
    for (const phone of phones) assert.equal(await shown(phone), stays);

    for (const phone of phones) await phone.off();
    const told = cache.calls();
    clock.advance(24 * 3_600_000);
    for (const phone of phones) {
      await phone.happened({ type: 'glance', slot: 'none' });
      await phone.sync();
      assert.deepEqual(await phone.show(), { dark: 'off' });
    }
    assert.equal(cache.calls(), told);
  } finally {
    await cell.close();
  }
});
