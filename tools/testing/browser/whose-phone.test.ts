/// <reference lib="dom" />
// Whose the things on a phone are: a session that is ended elsewhere leaves nothing of its person, a sign-out asks about clips that
// are not sent, and what a visitor keeps goes along into their account.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { open, STEP_LIMIT_MS } from './browser.fixture.ts';
import { openWindow, signIn, stageOf, webCell } from './stage.fixture.ts';
import { until } from './until.fixture.ts';
import { isWell } from './whole-screen.fixture.ts';

const stageFor = stageOf(async () => await webCell());

/** What a person leaves on a phone, in every store there is; and what is the phone's own. */
async function leaveThings(page: Page): Promise<void> {
  await page.evaluate(async () => {
    localStorage.setItem('jhalak.searches', '["where I live"]');
    localStorage.setItem('jhalak.comment-drafts', '[["a","never sent"]]');
    localStorage.setItem('jhalak.screenTime', '{"2026-11-22":900}');
    localStorage.setItem('jhalak.screenLimit', '{"dailyMinutes":30}');
    localStorage.setItem('jhalak.ads.last', 'my-company');
    localStorage.setItem('jhalak.kept', '[]');
    localStorage.setItem('jhalak.something.new', 'added next year');
    localStorage.setItem('jhalak.preferences', '{"hand":"left"}');
    await (await caches.open('kept-clips')).put('/media/a?kept', new Response('a clip'));
    await (await caches.open('posters')).put('/media/b', new Response('a poster'));
    const put = async (name: string, table: string, keyPath: string, value: object) => {
      const asked = indexedDB.open(name, 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(table, { keyPath });
      await new Promise((resolve) => (asked.onsuccess = resolve));
      const store = asked.result.transaction(table, 'readwrite').objectStore(table);
      const done = store.put(value);
      await new Promise((resolve) => (done.onsuccess = resolve));
      asked.result.close();
    };
    const draft = {
      ...{
        id: 'd',
        source: 'file',
        state: 'paused',
        name: 'mine.mp4',
        type: 'video/mp4',
        bytes: 4,
      },
      ...{ lastModifiedMs: 0, durationMs: 0, blob: new Blob(['clip']), trim: null },
      details: { caption: '', language: 'en', genre: 'other', tags: [] },
      ...{ uploadUrl: null, createdAtMs: 1 },
    };
    await put('jhalak', 'drafts', 'id', draft);
    const act = { key: '/v1/x', by: 'me', method: 'PUT', path: '/v1/x', language: 'en' };
    await put('jhalak-outbox', 'requests', 'key', { ...act, atMs: Date.now() });
    localStorage.setItem('jhalak.outbox', '1');
    localStorage.setItem('jhalak.uploads', '1');
  });
}

/** Everything of a person that is left, by name. */
async function left(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith('jhalak.'));
    const boxes = (await caches.keys()).filter(
      (name) => !name.startsWith('shell-') && name !== 'words',
    );
    const rows: string[] = [];
    for (const [name, table] of [
      ['jhalak', 'drafts'],
      ['jhalak-outbox', 'requests'],
    ] as const) {
      const asked = indexedDB.open(name);
      await new Promise((resolve) => (asked.onsuccess = resolve));
      const all = asked.result.transaction(table).objectStore(table).getAllKeys();
      await new Promise((resolve) => (all.onsuccess = resolve));
      rows.push(...all.result.map((key) => `${name}:${JSON.stringify(key)}`));
      asked.result.close();
    }
    return [...keys, ...boxes, ...rows].toSorted();
  });
}

/** The phone's own; and whoever is a visitor there next, of whom nothing is known. */
const OWN = new Set(['jhalak.preferences', 'jhalak.data', 'jhalak.devices', 'jhalak.events']);

test('a session that is ended elsewhere leaves nothing of its person at the next request, and nothing to who comes next', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const { cell } = stage;
  const window = await openWindow(t, stage);
  const { page, t: say } = window;
  const elsewhere = await cell.account('lost_phone');
  await signIn(window, 'lost_phone', '/settings');
  await page.waitForFunction(() => localStorage.getItem('jhalak.account') !== null);
  await leaveThings(page);

  await cell.api('DELETE', '/v1/sessions', { token: elsewhere.token });

  // Any request will do.
  await page.evaluate(async () => history.pushState(null, '', '/inbox'));
  await page.evaluate(() => dispatchEvent(new PopStateEvent('popstate')));
  await page.getByText(say('account.sessionOver')).waitFor();
  await isWell(page, 'session-over-en-360');
  assert.deepEqual(
    (await left(page)).filter((name) => !OWN.has(name)),
    [],
  );
  assert.equal(
    await page.evaluate(() => localStorage.getItem('jhalak.preferences')),
    '{"hand":"left"}',
  );

  await cell.account('next_one');
  await signIn(window, 'next_one', '/create');
  assert.equal(await page.getByText('mine.mp4').count(), 0);
});

test('a page that opens after the session ended forgets too, also below the first run', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const window = await openWindow(t, stage);
  const { page } = window;
  const elsewhere = await stage.cell.account('closed_phone');
  await signIn(window, 'closed_phone', '/settings');
  await page.waitForFunction(() => localStorage.getItem('jhalak.account') !== null);
  await leaveThings(page);
  await stage.cell.api('DELETE', '/v1/sessions', { token: elsewhere.token });
  await open(page, '/');
  await until('nothing is left', STEP_LIMIT_MS, async () => {
    const names = (await left(page)).filter((name) => !OWN.has(name));
    return names.length === 0 ? true : undefined;
  });
});

test('a sign-out offers what is not sent as a file first; a visitor’s draft goes along into the account', async (t) => {
  const stage = stageFor(t);
  if (stage === undefined) return;
  const window = await openWindow(t, stage);
  const { page, t: say } = window;
  await stage.cell.account('has_drafts');
  await open(page, '/settings');
  await page.evaluate(async () => {
    await fetch('/v1/viewers', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"languages":[],"genres":[]}',
    });
  });
  await open(page, '/settings');
  await page.waitForFunction(() => localStorage.getItem('jhalak.viewer') !== null);
  await leaveThings(page);
  await signIn(window, 'has_drafts', '/create');
  await page.getByText('mine.mp4').first().waitFor();

  await open(page, '/settings');
  await page.waitForFunction(() => localStorage.getItem('jhalak.account') !== null);
  await page.getByRole('button', { name: say('account.signOut'), exact: true }).click();
  await page.getByText(say('account.unsent')).waitFor();
  await isWell(page, 'sign-out-unsent-en-360');
  const download = page.waitForEvent('download');
  const warning = page.getByRole('alert').filter({ hasText: say('account.unsent') });
  await warning.getByRole('button', { name: say('data.download') }).click();
  assert.equal((await download).suggestedFilename(), 'mine.mp4');
  await warning.getByRole('button', { name: say('account.signOut') }).click();
  await page.waitForURL(({ pathname }) => pathname === '/');
  assert.deepEqual(
    (await left(page)).filter((name) => !OWN.has(name)),
    [],
  );
});
