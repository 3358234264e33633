// Blocks and mutes. A block ends what there was between the two, in the same transaction: follows, requests, close friendship
// and places in packs, both ways.

import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, Tx } from '@jhalak/ports';
import type { CloseStore } from './close-store.ts';
import type { PackStore } from './packs/pack-store.ts';
import { lockPair } from './pair.ts';
import type { RequestStore } from './request-store.ts';
import type { SocialStore } from './store.ts';
import type { TieMemory } from './ties.ts';

export type TieKind = 'block' | 'mute';

const SAYS = {
  block: { on: 'blocked', off: 'unblocked' },
  mute: { on: 'muted', off: 'unmuted' },
} as const;

export interface ApartParts {
  database: Database;
  journal: Journal;
  clock: Clock;
  ties: TieMemory;
  follows: SocialStore;
  requests: RequestStore;
  close: CloseStore;
  packs: PackStore;
}

export class ApartStore {
  readonly #parts: ApartParts;

  constructor(parts: ApartParts) {
    this.#parts = parts;
  }

  /** @returns whether anything changed. Cost: one transaction; both persons' ties are read anew. */
  async keepAway(personId: string, kind: TieKind, otherId: string): Promise<boolean> {
    return await this.#change(personId, otherId, async (tx) => {
      const { clock, close, follows, packs, requests } = this.#parts;
      const nowMs = clock.nowMs();
      if (kind === 'block') await lockPair(tx, personId, otherId);
      const added = await tx.query(
        {
          name: 'social.tie',
          text: `INSERT INTO social_ties (person_id, kind, other_id, since_ms) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING RETURNING since_ms`,
        },
        [personId, kind, otherId, nowMs],
      );
      if (added.length === 0) return false;
      await tx.query(
        {
          name: 'social.tie_back',
          text: `INSERT INTO social_ties_back (person_id, kind, other_id, since_ms) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING`,
        },
        [otherId, kind, personId, nowMs],
      );
      if (kind === 'block') {
        for (const [one, other] of [
          [personId, otherId],
          [otherId, personId],
        ] as const) {
          await follows.dropFollow(tx, one, other);
          await requests.drop(tx, one, other);
          await close.drop(tx, one, other);
          await packs.drop(tx, one, other);
        }
      }
      await this.#tell(tx, SAYS[kind].on, personId, kind, otherId);
      return true;
    });
  }

  /** A block's end brings no follow back. @returns whether anything changed. */
  async letBack(personId: string, kind: TieKind, otherId: string): Promise<boolean> {
    return await this.#change(personId, otherId, async (tx) => {
      const gone = await tx.query(
        {
          name: 'social.untie',
          text: 'DELETE FROM social_ties WHERE person_id = $1 AND kind = $2 AND other_id = $3 RETURNING since_ms',
        },
        [personId, kind, otherId],
      );
      // As with follows: the first half's row decides over both.
      if (gone.length === 0) return false;
      await tx.query(
        {
          name: 'social.untie_back',
          text: 'DELETE FROM social_ties_back WHERE person_id = $1 AND kind = $2 AND other_id = $3',
        },
        [otherId, kind, personId],
      );
      await this.#tell(tx, SAYS[kind].off, personId, kind, otherId);
      return true;
    });
  }

  /** @returns whether it was this person who blocked the other. Cost: one point read. */
  async hasBlocked(personId: string, otherId: string): Promise<boolean> {
    const rows = await this.#parts.database.query(
      {
        name: 'social.has_blocked',
        text: `SELECT since_ms FROM social_ties WHERE person_id = $1 AND kind = 'block' AND other_id = $2`,
      },
      [personId, otherId],
    );
    return rows.length > 0;
  }

  /** @returns how many of this kind a person has. */
  async count(personId: string, kind: TieKind): Promise<number> {
    const [row] = await this.#parts.database.query<{ count: number }>(
      {
        name: 'social.count_ties',
        text: 'SELECT count(*)::int AS count FROM social_ties WHERE person_id = $1 AND kind = $2',
      },
      [personId, kind],
    );
    return row?.count ?? 0;
  }

  async #tell(
    tx: Tx,
    type: string,
    personId: string,
    kind: TieKind,
    otherId: string,
  ): Promise<void> {
    await this.#parts.journal.append(tx, [
      {
        stream: 'social.tie',
        key: personId,
        type,
        row: { table: 'social_ties', key: `${personId}/${kind}/${otherId}` },
        facts: { personId, kind, otherId },
      },
    ]);
  }

  async #change(
    personId: string,
    otherId: string,
    change: (tx: Tx) => Promise<boolean>,
  ): Promise<boolean> {
    const { database, ties } = this.#parts;
    const changed = await database.transaction(change);
    ties.forget(personId);
    ties.forget(otherId);
    return changed;
  }
}
