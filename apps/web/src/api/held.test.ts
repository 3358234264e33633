// proves that what people do while the cell takes no changes is sent once it does.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reply } from './client.ts';
import { HeldRequests, type HeldRequest } from './held.ts';

const FROZEN: Reply<never> = { kind: 'problem', status: 503, code: 'cell.frozen', detail: '' };
const OK: Reply<unknown> = { kind: 'ok', status: 204, value: null };

class Memory {
  readonly kept = new Map<string, string>();
  readonly length = 0;
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
  clear = (): void => this.kept.clear();
  key = (): null => null;
}

/** A cell that thaws when it is told to; time passes only when it is let to. */
function setUp(storage = new Memory()) {
  const cell = { frozen: true };
  const sent: string[] = [];
  const told: boolean[] = [];
  const waiting: (() => void)[] = [];
  const held = new HeldRequests({
    storage,
    send: async ({ method, path }: HeldRequest) => {
      if (cell.frozen) return await Promise.resolve(FROZEN);
      sent.push(`${method} ${path}`);
      return OK;
    },
    onHeld: (is) => told.push(is),
    wait: async () => await new Promise((resolve) => waiting.push(resolve)),
  });
  /** Lets one waiting time pass, and what follows from it happen. */
  const pass = async (): Promise<void> => {
    waiting.shift()?.();
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { cell, sent, told, held, pass, storage };
}

test('what waits is sent in its order when the cell takes changes again, and who asked gets the answer', async () => {
  const { cell, sent, told, held, pass } = setUp();
  const like = held.keep({ method: 'PUT', path: '/v1/videos/a/like' });
  const words = held.keep({ method: 'POST', path: '/v1/videos/a/comments', body: { text: 'x' } });
  await pass();
  assert.deepEqual(sent, []);
  assert.ok(held.waitsFor('/v1/videos/a/like'));
  cell.frozen = false;
  await pass();
  await pass();
  assert.deepEqual(await Promise.all([like, words]), [OK, OK]);
  assert.deepEqual(sent, ['PUT /v1/videos/a/like', 'POST /v1/videos/a/comments']);
  assert.deepEqual(told, [true, false]);
});

test('the last word about a thing is all that is sent', async () => {
  const { cell, sent, held, pass } = setUp();
  const first = held.keep({ method: 'PUT', path: '/v1/videos/a/like' });
  const second = held.keep({ method: 'DELETE', path: '/v1/videos/a/like' });
  cell.frozen = false;
  await pass();
  assert.deepEqual(await Promise.all([first, second]), [OK, OK]);
  assert.deepEqual(sent, ['DELETE /v1/videos/a/like']);
});

test('a like survives a reload; a comment, which would be said twice, does not', async () => {
  const storage = new Memory();
  const before = setUp(storage);
  void before.held.keep({ method: 'PUT', path: '/v1/videos/a/like' });
  void before.held.keep({ method: 'POST', path: '/v1/videos/a/comments' });
  const later = setUp(storage);
  later.cell.frozen = false;
  later.held.start();
  await later.pass();
  assert.deepEqual(later.sent, ['PUT /v1/videos/a/like']);
  assert.equal(storage.kept.size, 0);
});

test('more than anybody does is not kept', () => {
  const { held } = setUp();
  for (let at = 0; at < 50; at += 1)
    assert.ok(held.keep({ method: 'PUT', path: `/v1/videos/${at}/like` }));
  assert.equal(held.keep({ method: 'PUT', path: '/v1/videos/z/like' }), undefined);
});
