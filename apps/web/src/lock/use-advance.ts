// The next card comes by itself, unless it is held. The sweep below shows when.

import { useEffect, useRef } from 'preact/hooks';

/** Long enough for a headline, its second line and whose words they are, in any script. The sweep runs as long. */
const CARD_MS = 12_000;

/** @returns a name for this run of the sweep; empty while nothing runs. */
export function useAdvance(
  card: { id: string } | undefined,
  runs: boolean,
  next: () => void,
): string {
  const latest = useRef(next);
  latest.current = next;
  const id = card?.id;
  useEffect(() => {
    if (id === undefined || !runs) return;
    const timer = setTimeout(() => latest.current(), CARD_MS);
    return () => clearTimeout(timer);
  }, [id, runs]);
  return runs && id !== undefined ? id : '';
}
