// The part of a KuaiRand log that cold start needs: who watched what, when and how fully, and what clips are about.

import { readFile } from 'node:fs/promises';

/** Full attention, as the learner has it: the whole clip, or eighteen seconds of a longer one. */
const FULL_MS = 18_000;

export interface LogEvent {
  user: number;
  clip: number;
  atMs: number;
  /** How fully, 0 to 1. */
  level: number;
}

export interface LogClip {
  creator: string;
  tag: string;
  sound: string;
  durationMs: number;
}

export interface SharedLog {
  events: readonly LogEvent[];
  clips: readonly LogClip[];
}

/** @param folder with events_0425_0503.tsv and items.tsv. @returns events in order of time. Cost: a second. */
export async function readSharedLog(folder: string): Promise<SharedLog> {
  const items = (await readFile(`${folder}/items.tsv`, 'utf8')).trimEnd().split('\n').slice(1);
  const clips: LogClip[] = [];
  for (const line of items) {
    const [id = '', creator = '', , duration = '', tag = '', sound = ''] = line.split('\t');
    clips[Number(id)] = { creator, tag, sound, durationMs: Number(duration) || FULL_MS };
  }
  const lines = (await readFile(`${folder}/events_0425_0503.tsv`, 'utf8')).trimEnd().split('\n');
  const events: LogEvent[] = [];
  for (const line of lines.slice(1)) {
    const cells = line.split('\t');
    const [user, clip, atMs, played, durationMs] = [0, 1, 2, 8, 9].map((at) => Number(cells[at]));
    if (user === undefined || clip === undefined || clips[clip] === undefined) continue;
    const full = Math.max(1, Math.min(durationMs ?? FULL_MS, FULL_MS));
    events.push({ user, clip, atMs: atMs ?? 0, level: Math.min(1, (played ?? 0) / full) });
  }
  return { clips, events: events.toSorted((a, b) => a.atMs - b.atMs) };
}
