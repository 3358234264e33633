// Lists of people, newest first, read a page at a time.

import { problem, type Caller } from '@jhalak/contracts';
import type { PageQuery } from '@jhalak/contracts/fields';
import type { PersonCard, PersonList } from '@jhalak/contracts/social';
import { isUuid } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { cardsOf, type CardParts } from './cards.ts';

const LISTS = {
  followers: { table: 'social_followers', other: 'follower_id', only: '' },
  following: { table: 'social_following', other: 'followee_id', only: '' },
  requests: { table: 'social_requests', other: 'asker_id', only: '' },
  close: { table: 'social_close', other: 'friend_id', only: '' },
  blocks: { table: 'social_ties', other: 'other_id', only: `AND kind = 'block'` },
  mutes: { table: 'social_ties', other: 'other_id', only: `AND kind = 'mute'` },
} as const;
export type ListName = keyof typeof LISTS;

const LIMIT_DEFAULT = 30;
/** A page is filled from at most this many rounds of rows: people without a name must not make a request long. */
const ROUNDS_MAX = 5;

interface Place {
  sinceMs: number;
  id: string;
}

/** Before the newest: a bound that is always there lets the index begin where the page does, however far down. */
const TOP: Place = {
  sinceMs: Number.MAX_SAFE_INTEGER,
  id: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

export interface ListParts extends CardParts {
  database: Database;
}

/** @param surface as on the manifest. @returns one page of a person's list, as the caller stands to those on it. */
export async function listPage(
  parts: ListParts,
  { list, ofPersonId, surface }: { list: ListName; ofPersonId: string; surface: string },
  query: PageQuery,
  caller: Caller | undefined,
): Promise<PersonList> {
  const limit = query.limit ?? LIMIT_DEFAULT;
  // Who looks through their own blocks must find the blocked in it.
  const apart =
    caller === undefined || list === 'blocks'
      ? undefined
      : (await parts.ties.of(caller.personId)).blocked;
  const items: PersonCard[] = [];
  let before = query.cursor === undefined ? TOP : readPlace(query.cursor);
  let more = true;
  for (let round = 0; round < ROUNDS_MAX && more && items.length < limit; round += 1) {
    const rows = await rowsOf(parts.database, list, ofPersonId, before, limit);
    const ids = rows.map(({ id }) => id).filter((id) => apart?.has(id) !== true);
    const cards = await cardsOf(parts, surface, ids, caller);
    for (const row of rows) {
      if (items.length >= limit) break;
      before = row;
      const card = cards.get(row.id);
      if (card !== undefined) items.push(card);
    }
    more = rows.length === limit;
  }
  const next = more || items.length >= limit ? writePlace(before) : null;
  return { items, next };
}

async function rowsOf(
  database: Database,
  list: ListName,
  personId: string,
  before: Place,
  limit: number,
): Promise<Place[]> {
  const { table, other, only } = LISTS[list];
  const rows = await database.query<{ id: string; since_ms: number }>(
    {
      name: `social.list_${list}`,
      text: `SELECT ${other} AS id, since_ms FROM ${table} WHERE person_id = $1 ${only}
          AND (since_ms, ${other}) < ($2, $3)
        ORDER BY since_ms DESC, ${other} DESC LIMIT $4`,
    },
    [personId, before.sinceMs, before.id, limit],
  );
  return rows.map((row) => ({ id: row.id, sinceMs: row.since_ms }));
}

/** @returns a place in a list as a cursor. */
export function writePlace({ sinceMs, id }: Place): string {
  return `${sinceMs}.${id}`;
}

/** @throws `cursor.invalid`. */
export function readPlace(cursor: string): Place {
  const [sinceMs = '', id = '', ...rest] = cursor.split('.');
  if (rest.length > 0 || !/^\d{1,15}$/.test(sinceMs) || !isUuid(id))
    throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
  return { sinceMs: Number(sinceMs), id };
}
