// The lock screen's cast: a house with an editor, three papers that tell of one event, two cards of the desk, a clip; and
// a phone in Hindi whose line can be cut and meddled with.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { DeskCard, DeskCardPage, LockReport } from '@jhalak/contracts/cards';
import type { KillList, SignedJson } from '@jhalak/contracts/lock';
import { call, PASSWORD, settled, signUp, upload } from './api.fixture.ts';
import { newPhone, openBrowser, wordsOf } from './browser.fixture.ts';
import { makeClip } from './clips.fixture.ts';
import { openLockLine, type LockLine } from './lock-line.fixture.ts';
import { startProgram, type Program } from './program.fixture.ts';
import { until } from './until.fixture.ts';

/** The words of the house. The event is told three times: twice after an agency, once with another figure. */
export const STORY_HEADLINE = 'जयपुर में निर्माणाधीन पुल का हिस्सा गिरा, 12 लोग घायल';
const REPORTS: readonly (readonly [string, string, string])[] = [
  [
    'सांगानेर समाचार',
    STORY_HEADLINE,
    'पीटीआई के अनुसार जयपुर के सांगानेर में शनिवार सुबह निर्माणाधीन पुल का एक हिस्सा गिर गया। हादसे में 12 लोग घायल हुए। घायलों को सवाई मानसिंह अस्पताल में भर्ती कराया गया है। मुख्यमंत्री ने जाँच के आदेश दिए हैं।',
  ],
  [
    'गुलाबी नगर टाइम्स',
    'सांगानेर में पुल का हिस्सा ढहा, 20 लोग घायल',
    'जयपुर के सांगानेर इलाके में शनिवार सुबह निर्माणाधीन पुल का हिस्सा ढह गया। हादसे में 20 लोग घायल हुए हैं और सवाई मानसिंह अस्पताल में इलाज चल रहा है। मुख्यमंत्री ने जाँच के आदेश दिए।',
  ],
  [
    'मरुधरा दैनिक',
    'जयपुर पुल हादसा: मुख्यमंत्री ने जाँच के आदेश दिए',
    'जयपुर के सांगानेर में निर्माणाधीन पुल का हिस्सा शनिवार सुबह गिर गया। पीटीआई ने बताया कि 12 लोग घायल हुए। मुख्यमंत्री ने जाँच के आदेश दिए हैं और घायलों से सवाई मानसिंह अस्पताल में मुलाक़ात की।',
  ],
];
export const DESK_HEADLINES = ['आज शाम तालाब पर दीयों का मेला', 'कल से नई बस सेवा शुरू'] as const;
/** For those who read English. */
const ENGLISH_HEADLINE = 'Free tea at the fair by the lake this evening';
/** Its picture is white all over: the worst ground for words. */
export const CLIP_CAPTION = 'सफ़ेद रेत पर सुबह';
const EDITOR = 'sampadak_ji';
/** A clip's cover and loop, a story's cards: all made by jobs on a busy machine. */
const READY_LIMIT_MS = 300_000;

export interface LockHouse {
  program: Program;
  browser: Browser;
  line: LockLine;
  /** The interface's words, in Hindi. */
  t: (key: string) => string;
  context: BrowserContext;
  page: Page;
  desk: Desk;
  /** What went wrong inside the pages. */
  wrong: string[];
  end(): Promise<void>;
}

/** What the editor does. */
export interface Desk {
  cards(state: DeskCard['state']): Promise<DeskCard[]>;
  act(card: string, action: 'approve' | 'kill'): Promise<void>;
  /** @returns the id of a card of the desk's own, which is approved by being written. */
  write(headline: string, language?: string): Promise<string>;
  /** @returns whether the cell's kill list names it; it may be a second late. */
  isKilled(card: string): Promise<boolean>;
  /** @returns how often cards were counted as shown, of all brands and languages. */
  shown(): Promise<{ underReceipt: number; withoutReceipt: number }>;
}

export async function openLockHouse(): Promise<LockHouse> {
  const program = await startProgram();
  const browser = await openBrowser();
  const line = await openLockLine(program.url);
  const desk = await openDesk(program);
  await fillHouse(program, desk);
  const context = await newPhone(browser, line.url, 'hi-IN');
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) wrong.push(message.text());
  });
  return {
    program,
    browser,
    line,
    t: await wordsOf('hi'),
    context,
    page,
    desk,
    wrong,
    end: async () => {
      await browser.close();
      await line.close();
      await program.stop();
    },
  };
}

async function openDesk(program: Program): Promise<Desk & { token: string }> {
  const made = await program.command('user', 'add', EDITOR);
  const password = /password (\S+)/.exec(made)?.[1] ?? PASSWORD;
  for (const role of ['editor', 'operator']) await program.command('user', 'grant', EDITOR, role);
  const session = await call(program.url, 'POST', '/v1/sessions', {
    body: { handle: EDITOR, password },
  });
  const { token } = (await session.json()) as { token: string };
  const get = async (state: string): Promise<DeskCard[]> => {
    const reply = await call(program.url, 'GET', `/v1/desk/cards?state=${state}`, { token });
    return ((await reply.json()) as DeskCardPage).items;
  };
  return {
    token,
    cards: get,
    async act(card, action) {
      const body = { action, note: 'जाँच' };
      await call(program.url, 'POST', `/v1/desk/cards/${card}/acts`, { token, body });
    },
    async write(headline, language = 'hi') {
      const body = {
        language,
        headline,
        summary: '',
        attribution: ['संपादक'],
        genre: 'news',
        age: 'all',
        open: '/',
      };
      const reply = await call(program.url, 'POST', '/v1/desk/cards', { token, body });
      return ((await reply.json()) as DeskCard).id;
    },
    async isKilled(card) {
      const reply = await call(program.url, 'GET', '/lock/v1/kill');
      const { payload } = (await reply.json()) as SignedJson;
      const list = JSON.parse(Buffer.from(payload, 'base64url').toString()) as KillList;
      return list.cards.includes(card);
    },
    async shown() {
      const reply = await call(program.url, 'GET', '/v1/desk/lock/report', { token });
      const { days } = (await reply.json()) as LockReport;
      return {
        underReceipt: days.reduce((sum, { shown }) => sum + shown, 0),
        withoutReceipt: days.reduce(
          (sum, day) => sum + day.shownWithoutReceipt + day.shownAfterWithdrawal,
          0,
        ),
      };
    },
  };
}

async function fillHouse(program: Program, desk: Desk & { token: string }): Promise<void> {
  const clip = await sendWhiteClip(program.url);
  for (const [at, [name, title, text]] of REPORTS.entries())
    await report(program.url, desk.token, { name, title, text, host: `paper-${at}.example` });
  for (const headline of DESK_HEADLINES) await desk.write(headline);
  await desk.write(ENGLISH_HEADLINE, 'en');
  await clip.published();
  await until('the story of three reports and the clip are proposed', READY_LIMIT_MS, async () => {
    const proposed = await desk.cards('proposed');
    const story = proposed.find((card) => card.kind === 'story' && card.story?.reports === 3);
    const white = proposed.find((card) => card.kind === 'clip');
    if (story === undefined || white === undefined) return undefined;
    await desk.act(story.id, 'approve');
    await desk.act(white.id, 'approve');
    return true;
  });
  await until('all five cards are ready for packs', READY_LIMIT_MS, async () => {
    const ready = (await desk.cards('approved')).filter((card) => card.prepared);
    const pictured = ready.some((card) => card.kind === 'clip' && card.picture !== undefined);
    return ready.length === 5 && pictured ? true : undefined;
  });
}

async function report(
  url: string,
  token: string,
  { name, title, text, host }: { name: string; title: string; text: string; host: string },
): Promise<void> {
  const licence = { name: 'CC-BY-4.0', text: 'full', pictures: false };
  const body = { name, home: `https://${host}`, attribution: name, licence };
  const made = await call(url, 'POST', '/v1/desk/publishers', { token, body });
  const { id } = (await made.json()) as { id: string };
  await call(url, 'POST', `/v1/desk/publishers/${id}/reports`, {
    token,
    body: { title, text, url: `https://${host}/1`, language: 'hi' },
  });
}

async function sendWhiteClip(url: string): Promise<{ published(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-lock-'));
  try {
    const file = join(folder, 'white.mp4');
    await makeClip(file, { colours: ['0xffffff', '0xffffff'], toneHz: 330, seconds: 5 });
    const creator = await signUp(url, 'subah_ki_ret');
    const words = { caption: CLIP_CAPTION, language: 'hi', genre: 'travel' };
    const id = await upload(url, creator, file, words);
    return {
      async published() {
        const { state } = await settled(url, creator, id, READY_LIMIT_MS);
        if (state !== 'published') throw new Error(`the white clip is ${state}`);
      },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
