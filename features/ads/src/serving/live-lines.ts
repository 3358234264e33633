// Line items that may be shown, as serving holds them in memory: what rows say, prepared so that a question costs comparisons only.

import type { CreativeContent, LineItem, Targeting } from '@jhalak/contracts/ads';
import type { AdWhyCode } from '@jhalak/contracts/ad-slots';
import { HOUR_MS } from '@jhalak/kernel';
import type { AdContext, LocalCap, Pricing } from './types.ts';

/** A creative that reviewers approved as it stands. */
export interface LiveCreative {
  id: string;
  content: CreativeContent;
  /** The host that a tap leads to, and every domain above it. */
  domains: readonly string[];
}

/** A line item that is on, of a campaign that its owner wants live, of a verified advertiser. */
export interface LiveLine {
  organisation: string;
  campaign: string;
  lineItem: string;
  /** As people see it. */
  advertiser: string;
  legalName: string;
  pricing: Pricing;
  /** Smallest units for a thousand showings, one view, one click. */
  price: number;
  goal: number | undefined;
  priority: number;
  pacing: LineItem['pacing'];
  caps: readonly LocalCap[];
  startsAtMs: number;
  endsAtMs: number;
  /** Of the whole campaign, smallest units. */
  budget: number;
  targets: Targets;
  creatives: readonly LiveCreative[];
}

/** Absent: everybody. */
interface Targets {
  languages: ReadonlySet<string> | undefined;
  genres: ReadonlySet<string> | undefined;
  states: ReadonlySet<string> | undefined;
  interests: ReadonlySet<string> | undefined;
  /** A bit for each hour of the week, from Sunday's first; 168 entries. */
  hours: Uint8Array | undefined;
}

const DAY_HOURS = 24;
export const WEEK_HOURS = 168;
const MINUTES_MS = 60_000;

/** @returns a line item's lists, ready to be asked. */
export function targetsOf(targeting: Targeting): Targets {
  return {
    languages: setOf(targeting.languages),
    genres: setOf(targeting.genres),
    states: setOf(targeting.states),
    interests: setOf(targeting.interests),
    hours: hoursOf(targeting.hours),
  };
}

function setOf(list: readonly string[] | undefined): ReadonlySet<string> | undefined {
  return list === undefined || list.length === 0 ? undefined : new Set(list);
}

function hoursOf(hours: Targeting['hours']): Uint8Array | undefined {
  if (hours === undefined || hours.length === 0) return undefined;
  const week = new Uint8Array(WEEK_HOURS);
  for (const { day, fromHour, toHour } of hours)
    week.fill(1, day * DAY_HOURS + fromHour, day * DAY_HOURS + toHour);
  return week;
}

/** @param offsetMinutes of the region's clocks before UTC's. @returns the hour of the week there, 0 for Sunday's first. */
export function hourOfWeek(atMs: number, offsetMinutes: number): number {
  const hours = Math.floor((atMs + offsetMinutes * MINUTES_MS) / HOUR_MS);
  // The first of January 1970 was a Thursday.
  return (hours + 4 * DAY_HOURS) % WEEK_HOURS;
}

/**
 * @param hour of the week on the region's clocks.
 * @returns whether a line item is for this place, time and, where it asks for leanings, person. Who said no to personal ads, or is
 *   not known to be 18, has no interests in the context, so that what asks for interests is never for them. Cost: comparisons.
 */
export function matches({ targets }: LiveLine, context: AdContext, hour: number): boolean {
  const { languages, genres, states, interests, hours } = targets;
  if (languages !== undefined && !languages.has(context.language)) return false;
  if (genres !== undefined && (context.genre === undefined || !genres.has(context.genre)))
    return false;
  if (states !== undefined && (context.state === undefined || !states.has(context.state)))
    return false;
  if (hours !== undefined && hours[hour] !== 1) return false;
  if (interests === undefined) return true;
  return context.interests?.some((one) => interests.has(one)) ?? false;
}

/** @returns what decided that the line item fits: what it asks for, `everyone` where it asks for nothing. */
export function whyOf({ targets, pricing }: Pick<LiveLine, 'targets' | 'pricing'>): AdWhyCode[] {
  if (pricing === 'house') return ['house'];
  const codes: AdWhyCode[] = [];
  if (targets.languages !== undefined) codes.push('language');
  if (targets.genres !== undefined) codes.push('genre');
  if (targets.states !== undefined) codes.push('state');
  if (targets.hours !== undefined) codes.push('time');
  if (targets.interests !== undefined) codes.push('interests');
  return codes.length === 0 ? ['everyone'] : codes;
}

/** @returns a host with every domain above it, the host first: `a.b.in`, `b.in`, `in`. */
export function domainsOf(url: string): string[] {
  const parts = new URL(url).hostname.split('.');
  return parts.map((_, from) => parts.slice(from).join('.'));
}

/** @returns whether a creative can stand at a placement. */
export function fits({ content }: LiveCreative, placement: AdContext['placement']): boolean {
  const { kind } = content;
  return placement === 'feed' ? kind === 'native' || kind === 'clip' : kind !== 'clip';
}
