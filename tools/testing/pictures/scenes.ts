// Every screen of the router and the states in which people meet it. A screen without a place here does not type-check, and
// each place has the five states that every screen must answer for.

import type { RouteName } from '../../../apps/web/src/shell/routes.ts';
import {
  camera,
  chooseFile,
  fill,
  firstRun,
  noMedia,
  noticeIn,
  ownClip,
  personMenu,
  press,
  reviewed,
  seen,
  sessionOver,
  signOutUnsent,
} from './acts.ts';
import type { Scene } from './scene.ts';
import {
  NOBODY,
  PERSON,
  REPORTED,
  SHOP,
  SHY,
  SUSPENDED,
  type Who,
  type WorldName,
} from './worlds.ts';

type More = Partial<Omit<Scene, 'route' | 'state'>>;

interface Place {
  address: Scene['address'];
  who?: Who;
  /** The world in which it is what it is meant for. */
  world?: WorldName;
  more?: Readonly<Record<string, More>>;
}

const sheets: Readonly<Record<string, More>> = {
  why: {
    act: async ({ page }) =>
      await page.locator(':is(.chip-why, .side-why .button):visible').first().click(),
  },
  comments: { act: press('comments.title') },
  more: { act: press('rail.more') },
  report: { act: press('rail.more', 'more.report') },
  share: { act: press('rail.share') },
  code: { act: press('rail.share', 'share.qr') },
  keys: { act: async ({ page }) => await page.keyboard.press('?'), only: 'laptop' },
  'clip-lost': { before: noMedia, act: seen('.clip-failed') },
};

export const PLACES: Readonly<Record<RouteName, Place>> = {
  'for-you': {
    address: '/',
    more: {
      'first-languages': { who: 'stranger' },
      'first-genres': { who: 'stranger', act: firstRun(1) },
      'first-age': { who: 'stranger', act: firstRun(2) },
      'first-consent': { who: 'stranger', act: firstRun(3) },
      'first-consent-ks': { who: 'stranger', act: noticeIn('ks') },
      'first-consent-sat': { who: 'stranger', act: noticeIn('sat') },
      ...sheets,
    },
  },
  following: { address: '/following' },
  video: {
    address: ({ clip }) => `/v/${clip}`,
    more: {
      comments: { act: press('comments.title') },
      withheld: { address: ({ withheld }) => `/v/${withheld}` },
      silenced: { address: ({ silenced }) => `/v/${silenced}` },
      gone: { address: `/v/${NOBODY}` },
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
      close: { address: '/people/close' },
      pack: { address: ({ pack }) => `/packs/${pack}` },
      'pack-stranger': { address: ({ pack }) => `/packs/${pack}`, who: 'stranger' },
      'pack-new': { address: '/packs/new' },
      'pack-gone': { address: `/packs/${NOBODY}` },
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
  sound: {
    address: ({ clip }) => `/sound/${clip}`,
    more: { silenced: { address: ({ silenced }) => `/sound/${silenced}` } },
  },
  create: {
    address: '/create',
    more: {
      recorder: {
        act: async ({ page }) => await page.locator('.recorder summary').first().click(),
      },
      // Leaves a draft, with which the screen begins from then on.
      details: { act: chooseFile },
      unshared: { address: '/create?unshared' },
    },
  },
  record: {
    address: '/record',
    more: {
      denied: { before: camera('NotAllowedError') },
      'no-camera': { before: camera('NotFoundError') },
    },
  },
  inbox: {
    address: '/inbox',
    more: {
      stranger: { who: 'stranger' },
      suspended: { who: 'suspended' },
      'session-over': { who: 'stranger', act: sessionOver },
    },
  },
  me: {
    address: '/me',
    more: {
      stranger: { who: 'stranger' },
      clip: { act: ownClip('.sheet form') },
      cover: { act: ownClip('.cover-strip') },
      subtitles: { act: ownClip('.clip-subtitles') },
      profile: { act: press('me.edit') },
      preview: {
        only: 'laptop',
        act: async (hand) => {
          await hand.page.emulateMedia({ reducedMotion: 'no-preference' });
          await hand.page.locator('.own .clip-tile').first().hover();
          await seen('.clip-tile video')(hand);
        },
      },
    },
  },
  saved: { address: '/saved', more: { stranger: { who: 'stranger' } } },
  family: { address: '/family', more: { stranger: { who: 'stranger' } } },
  settings: {
    address: '/settings',
    more: {
      stranger: { who: 'stranger' },
      unsent: { who: 'stranger', act: signOutUnsent },
      suspended: { who: 'suspended' },
    },
  },
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
      held: {
        act: async ({ page, t }) => {
          await page.getByRole('radio', { name: t('case.held') }).check();
          await page.getByRole('img', { name: t('held.upload') }).waitFor();
        },
      },
    },
  },
  desk: {
    address: '/desk',
    who: 'editor',
    more: { card: { act: async ({ page }) => await page.keyboard.press('j') } },
  },
  partner: { address: '/partner', who: 'partner' },
  staff: { address: '/staff', who: 'admin', more: { give: { act: press('staff.give') } } },
  ads: {
    address: '/ads',
    who: 'advertiser',
    more: {
      'sign-up': { who: 'person' },
      campaign: { address: `/ads/${SHOP}/new` },
      money: { address: `/ads/${SHOP}/money` },
    },
  },
  'ad-desk': { address: '/ad-desk', who: 'operator' },
  'ad-library': { address: '/ad-library', who: 'stranger' },
  earnings: { address: '/earnings' },
  border: { address: '/border', who: 'operator' },
  audit: { address: '/audit', who: 'auditor' },
  orders: {
    address: '/orders',
    who: 'legal_officer',
    more: { enter: { act: press('orders.enter') } },
  },
  transfer: { address: '/transfer', who: 'operator', more: { deal: { world: 'sold' } } },
  compare: { address: '/compare', who: 'operator' },
  'how-we-count': { address: '/how-we-count', who: 'stranger' },
  grievance: { address: '/grievance', who: 'stranger' },
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
