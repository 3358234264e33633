// Where a reply sends us, checked as if somebody had typed it.

import { readTarget, refused, type Refused, type Target } from './target.ts';

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** @returns the next target, why it is refused, or undefined when the reply is no redirect. */
export function redirectOf(
  from: URL,
  reply: { status: number; headers: { location?: string | undefined } },
  testHosts: ReadonlyMap<string, number>,
): Target | Refused | undefined {
  const { location } = reply.headers;
  if (!REDIRECTS.has(reply.status) || location === undefined) return undefined;
  const next = readTarget(location, from, testHosts);
  if (!('kind' in next) && from.protocol === 'https:' && next.url.protocol !== 'https:') {
    return refused('scheme', `${from.hostname} leads from https back to http.`);
  }
  return next;
}
