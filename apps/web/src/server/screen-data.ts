// Asks the API for what a page shows first.

import type { Person } from '@jhalak/contracts/accounts';
import type { FeedPage } from '@jhalak/contracts/feed';
import type { Pack } from '@jhalak/contracts/packs';
import type { StoryPage } from '@jhalak/contracts/stories';
import type { Video, VideoPage } from '@jhalak/contracts/videos';
import { replyOf, type Reply } from '../api/client.ts';
import { PAGE_SIZE } from '../feed/feed-store.ts';
import type { ScreenData, ScreenProblem } from '../session/page-data.ts';
import type { RouteMatch } from '../shell/routes.ts';

type ServerApi = (path: string) => Promise<{ status: number; json: unknown }>;

/** Clips in a profile's first view. */
const PROFILE_PAGE_SIZE = 18;

export interface LoadedScreen {
  /** The page's HTTP status. */
  status: number;
  screen: ScreenData;
}

/** A failing API gives a page that says so and tries again in the browser. */
export async function loadScreenData(route: RouteMatch, api: ServerApi): Promise<LoadedScreen> {
  switch (route.name) {
    case 'for-you':
    case 'following':
      return loadFeed(route.name, api);
    case 'video':
      return loadVideo(route.param, api);
    case 'person':
      return loadPerson(route.param, api);
    case 'story':
      return loadStory(route.param, api);
    case 'people':
      return loadPack(route.param, api);
    case 'region':
      // RFC 7725: unavailable for legal reasons.
      return { status: 451, screen: {} };
    case 'not-found':
      return { status: 404, screen: {} };
    default:
      return { status: 200, screen: {} };
  }
}

async function loadFeed(kind: string, api: ServerApi): Promise<LoadedScreen> {
  const reply = await get<FeedPage>(api, `/v1/feeds/${kind}?limit=${PAGE_SIZE}`);
  // Without a viewer there may be no feed yet: the first run makes one.
  return reply.kind === 'ok'
    ? { status: 200, screen: { feed: reply.value } }
    : { status: problemOf(reply).status >= 500 ? 503 : 200, screen: {} };
}

async function loadVideo(id: string, api: ServerApi): Promise<LoadedScreen> {
  const reply = await get<Video>(api, `/v1/videos/${encodeURIComponent(id)}`);
  if (reply.kind === 'ok') return { status: 200, screen: { video: reply.value } };
  const problem = problemOf(reply);
  // An id of another form is a clip that does not exist.
  return { status: problem.status === 400 ? 404 : problem.status, screen: { problem } };
}

async function loadStory(id: string, api: ServerApi): Promise<LoadedScreen> {
  const reply = await get<StoryPage>(api, `/v1/stories/${encodeURIComponent(id)}`);
  if (reply.kind === 'ok') return { status: 200, screen: { story: reply.value } };
  const problem = problemOf(reply);
  return { status: problem.status === 400 ? 404 : problem.status, screen: { problem } };
}

// Of the addresses under people, a pack's own page is the one that is shared.
async function loadPack(param: string, api: ServerApi): Promise<LoadedScreen> {
  const id = /^packs\/([^/]+)$/u.exec(param)?.[1];
  if (id === undefined || id === 'new') return { status: 200, screen: {} };
  const reply = await get<Pack>(api, `/v1/packs/${id}`);
  if (reply.kind === 'ok') return { status: 200, screen: { pack: reply.value } };
  const problem = problemOf(reply);
  return { status: problem.status === 400 ? 404 : problem.status, screen: { problem } };
}

async function loadPerson(handle: string, api: ServerApi): Promise<LoadedScreen> {
  const path = `/v1/people/${encodeURIComponent(handle)}`;
  const [person, videos] = await Promise.all([
    get<Person>(api, path),
    get<VideoPage>(api, `${path}/videos?limit=${PROFILE_PAGE_SIZE}`),
  ]);
  if (person.kind !== 'ok') {
    const problem = problemOf(person);
    return { status: problem.status === 400 ? 404 : problem.status, screen: { problem } };
  }
  return {
    status: 200,
    screen: { person: person.value, ...(videos.kind === 'ok' && { videos: videos.value }) },
  };
}

async function get<T>(api: ServerApi, path: string): Promise<Reply<T>> {
  try {
    const { status, json } = await api(path);
    return replyOf<T>(status, json);
  } catch {
    return { kind: 'problem', status: 503, code: 'unavailable', detail: '' };
  }
}

function problemOf(reply: Exclude<Reply<unknown>, { kind: 'ok' }>): ScreenProblem {
  return reply.kind === 'offline'
    ? { status: 503, code: 'unavailable' }
    : { status: reply.status, code: reply.code };
}
