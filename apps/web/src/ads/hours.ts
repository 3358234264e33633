// Hours of a week, painted and as line items have them. Pure.

import type { Targeting } from '@jhalak/contracts/ads';

type Hours = NonNullable<Targeting['hours']>;
export const DAYS = 7;
export const DAY_HOURS = 24;
/** The contract's bound of spans. */
const SPANS_MAX = 28;

/** @returns one flag an hour, from Sunday's first. No spans mean every hour. */
export function paintedOf(hours: Hours | undefined): readonly boolean[] {
  if (hours === undefined || hours.length === 0) return Array<boolean>(DAYS * DAY_HOURS).fill(true);
  return Array.from({ length: DAYS * DAY_HOURS }, (_, at) =>
    hours.some(
      ({ day, fromHour, toHour }) =>
        Math.floor(at / DAY_HOURS) === day && at % DAY_HOURS >= fromHour && at % DAY_HOURS < toHour,
    ),
  );
}

/** @returns spans of painted hours, a day at a time; none where all or none are painted: that is every hour. */
export function hoursOf(painted: readonly boolean[]): Hours {
  if (painted.every(Boolean)) return [];
  const spans: Hours = [];
  for (let at = 0; at < painted.length; at += 1) {
    if (painted[at] !== true) continue;
    const [day, hour] = [Math.floor(at / DAY_HOURS), at % DAY_HOURS];
    const last = spans.at(-1);
    if (last !== undefined && last.day === day && last.toHour === hour) last.toHour = hour + 1;
    else spans.push({ day, fromHour: hour, toHour: hour + 1 });
  }
  return spans;
}

/** @returns whether the server takes them: patterns more torn than this are refused. */
export const hoursFit = (hours: Hours): boolean => hours.length <= SPANS_MAX;
