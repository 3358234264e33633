// What an export holds: everything that an auditor may read, computed from the routes, page by page. A feature that opens
// a list to auditors is in the export without a line here.

import type { Caller, Route } from '@jhalak/contracts';
import { PAGE_LIMIT_MAX } from '@jhalak/contracts/fields';

/** Open to everybody, and part of what is checked. */
const PUBLIC_PARTS: readonly string[] = [
  'getBorder',
  'getAttestation',
  'getOrderTransparency',
  'getRegion',
];
/** In the export as leaves, from the first to the last. */
const LOG_ROUTE = 'listAuditLog';
/** 100 a page: a list that goes on for ever is a mistake, not evidence. */
const PAGES_MAX = 20_000;

/** @returns the routes whose answers go into an export, and the names of those that this caller's roles do not open. */
export function partsFor(
  routes: readonly Route[],
  caller: Caller,
): { parts: Route[]; leftOut: string[] } {
  const read = routes.filter(
    ({ method, path, name }) => method === 'GET' && !path.includes(':') && name !== LOG_ROUTE,
  );
  const audited = read.filter(
    ({ access }) => typeof access !== 'string' && access.includes('auditor'),
  );
  const open = audited.filter(
    ({ access }) =>
      caller.roles.includes('admin') ||
      (typeof access !== 'string' && access.some((role) => caller.roles.includes(role))),
  );
  return {
    parts: [...read.filter(({ name }) => PUBLIC_PARTS.includes(name)), ...open],
    leftOut: audited.filter((route) => !open.includes(route)).map(({ name }) => name),
  };
}

/** Gives a route's answers as rows of JSON: a list's items each, anything else as it is. Cost: a page in memory. */
export async function* rowsOf(route: Route, caller: Caller): AsyncGenerator<string> {
  const asked = route.query;
  const pages = asked !== undefined && 'properties' in asked && hasLimit(asked.properties);
  let query: Record<string, unknown> = pages ? { limit: PAGE_LIMIT_MAX } : {};
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const reply = await route.handle({
      ...{ params: {}, query, body: {}, headers: {}, caller },
      signal: new AbortController().signal,
    });
    // Through text: what goes into the file is what a client would have got.
    const json = JSON.parse(String(reply.rawJson ?? JSON.stringify(reply.json))) as {
      items?: unknown[];
      next?: unknown;
    };
    if (Array.isArray(json.items)) for (const item of json.items) yield JSON.stringify(item);
    else yield JSON.stringify(json);
    if (json.next === undefined || json.next === null) return;
    query = { ...query, cursor: json.next };
  }
  throw new Error(`${route.name} has more than ${PAGES_MAX} pages`);
}

function hasLimit(properties: unknown): boolean {
  return typeof properties === 'object' && properties !== null && 'limit' in properties;
}
