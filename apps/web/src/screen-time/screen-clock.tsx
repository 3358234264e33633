// Counts the time that the app is seen, and at the day's bound lays a gentle card over what plays. Alone on the device: nothing of
// it is sent; of a child's bound the cell knows what the parent set.

import type { ScreenTime } from '@jhalak/contracts/family';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import type { RouteName } from '../shell/routes.ts';
import {
  addUsed,
  isOver,
  ownLimit,
  parentLimit,
  setOwnLimit,
  setParentLimit,
  today,
  withMore,
} from './used-time.ts';
import './screen-time.css';

const TICK_S = 15;
/** How often a parent's bound is asked for while the app is seen. */
const ASK_EVERY_TICKS = 20;
const MORE_MINUTES = 15;
/** Where one watches. Settings, the family and one's own things stay open. */
const WATCHING: ReadonlySet<RouteName> = new Set<RouteName>([
  ...(['for-you', 'following', 'video', 'discover', 'tag', 'genre'] as const),
  ...(['person', 'saved', 'story'] as const),
]);

export function ScreenClock({ onOver }: { onOver: (over: boolean) => void }) {
  const { api, viewer, route } = useApp();
  const isChild = viewer?.child !== undefined && viewer.handle !== undefined;
  const [over, setOver] = useState(false);
  const limitOf = (): { limit: ScreenTime; byParent: boolean } => {
    const parents = isChild ? parentLimit(localStorage) : undefined;
    return parents !== undefined && parents.dailyMinutes !== null
      ? { limit: parents, byParent: true }
      : { limit: ownLimit(localStorage), byParent: false };
  };
  const look = (seconds: number): void =>
    setOver(isOver(limitOf().limit, addUsed(localStorage, seconds), today()));
  async function ask(): Promise<void> {
    if (isChild) {
      const reply = await api.get<ScreenTime>('/v1/screen-time');
      if (reply.kind === 'ok') setParentLimit(localStorage, reply.value);
    }
    look(0);
  }
  const lookNow = useRef(look);
  lookNow.current = look;
  useEffect(() => {
    void ask();
    let ticks = 0;
    const timer = setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      ticks += 1;
      lookNow.current(TICK_S);
      if (ticks % ASK_EVERY_TICKS === 0) void ask();
    }, TICK_S * 1_000);
    return () => clearInterval(timer);
  }, [isChild]);
  // A bound that was changed in the settings holds on the next screen.
  useEffect(() => lookNow.current(0), [route.name]);
  const shown = over && WATCHING.has(route.name);
  useEffect(() => {
    onOver(shown);
    return () => onOver(false);
  }, [shown]);
  if (!shown) return null;
  const { limit, byParent } = limitOf();
  return (
    <TimeCard
      minutes={limit.dailyMinutes ?? 0}
      byParent={byParent}
      onCheck={() => void ask()}
      onMore={() => {
        setOwnLimit(localStorage, withMore(limit, MORE_MINUTES, today()));
        look(0);
      }}
    />
  );
}

interface TimeCardProps {
  minutes: number;
  byParent: boolean;
  onCheck: () => void;
  onMore: () => void;
}

function TimeCard({ minutes, byParent, onCheck, onMore }: TimeCardProps) {
  const { t } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element !== null && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    // Escape does not take it away: it says what the person, or the parent, wanted.
    <dialog
      class="time-card"
      ref={dialog}
      aria-labelledby="time-over"
      onCancel={(event) => event.preventDefault()}
    >
      <Icon name="check" />
      <h2 id="time-over">{t('time.overTitle')}</h2>
      <p>{t(byParent ? 'time.overChild' : 'time.overSelf', { minutes: String(minutes) })}</p>
      <div class="actions">
        {byParent ? (
          <button type="button" class="button primary tall" onClick={onCheck}>
            {t('family.check')}
          </button>
        ) : (
          <button type="button" class="button primary tall" onClick={onMore}>
            {t('family.more')}
          </button>
        )}
        <Link href={byParent ? '/family' : '/settings'} class="button tall">
          {t(byParent ? 'family.title' : 'settings.title')}
        </Link>
      </div>
    </dialog>
  );
}
