// Cut marks on a recording.

export interface Trim {
  startMs: number;
  endMs: number;
}

/** Shorter clips are refused by the server. */
export const TRIM_MIN_MS = 1_000;

/** @returns marks inside the clip, at least TRIM_MIN_MS apart (the whole clip where it is shorter than that). */
export function clampTrim(trim: Trim, durationMs: number, moved: 'start' | 'end'): Trim {
  const shortest = Math.min(TRIM_MIN_MS, durationMs);
  if (moved === 'start') {
    const endMs = clamp(trim.endMs, shortest, durationMs);
    return { startMs: clamp(trim.startMs, 0, endMs - shortest), endMs };
  }
  const startMs = clamp(trim.startMs, 0, durationMs - shortest);
  return { startMs, endMs: clamp(trim.endMs, startMs + shortest, durationMs) };
}

/** @returns the marks to send: null when they keep everything, within a frame or two. */
export function trimToSend(trim: Trim, durationMs: number): Trim | null {
  const UNSEEN_MS = 80;
  return trim.startMs <= UNSEEN_MS && trim.endMs >= durationMs - UNSEEN_MS ? null : trim;
}

/** @returns "0:07.4": minutes, seconds and tenths. */
export function formatTime(ms: number): string {
  const tenths = Math.max(0, Math.round(ms / 100));
  const seconds = Math.floor(tenths / 10);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}.${tenths % 10}`;
}

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high));
