import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../shell/icons.tsx';

const SECOND_MS = 1_000;
const MINUTE_S = 60;

const two = (count: number): string => String(count).padStart(2, '0');

/** @returns "3:59:07", or "59:07" within the hour. */
function leftText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const minutes = Math.floor(seconds / MINUTE_S);
  const hours = Math.floor(minutes / MINUTE_S);
  const tail = `${two(minutes % MINUTE_S)}:${two(seconds % MINUTE_S)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** A clock that runs down; the server's own decides. */
export function Countdown(props: { untilMs: number; label: string; onOver: () => void }) {
  const { untilMs } = props;
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  const over = nowMs >= untilMs;
  useEffect(() => {
    if (over) props.onOver();
    // Depends on less than it reads: once, when it is over
  }, [over]);
  return (
    <span class="countdown" role="timer" aria-label={props.label}>
      <Icon name="clock" />
      {leftText(untilMs - nowMs)}
    </span>
  );
}
