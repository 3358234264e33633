// Types of the day's budget.

import type { LockClientOptions, Store } from './lock-client.mjs';

export interface DayBudgetOptions {
  /** Not the client's own: off empties that one, and a day that was used up would begin again. */
  store: Pick<Store, 'get' | 'put'>;
  /** Default: the contract's `DAY_BYTES_MAX`; `DAY_BYTES_FRUGAL_MAX` where data is to be saved. */
  dayBytesMax?: number;
  /** Default: the device's clock. */
  nowMs?: () => number;
}

type Fetch = NonNullable<LockClientOptions['fetch']>;

/** @returns a fetch for the client that keeps a day (UTC) within its bytes: what would pass them fails like a line that is away. */
export declare function withDayBudget(fetch: Fetch, options: DayBudgetOptions): Fetch;
