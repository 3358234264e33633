// What rises now, by window and scope: counted from the rows of the hours, at most once a minute.

import { toldCount } from '@jhalak/contracts/counting';
import type { TrendWindow } from '@jhalak/contracts/trends';
import { HOUR_MS, MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { ClipFacts } from './clip-facts.ts';
import { risingOf, type Rising, type WatchedClip } from './rising.ts';
import { EVERYWHERE } from './trend-counter.ts';

/** What is asked for; absent: any. */
interface Scope {
  language?: string | undefined;
  genre?: string | undefined;
}

/** Where it was watched: a state or province with the fewest people of whom anything is told there; absent: everywhere. */
export interface Within {
  place: string;
  peopleMin: number;
}

/** A window as it was counted. */
export interface TrendBoard {
  fromMs: number;
  untilMs: number;
  rising(scope: Scope): Rising;
}

const HOURS: Readonly<Record<TrendWindow, number>> = { day: 24, week: 7 * 24 };
const AGE_MS = MINUTE_MS;
/** The most watched clips of a window and the one before; what is watched less is no trend in a house where so many are. */
const CLIPS_MAX = 20_000;
/** The same of one state. */
const PLACE_CLIPS_MAX = 4_000;
/** Two windows of every state of a country, and of all of it. */
const BOARDS_MAX = 100;

// A day begins at midnight UTC, as it does for the marks: in one day each person counts once a clip.
const READ = {
  name: 'search.trend_board',
  text: `WITH days AS (
      SELECT video_id,
        coalesce(sum(regular) FILTER (WHERE hour >= $2), 0) AS regular,
        coalesce(sum(other) FILTER (WHERE hour >= $2), 0) AS other,
        coalesce(sum(regular) FILTER (WHERE hour < $2), 0) AS before_regular,
        coalesce(sum(other) FILTER (WHERE hour < $2), 0) AS before_other
      FROM search_trend_hours WHERE hour >= $1 AND hour <= $3 AND place = $4 GROUP BY video_id, hour / 24)
    SELECT video_id, sum(regular)::int AS regular, sum(other)::int AS other, sum(before_regular)::int AS before_regular,
      sum(before_other)::int AS before_other, max(CASE WHEN $4 = '' THEN regular + other ELSE regular END)::int AS people
    FROM days GROUP BY video_id ORDER BY sum(regular + other) DESC, video_id LIMIT $5`,
};

interface Row {
  video_id: string;
  regular: number;
  other: number;
  before_regular: number;
  before_other: number;
  people: number;
}

export interface TrendBoardDeps {
  database: Database;
  clock: Clock;
  clips: ClipFacts;
  /** @returns whether everybody of age may see a clip: what is dark adds to no tag. */
  isPublic(videoId: string): boolean;
}

interface Made {
  madeAtMs: number;
  board: Promise<TrendBoard>;
  /** One that takes longer than a minute is waited for, not begun again beside itself. */
  isWhole: boolean;
}

export class TrendBoards {
  readonly #deps: TrendBoardDeps;
  readonly #boards = new Map<string, Made>();

  constructor(deps: TrendBoardDeps) {
    this.#deps = deps;
  }

  /**
   * @param within one of the places that there are: each has boards of its own.
   * @returns the window as of a minute ago at most. Cost: none mostly, else one pass over the window's rows.
   */
  async of(window: TrendWindow, within?: Within): Promise<TrendBoard> {
    const nowMs = this.#deps.clock.nowMs();
    const key = `${window} ${within?.place ?? EVERYWHERE} ${within?.peopleMin ?? 0}`;
    const known = this.#boards.get(key);
    if (known !== undefined && (!known.isWhole || Math.abs(nowMs - known.madeAtMs) < AGE_MS))
      return await known.board;
    const made: Made = {
      madeAtMs: nowMs,
      board: this.#make(window, nowMs, within),
      isWhole: false,
    };
    this.#remember(key, made);
    try {
      return await made.board;
    } catch (error) {
      // A failure is not remembered.
      if (this.#boards.get(key) === made) this.#boards.delete(key);
      throw error;
    } finally {
      made.isWhole = true;
    }
  }

  /** Forgets what was counted, so that the next question counts anew. */
  forget(): void {
    this.#boards.clear();
  }

  #remember(key: string, made: Made): void {
    this.#boards.delete(key);
    this.#boards.set(key, made);
    const [oldest] = this.#boards.keys();
    if (this.#boards.size > BOARDS_MAX && oldest !== undefined) this.#boards.delete(oldest);
  }

  async #make(window: TrendWindow, nowMs: number, within?: Within): Promise<TrendBoard> {
    const { database, clips, isPublic } = this.#deps;
    const hours = HOURS[window];
    const last = Math.floor(nowMs / HOUR_MS);
    const first = last - hours + 1;
    const place = within?.place ?? EVERYWHERE;
    const most = within === undefined ? CLIPS_MAX : PLACE_CLIPS_MAX;
    const values = [first - hours, first, last, place, most];
    const rows = await database.query<Row>(READ, values);
    const facts = await clips.of(rows.map((row) => row.video_id));
    const watched: WatchedClip[] = [];
    for (const row of rows) {
      const fact = facts.get(row.video_id);
      // In a state each clip by itself must be watched by enough people: what fewer watched adds to no sum either.
      const enough = row.people >= (within?.peopleMin ?? 0);
      if (fact !== undefined && enough && isPublic(row.video_id))
        watched.push(inSteps(clipOf(row, fact), within?.peopleMin ?? 1));
    }
    const scopes = new Map<string, Rising>();
    return {
      fromMs: first * HOUR_MS,
      untilMs: nowMs,
      rising({ language, genre }) {
        const key = `${language ?? ''} ${genre ?? ''}`;
        const known = scopes.get(key);
        if (known !== undefined) return known;
        const inScope = watched.filter(
          (clip) =>
            (language === undefined || clip.facts.language === language) &&
            (genre === undefined || clip.facts.genre === genre),
        );
        const rising = risingOf(inScope, within?.peopleMin);
        // As many as there are languages and genres: the query's schema admits no others.
        scopes.set(key, rising);
        return rising;
      },
    };
  }
}

/**
 * Figures of a place are whole steps of the fewest people of whom anything is told there, rounded down, before anything is added
 * up or put in order: whoever takes them from the country's exact ones learns of the rest no more than within one step.
 */
function inSteps(clip: WatchedClip, step: number): WatchedClip {
  if (step === 1) return clip;
  const down = ({ regular, other }: WatchedClip['now']): WatchedClip['now'] => {
    const views = toldCount(regular, other);
    return { regular: views - (views % step), other: 0 };
  };
  return { ...clip, now: down(clip.now), before: down(clip.before) };
}

function clipOf(row: Row, facts: WatchedClip['facts']): WatchedClip {
  return {
    videoId: row.video_id,
    facts,
    now: { regular: row.regular, other: row.other },
    before: { regular: row.before_regular, other: row.before_other },
    people: row.people,
  };
}
