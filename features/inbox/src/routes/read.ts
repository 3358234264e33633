import { defineRoute, problem, type Route } from '@jhalak/contracts';
import {
  INBOX_KINDS,
  InboxPage,
  InboxQuery,
  InboxRead,
  InboxReadBody,
  InboxStreamQuery,
  type InboxKind,
} from '@jhalak/contracts/inbox';
import { assert, isUuid, EVENT_STREAM_HEADERS } from '@jhalak/kernel';
import { placeText, readPlace, type InboxReader } from '../reader.ts';
import { checkZone } from '../settings.ts';
import type { InboxStore } from '../store.ts';
import type { InboxStreams } from '../streams.ts';
import { compare, type GroupKey } from '../types.ts';

const LIMIT_DEFAULT = 20;
/** Where nobody says their zone. */
const ZONE_DEFAULT = 'UTC';
/** A browser that loses its stream again and again comes back every five seconds. */
const STREAMS_PER_MINUTE = 30;

export interface ReadRouteDeps {
  store: InboxStore;
  reader: InboxReader;
  streams: InboxStreams;
}

const shared = { tag: 'inbox', access: 'account', owner: 'self' } as const;

export function readRoutes(deps: ReadRouteDeps): Route[] {
  return [getInbox(deps), markRead(deps), streamInbox(deps)];
}

function getInbox({ reader }: ReadRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/inbox',
    name: 'getInbox',
    summary: 'What others did with one’s clips and page, and what was decided about them',
    query: InboxQuery,
    replies: { 200: InboxPage },
    async handle({ query, caller }) {
      assert(caller, 'the route asks for an account');
      const before = readPlace(query.cursor);
      if (query.cursor !== undefined && before === undefined)
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      const { about, zone = ZONE_DEFAULT, limit = LIMIT_DEFAULT } = query;
      return { status: 200, json: await reader.page(caller, { before, about, zone, limit }) };
    },
  });
}

function markRead({ store, reader, streams }: ReadRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/inbox/read',
    name: 'markInboxRead',
    summary: 'Mark groups as read: everything up to a place, or some of them',
    body: InboxReadBody,
    replies: { 200: InboxRead },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an account');
      const { personId } = caller;
      const { read: before } = await store.person(personId);
      const upTo = readPlace(body.upTo);
      if (upTo !== undefined) {
        // What comes later is unread, whatever somebody sends.
        const newest = await store.newest(personId);
        await store.setRead(personId, compare(upTo, newest) > 0 ? newest : upTo);
      }
      const keys = (body.ids ?? []).flatMap(readGroupId);
      if (keys.length > 0) await store.setGroupsRead(personId, keys);
      // Their other windows put the dot out too.
      streams.touch([personId], 0);
      const unread = await reader.unread(caller, await store.person(personId));
      return { status: 200, json: { before: placeText(before), unread } };
    },
  });
}

/** The reverse of `groupId`; nothing for what is no name of ours. */
function readGroupId(id: string): Pick<GroupKey, 'kind' | 'itemId' | 'day'>[] {
  const [kind = '', itemId = '', day = ''] = id.split('.');
  if (!INBOX_KINDS.includes(kind as InboxKind) || !isUuid(itemId) || !/^\d{1,6}$/u.test(day))
    return [];
  return [{ kind: kind as InboxKind, itemId, day: Number(day) }];
}

function streamInbox({ streams }: ReadRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/inbox/stream',
    endless: true,
    name: 'streamInbox',
    summary: 'News of the inbox as server-sent events: `news` (InboxNews), then `end`',
    query: InboxStreamQuery,
    replies: { 200: null },
    ratePerMinute: STREAMS_PER_MINUTE,
    async handle({ query, caller, headers }) {
      assert(caller, 'the route asks for an account');
      const since = readPlace(headers['last-event-id']);
      const { zone = ZONE_DEFAULT } = query;
      // Before it opens: what it tells later cannot be refused any more.
      checkZone(zone);
      const stream = await streams.open(caller, zone, since);
      return {
        status: 200,
        stream,
        headers: EVENT_STREAM_HEADERS,
      };
    },
  });
}
