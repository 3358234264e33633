// Hands the clips that are not sent yet to the person as files, before they go from the app.

import type { App } from '../shell/app-context.ts';
import { queueOf } from './queue-of.ts';

/** A browser asks once about several files; it needs the addresses until the last is written. */
const KEEP_ADDRESSES_MS = 60_000;

/** Downloads what was recorded or chosen and is not sent. What is a file of the person's own phone already comes once more. */
export async function saveDrafts(app: App): Promise<void> {
  const queue = await queueOf(app);
  for (const { state, blob, name } of queue.drafts.get()) {
    if (state === 'sent' || blob === null) continue;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), KEEP_ADDRESSES_MS);
  }
}
