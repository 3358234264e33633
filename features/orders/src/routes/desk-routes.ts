// The order desk: for legal officers and admins.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { HandleParams, IdParams, PageQuery, Uuid } from '@jhalak/contracts/fields';
import {
  Order,
  OrderAccount,
  OrderActBody,
  OrderApproveBody,
  OrderBody,
  OrderClockBody,
  OrderClockRule,
  OrderClockRules,
  ORDER_PHASES,
  OrderPage,
  OrderPreview,
  OrderPreviewBody,
  OrderRecord,
} from '@jhalak/contracts/orders';
import { assert, cleanText, isUuid } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { Type } from 'typebox';
import type { ClockRules } from '../clock-rules.ts';
import { cleanTargets, type OrderDesk } from '../desk.ts';
import type { Reach } from '../reach.ts';
import { namedBy } from '../rows.ts';
import type { FullOrder, OrderStore } from '../store.ts';
import type { PeopleNames } from '../types.ts';
import type { OrderViews } from '../views.ts';

export interface DeskRouteDeps {
  database: Database;
  region: string;
  store: OrderStore;
  desk: OrderDesk;
  views: OrderViews;
  reach: Reach;
  clockRules: ClockRules;
  people: PeopleNames;
  /** Carries a change out and proves it. */
  execute: (orderId: string) => Promise<void>;
}

const LIMIT_DEFAULT = 30;
const shared = { tag: 'orders', access: ['legal_officer'], owner: 'staff' } as const;
/** Acts after which something is seen or not seen that was otherwise before. */
const MOVING = new Set(['withdraw']);

const OrdersQuery = Type.Object({
  ...PageQuery.properties,
  phase: Type.Optional(Type.Enum([...ORDER_PHASES, 'open'])),
});

export function deskRoutes(deps: DeskRouteDeps): Route[] {
  return [
    listOrders(deps),
    enterOrder(deps),
    previewOrder(deps),
    getOrder(deps),
    actOnOrder(deps),
    approveOrder(deps),
    executeOrder(deps),
    findAccount(deps),
    listClocks(deps),
    setClock(deps),
  ];
}

function listOrders({ database, region, store, views }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/orders',
    name: 'listOrders',
    summary: 'Orders, the newest first: those that have not ended, or those of one phase',
    query: OrdersQuery,
    replies: { 200: OrderPage },
    async handle({ query, caller }) {
      assert(caller, 'the route asks for staff');
      const { cursor, phase = 'open' } = query;
      const limit = query.limit ?? LIMIT_DEFAULT;
      if (cursor !== undefined && !isUuid(cursor))
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      const phases = phase === 'open' ? (['entered', 'in_force', 'stayed'] as const) : [phase];
      const fulls = await store.page(database, { phases, before: cursor, limit });
      const items = await views.orders(fulls, caller.personId);
      const last = fulls.at(-1);
      const next = last === undefined || fulls.length < limit ? null : last.order.orderId;
      return { status: 200, json: { items, next, region } };
    },
  });
}

function enterOrder({ desk, views }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/orders',
    name: 'enterOrder',
    summary: 'Enter an order; it hides nothing until another officer releases it',
    body: OrderBody,
    replies: { 201: Order },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for staff');
      const full = await desk.enter(body, caller.personId);
      const [json] = await views.orders([full], caller.personId);
      return { status: 201, json };
    },
  });
}

function previewOrder({ reach, views, people }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/orders/preview',
    name: 'previewOrder',
    summary: 'What an order would hide if it were in force now; changes nothing',
    body: OrderPreviewBody,
    replies: { 200: OrderPreview },
    async handle({ body }) {
      const targets = namedBy(cleanTargets(body.targets));
      const items = await reach.of(targets);
      const accounts = targets.flatMap((one) => (one.kind === 'account' ? [one.id] : []));
      const known = await people.peopleByIds(accounts);
      const found = new Set(items.map(({ id }) => id));
      const unknown = targets.flatMap((one) => {
        if (!('id' in one)) return [];
        return one.kind === 'account'
          ? known.has(one.id)
            ? []
            : [one.id]
          : found.has(one.id)
            ? []
            : [one.id];
      });
      const count = (kind: string): number => items.filter((one) => one.kind === kind).length;
      const json: OrderPreview = {
        clips: count('clip'),
        stories: count('story'),
        cards: count('card'),
        accounts: known.size,
        app: targets.some(({ kind }) => kind === 'app'),
        unknown,
        preview: await views.preview(items),
      };
      return { status: 200, json };
    },
  });
}

function getOrder({ database, store, views }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/orders/:id',
    name: 'getOrder',
    summary: 'One order: what happened to it, what it hides, what every surface showed',
    params: IdParams,
    replies: { 200: OrderRecord },
    async handle({ params, caller }) {
      assert(caller, 'the route asks for staff');
      const full = await known(store, database, params.id);
      return { status: 200, json: await views.record(full, caller.personId) };
    },
  });
}

function actOnOrder(deps: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/orders/:id/acts',
    name: 'actOnOrder',
    summary: 'Acknowledge, contest, review, withdraw; or ask another officer for what needs two',
    params: IdParams,
    body: OrderActBody,
    replies: { 201: OrderRecord },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for staff');
      const by = { personId: caller.personId, note: cleanText(body.note) };
      await deps.desk.act(params.id, body.act, by);
      if (MOVING.has(body.act)) await deps.execute(params.id);
      const full = await known(deps.store, deps.database, params.id);
      return { status: 201, json: await deps.views.record(full, caller.personId) };
    },
  });
}

function approveOrder(deps: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/orders/:id/approvals/:approval',
    name: 'approveOrderAct',
    summary: 'The second person’s part: exactly what was asked for is done, and proved',
    params: Type.Object({ id: Uuid, approval: Uuid }),
    body: OrderApproveBody,
    replies: { 201: OrderRecord },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for staff');
      const by = { personId: caller.personId, digest: body.digest };
      await deps.desk.approve(params.id, params.approval, by);
      await deps.execute(params.id);
      const full = await known(deps.store, deps.database, params.id);
      return { status: 201, json: await deps.views.record(full, caller.personId) };
    },
  });
}

function executeOrder(deps: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/orders/:id/proofs',
    name: 'proveOrder',
    summary: 'Ask every surface again what it shows of an order',
    params: IdParams,
    replies: { 201: OrderRecord },
    ratePerMinute: 20,
    async handle({ params, caller }) {
      assert(caller, 'the route asks for staff');
      await known(deps.store, deps.database, params.id);
      await deps.execute(params.id);
      const full = await known(deps.store, deps.database, params.id);
      return { status: 201, json: await deps.views.record(full, caller.personId) };
    },
  });
}

function findAccount({ people }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/order-accounts/:handle',
    name: 'findOrderAccount',
    summary: 'Who answers to a name, for an order that names an account',
    params: HandleParams,
    replies: { 200: OrderAccount },
    async handle({ params }) {
      const person = await people.personByHandle(params.handle);
      if (person === undefined)
        throw problem('person.not_found', 'There is nobody of this name here.');
      return { status: 200, json: { id: person.personId, handle: person.handle } };
    },
  });
}

function listClocks({ database, clockRules }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    access: ['legal_officer', 'operator', 'auditor'],
    method: 'GET',
    path: '/v1/order-clocks',
    name: 'listOrderClocks',
    summary: 'How long each law gives, since when, and where that stands',
    replies: { 200: OrderClockRules },
    async handle() {
      const rules = await clockRules.all(database);
      const items = rules.map((rule) => {
        const later = rules.filter(
          (one) => one.law === rule.law && one.purpose === rule.purpose && one.fromMs > rule.fromMs,
        );
        return { ...rule, untilMs: later[0]?.fromMs ?? null };
      });
      return { status: 200, json: { items } };
    },
  });
}

function setClock({ clockRules }: DeskRouteDeps): Route {
  return defineRoute({
    ...shared,
    access: ['operator'],
    method: 'POST',
    path: '/v1/order-clocks',
    name: 'setOrderClock',
    summary: 'Change how long a law gives from a date on; goes into the public log',
    body: OrderClockBody,
    replies: { 201: OrderClockRule },
    async handle({ body, caller }) {
      assert(caller?.handle, 'the route asks for staff');
      const rule = { ...body, source: cleanText(body.source), author: caller.handle };
      await clockRules.add(rule);
      return { status: 201, json: { ...rule, untilMs: null } };
    },
  });
}

async function known(store: OrderStore, database: Database, id: string): Promise<FullOrder> {
  const [full] = await store.byIds(database, [id]);
  if (full === undefined) throw problem('order.not_found', 'There is no such order.');
  return full;
}
