// The consumer of publishers' reports. It holds the engine, and knows up to which place the engine stands: memory that is
// ahead of the tables (a commit that failed), or behind them (another process was the worker), is brought in line first.

import { messageOf, type Clock, type Logger } from '@jhalak/kernel';
import type { Database, DurableConsumer, Journal, JournalBatch, Queries, Tx } from '@jhalak/ports';
import { REPORT_STREAM, type Publishers } from '@jhalak/publishers';
import { KEPT_MS } from '../clustering/clusters.ts';
import { BatchOfReports } from './batch-of-reports.ts';
import { readAll } from './read-all.ts';
import { StoryEngine, type Place } from './story-engine.ts';
import { lastPlace, placesCount, placesSince } from './story-store.ts';

export interface KeeperDeps {
  database: Database;
  journal: Journal;
  publishers: Publishers;
  clock: Clock;
  logger: Logger;
  /** Default INLINE_MAX. */
  inlineMax?: number;
}

/** Reports that are read again at once: their texts are in memory together. */
const PAGE = 200;
/** More are read again outside the consumer's transaction, which holds up the journal’s windows: 500 take half a second. */
const INLINE_MAX = 500;
/** Before every place. */
const START: Place = { window: 0, position: -1 };

export class StoryKeeper {
  readonly #deps: KeeperDeps;
  #engine = new StoryEngine();
  /** Up to where the engine stands; undefined when that is not known. */
  #head: Place | undefined;
  #loading: Promise<void> | undefined;

  constructor(deps: KeeperDeps) {
    this.#deps = deps;
  }

  consumer(): DurableConsumer {
    return {
      name: 'stories.reports',
      streams: [REPORT_STREAM],
      handle: async (tx, batch) => await this.#handle(tx, batch),
    };
  }

  async #handle(tx: Tx, batch: JournalBatch): Promise<void> {
    const head = await this.#inLine(tx);
    // Not known again until the commit: whatever fails from here on has the engine made anew.
    this.#head = undefined;
    const placed = await new BatchOfReports(this.#deps, tx, this.#engine).take(batch);
    tx.afterCommit(() => {
      this.#head = later(head, placed ?? head);
    });
  }

  async #inLine(tx: Tx): Promise<Place> {
    if (this.#loading !== undefined) throw stillLoading();
    const stored = await lastPlace(tx);
    if (this.#head !== undefined && isSame(this.#head, stored)) return stored;
    const isBehind = this.#head !== undefined && isSame(later(this.#head, stored), stored);
    if (!isBehind) this.#restart();
    const sinceMs = this.#deps.clock.nowMs() - KEPT_MS;
    const { inlineMax = INLINE_MAX } = this.#deps;
    const behind = await placesCount(tx, this.#head ?? START, sinceMs, inlineMax + 1);
    if (behind <= inlineMax) {
      await this.#load(tx, stored, sinceMs);
      return stored;
    }
    this.#loading = this.#load(this.#deps.database, stored, sinceMs)
      .catch((error: unknown) => {
        this.#restart();
        this.#deps.logger.error(
          { error: messageOf(error) },
          'reports could not be read again; the next try begins anew',
        );
      })
      .finally(() => {
        this.#loading = undefined;
      });
    throw stillLoading();
  }

  #restart(): void {
    this.#engine = new StoryEngine();
    this.#head = undefined;
  }

  /**
   * Reads again, in their order, what was placed behind the engine's head, and of that only what the engine would still
   * hold. A new engine takes every report to the story that holds it; one that only lags behind knows its stories by other
   * names, and asks itself again.
   */
  async #load(on: Queries, stored: Place, sinceMs: number): Promise<void> {
    const isNew = this.#head === undefined;
    let at = this.#head ?? START;
    for (let more = true; more;) {
      const rows = await placesSince(on, at, sinceMs, PAGE);
      const shown = rows.filter((row) => row.shown).map((row) => row.report_id);
      const reports = await readAll(this.#deps.publishers, shown, on);
      for (const row of rows) {
        at = { window: row.placed_window, position: row.placed_position };
        const report = reports.get(row.report_id);
        if (report === undefined) this.#engine.remove(row.report_id);
        else if (!isNew) this.#engine.place(report, at);
        else {
          const firstAtMs = row.happened_at_ms ?? row.published_at_ms;
          this.#engine.restore(report, at, { id: row.story_id, firstAtMs });
        }
      }
      more = rows.length === PAGE;
    }
    this.#head = later(at, stored);
  }
}

function stillLoading(): Error {
  return new Error(
    'The latest reports are being read again after a start; stories go on when that is done.',
  );
}

function isSame(a: Place, b: Place): boolean {
  return a.window === b.window && a.position === b.position;
}

function later(a: Place, b: Place): Place {
  if (a.window !== b.window) return a.window > b.window ? a : b;
  return a.position >= b.position ? a : b;
}
