// Two cells whose operators have met, somebody who lives in one of them and is new in the other, and a phone in each.

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import type { Browser } from 'playwright-core';
import { buildWeb } from '../../../apps/web/build.ts';
import { upload } from './api.fixture.ts';
import { newPhone, openBrowser, wordsOf, type Words } from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { freePort } from './free-port.fixture.ts';
import { signIn, type Window } from './stage.fixture.ts';

/** Her name in the cell that she comes from, and in the new one. */
export const THERE = 'asha_purani';
export const HERE = 'asha_nayi';
/** Has an account of the same name in both. */
export const FRIEND = 'ravi_dost';
export const CAPTION = 'पहली बारिश की गली #barish';

export interface TwoCells {
  from: TestCell;
  to: TestCell;
  browser: Browser;
  /** Her phone before the old cell, in Hindi. */
  old: Window;
  /** Her phone before the new one, in Urdu. */
  now: Window;
  folder: string;
  /** What went wrong inside the pages. */
  wrong: string[];
  end(): Promise<void>;
}

/** Cost: some five seconds, most of it the encoding of a clip of two. */
export async function openTwoCells(): Promise<TwoCells> {
  const web = await buildWeb();
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-import-'));
  const browser = await openBrowser();
  const startMs = Date.now();
  const [from, to] = await Promise.all([
    startCell({ startMs, web, seed: 51, port: await freePort() }),
    startCell({ startMs, web, seed: 52, port: await freePort() }),
  ]);
  const end = async (): Promise<void> => {
    await browser.close();
    await Promise.all([from.close(), to.close()]);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await from.cell.crossings.meet(await to.cell.crossings.card());
    await to.cell.crossings.meet(await from.cell.crossings.card());
    await liveThere(from, folder);
    await to.account(HERE);
    await to.account(FRIEND);
    const wrong: string[] = [];
    const windowIn = async ({ url }: TestCell, words: Words): Promise<Window> => {
      const page = await (await newPhone(browser, url, `${words}-IN`)).newPage();
      page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
      await page.emulateMedia({ reducedMotion: 'reduce' });
      return { page, t: await wordsOf(words) };
    };
    const [old, now] = [await windowIn(from, 'hi'), await windowIn(to, 'ur')];
    await signIn(old, THERE, '/settings');
    await signIn(now, HERE, '/settings');
    return { from, to, browser, old, now, folder, wrong, end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A clip, words about herself, somebody followed, something kept in a folder. */
async function liveThere(from: TestCell, folder: string): Promise<void> {
  const asha = await from.account(THERE);
  const friend = await from.account(FRIEND);
  const file = join(folder, 'clip.mp4');
  await makeClip(file, { colours: ['0x16b8a6', '0x2c1f38', '0xffc145'], toneHz: 330, seconds: 2 });
  const creator = { handle: THERE, token: asha.token };
  const words = { caption: CAPTION, language: 'hi', genre: 'travel' };
  await upload(from.url, creator, file, words);
  await from.publish({ personId: friend.personId, caption: 'छत पर पतंग' });
  await from.drain();
  await ask(from, asha, 'PATCH', '/v1/profile', {
    ...{ displayName: 'आशा राव', bio: 'बारिश, गलियाँ और चाय' },
  });
  await ask(from, asha, 'PUT', `/v1/people/${FRIEND}/follow`);
  const { items } = await ask<{ items: { id: string }[] }>(
    ...([from, asha, 'GET', `/v1/people/${THERE}/videos`] as const),
  );
  const folderOf = await ask<{ id: string }>(from, asha, 'POST', '/v1/collections', {
    name: 'बारिश',
  });
  const path = `/v1/videos/${items[0]?.id}/save?collection=${folderOf.id}`;
  await ask(from, asha, 'PUT', path);
  await from.drain();
}

async function ask<Body>(
  cell: TestCell,
  { token }: TestPerson,
  method: string,
  path: string,
  body?: object,
): Promise<Body> {
  const reply = await cell.api<Body>(method, path, { token, body });
  assert.ok(reply.status < 300, `${method} ${path}: ${JSON.stringify(reply.body)}`);
  return reply.body;
}
