// One batch of the journal: its reports find their stories, stories that changed are told again, and the journal hears of
// them. All within the transaction that moves the consumer's position.

import { createHash } from 'node:crypto';
import { assert, uuidFromBytes } from '@jhalak/kernel';
import type { Journal, JournalBatch, JournalEntry, JournalEvent, Tx } from '@jhalak/ports';
import type { Publishers } from '@jhalak/publishers';
import { readAll } from './read-all.ts';
import type { Place, StoryEngine } from './story-engine.ts';
import {
  places,
  reportsOf,
  storiesById,
  writePlaces,
  writeStory,
  type PlaceRow,
  type StoryRow,
} from './story-store.ts';
import { tellReports, toldOf } from './tell-reports.ts';
import { STORY_STREAM, type StoryFacts } from './types.ts';

export interface BatchDeps {
  journal: Journal;
  publishers: Publishers;
}

/** Stories merged into one another within one batch; a longer chain would be a circle. */
const MERGE_STEPS_MAX = 10;

export class BatchOfReports {
  readonly #deps: BatchDeps;
  readonly #tx: Tx;
  readonly #engine: StoryEngine;
  readonly #places = new Map<string, PlaceRow>();
  /** Places as the database has them. */
  readonly #stored = new Map<string, PlaceRow>();
  readonly #dirty = new Set<string>();
  /** Stories to be told again. */
  readonly #touched = new Set<string>();
  /** Stories whose reports went to another one. */
  readonly #movedTo = new Map<string, string>();
  #atMs = 0;

  constructor(deps: BatchDeps, tx: Tx, engine: StoryEngine) {
    this.#deps = deps;
    this.#tx = tx;
    this.#engine = engine;
  }

  /** @returns the last place that was given; undefined when nothing was placed or taken out. */
  async take(batch: JournalBatch): Promise<Place | undefined> {
    // What stands now is read, so that only a report's last word counts.
    const events = new Map<string, JournalEvent>();
    for (const event of batch.events) {
      events.delete(event.key);
      events.set(event.key, event);
      this.#atMs = Math.max(this.#atMs, event.atMs);
    }
    const reports = await readAll(this.#deps.publishers, [...events.keys()], this.#tx);
    await this.#load([...events.keys()]);
    let last: Place | undefined;
    for (const event of events.values()) {
      const report = reports.get(event.key);
      const changed = report === undefined ? this.#gone(event) : await this.#report(event, report);
      if (changed) last = { window: event.window, position: event.position };
    }
    await this.#flush();
    const entries: JournalEntry[] = [];
    for (const storyId of [...this.#touched].toSorted())
      entries.push(...(await this.#retell(storyId)));
    await this.#deps.journal.append(this.#tx, entries);
    return last;
  }

  #gone(event: JournalEvent): boolean {
    const place = this.#places.get(event.key);
    if (place === undefined || !place.shown) return false;
    this.#engine.remove(event.key);
    this.#put({ ...place, ...placedBy(event), shown: false });
    this.#touched.add(place.story_id);
    return true;
  }

  async #report(
    event: JournalEvent,
    report: Parameters<StoryEngine['place']>[0],
  ): Promise<boolean> {
    const place = this.#places.get(report.id);
    if (place?.shown === true) {
      this.#touched.add(place.story_id);
      // Only its picture or its publisher's terms changed.
      if (place.version === report.version) return false;
      if (!this.#engine.knows(report.id)) {
        // Too old to be compared with anything: it stays where it is.
        this.#put({ ...place, version: report.version });
        return false;
      }
    }
    const { mates, merged } = this.#engine.place(report, event);
    await this.#load(mates);
    const homes = this.#homesOf(mates);
    const home = homes[0] ?? (await this.#formerHome(place)) ?? storyIdOf(event);
    this.#put({
      report_id: report.id,
      story_id: home,
      version: report.version,
      shown: true,
      published_at_ms: report.publishedAtMs,
      ...placedBy(event),
    });
    this.#touched.add(home);
    if (place !== undefined && place.story_id !== home) this.#left(place.story_id, home);
    if (merged) for (const other of homes.slice(1)) await this.#merge(other, home);
    return true;
  }

  /** @returns the stories of reports, that of most of them first; among equals the older one. */
  #homesOf(reportIds: readonly string[]): string[] {
    const counts = new Map<string, number>();
    for (const id of reportIds) {
      const place = this.#places.get(id);
      if (place?.shown !== true) continue;
      counts.set(place.story_id, (counts.get(place.story_id) ?? 0) + 1);
    }
    return [...counts]
      .toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .map(([storyId]) => storyId);
  }

  /** A report that stands alone goes back to where it was, so that a publisher's pause changes no address. */
  async #formerHome(place: PlaceRow | undefined): Promise<string | undefined> {
    if (place === undefined) return undefined;
    const [story] = await storiesById(this.#tx, [place.story_id]);
    return story?.merged_into ?? place.story_id;
  }

  async #merge(gone: string, kept: string): Promise<void> {
    await this.#flush();
    const reportIds = await reportsOf(this.#tx, gone);
    await this.#load(reportIds);
    for (const id of reportIds) {
      const place = this.#places.get(id);
      if (place !== undefined) this.#put({ ...place, story_id: kept });
    }
    this.#left(gone, kept);
  }

  #left(from: string, to: string): void {
    this.#touched.add(from);
    this.#movedTo.set(from, to);
  }

  async #retell(storyId: string): Promise<JournalEntry[]> {
    const reportIds = await reportsOf(this.#tx, storyId);
    const wanted = toldOf(reportIds);
    const found = await readAll(this.#deps.publishers, wanted, this.#tx);
    const reports = wanted.flatMap((id) => found.get(id) ?? []);
    if (reports.length === 0) return await this.#end(storyId);
    const { told, happenedAtMs, trendRank } = tellReports(reports, (one) => this.#engine.read(one));
    const row: StoryRow = {
      story_id: storyId,
      state: 'shown',
      merged_into: null,
      language: told.language,
      languages: told.tellings.map(({ language }) => language),
      genre: told.genre,
      age: told.safety.age,
      report_count: reportIds.length - (wanted.length - reports.length),
      origin_count: told.origins.length,
      told,
      happened_at_ms: happenedAtMs,
      updated_at_ms: this.#atMs,
      trend_rank: trendRank,
    };
    await writeStory(this.#tx, row);
    return [entryOf(row)];
  }

  async #end(storyId: string): Promise<JournalEntry[]> {
    const [before] = await storiesById(this.#tx, [storyId]);
    if (before === undefined) return [];
    const into = this.#endOf(storyId);
    const row: StoryRow = {
      ...before,
      state: into === undefined ? 'dark' : 'merged',
      merged_into: into ?? null,
      report_count: 0,
      origin_count: 0,
      told: null,
      updated_at_ms: this.#atMs,
    };
    await writeStory(this.#tx, row);
    return [entryOf(row)];
  }

  #endOf(storyId: string): string | undefined {
    let end = this.#movedTo.get(storyId);
    for (let step = 0; step < MERGE_STEPS_MAX && end !== undefined; step += 1) {
      const next = this.#movedTo.get(end);
      if (next === undefined || next === storyId) break;
      end = next;
    }
    return end === storyId ? undefined : end;
  }

  async #load(reportIds: readonly string[]): Promise<void> {
    const missing = reportIds.filter((id) => !this.#places.has(id));
    for (const row of await places(this.#tx, missing)) {
      this.#places.set(row.report_id, row);
      this.#stored.set(row.report_id, row);
    }
  }

  #put(row: PlaceRow): void {
    this.#places.set(row.report_id, row);
    this.#dirty.add(row.report_id);
  }

  async #flush(): Promise<void> {
    const rows = [...this.#dirty].map((id) => {
      const row = this.#places.get(id);
      assert(row, 'what is dirty was put');
      return row;
    });
    const before = rows.flatMap((row) => this.#stored.get(row.report_id) ?? []);
    await writePlaces(this.#tx, rows, before);
    for (const row of rows) this.#stored.set(row.report_id, row);
    this.#dirty.clear();
  }
}

function placedBy(
  event: JournalEvent,
): Pick<PlaceRow, 'placed_window' | 'placed_position' | 'placed_at_ms'> {
  return {
    placed_window: event.window,
    placed_position: event.position,
    placed_at_ms: event.atMs,
  };
}

/** The same journal gives the same ids: a story is named after the event that began it, and sorts by its time. */
function storyIdOf(event: JournalEvent): string {
  const bytes = createHash('sha256')
    .update(`${event.key}/${event.window}.${event.position}`)
    .digest()
    .subarray(0, 16);
  bytes.writeUIntBE(event.atMs, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return uuidFromBytes(bytes);
}

function entryOf(row: StoryRow): JournalEntry {
  const shown = row.state === 'shown';
  const facts: StoryFacts = {
    shown,
    adult: row.age === '18+',
    reports: row.report_count,
    origins: row.origin_count,
    genre: row.genre,
    languages: row.languages,
    updatedAtMs: row.updated_at_ms,
    ...(row.merged_into === null ? {} : { mergedInto: row.merged_into }),
  };
  return {
    stream: STORY_STREAM,
    key: row.story_id,
    type: shown ? 'changed' : 'dark',
    row: { table: 'stories', key: row.story_id },
    facts: { ...facts },
  };
}
