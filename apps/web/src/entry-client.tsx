// The browser's entry: takes over the page that the server drew, or draws it where the server sent a shell.

import { hydrate, render } from 'preact';
import {
  directionOf,
  INTERFACE_LANGUAGES,
  type InterfaceLanguage,
} from '@jhalak/contracts/languages';
import { FeedScreen } from './feed/feed-screen.tsx';
import { VideoScreen } from './feed/video-screen.tsx';
import { UnreachableScreen } from './feed/feed-states.tsx';
import { needsFirstRun } from './first-run/needs-first-run.ts';
import { KEPT_LANGUAGE } from './i18n/kept-language.ts';
import { chooseLocale, LOCALE_COOKIE, type CompiledMessages } from './i18n/translate.ts';
import { PAGE_DATA_ID, type PageData } from './session/page-data.ts';
import { PREFERENCES_KEY } from './session/preferences.ts';
import { App, type AppParts, type Screen } from './shell/app.tsx';
import { loadCatalogue, loadMoreMessages, tellWordFiles } from './shell/catalogues.ts';
import { matchRoute, SERVER_RENDERED, type RouteName } from './shell/routes.ts';

const screens: AppParts['screens'] = {
  'for-you': FeedScreen,
  following: FeedScreen,
  video: VideoScreen,
};

async function loadScreen(name: RouteName, locale: InterfaceLanguage): Promise<Screen> {
  const known = screens[name];
  if (known !== undefined) return known;
  const [loaded] = await Promise.all([
    // Apart from the first load: the list names every file of every screen.
    import('./screens.ts').then(({ LAZY_SCREENS }) => LAZY_SCREENS[name]?.()),
    loadMoreMessages(locale),
  ]);
  if (loaded === undefined) throw new Error(`no screen for ${name}`);
  screens[name] = loaded;
  return loaded;
}

const loadFirstRun = () => import('./first-run/first-run.tsx').then((module) => module.FirstRun);

/** @returns what the server put into the page, or what can be known without a server. */
function readPageData(): { data: PageData; drawn: boolean } {
  const text = document.getElementById(PAGE_DATA_ID)?.textContent;
  const route = matchRoute(location.pathname);
  if (text) {
    const data = JSON.parse(text) as PageData;
    if (data.words) tellWordFiles(data.locale, data.words);
    return { data, drawn: SERVER_RENDERED.has(data.route.name) };
  }
  const cookie = new RegExp(`(?:^|; )${LOCALE_COOKIE}=([a-z]+)`, 'u').exec(document.cookie)?.[1];
  const locale = chooseLocale(INTERFACE_LANGUAGES, cookie, navigator.languages);
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
  return {
    data: { locale, origin: location.origin, route, viewer: undefined, screen: {} },
    drawn: false,
  };
}

/** Undefined where the browser forbids it, which throws. */
function deviceStorage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}

function preferencesText(storage: Storage | undefined): string {
  try {
    return storage?.getItem(PREFERENCES_KEY) ?? '';
  } catch {
    return '';
  }
}

/** Without network and without the words of the chosen language, the app speaks the one that this phone keeps. */
async function wordsFor(data: PageData, drawn: boolean): Promise<CompiledMessages> {
  try {
    return await loadCatalogue(data.locale);
  } catch (error) {
    const { caches } = globalThis as { caches?: CacheStorage };
    const kept = await (await caches?.match(KEPT_LANGUAGE))?.text();
    const locale = INTERFACE_LANGUAGES.find((code) => code === kept);
    // A page that the server drew is loaded again once there is a network: it must not change its language.
    if (drawn || locale === undefined || locale === data.locale) throw error;
    data.locale = locale;
    document.documentElement.lang = locale;
    document.documentElement.dir = directionOf(locale);
    return await loadCatalogue(locale);
  }
}

async function start(): Promise<void> {
  const root = document.getElementById('app');
  if (root === null) return;
  const { data, drawn } = readPageData();
  const asks = data.route.name === 'for-you' && needsFirstRun(data.viewer);
  const words = wordsFor(data, drawn);
  const load = async () => await loadScreen(data.route.name, data.locale);
  const storage = deviceStorage();
  const [messages, , FirstRun, openLedger] = await Promise.all([
    words,
    // Once more, for the language may be another one by then.
    load()
      .catch(async () => (await words, await load()))
      .catch(() => {
        // Without network a screen that was never opened cannot be had: say so, in its place.
        screens[data.route.name] = UnreachableScreen;
      }),
    asks ? loadFirstRun() : undefined,
    // Whoever has a data budget has every clip counted, the first too.
    /"dayMegabytes":\d/u.test(preferencesText(storage))
      ? import('./budget/ledger-of.ts').then(
          (module) => module.openLedger,
          // Without network there is nothing to count.
          () => undefined,
        )
      : undefined,
  ]);
  const app = (
    <App
      data={data}
      messages={messages}
      screens={screens}
      loadScreen={loadScreen}
      loadMessages={loadCatalogue}
      loadMoreMessages={loadMoreMessages}
      FirstRun={FirstRun}
      loadFirstRun={loadFirstRun}
      storage={storage}
      openLedger={openLedger}
    />
  );
  if (drawn) hydrate(app, root);
  else {
    root.replaceChildren();
    render(app, root);
  }
  document.documentElement.dataset['ready'] = 'true';
}

void start();
