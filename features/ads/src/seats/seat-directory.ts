// The registry as the gateway reads it: where a seat is asked and what it may be told. Whoever asks names a seat; address, version,
// parameters and what is left of the request come from here.

import type { BidRequest } from '@jhalak/openrtb';
import { SECOND_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { composeQuestion } from './compose.ts';
import { readSeats, type StoredSeat } from './seat-store.ts';

/** How late a change is noticed: a read a second while seats are asked. */
const AGE_MAX_MS = SECOND_MS;

/** A seat, as far as the gateway needs it. */
export interface SeatWay {
  /** Of the endpoint, lower-case ASCII. */
  host: string;
  endpoint: string;
  /** For the header by which seats tell versions apart. */
  version: string;
  noticeHosts: readonly string[];
  /** @returns the members of the body. Cost: tens of microseconds. */
  compose(request: object, consented: boolean): Readonly<Record<string, unknown>>;
}

/** Reads the registry. */
export interface SeatDirectory {
  /** @returns undefined for a seat that is not there. Cost: memory; a read once a second. */
  find(seat: string): Promise<SeatWay | undefined>;
}

/** @returns the registry, read when it is asked for. */
export function seatDirectory(database: Database, clock: Clock): SeatDirectory {
  let known: ReadonlyMap<string, SeatWay> = new Map();
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    const seats = await readSeats(database);
    known = new Map(seats.map((seat) => [seat.id, wayTo(seat)]));
    readAtMs = clock.nowMs();
  };
  return {
    async find(seat) {
      const ageMs = clock.nowMs() - readAtMs;
      if (ageMs < 0 || ageMs >= AGE_MAX_MS) {
        reading ??= read().finally(() => {
          reading = undefined;
        });
        await reading;
      }
      return known.get(seat);
    },
  };
}

function wayTo({ terms }: StoredSeat): SeatWay {
  const { endpoint, version, noticeHosts } = terms;
  return {
    ...{ endpoint, version, noticeHosts },
    host: URL.parse(endpoint)?.hostname ?? '',
    // The lane takes JSON from a process of ours; what it is not cannot get through the reduction.
    compose: (request, consented) => composeQuestion(terms, request as BidRequest, consented),
  };
}
