// Reports and their pictures. Every change goes through `change`, which counts versions and tells the journal what a
// reader can now see.

import type { Clock } from '@jhalak/kernel';
import type { Database, Journal, JournalEntry, Queries, Tx } from '@jhalak/ports';
import type { PublisherStore } from './publisher-store.ts';
import type { PictureRow, PublisherRow, PublisherTables, ReportRow } from './tables.ts';
import { REPORT_STREAM, type RemovalReason, type ReportFacts } from './types.ts';

/** What can be written of a report; JSON columns as text. */
export type ReportChanges = Partial<
  Omit<ReportRow, 'report_id' | 'publisher_id' | 'categories' | 'picture_source' | 'version'> & {
    categories: string;
    picture_source: string | null;
  }
>;
export type NewReport = Omit<ReportRow, 'categories' | 'picture_source'> & {
  categories: string;
  picture_source: string | null;
};

/** Columns that a reader sees: a change of one is a new version. */
const SEEN = [
  'title',
  'text',
  'url',
  'language',
  'published_at_ms',
  'byline',
  'categories',
] as const;

/** Reports whose journal entries are written in one transaction. */
export const ANNOUNCE_BATCH = 500;

const UNTOLD = {
  name: 'publishers.untold',
  text: `SELECT * FROM publisher_reports WHERE publisher_id = $1
    AND announced <> (ready AND removal IS NULL AND $2) ORDER BY report_id LIMIT $3`,
};

const TOLD = {
  name: 'publishers.told',
  text: `SELECT * FROM publisher_reports WHERE publisher_id = $1 AND report_id > $2
    AND announced AND ready AND removal IS NULL ORDER BY report_id LIMIT $3`,
};
/** Before every report. */
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

export class ReportStore {
  readonly #database: Database;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #publishers: PublisherStore;

  constructor(deps: {
    database: Database;
    journal: Journal;
    clock: Clock;
    publishers: PublisherStore;
  }) {
    this.#database = deps.database;
    this.#journal = deps.journal;
    this.#clock = deps.clock;
    this.#publishers = deps.publishers;
  }

  async byIds(ids: readonly string[], queries: Queries = this.#database): Promise<ReportRow[]> {
    if (ids.length === 0) return [];
    return await queries
      .tables<PublisherTables>()
      .selectFrom('publisher_reports')
      .selectAll()
      .where('report_id', 'in', [...ids])
      .execute();
  }

  async pictures(ids: readonly string[], queries: Queries = this.#database): Promise<PictureRow[]> {
    if (ids.length === 0) return [];
    return await queries
      .tables<PublisherTables>()
      .selectFrom('publisher_pictures')
      .selectAll()
      .where('report_id', 'in', [...ids])
      .execute();
  }

  /** @returns report by item key, of those that are known. */
  async known(
    tx: Tx,
    publisherId: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (keys.length === 0) return new Map();
    const rows = await tx
      .tables<PublisherTables>()
      .selectFrom('publisher_items')
      .select(['item_key', 'report_id'])
      .where('publisher_id', '=', publisherId)
      .where('item_key', 'in', [...keys])
      .execute();
    return new Map(rows.map((row) => [row.item_key, row.report_id]));
  }

  /** Keys that lead somewhere else already stay as they are. */
  async remember(
    tx: Tx,
    publisherId: string,
    reportId: string,
    keys: readonly string[],
  ): Promise<void> {
    await tx
      .tables<PublisherTables>()
      .insertInto('publisher_items')
      .values(
        keys.map((key) => ({ publisher_id: publisherId, item_key: key, report_id: reportId })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The publisher must be locked. */
  async insert(tx: Tx, publisher: PublisherRow, row: NewReport): Promise<void> {
    await tx.tables<PublisherTables>().insertInto('publisher_reports').values(row).execute();
    const [stored] = await this.byIds([row.report_id], tx);
    if (stored !== undefined) await this.#tell(tx, publisher, [{ report: stored, changed: true }]);
  }

  /**
   * Changes one report under its publisher's lock.
   *
   * @param decide is given the report as it stands; undefined changes nothing.
   * @param seen whether a reader sees the change even if no column of the report shows it (a new picture).
   * @returns the report after the change, or undefined when there is none or nothing was changed.
   */
  async change(
    tx: Tx,
    reportId: string,
    decide: (report: ReportRow, publisher: PublisherRow) => ReportChanges | undefined,
    options: { seen?: boolean } = {},
  ): Promise<ReportRow | undefined> {
    const [found] = await this.byIds([reportId], tx);
    if (found === undefined) return undefined;
    const publisher = await this.#publishers.lock(tx, found.publisher_id);
    const [report] = await this.byIds([reportId], tx);
    if (publisher === undefined || report === undefined) return undefined;
    const changes = decide(report, publisher);
    if (changes === undefined) return undefined;
    const changed =
      options.seen === true || SEEN.some((column) => differs(report, changes, column));
    const after = {
      ...changes,
      ...(changed ? { version: report.version + 1, changed_at_ms: this.#clock.nowMs() } : {}),
    };
    if (Object.keys(after).length > 0) {
      await tx
        .tables<PublisherTables>()
        .updateTable('publisher_reports')
        .set(after)
        .where('report_id', '=', reportId)
        .execute();
    }
    const [stored] = await this.byIds([reportId], tx);
    if (stored === undefined) return undefined;
    await this.#tell(tx, publisher, [{ report: stored, changed }]);
    return stored;
  }

  /** Tells the journal about reports of a publisher whose visibility changed with it. The publisher must be locked. */
  async tellUntold(tx: Tx, publisher: PublisherRow): Promise<number> {
    const active = publisher.state === 'active';
    const rows = await tx.query<ReportRow>(UNTOLD, [
      publisher.publisher_id,
      active,
      ANNOUNCE_BATCH,
    ]);
    await this.#tell(
      tx,
      publisher,
      rows.map((report) => ({ report, changed: false })),
    );
    return rows.length;
  }

  /**
   * Tells the journal that reports of a publisher stand under other terms now. The publisher must be locked.
   *
   * @param after the last report that was told; undefined for the first page.
   * @returns the last one of this page, or undefined when that was the last page.
   */
  async tellTerms(
    tx: Tx,
    publisher: PublisherRow,
    after: string | undefined,
  ): Promise<string | undefined> {
    const rows = await tx.query<ReportRow>(TOLD, [
      publisher.publisher_id,
      after ?? FIRST_ID,
      ANNOUNCE_BATCH,
    ]);
    // A version counts changes of the report itself.
    await this.#tell(
      tx,
      publisher,
      rows.map((report) => ({ report, changed: true })),
    );
    return rows.length < ANNOUNCE_BATCH ? undefined : rows.at(-1)?.report_id;
  }

  async replacePicture(
    tx: Tx,
    row: Omit<PictureRow, 'renditions'> & { renditions: string },
  ): Promise<void> {
    await this.removePictures(tx, row.report_id);
    await tx.tables<PublisherTables>().insertInto('publisher_pictures').values(row).execute();
  }

  async removePictures(tx: Tx, reportId: string): Promise<void> {
    await tx
      .tables<PublisherTables>()
      .deleteFrom('publisher_pictures')
      .where('report_id', '=', reportId)
      .execute();
  }

  /** One entry a report whose sight changed, and the note that it was told. */
  async #tell(
    tx: Tx,
    publisher: PublisherRow,
    seen: readonly { report: ReportRow; changed: boolean }[],
  ): Promise<void> {
    const told = seen.flatMap(({ report, changed }) => {
      const shown = isShown(report, publisher);
      if (shown !== report.announced)
        return [{ report, shown, type: shown ? 'reported' : 'removed' }];
      return shown && changed ? [{ report, shown, type: 'changed' }] : [];
    });
    if (told.length === 0) return;
    const ids = told.map(({ report }) => report.report_id);
    const pictured = new Set((await this.pictures(ids, tx)).map((picture) => picture.report_id));
    for (const shown of [true, false]) {
      const changing = told
        .filter((one) => one.shown === shown && one.report.announced !== shown)
        .map(({ report }) => report.report_id);
      if (changing.length === 0) continue;
      await tx
        .tables<PublisherTables>()
        .updateTable('publisher_reports')
        .set({ announced: shown })
        .where('report_id', 'in', changing)
        .execute();
    }
    await this.#journal.append(
      tx,
      told.map(({ report, type }) => {
        const hasPicture = publisher.licence_pictures && pictured.has(report.report_id);
        return entryOf(report, type, hasPicture, removalOf(report, publisher));
      }),
    );
  }
}

/** Whether a reader may see it. */
export function isShown(report: ReportRow, publisher: PublisherRow): boolean {
  return report.ready && report.removal === null && publisher.state === 'active';
}

function removalOf(report: ReportRow, publisher: PublisherRow): RemovalReason {
  if (report.removal !== null) return report.removal;
  return publisher.state === 'ended' ? 'publisher_ended' : 'publisher_paused';
}

function entryOf(
  report: ReportRow,
  type: string,
  hasPicture: boolean,
  removal: RemovalReason,
): JournalEntry {
  const facts: ReportFacts = {
    publisherId: report.publisher_id,
    language: report.language,
    publishedAtMs: report.published_at_ms,
    firstSeenAtMs: report.first_seen_at_ms,
    version: report.version,
    hasPicture,
    sample: report.sample,
    ...(type === 'removed' ? { removal } : {}),
  };
  return {
    stream: REPORT_STREAM,
    key: report.report_id,
    type,
    row: { table: 'publisher_reports', key: report.report_id },
    facts: { ...facts },
  };
}

function differs(
  report: ReportRow,
  changes: ReportChanges,
  column: (typeof SEEN)[number],
): boolean {
  const after = changes[column];
  if (after === undefined) return false;
  const before = column === 'categories' ? JSON.stringify(report.categories) : report[column];
  return before !== after;
}
