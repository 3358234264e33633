// How the archive that a person takes away tells of the clips that they published.

import type { PersonalExport } from '@jhalak/contracts';

const FILES = 'where our store keeps the file; the file itself is in clips/';

export const VIDEOS: PersonalExport = {
  file: 'clips',
  what: 'Clips that you published, with what you said about them. The files are in the folder clips.',
  fields: {
    video_id: 'The clip; its files are in clips/ and this id, in the app it is at /v/ and this id.',
    caption: 'What you wrote.',
    language: 'The language that you chose (BCP 47).',
    genre: 'The genre that you chose.',
    tags: 'Your tags, without #.',
    duration_ms: 'How long it is.',
    width_px: 'Its width as shown.',
    height_px: 'Its height as shown.',
    ai: 'Whether it says that AI made it (generated) or changed it (altered); null: it does not.',
    sound_id: 'The clip whose sound is heard in it; null: its own sound, or none.',
    sound_title: 'How you named its sound; null: you did not.',
    remix: 'Whether others may use its sound.',
    audience: 'Who may see it: everyone, followers, close (your close friends) or self (only you).',
    subtitles: 'Languages in which it has subtitles; what they say is in subtitles.json.',
    sample: 'Whether it is of the sample world.',
    published_at_ms: 'When it was published.',
    adult: 'Whether it is for people of 18 or more only.',
    removed_at_ms: 'When moderators removed it; null: never.',
    removed_reason: 'The reason that they gave you.',
    removed_note: 'What they told you.',
    deleted_at_ms: 'When you deleted it; null: you did not.',
  },
  without: {
    poster_key: FILES,
    renditions: FILES,
    looks: 'small pictures and a preview made of it',
    thumbhash: 'a blurred stamp of the picture',
  },
};

export const SUBTITLES: PersonalExport = {
  file: 'subtitles',
  what: 'Subtitles that you put under your clips.',
  fields: {
    video_id: 'The clip.',
    language: 'The language (BCP 47).',
    cues: 'What is shown from when to when: startMs, endMs, text.',
    changed_at_ms: 'When you changed them last.',
  },
  without: { said: 'the same words without their times' },
};

export const BY_PERSON: PersonalExport = { leftOut: 'a list of the same clips as clips.json' };

export const BY_SOUND: PersonalExport = { leftOut: 'a list of the same clips as clips.json' };

export const VIEWERS: PersonalExport = {
  leftOut:
    'since when and of how many creators you watched clips, by which your views count for others; the views themselves are in watch-history.json',
};
