// A stranger's subtitle file, WebVTT or SubRip, read into cues. Everything but the words and their times is left out: places,
// styles, notes, voices, tags that do more than lean a letter. The first mistake ends it, with its line.

import { CUE_TEXT_MAX, CUES_MAX, type Cue, type SubtitleFault } from '@jhalak/contracts/subtitles';

export type ReadSubtitles =
  | { kind: 'cues'; cues: Cue[] }
  /** @param line from 1; 0 where it is about the whole. */
  | { kind: 'fault'; fault: SubtitleFault; line: number };

/** `00:01.500`, `00:00:01,500`, `0:00:01.5`: both formats, and the usual slips between them. */
const TIME = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})`;
const TIMES = new RegExp(`^\\s*${TIME}\\s*-->\\s*${TIME}(?:\\s.*)?$`, 'u');
/** Blocks of WebVTT that are no cues. */
const OTHER_BLOCK = /^(?:WEBVTT|NOTE|STYLE|REGION)(?:\s|$)/u;

/**
 * @param text the whole file. @param clipMs how long the clip is: what begins after it belongs to another one.
 * @returns cues in the order of their beginnings, none longer than the clip.
 * Cost: pure, some milliseconds for the longest.
 */
export function readSubtitles(text: string, clipMs: number): ReadSubtitles {
  if (text.includes('\ufffd') || text.includes('\0'))
    return { kind: 'fault', fault: 'encoding', line: lineOf(text, /[\ufffd\0]/u) };
  const lines = text.replace(/^\ufeff/u, '').split(/\r\n|\r|\n/u);
  const cues: Cue[] = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const end = blockEnd(lines, at);
    const block = lines.slice(at, end);
    const timeAt = block.findIndex((line) => line.includes('-->'));
    if (timeAt < 0 && OTHER_BLOCK.test(block[0] ?? '')) {
      at = end;
      continue;
    }
    // A block without times is no cue: what was meant is unknown.
    const line = at + 1 + Math.max(0, timeAt);
    const read = readCue(block, timeAt, clipMs);
    if (typeof read === 'string') return { kind: 'fault', fault: read, line };
    cues.push(read);
    if (cues.length > CUES_MAX) return { kind: 'fault', fault: 'too_many', line };
    at = end;
  }
  if (cues.length === 0) return { kind: 'fault', fault: 'empty', line: 0 };
  return { kind: 'cues', cues: cues.toSorted((one, other) => one.startMs - other.startMs) };
}

function blockEnd(lines: readonly string[], from: number): number {
  let end = from;
  while (end < lines.length && !isBlank(lines[end])) end += 1;
  return end;
}

const isBlank = (line: string | undefined): boolean => (line ?? '').trim() === '';

function readCue(block: readonly string[], timeAt: number, clipMs: number): Cue | SubtitleFault {
  const times = TIMES.exec(block[timeAt] ?? '');
  if (times === null) return 'time';
  const startMs = msOf(times.slice(1, 5));
  const endMs = Math.min(msOf(times.slice(5, 9)), clipMs);
  if (startMs >= clipMs) return 'after_clip';
  if (endMs <= startMs) return 'time';
  const text = cleanCue(block.slice(timeAt + 1).join('\n'));
  return text === '' || text.length > CUE_TEXT_MAX ? 'words' : { startMs, endMs, text };
}

function msOf([hours = '0', minutes = '0', seconds = '0', part = '0']: readonly (
  | string
  | undefined
)[]): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(part.padEnd(3, '0'));
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', nbsp: '\u00a0', lrm: '\u200e', rlm: '\u200f' },
};
const KEPT_TAG = /^<\/?[ibu]>$/u;

/** @returns words and harmless tags, each closed; lines trimmed, NFC. */
export function cleanCue(raw: string): string {
  const open: string[] = [];
  const text = raw
    // SubRip's own tags, and places in braces of older players.
    .replaceAll(/\{\\?[a-z]\w*[^}]*\}/giu, '')
    .replaceAll(/<[^<>]{0,200}>/gu, (tag) => keptTag(tag.toLowerCase(), open))
    .replaceAll(/&(amp|lt|gt|nbsp|lrm|rlm);/gu, (_all, name: string) => ENTITIES[name] ?? '')
    // Control characters have no place on a picture.
    .replaceAll(/[^\P{Cc}\n]/gu, ' ')
    .normalize('NFC');
  const closed =
    text +
    open
      .toReversed()
      .map((name) => `</${name}>`)
      .join('');
  const lines = closed.split('\n').map((line) => line.trim());
  const plain = closed.replaceAll(/<\/?[ibu]>/gu, '').trim();
  return plain === '' ? '' : lines.filter((line) => line !== '').join('\n');
}

function keptTag(tag: string, open: string[]): string {
  const plain = tag.replace(/^<(\/?[ibu])[\s.][^>]*>$/u, '<$1>');
  if (!KEPT_TAG.test(plain)) return '';
  const name = plain.replaceAll(/[</>]/gu, '');
  if (!plain.startsWith('</')) {
    open.push(name);
    return plain;
  }
  if (open.at(-1) !== name) return '';
  open.pop();
  return plain;
}

function lineOf(text: string, what: RegExp): number {
  return text.slice(0, text.search(what)).split(/\r\n|\r|\n/u).length;
}
