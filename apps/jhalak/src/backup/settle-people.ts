// Erasures outlive backups. Whoever was erased after the rows were saved is known by the newer key store and is erased
// again; whoever was erased before an older key store was saved is known by the rows, and their keys go again.

import type { KeyStanding } from '@jhalak/keystore';
import { CommandError } from '../command.ts';
import type { Asks } from './long-transaction.ts';

/** The restored cell, as far as people are concerned. */
export interface SettledCell {
  database: Asks;
  /** How the key store knows people; who is missing has no key. */
  standings(people: readonly string[]): Promise<ReadonlyMap<string, KeyStanding>>;
  destroyKeys(personId: string): Promise<unknown>;
  /** Whether the public log tells of a person's erasure; absent where no log is given. */
  isErasedInLog?(personId: string): boolean;
  /** Erases a person with everything that features hold. */
  erasePerson(personId: string): Promise<unknown>;
}

export interface Settled {
  /** People in the rows whose keys were destroyed later, or of whom the log tells: erased again. */
  erasedAgain: number;
  /** People whose erasure the rows know and the keys did not. */
  keysDestroyed: number;
  /** People who have no key because the keys file is older than the rows: erased, when that was allowed. */
  keylessErased: number;
}

/** People looked at in one question. */
const PAGE = 5_000;
const NIL_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Brings rows and keys to agree about who is erased. Safe to run again.
 *
 * @param keyless what becomes of people who have no key. What was sealed for them can never be read, and a cell that
 *   cannot tell this from a lost key store does not start.
 * @throws CommandError when there are some and they are not to be erased; nothing was changed then.
 * Cost: four questions for each 5,000 people.
 */
export async function settlePeople(
  cell: SettledCell,
  keyless: 'refuse' | 'erase',
  signal: AbortSignal,
): Promise<Settled> {
  const settled: Settled = { erasedAgain: 0, keysDestroyed: 0, keylessErased: 0 };
  if (keyless === 'refuse') await refuseKeyless(cell, signal);
  for await (const { personId, keys } of people(cell, 'erasures', signal)) {
    if (keys === 'destroyed') continue;
    await cell.destroyKeys(personId);
    if (keys === 'live') settled.keysDestroyed += 1;
  }
  for await (const { personId, keys } of people(cell, 'persons', signal)) {
    const again = cell.isErasedInLog?.(personId) === true;
    if (keys === 'live' && !again) continue;
    if (keys !== 'destroyed') await cell.destroyKeys(personId);
    await cell.erasePerson(personId);
    settled[keys === 'none' && !again ? 'keylessErased' : 'erasedAgain'] += 1;
  }
  return settled;
}

async function refuseKeyless(cell: SettledCell, signal: AbortSignal): Promise<void> {
  let count = 0;
  for await (const { keys } of people(cell, 'persons', signal)) if (keys === 'none') count += 1;
  if (count === 0) return;
  throw new CommandError(
    `${count} people of this backup have no key in this keys file, which is older. Give a newer one; or, when there is none, --erase-keyless: what they sealed can never be read, and they are erased.`,
  );
}

interface Standing {
  personId: string;
  keys: KeyStanding | 'none';
}

async function* people(
  { database, standings }: SettledCell,
  table: 'persons' | 'erasures',
  signal: AbortSignal,
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
    const standing = await standings(ids);
    for (const personId of ids) {
      signal.throwIfAborted();
      yield { personId, keys: standing.get(personId) ?? 'none' };
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < PAGE) return;
    after = last;
  }
}
