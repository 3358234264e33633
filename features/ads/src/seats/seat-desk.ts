// Outside seats and public files, put together: what auctions ask, what the operator does, what runs by itself.

import type { Route } from '@jhalak/contracts';
import { HOUR_MS, type Logger } from '@jhalak/kernel';
import type { SeatLane, Sweep } from '@jhalak/ports';
import { publicFileRoutes } from '../routes/public-files.ts';
import { seatRoutes } from '../routes/seats.ts';
import { LiveSeats } from './live-seats.ts';
import type { SeatStoreDeps } from './seat-store.ts';

/** Millionths of a unit of currency. */
const MICRO_DIGITS = 6;

export interface SeatDeskDeps extends SeatStoreDeps {
  logger: Logger;
  /** The way to seats: through the gateway. */
  lane: SeatLane;
  /** Digits of the currency's smallest unit. @throws `ledger.no_currency`. */
  minorDigits: () => number;
  /** ISO 4217; undefined in a region without one. */
  currencyNow: () => string | undefined;
  /** Milliseconds of a clock that only goes forward. */
  elapsedMs: () => number;
}

/** @returns the parts. Cost: none until `seats.start`. */
export function createSeatDesk(deps: SeatDeskDeps): {
  seats: LiveSeats;
  routes: Route[];
  sweeps: Sweep[];
} {
  const seats = new LiveSeats({
    ...deps,
    microsPerUnit: () => 10 ** (MICRO_DIGITS - deps.minorDigits()),
  });
  return {
    seats,
    routes: [...seatRoutes({ ...deps, seats }), ...publicFileRoutes(deps.database)],
    sweeps: [{ name: 'ads.forget_wins', everyMs: HOUR_MS, run: async () => await seats.forget() }],
  };
}
