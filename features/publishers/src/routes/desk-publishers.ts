// Publishers and feeds at the desk: add, change, pause, remove, look at how it goes.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams, PageQuery, Uuid } from '@jhalak/contracts/fields';
import {
  DeskPublisher,
  DeskPublisherPage,
  FeedBody,
  PublisherBody,
  PublisherChange,
} from '@jhalak/contracts/publishers';
import { assert, isUuid } from '@jhalak/kernel';
import { Type } from 'typebox';
import {
  addFeed,
  addPublisher,
  changePublisher,
  closeFeed,
  endPublisher,
  lookNow,
  type DeskDeps,
} from '../desk.ts';
import { deskPublisher } from '../present.ts';
import type { PublisherRow } from '../tables.ts';

const LIMIT_DEFAULT = 20;
const FeedParams = Type.Object({ id: Uuid, feedId: Uuid });
const shared = { tag: 'publishers', access: ['editor'], owner: 'staff' } as const;

const SHOWN_COUNT = {
  name: 'publishers.shown_count',
  text: `SELECT count(*)::int AS count FROM publisher_reports WHERE publisher_id = $1 AND announced`,
};

export function deskPublisherRoutes(deps: DeskDeps): Route[] {
  return [
    ...[listPublishers(deps), createPublisher(deps), patchPublisher(deps), deletePublisher(deps)],
    ...[createFeed(deps), deleteFeed(deps), lookAtFeed(deps)],
  ];
}

function listPublishers(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/desk/publishers',
    name: 'listDeskPublishers',
    summary: 'Publishers with their permissions and how their feeds go, oldest first',
    query: PageQuery,
    replies: { 200: DeskPublisherPage },
    async handle({ query }) {
      const limit = query.limit ?? LIMIT_DEFAULT;
      if (query.cursor !== undefined && !isUuid(query.cursor)) {
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      }
      const rows = await deps.publishers.page(query.cursor, limit);
      const items = await Promise.all(rows.map((row) => view(deps, row)));
      const next = rows.length < limit ? null : (rows.at(-1)?.publisher_id ?? null);
      return { status: 200, json: { items, next } };
    },
  });
}

function createPublisher(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/publishers',
    name: 'createPublisher',
    summary: 'Add a publisher with its licence, its attribution, and the hosts that may be asked',
    body: PublisherBody,
    replies: { 201: DeskPublisher },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for staff');
      const id = await addPublisher(deps, body, caller.personId);
      return { status: 201, json: await viewOf(deps, id) };
    },
  });
}

function patchPublisher(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'PATCH',
    path: '/v1/desk/publishers/:id',
    name: 'patchPublisher',
    summary: 'Change a publisher; pausing hides its reports, resuming shows them again',
    params: IdParams,
    body: PublisherChange,
    replies: { 200: DeskPublisher },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for staff');
      await changePublisher(deps, params.id, body, caller.personId);
      return { status: 200, json: await viewOf(deps, params.id) };
    },
  });
}

function deletePublisher(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/desk/publishers/:id',
    name: 'deletePublisher',
    summary: 'End a publisher: nothing more is fetched, and all its reports go dark for good',
    params: IdParams,
    replies: { 204: null },
    async handle({ params, caller }) {
      assert(caller, 'the route asks for staff');
      await endPublisher(deps, params.id, caller.personId);
      return { status: 204 };
    },
  });
}

function createFeed(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/publishers/:id/feeds',
    name: 'createFeed',
    summary: 'Add a feed; its host is allowed for feeds where no rule covers it yet',
    params: IdParams,
    body: FeedBody,
    replies: { 201: DeskPublisher },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for staff');
      await addFeed(deps, params.id, body, caller.personId);
      return { status: 201, json: await viewOf(deps, params.id) };
    },
  });
}

function deleteFeed(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/desk/publishers/:id/feeds/:feedId',
    name: 'deleteFeed',
    summary: 'Close a feed; its reports stay',
    params: FeedParams,
    replies: { 200: DeskPublisher },
    async handle({ params }) {
      await closeFeed(deps, params.id, params.feedId);
      return { status: 200, json: await viewOf(deps, params.id) };
    },
  });
}

function lookAtFeed(deps: DeskDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/publishers/:id/feeds/:feedId/looks',
    name: 'lookAtFeed',
    summary: 'Look at a feed now',
    params: FeedParams,
    replies: { 202: null },
    ratePerMinute: 30,
    async handle({ params }) {
      await lookNow(deps, params.id, params.feedId);
      return { status: 202 };
    },
  });
}

async function viewOf(deps: DeskDeps, id: string): Promise<DeskPublisher> {
  const [row] = await deps.publishers.byIds([id]);
  assert(row, 'it was there a moment ago, and rows of publishers stay');
  return await view(deps, row);
}

async function view(deps: DeskDeps, row: PublisherRow): Promise<DeskPublisher> {
  const [hosts, feeds, counted] = await Promise.all([
    deps.publishers.hosts(row.publisher_id),
    deps.publishers.feeds(row.publisher_id),
    deps.database.query<{ count: number }>(SHOWN_COUNT, [row.publisher_id]),
  ]);
  const reportCount = counted[0]?.count ?? 0;
  return deskPublisher(row, { hosts, feeds, reportCount, nowMs: deps.clock.nowMs() });
}
