// What a look at a lock card teaches: staying and opening lean towards its language and genre, swiping away leans from them.
// Stories are in no item table, so their events say what they were about.

import type { RecordedEvent } from './learner.ts';
import { fade, lean, LOOKED_MAX, refuse, type Looked, type ViewerTaste } from './viewer-taste.ts';

/** A card is read to its end in this time; a glance is a second or two. */
const FULL_LOOK_MS = 8_000;
/** A full look is worth less than a full watch: reading a headline is not reading a story. */
const LOOK_LEAN = 0.6;
const LEANS: Readonly<Record<string, number>> = { open: 1.2, save: 1.5, share: 1 };
const DISMISS_LEAN = -0.5;
/** By what the person said; a card that was only seen before says nothing of its kind. */
const REASON_LEANS: Readonly<Record<string, number>> = {
  not_interested: -2,
  offensive: -1,
  not_true: -0.5,
  seen: 0,
};

/** @param about of the item. Cost: microseconds. */
export function learnFromLook(
  taste: ViewerTaste,
  about: { language: string; genre: string; creatorId?: string },
  event: RecordedEvent,
): void {
  const look = lookOf(taste, event.slot);
  if (event.type === 'dwell') {
    const level = Math.min(1, event.dwellMs / FULL_LOOK_MS);
    if (level <= look.level) return;
    lean(taste, about, LOOK_LEAN * (level - look.level));
    look.level = level;
    return;
  }
  if (look.did.includes(event.type)) return;
  look.did.push(event.type);
  if (event.type === 'dismiss') {
    refuse(taste, event.video);
    lean(taste, about, REASON_LEANS[event.reason] ?? DISMISS_LEAN);
  } else lean(taste, about, LEANS[event.type] ?? 0);
}

// A card that somebody turns to lets older leanings fade, as a newly watched clip does.
function lookOf(taste: ViewerTaste, slot: string): Looked {
  const known = taste.looked.findLast((one) => one.slot === slot);
  if (known !== undefined) return known;
  fade(taste);
  const look: Looked = { slot, level: 0, did: [] };
  taste.looked.push(look);
  if (taste.looked.length > LOOKED_MAX) taste.looked.shift();
  return look;
}
