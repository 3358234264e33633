// Follow packs as rows. Who takes themself out is out of every pack in the same transaction, and cannot be put back by anybody else.

import { problem } from '@jhalak/contracts';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import type { SocialPeople } from '../people.ts';

/** Of one person; more is a directory. */
export const PACKS_MAX = 20;

/** Held by who goes out of all packs or becomes a child, and shared by who writes one. */
const OUT_LOCK = 7_302_116;

export interface StoredPack {
  packId: string;
  personId: string;
  name: string;
  description: string;
  language: string;
  people: string[];
  changedAtMs: number;
  /** Whether it is proposed to others and found by its words, or reached by its link alone. */
  proposed: boolean;
}

interface Row {
  pack_id: string;
  person_id: string;
  name: string;
  description: string;
  language: string;
  people: string[];
  changed_at_ms: number;
  proposed: boolean;
}

export interface PackPlace {
  sinceMs: number;
  id: string;
}

/** What its maker says of a pack. */
export type PackWords = Pick<StoredPack, 'name' | 'description' | 'language' | 'people'>;

const COLUMNS = 'pack_id, person_id, name, description, language, people, changed_at_ms, proposed';

export class PackStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #people: Pick<SocialPeople, 'childrenAmong'>;
  readonly #inFull: (queries: Queries, personId: string) => Promise<boolean>;

  constructor(parts: {
    database: Database;
    journal: Journal;
    clock: Clock;
    ids: Ids;
    people: Pick<SocialPeople, 'childrenAmong'>;
    countsInFull(queries: Queries, personId: string): Promise<boolean>;
  }) {
    this.#database = parts.database;
    this.#journal = parts.journal;
    this.#clock = parts.clock;
    this.#ids = parts.ids;
    this.#people = parts.people;
    this.#inFull = (queries, personId) => parts.countsInFull(queries, personId);
  }

  async byId(packId: string): Promise<StoredPack | undefined> {
    const [row] = await this.#database.query<Row>(
      { name: 'packs.by_id', text: `SELECT ${COLUMNS} FROM social_packs WHERE pack_id = $1` },
      [packId],
    );
    return row && fromRow(row);
  }

  /** @returns those of these that are there, in no order. Cost: one query. */
  async byIds(packIds: readonly string[]): Promise<StoredPack[]> {
    const rows = await this.#database.query<Row>(
      {
        name: 'packs.by_ids',
        text: `SELECT ${COLUMNS} FROM social_packs WHERE pack_id = ANY($1::uuid[])`,
      },
      [packIds],
    );
    return rows.map(fromRow);
  }

  /** @returns ids of packs in their order, after one of them. */
  async idsAfter(after: string, limit: number): Promise<string[]> {
    const rows = await this.#database.query<{ pack_id: string }>(
      {
        name: 'packs.ids_after',
        text: 'SELECT pack_id FROM social_packs WHERE pack_id > $1 ORDER BY pack_id LIMIT $2',
      },
      [after, limit],
    );
    return rows.map((row) => row.pack_id);
  }

  /** @returns a person's own, the latest changed first. */
  async of(personId: string): Promise<StoredPack[]> {
    const rows = await this.#database.query<Row>(
      {
        name: 'packs.of',
        text: `SELECT ${COLUMNS} FROM social_packs WHERE person_id = $1 ORDER BY changed_at_ms DESC LIMIT ${PACKS_MAX}`,
      },
      [personId],
    );
    return rows.map(fromRow);
  }

  /** @param languages none: all. @returns proposed ones, the latest changed first. Cost: `limit` rows of an index a language. */
  async page(
    languages: readonly string[],
    before: PackPlace,
    limit: number,
  ): Promise<StoredPack[]> {
    const of = languages.length === 0 ? 'all' : 'some';
    const where = 'proposed AND (changed_at_ms, pack_id) < ($1, $2)';
    const order = 'ORDER BY changed_at_ms DESC, pack_id DESC LIMIT $3';
    const text =
      of === 'all'
        ? `SELECT ${COLUMNS} FROM social_packs WHERE ${where} ${order}`
        : `SELECT found.* FROM unnest($4::text[]) AS said(language) CROSS JOIN LATERAL
            (SELECT ${COLUMNS} FROM social_packs WHERE social_packs.language = said.language AND ${where} ${order})
            AS found ${order}`;
    const values = [before.sinceMs, before.id, limit];
    const rows = await this.#database.query<Row>(
      { name: `packs.page_${of}`, text },
      of === 'all' ? values : [...values, languages],
    );
    return rows.map(fromRow);
  }

  /**
   * @returns the id; undefined when a person has as many as there may be.
   * @throws the problem `pack.adults_only`, as `change` does, for a maker who became a child a moment ago.
   */
  async make(personId: string, words: PackWords): Promise<string | undefined> {
    const packId = this.#ids.next();
    const nowMs = this.#clock.nowMs();
    return await this.#database.transaction(async (tx) => {
      // Two at once by one person are made one after the other: both would count the same rows.
      await tx.query(
        { name: 'packs.lock', text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))' },
        [`packs ${personId}`],
      );
      const people = await this.#stillIn(tx, personId, words.people);
      const made = await tx.query(
        {
          name: 'packs.make',
          text: `INSERT INTO social_packs (pack_id, person_id, name, description, language, people, created_at_ms,
              changed_at_ms, proposed)
            SELECT $1, $2, $3, $4, $5, $6, $7, $7, $8
              WHERE (SELECT count(*) FROM social_packs WHERE person_id = $2) < ${PACKS_MAX} RETURNING pack_id`,
        },
        [
          ...[packId, personId, words.name, words.description, words.language, people],
          ...[nowMs, await this.#inFull(tx, personId)],
        ],
      );
      if (made.length === 0) return undefined;
      await this.#tell(tx, 'made', personId, packId);
      return packId;
    });
  }

  /** @returns whether it is there and theirs. */
  async change(personId: string, packId: string, words: PackWords): Promise<boolean> {
    const { name, description, language } = words;
    return await this.#database.transaction(async (tx) => {
      const people = await this.#stillIn(tx, personId, words.people);
      const changed = await tx.query(
        {
          name: 'packs.change',
          text: `UPDATE social_packs SET name = $3, description = $4, language = $5, people = $6, changed_at_ms = $7, proposed = $8
            WHERE person_id = $1 AND pack_id = $2 RETURNING pack_id`,
        },
        [
          ...[personId, packId, name, description, language, people, this.#clock.nowMs()],
          await this.#inFull(tx, personId),
        ],
      );
      if (changed.length === 0) return false;
      await this.#tell(tx, 'changed', personId, packId);
      return true;
    });
  }

  async remove(personId: string, packId: string): Promise<boolean> {
    return await this.#database.transaction(async (tx) => {
      const gone = await tx.query(
        {
          name: 'packs.remove',
          text: 'DELETE FROM social_packs WHERE person_id = $1 AND pack_id = $2 RETURNING pack_id',
        },
        [personId, packId],
      );
      if (gone.length === 0) return false;
      await this.#tell(tx, 'removed', personId, packId);
      return true;
    });
  }

  // Who was taken out of one changes nothing of what it is found by.
  async #tell(tx: Tx, type: string, personId: string, packId: string): Promise<void> {
    await this.#journal.append(tx, [
      {
        ...{ stream: 'social.pack', key: packId, type },
        row: { table: 'social_packs', key: packId },
        facts: { personId },
      },
    ]);
  }

  /** @returns those of these people who do not want to be in packs. */
  async unpackedAmong(personIds: readonly string[]): Promise<ReadonlySet<string>> {
    return await unpacked(this.#database, personIds);
  }

  /** Out of every pack at once, and for good; allowing it again puts nobody back. */
  async allow(personId: string, allowed: boolean): Promise<void> {
    if (allowed) {
      await this.#database.query(
        { name: 'packs.allow', text: 'DELETE FROM social_unpacked WHERE person_id = $1' },
        [personId],
      );
      return;
    }
    await this.#database.transaction(async (tx) => {
      await tx.query(
        { name: 'packs.lock_out', text: `SELECT pg_advisory_xact_lock(${OUT_LOCK})` },
        [],
      );
      await tx.query(
        {
          name: 'packs.refuse',
          text: 'INSERT INTO social_unpacked (person_id, since_ms) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        },
        [personId, this.#clock.nowMs()],
      );
      await takeOut(tx, personId);
    });
  }

  /** Within the transaction of a block: neither stays in a pack of the other. */
  async drop(tx: Tx, makerId: string, personId: string): Promise<void> {
    await tx.query(
      {
        name: 'packs.drop',
        text: `UPDATE social_packs SET people = array_remove(people, $2::uuid)
          WHERE person_id = $1 AND people @> ARRAY[$2::uuid]`,
      },
      [makerId, personId],
    );
  }

  /** Out of every pack of others, and every one of theirs gone: who becomes a child. */
  async leave(tx: Tx, personId: string): Promise<void> {
    await tx.query({ name: 'packs.lock_leave', text: `SELECT pg_advisory_xact_lock(${OUT_LOCK})` });
    await takeOut(tx, personId);
    const gone = await tx.query<{ pack_id: string }>(
      {
        name: 'packs.remove_all',
        text: 'DELETE FROM social_packs WHERE person_id = $1 RETURNING pack_id',
      },
      [personId],
    );
    for (const { pack_id: packId } of gone) await this.#tell(tx, 'removed', personId, packId);
  }

  /** @returns children in or behind the next `limit` packs after this one, and the last of these; undefined at the end. */
  async childrenAfter(
    after: string,
    limit: number,
  ): Promise<{ last: string | undefined; children: ReadonlySet<string> }> {
    const packIds = await this.idsAfter(after, limit);
    const packs = await this.byIds(packIds);
    const ids = new Set(packs.flatMap(({ personId, people }) => [personId, ...people]));
    const children = await this.#people.childrenAmong(this.#database, [...ids]);
    return { last: packIds.length < limit ? undefined : packIds.at(-1), children };
  }

  // Who goes out, or becomes a child, while a pack is written is either seen here, or waits and is taken out of what was written.
  async #stillIn(tx: Tx, makerId: string, people: readonly string[]): Promise<readonly string[]> {
    await tx.query(
      { name: 'packs.lock_in', text: `SELECT pg_advisory_xact_lock_shared(${OUT_LOCK})` },
      [],
    );
    const out = await unpacked(tx, people);
    const children = await this.#people.childrenAmong(tx, [makerId, ...people]);
    if (children.has(makerId)) throw adultsOnly();
    return people.filter((id) => id === makerId || !(out.has(id) || children.has(id)));
  }

  async erase(personId: string): Promise<void> {
    await takeOut(this.#database, personId);
  }
}

export function adultsOnly(): Error {
  return problem('pack.adults_only', 'Only people of 18 or more make follow packs.');
}

async function unpacked(on: Queries, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ person_id: string }>(
    {
      name: 'packs.unpacked_among',
      text: 'SELECT person_id FROM social_unpacked WHERE person_id = ANY($1::uuid[])',
    },
    [personIds],
  );
  return new Set(rows.map((row) => row.person_id));
}

async function takeOut(on: Queries, personId: string): Promise<void> {
  await on.query(
    {
      name: 'packs.take_out',
      text: `UPDATE social_packs SET people = array_remove(people, $1::uuid)
        WHERE people @> ARRAY[$1::uuid] AND person_id <> $1`,
    },
    [personId],
  );
}

function fromRow(row: Row): StoredPack {
  return {
    ...{ packId: row.pack_id, personId: row.person_id, name: row.name, people: row.people },
    ...{ description: row.description, language: row.language, changedAtMs: row.changed_at_ms },
    proposed: row.proposed,
  };
}
