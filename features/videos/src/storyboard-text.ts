// A storyboard as WebVTT that players read for scrubbing: from when to when which part of the sheet is shown.

import type { Looks } from '@jhalak/media';
import { storyboardName } from './media-names.ts';
import { timeText } from './subtitles/write-subtitles.ts';

/** @returns a WebVTT file whose cues are addresses with a part of the picture (`#xywh=`). Pure. */
export function storyboardText(sheet: Looks['storyboard']): string {
  const { everyMs, count, columns, widthPx, heightPx } = sheet;
  const cues = Array.from({ length: count }, (_unused, at) => {
    const [x, y] = [(at % columns) * widthPx, Math.floor(at / columns) * heightPx];
    const part = `#xywh=${x},${y},${widthPx},${heightPx}`;
    return `${timeText(at * everyMs)} --> ${timeText((at + 1) * everyMs)}\n${storyboardName(sheet)}${part}\n`;
  });
  return ['WEBVTT\n', ...cues].join('\n');
}
