// What billing needs, and how amounts are counted: the ledger's in whole smallest units, prices in micros (millionths of the
// currency's unit).

import { NOBODY } from '@jhalak/attention';
import type { Clock, Ids, Logger } from '@jhalak/kernel';
import type { Ledger } from '@jhalak/ledger';
import type { Database, Keys } from '@jhalak/ports';

export interface BillingDeps {
  database: Database;
  ledger: Ledger;
  keys: Pick<Keys, 'ownerSecret'>;
  clock: Clock;
  ids: Ids;
  logger: Logger;
  region: string;
  /** Whose clip it is that stood beside an ad; undefined for one that is gone. */
  creatorOf: (videoIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  /** Most that a seat may spend on a day (UTC), in whole smallest units; undefined for a seat that is not on the register. */
  seatDailyUnits: (seat: string) => Promise<number | undefined>;
  /** Told after the commit: this seat's showing was billed. */
  seatBilled?: (seat: string, grantId: string, atMs: number) => void;
}

/** Stands where a row belongs to a campaign as a whole, to no campaign, or to no device. */
export const NO_ID = NOBODY;

const MICRO_DIGITS = 6;

/** @returns how many micros one smallest unit is. Cost: none. */
export function microsPerUnit(ledger: Pick<Ledger, 'book'>): number {
  return 10 ** (MICRO_DIGITS - ledger.book().minorDigits);
}

/** @returns under which organisation rows of a seat stand. */
export function seatRows(seat: string): string {
  return `seat:${seat}`;
}
