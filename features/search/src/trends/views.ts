// What the journal tells of views, as far as trends read it. Pure.

import type { JournalEvent, Json } from '@jhalak/ports';

/** Somebody watched a clip, by the rule of its counts: two seconds, or the whole of a shorter clip, once a showing. */
export interface View {
  personId: string;
  videoId: string;
  /** The journal's time: devices' clocks are wrong, and replays must agree. */
  atMs: number;
  /** Whether something may be kept of the viewer for it. */
  learn: boolean;
}

/** @returns the views of a batch, in order. A replayed log is no audience. */
export function viewsOf(events: readonly JournalEvent[]): View[] {
  const views: View[] = [];
  for (const { stream, key, atMs, personal } of events) {
    const recorded = personal?.['events'];
    if (stream !== 'attention.events' || !Array.isArray(recorded)) continue;
    for (const one of recorded) {
      if (one === null || typeof one !== 'object' || Array.isArray(one)) continue;
      if (one['type'] !== 'view' || one['source'] === 'replay') continue;
      const videoId = textOf(one['video']);
      views.push({ personId: key, videoId, atMs, learn: one['learn'] === true });
    }
  }
  return views;
}

/** @returns who must be forgotten after a batch: erased, or no longer letting anything be learned. */
export function forgottenIn(events: readonly JournalEvent[]): string[] {
  const gone = new Set<string>();
  for (const { stream, key, type, facts } of events) {
    if (stream !== 'accounts.person') continue;
    if (type === 'erased' || facts['personal'] === false) gone.add(key);
  }
  return [...gone];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
