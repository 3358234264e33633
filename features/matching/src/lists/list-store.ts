// The rows of lists. They change one at a time, under a lock that everybody who publishes shares: a clip is never published
// by a list that was changed before.

import { createHash } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import type { HashKind } from '@jhalak/contracts/matching';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Database, Journal, Queries, Tx } from '@jhalak/ports';
import { faultText, parseList, type ListEntry } from './parse-list.ts';

/** Of all lists in force: they are held in memory by whoever publishes. */
const ENTRIES_MAX = 2_000_000;
/** Of all their sounds together, in memory as well: some 4,000 of half a minute. */
const SOUND_WORDS_MAX = 1_000_000;
/** Rows of one insert. */
const INSERT_MAX = 2_000;
const LISTS_SHOWN_MAX = 200;
/** Any number: who changes lists waits for who publishes, and the other way round. */
const LOCK = 7_302_114;

export interface ListRow {
  list_id: string;
  version: number;
  name: string;
  issuer: string;
  file_sha256: string;
  entries: number;
  imported_by: string;
  at_ms: number;
  ended_at_ms: number | null;
}

/** A list with what it held. */
export interface ListWithMatches extends ListRow {
  held: number;
  waiting: number;
}

export interface EntryRow {
  list_id: string;
  line: number;
  kind: HashKind;
  hash: Buffer;
  reason: string;
}

const LIST_COLUMNS =
  'l.list_id, version, name, issuer, file_sha256, entries, imported_by, l.at_ms, ended_at_ms';

export class ListStore {
  readonly #deps: { database: Database; journal: Journal; clock: Clock; ids: Ids };

  constructor(deps: { database: Database; journal: Journal; clock: Clock; ids: Ids }) {
    this.#deps = deps;
  }

  /** Takes all of a file or nothing. @throws `list.invalid`, `list.too_many`. */
  async take(
    importedBy: string,
    { name, issuer, csv }: { name: string; issuer: string; csv: string },
  ): Promise<ListRow> {
    const parsed = parseList(csv);
    if (parsed.refused > 0) throw problem('list.invalid', parsed.lines.map(faultText).join(' '));
    const { database, clock, ids } = this.#deps;
    const listId = ids.next();
    const sha256 = createHash('sha256').update(csv).digest('hex');
    await database.transaction(async (tx) => {
      const version = await this.#nextVersion(tx);
      const [held] = await tx.query<{ count: number }>({
        name: 'matching.entries_in_force',
        text: 'SELECT coalesce(sum(entries), 0)::int AS count FROM matching_lists WHERE ended_at_ms IS NULL',
      });
      if ((held?.count ?? 0) + parsed.entries.length > ENTRIES_MAX)
        throw problem('list.too_many', `All lists together hold at most ${ENTRIES_MAX} hashes.`);
      await checkSounds(tx, parsed.entries);
      await tx.query(
        {
          name: 'matching.list',
          text: `INSERT INTO matching_lists (list_id, version, name, issuer, file_sha256, entries, imported_by, at_ms)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        },
        [listId, version, name, issuer, sha256, parsed.entries.length, importedBy, clock.nowMs()],
      );
      for (let from = 0; from < parsed.entries.length; from += INSERT_MAX)
        await insertEntries(tx, listId, parsed.entries.slice(from, from + INSERT_MAX));
      const facts = { entries: parsed.entries.length, sha256 };
      await this.#tell(tx, listId, 'taken', facts);
    });
    const row = await this.list(database, listId);
    if (row === undefined) throw new Error('broken assumption: a list that was taken is there');
    return row;
  }

  /** What is on it no longer holds anything; what it holds stays held. @throws `list.not_found`. */
  async end(listId: string, endedBy: string): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const version = await this.#nextVersion(tx);
      const [ended] = await tx.query(
        {
          name: 'matching.end_list',
          text: `UPDATE matching_lists SET ended_at_ms = $2, ended_by = $3, version = $4
            WHERE list_id = $1 AND ended_at_ms IS NULL RETURNING list_id`,
        },
        [listId, this.#deps.clock.nowMs(), endedBy, version],
      );
      if (ended === undefined) throw problem('list.not_found', 'There is no such list in force.');
      await this.#tell(tx, listId, 'ended', {});
    });
  }

  /** The newest first. */
  async lists(): Promise<ListWithMatches[]> {
    return await this.#deps.database.query<ListWithMatches>(
      {
        name: 'matching.lists',
        text: `SELECT ${LIST_COLUMNS}, h.held, h.waiting FROM matching_lists l, LATERAL (SELECT count(*)::int AS held,
              count(*) FILTER (WHERE state IN ('open', 'appealed'))::int AS waiting
            FROM matching_holds h WHERE h.list_id = l.list_id) h
          ORDER BY l.at_ms DESC, l.list_id LIMIT $1`,
      },
      [LISTS_SHOWN_MAX],
    );
  }

  async list(on: Queries, listId: string): Promise<ListRow | undefined> {
    const text = `SELECT ${LIST_COLUMNS} FROM matching_lists l WHERE list_id = $1`;
    const [row] = await on.query<ListRow>({ name: 'matching.one_list', text }, [listId]);
    return row;
  }

  /** @returns lists changed since a version, in the order of their changes. */
  async changedSince(version: number): Promise<ListRow[]> {
    const text = `SELECT ${LIST_COLUMNS} FROM matching_lists l WHERE version > $1 ORDER BY version`;
    return await this.#deps.database.query<ListRow>({ name: 'matching.changed_lists', text }, [
      version,
    ]);
  }

  /** @returns entries of a list after a line, but those of files, which are looked up where they lie. */
  async entries(listId: string, afterLine: number, limit: number): Promise<EntryRow[]> {
    const text = `SELECT list_id, line, kind, hash, reason FROM matching_entries
      WHERE list_id = $1 AND line > $2 AND kind <> 'sha256' ORDER BY line LIMIT $3`;
    return await this.#deps.database.query<EntryRow>({ name: 'matching.entries', text }, [
      listId,
      afterLine,
      limit,
    ]);
  }

  /** @returns entries in force for a file's bytes. */
  async ofFile(sha256: string): Promise<EntryRow[]> {
    const text = `SELECT e.list_id, e.line, e.kind, e.hash, e.reason FROM matching_entries e
      JOIN matching_lists l ON l.list_id = e.list_id AND l.ended_at_ms IS NULL
      WHERE e.kind = 'sha256' AND e.hash = $1 ORDER BY e.list_id, e.line LIMIT 20`;
    return await this.#deps.database.query<EntryRow>({ name: 'matching.entries_of_file', text }, [
      Buffer.from(sha256, 'hex'),
    ]);
  }

  /** The version of all lists, held still until the transaction ends. */
  async holdVersion(tx: Tx): Promise<number> {
    await tx.query(
      { name: 'matching.share_lists', text: 'SELECT pg_advisory_xact_lock_shared($1)' },
      [LOCK],
    );
    return await this.#version(tx);
  }

  async #nextVersion(tx: Tx): Promise<number> {
    await tx.query({ name: 'matching.lock_lists', text: 'SELECT pg_advisory_xact_lock($1)' }, [
      LOCK,
    ]);
    return (await this.#version(tx)) + 1;
  }

  async #version(on: Queries): Promise<number> {
    const [row] = await on.query<{ version: number }>({
      name: 'matching.lists_version',
      text: 'SELECT coalesce(max(version), 0) AS version FROM matching_lists',
    });
    return row?.version ?? 0;
  }

  async #tell(
    tx: Tx,
    listId: string,
    type: string,
    facts: Record<string, string | number>,
  ): Promise<void> {
    const row = { table: 'matching_lists', key: listId };
    await this.#deps.journal.append(tx, [
      { stream: 'matching.list', key: listId, type, row, facts },
    ]);
  }
}

async function checkSounds(tx: Tx, entries: readonly ListEntry[]): Promise<void> {
  const bytes = entries
    .filter(({ kind }) => kind === 'chromaprint')
    .reduce((sum, { hash }) => sum + hash.byteLength, 0);
  if (bytes === 0) return;
  const [held] = await tx.query<{ bytes: number }>({
    name: 'matching.sounds_in_force',
    text: `SELECT coalesce(sum(octet_length(e.hash)), 0)::bigint AS bytes FROM matching_entries e
      JOIN matching_lists l ON l.list_id = e.list_id AND l.ended_at_ms IS NULL WHERE e.kind = 'chromaprint'`,
  });
  if ((held?.bytes ?? 0) + bytes > SOUND_WORDS_MAX * 4)
    throw problem(
      'list.too_many',
      `The sounds of all lists together hold at most ${SOUND_WORDS_MAX} words of 8 digits.`,
    );
}

async function insertEntries(tx: Tx, listId: string, entries: readonly ListEntry[]): Promise<void> {
  await tx.query(
    {
      name: 'matching.insert_entries',
      text: `INSERT INTO matching_entries (list_id, line, kind, hash, reason)
        SELECT $1, e.line, e.kind, e.hash, e.reason
        FROM unnest($2::int[], $3::text[], $4::bytea[], $5::text[]) AS e (line, kind, hash, reason)`,
    },
    [
      listId,
      entries.map(({ line }) => line),
      entries.map(({ kind }) => kind),
      entries.map(({ hash }) => hash),
      entries.map(({ reason }) => reason),
    ],
  );
}
