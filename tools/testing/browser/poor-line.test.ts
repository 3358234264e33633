// A page whose files are lost on the way, and one of too many from a shared address: both come to life by themselves.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { open } from './browser.fixture.ts';
import { openWindow, stageOf } from './stage.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stage = stageOf(
  async () => await startCell({ startMs: Date.now(), web: await buildWeb(), rateLimits: true }),
);
/** What one stranger may ask for in a minute, and some more. */
const TOO_MANY = 700;

for (const lost of ['client', 'the words'] as const) {
  test(`a page that loses ${lost} on the way loads again by itself`, async (t) => {
    const on = stage(t);
    if (on === undefined) return;
    const { page } = await openWindow(t, on);
    let breaks = 1;
    let asked = 0;
    // Both are named after what is in them; the first words have no name of their own but their language.
    const file = lost === 'client' ? /\/assets\/client-[^/]+\.js$/u : /\/assets\/en-[^/]+\.js$/u;
    await page.context().route(file, async (route) => {
      asked += 1;
      if (breaks-- > 0) await route.abort('connectionreset');
      else await route.continue();
    });
    await open(page, '/signin');
    assert.ok(asked >= 2, `asked ${asked} times`);
  });
}

test('too many strangers of one address are shown the app, not a refusal, and its files still come', async (t) => {
  const on = stage(t);
  if (on === undefined) return;
  const { page } = await openWindow(t, on, { words: 'hi' });
  const headers = { accept: 'text/html' };
  const { url } = on.cell;
  let last = await fetch(url, { headers });
  for (let n = 0; n < TOO_MANY && last.status !== 429; n += 1) {
    await last.arrayBuffer();
    last = await fetch(url, { headers });
  }
  assert.equal(last.status, 429);
  assert.ok(Number(last.headers.get('retry-after')) > 0);
  assert.match(last.headers.get('content-type') ?? '', /^text\/html/u);
  assert.match(last.headers.get('content-security-policy') ?? '', /script-src 'self';/u);
  const other = await fetch(url, { headers: { accept: 'application/json' } });
  assert.equal(other.status, 429);
  assert.match(other.headers.get('content-type') ?? '', /problem\+json/u);
  await open(page, '/signin');
  await isWell(page, 'too-many');
});
