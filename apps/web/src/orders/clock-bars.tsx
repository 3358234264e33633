// The law's clocks: the one that is due next large enough to be read from afar, the others as bars.

import { useEffect, useState } from 'preact/hooks';
import type { OrderClock } from '@jhalak/contracts/orders';
import { useApp } from '../shell/app-context.ts';
import { dateTimeText } from '../desk/when.ts';
import { lengthText, nextClock, pressing, shareOver } from './clock-words.ts';

const TICK_MS = 15_000;

function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** What is due next, and how long there still is. Nothing where no clock runs. */
export function NextClock({ clocks }: { clocks: readonly OrderClock[] }) {
  const { t, locale } = useApp();
  const now = useNow();
  const next = nextClock(clocks);
  if (next === undefined) return null;
  const state = pressing(next, now);
  const time = lengthText(Math.abs(next.dueMs - now), locale);
  const what = t(`orders.clock.${next.purpose}`);
  return (
    <span class={`next-clock is-${state}`}>
      <b>{t(state === 'late' ? 'orders.late' : 'orders.left', { time })}</b>
      <small>{t('orders.due', { what, when: dateTimeText(next.dueMs, locale) })}</small>
      <progress max={100} value={shareOver(next, now)} aria-label={what} />
    </span>
  );
}

/** Every other clock, running or met. */
export function OtherClocks({ clocks }: { clocks: readonly OrderClock[] }) {
  const now = useNow();
  const next = nextClock(clocks);
  const others = clocks.filter((clock) => clock !== next);
  if (others.length === 0) return null;
  return (
    <ul class="clocks">
      {others.map((clock) => (
        <ClockBar key={clock.purpose} clock={clock} now={now} />
      ))}
    </ul>
  );
}

function ClockBar({ clock, now }: { clock: OrderClock; now: number }) {
  const { t, locale } = useApp();
  const { purpose, dueMs, doneMs } = clock;
  const atMs = doneMs ?? now;
  const late = atMs > dueMs;
  const time = lengthText(Math.abs(dueMs - atMs), locale);
  const words =
    doneMs !== undefined
      ? t(late ? 'orders.metLate' : 'orders.met', { when: dateTimeText(doneMs, locale) })
      : t(late ? 'orders.late' : 'orders.left', { time });
  return (
    <li class={`clock is-${doneMs !== undefined && !late ? 'met' : pressing(clock, atMs)}`}>
      <span>
        <b>{t(`orders.clock.${purpose}`)}</b>
        <small>{words}</small>
      </span>
      <progress
        max={100}
        value={shareOver(clock, atMs)}
        aria-label={t(`orders.clock.${purpose}`)}
      />
    </li>
  );
}
