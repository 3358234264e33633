// One shape for every feature: what it gives the program that wires the house. Nothing here runs by itself.

import type { Manifest, Route } from '@jhalak/contracts';
import type { BlobHolder } from './blob-holder.ts';
import type { Tx } from './database.ts';
import type { DurableConsumer } from './journal.ts';
import type { JobHandler } from './jobs.ts';

/** Work that is due by our clock, looked for again and again: erasures, expiries, snapshots. */
export interface Sweep {
  /** `feature.what`. */
  name: string;
  everyMs: number;
  /** Goes on while the cell is frozen for its hand-over: it writes nothing, or only what a deal needs. */
  evenFrozen?: true;
  /** Does what is due now, bounded; must be safe to run twice and in two processes. @returns how much it did. */
  run(): Promise<number>;
}

/** What a feature is made of. Lists may be empty; names are unique in the house. */
export interface Feature {
  manifest: Manifest;
  /** Served by the api role. */
  routes: readonly Route[];
  /** Run by the media role when the name begins with `media.`, else by the worker role. */
  jobs: Readonly<Record<string, JobHandler>>;
  /** Run by the worker role. */
  consumers: readonly DurableConsumer[];
  /** Run by the worker role. */
  sweeps: readonly Sweep[];
  /** Which files its rows speak of; every feature whose manifest lists blobs, or whose rows name those of another. */
  blobs?: BlobHolder;
  /** Loads memory and begins to follow the journal (api role); resolves when it can answer. */
  start?(): Promise<void>;
  /** Stops what `start` began; keeps what is in memory if it must be kept. */
  stop?(): Promise<void>;
  /**
   * Removes what rows alone do not hold of a person (blobs, memory), before their rows are deleted by the manifests.
   * Idempotent: it is called again when an erasure was interrupted.
   */
  erase?(personId: string): Promise<void>;
  /**
   * Ends what a dismissed person could still use here, beyond roles and sessions: keys that they have seen, approvals under
   * way. Runs in the dismissal's own transaction, and is committed with it or not at all.
   *
   * @returns how much of what was ended: `{brandKeys: 2}`. Cost: a statement or two.
   */
  endAccess?(tx: Tx, personId: string): Promise<Readonly<Record<string, number>>>;
  /** Brings memory up to the journal's last window; for tests and for reading one's own writes. */
  catchUp?(): Promise<void>;
}
