// Subtitles of a clip: what is said in it, as text with times, one set a language. Given by its creator.

import { Type, type Static } from 'typebox';
import { LanguageCode, TimeMs } from './fields.ts';

/** Of one file, in UTF-16 units: a thousand full cues. */
export const SUBTITLES_TEXT_MAX = 200_000;
/** Three minutes of fast talk are some 150. */
export const CUES_MAX = 1_000;
/** Of one cue, in UTF-16 units: more cannot be read in the time that it stands. */
export const CUE_TEXT_MAX = 400;

/** What stands on the picture from one moment to another. */
export const Cue = Type.Object({
  startMs: TimeMs,
  endMs: TimeMs,
  /** Lines, with no other tags than `<i>`, `<b>` and `<u>`. */
  text: Type.String({ minLength: 1, maxLength: CUE_TEXT_MAX }),
});
export type Cue = Static<typeof Cue>;

/** Where a player finds them: a WebVTT file. */
export const SubtitleTrack = Type.Object({ language: LanguageCode, url: Type.String() });
export type SubtitleTrack = Static<typeof SubtitleTrack>;

/** One set as its creator sees it. */
export const Subtitles = Type.Object({
  language: LanguageCode,
  /** In the order of their beginnings. */
  cues: Type.Array(Cue, { maxItems: CUES_MAX }),
  changedAtMs: TimeMs,
});
export type Subtitles = Static<typeof Subtitles>;

export const ClipSubtitles = Type.Object(
  {
    items: Type.Array(Subtitles),
    /** Whether this cell can write them down from what is said; `not_installed`: it has no such engine. */
    transcripts: Type.Enum(['ready', 'not_installed']),
  },
  { $id: 'ClipSubtitles' },
);
export type ClipSubtitles = Static<typeof ClipSubtitles>;

/** A whole WebVTT or SubRip file, as text. */
export const SubtitlesPut = Type.Object({
  text: Type.String({ minLength: 1, maxLength: SUBTITLES_TEXT_MAX }),
});

/** What is wrong with a file; the number of the line goes with it. */
export const SUBTITLE_FAULTS = [
  /** There is no cue in it. */
  'empty',
  /** It is not UTF-8. */
  'encoding',
  /** No times, or ones that cannot be. */
  'time',
  /** It begins when the clip is over. */
  'after_clip',
  /** No words, or more than CUE_TEXT_MAX. */
  'words',
  'too_many',
] as const;
export type SubtitleFault = (typeof SUBTITLE_FAULTS)[number];
