// What the server puts into a page for the browser to start from.

import type { Person, Viewer } from '@jhalak/contracts/accounts';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { RegionNotice } from '@jhalak/contracts/orders';
import type { Pack } from '@jhalak/contracts/packs';
import type { StoryPage } from '@jhalak/contracts/stories';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import type { RouteMatch } from '../shell/routes.ts';

/** Why a screen has nothing to show. */
export interface ScreenProblem {
  status: number;
  code: string;
}

/** What one screen was given by the server; screens that find nothing ask the API themselves. */
export interface ScreenData {
  feed?: FeedPage;
  video?: Video;
  person?: Person;
  videos?: VideoPage;
  story?: StoryPage;
  pack?: Pack;
  problem?: ScreenProblem;
}

/** Who runs this now, as far as it is known here. */
export interface MovedNotice {
  /** `closing`: people still have time; `closed` and `held`: nothing else is shown. Absent: another owner goes on. */
  kind?: 'closing' | 'closed' | 'held';
  /** With `closing`: until when people can take their data along. */
  untilMs?: number;
  /** The new owner's name. */
  by?: string;
  /** Where it serves people: an address with its scheme. */
  to?: string;
}

/** Addresses of the words of one language, in two parts. */
export interface WordFiles {
  first: string;
  more: string;
}

export interface PageData {
  locale: InterfaceLanguage;
  origin: string;
  route: RouteMatch;
  /** Null: this visitor has no viewer yet. Undefined: not known, the page came from the offline cache. */
  viewer: Viewer | null | undefined;
  screen: ScreenData;
  /** Of the page's language; absent where no server made the page. */
  words?: WordFiles;
  /** Present while an order closes the region to this visitor. */
  region?: RegionNotice;
  /** Present once another owner goes on with the cell. */
  moved?: MovedNotice;
}

/** The id of the script element that carries it. */
export const PAGE_DATA_ID = 'page-data';
