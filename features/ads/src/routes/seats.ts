// The operator's desk of outside seats, and who sells here. Everything here is the operator's alone.

import { defineRoute, type Route } from '@jhalak/contracts';
import {
  Seat,
  SeatBody,
  SeatChange,
  SeatDetail,
  SeatList,
  SeatParams,
  SeatTest,
  Selling,
  SellingBody,
  type SeatDay,
} from '@jhalak/contracts/ad-seats';
import type { LiveSeats } from '../seats/live-seats.ts';
import {
  changeSeat,
  createSeat,
  dayStart,
  keepTest,
  readActs,
  readDays,
  readSeats,
  readToday,
  unknownSeat,
  type SeatStoreDeps,
  type StoredSeat,
} from '../seats/seat-store.ts';
import { getSelling, ownNode, putSelling, readSelling, SELLING_ROWS } from '../seats/selling.ts';
import { testCall, type TestCallDeps } from '../seats/test-call.ts';
import { seatRows } from '../billing/types.ts';
import { actorOf } from './shared.ts';

export interface SeatRouteDeps extends SeatStoreDeps, Pick<TestCallDeps, 'lane' | 'elapsedMs'> {
  seats: Pick<LiveSeats, 'circuit' | 'refresh'>;
  currencyNow: () => string | undefined;
}

const DESK = { tag: 'ads', access: ['operator'], owner: 'staff' } as const;
/** A test is a question to a stranger. */
const TESTS_PER_MINUTE = 20;

export function seatRoutes(deps: SeatRouteDeps): Route[] {
  return [list(deps), create(deps), get(deps), change(deps), test(deps), ...sellingRoutes(deps)];
}

function list(deps: SeatRouteDeps): Route {
  return defineRoute({
    ...DESK,
    method: 'GET',
    path: '/v1/ads/seats',
    name: 'listSeats',
    summary: 'Outside seats, by name, with how they do today',
    replies: { 200: SeatList },
    async handle() {
      await deps.seats.refresh();
      const seats = await readSeats(deps.database);
      const today = await readToday(deps.database, deps.clock.nowMs());
      const currency = deps.currencyNow();
      return {
        status: 200,
        json: {
          items: seats.map((seat) => shown(deps, seat, today)),
          ...(currency !== undefined && { currency }),
        },
      };
    },
  });
}

function create(deps: SeatRouteDeps): Route {
  return defineRoute({
    ...DESK,
    method: 'POST',
    path: '/v1/ads/seats',
    name: 'createSeat',
    summary: 'A new outside seat; it is paused, so that it can be tested first',
    body: SeatBody,
    replies: { 201: Seat },
    async handle({ body, caller }) {
      await createSeat(deps, body, actorOf(caller));
      await deps.seats.refresh();
      return { status: 201, json: await seatNow(deps, body.id) };
    },
  });
}

function get(deps: SeatRouteDeps): Route {
  return defineRoute({
    ...DESK,
    method: 'GET',
    path: '/v1/ads/seats/:seat',
    name: 'getSeat',
    summary: 'One seat: its terms, its days, what was done with it',
    params: SeatParams,
    replies: { 200: SeatDetail },
    async handle({ params }) {
      await deps.seats.refresh();
      const seat = await seatNow(deps, params.seat);
      const days = await readDays(deps.database, params.seat);
      const acts = await readActs(deps.database, seatRows(params.seat));
      return { status: 200, json: { seat, days, acts } };
    },
  });
}

function change(deps: SeatRouteDeps): Route {
  return defineRoute({
    ...DESK,
    method: 'PUT',
    path: '/v1/ads/seats/:seat',
    name: 'changeSeat',
    summary: 'Change a seat’s terms, turn it on or pause it; within a second everywhere',
    params: SeatParams,
    body: SeatChange,
    replies: { 200: Seat },
    async handle({ params, body, caller }) {
      await changeSeat(deps, params.seat, body, actorOf(caller));
      await deps.seats.refresh();
      return { status: 200, json: await seatNow(deps, params.seat) };
    },
  });
}

function test(deps: SeatRouteDeps): Route {
  return defineRoute({
    ...DESK,
    method: 'POST',
    path: '/v1/ads/seats/:seat/test',
    name: 'testSeat',
    summary: 'Ask a seat once, about nobody, and see its answer with what is wrong in it',
    params: SeatParams,
    replies: { 200: SeatTest },
    ratePerMinute: TESTS_PER_MINUTE,
    async handle({ params, caller }) {
      const seat = await storedSeat(deps, params.seat);
      const node = ownNode(await readSelling(deps.database));
      const result = await testCall(deps, seat, node);
      await keepTest(deps, params.seat, result, actorOf(caller));
      return { status: 200, json: result };
    },
  });
}

function sellingRoutes(deps: SeatRouteDeps): Route[] {
  const path = '/v1/ads/selling';
  return [
    defineRoute({
      ...DESK,
      method: 'GET',
      path,
      name: 'getSelling',
      summary: 'Who sells here, and the public files that are written from it',
      replies: { 200: Selling },
      handle: async () => ({ status: 200, json: await sellingNow(deps) }),
    }),
    defineRoute({
      ...DESK,
      method: 'PUT',
      path,
      name: 'putSelling',
      summary: 'Write who sells here; ads.txt, app-ads.txt, sellers.json and supply chains follow',
      body: SellingBody,
      replies: { 200: Selling },
      async handle({ body, caller }) {
        await putSelling(deps, body, actorOf(caller));
        await deps.seats.refresh();
        return { status: 200, json: await sellingNow(deps) };
      },
    }),
  ];
}

async function sellingNow({ database }: SeatRouteDeps): Promise<Selling> {
  return { ...(await getSelling(database)), acts: await readActs(database, SELLING_ROWS) };
}

async function storedSeat({ database }: SeatRouteDeps, id: string): Promise<StoredSeat> {
  const seat = (await readSeats(database)).find((one) => one.id === id);
  if (seat === undefined) throw unknownSeat();
  return seat;
}

async function seatNow(deps: SeatRouteDeps, id: string): Promise<Seat> {
  const today = await readToday(deps.database, deps.clock.nowMs());
  return shown(deps, await storedSeat(deps, id), today);
}

function shown(
  { seats, clock }: SeatRouteDeps,
  seat: StoredSeat,
  today: ReadonlyMap<string, SeatDay>,
): Seat {
  const { id, terms, state, version, lastTest, createdAtMs, changedAtMs } = seat;
  return {
    ...{ id, ...terms, state, termsVersion: version, createdAtMs, changedAtMs },
    circuit: seats.circuit(id),
    today: today.get(id) ?? emptyDay(dayStart(clock.nowMs())),
    ...(lastTest === undefined ? {} : { lastTest }),
  };
}

function emptyDay(dayMs: number): SeatDay {
  return {
    ...{ dayMs, asked: 0, bids: 0, noBid: 0, faulty: 0, late: 0, failed: 0 },
    ...{ refused: 0, spared: 0, won: 0, billed: 0, spentMicros: 0 },
  };
}
