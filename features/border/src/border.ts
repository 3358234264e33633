// The border's own part: who this cell is, and the log in which everything that crosses is on record.

import { problem } from '@jhalak/contracts';
import type { Clock, Ids, Logger, Random } from '@jhalak/kernel';
import type { BorderLog, Database, Feature, Keys } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { EntryStore } from './log/entry-store.ts';
import { Identity, type CellIdentity } from './log/identity.ts';

export interface BorderDeps {
  database: Database;
  keys: Keys;
  clock: Clock;
  ids: Ids;
  /** The cell's id comes from here: it must be a secure one. */
  random: Random;
  logger: Logger;
  region: string;
  /** Where the public files of the log lie. */
  folder: string;
}

/** What the house asks of the border. */
export interface Border {
  /** Where a part says what outsiders must be able to check. */
  log: BorderLog;
  /** @returns the cell's id, `<region>-<10 characters>`; it is minted at the first call ever. */
  cellId(): Promise<string>;
  /** @returns the id with the owner's epoch. */
  identity(): Promise<CellIdentity>;
}

export function createBorder(deps: BorderDeps): Border & Feature {
  const identity = new Identity(deps);
  const entries = new EntryStore({ ...deps, identity });
  return {
    log: {
      append: async (tx, facts) => await entries.append(tx, facts),
      integrated: async () => {
        throw problem('unavailable', 'The public log cannot be written here yet.');
      },
    },
    cellId: async () => (await identity.get()).cellId,
    identity: async () => await identity.get(),
    manifest,
    routes: [],
    jobs: {},
    consumers: [],
    sweeps: [],
  };
}
