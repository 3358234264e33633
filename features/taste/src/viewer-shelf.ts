// Viewers' tastes in memory, loaded from their sealed rows when needed. A taste that changed since the last snapshot is
// never evicted: its row would be older than the model.

import type { Logger } from '@jhalak/kernel';
import { messageOf } from '@jhalak/kernel';
import type { Database, Keys, Tx } from '@jhalak/ports';
import type { ViewerShelf } from './learner.ts';
import { emptyTaste, type ViewerTaste } from './viewer-taste.ts';

/** Clean viewers above this are let go, the longest unused first. */
const VIEWERS_MAX = 50_000;
/** More changed viewers than this ask for a snapshot at once. */
export const CHANGED_MAX = 20_000;
const CONTEXT = 'taste_viewers.sealed';
/** Rows written by one statement. */
const WRITE_MAX = 500;

interface ViewerRow {
  person_id: string;
  sealed: Buffer;
  window_number: number;
  former_sealed: Buffer | null;
}

const LOAD = {
  name: 'taste.load_viewers',
  short: true,
  text: 'SELECT person_id, sealed, window_number, former_sealed FROM taste_viewers WHERE person_id = ANY($1::uuid[])',
};

export class TasteShelf implements ViewerShelf {
  readonly #database: Database;
  readonly #keys: Keys;
  readonly #logger: Logger;
  /** In order of use. */
  readonly #tastes = new Map<string, ViewerTaste>();
  readonly #loading = new Map<string, Promise<void>>();
  readonly #changed = new Set<string>();
  readonly #dropped = new Set<string>();
  /** Whether rows belong to what is learned here: not while everything is learned anew beside them. */
  #readsRows = true;
  /** Rows of windows after the first and up to the second were written with a snapshot that is damaged: they are not read. */
  #notAfter: { window: number; upTo: number } | undefined;

  constructor(database: Database, keys: Keys, logger: Logger) {
    this.#database = database;
    this.#keys = keys;
    this.#logger = logger;
  }

  get changedCount(): number {
    return this.#changed.size + this.#dropped.size;
  }

  /** Every viewer begins empty, whatever the rows say; until `endAnew`. */
  beginAnew(): void {
    this.#readsRows = false;
  }

  /** Rows count again: of viewers of whom nothing was learned anew they say what there is. */
  endAnew(): void {
    this.#readsRows = true;
    for (const id of this.#tastes.keys())
      if (!this.#changed.has(id) && !this.#dropped.has(id)) this.#tastes.delete(id);
  }

  /**
   * Reads rows as they were at an older snapshot, until the next one is written: by then everything that came after it was
   * learned again. Of a viewer who was dropped in between nothing is left.
   */
  readAsOf(window: number, damagedWindow: number): void {
    this.#notAfter = { window, upTo: damagedWindow };
  }

  /** Makes sure that these viewers are in memory. */
  async load(personIds: readonly string[]): Promise<void> {
    const missing = personIds.filter((id) => !this.#tastes.has(id) && !this.#loading.has(id));
    if (missing.length > 0) {
      const loading = this.#read(missing).finally(() => {
        for (const id of missing) this.#loading.delete(id);
      });
      for (const id of missing) this.#loading.set(id, loading);
    }
    await Promise.all(new Set(personIds.flatMap((id) => this.#loading.get(id) ?? [])));
  }

  async #read(personIds: readonly string[]): Promise<void> {
    const found = this.#readsRows ? await this.#rowsOf(personIds) : new Map<string, ViewerTaste>();
    for (const id of personIds)
      if (!this.#tastes.has(id)) this.#tastes.set(id, found.get(id) ?? emptyTaste());
  }

  async #rowsOf(personIds: readonly string[]): Promise<Map<string, ViewerTaste>> {
    const rows = await this.#database.query<ViewerRow>(LOAD, [personIds]);
    const found = new Map<string, ViewerTaste>();
    for (const row of rows) {
      if (this.#dropped.has(row.person_id)) continue;
      const sealed = this.#sealedOf(row);
      if (sealed === null) continue;
      const taste = await this.#open(row.person_id, sealed);
      if (taste !== undefined) found.set(row.person_id, taste);
    }
    return found;
  }

  #sealedOf({ window_number: window, sealed, former_sealed: former }: ViewerRow): Buffer | null {
    const not = this.#notAfter;
    return not !== undefined && window > not.window && window <= not.upTo ? former : sealed;
  }

  async #open(personId: string, sealed: Buffer): Promise<ViewerTaste | undefined> {
    try {
      const plain = await this.#keys.open(personId, 'activity', CONTEXT, sealed);
      // Authenticated bytes that this feature sealed itself.
      if (plain === undefined) return undefined;
      // What was not remembered yet when it was sealed begins empty.
      return { ...emptyTaste(), ...(JSON.parse(plain.toString('utf8')) as Partial<ViewerTaste>) };
    } catch (error) {
      this.#logger.error(
        { error: messageOf(error) },
        'a taste could not be opened; its viewer begins anew',
      );
      return undefined;
    }
  }

  /** @returns the taste for reading; undefined when nothing was learned. */
  async peek(personId: string): Promise<ViewerTaste | undefined> {
    if (!this.#tastes.has(personId)) await this.load([personId]);
    return this.#tastes.get(personId);
  }

  /** @returns what a viewer's row says, whatever was learned since; undefined when there is none. Cost: a query. */
  async former(personId: string): Promise<ViewerTaste | undefined> {
    return (await this.#rowsOf([personId])).get(personId);
  }

  take(personId: string): ViewerTaste {
    const taste = this.#tastes.get(personId) ?? emptyTaste();
    this.#tastes.delete(personId);
    this.#tastes.set(personId, taste);
    this.#changed.add(personId);
    this.#dropped.delete(personId);
    return taste;
  }

  drop(personId: string): void {
    this.#tastes.set(personId, emptyTaste());
    this.#changed.delete(personId);
    this.#dropped.add(personId);
  }

  /**
   * Writes what changed into the snapshot's transaction.
   *
   * @param before the window of the snapshot before this one: rows as of it are kept beside the new ones.
   * @returns a function to call after the commit.
   */
  async write(tx: Tx, window: number, before: number): Promise<() => void> {
    const changed = [...this.#changed];
    const dropped = [...this.#dropped];
    for (let from = 0; from < changed.length; from += WRITE_MAX) {
      await this.#writeSome(tx, changed.slice(from, from + WRITE_MAX), [window, before]);
    }
    if (dropped.length > 0) {
      await tx.query(
        { name: 'taste.drop', text: 'DELETE FROM taste_viewers WHERE person_id = ANY($1::uuid[])' },
        [dropped],
      );
    }
    return () => {
      for (const id of changed) this.#changed.delete(id);
      for (const id of dropped) this.#dropped.delete(id);
      this.#notAfter = undefined;
      this.#evict();
    };
  }

  async #writeSome(
    tx: Tx,
    personIds: readonly string[],
    [window, before]: readonly [number, number],
  ): Promise<void> {
    const rows: { id: string; sealed: Buffer }[] = [];
    for (const id of personIds) {
      const taste = this.#tastes.get(id);
      if (taste === undefined) continue;
      try {
        rows.push({
          id,
          sealed: await this.#keys.seal(
            id,
            'activity',
            CONTEXT,
            Buffer.from(JSON.stringify(taste)),
          ),
        });
      } catch (error) {
        // The person was erased while we learned: there is no key, and nothing may be kept.
        this.#logger.info(
          { error: messageOf(error) },
          'a taste was not kept: its viewer has no key',
        );
      }
    }
    await tx.query(
      {
        name: 'taste.write_viewers',
        text: `INSERT INTO taste_viewers (person_id, sealed, window_number)
          SELECT person_id, sealed, $3 FROM unnest($1::uuid[], $2::bytea[]) AS v(person_id, sealed)
          ON CONFLICT (person_id) DO UPDATE SET sealed = excluded.sealed, window_number = excluded.window_number,
            former_sealed = CASE WHEN taste_viewers.window_number <= $4 THEN taste_viewers.sealed ELSE taste_viewers.former_sealed END`,
      },
      [rows.map((row) => row.id), rows.map((row) => row.sealed), window, before],
    );
  }

  #evict(): void {
    for (const id of this.#tastes.keys()) {
      if (this.#tastes.size <= VIEWERS_MAX) return;
      if (!this.#changed.has(id)) this.#tastes.delete(id);
    }
  }
}
