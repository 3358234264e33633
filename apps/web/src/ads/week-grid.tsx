// The week as a grid of hours that is painted: with a finger or a mouse in one stroke, with arrows and Space by keys.

import { useRef, useState } from 'preact/hooks';
import type { Targeting } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import { weekdayText } from './dates.ts';
import { DAY_HOURS, DAYS, hoursFit, hoursOf, paintedOf } from './hours.ts';

interface WeekGridProps {
  hours: Targeting['hours'];
  onChange: (hours: NonNullable<Targeting['hours']>) => void;
}

/** Hours where most people are awake and free, in local time. */
const EVENING = { from: 18, to: 23 };
const STEPS: Readonly<Record<string, number>> = {
  ...{ ArrowUp: -DAY_HOURS, ArrowDown: DAY_HOURS, ArrowLeft: -1, ArrowRight: 1 },
};

export function WeekGrid({ hours, onChange }: WeekGridProps) {
  const { t, locale } = useApp();
  const painted = paintedOf(hours);
  /** What the stroke under way paints; null between strokes. */
  const stroke = useRef<{ on: boolean; painted: boolean[] } | null>(null);
  const [drawn, setDrawn] = useState<readonly boolean[] | null>(null);
  const [focus, setFocus] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const shown = drawn ?? painted;
  const everything = painted.every(Boolean);

  function put(next: readonly boolean[]): void {
    const spans = hoursOf(next);
    if (hoursFit(spans)) onChange(spans);
  }
  /** From "always" the first stroke chooses: what is touched is the only thing painted. */
  function begin(at: number): void {
    const base = everything ? Array<boolean>(DAYS * DAY_HOURS).fill(false) : [...painted];
    stroke.current = { on: everything || painted[at] !== true, painted: base };
    paint(at);
  }
  function paint(at: number): void {
    if (stroke.current === null) return;
    stroke.current.painted[at] = stroke.current.on;
    setDrawn([...stroke.current.painted]);
  }
  function end(): void {
    if (stroke.current === null) return;
    const next = stroke.current.painted;
    stroke.current = null;
    setDrawn(null);
    put(next.some(Boolean) ? next : next.map(() => true));
  }
  function onKey(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.min(DAYS * DAY_HOURS - 1, Math.max(0, focus + step));
      setFocus(next);
      cellAt(grid.current, next)?.focus();
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      begin(focus);
      end();
    }
  }
  const preset = (test: (day: number, hour: number) => boolean): void =>
    put(
      Array.from({ length: DAYS * DAY_HOURS }, (_, at) =>
        test(Math.floor(at / DAY_HOURS), at % DAY_HOURS),
      ),
    );
  return (
    <div class="ads-week-field">
      <span class="field-label" id="week-label">
        {t('adEdit.hours')}
      </span>
      <div class="pills">
        <button type="button" class="pill" aria-pressed={everything} onClick={() => onChange([])}>
          {t('adWeek.always')}
        </button>
        <button
          type="button"
          class="pill"
          onClick={() => preset((_, hour) => hour >= EVENING.from && hour < EVENING.to)}
        >
          {t('adWeek.evenings')}
        </button>
        <button type="button" class="pill" onClick={() => preset((day) => day === 0 || day === 6)}>
          {t('adWeek.weekends')}
        </button>
      </div>
      <div
        class={everything ? 'ads-week is-always' : 'ads-week'}
        role="grid"
        aria-labelledby="week-label"
        ref={grid}
        onKeyDown={onKey}
        onPointerDown={(event) => {
          const at = hourUnder(event);
          if (at === undefined) return;
          event.preventDefault();
          cellAt(grid.current, at)?.focus({ preventScroll: true });
          setFocus(at);
          begin(at);
        }}
        onPointerMove={(event) => {
          const at = stroke.current === null ? undefined : hourUnder(event);
          if (at !== undefined) paint(at);
        }}
        onPointerUp={end}
        onPointerCancel={end}
        onPointerLeave={end}
      >
        <div class="ads-week-hours" role="presentation" aria-hidden="true">
          {[0, 6, 12, 18].map((hour) => (
            <small key={hour}>{hour}</small>
          ))}
        </div>
        {Array.from({ length: DAYS }, (_, day) => (
          <div key={day} class="ads-week-day" role="row">
            <small role="rowheader">{weekdayText(day, locale)}</small>
            {Array.from({ length: DAY_HOURS }, (_x, hour) => {
              const at = day * DAY_HOURS + hour;
              return (
                <i
                  key={hour}
                  role="gridcell"
                  data-at={at}
                  tabIndex={at === focus ? 0 : -1}
                  aria-selected={shown[at] === true}
                  aria-label={t('adWeek.hour', { day: weekdayText(day, locale), hour })}
                />
              );
            })}
          </div>
        ))}
      </div>
      <small class="soft" aria-live="polite">
        {everything
          ? t('adWeek.everyHour')
          : t('adWeek.count', { count: shown.filter(Boolean).length })}
      </small>
    </div>
  );
}

function cellAt(grid: HTMLElement | null, at: number): HTMLElement | null {
  return grid?.querySelector<HTMLElement>(`[data-at="${at}"]`) ?? null;
}

/** A finger keeps the element that it first touched: what lies under it now is asked of the page. */
function hourUnder(event: PointerEvent): number | undefined {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const at = under instanceof HTMLElement ? under.dataset['at'] : undefined;
  return at === undefined ? undefined : Number(at);
}
