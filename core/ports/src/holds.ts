// Holds: keys with an end, for what must be kept for a while although its person may be erased meanwhile. What was sealed
// under one dies with it, in every copy, whoever forgot to delete the rows.

/** `hold`: one key for each matter that the law keeps (an order, an investigation). `log`: one key for each day of a log. */
export const HOLD_CLASSES = ['hold', 'log'] as const;
export type HoldClass = (typeof HOLD_CLASSES)[number];

/** A key that ends. How long is the caller's dated data, never code here. */
export interface HoldTerms {
  holdClass: HoldClass;
  /** Until when it opens what it sealed; UTC milliseconds, later than now and at most ten years ahead. */
  untilMs: number;
  /** A code that says why, kept beside the key: `orders.preservation`. Of no person. */
  reason: string;
}

/** Seals under keys that end. Independent of the persons' keys: erasing a person leaves what is held here. */
export interface Holds {
  /** Makes a key, durably. @returns its id, to be kept beside what it seals. Cost: one insert. */
  begin(terms: HoldTerms): Promise<string>;
  /**
   * The key of a log's day: everything logged on one UTC day under one reason shares it, so that each day dies as one.
   *
   * @param days for how many days after the end of that day it is kept.
   * @returns the key's id, the same in every process. Cost: one query the first time in a process.
   */
  daily(log: { reason: string; atMs: number; days: number }): Promise<string>;
  /** @param context where the bytes will stand: `table.column`. @throws `unavailable` when the hold has ended, or never was. */
  seal(holdId: string, context: string, plain: Uint8Array): Promise<Buffer>;
  /**
   * @returns the bytes; undefined once the hold has ended.
   * @throws UnopenableError when the key is missing, or the bytes were changed or moved; `unavailable` when the store
   * doesn't answer.
   */
  open(holdId: string, context: string, sealed: Uint8Array): Promise<Buffer | undefined>;
  /** Moves the end later; an earlier time changes nothing. @returns false when the hold has ended. */
  extend(holdId: string, untilMs: number): Promise<boolean>;
  /** Ends a hold now: its key is destroyed. @returns false when it had ended. */
  end(holdId: string): Promise<boolean>;
  /** Destroys the keys whose time is over. Until then they open nothing either. @param max how many at most. @returns how many. */
  expire(max: number): Promise<number>;
}
