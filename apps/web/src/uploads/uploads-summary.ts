// What the tab bar shows of uploads. Tiny and apart, so that the first load does not carry the queue.

import { createSignal } from '../shell/signal.ts';

/** Null: nothing is on its way. Else the share that is done, 0 to 1, over all that are. */
export const uploadsProgress = createSignal<number | null>(null);

const FLAG = 'jhalak.uploads';

/** Remembers for the next page that something is unfinished. */
export function markUnfinished(unfinished: boolean): void {
  try {
    if (unfinished) localStorage.setItem(FLAG, '1');
    else localStorage.removeItem(FLAG);
  } catch {
    // Without storage, uploads go on when the person opens Create.
  }
}

export function hasUnfinished(): boolean {
  try {
    return localStorage.getItem(FLAG) !== null;
  } catch {
    return false;
  }
}
