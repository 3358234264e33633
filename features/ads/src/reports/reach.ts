// How many people a targeting fits: real ones of the last weeks, rounded so that nobody can be found by asking twice.

import { REACH_FLOOR, type ReachEstimate } from '@jhalak/contracts/ad-reports';
import type { Targeting } from '@jhalak/contracts/ads';
import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';

/** Who was here in the last four weeks counts. */
const REACH_DAYS = 28;
/** Showings by state before their shares say anything. */
const STATE_SHOWINGS_MIN = 1_000;

/** Whom to count. */
export interface Audience {
  /** Any of them; empty: all. */
  languages: readonly string[];
  genres: readonly string[];
  /** Only people of 18 or more with consent to ads by interest count. */
  interests: readonly string[];
  sinceMs: number;
}

export interface ReachDeps {
  database: Database;
  clock: Clock;
  /** How many people an audience has; by accounts, wired in the app. */
  audience: (audience: Audience) => Promise<number>;
}

/** @returns an estimate. Cost: a count over a bounded sample of the people who were here lately. */
export async function estimateReach(
  { database, clock, audience }: ReachDeps,
  targeting: Targeting,
): Promise<ReachEstimate> {
  const nowMs = clock.nowMs();
  const { languages = [], genres = [], interests = [], states = [] } = targeting;
  // By the day: the same question has the same answer all day long.
  const sinceMs = (Math.floor(nowMs / DAY_MS) - REACH_DAYS) * DAY_MS;
  const people = await audience({ languages, genres, interests, sinceMs });
  const share = states.length === 0 ? 1 : await shareOf(database, states, sinceMs);
  const fitting = rounded(people * (share ?? 1));
  return {
    ...(fitting < REACH_FLOOR ? {} : { people: fitting }),
    ...{ floor: REACH_FLOOR, unknown: share === undefined ? ['states'] : [], asOfMs: nowMs },
  };
}

/** Where people are is known of showings only: nobody's state is kept. */
async function shareOf(
  database: Database,
  states: readonly string[],
  sinceMs: number,
): Promise<number | undefined> {
  const [row] = await database.query<{ all: number; fitting: number }>(
    {
      name: 'ads.state_share',
      text: `SELECT coalesce(sum(shown), 0)::bigint AS all,
          coalesce(sum(shown) FILTER (WHERE state = ANY ($2)), 0)::bigint AS fitting
        FROM ad_facts WHERE hour_ms >= $1 AND state <> ''`,
    },
    [Math.floor(sinceMs / HOUR_MS) * HOUR_MS, states],
  );
  if (row === undefined || row.all < STATE_SHOWINGS_MIN) return undefined;
  return row.fitting / row.all;
}

/** To two digits: 12,345 is 12,000. */
function rounded(people: number): number {
  if (people < 100) return Math.floor(people);
  const step = 10 ** (Math.floor(Math.log10(people)) - 1);
  return Math.round(people / step) * step;
}
