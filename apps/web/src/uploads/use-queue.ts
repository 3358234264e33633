import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { createSignal } from '../shell/signal.ts';
import { useSignal } from '../shell/use-signal.ts';
import type { Draft } from './drafts.ts';
import type { Flight } from './flight.ts';
import { queueOf } from './queue-of.ts';
import type { UploadQueue } from './upload-queue.ts';

const NO_FLIGHTS = createSignal<readonly Flight[]>([]);
const NO_DRAFTS = createSignal<readonly Draft[]>([]);

/** @returns the queue once it is open, with what it holds. */
export function useQueue(): {
  queue: UploadQueue | null;
  flights: readonly Flight[];
  drafts: readonly Draft[];
} {
  const app = useApp();
  const [queue, setQueue] = useState<UploadQueue | null>(null);
  useEffect(() => {
    let gone = false;
    void queueOf(app).then((opened) => {
      if (!gone) setQueue(opened);
    });
    return () => {
      gone = true;
    };
    // Depends on less than it reads: the queue outlives every screen
  }, []);
  const flights = useSignal(queue?.flights ?? NO_FLIGHTS);
  const drafts = useSignal(queue?.drafts ?? NO_DRAFTS);
  return { queue, flights, drafts };
}
