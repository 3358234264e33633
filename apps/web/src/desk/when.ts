// Times and sizes as the desk and the partner page write them.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { isolated } from '../i18n/isolated.ts';

const tagOf = (locale: InterfaceLanguage): string => (locale === 'en' ? 'en-IN' : locale);

/** @returns "22 Nov, 14:05", in the browser's time zone. */
export function dateTimeText(ms: number, locale: InterfaceLanguage): string {
  return new Intl.DateTimeFormat(tagOf(locale), {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);
}

/** @returns "14:05". */
export function timeText(ms: number, locale: InterfaceLanguage): string {
  return new Intl.DateTimeFormat(tagOf(locale), {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);
}

/** @returns "22 Nov", of a day that is counted in UTC. */
export function dayText(ms: number, locale: InterfaceLanguage): string {
  return new Intl.DateTimeFormat(tagOf(locale), {
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(ms);
}

const KILO = 1_000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** @returns "1.4 MB", in powers of 1,000, as data plans count; unit behind number in lines of either direction. */
export function bytesText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= KILO && unit < UNITS.length - 1) {
    size /= KILO;
    unit += 1;
  }
  const number = unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1);
  return isolated(`${number}\u00a0${UNITS[unit]}`);
}

const MINUTE_MS = 60_000;
/** "2026-11-22T14:05", as `datetime-local` writes local time. */
const LOCAL_LENGTH = 16;

/** @returns the value of a `datetime-local` field; empty for no time. */
export function toField(ms: number | undefined): string {
  if (ms === undefined) return '';
  const offsetMs = new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offsetMs).toISOString().slice(0, LOCAL_LENGTH);
}

/** @returns the time of a `datetime-local` field; undefined for an empty one. */
export function fromField(value: string): number | undefined {
  const ms = new Date(value).getTime();
  return Number.isNaN(ms) ? undefined : ms;
}
