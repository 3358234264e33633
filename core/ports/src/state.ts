// Small values by key that are read far more often than written and may expire: feed sessions, pages, counters.

/** One value. */
export interface StateEntry {
  key: string;
  value: Uint8Array;
  /** The person it belongs to: erasing the person deletes it. */
  personId?: string;
  /** Not returned at or after this time. */
  expiresAtMs: number;
}

/** A store of bytes by (space, key). Durable when `set` returns; `setSoon` is for what can be made anew. */
export interface StateStore {
  get(space: string, key: string): Promise<Buffer | undefined>;
  /** Replaces the value. Concurrent calls are written together. Values up to STATE_VALUE_BYTES_MAX. */
  set(space: string, entry: StateEntry): Promise<void>;
  /**
   * Like `set`, but returns when the value can be read here; it is written a moment later (some 25 ms), with others. A
   * process that dies in between loses it, so it is for what its reader can do without. When a write failed, or too many
   * wait, it waits like `set`.
   */
  setSoon(space: string, entry: StateEntry): Promise<void>;
  /**
   * Sets the value where none stands, or one that has expired. Of calls at the same time, in whatever process, one wins.
   *
   * @returns whether this one did. Durable when it returns.
   */
  add(space: string, entry: StateEntry): Promise<boolean>;
  delete(space: string, key: string): Promise<void>;
  /** Deletes everything of a person. @returns how many. */
  deletePerson(personId: string): Promise<number>;
  /** Deletes what has expired, at most `max` entries. @returns how many. */
  sweep(max: number): Promise<number>;
  /** Waits until everything that was handed in before is durable. */
  flush(): Promise<void>;
}

/** Larger values belong into blobs. */
export const STATE_VALUE_BYTES_MAX = 256 * 1024;
