/// <reference lib="dom" />
// Texts that break programs, where strangers read them: as captions, comments, names, words about oneself, and in what a search
// finds; on a phone of 360 px, in a language of each direction.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { cleanText } from '@jhalak/kernel';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import { newPhone, open, PHONE, picture, wordsOf, type Words } from './browser.fixture.ts';
import { inkOutside, NOTHING_DRAWN, textFaults } from './ink.fixture.ts';
import { sticksOut } from './layout.fixture.ts';

/** As many as one page of comments and one of people hold. */
export const BATCH = 20;
const BATCH_APART_MS = 2 * 60_000;
/** So that a whole page of comments is in sight. */
const TALL = { width: PHONE.width, height: 9_000 };
/** As the contract has it. */
const NAME_MAX = 40;
const BIO_MAX = 160;

export interface TextHouse {
  url: string;
  cell: TestCell;
  people: readonly TestPerson[];
  /** What every clip plays. */
  bytes: Buffer;
  close(): Promise<void>;
}

/** A cell with twenty people who are found by what their names begin with. Cost: two seconds. */
export async function openTextHouse(): Promise<TextHouse> {
  const bytes = await stillClip();
  const cell = await startCell({ startMs: Date.now(), web: await buildWeb() });
  const people: TestPerson[] = [];
  for (let at = 0; at < BATCH; at += 1)
    people.push(await cell.account(`likhnewala_${'pqrs'[at % 4]}${'abcde'[Math.floor(at / 4)]}`));
  return { url: cell.url, cell, people, bytes, close: async () => await cell.close() };
}

/**
 * Writes some texts everywhere and looks at them.
 *
 * @param texts at most BATCH.
 * @returns a line for each fault. Cost: some ten seconds of a whole batch.
 */
export async function faultsOf(
  { cell, people, bytes }: TextHouse,
  browser: Browser,
  texts: readonly string[],
  words: Words,
): Promise<string[]> {
  const clips: string[] = [];
  // Nobody writes as often as one batch follows another.
  cell.parts.clock.advance(BATCH_APART_MS);
  for (const [at, text] of texts.entries()) {
    const { personId = '', token } = people[at] ?? {};
    clips.push(await cell.publish({ personId, caption: cleanText(text), bytes }));
    await send(cell, token, 'PATCH', '/v1/profile', {
      ...{ displayName: cut(text, NAME_MAX), bio: cut(text, BIO_MAX) },
    });
  }
  await cell.drain();
  const [clip = ''] = clips;
  for (const [at, text] of texts.entries())
    await send(cell, people[at]?.token, 'POST', `/v1/videos/${clip}/comments`, { text });
  await cell.drain();
  const phone = await newPhone(browser, cell.url, `${words}-IN`, TALL);
  try {
    const page = await phone.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const t = await wordsOf(words);
    return [
      ...(await comments(page, t, clip, texts)),
      ...(await foundPeople(page, texts)),
      ...(await profiles(page, people, texts)),
      ...(await captions(page, clips, texts)),
    ].map((fault) => `${words}: ${fault}`);
  } finally {
    await phone.close();
  }
}

/** A clip that plays, and looks the same at every moment: what differs between two pictures is a text alone. */
async function stillClip(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-still-'));
  try {
    const file = join(folder, 'still.mp4');
    await promisify(execFile)('ffmpeg', [
      ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'color=c=0x2c1f38:s=360x640:d=60:r=2'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', file],
    ]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a machine of the tests may have no font for: the one of Urdu then draws nothing, others an empty box. */
const NO_FONT =
  /^[\s\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\uff00-\uffef]+$/u;

/** A name stands on one line. */
const nameOf = (text: string): string => cleanText(cut(text, NAME_MAX).replaceAll(/\s+/gu, ' '));

/** As the field of a form would cut it, and the cell would then keep it. */
const cut = (text: string, max: number): string => text.slice(0, max).toWellFormed();

async function send(
  cell: TestCell,
  token: string | undefined,
  method: string,
  path: string,
  body: object,
): Promise<void> {
  const reply = await cell.api(method, path, { token, body });
  assert.ok(reply.status < 300, `${JSON.stringify(body)}: ${JSON.stringify(reply.body)}`);
}

/** What stands in this place, and what its ink covers. */
async function looked(
  page: Page,
  selectors: Readonly<Record<string, readonly string[]>>,
): Promise<string[]> {
  const all = Object.keys(selectors).join(', ');
  const faults: string[] = [];
  for (const [selector, expected] of Object.entries(selectors))
    faults.push(...(await textFaults(page, selector, expected)));
  faults.push(...(await sticksOut(page)));
  // What arrived between two pictures is no text's ink: it is not there the second time.
  const first = await inkOutside(page, all);
  const ink = first.length === 0 ? first : await inkOutside(page, all);
  return [...faults, ...ink.map((place) => `${all}: ink at ${place}`)];
}

async function comments(
  page: Page,
  t: (key: string) => string,
  clip: string,
  texts: readonly string[],
): Promise<string[]> {
  await open(page, `/v/${clip}`);
  await page.getByRole('button', { name: t('comments.title') }).tap();
  await page
    .locator('.comment')
    .nth(texts.length - 1)
    .waitFor();
  await picture(page, `texts-comments-${clip}`);
  return await looked(page, { '.comment-text': texts.map(cleanText) });
}

async function foundPeople(page: Page, texts: readonly string[]): Promise<string[]> {
  await open(page, '/discover?q=likhnewala&kind=people');
  await page
    .locator('.found-line')
    .nth(BATCH - 1)
    .waitFor();
  await picture(page, `texts-people-${texts.length}`);
  const names = texts.map(nameOf).filter((name) => name !== '');
  return await looked(page, { '.found-line b bdi': names, '.found-line small bdi': [] });
}

async function profiles(
  page: Page,
  people: readonly TestPerson[],
  texts: readonly string[],
): Promise<string[]> {
  const faults: string[] = [];
  await page.setViewportSize(PHONE);
  for (const [at, text] of texts.entries()) {
    const { handle = '' } = people[at] ?? {};
    await go(page, `/@${handle}`);
    await page.locator('.person-names', { hasText: handle }).waitFor();
    const name = nameOf(text);
    const bio = cleanText(cut(text, BIO_MAX));
    faults.push(
      ...(await looked(page, {
        '.person-names bdi': name === '' ? [] : [name],
        ...(bio === '' ? {} : { '.person-bio': [bio] }),
      })),
    );
  }
  return faults;
}

async function captions(
  page: Page,
  clips: readonly string[],
  texts: readonly string[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const [at, text] of texts.entries()) {
    await go(page, `/v/${clips[at]}`);
    await page.locator(`.card:not([inert]) .caption`).waitFor();
    await page.locator('.pool video.is-ready').first().waitFor();
    const place = '.card:not([inert]) .caption';
    faults.push(...(await textFaults(page, place, [cleanText(text)])));
    const more = page.locator('.card:not([inert]) .fold');
    if (await more.isVisible()) await more.tap();
    if (at === 0) await picture(page, `texts-caption-${clips[at]}`);
    const told = (await looked(page, { [place]: [] })).filter(
      (fault) => !(fault.endsWith(NOTHING_DRAWN) && NO_FONT.test(text)),
    );
    faults.push(...told.map((fault) => `${fault} (${JSON.stringify(text)})`));
  }
  return faults;
}

/** As the page's own links do. */
async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
}
