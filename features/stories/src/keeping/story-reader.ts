// Stories with what their publishers let us show now: rows say what was told, publishers whether it still stands.

import { assert, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { PublisherReport, Publishers } from '@jhalak/publishers';
import { readAll } from './read-all.ts';
import { storiesById, trending, type StoryRow, type TrendQuery } from './story-store.ts';
import { isQuoted } from './tell-reports.ts';
import { trendAt } from './trend.ts';
import type { Stories, Story, Told } from './types.ts';

/** More stories at once are a mistake: each brings up to 60 reports. */
const STORIES_MAX = 100;

export class StoryReader implements Stories {
  readonly #deps: { database: Database; publishers: Publishers; clock: Clock };

  constructor(deps: { database: Database; publishers: Publishers; clock: Clock }) {
    this.#deps = deps;
  }

  async stories(ids: readonly string[]): Promise<Map<string, Story>> {
    assert(ids.length <= STORIES_MAX, 'stories are read in pages');
    const asked = await storiesById(this.#deps.database, ids);
    const into = asked.flatMap((row) => row.merged_into ?? []);
    const kept = await storiesById(this.#deps.database, [...new Set(into)]);
    const byId = new Map([...asked, ...kept].map((row) => [row.story_id, row]));
    const stories = await this.#withReports([...byId.values()]);
    return new Map(
      asked.flatMap((row) => {
        const story = stories.get(row.merged_into ?? row.story_id);
        return story === undefined ? [] : [[row.story_id, story] as const];
      }),
    );
  }

  /** @returns a page of stories, those that move most first, and the last row read; undefined at the end. */
  async trending(query: TrendQuery): Promise<{ stories: Story[]; last: StoryRow | undefined }> {
    assert(query.limit <= STORIES_MAX, 'stories are read in pages');
    const rows = await trending(this.#deps.database, query);
    const stories = await this.#withReports(rows);
    return {
      stories: rows.flatMap((row) => stories.get(row.story_id) ?? []),
      last: rows.length < query.limit ? undefined : rows.at(-1),
    };
  }

  async #withReports(rows: readonly StoryRow[]): Promise<Map<string, Story>> {
    const ids = rows.flatMap((row) => row.told?.reports ?? []);
    const reports = await readAll(this.#deps.publishers, ids);
    const nowMs = this.#deps.clock.nowMs();
    return new Map(
      rows.flatMap((row) => {
        const story = storyOf(row, reports, nowMs);
        return story === undefined ? [] : [[row.story_id, story] as const];
      }),
    );
  }
}

function storyOf(
  row: StoryRow,
  all: ReadonlyMap<string, PublisherReport>,
  nowMs: number,
): Story | undefined {
  if (row.state !== 'shown' || row.told === null) return undefined;
  const reports = row.told.reports.flatMap((id) => all.get(id) ?? []);
  const told = standing(row.told, all);
  if (reports.length === 0 || told.tellings.length === 0) return undefined;
  return {
    id: row.story_id,
    told,
    reports,
    reportCount: row.report_count - (row.told.reports.length - reports.length),
    trend: trendAt(row.trend_rank, nowMs),
    happenedAtMs: row.happened_at_ms,
    updatedAtMs: row.updated_at_ms,
  };
}

/** A report that was just removed, or a licence that was just narrowed, counts at once; telling anew follows. */
function standing(told: Told, reports: ReadonlyMap<string, PublisherReport>): Told {
  const stands = (id: string): boolean => reports.has(id);
  const mayQuote = (id: string): boolean => {
    const report = reports.get(id);
    return report !== undefined && isQuoted(report);
  };
  const tellings = told.tellings
    .filter(({ headline }) => stands(headline.report))
    .map((telling) => ({
      ...telling,
      summary: telling.summary.filter(({ report }) => mayQuote(report)),
    }));
  const main = tellings.find(({ language }) => language === told.language) ?? tellings[0];
  return {
    ...told,
    headline: main?.headline.text ?? '',
    language: main?.language ?? told.language,
    reports: told.reports.filter(stands),
    origins: told.origins
      .map((origin) => ({ ...origin, reports: origin.reports.filter(stands) }))
      .filter((origin) => origin.reports.length > 0),
    disagreements: told.disagreements
      .map((one) => ({
        ...one,
        values: one.values
          .map((value) => ({ ...value, reports: value.reports.filter(stands) }))
          .filter((value) => value.reports.length > 0),
      }))
      .filter((one) => one.values.length > 1),
    tellings,
  };
}
