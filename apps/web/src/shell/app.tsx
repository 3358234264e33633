// The frame around every screen: tabs, toasts, the route, and what screens share.

import type { ComponentType } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Viewer, ViewerCreated } from '@jhalak/contracts/accounts';
import { directionOf, type InterfaceLanguage } from '@jhalak/contracts/languages';
import { createApi } from '../api/client.ts';
import { EventQueue } from '../feed/event-queue.ts';
import { eventStore, eventTransport } from '../feed/event-transport.ts';
import type { Showing } from '../feed/showing.ts';
import type { FeedStore } from '../feed/feed-store.ts';
import { LOCALE_COOKIE, translator, type CompiledMessages } from '../i18n/translate.ts';
import type { openLedger } from '../budget/ledger-of.ts';
import { createPreferences } from '../session/preferences.ts';
import type { PageData } from '../session/page-data.ts';
import { AppContext, type App as AppValue, type Toast } from './app-context.ts';
import { needsFirstRun } from '../first-run/needs-first-run.ts';
import { loadLater } from './later.ts';
import { matchRoute, routeWhile, type RouteMatch, type RouteName } from './routes.ts';
import { sayFailure } from './say-failure.ts';
import { ScreenSkeleton } from './screen-skeleton.tsx';
import { TabBar } from './tab-bar.tsx';
import { transition } from './transition.ts';
import { Toasts } from './toasts.tsx';
import { useAppliedPreferences } from './use-applied-preferences.ts';
import { useLazy } from './use-lazy.ts';

/** A screen; `paused` while the first run lies over it. */
export type Screen = ComponentType<{ paused?: boolean }>;

/** How the two entries differ: the server has all screens, the browser fetches them. */
export interface AppParts {
  data: PageData;
  messages: CompiledMessages;
  screens: Partial<Record<RouteName, Screen>>;
  loadScreen?: (name: RouteName, locale: InterfaceLanguage) => Promise<Screen>;
  /** Present when the first page needs it at once. */
  FirstRun?: ComponentType | undefined;
  loadFirstRun?: () => Promise<ComponentType>;
  loadMoreMessages?: (locale: InterfaceLanguage) => Promise<void>;
  loadMessages?: (locale: InterfaceLanguage) => Promise<CompiledMessages>;
  storage?: Storage | undefined;
  /** Present where there is a data budget: then nothing is fetched without being counted. */
  openLedger?: typeof openLedger | undefined;
}

const YEAR_S = 31_536_000;
const TOASTS_MAX = 2;
/** Whose things this phone keeps; `account/whose-phone.ts` writes it. */
const VIEWER_KEY = 'jhalak.viewer';
const AFTER_START_MS = 4_000;

const loadLaterParts = () => loadLater().then((module) => module.LaterParts);

export function App({
  data,
  messages,
  screens,
  loadScreen,
  loadMessages,
  storage,
  ...parts
}: AppParts) {
  const [language, setLanguage] = useState({ locale: data.locale, messages });
  const [viewer, setViewer] = useState(data.viewer);
  const [page, setPage] = useState<{
    route: RouteMatch;
    Screen: Screen | undefined;
    first: boolean;
  }>({
    route: data.route,
    Screen: screens[data.route.name],
    first: true,
  });
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const [loading, setLoading] = useState(false);
  /** Something that was done waits until the cell takes changes again. */
  const [held, setHeld] = useState(false);
  /** The first clip has its bytes: what can wait comes now. */
  const [started, setStarted] = useState(false);
  /** The day has had its time, and a card says so. */
  const [timeOver, setTimeOver] = useState(false);

  const localeNow = useRef(data.locale);
  const viewerNow = useRef(viewer);
  viewerNow.current = viewer;
  /** A page from the offline cache does not know who is here: whoever was here last. */
  const knownId = (): string | undefined =>
    viewerNow.current === undefined
      ? (storage?.getItem(VIEWER_KEY) ?? undefined)
      : viewerNow.current?.id;
  const shared = useMemo(() => {
    const api = createApi(() => localeNow.current, { storage, who: knownId, onHeld: setHeld });
    const preferences = createPreferences(storage);
    return {
      api,
      feeds: new Map<string, FeedStore>(),
      showings: new Map<string, Showing>(),
      preferences,
      storage,
      data: {
        ledger: parts.openLedger?.(storage, () => preferences.get().dayMegabytes) ?? null,
        early: 0,
      },
      events: new EventQueue(eventTransport, eventStore(storage), () => Date.now()),
    };
  }, [storage]);

  const routeOf = (pathname: string): RouteMatch => routeWhile(data, matchRoute(pathname));
  const routeNow = useRef(data.route);
  /** Counts the ways taken: a page whose parts arrive after one went on must not come over the newer one. */
  const way = useRef(0);
  const show = useCallback(
    async (route: RouteMatch) => {
      way.current += 1;
      const mine = way.current;
      setLoading(true);
      try {
        const Screen = screens[route.name] ?? (await loadScreen?.(route.name, localeNow.current));
        if (mine === way.current) {
          const before = routeNow.current;
          routeNow.current = route;
          transition(() => setPage({ route, Screen, first: false }), before, route);
        }
      } catch {
        if (mine === way.current) say(app.t('error.offline'));
      } finally {
        if (mine === way.current) setLoading(false);
      }
    },
    // Depends on less than it reads: the parts never change
    [],
  );

  useEffect(() => {
    const onPop = () => void show(routeOf(location.pathname));
    addEventListener('popstate', onPop);
    return () => removeEventListener('popstate', onPop);
  }, [show]);

  function say(text: string, action?: Toast['action']): void {
    const toast: Toast = { id: performance.now(), text, ...(action && { action }) };
    setToasts((before) => [...before, toast].slice(-TOASTS_MAX));
  }

  const app: AppValue = {
    ...shared,
    t: useMemo(() => translator(language.messages), [language.messages]),
    locale: language.locale,
    origin: data.origin,
    region: data.region,
    moved: data.moved,
    route: page.route,
    viewer,
    setViewer,
    firstScreen: page.first ? data.screen : {},
    say,
    navigate(path, options = {}) {
      const url = new URL(path, location.href);
      if (url.pathname === location.pathname && url.search === location.search) return;
      history[options.replace === true ? 'replaceState' : 'pushState'](null, '', url);
      void show(routeOf(url.pathname));
    },
    async setLocale(locale) {
      if (loadMessages === undefined) return false;
      try {
        const next = await loadMessages(locale);
        localeNow.current = locale;
        document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${YEAR_S}; samesite=lax`;
        document.documentElement.lang = locale;
        document.documentElement.dir = directionOf(locale);
        setLanguage({ locale, messages: next });
        navigator.serviceWorker?.controller?.postMessage({ language: locale });
        return true;
      } catch {
        return false;
      }
    },
    loadMoreMessages: async () => await parts.loadMoreMessages?.(localeNow.current),
    async ensureViewer() {
      if (knownId() !== undefined) return true;
      const reply = await shared.api.send<ViewerCreated>('POST', '/v1/viewers', {
        languages: [],
        genres: [],
      });
      if (reply.kind === 'ok') {
        viewerNow.current = reply.value.viewer;
        setViewer(reply.value.viewer);
        return true;
      }
      sayFailure(app, reply);
      return false;
    },
  };

  useAppliedPreferences(shared.preferences);
  useUnknownViewer(data.viewer, app);
  useEffect(() => {
    // The first clip's bytes go first.
    const timer = setTimeout(() => {
      setStarted(true);
      void import('./after-start.ts').then(
        ({ afterStart }) => afterStart(app),
        // Without network there is nothing that could be sent or kept; the next page tries again.
        () => undefined,
      );
    }, AFTER_START_MS);
    return () => clearTimeout(timer);
    // Depends on less than it reads: once a page
  }, []);
  const { Screen } = page;
  const covered = page.route.name === 'for-you' && needsFirstRun(viewer);
  const LazyFirstRun = useLazy(
    covered && parts.FirstRun === undefined ? (parts.loadFirstRun ?? null) : null,
    () => undefined,
  );
  const FirstRun = parts.FirstRun ?? LazyFirstRun;
  // The lock screen asks the network for nothing of its own accord: off means off.
  const isQuiet = covered || page.route.name === 'lock';
  const LaterParts = useLazy(
    started && !isQuiet
      ? async () => (await Promise.all([loadLaterParts(), app.loadMoreMessages()]))[0]
      : null,
    () => undefined,
  );
  // A screen of another person or clip is another screen.
  const key = `${page.route.name}:${page.route.param}`;
  return (
    <AppContext.Provider value={app}>
      <a class="skip" href="#main">
        {app.t('app.skip')}
      </a>
      <div
        class={`shell is-${page.route.name}${covered ? ' is-covered' : ''}`}
        inert={covered}
        aria-hidden={covered}
      >
        <TabBar loading={loading} />
        <main id="main" tabIndex={-1}>
          {Screen === undefined ? (
            <ScreenSkeleton />
          ) : (
            <Screen key={key} paused={covered || timeOver} />
          )}
        </main>
      </div>
      {held && (
        <p class="held-note" role="status">
          {app.t('frozen.text')}
        </p>
      )}
      {!isQuiet && LaterParts !== null && <LaterParts onTimeOver={setTimeOver} />}
      {covered && FirstRun !== null && <FirstRun />}
      <Toasts
        toasts={toasts}
        onGone={(id) => setToasts((before) => before.filter((toast) => toast.id !== id))}
      />
    </AppContext.Provider>
  );
}

/** A page from the offline cache does not know its visitor: ask. */
function useUnknownViewer(known: Viewer | null | undefined, app: AppValue): void {
  useEffect(() => {
    if (known !== undefined) return;
    void app.api.get<Viewer>('/v1/viewers/me').then((reply) => {
      if (reply.kind === 'ok') app.setViewer(reply.value);
      else if (reply.kind === 'problem' && reply.status === 401) app.setViewer(null);
    });
    // Depends on less than it reads: once, at the start
  }, []);
}
