// Puts a clip's subtitles into the element that plays it. Elements go from clip to clip: a track leaves with its clip.

import type { Video } from '@jhalak/contracts/videos';
import './subtitles.css';
import { languageFor, readWish } from './wish.ts';

type Said = Pick<Video, 'id' | 'language' | 'subtitles'>;

/** Above the shade behind the clip's own words, and beside the rail, in hundredths of the picture. */
const LINE_PERCENT = 42;
const SIZE_PERCENT = 68;
/** Between the edge and the rail, which is at the end of the line. */
const POSITION_PERCENT = 41;

/** Shows what this device wishes; again after the wish has changed. Does nothing where the clip is not on screen. */
export function showSubtitles(video: Said): void {
  for (const element of document.querySelectorAll<HTMLVideoElement>('.pool video'))
    if (element.src.includes(`/media/${video.id}/`)) showIn(element, video);
}

function showIn(element: HTMLVideoElement, { language: spoken, subtitles = [] }: Said): void {
  const wish = readWish();
  const own = document.documentElement.lang;
  const there = subtitles.map(({ language }) => language);
  const wanted = wish.on ? languageFor(there, wish, own, spoken) : undefined;
  const before = element.querySelector('track');
  if (before !== null && before.srclang === wanted) return;
  before?.remove();
  const found = subtitles.find(({ language }) => language === wanted);
  if (found === undefined) return;
  const track = document.createElement('track');
  track.kind = 'subtitles';
  track.srclang = found.language;
  track.src = found.url;
  track.addEventListener('load', () => place(track.track, document.dir === 'rtl'));
  element.addEventListener('emptied', () => track.remove(), { once: true });
  element.append(track);
  track.track.mode = 'showing';
}

function place({ cues }: TextTrack, isRtl: boolean): void {
  for (const cue of Array.from(cues ?? [])) {
    if (!(cue instanceof VTTCue)) continue;
    cue.snapToLines = false;
    cue.line = LINE_PERCENT;
    cue.size = SIZE_PERCENT;
    cue.position = isRtl ? 100 - POSITION_PERCENT : POSITION_PERCENT;
  }
}
