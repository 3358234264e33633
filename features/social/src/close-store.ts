// Close friends: for whom some clips are. Only the owner sees the list, and nobody is told that they were added or removed.

import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Tx } from '@jhalak/ports';
import { isBlocked, lockPair } from './pair.ts';
import type { TieMemory } from './ties.ts';

/** On one list: more are no close friends, and `followers` serves better. */
export const CLOSE_MAX = 500;

export interface CloseParts {
  database: Database;
  journal: Journal;
  clock: Clock;
  ties: TieMemory;
}

export class CloseStore {
  readonly #parts: CloseParts;

  constructor(parts: CloseParts) {
    this.#parts = parts;
  }

  /** Idempotent. Cost: one transaction; both persons' ties are read anew. */
  async add(personId: string, friendId: string): Promise<'done' | 'full' | 'apart'> {
    return await this.#change(personId, friendId, async (tx) => {
      await lockPair(tx, personId, friendId);
      if (await isBlocked(tx, personId, friendId)) return 'apart';
      const [row] = await tx.query<{ count: number }>(
        {
          name: 'social.count_close',
          text: 'SELECT count(*)::int AS count FROM social_close WHERE person_id = $1 AND friend_id <> $2',
        },
        [personId, friendId],
      );
      if ((row?.count ?? 0) >= CLOSE_MAX) return 'full';
      const nowMs = this.#parts.clock.nowMs();
      const added = await tx.query(
        {
          name: 'social.close',
          text: `INSERT INTO social_close (person_id, friend_id, since_ms) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING RETURNING since_ms`,
        },
        [personId, friendId, nowMs],
      );
      if (added.length === 0) return 'done';
      await tx.query(
        {
          name: 'social.close_back',
          text: `INSERT INTO social_close_back (person_id, owner_id, since_ms) VALUES ($1, $2, $3)
            ON CONFLICT DO NOTHING`,
        },
        [friendId, personId, nowMs],
      );
      await this.#tell(tx, 'added', personId, friendId);
      return 'done';
    });
  }

  async remove(personId: string, friendId: string): Promise<void> {
    await this.#change(personId, friendId, async (tx) => {
      await lockPair(tx, personId, friendId);
      await this.drop(tx, personId, friendId);
    });
  }

  /** The same within a transaction that holds the pair; the caller forgets both persons' ties after it. */
  async drop(tx: Tx, personId: string, friendId: string): Promise<void> {
    const gone = await tx.query(
      {
        name: 'social.unclose',
        text: 'DELETE FROM social_close WHERE person_id = $1 AND friend_id = $2 RETURNING since_ms',
      },
      [personId, friendId],
    );
    if (gone.length === 0) return;
    await tx.query(
      {
        name: 'social.unclose_back',
        text: 'DELETE FROM social_close_back WHERE person_id = $1 AND owner_id = $2',
      },
      [friendId, personId],
    );
    await this.#tell(tx, 'removed', personId, friendId);
  }

  async #tell(tx: Tx, type: string, personId: string, otherId: string): Promise<void> {
    await this.#parts.journal.append(tx, [
      {
        stream: 'social.close',
        key: personId,
        type,
        row: { table: 'social_close', key: `${personId}/${otherId}` },
        facts: { personId, otherId },
      },
    ]);
  }

  async #change<Result>(
    personId: string,
    friendId: string,
    change: (tx: Tx) => Promise<Result>,
  ): Promise<Result> {
    const { database, ties } = this.#parts;
    const result = await database.transaction(change);
    ties.forget(personId);
    ties.forget(friendId);
    return result;
  }
}
