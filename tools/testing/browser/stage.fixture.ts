// What most tests of screens begin with: a browser, a cell behind it with the built web, and somebody who has signed in.

import { after, before, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { startCell, type TestCell } from '@jhalak/testing';
import { buildWeb } from '../../../apps/web/build.ts';
import {
  newPhone,
  open,
  openBrowser,
  PHONE,
  whyNoBrowser,
  wordsOf,
  type Words,
} from './browser.fixture.ts';

/** The password that `startCell` and `orderCell` give everybody. */
export const PASSWORD = 'correct horse battery';

export interface Stage<Cell> {
  cell: Cell;
  browser: Browser;
}

/**
 * A browser and a cell for all tests of a file: begun before them, ended after.
 *
 * @param build the cell; by default one with the built web and nobody in it.
 * @returns what a test asks for its stage: undefined, and the test is skipped loudly, where there is no browser.
 */
export function stageOf<Cell extends { close(): Promise<void> }>(
  build: () => Promise<Cell>,
): (t: TestContext) => Stage<Cell> | undefined {
  let stage: Stage<Cell> | undefined;
  before(async () => {
    if (whyNoBrowser() !== undefined) return;
    const browser = await openBrowser();
    try {
      stage = { browser, cell: await build() };
    } catch (error) {
      await browser.close();
      throw error;
    }
  });
  after(async () => {
    await stage?.browser.close();
    await stage?.cell.close();
  });
  return (t) => {
    if (stage === undefined) t.skip(whyNoBrowser());
    return stage;
  };
}

/** A cell with the built web. Cost: a second, and some more the first time. */
export async function webCell(seed?: number): Promise<TestCell> {
  const web = await buildWeb();
  return await startCell({ startMs: Date.now(), web, ...(seed === undefined ? {} : { seed }) });
}

/** How somebody looks at the cell. */
export interface Look {
  words?: Words;
  viewport?: { width: number; height: number };
}

export interface Window {
  page: Page;
  /** The words of the interface, by key. */
  t: (key: string) => string;
}

/** A page of its own in the given language and size, closed when the test ends. */
export async function openWindow(
  t: TestContext,
  { cell, browser }: Stage<{ url: string }>,
  { words = 'en', viewport = PHONE }: Look = {},
): Promise<Window> {
  const context = await newPhone(browser, cell.url, `${words}-IN`, viewport);
  t.after(async () => await context.close());
  const page = await context.newPage();
  // A colour on its way to another one has no contrast to measure.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  return { page, t: await wordsOf(words) };
}

/** Signs somebody in by keys and waits for the page that they wanted. */
export async function signIn({ page, t }: Window, handle: string, path: string): Promise<void> {
  await open(page, `/signin?next=${path}`);
  await page.getByLabel(t('signUp.handle')).fill(handle);
  await page.getByLabel(t('signUp.password')).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(({ pathname }) => pathname === path);
}

/**
 * Resolves once the cell has answered. Asked before the act: many screens show what is wished before it is so.
 *
 * @param status of the answer waited for; by default the first, whatever it is.
 */
export async function answered(
  page: Page,
  method: string,
  path: string,
  status?: number,
): Promise<void> {
  await page.waitForResponse(
    (reply) =>
      reply.request().method() === method &&
      new URL(reply.url()).pathname === path &&
      (status === undefined || reply.status() === status),
  );
}

/** A window of somebody who has signed in. */
export async function windowOf(
  t: TestContext,
  stage: Stage<{ url: string }>,
  { handle, path, ...look }: Look & { handle: string; path: string },
): Promise<Window> {
  const window = await openWindow(t, stage, look);
  await signIn(window, handle, path);
  return window;
}
