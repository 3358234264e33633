// Why media fails: one list of codes, each with a sentence that tells its person what to do.

import { JhalakError } from '@jhalak/kernel';

interface MediaErrorKind {
  /** HTTP status when it reaches a client directly. */
  status: number;
  /** Whether the same file can succeed later without being changed. */
  retryable: boolean;
  /** Safe to show; says what to do. `{name}` is filled from the error's facts. */
  sentence: string;
}

const refused = (sentence: string): MediaErrorKind => ({ status: 422, retryable: false, sentence });

/** Every reason for which media fails. Codes are never renamed; sentences are the English catalogue. */
const MEDIA_ERROR_KINDS = {
  'media.empty': refused('The file is empty. Choose the video again.'),
  'media.ordered_dark': refused(
    'These are the bytes of a clip that a legal order hides in this region; they cannot be published here.',
  ),
  'media.held_known': refused(
    'This clip looks or sounds like something on a list of content that may not be published. A person looks at it before it is; you can say why that is wrong.',
  ),
  'media.held_ordered': refused(
    'This clip looks like one that a legal order hides in this region. It waits until the order ends; you can say why it is another one.',
  ),
  'media.held_upheld': refused(
    'A person looked at this clip, and it stays unpublished. Somebody else decides when you answer.',
  ),
  'media.held_final': refused('This clip was looked at and is not published. Upload another one.'),
  'media.sound_unavailable': refused(
    'The sound that this clip uses may not be used any more. Upload it again without it, or with another one.',
  ),
  'media.not_video': refused(
    'This file is not a video that we know. Choose an MP4, MOV, 3GP, WebM, MKV, AVI or TS file.',
  ),
  'media.is_image': refused('This file is a picture, not a video. Choose a video.'),
  'media.is_playlist': refused(
    'This file is only a list of links to a video. Choose the video file itself.',
  ),
  'media.unsupported_container': refused(
    'We cannot read this kind of video file. Save it as MP4 and upload that.',
  ),
  'media.unsupported_codec': refused(
    'The video inside this file is of a kind that we cannot read ({codec}). Save it as MP4 (H.264) and upload that.',
  ),
  'media.no_video': refused('This file has sound but no picture. Choose a video with a picture.'),
  'media.no_picture': refused(
    'No picture could be read from this video: its contents are damaged. Record or export it again.',
  ),
  'media.damaged': refused(
    'This video file is damaged. Record or export it again, then upload it.',
  ),
  'media.truncated': refused(
    'Only a small part of this video is in the file ({foundSeconds} of {claimedSeconds} seconds). Upload it again from where it is whole.',
  ),
  'media.encrypted': refused(
    'This video is locked by copy protection. Upload a video of your own that is not locked.',
  ),
  'media.too_large': refused(
    'This file is larger than {limitMegabytes} MB. Make it smaller or shorter.',
  ),
  'media.too_long': refused(
    'This video is longer than {limitSeconds} seconds. Cut it and upload again.',
  ),
  'media.too_short': refused(
    'This video is shorter than {limitSeconds} seconds. Record a longer one.',
  ),
  'media.too_many_pixels': refused(
    'The picture of this video is too large ({widthPx} by {heightPx}). Save it at 4K or below.',
  ),
  'media.too_small': refused(
    'The picture of this video is too small ({widthPx} by {heightPx}). Each side needs {limitPx} pixels or more.',
  ),
  'media.shape_unsupported': refused(
    'The picture of this video is too long and narrow ({widthPx} by {heightPx}). Crop it and upload again.',
  ),
  'media.frame_rate_too_high': refused(
    'This video has too many frames a second. Save it at {limitFramesPerSecond} or below.',
  ),
  'media.too_many_frames': refused('This video has too many frames. Cut it and upload again.'),
  'media.too_many_tracks': refused(
    'This file holds too many tracks. Export it with one picture and one sound track.',
  ),
  'media.hdr_unsupported': refused(
    'This is an HDR video and this server cannot convert it. Save it without HDR and upload that.',
  ),
  'media.resource_limit': refused(
    'Converting this video needs more memory or time than we allow. Save it at 1080p as MP4 and upload that.',
  ),
  'media.timed_out': {
    status: 503,
    retryable: true,
    sentence: 'Converting this video took too long. Try again later.',
  },
  'media.aborted': {
    status: 503,
    retryable: true,
    sentence: 'Converting this video was stopped. It starts again by itself.',
  },
  'media.disk_full': {
    status: 507,
    retryable: true,
    sentence: 'There is no space left to convert this video. Try again later.',
  },
  'media.engine_missing': {
    status: 503,
    retryable: true,
    sentence: 'Videos cannot be converted on this server yet. Try again later.',
  },
  'media.engine_failed': {
    status: 500,
    retryable: true,
    sentence: 'Converting this video failed on our side. Try again later.',
  },
} as const satisfies Record<string, MediaErrorKind>;

export type MediaErrorCode = keyof typeof MEDIA_ERROR_KINDS;

/** Every media code, for catalogues and schemas. */
export const MEDIA_ERROR_CODES = Object.keys(MEDIA_ERROR_KINDS) as readonly MediaErrorCode[];

/** Numbers and names inside a sentence, so that other languages can say it too. Never paths, names of files or people. */
export type MediaErrorFacts = Readonly<Record<string, string | number>>;

/** A refusal of the file or a failure of the engine; `retryable` says which of the two it is for a job queue. */
export class MediaError extends JhalakError {
  declare readonly code: MediaErrorCode;
  readonly retryable: boolean;
  readonly facts: MediaErrorFacts;

  constructor(code: MediaErrorCode, options: { facts?: MediaErrorFacts; cause?: unknown } = {}) {
    const facts = options.facts ?? {};
    super(mediaErrorSentence(code, facts), {
      code,
      status: MEDIA_ERROR_KINDS[code].status,
      cause: options.cause,
    });
    this.name = 'MediaError';
    this.retryable = MEDIA_ERROR_KINDS[code].retryable;
    this.facts = facts;
  }
}

/**
 * The English sentence of a code, with its facts filled in.
 *
 * @returns the sentence without the part that a missing fact would fill: the bracket around it, else `…` in its place.
 */
export function mediaErrorSentence(code: MediaErrorCode, facts: MediaErrorFacts = {}): string {
  const template: string = MEDIA_ERROR_KINDS[code].sentence;
  const known = (text: string): boolean =>
    [...text.matchAll(/\{(\w+)\}/g)].every((match) => facts[match[1] ?? ''] !== undefined);
  return template
    .replace(/ \([^)]*\)/g, (bracket) => (known(bracket) ? bracket : ''))
    .replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '…'));
}
