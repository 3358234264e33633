// How long a child may be here in a day, as their parent says. Only the bound is kept: how long somebody was here, and the bound that
// somebody sets for themselves, are counted and stay on their device.

import { problem } from '@jhalak/contracts';
import { MORE_MINUTES, MORE_MINUTES_MAX, type ScreenTime } from '@jhalak/contracts/family';
import type { Clock } from '@jhalak/kernel';
import type { Journal, Queries, Tx } from '@jhalak/ports';

interface LimitRow {
  daily_minutes: number;
  more_day: string | null;
  more_minutes: number;
}

const OF = {
  name: 'accounts.screen_limit',
  short: true,
  text: 'SELECT daily_minutes, more_day, more_minutes FROM screen_limits WHERE person_id = $1',
};
const SET = {
  name: 'accounts.screen_limit_set',
  text: `INSERT INTO screen_limits (person_id, daily_minutes, changed_at_ms) VALUES ($1, $2, $3)
    ON CONFLICT (person_id) DO UPDATE SET daily_minutes = excluded.daily_minutes, changed_at_ms = excluded.changed_at_ms`,
};
const MORE = {
  name: 'accounts.screen_limit_more',
  text: `UPDATE screen_limits SET more_minutes = (CASE WHEN more_day = $2 THEN more_minutes ELSE 0 END) + $3, more_day = $2,
      changed_at_ms = $4, more_key = $6
    WHERE person_id = $1 AND (more_day IS DISTINCT FROM $2 OR more_minutes < $5) RETURNING person_id`,
};
const HOLD = {
  name: 'accounts.screen_limit_hold',
  text: 'SELECT 1 FROM screen_limits WHERE person_id = $1 FOR UPDATE',
};
const GIVEN = {
  name: 'accounts.screen_limit_given',
  text: 'SELECT 1 FROM screen_limits WHERE person_id = $1 AND more_key = $2',
};
const DROP = {
  name: 'accounts.screen_limit_drop',
  text: 'DELETE FROM screen_limits WHERE person_id = $1 RETURNING person_id',
};

type Telling = { journal: Journal; clock: Clock };

/** @returns what a parent set. Cost: one point read. */
export async function screenTimeOf(on: Queries, childId: string): Promise<ScreenTime> {
  const [row] = await on.query<LimitRow>(OF, [childId]);
  if (row === undefined) return { dailyMinutes: null };
  return {
    dailyMinutes: row.daily_minutes,
    ...(row.more_day === null ? {} : { more: { day: row.more_day, minutes: row.more_minutes } }),
  };
}

export async function setLimit(
  tx: Tx,
  { journal, clock }: Telling,
  childId: string,
  dailyMinutes: number | null,
): Promise<void> {
  if (dailyMinutes === null) await tx.query(DROP, [childId]);
  else await tx.query(SET, [childId, dailyMinutes, clock.nowMs()]);
  await journal.append(tx, [limitEvent(childId)]);
}

/**
 * A parent adds to one day. @param key of this one time: a repetition adds nothing.
 *
 * @throws `family.too_many`: no limit stands, or the day has all that may be added.
 */
export async function addMore(
  tx: Tx,
  { journal, clock }: Telling,
  childId: string,
  { day, key = null }: { day: string; key?: string | null | undefined },
): Promise<void> {
  // Held while it is looked at: two at once are one after the other.
  await tx.query(HOLD, [childId]);
  if (key !== null && (await tx.query(GIVEN, [childId, key])).length > 0) return;
  const most = MORE_MINUTES_MAX - MORE_MINUTES + 1;
  const rows = await tx.query(MORE, [childId, day, MORE_MINUTES, clock.nowMs(), most, key]);
  if (rows.length === 0)
    throw problem('family.too_many', 'No more can be added to this day, or there is no limit.');
  await journal.append(tx, [limitEvent(childId)]);
}

/** What a parent set ends with their word. @returns the journal entries. */
export async function dropLimit(tx: Tx, childId: string) {
  return (await tx.query(DROP, [childId])).map(() => limitEvent(childId));
}

function limitEvent(childId: string) {
  return {
    stream: 'accounts.consent',
    key: childId,
    type: 'screen_limit',
    row: { table: 'screen_limits', key: childId },
    facts: {},
    subject: childId,
  };
}
