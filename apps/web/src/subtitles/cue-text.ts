// Cues as a person edits them: times as on a clock, and the file that is made of them.

import type { Cue } from '@jhalak/contracts/subtitles';

/** One subtitle while it is edited; times as they are typed. */
export interface CueDraft {
  from: string;
  to: string;
  text: string;
}

const SECOND_MS = 1_000;
/** How long a new one stands. */
const NEW_CUE_MS = 2_000;

/** @returns `00:01.5`: what an edit shows of a time. */
export function clockText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = (ms % 60_000) / SECOND_MS;
  return `${String(minutes).padStart(2, '0')}:${seconds.toFixed(1).padStart(4, '0')}`;
}

export const draftOf = ({ startMs, endMs, text }: Cue): CueDraft => ({
  ...{ from: clockText(startMs), to: clockText(endMs), text },
});

/** @returns another one after the last, within the clip. */
export function nextDraft(cues: readonly CueDraft[], clipMs: number): CueDraft {
  const [minutes = '0', seconds = '0'] = (cues.at(-1)?.to ?? '00:00.0').split(':');
  const lastMs = (Number(minutes) * 60 + Number(seconds)) * SECOND_MS;
  const startMs = Number.isFinite(lastMs) ? Math.min(lastMs, Math.max(0, clipMs - 500)) : 0;
  const endMs = Math.min(startMs + NEW_CUE_MS, clipMs);
  return { from: clockText(startMs), to: clockText(endMs), text: '' };
}

/** @returns a file of these, and of each the line on which it begins. */
export function fileOf(cues: readonly CueDraft[]): { text: string; lines: number[] } {
  const out = ['WEBVTT', ''];
  const lines: number[] = [];
  for (const { from, to, text } of cues) {
    lines.push(out.length + 1);
    const said = text.split('\n').filter((line) => line.trim() !== '');
    out.push(`${longTime(from)} --> ${longTime(to)}`, ...said, '');
  }
  return { text: out.join('\n'), lines };
}

/** `1:02` and `0:01.5` are as good as the format's own form. */
function longTime(time: string): string {
  return /[.,]\d+\s*$/u.test(time) ? time.trim() : `${time.trim()}.0`;
}

/** @returns which subtitle a line of the file belongs to. */
export function cueAtLine(lines: readonly number[], line: number): number {
  return lines.findLastIndex((first) => first <= line);
}
