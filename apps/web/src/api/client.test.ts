// proves which requests a browser goes on with after their page is closed.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApi } from './client.ts';

test('a short change outlives its page; a question, and what is too long for that, ends with it', async (t) => {
  const outlives: boolean[] = [];
  t.mock.method(globalThis, 'fetch', (path: string, init: RequestInit) => {
    outlives.push(new Request(new URL(path, 'http://cell.test'), init).keepalive);
    return Promise.resolve(Response.json({}));
  });
  const api = createApi(() => 'hi');
  await api.send('DELETE', '/v1/people/mela/block');
  await api.send('POST', '/v1/videos/a/comments', { text: 'वाह' });
  await api.get('/v1/blocks');
  await api.send('PATCH', '/v1/stories/a', { text: 'क'.repeat(5_000) });
  assert.deepEqual(outlives, [true, true, false, false]);
});
