/// <reference lib="dom" />
// What a person does on the lock screen, and what the device keeps.

import type { Page } from 'playwright-core';
import { PHONE, STEP_LIMIT_MS } from './browser.fixture.ts';
import type { LockHouse } from './lock.fixture.ts';
import { until } from './until.fixture.ts';

/** KILL_POLL_LIT_MS of the contract: how often the kill list is asked for while cards are lit. */
export const POLL_MS = 45_000;
export const HOUR_MS = 3_600_000;
/** The card on the screen; its neighbours are drawn beside it. */
export const CARD = '.lock-card:not([inert])';
export const HEADLINE = `${CARD} .lock-headline`;
const END = '.lock-place .lock-quiet';
/** A card, or the end of their line. */
export const ANY_CARD = `${HEADLINE}, ${END}`;
/** Words that lie over pictures. */
export const WORDS_OVER_PICTURES = [
  '.lock-clock time',
  '.lock-clock p',
  ...['.lock-headline', '.lock-lines', '.lock-known span', '.lock-summary', '.lock-differ'].map(
    (words) => `${CARD} ${words}`,
  ),
].join(', ');

/** The words of the card on the screen; undefined where there is none. */
export async function headlineOf(page: Page): Promise<string | undefined> {
  const found = page.locator(HEADLINE);
  return (await found.count()) === 0 ? undefined : await found.first().innerText();
}

/** Twice around a small house's cards. */
const STEPS_MAX = 16;

/** Swipes by keys until this card is on the screen; from the end of the line it looks again. */
export async function goToCard(page: Page, words: string): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.locator(ANY_CARD).first().waitFor();
    const now = await headlineOf(page);
    if (now?.includes(words) === true) return;
    if (now === undefined) await lookAgain(page);
    else await stepOn(page);
  }
  throw new Error(`no card says “${words}”`);
}

/** @returns the words of every card that can be reached. */
export async function allHeadlines(page: Page): Promise<string[]> {
  const found = new Set<string>();
  for (let step = 0; step < STEPS_MAX; step += 1) {
    await page.locator(ANY_CARD).first().waitFor();
    const now = await headlineOf(page);
    if (now !== undefined && found.has(now)) break;
    if (now === undefined) await lookAgain(page);
    else {
      found.add(now);
      await stepOn(page);
    }
  }
  return [...found];
}

/** The key's step, once its card has been seen for as long as a glance takes. */
async function stepOn(page: Page): Promise<void> {
  const place = await page.locator('.lock-position span').innerText();
  await page.clock.runFor(700);
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction((before) => {
    const now = document.querySelector('.lock-position span');
    return now?.textContent !== before;
  }, place);
}

async function lookAgain(page: Page): Promise<void> {
  const button = page.locator(`${END} button`).first();
  // What was seen a moment ago is known after the next look.
  await page.clock.runFor(6_000);
  await button.click();
}

/** Moves the page's clock, and waits for the answer to what is due by then. */
export async function passTime(
  house: Pick<LockHouse, 'page' | 'line' | 't'>,
  ms: number,
  asks: string,
): Promise<void> {
  const { page, line } = house;
  const before = line.calls.length;
  // A touch, so that the screen does not begin to rest while the answer is awaited.
  await page.keyboard.press('Shift');
  await page.clock.fastForward(ms);
  await page.keyboard.press('Shift');
  await until(`${asks} is asked for`, STEP_LIMIT_MS, async () => {
    await page.clock.runFor(1_000);
    return line.calls.slice(before).some(({ path }) => path.includes(asks)) ? true : undefined;
  });
  // The device judges what came before its next look.
  await page.clock.runFor(10_000);
  await wake(house);
}

/** Touches the dim clock, if that is all there is. */
export async function wake({ page, t }: Pick<LockHouse, 'page' | 't'>): Promise<void> {
  const clock = page.getByRole('button', { name: t('lock.wake') });
  if ((await clock.count()) > 0) await clock.click();
}

/** One finger moves from right to left, to the next card. */
export async function swipeSideways(page: Page): Promise<void> {
  const steps = 10;
  const session = await page.context().newCDPSession(page);
  const { width, height } = page.viewportSize() ?? PHONE;
  const send = async (type: 'touchStart' | 'touchMove' | 'touchEnd', step?: number) => {
    const x = width * (0.85 - (0.6 * (step ?? 0)) / steps);
    const touchPoints = step === undefined ? [] : [{ x, y: height * 0.4 }];
    await session.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  await send('touchStart', 0);
  for (let step = 1; step <= steps; step += 1) await send('touchMove', step);
  await send('touchEnd');
  await session.detach();
}

/** What the device keeps. */
export interface KeptHere {
  consent: string;
  packVersion: number | null;
  killIssuedAtMs: number | null;
  /** What the device adds to its clock. */
  clockOffsetMs: number;
  /** Events that wait for the network, as `type slot seq`. */
  waiting: string[];
  files: number;
}

/** Reads the device's own memory, as it lies in the browser. */
export async function keptHere(page: Page): Promise<KeptHere> {
  return await page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no database'));
      });
    const database = await settled(indexedDB.open('jhalak-lock'));
    const table = (name: string) => database.transaction(name).objectStore(name);
    interface State {
      consent: { kind: string };
      pack: { version: number } | null;
      kill: { issuedAtMs: number } | null;
      clock: { offsetMs: number };
    }
    interface Waiting {
      event: { type: string; slot: string; seq: number };
    }
    const state = await settled<State | undefined>(table('state').get('device'));
    const names = await settled(table('things').getAllKeys());
    const kept = {
      consent: state?.consent.kind ?? 'nothing',
      packVersion: state?.pack?.version ?? null,
      killIssuedAtMs: state?.kill?.issuedAtMs ?? null,
      clockOffsetMs: state?.clock.offsetMs ?? 0,
      waiting: (await settled<Waiting[]>(table('events').getAll())).map(
        ({ event: { type, slot, seq } }) => `${type} ${slot} ${seq}`,
      ),
      files: names.filter((name) => typeof name === 'string' && /^[0-9a-f]{64}$/u.test(name))
        .length,
    };
    database.close();
    return kept;
  });
}

/** @returns whether the service worker could open the lock screen without network. */
export async function opensWithoutNetwork(page: Page): Promise<boolean> {
  return await page.evaluate(async () => {
    const scripts = await Promise.all(
      [...document.querySelectorAll<HTMLLinkElement>('link[href*="lock-screen"]')].map((link) =>
        caches.match(link.href),
      ),
    );
    const shell = await caches.match('/offline.html');
    const { active } = await navigator.serviceWorker.ready;
    return (
      shell !== undefined &&
      active?.state === 'activated' &&
      scripts.length > 0 &&
      scripts.every((one) => one !== undefined)
    );
  });
}
