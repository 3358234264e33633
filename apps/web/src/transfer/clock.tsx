// Clocks that count, by the server's time.

import { useEffect, useState } from 'preact/hooks';
import type { Translate } from '../i18n/translate.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Below this the seconds matter. */
const FINE_MS = 2 * HOUR_MS;

const two = (count: number): string => String(count).padStart(2, '0');

/** @returns "1:02:07", "02:07". */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS));
  const minutes = Math.floor(seconds / 60);
  const tail = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)}:${tail}` : tail;
}

function leftText(ms: number, t: Translate): string {
  if (ms <= 0) return t('transfer.over');
  if (ms < FINE_MS) return clockText(ms);
  if (ms < 2 * DAY_MS) return t('transfer.hours', { count: Math.floor(ms / HOUR_MS) });
  return t('transfer.days', { count: Math.floor(ms / DAY_MS) });
}

/** @param aheadMs how far the server's clock is ahead of this machine's. @returns its time, anew each `everyMs`. */
export function useNow(aheadMs: number, everyMs = SECOND_MS): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return nowMs + aheadMs;
}

/** Time that is left of something. A reader is told once, not each second. */
export function Left({ untilMs, nowMs, name }: { untilMs: number; nowMs: number; name: string }) {
  const { t } = useApp();
  const left = untilMs - nowMs;
  const tone = left <= 0 ? 'is-over' : left < 3 * DAY_MS || left < 5 * MINUTE_MS ? 'is-near' : '';
  return (
    <span class={`left ${tone}`} role="timer" aria-live="off">
      <Icon name="clock" />
      <span>
        <small>{name}</small>
        <b>{leftText(left, t)}</b>
      </span>
    </span>
  );
}
