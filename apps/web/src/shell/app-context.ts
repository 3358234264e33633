// What every screen may use.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Viewer } from '@jhalak/contracts/accounts';
import type { RegionNotice } from '@jhalak/contracts/orders';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Api } from '../api/client.ts';
import type { FeedStore } from '../feed/feed-store.ts';
import type { EventQueue } from '../feed/event-queue.ts';
import type { Showing } from '../feed/showing.ts';
import type { Translate } from '../i18n/translate.ts';
import type { MovedNotice, ScreenData } from '../session/page-data.ts';
import type { DayBytes } from '../budget/day-bytes.ts';
import type { Preferences } from '../session/preferences.ts';
import type { RouteMatch } from './routes.ts';
import type { Signal } from './signal.ts';

export interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

export interface App {
  t: Translate;
  locale: InterfaceLanguage;
  /** @returns whether its words could be had. */
  setLocale(locale: InterfaceLanguage): Promise<boolean>;
  /** Fetches the messages that the first load leaves out; everything fetched later awaits it. */
  loadMoreMessages(): Promise<void>;
  origin: string;
  /** Present while an order closes the region to this visitor. */
  region: RegionNotice | undefined;
  /** Present once another owner goes on with the cell. */
  moved: MovedNotice | undefined;
  api: Api;
  route: RouteMatch;
  navigate(path: string, options?: { replace?: boolean }): void;
  viewer: Viewer | null | undefined;
  setViewer(viewer: Viewer | null): void;
  /** Makes a viewer who chose nothing when there is none, so that a like or a follow has an owner. */
  ensureViewer(): Promise<boolean>;
  preferences: Signal<Preferences>;
  /** What this device fetched. Its count is there from the beginning where there is a data budget, else a little later. */
  data: { ledger: DayBytes | null; /** Bytes of clips before it was there. */ early: number };
  /** This device's own; undefined where the browser forbids it. */
  storage: Storage | undefined;
  /** Feeds by route, kept while the page lives. */
  feeds: Map<string, FeedStore>;
  events: EventQueue;
  /** What happened to the slots of this page, by slot. */
  showings: Map<string, Showing>;
  /** What the server gave the first screen; empty after the first navigation. */
  firstScreen: ScreenData;
  say(text: string, action?: Toast['action']): void;
}

export const AppContext = createContext<App | null>(null);

/** @throws outside of the app's tree: a component was rendered by itself. */
export function useApp(): App {
  const app = useContext(AppContext);
  if (app === null) throw new Error('useApp() needs an AppContext above it');
  return app;
}
