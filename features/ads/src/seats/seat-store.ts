// The registry of seats: rows under `seat:NAME`, each change on the record and in the journal, in its own transaction.

import { problem } from '@jhalak/contracts';
import {
  SEATS_MAX,
  type SeatAct,
  type SeatBody,
  type SeatChange,
  type SeatDay,
  type SeatTest,
} from '@jhalak/contracts/ad-seats';
import { DAY_MS } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { seatRows } from '../billing/types.ts';
import { checkRoom, record, type StoreDeps } from '../record.ts';
import type { Actor } from '../types.ts';
import type { SeatCounts } from './seat-counts.ts';

/** Of `imp.ext`: a handful of ids and switches. */
const PARAMETERS_BYTES_MAX = 4_096;
const PARAMETERS_DEPTH_MAX = 8;
/** Days and acts of a seat that are shown. */
const DAYS_SHOWN = 30;
const ACTS_SHOWN = 50;

/** A seat as it stands in the registry. */
export interface StoredSeat {
  id: string;
  terms: Omit<SeatBody, 'id'>;
  state: 'on' | 'paused';
  version: number;
  lastTest: SeatTest | undefined;
  createdAtMs: number;
  changedAtMs: number;
}

interface SeatRow {
  organisation: string;
  terms: Omit<SeatBody, 'id'>;
  state: 'on' | 'paused';
  version: number;
  last_test: SeatTest | null;
  created_at_ms: number;
  changed_at_ms: number;
}

export type SeatStoreDeps = StoreDeps & { currency: () => string };

/** @returns all seats, by name: at most SEATS_MAX. */
export async function readSeats(on: Queries): Promise<StoredSeat[]> {
  const rows = await on.query<SeatRow>({
    name: 'ads.seats',
    text: `SELECT * FROM ad_seats ORDER BY organisation LIMIT ${SEATS_MAX}`,
  });
  return rows.map(stored);
}

/** @throws `ads.seat_known`, `ads.too_many`, `ads.seat_invalid`. */
export async function createSeat(deps: SeatStoreDeps, body: SeatBody, actor: Actor): Promise<void> {
  const { id, ...terms } = body;
  checkTerms(terms, deps.currency());
  await deps.database.transaction(async (tx) => {
    await lockSeats(tx);
    const all = await readSeats(tx);
    if (all.some((seat) => seat.id === id))
      throw problem('ads.seat_known', 'There is a seat of this name already.');
    checkHost(all, id, terms);
    checkRoom(all.length, SEATS_MAX, 'seats');
    await tx.query(
      {
        name: 'ads.create_seat',
        text: `INSERT INTO ad_seats (organisation, terms, state, version, created_at_ms, changed_at_ms)
          VALUES ($1, $2, 'paused', 1, $3, $3)`,
      },
      [seatRows(id), JSON.stringify(terms), deps.clock.nowMs()],
    );
    await note(deps, tx, id, actor, 'seat_created', '');
  });
}

/** @throws `ads.seat_unknown`, `ads.review_state` when another version stands there by now, `ads.seat_invalid`. */
export async function changeSeat(
  deps: SeatStoreDeps,
  id: string,
  { terms, state, version, note: why }: SeatChange,
  actor: Actor,
): Promise<void> {
  checkTerms(terms, deps.currency());
  await deps.database.transaction(async (tx) => {
    await lockSeats(tx);
    const all = await readSeats(tx);
    const seat = all.find((one) => one.id === id);
    if (seat === undefined) throw unknownSeat();
    if (seat.version !== version)
      throw problem('ads.review_state', 'The seat changed since; read it again.');
    checkHost(all, id, terms);
    await tx.query(
      {
        name: 'ads.change_seat',
        text: `UPDATE ad_seats SET terms = $2, state = $3, version = version + 1, changed_at_ms = $4 WHERE organisation = $1`,
      },
      [seatRows(id), JSON.stringify(terms), state, deps.clock.nowMs()],
    );
    const turned = state === 'on' ? 'seat_on' : 'seat_paused';
    await note(deps, tx, id, actor, state === seat.state ? 'seat_changed' : turned, why);
  });
}

/** Keeps how a test went. */
export async function keepTest(
  deps: SeatStoreDeps,
  id: string,
  test: SeatTest,
  actor: Actor,
): Promise<void> {
  await deps.database.transaction(async (tx) => {
    await tx.query(
      {
        name: 'ads.keep_seat_test',
        text: 'UPDATE ad_seats SET last_test = $2 WHERE organisation = $1',
      },
      [seatRows(id), JSON.stringify(test)],
    );
    await note(deps, tx, id, actor, 'seat_tested', test.result);
  });
}

/** @returns what became of questions, the newest day first. */
export async function readDays(database: Database, id: string): Promise<SeatDay[]> {
  const rows = await database.query<{ day_ms: number } & CountRow>(
    {
      name: 'ads.seat_days',
      text: `SELECT * FROM ad_seat_counts WHERE organisation = $1 ORDER BY day_ms DESC LIMIT ${DAYS_SHOWN}`,
    },
    [seatRows(id)],
  );
  return rows.map(dayOf);
}

/** @returns the day of `nowMs` of each seat that has one. */
export async function readToday(
  database: Database,
  nowMs: number,
): Promise<ReadonlyMap<string, SeatDay>> {
  const rows = await database.query<{ organisation: string; day_ms: number } & CountRow>(
    { name: 'ads.seats_today', text: 'SELECT * FROM ad_seat_counts WHERE day_ms = $1' },
    [dayStart(nowMs)],
  );
  return new Map(rows.map((row) => [row.organisation.slice('seat:'.length), dayOf(row)]));
}

/** @returns what was done with a seat, or with the public files, the newest first. @param organisation of the acts. */
export async function readActs(database: Database, organisation: string): Promise<SeatAct[]> {
  const rows = await database.query<{
    act_id: string;
    action: string;
    note: string;
    at_ms: number;
  }>(
    {
      name: 'ads.seat_acts',
      text: `SELECT act_id, action, note, at_ms FROM ad_acts WHERE organisation = $1 ORDER BY act_id DESC LIMIT ${ACTS_SHOWN}`,
    },
    [organisation],
  );
  return rows.map((row) => ({
    id: row.act_id,
    subject: organisation.replace(/^\w+:/, ''),
    action: row.action,
    note: row.note,
    atMs: row.at_ms,
  }));
}

export function unknownSeat(): Error {
  return problem('ads.seat_unknown', 'There is no such seat.');
}

/** @returns the first moment of a day, UTC. */
export function dayStart(nowMs: number): number {
  return Math.floor(nowMs / DAY_MS) * DAY_MS;
}

type CountRow = {
  asked: number;
  bids: number;
  no_bid: number;
  faulty: number;
  late: number;
  failed: number;
  refused: number;
  spared: number;
  won: number;
  billed: number;
  spent_micros: number;
};

function dayOf(row: { day_ms: number } & CountRow): SeatDay {
  const { day_ms: dayMs, no_bid: noBid, spent_micros: spentMicros } = row;
  const { asked, bids, faulty, late, failed, refused, spared, won, billed } = row;
  const counts: SeatCounts = {
    ...{ asked, bids, noBid, faulty, late, failed },
    ...{ refused, spared, won, billed, spentMicros },
  };
  return { dayMs, ...counts };
}

function stored(row: SeatRow): StoredSeat {
  return {
    id: row.organisation.slice('seat:'.length),
    terms: row.terms,
    state: row.state,
    version: row.version,
    lastTest: row.last_test ?? undefined,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}

/** Names, hosts and the number of seats are checked over all of them. */
async function lockSeats(tx: Tx): Promise<void> {
  await tx.query({
    name: 'ads.lock_seats',
    text: `SELECT pg_advisory_xact_lock(hashtext('ads.seats'))`,
  });
}

async function note(
  deps: SeatStoreDeps,
  tx: Tx,
  id: string,
  actor: Actor,
  action: string,
  why: string,
): Promise<void> {
  await record(deps, tx, {
    ...{ organisation: seatRows(id), actor, action },
    ...{ table: 'ad_seats', note: why },
  });
}

function checkTerms(terms: Omit<SeatBody, 'id'>, currency: string): void {
  const { parameters, deals } = terms;
  const wrong =
    terms.currency !== currency
      ? `Seats bid in ${currency} here; nothing is converted.`
      : JSON.stringify(parameters).length > PARAMETERS_BYTES_MAX ||
          depthOf(parameters) > PARAMETERS_DEPTH_MAX
        ? 'Parameters of a seat have 4 KB at most and are not nested deeply.'
        : new Set(deals.map(({ id }) => id)).size !== deals.length
          ? 'Two deals have the same id.'
          : undefined;
  if (wrong !== undefined) throw problem('ads.seat_invalid', wrong);
}

/** The border's policies are by host, so a host is one seat's; and an auction's deals have one owner each. */
function checkHost(
  all: readonly StoredSeat[],
  id: string,
  { endpoint, deals }: Omit<SeatBody, 'id'>,
): void {
  const host = URL.parse(endpoint)?.hostname;
  if (host === undefined) throw problem('ads.seat_invalid', 'The endpoint is no address.');
  const others = all.filter((seat) => seat.id !== id);
  if (others.some((seat) => URL.parse(seat.terms.endpoint)?.hostname === host))
    throw problem('ads.seat_invalid', 'Another seat stands on this host.');
  const taken = others.flatMap((seat) => seat.terms.deals.map((deal) => deal.id));
  if (deals.some((deal) => taken.includes(deal.id)))
    throw problem('ads.seat_invalid', 'Another seat has a deal of this id.');
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
