// What everybody may know: whether the region is closed, the transparency report; and what creators are told.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { PageQuery } from '@jhalak/contracts/fields';
import {
  OrderNotices,
  OrderTransparency,
  RegionNotice,
  Withheld,
  WithheldParams,
} from '@jhalak/contracts/orders';
import { assert, DAY_MS, isUuid, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { Visibility } from '@jhalak/visibility';
import type { Notices } from '../notices.ts';
import type { FullOrder, OrderStore } from '../store.ts';
import { transparencyCounts } from '../transparency.ts';
import type { StoredOrder } from '../types.ts';
import { publicView, regionView } from '../views.ts';

export interface PublicRouteDeps {
  database: Database;
  clock: Clock;
  region: string;
  store: OrderStore;
  notices: Notices;
  visibility: Visibility;
}

const LIMIT_DEFAULT = 50;

export function publicRoutes(deps: PublicRouteDeps): Route[] {
  return [getRegion(deps), getWithheld(deps), getTransparency(deps), listNotices(deps)];
}

function getRegion({ visibility }: PublicRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/region',
    name: 'getRegion',
    summary: 'Whether an order closes this region as a whole, and under which law',
    tag: 'orders',
    access: 'anyone',
    owner: 'public',
    whileBlocked: 'open',
    replies: { 200: RegionNotice },
    handle: ({ caller }) =>
      Promise.resolve({ status: 200, json: regionView(visibility.appBlock(caller?.state)) }),
  });
}

function getWithheld({ visibility, database, store }: PublicRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/withheld/:kind/:id',
    name: 'getWithheld',
    summary: 'Under which law a clip or a story is withheld here, and since when',
    tag: 'orders',
    access: 'anyone',
    owner: 'public',
    params: WithheldParams,
    replies: { 200: Withheld },
    handle: async ({ params: { kind, id }, caller }) => {
      const order = visibility.hidingOrder(kind, id, caller?.state);
      if (order === undefined) throw problem('not_found', 'No order hides this here.');
      const law = order.law as Withheld['law'];
      const [full] = await store.byIds(database, [order.orderId]);
      if (full?.order.confidential !== false) return { status: 200, json: { law } };
      const { interim, sinceMs } = order;
      return { status: 200, json: { law, interim, sinceMs: sinceMs - (sinceMs % DAY_MS) } };
    },
  });
}

function getTransparency({ database, clock, region, store }: PublicRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/transparency/orders',
    name: 'getOrderTransparency',
    summary: 'Counts of orders and a commitment to each; nothing that they say or name',
    tag: 'orders',
    access: 'anyone',
    owner: 'public',
    whileBlocked: 'open',
    query: PageQuery,
    replies: { 200: OrderTransparency },
    async handle({ query }) {
      const { cursor } = query;
      const limit = query.limit ?? LIMIT_DEFAULT;
      if (cursor !== undefined && !isUuid(cursor))
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      const phases = ['in_force', 'stayed', 'ended'] as const;
      const page = await store.page(database, { phases, before: cursor, limit });
      // What nobody released hid nothing.
      const shown = page.filter(({ order }) => order.releasedAtMs !== null);
      const orders = [];
      for (const full of shown)
        orders.push(publicView(full, await asEntered(store, database, full)));
      const last = page.at(-1);
      const json = {
        region,
        atMs: clock.nowMs(),
        ...(await transparencyCounts(database)),
        orders,
        next: last === undefined || page.length < limit ? null : last.order.orderId,
      };
      return { status: 200, json };
    },
  });
}

// An opened commitment is of the order as it came; it may name more by now.
async function asEntered(
  store: OrderStore,
  database: Database,
  { order }: FullOrder,
): Promise<StoredOrder | undefined> {
  if (!order.disclosed) return undefined;
  const [first] = await store.events(database, order.orderId);
  return first?.facts['order'] as StoredOrder | undefined;
}

function listNotices({ database, notices }: PublicRouteDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/profile/notices',
    name: 'listOrderNotices',
    summary:
      'Own clips that an order hides, under which law; what a confidential order says stays untold',
    tag: 'orders',
    access: 'account',
    owner: 'self',
    whileBlocked: 'open',
    replies: { 200: OrderNotices },
    async handle({ caller }) {
      assert(caller, 'the route asks for an account');
      return { status: 200, json: { items: await notices.of(database, caller.personId) } };
    },
  });
}
