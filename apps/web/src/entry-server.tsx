// The server's bundle: turns a request into a page. Pure: everything that it needs is handed in.

import { renderToString } from 'preact-render-to-string';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';
import files from 'virtual:client-files';
import assamese from 'virtual:messages/as';
import bn from 'virtual:messages/bn';
import en from 'virtual:messages/en';
import gu from 'virtual:messages/gu';
import hi from 'virtual:messages/hi';
import id from 'virtual:messages/id';
import kn from 'virtual:messages/kn';
import ml from 'virtual:messages/ml';
import mr from 'virtual:messages/mr';
import or from 'virtual:messages/or';
import pa from 'virtual:messages/pa';
import ta from 'virtual:messages/ta';
import te from 'virtual:messages/te';
import ur from 'virtual:messages/ur';
import { renderEmbedWith, renderOembedWith } from './embed/render-embed.ts';
import { FeedScreen } from './feed/feed-screen.tsx';
import { VideoScreen } from './feed/video-screen.tsx';
import { FirstRun } from './first-run/first-run.tsx';
import { needsFirstRun } from './first-run/needs-first-run.ts';
import { takeNumberWords } from './i18n/numbers.ts';
import { acceptedTags, chooseLocale, translator, type CompiledMessages } from './i18n/translate.ts';
import { PersonScreen } from './person/person-screen.tsx';
import { loadScreenData } from './server/screen-data.ts';
import { documentOf } from './server/document.ts';
import { headOf } from './server/head.ts';
import { MovedScreen } from './region/moved-screen.tsx';
import { RegionScreen } from './region/region-screen.tsx';
import { StoryScreen } from './stories/story-screen.tsx';
import type {
  EmbedReply,
  EmbedRequest,
  OembedReply,
  OembedRequest,
  RenderReply,
  RenderRequest,
} from './render-contract.ts';
import type { PageData } from './session/page-data.ts';
import { App, type AppParts } from './shell/app.tsx';
import { NotFoundScreen } from './shell/not-found-screen.tsx';
import { matchRoute, routeWhile } from './shell/routes.ts';

const MESSAGES: Readonly<Record<InterfaceLanguage, CompiledMessages>> = {
  en,
  hi,
  ta,
  te,
  id,
  bn,
  mr,
  gu,
  kn,
  ml,
  pa,
  or,
  as: assamese,
  ur,
};

for (const language of INTERFACE_LANGUAGES) takeNumberWords(language, MESSAGES[language]);

const SCREENS: AppParts['screens'] = {
  'for-you': FeedScreen,
  following: FeedScreen,
  video: VideoScreen,
  person: PersonScreen,
  story: StoryScreen,
  'not-found': NotFoundScreen,
  region: RegionScreen,
  moved: MovedScreen,
};

/** Renders a clip's frame for another site. */
export async function renderEmbed(request: EmbedRequest): Promise<EmbedReply> {
  return await renderEmbedWith((locale) => MESSAGES[locale], request);
}

/** Answers how a clip's frame is put into another site. */
export async function renderOembed(request: OembedRequest): Promise<OembedReply> {
  return await renderOembedWith((locale) => MESSAGES[locale], request);
}

/** Renders one page. Never throws for what a visitor or the API can do. Cost: about 1 ms of CPU beside the API. */
export async function render(request: RenderRequest): Promise<RenderReply> {
  const url = new URL(request.url, request.origin);
  const route = routeWhile(request, matchRoute(url.pathname));
  const locale = chooseLocale(
    INTERFACE_LANGUAGES,
    request.localeCookie,
    acceptedTags(request.acceptLanguage),
  );
  const messages = MESSAGES[locale];
  const { status, screen } = await loadScreenData(route, request.api);
  const data: PageData = {
    locale,
    origin: request.origin,
    route,
    viewer: request.viewer ?? null,
    screen,
    ...(request.region === undefined ? {} : { region: request.region }),
    ...(request.moved === undefined ? {} : { moved: request.moved }),
  };
  const firstRun = route.name === 'for-you' && needsFirstRun(data.viewer);
  const body = renderToString(
    <App
      data={data}
      messages={messages}
      screens={SCREENS}
      FirstRun={firstRun ? FirstRun : undefined}
    />,
  );
  const html = documentOf({
    nonce: request.nonce,
    locale,
    head: headOf({ data, path: url.pathname, t: translator(messages) }),
    body,
    data,
    files,
    firstRun,
  });
  return {
    status,
    html,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // A page holds its visitor's own feed.
      'cache-control': 'private, no-store',
      vary: 'Cookie, Accept-Language',
    },
  };
}
