// The law's clocks as bars: how much of the time is over, until when, and what has rung.

import { useEffect, useState } from 'preact/hooks';
import type { OrderClock } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { dateTimeText } from '../desk/when.ts';

const TICK_MS = 15_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** @param props.running shows those only that still run. */
export function ClockBars({
  clocks,
  running = false,
}: {
  clocks: readonly OrderClock[];
  running?: boolean;
}) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const shown = clocks.filter(({ doneMs }) => !running || doneMs === undefined);
  if (shown.length === 0) return null;
  return (
    <ul class="clocks">
      {shown.map((clock) => (
        <ClockBar key={clock.purpose} clock={clock} now={now} />
      ))}
    </ul>
  );
}

function ClockBar({ clock, now }: { clock: OrderClock; now: number }) {
  const { t, locale } = useApp();
  const { purpose, fromMs, dueMs, doneMs } = clock;
  const atMs = doneMs ?? now;
  const share = Math.min(100, Math.max(0, ((atMs - fromMs) / (dueMs - fromMs)) * 100));
  const late = atMs > dueMs;
  const state = late ? 'is-late' : doneMs !== undefined ? 'is-met' : share >= 80 ? 'is-near' : '';
  const left = late ? atMs - dueMs : dueMs - atMs;
  const words =
    doneMs !== undefined
      ? t(late ? 'orders.metLate' : 'orders.met', { when: dateTimeText(doneMs, locale) })
      : t(late ? 'orders.late' : 'orders.left', { time: lengthText(left, locale) });
  return (
    <li class={`clock ${state}`}>
      <span>
        <b>{t(`orders.clock.${purpose}`)}</b>
        <small>{words}</small>
      </span>
      <progress max={100} value={share} aria-label={t(`orders.clock.${purpose}`)} />
    </li>
  );
}

/** @returns "2 h 14 min", in at most two units. */
function lengthText(ms: number, locale: string): string {
  const unit = (value: number, name: 'day' | 'hour' | 'minute'): string =>
    new Intl.NumberFormat(locale === 'en' ? 'en-IN' : locale, {
      style: 'unit',
      unit: name,
      unitDisplay: 'short',
    }).format(value);
  const days = Math.floor(ms / DAY_MS);
  const hours = Math.floor((ms % DAY_MS) / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (days > 0) return `${unit(days, 'day')} ${unit(hours, 'hour')}`;
  return hours > 0
    ? `${unit(hours, 'hour')} ${unit(minutes, 'minute')}`
    : unit(Math.max(1, minutes), 'minute');
}
