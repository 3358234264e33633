// Every screen of the router and the states in which people meet it. A screen without a place here does not type-check, and
// each place has the five states that every screen must answer for.

import type { Page } from 'playwright-core';
import type { RouteName } from '../../../apps/web/src/shell/routes.ts';
import {
  movingClip,
  PERSON,
  REPORTED,
  SHY,
  SUSPENDED,
  type Who,
  type World,
  type WorldName,
} from './worlds.ts';

/** What addresses are made of. */
type Things = Pick<World, 'clip' | 'withheld' | 'story' | 'maker'>;

/** What the line does with calls of the API once the page lives. */
export type Line = 'held' | 'refused' | 'cut';

/** What a step needs: the page, its words by key, the world. */
interface Hand {
  page: Page;
  t: (key: string) => string;
  world: World;
}

/** One state of one screen. */
export interface Scene {
  route: RouteName;
  state: string;
  world: WorldName;
  who: Who;
  address: string | ((things: Things) => string);
  line?: Line;
  /** Before the page is opened. */
  before?: (hand: Hand) => Promise<void>;
  /** What somebody does until the state is there. */
  act?: (hand: Hand) => Promise<void>;
  /** Only in windows of this kind. */
  only?: 'phone' | 'laptop';
}

type More = Partial<Omit<Scene, 'route' | 'state'>>;

interface Place {
  address: Scene['address'];
  who?: Who;
  /** The world in which it is what it is meant for. */
  world?: WorldName;
  more?: Readonly<Record<string, More>>;
}

const press =
  (...keys: readonly string[]): NonNullable<Scene['act']> =>
  async ({ page, t }) => {
    for (const key of keys)
      await page
        .getByRole('button', { name: t(key), exact: true })
        .and(page.locator(':visible'))
        .first()
        .click();
  };

const fill =
  (label: string, words: string, then?: string): NonNullable<Scene['act']> =>
  async ({ page, t }) => {
    const field = page.getByLabel(t(label)).first();
    await field.fill(words);
    if (then !== undefined) await field.press(then);
  };

const personMenu =
  (handle: string): NonNullable<Scene['act']> =>
  async ({ page, t }) =>
    await page.getByRole('button', { name: t('person.menu').replace('{handle}', handle) }).click();

/** A case of the moderators' desk, by what stands on its card. */
const reviewed =
  (words: string): NonNullable<Scene['act']> =>
  async ({ page }) =>
    await page.locator('.case', { hasText: words }).first().click();

/** The first run, up to its nth question. */
const firstRun =
  (questions: number): NonNullable<Scene['act']> =>
  async (hand) => {
    const { page, t } = hand;
    const steps = [
      async () => {
        await press('common.continue')(hand);
        for (const genre of ['music', 'food', 'dance'])
          await page.getByRole('button', { name: t(`genre.${genre}`), exact: true }).click();
      },
      press('common.continue'),
      press('age.18plus'),
    ];
    for (const step of steps.slice(0, questions)) await step(hand);
  };

/** A camera that says no, as the browser would. */
const camera =
  (error: string): NonNullable<Scene['before']> =>
  async ({ page }) => {
    await page.addInitScript((name) => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', name));
    }, error);
  };

const noMedia: NonNullable<Scene['before']> = async ({ page }) => {
  await page.route(/\/media\/.*\.(?:mp4|m4s|m3u8)/u, (route) => route.abort('connectionreset'));
};

const chooseFile: NonNullable<Scene['act']> = async ({ page }) =>
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'mela.mp4', mimeType: 'video/mp4', buffer: await movingClip() });

const sheets: Readonly<Record<string, More>> = {
  why: { act: async ({ page }) => await page.locator('.chip-why:visible').first().click() },
  comments: { act: press('comments.title') },
  more: { act: press('rail.more') },
  report: { act: press('rail.more', 'more.report') },
  share: { act: press('rail.share') },
  code: { act: press('rail.share', 'share.qr') },
  keys: { act: async ({ page }) => await page.keyboard.press('?'), only: 'laptop' },
  'clip-lost': { before: noMedia },
};

export const PLACES: Readonly<Record<RouteName, Place>> = {
  'for-you': {
    address: '/',
    more: {
      'first-languages': { who: 'stranger' },
      'first-genres': { who: 'stranger', act: firstRun(1) },
      'first-age': { who: 'stranger', act: firstRun(2) },
      'first-consent': { who: 'stranger', act: firstRun(3) },
      ...sheets,
    },
  },
  following: { address: '/following' },
  video: {
    address: ({ clip }) => `/v/${clip}`,
    more: {
      comments: { act: press('comments.title') },
      withheld: { address: ({ withheld }) => `/v/${withheld}` },
      stranger: { who: 'stranger' },
    },
  },
  person: {
    address: ({ maker }) => `/@${maker}`,
    more: {
      own: { address: `/@${PERSON}` },
      private: { address: `/@${SHY}` },
      gone: { address: '/@nobody_at_all' },
      suspended: { address: `/@${SUSPENDED}` },
      'suspended-own': { address: `/@${SUSPENDED}`, who: 'suspended' },
      report: {
        address: `/@${REPORTED}`,
        act: async (hand) => {
          await personMenu(REPORTED)(hand);
          await press('person.report')(hand);
        },
      },
      menu: { act: async (hand) => await personMenu(hand.world.maker)(hand) },
    },
  },
  people: {
    address: '/people',
    more: {
      followers: { address: `/@${PERSON}/followers` },
      following: { address: `/@${PERSON}/following` },
      'kept-away': { address: '/people/kept-away' },
    },
  },
  discover: {
    address: '/discover',
    more: {
      typing: { act: fill('discover.field', 'chai') },
      found: { address: '/discover?q=dosa' },
      'found-people': { address: '/discover?q=chai&kind=people' },
      nothing: { address: '/discover?q=xqzwvkj' },
    },
  },
  tag: { address: '/tag/monsoon' },
  genre: { address: '/genre/food' },
  sound: { address: ({ clip }) => `/sound/${clip}` },
  create: { address: '/create', more: { details: { act: chooseFile } } },
  record: {
    address: '/record',
    more: {
      denied: { before: camera('NotAllowedError') },
      'no-camera': { before: camera('NotFoundError') },
    },
  },
  inbox: { address: '/inbox', more: { stranger: { who: 'stranger' } } },
  me: { address: '/me', more: { stranger: { who: 'stranger' } } },
  saved: { address: '/saved', more: { stranger: { who: 'stranger' } } },
  family: { address: '/family', more: { stranger: { who: 'stranger' } } },
  settings: { address: '/settings', more: { stranger: { who: 'stranger' } } },
  taste: { address: '/taste', more: { stranger: { who: 'stranger' } } },
  'sign-in': {
    address: '/signin',
    who: 'stranger',
    more: {
      wrong: {
        act: async (hand) => {
          await fill('signUp.handle', 'nobody_at_all')(hand);
          await fill('signUp.password', 'seven quiet lanterns', 'Enter')(hand);
        },
      },
      recover: { act: press('recover.lost') },
    },
  },
  'sign-up': { address: '/signup', who: 'stranger' },
  moderation: {
    address: '/moderation',
    who: 'moderator',
    more: {
      clip: { act: async ({ page }) => await page.locator('.case img').first().click() },
      comment: { act: reviewed('घर बैठो') },
      person: { act: reviewed(REPORTED) },
    },
  },
  desk: {
    address: '/desk',
    who: 'editor',
    more: { card: { act: async ({ page }) => await page.keyboard.press('j') } },
  },
  partner: { address: '/partner', who: 'partner' },
  staff: { address: '/staff', who: 'admin' },
  ads: { address: '/ads', who: 'advertiser', more: { 'sign-up': { who: 'person' } } },
  'ad-desk': { address: '/ad-desk', who: 'operator' },
  'ad-library': { address: '/ad-library', who: 'stranger' },
  earnings: { address: '/earnings' },
  border: { address: '/border', who: 'operator' },
  audit: { address: '/audit', who: 'auditor' },
  orders: { address: '/orders', who: 'legal_officer' },
  transfer: { address: '/transfer', who: 'operator', more: { deal: { world: 'sold' } } },
  compare: { address: '/compare', who: 'operator' },
  'how-we-count': { address: '/how-we-count', who: 'stranger' },
  handover: { address: '/handover', world: 'sold', more: { stranger: { who: 'stranger' } } },
  region: { address: '/', world: 'closed', who: 'stranger' },
  moved: { address: '/', world: 'moved', who: 'stranger' },
  lock: {
    address: '/lock',
    more: { asked: { act: press('lock.askYes') } },
  },
  story: { address: ({ story }) => `/stories/${story}`, who: 'stranger' },
  'not-found': { address: '/no-such-page', who: 'stranger' },
};

/** Who has none of these roles is told so. */
const isStaff = (who: Who): boolean => who !== 'stranger' && who !== 'person';

/** @returns every scene of every screen, in the router's order. */
export function allScenes(): readonly Scene[] {
  return Object.entries(PLACES).flatMap(([name, place]) => scenesOf(name as RouteName, place));
}

function scenesOf(
  route: RouteName,
  { address, who = 'person', world = 'full', more }: Place,
): Scene[] {
  const usual = { route, address, who, world };
  const lines = { loading: 'held', error: 'refused', offline: 'cut' } as const;
  return [
    { ...usual, state: 'usual' },
    // A house of its own kind has no emptier sister.
    ...(world === 'full' ? [{ ...usual, state: 'empty', world: 'empty' as const }] : []),
    ...Object.entries(lines).map(([state, line]) => ({ ...usual, state, line })),
    ...(isStaff(who) ? [{ ...usual, state: 'no-role', who: 'person' as const }] : []),
    ...Object.entries(more ?? {}).map(([state, change]) => ({ ...usual, ...change, state })),
  ];
}
