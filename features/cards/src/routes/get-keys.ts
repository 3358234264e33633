import { defineRoute, type Route } from '@jhalak/contracts';
import { LockKeySet } from '@jhalak/contracts/lock';
import { KEY_SET_CACHE_S, type LockKeys } from '../signing/lock-keys.ts';
import { isKnown } from './conditional.ts';

export function getKeys(keys: LockKeys): Route {
  return defineRoute({
    method: 'GET',
    path: '/lock/v1/keys',
    name: 'getLockKeys',
    summary: 'Public keys of everything whose signature may still count (RFC 7517)',
    tag: 'lock',
    access: 'anyone',
    owner: 'public',
    whileBlocked: 'open',
    replies: { 200: LockKeySet, 304: null },
    async handle({ headers }) {
      const set = await keys.published();
      const etag = `"${set.keys.map((key) => key.kid.split('.').at(-1)).join('-')}"`;
      const common = { etag, 'cache-control': `public, max-age=${KEY_SET_CACHE_S}` };
      if (isKnown(headers['if-none-match'], etag)) return { status: 304, headers: common };
      return { status: 200, json: set, headers: common };
    },
  });
}
