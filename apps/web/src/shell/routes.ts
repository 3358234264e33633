// The addresses of the app. One table for the server and the browser.

export type RouteName =
  | 'for-you'
  | 'following'
  | 'video'
  | 'person'
  | 'discover'
  | 'tag'
  | 'genre'
  | 'sound'
  | 'create'
  | 'record'
  | 'inbox'
  | 'me'
  | 'people'
  | 'saved'
  | 'settings'
  | 'family'
  | 'taste'
  | 'sign-in'
  | 'sign-up'
  | 'moderation'
  | 'desk'
  | 'partner'
  | 'staff'
  | 'ads'
  | 'ad-desk'
  | 'ad-library'
  | 'earnings'
  | 'border'
  | 'audit'
  | 'orders'
  | 'transfer'
  | 'compare'
  | 'handover'
  | 'region'
  | 'moved'
  | 'how-we-count'
  | 'grievance'
  | 'lock'
  | 'story'
  | 'not-found';

export interface RouteMatch {
  name: RouteName;
  /** The video's or the story's id, or the person's handle, decoded; of lists also which one. */
  param: string;
}

const FIXED: Readonly<Record<string, RouteName>> = {
  '/': 'for-you',
  '/following': 'following',
  '/discover': 'discover',
  '/create': 'create',
  '/record': 'record',
  '/inbox': 'inbox',
  '/me': 'me',
  '/people': 'people',
  '/saved': 'saved',
  '/settings': 'settings',
  '/family': 'family',
  '/taste': 'taste',
  '/signin': 'sign-in',
  '/signup': 'sign-up',
  '/moderation': 'moderation',
  '/desk': 'desk',
  '/partner': 'partner',
  '/staff': 'staff',
  '/ads': 'ads',
  '/ad-desk': 'ad-desk',
  '/ad-library': 'ad-library',
  '/earnings': 'earnings',
  '/border': 'border',
  '/audit': 'audit',
  '/orders': 'orders',
  '/transfer': 'transfer',
  '/compare': 'compare',
  '/how-we-count': 'how-we-count',
  '/grievance': 'grievance',
  '/lock': 'lock',
  '/handover': 'handover',
};

/** Routes whose page the server renders whole; the others are private and arrive as a shell. */
export const SERVER_RENDERED: ReadonlySet<RouteName> = new Set<RouteName>([
  'for-you',
  'following',
  'video',
  'person',
  'story',
  'not-found',
  'region',
  'moved',
]);

/** What stays open while an order closes the region: one's own account, and the places of roles. */
const OPEN_WHILE_CLOSED: ReadonlySet<RouteName> = new Set<RouteName>([
  'grievance',
  'settings',
  'family',
  'sign-in',
  'handover',
  'moderation',
  'desk',
  'partner',
  'staff',
  'ads',
  'ad-desk',
  'earnings',
  'border',
  'audit',
  'orders',
  'transfer',
  'compare',
]);

/** @returns where a visitor gets to while the region is closed, or once the cell has moved: to the notice, mostly. */
export function routeWhile(
  { region, moved }: { region?: unknown; moved?: { kind?: string } | undefined },
  route: RouteMatch,
): RouteMatch {
  // While it closes, people look around and take their data along.
  const isHere = moved === undefined || moved.kind === 'closing';
  if ((region === undefined && isHere) || OPEN_WHILE_CLOSED.has(route.name)) return route;
  return { name: region === undefined ? 'moved' : 'region', param: '' };
}

/** @param pathname percent-encoded, without query. */
export function matchRoute(pathname: string): RouteMatch {
  const path = pathname.length > 1 ? pathname.replace(/\/$/u, '') : pathname;
  const fixed = FIXED[path];
  if (fixed !== undefined) return { name: fixed, param: '' };
  const video = /^\/v\/([^/]+)$/u.exec(path)?.[1];
  if (video !== undefined) return { name: 'video', param: decoded(video) };
  const story = /^\/stories\/([^/]+)$/u.exec(path)?.[1];
  if (story !== undefined) return { name: 'story', param: decoded(story) };
  const [, handle, shown = ''] = /^\/(?:@|%40)([^/]+)(\/follow(?:ers|ing))?$/u.exec(path) ?? [];
  if (handle !== undefined)
    return { name: shown ? 'people' : 'person', param: decoded(handle) + shown };
  const people = /^\/(?:people\/|(?=packs\/))(.+)$/u.exec(path)?.[1];
  if (people !== undefined) return { name: 'people', param: people };
  const [, list, what = ''] = /^\/(tag|genre|sound)\/([^/]+)$/u.exec(path) ?? [];
  if (list !== undefined) return { name: list as 'tag' | 'genre' | 'sound', param: decoded(what) };
  // One screen for all of an advertiser's pages: it reads the rest of the address itself, and stays while they change.
  if (path.startsWith('/ads/')) return { name: 'ads', param: '' };
  return { name: 'not-found', param: '' };
}

export const videoPath = (id: string): string => `/v/${encodeURIComponent(id)}`;
export const storyPath = (id: string): string => `/stories/${encodeURIComponent(id)}`;
export const personPath = (handle: string): string => `/@${encodeURIComponent(handle)}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
