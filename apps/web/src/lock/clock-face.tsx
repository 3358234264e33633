// The clock and the date, in the interface's language, with Latin or native digits as the settings say.

import { useEffect, useState } from 'preact/hooks';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { useApp } from '../shell/app-context.ts';
import { useSignal } from '../shell/use-signal.ts';

const MINUTE_MS = 60_000;

export function ClockFace() {
  const { locale } = useApp();
  const style = useDigits();
  const nowMs = useMinute();
  const date = { weekday: 'long', day: 'numeric', month: 'long', ...style } as const;
  return (
    <div class="lock-clock">
      <time dateTime={new Date(nowMs).toISOString()}>{timeOf(nowMs, locale, style)}</time>
      <p>{new Intl.DateTimeFormat(tagOf(locale), date).format(nowMs)}</p>
    </div>
  );
}

/** @returns the digits that the settings say, for `Intl`. */
export function useDigits(): { numberingSystem: string } {
  const { locale, preferences } = useApp();
  const { digits } = useSignal(preferences);
  const own = digits === 'native' ? OWN_DIGITS[locale] : undefined;
  return { numberingSystem: own ?? 'latn' };
}

/** Languages that have digits of their own, by Unicode's names of them. */
export const OWN_DIGITS: Readonly<Partial<Record<InterfaceLanguage, string>>> = {
  hi: 'deva',
  ta: 'tamldec',
  te: 'telu',
  bn: 'beng',
  as: 'beng',
  mr: 'deva',
  gu: 'gujr',
  kn: 'knda',
  ml: 'mlym',
  pa: 'guru',
  or: 'orya',
  ur: 'arabext',
};

/** The reading of a clock on this place's walls, without a.m. and p.m. */
export function timeOf(
  ms: number,
  locale: InterfaceLanguage,
  style: { numberingSystem: string },
): string {
  return new Intl.DateTimeFormat(tagOf(locale), { hour: 'numeric', minute: '2-digit', ...style })
    .formatToParts(ms)
    .filter(({ type }) => type !== 'dayPeriod')
    .map(({ value }) => value)
    .join('')
    .trim();
}

/** Times and dates as they are written where the language is spoken. */
const tagOf = (locale: InterfaceLanguage): string => (locale === 'id' ? 'id-ID' : `${locale}-IN`);

/** @returns the present time, again at each full minute. */
function useMinute(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNowMs(Date.now()), MINUTE_MS - (Date.now() % MINUTE_MS));
    return () => clearTimeout(timer);
  }, [nowMs]);
  useEffect(() => {
    const again = () => setNowMs(Date.now());
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, []);
  return nowMs;
}
