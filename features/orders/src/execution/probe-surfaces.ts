// Asks every registered surface whether it still shows something: computed from the manifests, so that a new surface is
// asked without a line here. A surface that is read is read through its own route, as a stranger and as a grown viewer.

import type { Readable } from 'node:stream';
import type { Caller, Manifest, Route, RouteReply } from '@jhalak/contracts';
import type { Visibility } from '@jhalak/visibility';
import type { Reached } from '../reach.ts';

/** Things looked for at one surface: enough of a large order to see that it holds, few enough to be done in seconds. */
const PROBED_MAX = 12;
/** A reply is searched up to this many bytes; no page of ours is larger. */
const REPLY_BYTES_MAX = 4 * 1024 * 1024;
/** Ways in which one route can be asked for one thing: languages, files. */
const WAYS_MAX = 16;

/** What one surface showed of some things. */
export interface Probe {
  surface: string;
  how: 'read' | 'asked' | 'staff';
  items: number;
  shown: number;
}

export interface ProbeDeps {
  manifests: readonly Manifest[];
  routes: readonly Route[];
  visibility: Visibility;
  /** Values of path parameters for one thing, and as `q` what it says: each name's possible values. */
  paths: (item: Reached) => Promise<Readonly<Record<string, readonly string[]>>>;
}

const VIEWER: Caller = {
  personId: '00000000-0000-7000-8000-00000000face',
  roles: [],
  ageBand: '18plus',
  languages: [],
  genres: [],
  personal: false,
  sessionId: '00000000-0000-7000-8000-00000000face',
};

/** @returns one line a surface of the manifests, in their order. Cost: some routes' replies a thing and surface. */
export async function probeSurfaces(
  deps: ProbeDeps,
  items: readonly Reached[],
  signal: AbortSignal,
): Promise<Probe[]> {
  const some = items.slice(0, PROBED_MAX);
  const paths = new Map<Reached, Readonly<Record<string, readonly string[]>>>();
  for (const item of some) paths.set(item, await deps.paths(item));
  const byName = new Map(deps.routes.map((route) => [route.name, route]));
  const probes: Probe[] = [];
  for (const { surfaces } of deps.manifests) {
    for (const { name, shownBy, darkWhenNamed } of surfaces) {
      signal.throwIfAborted();
      const routes = shownBy.flatMap((one) => byName.get(one) ?? []);
      if (darkWhenNamed !== undefined) {
        const there = items.filter(({ kind }) => darkWhenNamed.includes(kind));
        probes.push(await probeList({ name, routes, some: there.slice(0, PROBED_MAX) }, signal));
        continue;
      }
      if (routes.length > 0 && routes.every((route) => typeof route.access !== 'string')) {
        probes.push({ surface: name, how: 'staff', items: 0, shown: 0 });
        continue;
      }
      const readable = routes.filter(
        (route) => route.method === 'GET' && typeof route.access === 'string',
      );
      probes.push(await probe(deps, { name, readable, some, paths }, signal));
    }
  }
  return probes;
}

// A list of what must not be shown: whatever it does not name is still shown by those who read it.
async function probeList(
  { name, routes, some }: Pick<Asked, 'name' | 'some'> & { routes: readonly Route[] },
  signal: AbortSignal,
): Promise<Probe> {
  let shown = 0;
  for (const item of some) {
    const named = await Promise.all(
      routes.map(async (route) => await shows(route, {}, undefined, item, signal)),
    );
    if (named.includes(false)) shown += 1;
  }
  return { surface: name, how: 'read', items: some.length, shown };
}

interface Asked {
  name: string;
  readable: readonly Route[];
  some: readonly Reached[];
  paths: ReadonlyMap<Reached, Readonly<Record<string, readonly string[]>>>;
}

// Read where its routes can be asked for these things; else its question to visibility is asked as it asks it.
async function probe(
  { visibility }: ProbeDeps,
  { name, readable, some, paths }: Asked,
  signal: AbortSignal,
): Promise<Probe> {
  let shown = 0;
  let read = 0;
  for (const item of some) {
    const values = paths.get(item) ?? {};
    const routes = readable.filter((route) => waysIn(route.path, values).length > 0);
    if (routes.length > 0) read += 1;
    const found =
      routes.length === 0
        ? asks(visibility, name, item)
        : await isRead(routes, item, values, signal);
    if (found) shown += 1;
  }
  return { surface: name, how: read > 0 ? 'read' : 'asked', items: some.length, shown };
}

// A surface that changes something is not called: its question to visibility is asked as it asks it.
function asks(visibility: Visibility, surface: string, { kind, id }: Reached): boolean {
  const onlooker = { ageBand: '18plus' as const };
  const verdict =
    kind === 'clip'
      ? visibility.check(surface, id, onlooker)
      : kind === 'story'
        ? visibility.checkStory(surface, id, onlooker)
        : visibility.checkCard(surface, id, onlooker);
  return verdict.kind === 'visible';
}

async function isRead(
  routes: readonly Route[],
  item: Reached,
  values: Readonly<Record<string, readonly string[]>>,
  signal: AbortSignal,
): Promise<boolean> {
  for (const route of routes) {
    for (const params of waysIn(route.path, values)) {
      for (const caller of route.access === 'anyone' ? [undefined, VIEWER] : [VIEWER])
        if (await shows(route, params, caller, item, signal, questionOf(route, values)))
          return true;
    }
  }
  return false;
}

// Every combination of the path's parameters; none where a parameter has no value for this thing.
function waysIn(
  path: string,
  values: Readonly<Record<string, readonly string[]>>,
): Record<string, string>[] {
  let ways: Record<string, string>[] = [{}];
  for (const [, name = ''] of path.matchAll(/:(\w+)/g)) {
    const options = values[name] ?? [];
    ways = ways.flatMap((way) => options.map((option) => ({ ...way, [name]: option })));
  }
  return ways.slice(0, WAYS_MAX);
}

// A route that answers questions is asked for the thing by its own words.
function questionOf(
  { query }: Route,
  { q = [] }: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, string>> {
  const asks = query !== undefined && 'properties' in query && 'q' in (query.properties as object);
  const [words] = q;
  return asks && words !== undefined ? { q: words } : {};
}

async function shows(
  route: Route,
  params: Record<string, string>,
  caller: Caller | undefined,
  item: Reached,
  signal: AbortSignal,
  query: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  let reply: RouteReply;
  try {
    const input = { params, query, body: undefined, caller, headers: {}, signal };
    reply = await route.handle(input);
  } catch {
    // A refusal shows nothing.
    return false;
  }
  const named = Object.values(params).includes(item.id);
  if (reply.stream !== undefined) {
    destroy(reply.stream);
    return named && reply.status < 300;
  }
  const text =
    reply.rawJson === undefined ? JSON.stringify(reply.json ?? '') : reply.rawJson.toString();
  return text.slice(0, REPLY_BYTES_MAX).includes(item.id) || packShows(text, item.id);
}

function destroy(stream: Readable): void {
  stream.on('error', () => undefined);
  stream.destroy();
}

// A signed pack holds its cards in base64url.
function packShows(text: string, id: string): boolean {
  const payload = /"payload":"([A-Za-z0-9_-]+)"/.exec(text)?.[1];
  if (payload === undefined) return false;
  return Buffer.from(payload, 'base64url').toString('utf8').includes(id);
}
