// Erasures outlive backups. Whoever was erased after the rows were saved is known by the newer key store and is erased
// again; whoever was erased before an older key store was saved is known by the rows, and their keys go again.

import type { Asks } from './long-transaction.ts';

/** The restored cell, as far as people are concerned. */
export interface SettledCell {
  database: Asks;
  /** Where the key store is. */
  keysDatabase: Asks;
  destroyKeys(personId: string): Promise<unknown>;
  /** Erases a person with everything that features hold. */
  erasePerson(personId: string): Promise<unknown>;
}

export interface Settled {
  /** People in the rows whose keys were destroyed later: erased again. */
  erasedAgain: number;
  /** People whose erasure the rows know and the keys did not. */
  keysDestroyed: number;
  /** People without any key: the key store's backup is older than the rows. What is sealed for them stays closed. */
  withoutKeys: number;
}

/** People looked at in one question. */
const PAGE = 5_000;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/** Safe to run again. Cost: two questions for each 5,000 people. */
export async function settlePeople(cell: SettledCell, signal: AbortSignal): Promise<Settled> {
  const settled: Settled = { erasedAgain: 0, keysDestroyed: 0, withoutKeys: 0 };
  for await (const { personId, keys } of people(cell, 'erasures')) {
    signal.throwIfAborted();
    if (keys !== 'live') continue;
    await cell.destroyKeys(personId);
    settled.keysDestroyed += 1;
  }
  for await (const { personId, keys } of people(cell, 'persons')) {
    signal.throwIfAborted();
    if (keys === 'none') settled.withoutKeys += 1;
    if (keys !== 'destroyed') continue;
    await cell.erasePerson(personId);
    settled.erasedAgain += 1;
  }
  return settled;
}

interface Standing {
  personId: string;
  keys: 'live' | 'destroyed' | 'none';
}

async function* people(
  { database, keysDatabase }: SettledCell,
  table: 'persons' | 'erasures',
): AsyncGenerator<Standing> {
  for (let after = NIL_ID; ;) {
    const rows = await database.query<{ person_id: string }>(
      {
        name: `restore.${table}`,
        text: `SELECT person_id FROM ${table} WHERE person_id > $1 ORDER BY person_id LIMIT $2`,
      },
      [after, PAGE],
    );
    const ids = rows.map((row) => row.person_id);
    const known = await keysDatabase.query<{ person_id: string; destroyed: boolean }>(
      {
        name: 'restore.keys',
        text: `SELECT person_id, bool_or(wrapped IS NULL) AS destroyed FROM keystore.person_keys
          WHERE person_id = ANY($1::uuid[]) GROUP BY person_id`,
      },
      [ids],
    );
    const standing = new Map(known.map((row) => [row.person_id, row.destroyed]));
    for (const personId of ids) {
      const destroyed = standing.get(personId);
      yield { personId, keys: destroyed === undefined ? 'none' : destroyed ? 'destroyed' : 'live' };
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    after = last;
  }
}
