// The inbox's tables. The journal's consumer writes groups, in its own transaction; what people choose and read is theirs.

import type { InboxKind, InboxWho } from '@jhalak/contracts/inbox';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { groupOf } from './collapse.ts';
import {
  GROUPS_MAX,
  NOBODY,
  type Group,
  type PlacedNotice,
  type Position,
  type ReadGroup,
} from './types.ts';

interface GroupRow {
  person_id: string;
  kind: InboxKind;
  item_id: string;
  day: number;
  actors: string[];
  refs: string[];
  beyond: number;
  reason: string | null;
  first_at_ms: number;
  last_at_ms: number;
  last_window: number;
  last_position: number;
  applied_window: number;
  applied_position: number;
  read_window: number;
  read_position: number;
}

/** What somebody chose, and up to where everything was read. */
export interface InboxPerson {
  kinds: Readonly<Partial<Record<InboxKind, InboxWho>>>;
  /** Undefined: never chosen. */
  quiet: { fromMinute: number; toMinute: number } | null | undefined;
  read: Position;
}

interface PersonRow {
  person_id: string;
  kinds: InboxPerson['kinds'];
  quiet_chosen: boolean;
  quiet_from: number | null;
  quiet_to: number | null;
  read_window: number;
  read_position: number;
}

const COLUMNS = `person_id, kind, item_id, day, actors, refs, beyond, reason, first_at_ms, last_at_ms, last_window,
  last_position, applied_window, applied_position, read_window, read_position`;
const LOAD = {
  name: 'inbox.load',
  text: `SELECT ${COLUMNS} FROM inbox_groups JOIN unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[])
      AS k(person_id, kind, item_id, day) USING (person_id, kind, item_id, day)
    ORDER BY person_id, kind, item_id, day FOR UPDATE OF inbox_groups`,
};
// What is taken back may stand in a group of an earlier day.
const LOAD_DAYS = {
  name: 'inbox.load_days',
  text: `SELECT ${COLUMNS} FROM inbox_groups JOIN unnest($1::uuid[], $2::text[], $3::uuid[])
      AS k(person_id, kind, item_id) USING (person_id, kind, item_id)
    ORDER BY person_id, kind, item_id, day FOR UPDATE OF inbox_groups`,
};
const WRITE = {
  name: 'inbox.write',
  text: `INSERT INTO inbox_groups (person_id, kind, item_id, day, actors, refs, beyond, reason, first_at_ms, last_at_ms,
      last_window, last_position, applied_window, applied_position)
    SELECT person_id, kind, item_id, day, actors, refs, beyond, reason, first_at_ms, last_at_ms, last_window, last_position,
      applied_window, applied_position
    FROM jsonb_to_recordset($1::jsonb) AS r(person_id uuid, kind text, item_id uuid, day int, actors uuid[], refs uuid[],
      beyond int, reason text, first_at_ms bigint, last_at_ms bigint, last_window bigint, last_position bigint,
      applied_window bigint, applied_position bigint)
    ON CONFLICT (person_id, kind, item_id, day) DO UPDATE SET actors = excluded.actors, refs = excluded.refs,
      beyond = excluded.beyond, reason = excluded.reason, last_at_ms = excluded.last_at_ms,
      last_window = excluded.last_window, last_position = excluded.last_position,
      applied_window = excluded.applied_window, applied_position = excluded.applied_position`,
};
const MOVE = {
  name: 'inbox.move',
  text: `INSERT INTO inbox_position (id, window_number) VALUES (1, $1)
    ON CONFLICT (id) DO UPDATE SET window_number = excluded.window_number`,
};
const PAGE = {
  name: 'inbox.page',
  short: true,
  text: `SELECT ${COLUMNS} FROM inbox_groups WHERE person_id = $1 AND (last_window, last_position) < ($2::bigint, $3::bigint)
      AND kind = ANY($4::text[]) AND cardinality(actors) > 0
    ORDER BY last_window DESC, last_position DESC LIMIT $5`,
};
// What is newer than both marks. The row comparison stands for the index; the second for groups that were read one by one.
const UNREAD = {
  name: 'inbox.unread',
  short: true,
  text: `SELECT ${COLUMNS} FROM inbox_groups WHERE person_id = $1 AND (last_window, last_position) > ($2::bigint, $3::bigint)
      AND (last_window, last_position) > (read_window, read_position) AND cardinality(actors) > 0
    ORDER BY last_window DESC, last_position DESC LIMIT $4`,
};
const CHANGED = {
  name: 'inbox.changed',
  short: true,
  text: `SELECT ${COLUMNS} FROM inbox_groups JOIN unnest($1::uuid[], $2::bigint[], $3::bigint[]) AS k(person_id, after_window,
      after_position) USING (person_id)
    WHERE (applied_window, applied_position) > (after_window, after_position)
    ORDER BY person_id, applied_window, applied_position`,
};
const APPLIED = {
  name: 'inbox.applied',
  short: true,
  text: `SELECT applied_window AS window, applied_position AS position FROM inbox_groups WHERE person_id = $1
    ORDER BY applied_window DESC, applied_position DESC LIMIT 1`,
};
const NEWEST = {
  name: 'inbox.newest',
  short: true,
  text: `SELECT last_window AS window, last_position AS position FROM inbox_groups WHERE person_id = $1
    ORDER BY last_window DESC, last_position DESC LIMIT 1`,
};
const POSITION = {
  name: 'inbox.position',
  short: true,
  text: 'SELECT window_number FROM inbox_position WHERE id = 1',
};
const PEOPLE = {
  name: 'inbox.people',
  short: true,
  text: `SELECT person_id, kinds, quiet_chosen, quiet_from, quiet_to, read_window, read_position FROM inbox_people
    WHERE person_id = ANY($1::uuid[])`,
};
const ZERO: Position = { window: 0, position: 0 };
const UNKNOWN: InboxPerson = { kinds: {}, quiet: undefined, read: ZERO };

/** Every group that these notices can touch, held until the transaction ends. Cost: one query, or two. */
export async function loadGroups(tx: Tx, notices: readonly PlacedNotice[]): Promise<Group[]> {
  const added = new Map<string, ReturnType<typeof groupOf>>();
  const undone = new Map<string, PlacedNotice>();
  for (const notice of notices) {
    const { personId, kind, itemId } = notice;
    const thing = `${personId}/${kind}/${itemId}`;
    const key = groupOf(notice);
    if (notice.undone === true) undone.set(thing, notice);
    else added.set(`${thing}/${key.day}`, key);
  }
  const keys = [...added.values()];
  const things = [...undone.values()];
  const days = things.length === 0 ? [] : await tx.query<GroupRow>(LOAD_DAYS, columnsOf(things));
  const rows =
    keys.length === 0
      ? []
      : await tx.query<GroupRow>(LOAD, [...columnsOf(keys), keys.map(({ day }) => day)]);
  return [...days, ...rows].map(fromRow);
}

function columnsOf(
  keys: readonly { personId: string; kind: string; itemId: string }[],
): string[][] {
  return [
    keys.map(({ personId }) => personId),
    keys.map(({ kind }) => kind),
    keys.map(({ itemId }) => itemId),
  ];
}

/** Writes groups in one statement. */
export async function writeGroups(tx: Tx, groups: readonly Group[]): Promise<void> {
  if (groups.length === 0) return;
  const rows = groups.map(({ entries, last, applied, ...group }) => ({
    ...{ person_id: group.personId, kind: group.kind, item_id: group.itemId, day: group.day },
    actors: entries.map(({ actor }) => actor),
    refs: entries.map(({ ref }) => ref),
    ...{ beyond: group.beyond, reason: group.reason },
    ...{ first_at_ms: group.firstAtMs, last_at_ms: group.lastAtMs },
    ...{ last_window: last.window, last_position: last.position },
    ...{ applied_window: applied.window, applied_position: applied.position },
  }));
  await tx.query(WRITE, [JSON.stringify(rows)]);
}

/** Tells up to which window groups are written. */
export async function movePosition(tx: Tx, window: number): Promise<void> {
  await tx.query(MOVE, [window]);
}

/** @returns what these people chose; who is missing chose nothing. */
export async function peopleOf(
  on: Queries,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, InboxPerson>> {
  const rows = await on.query<PersonRow>(PEOPLE, [personIds]);
  return new Map(rows.map((row) => [row.person_id, personOf(row)]));
}

export class InboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async person(personId: string): Promise<InboxPerson> {
    return (await peopleOf(this.#database, [personId])).get(personId) ?? UNKNOWN;
  }

  /** The newest first, older than `before`. */
  async page(
    personId: string,
    before: Position,
    kinds: readonly InboxKind[],
    limit: number,
  ): Promise<ReadGroup[]> {
    const { window, position } = before;
    const rows = await this.#database.query<GroupRow>(PAGE, [
      ...[personId, window, position, kinds, limit],
    ]);
    return rows.map(fromRow);
  }

  async unread(personId: string, mark: Position, limit: number): Promise<ReadGroup[]> {
    const { window, position } = mark;
    const rows = await this.#database.query<GroupRow>(UNREAD, [personId, window, position, limit]);
    return rows.map(fromRow);
  }

  /** What changed of these people since they were told last, the earliest change first. */
  async changed(since: ReadonlyMap<string, Position>): Promise<ReadGroup[]> {
    const marks = [...since.values()];
    const rows = await this.#database.query<GroupRow>(CHANGED, [
      [...since.keys()],
      marks.map(({ window }) => window),
      marks.map(({ position }) => position),
    ]);
    return rows.map(fromRow);
  }

  /** Up to where anything of a person was applied. */
  async applied(personId: string): Promise<Position> {
    const [row] = await this.#database.query<Position>(APPLIED, [personId]);
    return row ?? ZERO;
  }

  /** The newest thing of a person. */
  async newest(personId: string): Promise<Position> {
    const [row] = await this.#database.query<Position>(NEWEST, [personId]);
    return row ?? ZERO;
  }

  /** Up to which window groups are written. */
  async position(): Promise<number> {
    const [row] = await this.#database.query<{ window_number: number }>(POSITION);
    return row?.window_number ?? 0;
  }

  async setRead(personId: string, mark: Position): Promise<void> {
    await this.#database.query(
      {
        name: 'inbox.set_read',
        text: `INSERT INTO inbox_people (person_id, read_window, read_position) VALUES ($1, $2, $3)
          ON CONFLICT (person_id) DO UPDATE SET read_window = excluded.read_window, read_position = excluded.read_position`,
      },
      [personId, mark.window, mark.position],
    );
  }

  /** Marks groups as read as they stand now. */
  async setGroupsRead(
    personId: string,
    keys: readonly Pick<Group, 'kind' | 'itemId' | 'day'>[],
  ): Promise<void> {
    await this.#database.query(
      {
        name: 'inbox.set_groups_read',
        text: `UPDATE inbox_groups AS g SET read_window = g.last_window, read_position = g.last_position
          FROM unnest($2::text[], $3::uuid[], $4::int[]) AS k(kind, item_id, day)
          WHERE g.person_id = $1 AND g.kind = k.kind AND g.item_id = k.item_id AND g.day = k.day`,
      },
      [
        personId,
        keys.map(({ kind }) => kind),
        keys.map(({ itemId }) => itemId),
        keys.map(({ day }) => day),
      ],
    );
  }

  async setSettings(personId: string, { kinds, quiet }: Omit<InboxPerson, 'read'>): Promise<void> {
    await this.#database.query(
      {
        name: 'inbox.set_settings',
        text: `INSERT INTO inbox_people (person_id, kinds, quiet_chosen, quiet_from, quiet_to)
          VALUES ($1, $2::jsonb, $3, $4, $5) ON CONFLICT (person_id) DO UPDATE SET kinds = excluded.kinds,
          quiet_chosen = excluded.quiet_chosen, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
      },
      [
        ...[personId, JSON.stringify(kinds), quiet !== undefined],
        ...[quiet?.fromMinute ?? null, quiet?.toMinute ?? null],
      ],
    );
  }

  /** Takes a person out of what others were told. */
  async forgetActor(personId: string): Promise<void> {
    await this.#database.query(
      {
        name: 'inbox.forget_requests',
        text: 'DELETE FROM inbox_groups WHERE actors @> ARRAY[$1::uuid] AND item_id = $1',
      },
      [personId],
    );
    // Both arrays go together: a comment's id stays beside nobody.
    await this.#database.query(
      {
        name: 'inbox.forget_actor',
        text: `UPDATE inbox_groups SET
            refs = ARRAY(SELECT r FROM unnest(actors, refs) WITH ORDINALITY AS e(a, r, n) WHERE a <> $1 ORDER BY n),
            actors = array_remove(actors, $1)
          WHERE actors @> ARRAY[$1::uuid]`,
      },
      [personId],
    );
  }

  /** Deletes what is too old. @returns how many rows. */
  async expire(beforeMs: number, limit: number): Promise<number> {
    const gone = await this.#database.query(
      {
        name: 'inbox.expire',
        text: `DELETE FROM inbox_groups WHERE (person_id, kind, item_id, day) IN (
            SELECT person_id, kind, item_id, day FROM inbox_groups WHERE last_at_ms < $1 ORDER BY last_at_ms LIMIT $2)
          RETURNING day`,
      },
      [beforeMs, limit],
    );
    return gone.length;
  }

  /** Keeps the newest GROUPS_MAX of a person. @returns how many rows went. */
  async trim(personId: string): Promise<number> {
    const gone = await this.#database.query(
      {
        name: 'inbox.trim',
        text: `DELETE FROM inbox_groups AS g USING (
            SELECT last_window, last_position FROM inbox_groups WHERE person_id = $1
            ORDER BY last_window DESC, last_position DESC OFFSET $2 LIMIT 1) AS f
          WHERE g.person_id = $1 AND (g.last_window, g.last_position) <= (f.last_window, f.last_position)
          RETURNING day`,
      },
      [personId, GROUPS_MAX],
    );
    return gone.length;
  }
}

function personOf(row: PersonRow): InboxPerson {
  const { quiet_from: from, quiet_to: to } = row;
  const hours = from === null || to === null ? null : { fromMinute: from, toMinute: to };
  return {
    kinds: row.kinds,
    quiet: row.quiet_chosen ? hours : undefined,
    read: { window: row.read_window, position: row.read_position },
  };
}

function fromRow(row: GroupRow): ReadGroup {
  return {
    ...{ personId: row.person_id, kind: row.kind, itemId: row.item_id, day: row.day },
    entries: row.actors.map((actor, index) => ({ actor, ref: row.refs[index] ?? NOBODY })),
    ...{ beyond: row.beyond, reason: row.reason },
    ...{ firstAtMs: row.first_at_ms, lastAtMs: row.last_at_ms },
    last: { window: row.last_window, position: row.last_position },
    applied: { window: row.applied_window, position: row.applied_position },
    read: { window: row.read_window, position: row.read_position },
  };
}
