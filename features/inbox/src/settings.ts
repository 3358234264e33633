// What somebody hears of by themselves and by choice, and when they want no sign of it.

import type { Caller } from '@jhalak/contracts';
import { problem } from '@jhalak/contracts';
import {
  CHILD_QUIET,
  INBOX_RULES,
  type InboxKind,
  type InboxQuiet,
  type InboxSettings,
  type InboxWho,
} from '@jhalak/contracts/inbox';
import { MINUTE_MS } from '@jhalak/kernel';
import type { InboxPerson } from './store.ts';

const MINUTES_A_DAY = 24 * 60;

/** @returns of whom somebody hears of one kind. Who told no age counts as a child. Cost: none. */
export function whoOf(
  kind: InboxKind,
  kinds: InboxPerson['kinds'],
  ageBand: Caller['ageBand'],
): InboxWho {
  const rule = INBOX_RULES[kind];
  if (rule.choice === 'always') return 'everyone';
  return kinds[kind] ?? (ageBand === '18plus' ? rule.default : rule.child);
}

/** @returns the quiet hours in force; null: none. Cost: none. */
export function quietOf(
  quiet: InboxPerson['quiet'],
  ageBand: Caller['ageBand'],
): InboxQuiet | null {
  if (quiet !== undefined) return quiet;
  return ageBand === '18plus' ? null : CHILD_QUIET;
}

/** @returns everything as it holds for somebody, chosen or not. Cost: none. */
export function settingsOf(person: InboxPerson, ageBand: Caller['ageBand']): InboxSettings {
  const kinds = Object.fromEntries(
    (Object.keys(INBOX_RULES) as InboxKind[])
      .filter((kind) => INBOX_RULES[kind].choice !== 'always')
      .map((kind) => [kind, whoOf(kind, person.kinds, ageBand)]),
  ) as InboxSettings['kinds'];
  return { kinds, quiet: quietOf(person.quiet, ageBand) };
}

/** Whether there is silence, and when that ends or begins. */
export interface Silence {
  silent: boolean;
  silentChangesAtMs: number | null;
}

/**
 * @param zone IANA, of who looks.
 * @returns whether it is quiet now, to the minute. A change of the clocks between now and then is not foreseen: who asks
 * again learns of it.
 * @throws `request.invalid` for a zone that there is not.
 */
export function silenceOf(quiet: InboxQuiet | null, zone: string, nowMs: number): Silence {
  const minute = minuteOf(zone, nowMs);
  if (quiet === null || quiet.fromMinute === quiet.toMinute)
    return { silent: false, silentChangesAtMs: null };
  const { fromMinute: from, toMinute: to } = quiet;
  const silent = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  const left = ((silent ? to : from) - minute + MINUTES_A_DAY) % MINUTES_A_DAY || MINUTES_A_DAY;
  const minuteStartMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
  return { silent, silentChangesAtMs: minuteStartMs + left * MINUTE_MS };
}

/** Zones that people live in; there are some 400 in all, and their other names. */
const ZONES_MAX = 600;
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws `request.invalid` for a zone that there is not. */
export function checkZone(zone: string): void {
  formatOf(zone);
}

function minuteOf(zone: string, nowMs: number): number {
  const parts = formatOf(zone).formatToParts(nowMs);
  const numberOf = (type: string): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return numberOf('hour') * 60 + numberOf('minute');
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    });
    if (formats.size >= ZONES_MAX) formats.clear();
    formats.set(zone, format);
    return format;
  } catch (cause) {
    throw problem('request.invalid', 'There is no such time zone; name one like Asia/Kolkata.', {
      cause,
    });
  }
}
