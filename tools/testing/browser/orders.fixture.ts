// The cast of an order's way: two legal officers, a maker with two clips, one of them on lock screens, and two
// viewers, one with the feed and one with a lock screen whose line is written down.

import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { DeskCard, DeskCardPage } from '@jhalak/contracts/cards';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { LockPack, SignedJson } from '@jhalak/contracts/lock';
import { call, PASSWORD, settled, signUp, upload } from './api.fixture.ts';
import { newPhone, open, openBrowser, PHONE, wordsOf, type Words } from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { openLockLine, type LockLine } from './lock-line.fixture.ts';
import { startProgram, type Program } from './program.fixture.ts';
import { until } from './until.fixture.ts';

/** The clip that the order names, and the maker's other one, which nobody may touch. */
export const NAMED = 'पुल पर रात की झलक';
export const OTHER = 'नदी किनारे शाम';
export const MAKER = 'pul_wale';
const GENRE = 'travel';
/** The only size of a clip as small as these. */
const RENDITION = '270.mp4';
/** Encoding two short clips, cover and loop of a card: jobs on a busy machine. */
const READY_LIMIT_MS = 300_000;

export interface OrderHouse {
  program: Program;
  line: LockLine;
  /** The named clip's id. */
  clipId: string;
  /** English on a laptop: who enters. Hindi on a phone: who releases. */
  first: Officer;
  second: Officer;
  /** Two people: what one has seen in the feed is not shown to them on the lock screen too. */
  viewer: { feed: Page; lock: Page; t: (key: string) => string };
  /** What strangers saw before the order: the measure of “exactly as before”. */
  before?: Seen;
  /** Somebody new, with nothing kept. */
  stranger(): Promise<BrowserContext>;
  /** What went wrong inside the pages. */
  wrong: string[];
  end(): Promise<void>;
}

export interface Officer {
  page: Page;
  t: (key: string) => string;
}

export async function openOrderHouse(): Promise<OrderHouse> {
  const program = await startProgram();
  const browser = await openBrowser();
  const line = await openLockLine(program.url);
  const end = async (): Promise<void> => {
    await browser.close();
    await line.close();
    await program.stop();
  };
  try {
    const wrong: string[] = [];
    const page = async (url: string, words: Words, viewport = PHONE): Promise<Page> => {
      const context = await newPhone(browser, url, `${words}-IN`, viewport);
      return await watched(context, wrong);
    };
    const clipId = await fill(program);
    return {
      program,
      line,
      clipId,
      first: await signIn(
        await page(program.url, 'en', { width: 1280, height: 800 }),
        'first',
        'en',
      ),
      second: await signIn(await page(program.url, 'hi'), 'second', 'hi'),
      viewer: {
        feed: await page(program.url, 'hi'),
        lock: await page(line.url, 'hi'),
        t: await wordsOf('hi'),
      },
      stranger: async () => await newPhone(browser, program.url, 'hi-IN'),
      wrong,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function watched(context: BrowserContext, wrong: string[]): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) wrong.push(message.text());
  });
  return page;
}

async function signIn(page: Page, handle: string, words: Words): Promise<Officer> {
  const t = await wordsOf(words);
  await open(page, '/signin?next=/orders');
  await page.getByLabel(t('signUp.handle')).fill(`officer_${handle}`);
  await page.getByLabel(t('signUp.password')).fill(PASSWORD);
  await page.getByRole('button', { name: t('account.signIn') }).click();
  await page.waitForURL(({ pathname }) => pathname === '/orders');
  await page.getByText(t('orders.emptyTitle')).waitFor();
  return { page, t };
}

/** People with their roles, two clips, and a lock card of one. @returns the named clip's id. */
async function fill(program: Program): Promise<string> {
  const { url } = program;
  const [admin, editor] = [await signUp(url, 'house_admin'), await signUp(url, 'sampadak')];
  const why = ['--reason', 'opens the house'];
  await program.command('user', 'grant', admin.handle, '--role', 'admin', ...why);
  await signUp(url, 'officer_first');
  await signUp(url, 'officer_second');
  for (const [handle, role] of [
    ['officer_first', 'legal_officer'],
    ['officer_second', 'legal_officer'],
    [editor.handle, 'editor'],
  ])
    await call(url, 'POST', '/v1/staff/grants', {
      token: admin.token,
      body: { handle, role, reason: 'joined the team' },
    });
  await publish(url);
  return await approveCard(url, editor.token);
}

async function publish(url: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-orders-'));
  try {
    const maker = await signUp(url, MAKER);
    const sent: string[] = [];
    for (const [caption, colours] of [
      [NAMED, ['0x16b8a6', '0x2c1f38']],
      [OTHER, ['0xffc145', '0xff3d7f']],
    ] as const) {
      const file = join(folder, `${sent.length}.mp4`);
      await makeClip(file, { colours, toneHz: 330, seconds: 2 });
      sent.push(await upload(url, maker, file, { caption, language: 'hi', genre: GENRE }));
    }
    for (const id of sent) {
      const { state } = await settled(url, maker, id, READY_LIMIT_MS);
      if (state !== 'published') throw new Error(`a clip is ${state}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts the named clip on lock screens, as an editor does. @returns its id. */
async function approveCard(url: string, token: string): Promise<string> {
  const named = async (state: DeskCard['state']): Promise<DeskCard | undefined> => {
    const reply = await call(url, 'GET', `/v1/desk/cards?state=${state}`, { token });
    const { items } = (await reply.json()) as DeskCardPage;
    return items.find(({ headline }) => headline === NAMED);
  };
  const card = await until('the clip is proposed', READY_LIMIT_MS, () => named('proposed'));
  const body = { action: 'approve', note: 'जाँच' };
  await call(url, 'POST', `/v1/desk/cards/${card.id}/acts`, { token, body });
  await until('its card is ready for packs', READY_LIMIT_MS, async () => {
    const now = await named('approved');
    return now?.prepared === true && now.picture !== undefined ? true : undefined;
  });
  const id = card.open.split('/').at(-1);
  if (id === undefined) throw new Error(`the card opens ${card.open}`);
  return id;
}

/** Everything that a stranger gets of the named clip: the page as it is drawn, and what programs are answered. */
export interface Seen {
  /** Status of the page, and its content as it stands in the browser. */
  page: string;
  clip: string;
  profile: string;
  /** Digests of the bytes. */
  film: string;
  poster: string;
  /** Captions in a new viewer's feed. */
  feed: string[];
  /** The clip's card in the pack, without what each pack signs and draws anew; empty where it is in none. */
  card: string;
}

export async function seenBy(house: OrderHouse): Promise<Seen> {
  const { clipId } = house;
  const context = await house.stranger();
  try {
    const page = await context.newPage();
    const link = await page.goto(`/v/${clipId}`);
    await page.locator('html[data-ready=true]').waitFor({ state: 'attached' });
    const ask = async (path: string): Promise<Buffer> => {
      const reply = await context.request.get(path);
      return Buffer.concat([Buffer.from(`${reply.status()} `), await reply.body()]);
    };
    const digest = async (path: string): Promise<string> =>
      createHash('sha256')
        .update(await ask(path))
        .digest('hex');
    const drawn = await page.evaluate(drawnPage);
    return {
      page: `${link?.status()} ${drawn}`,
      clip: unwatched(await ask(`/v1/videos/${clipId}`)),
      profile: unwatched(await ask(`/v1/people/${MAKER}/videos`)),
      film: await digest(`/media/${clipId}/${RENDITION}`),
      poster: await digest(`/media/${clipId}/poster.webp`),
      feed: await feedOf(house),
      card: await cardOf(house),
    };
  } finally {
    await context.close();
  }
}

// People go on watching meanwhile; that is counted, order or not.
const unwatched = (reply: Buffer): string =>
  reply.toString().replaceAll(/"views":\d+/gu, '"views":…');

/** In the page: the clip's own card as it is drawn, or what stands in its place. The feed below it is its own matter. */
function drawnPage(): string {
  const drawn =
    document.querySelector<HTMLElement>('article.card') ?? document.querySelector('main');
  return drawn?.innerText.replaceAll(/\s+/gu, ' ') ?? '';
}

async function feedOf({ program }: OrderHouse): Promise<string[]> {
  const consent = { personalisation: false, lock: false, ads: false };
  const viewer = await call(program.url, 'POST', '/v1/viewers', {
    body: {
      ...{ languages: ['hi'], genres: [GENRE], ageBand: '18plus' },
      consent: { ...consent, ...noticeRead('hi') },
    },
  });
  const { token } = (await viewer.json()) as { token: string };
  const reply = await call(program.url, 'GET', '/v1/feeds/for-you', { token });
  const { items } = (await reply.json()) as { items: { video: { caption: string } }[] };
  return [...new Set(items.map(({ video }) => video.caption))].toSorted();
}

async function cardOf({ program, clipId }: OrderHouse): Promise<string> {
  const reply = await call(program.url, 'GET', '/lock/v1/packs/in/hi/current');
  const { payload } = (await reply.json()) as SignedJson;
  const pack = JSON.parse(Buffer.from(payload, 'base64url').toString()) as LockPack;
  const card = pack.cards.find(({ open: path }) => path.endsWith(clipId));
  if (card === undefined) return '';
  const { slot: _signed, propensity: _drawn, ...rest } = card;
  return JSON.stringify(rest);
}
