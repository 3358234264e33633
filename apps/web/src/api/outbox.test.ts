// proves that what is done without network is sent once, in nobody else's name, and not after it was taken back.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { createApi, SAID_LATER } from './client.ts';
import { emptyOutbox, keepWord, sendOutbox } from './outbox.ts';

/** As much of a browser's database as the outbox asks for: one table, whose answers come a moment later. */
const rows = new Map<string, { key: string }>();
function answer<T>(work: () => T): { result: T | undefined; onsuccess?: () => void } {
  const request: { result: T | undefined; onsuccess?: () => void } = { result: undefined };
  queueMicrotask(() => {
    request.result = work();
    request.onsuccess?.();
  });
  return request;
}
const objectStore = () => ({
  put: (row: { key: string }) => answer(() => void rows.set(row.key, structuredClone(row))),
  get: (key: string) => answer(() => rows.get(key)),
  getAll: () => answer(() => [...rows.values()]),
  delete: (key: string) => answer(() => void rows.delete(key)),
  clear: () => answer(() => rows.clear()),
});
const database = { transaction: () => ({ objectStore }) };

/** The cell: who is signed in, what it was told; `during` happens while it is told. */
const cell = {
  online: true,
  here: 'asha' as string | null,
  told: [] as string[],
  during: async (): Promise<void> => await Promise.resolve(),
};

async function cellFetch(path: string, { method = 'GET' }: RequestInit = {}): Promise<Response> {
  if (!cell.online) throw new TypeError('no line');
  if (path === '/v1/viewers/me')
    return cell.here === null
      ? Response.json({}, { status: 401 })
      : Response.json({ id: cell.here });
  cell.told.push(`${method} ${path}`);
  await cell.during();
  return Response.json(null);
}

const kept = new Map<string, string>();
const localStorage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
} as Storage;

beforeEach(() => {
  rows.clear();
  kept.clear();
  Object.assign(cell, { online: true, here: 'asha', told: [] });
  cell.during = async () => await Promise.resolve();
  Object.defineProperties(globalThis, {
    indexedDB: { value: { open: () => answer(() => database) }, configurable: true },
    localStorage: { value: localStorage, configurable: true },
    fetch: { value: cellFetch, configurable: true },
  });
});

const apiOf = (id: string) =>
  createApi(() => 'en', {
    ...{ storage: localStorage, onHeld: () => undefined },
    who: () => id,
  });
const word = (path: string, method = 'PUT') => ({ by: 'asha', method, path, language: 'en' });

test('what was done without network is sent once, and says by its status that nobody answered yet', async () => {
  cell.online = false;
  const reply = await apiOf('asha').send('PUT', '/v1/people/mela/follow');
  assert.deepEqual(reply, { kind: 'ok', status: SAID_LATER, value: null });
  assert.notEqual(reply.status, 202, 'which is how a private account answers');
  assert.equal(await sendOutbox(), false);
  cell.online = true;
  assert.ok(await sendOutbox());
  assert.ok(await sendOutbox());
  assert.deepEqual(cell.told, ['PUT /v1/people/mela/follow']);
});

test('who has no name yet is not told that it is done', async () => {
  cell.online = false;
  assert.deepEqual(await apiOf('').send('PUT', '/v1/videos/a/like'), { kind: 'offline' });
  assert.equal(rows.size, 0);
});

test('a clip that is let go with a network does not come back into the folder that was chosen without', async () => {
  const api = apiOf('asha');
  cell.online = false;
  await api.send('PUT', '/v1/videos/a/save?collection=c');
  cell.online = true;
  await api.send('DELETE', '/v1/videos/a/save');
  await sendOutbox();
  assert.deepEqual(cell.told, ['DELETE /v1/videos/a/save']);
});

test('a sign-in that is over loses nothing; somebody else says nothing of it', async () => {
  await keepWord(word('/v1/videos/a/like'));
  cell.here = null;
  assert.equal(await sendOutbox(), false);
  assert.equal(rows.size, 1);
  cell.here = 'bela';
  assert.ok(await sendOutbox());
  assert.deepEqual([cell.told, rows.size], [[], 0]);
});

test('a sign-out in the midst of sending stops the rest, whoever is here next', async () => {
  await keepWord(word('/v1/videos/a/like'));
  await keepWord(word('/v1/videos/b/like'));
  cell.during = async () => {
    await emptyOutbox();
    cell.here = 'bela';
  };
  await sendOutbox();
  assert.deepEqual(cell.told, ['PUT /v1/videos/a/like']);
});
