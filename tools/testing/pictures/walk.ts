/// <reference lib="dom" />
// Walks scenes in a real browser before real cells and hands over each page once it rests. What cannot be brought about is
// told, and the walk goes on.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { comesToRest } from '../browser/axe.fixture.ts';
import { PASSWORD } from '../browser/stage.fixture.ts';
import { LAPTOP, newPhone, open, openBrowser, PHONE, wordsOf } from '../browser/browser.fixture.ts';
import { until } from '../browser/until.fixture.ts';
import type { Line, Scene } from './scene.ts';
import { handleOf, openWorld, type Who, type World, type WorldName } from './worlds.ts';

export const THEMES = ['night', 'subah'] as const;
export type Theme = (typeof THEMES)[number];
export const WIDTHS = { phone: PHONE, laptop: LAPTOP } as const;
export type Device = keyof typeof WIDTHS;

/** How somebody looks. */
export interface Look {
  language: InterfaceLanguage;
  device: Device;
}

export interface Walk {
  scenes: readonly Scene[];
  looks: readonly Look[];
  /** @returns whether this need not be looked at again. */
  isDone?: (scene: Scene, look: Look) => boolean;
  /** @returns whether nothing more is to be begun. */
  isOver?: (() => boolean) | undefined;
  /** Called with a page that rests, in the dark theme. */
  visit: (page: Page, scene: Scene, look: Look) => Promise<void>;
  /** What could not be brought about, and why. */
  failed: (scene: Scene, look: Look, why: unknown) => void;
}

/** A step of a scene; only ends what hangs, on a machine that does much else. */
const STEP_LIMIT_MS = 60_000;
/** Whatever comes to the screen comes within this of the thing before it. */
const QUIET_MS = 400;
/** A page that never rests (a clock, a clip) is looked at as it is. */
const REST_LIMIT_MS = 6_000;

/** Walks all scenes with all looks, world by world. Cost: a second or two a scene. */
export async function walk({ scenes, looks, isDone, isOver, visit, failed }: Walk): Promise<void> {
  const browser = await openBrowser();
  try {
    for (const name of new Set(scenes.map(({ world }) => world))) {
      const here = scenes.filter((scene) => scene.world === name);
      const todo = looks.flatMap((look) =>
        here.filter((scene) => isDone?.(scene, look) !== true).map((scene) => ({ scene, look })),
      );
      if (todo.length > 0 && isOver?.() !== true)
        await walkWorld(browser, name, todo, { isOver, visit, failed });
    }
  } finally {
    await browser.close();
  }
}

async function walkWorld(
  browser: Browser,
  name: WorldName,
  todo: readonly { scene: Scene; look: Look }[],
  { isOver, visit, failed }: Pick<Walk, 'isOver' | 'visit' | 'failed'>,
): Promise<void> {
  const world = await openWorld(name);
  try {
    const phones = new Map<string, BrowserContext>();
    for (const { scene, look } of todo) {
      if (isOver?.() === true) break;
      const key = `${scene.who} ${look.language} ${look.device}`;
      const phone = phones.get(key) ?? (await phoneOf(browser, world, scene.who, look));
      phones.set(key, phone);
      const page = await phone.newPage();
      try {
        await stage({ page, world, scene, look });
        await visit(page, scene, look);
      } catch (error) {
        failed(scene, look, error);
      } finally {
        await page.close();
        await phone.setOffline(false);
        // Next comes somebody else.
        if (scene.who === 'stranger') {
          await phone.close();
          phones.delete(key);
        }
      }
    }
    for (const phone of phones.values()) await phone.close();
  } finally {
    await world.cell.close();
  }
}

async function phoneOf(
  browser: Browser,
  { cell }: World,
  who: Who,
  { language, device }: Look,
): Promise<BrowserContext> {
  const phone = await newPhone(browser, cell.url, `${language}-IN`, WIDTHS[device]);
  phone.setDefaultTimeout(STEP_LIMIT_MS);
  if (who === 'stranger') return phone;
  const body = { handle: handleOf(who), password: PASSWORD };
  const { token } = (await cell.api<{ token: string }>('POST', '/v1/sessions', { body })).body;
  await phone.addCookies([{ name: 'jhalak_session', value: token, url: cell.url }]);
  return phone;
}

interface Stage {
  page: Page;
  world: World;
  scene: Scene;
  look: Look;
}

async function stage({ page, world, scene, look }: Stage): Promise<void> {
  const { address, line, before, act } = scene;
  const path = typeof address === 'string' ? address : address(world);
  const hand = { page, world, t: await wordsOf(look.language) };
  // A colour on its way to another one has no contrast, and no picture is like the next.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await before?.(hand);
  if (line === undefined) await open(page, path);
  else await openOver(page, path, line);
  await rests(page);
  if (act === undefined) return;
  await act(hand);
  await rests(page);
}

/** A page from which every screen can be gone to; it asks the network for little. */
const LIGHT_PAGE = '/no-such-page';

/** Goes to a screen from another one, over a line that fails. @throws where the screen asks the network for nothing. */
async function openOver(page: Page, path: string, line: Line): Promise<void> {
  await open(page, path === LIGHT_PAGE ? '/signin' : LIGHT_PAGE);
  await rests(page);
  let asked = 0;
  await page.route(/\/(?:v1|lock\/v1)\//u, async (route) => {
    asked += 1;
    if (line === 'cut') await route.abort('internetdisconnected');
    if (line === 'refused')
      await route.fulfill({
        status: 503,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 503, code: 'internal', title: 'Not now', detail: '' }),
      });
    // Held: it is never answered.
  });
  // As its own links do.
  await page.evaluate((to) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate'));
  }, path);
  await until('the screen asks the network for something', REST_LIMIT_MS, () =>
    asked > 0 ? true : undefined,
  ).catch(() => {
    throw new NoSuchState('asks the network for nothing');
  });
  if (line === 'cut') await page.context().setOffline(true);
}

/** A state that this screen does not have; not a fault. */
export class NoSuchState extends Error {}

/** Waits until nothing more comes to the screen, pictures and letters included. */
async function rests(page: Page): Promise<void> {
  await page.evaluate(
    async ({ quietMs, limitMs }) => {
      const quiet = new Promise<void>((resolve) => {
        let timer = setTimeout(done, quietMs);
        const limit = setTimeout(done, limitMs);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(done, quietMs);
        });
        function done(): void {
          observer.disconnect();
          clearTimeout(timer);
          clearTimeout(limit);
          resolve();
        }
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
      await quiet;
      await document.fonts.ready;
      const limit = new Promise<void>((resolve) => setTimeout(resolve, limitMs / 2));
      const seen = [...document.images].filter(
        (image) => image.checkVisibility() && image.src !== '',
      );
      await Promise.race([limit, Promise.allSettled(seen.map((image) => image.decode()))]);
    },
    { quietMs: QUIET_MS, limitMs: REST_LIMIT_MS },
  );
}

/** Puts the page into a theme, as its setting would. */
export async function light(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(async (value) => {
    document.documentElement.dataset['theme'] = value;
    // Drawn once in the new colours, so that what fades into them has begun to.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, theme);
  await comesToRest(page);
}
