// The cast of the journey and what they share.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { FeedPage } from '@jhalak/contracts/feed';
import { newPhone, openBrowser, wordsOf } from './browser.fixture.ts';
import { makeCameraView } from './clips.fixture.ts';
import { openLine, type Line } from './line.fixture.ts';
import { feedPagesOf } from './people.fixture.ts';
import { startProgram, type Program } from './program.fixture.ts';

/** A person with a phone. */
export interface Person {
  context: BrowserContext;
  page: Page;
  /** Feed pages that reached the phone, as they came. */
  feed: FeedPage[];
}

export interface Journey {
  program: Program;
  browser: Browser;
  /** The interface's words, in Hindi. */
  t: (key: string) => string;
  /** Who uploads and records, over a line that can be cut. */
  maker: Person & { line: Line };
  /** Who watches. */
  viewer: Person;
  /** What went wrong inside the pages: uncaught errors, and styles or scripts that the page's own policy refused. */
  wrong: string[];
  end(): Promise<void>;
}

/** The newcomer's name, and the words of both clips. */
export const MAKER = 'naya_rang';
export const UPLOADED = 'मेले के रंग #मेला';
export const RECORDED = 'कैमरे से पहली झलक';
/** The genre of both clips and of half of all others: the one that the viewer watches. */
export const LIKED_GENRE = 'dance';
/** What both answer in the first run; the screen asks for three genres. */
export const CHOSEN_GENRES = ['music', 'food', LIKED_GENRE] as const;

/** Starts the program on an empty home, and two phones. */
export async function beginJourney(): Promise<Journey> {
  const program = await startProgram();
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-camera-'));
  const camera = join(folder, 'view.mjpeg');
  await makeCameraView(camera);
  const browser = await openBrowser(camera);
  const wrong: string[] = [];
  const line = await openLine(program.url);
  const person = async (url: string): Promise<Person> => {
    const context = await newPhone(browser, url, 'hi-IN');
    const page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(`${page.url()}: ${error.message}`));
    page.on('console', (message) => {
      if (/Content Security Policy/.test(message.text())) wrong.push(message.text());
    });
    return { context, page, feed: feedPagesOf(page) };
  };
  return {
    program,
    browser,
    t: await wordsOf('hi'),
    maker: { ...(await person(line.url)), line },
    viewer: await person(program.url),
    wrong,
    async end() {
      await browser.close();
      await line.close();
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
