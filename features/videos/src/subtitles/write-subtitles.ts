// Cues as the WebVTT file that players fetch, and as plain words for those who search or compare.

import type { Cue } from '@jhalak/contracts/subtitles';

/** @returns a WebVTT file. Pure. */
export function webVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(
    ({ startMs, endMs, text }) => `${timeText(startMs)} --> ${timeText(endMs)}\n${escaped(text)}\n`,
  );
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** @returns what is said, without tags, for search and for orders that name words. */
export function saidText(cues: readonly Cue[]): string {
  return cues.map(({ text }) => text.replaceAll(/<\/?[ibu]>/gu, '')).join('\n');
}

/** An arrow in a line would end the cue; blank lines cannot be in it. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll(/<(?!\/?[ibu]>)/gu, '&lt;')
    .replaceAll('-->', '--&gt;');
}

/** @returns a moment as WebVTT writes it. */
export function timeText(ms: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${clock.map(two).join(':')}.${String(ms % 1000).padStart(3, '0')}`;
}
