// Private accounts, and those who wait to follow one.

import { problem } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import { isBlocked, lockPair } from './pair.ts';
import type { SocialPeople } from './people.ts';
import type { SocialStore } from './store.ts';
import type { TieMemory } from './ties.ts';

/** Of one person, waiting; more is a machine. */
const ASKED_MAX = 500;
/** For one account, waiting: a list that nobody can read through takes no more. */
const WAITING_MAX = 5_000;

/** What came of following somebody. `full`: too many wait already; `apart`: there is a block. */
export type FollowOutcome = 'followed' | 'asked' | 'full' | 'apart';

export interface RequestParts {
  database: Database;
  journal: Journal;
  clock: Clock;
  people: Pick<SocialPeople, 'mayBePublic'>;
  ties: TieMemory;
  follows: SocialStore;
}

export class RequestStore {
  readonly #parts: RequestParts;

  constructor(parts: RequestParts) {
    this.#parts = parts;
  }

  /** Follows, or asks where the account is private. Idempotent. Cost: one transaction. */
  async followOrAsk(personId: string, otherId: string, learn: boolean): Promise<FollowOutcome> {
    const { database, follows, ties } = this.#parts;
    const outcome = await database.transaction(async (tx): Promise<FollowOutcome> => {
      await lockPair(tx, personId, otherId);
      if (await isBlocked(tx, personId, otherId)) return 'apart';
      if ((await privateAmong(tx, [otherId])).has(otherId)) {
        const known = await tx.query(
          {
            name: 'social.is_following',
            text: 'SELECT since_ms FROM social_following WHERE person_id = $1 AND followee_id = $2',
          },
          [personId, otherId],
        );
        return known.length > 0 ? 'followed' : await this.#ask(tx, personId, otherId);
      }
      await this.drop(tx, personId, otherId);
      await follows.addFollow(tx, personId, otherId, learn);
      return 'followed';
    });
    ties.forget(personId);
    return outcome;
  }

  async #ask(tx: Tx, askerId: string, askedId: string): Promise<FollowOutcome> {
    const [counts] = await tx.query<{ asked: number; waiting: number }>(
      {
        name: 'social.count_requests',
        text: `SELECT (SELECT count(*)::int FROM social_asked WHERE person_id = $1 AND asked_id <> $2) AS asked,
          (SELECT count(*)::int FROM social_requests WHERE person_id = $2 AND asker_id <> $1) AS waiting`,
      },
      [askerId, askedId],
    );
    if ((counts?.asked ?? 0) >= ASKED_MAX || (counts?.waiting ?? 0) >= WAITING_MAX) return 'full';
    const nowMs = this.#parts.clock.nowMs();
    const added = await tx.query(
      {
        name: 'social.ask',
        text: `INSERT INTO social_requests (person_id, asker_id, since_ms) VALUES ($1, $2, $3)
          ON CONFLICT DO NOTHING RETURNING since_ms`,
      },
      [askedId, askerId, nowMs],
    );
    if (added.length === 0) return 'asked';
    await tx.query(
      {
        name: 'social.ask_back',
        text: 'INSERT INTO social_asked (person_id, asked_id, since_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      },
      [askerId, askedId, nowMs],
    );
    await this.#tell(tx, 'asked', askerId, askedId);
    return 'asked';
  }

  /** Follows no longer, and asks no longer. */
  async unfollow(personId: string, otherId: string): Promise<void> {
    const { database, follows, ties } = this.#parts;
    await database.transaction(async (tx) => {
      await follows.dropFollow(tx, personId, otherId);
      if (await this.drop(tx, personId, otherId))
        await this.#tell(tx, 'withdrawn', personId, otherId);
    });
    ties.forget(personId);
  }

  /** Nothing is learned of a follow that somebody else let in. @returns whether there was a request. */
  async accept(askedId: string, askerId: string): Promise<boolean> {
    return await this.#answer('accepted', askedId, askerId, async (tx) => {
      await this.#parts.follows.addFollow(tx, askerId, askedId, false);
    });
  }

  /** The asker is not told. @returns whether there was a request. */
  async refuse(askedId: string, askerId: string): Promise<boolean> {
    return await this.#answer('refused', askedId, askerId, () => Promise.resolve());
  }

  async #answer(
    type: 'accepted' | 'refused',
    askedId: string,
    askerId: string,
    then: (tx: Tx) => Promise<void>,
  ): Promise<boolean> {
    const { database, ties } = this.#parts;
    const was = await database.transaction(async (tx) => {
      await lockPair(tx, askedId, askerId);
      if (!(await this.drop(tx, askerId, askedId))) return false;
      await then(tx);
      await this.#tell(tx, type, askerId, askedId);
      return true;
    });
    ties.forget(askerId);
    return was;
  }

  /** Takes a request away, both halves. @returns whether there was one. */
  async drop(tx: Tx, askerId: string, askedId: string): Promise<boolean> {
    const gone = await tx.query(
      {
        name: 'social.drop_request',
        text: 'DELETE FROM social_requests WHERE person_id = $1 AND asker_id = $2 RETURNING since_ms',
      },
      [askedId, askerId],
    );
    if (gone.length === 0) return false;
    await tx.query(
      {
        name: 'social.drop_asked',
        text: 'DELETE FROM social_asked WHERE person_id = $1 AND asked_id = $2',
      },
      [askerId, askedId],
    );
    return true;
  }

  /** @returns which of these a person waits to follow. Cost: one query. */
  async asked(personId: string, otherIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.#parts.database.query<{ asked_id: string }>(
      {
        name: 'social.asked_among',
        short: true,
        text: 'SELECT asked_id FROM social_asked WHERE person_id = $1 AND asked_id = ANY($2::uuid[])',
      },
      [personId, otherIds],
    );
    return new Set(rows.map((row) => row.asked_id));
  }

  /**
   * Those who wait go on waiting when an account becomes public: nobody is let in without a yes.
   *
   * @throws `family.parent_decides` for a child whose parent does not allow it, as it is written.
   */
  async setPrivate(personId: string, isPrivate: boolean): Promise<void> {
    const { database, people } = this.#parts;
    await database.transaction(async (tx) => {
      if (!isPrivate && !(await people.mayBePublic(tx, personId)))
        throw problem(
          'family.parent_decides',
          'A child’s account is private until a parent allows it to be public.',
        );
      await this.writePrivacy(tx, personId, isPrivate);
    });
  }

  /** The same within a transaction. */
  async writePrivacy(tx: Tx, personId: string, isPrivate: boolean): Promise<void> {
    const { journal, clock } = this.#parts;
    const changed = await tx.query(
      {
        name: 'social.set_private',
        text: `INSERT INTO social_privacy (person_id, private, changed_at_ms) VALUES ($1, $2, $3)
          ON CONFLICT (person_id) DO UPDATE SET private = excluded.private, changed_at_ms = excluded.changed_at_ms
          WHERE social_privacy.private <> excluded.private RETURNING private`,
      },
      [personId, isPrivate, clock.nowMs()],
    );
    if (changed.length === 0) return;
    await journal.append(tx, [
      {
        stream: 'social.privacy',
        key: personId,
        type: isPrivate ? 'closed' : 'opened',
        row: { table: 'social_privacy', key: personId },
        facts: { personId, private: isPrivate },
      },
    ]);
  }

  async #tell(tx: Tx, type: string, askerId: string, askedId: string): Promise<void> {
    await this.#parts.journal.append(tx, [
      {
        stream: 'social.request',
        key: askerId,
        type,
        row: { table: 'social_requests', key: `${askedId}/${askerId}` },
        facts: { personId: askerId, askedId },
      },
    ]);
  }
}

/** @returns which of these accounts are private, as it is written: for who cannot wait for the journal. Cost: one query. */
export async function privateAmong(
  queries: Queries,
  personIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ person_id: string }>(
    {
      name: 'social.private_among',
      text: 'SELECT person_id FROM social_privacy WHERE private AND person_id = ANY($1::uuid[])',
    },
    [personIds],
  );
  return new Set(rows.map((row) => row.person_id));
}
