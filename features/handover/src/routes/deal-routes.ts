// Deals, for the operator, who carries signed files in and each party's view out. Parties have no accounts: what counts is
// what they signed.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { IdParams } from '@jhalak/contracts/fields';
import {
  DealActBody,
  DealAsQuery,
  DealEvents,
  DealEventsBody,
  DealList,
  DealView,
  KeptInventory,
  SeenInventory,
} from '@jhalak/contracts/handover-deal';
import { DealRoom } from '@jhalak/contracts/handover-room';
import type { Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { Type, type Static } from 'typebox';
import { roomOf } from '../deal/room.ts';
import { inventoryFor, viewOf, type Onlooker } from '../deal/view.ts';
import type { DealDesk } from '../desk/deal-desk.ts';
import { EVENTS_PAGE, type DealStore, type KeptDeal } from '../desk/deal-store.ts';
import type { Inventories } from '../desk/inventories.ts';

export interface DealRouteDeps {
  database: Database;
  clock: Clock;
  store: DealStore;
  desk: DealDesk;
  inventories: Inventories;
}

const shared = {
  tag: 'handover',
  access: ['operator'],
  owner: 'staff',
  whileFrozen: 'open',
} as const;
/** Auditors read all of it, and change nothing. */
const reading = { ...shared, access: ['operator', 'auditor'] } as const;
/** An opening with a dozen parties of a dozen people each takes 30 kB. */
const FILE_BYTES_MAX = 160_000;
/** Each reads every row of the cell. */
const INVENTORIES_PER_MINUTE = 6;

export function dealRoutes(deps: DealRouteDeps): Route[] {
  return [
    keepInventory(deps),
    listDeals(deps),
    openDeal(deps),
    getDeal(deps),
    getRoom(deps),
    getDealInventory(deps),
    postAct(deps),
    listEvents(deps),
    followDeal(deps),
  ];
}

function onlookerOf({ as = 'seller', bidder }: Static<typeof DealAsQuery>): Onlooker {
  if ((as === 'bidder') !== (bidder !== undefined))
    throw problem('request.invalid', 'A bidder is named with as=bidder, and only there.');
  return bidder === undefined ? { side: as } : { side: as, bidder };
}

async function found({ database, store }: DealRouteDeps, id: string): Promise<KeptDeal> {
  const kept = await store.read(database, id);
  if (kept === undefined) throw problem('handover.not_found', 'There is no such deal here.');
  return kept;
}

function keepInventory({ inventories }: DealRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/handover/inventories',
    name: 'keepHandoverInventory',
    summary: 'Takes an inventory and keeps it, so that its digest can be signed',
    ratePerMinute: INVENTORIES_PER_MINUTE,
    replies: { 201: KeptInventory },
    async handle() {
      return { status: 201, json: await inventories.keep() };
    },
  });
}

function listDeals({ database, store }: DealRouteDeps): Route {
  return defineRoute({
    ...reading,
    method: 'GET',
    path: '/v1/handover/deals',
    name: 'listDeals',
    summary: 'Deals over this cell, the newest first',
    replies: { 200: DealList },
    async handle() {
      return { status: 200, json: { items: await store.list(database) } };
    },
  });
}

function openDeal({ desk, clock }: DealRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/handover/deals',
    name: 'openDeal',
    summary: 'Opens a deal, by a file that somebody of the seller signed',
    body: DealActBody,
    bodyLimitBytes: FILE_BYTES_MAX,
    replies: { 201: DealView },
    async handle({ body }) {
      const state = await desk.post(body.file, undefined);
      return { status: 201, json: viewOf(state, { side: 'seller' }, clock.nowMs()) };
    },
  });
}

function getDeal(deps: DealRouteDeps): Route {
  return defineRoute({
    ...reading,
    method: 'GET',
    path: '/v1/handover/deals/:id',
    name: 'getDeal',
    summary:
      'A deal as one of its parties may see it: how far it is, who must act next, what is missing',
    params: IdParams,
    query: DealAsQuery,
    replies: { 200: DealView },
    async handle({ params, query }) {
      const { state } = await found(deps, params.id);
      return { status: 200, json: viewOf(state, onlookerOf(query), deps.clock.nowMs()) };
    },
  });
}

function getRoom(deps: DealRouteDeps): Route {
  return defineRoute({
    ...reading,
    method: 'GET',
    path: '/v1/handover/deals/:id/room',
    name: 'getDealRoom',
    summary:
      'A deal with its people, its past steps with who approved them, and its record, as one of its parties may see it',
    params: IdParams,
    query: DealAsQuery,
    replies: { 200: DealRoom },
    async handle({ params, query }) {
      const { state, events } = await found(deps, params.id);
      const onlooker = onlookerOf(query);
      return { status: 200, json: roomOf(state, events, onlooker, deps.clock.nowMs()) };
    },
  });
}

function getDealInventory(deps: DealRouteDeps): Route {
  return defineRoute({
    ...reading,
    method: 'GET',
    path: '/v1/handover/deals/:id/inventory',
    name: 'getDealInventory',
    summary:
      'The frozen inventory as one of the parties may see it; technology only after the letter of intent',
    params: IdParams,
    query: DealAsQuery,
    replies: { 200: SeenInventory },
    async handle({ params, query }) {
      const { state } = await found(deps, params.id);
      if (state.inventory === undefined)
        throw problem('handover.not_found', 'The inventory is not frozen yet.');
      const inventory = await deps.inventories.read(deps.database, state.inventory.digest);
      return { status: 200, json: inventoryFor(state, onlookerOf(query), inventory) };
    },
  });
}

function postAct({ desk, clock }: DealRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/handover/deals/:id/acts',
    name: 'postDealAct',
    summary: 'Adds what somebody of a party signed; refused with the rule that it breaks',
    params: IdParams,
    body: DealActBody,
    bodyLimitBytes: FILE_BYTES_MAX,
    replies: { 201: DealView },
    async handle({ params, body }) {
      const state = await desk.post(body.file, params.id);
      return { status: 201, json: viewOf(state, { side: 'seller' }, clock.nowMs()) };
    },
  });
}

function listEvents({ database, store }: DealRouteDeps): Route {
  return defineRoute({
    ...reading,
    method: 'GET',
    path: '/v1/handover/deals/:id/events',
    name: 'listDealEvents',
    summary: 'Events of a deal behind a number, for the other owner’s log; with all signatures',
    params: IdParams,
    query: Type.Object({ after: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })) }),
    replies: { 200: DealEvents },
    async handle({ params, query }) {
      const events = await store.events(database, params.id, query.after ?? 0, EVENTS_PAGE);
      return { status: 200, json: { events } };
    },
  });
}

/** A page of events with files at their largest. */
const EVENTS_BYTES_MAX = 16_000_000;

function followDeal({ desk }: DealRouteDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/handover/deals/:id/events',
    name: 'followDeal',
    summary: 'Takes events of the other owner’s log, in order; each is judged here anew',
    params: IdParams,
    body: DealEventsBody,
    bodyLimitBytes: EVENTS_BYTES_MAX,
    replies: { 200: Type.Object({ fresh: Type.Integer() }) },
    async handle({ params, body }) {
      return { status: 200, json: { fresh: await desk.follow(params.id, body.events) } };
    },
  });
}
