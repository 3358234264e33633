// The codes in the few sentences that a creator can act on.

export type FailureGroup =
  | 'notVideo'
  | 'format'
  | 'damaged'
  | 'tooLong'
  | 'tooShort'
  | 'tooLarge'
  | 'tooSmall'
  | 'tooMany'
  | 'noRoom'
  | 'ordered'
  | 'known'
  | 'upheld'
  | 'final'
  | 'sound'
  | 'ours';

const GROUPS: Readonly<Record<string, FailureGroup>> = {
  'media.empty': 'notVideo',
  'media.ordered_dark': 'ordered',
  'media.held_known': 'known',
  'media.held_ordered': 'ordered',
  'media.held_upheld': 'upheld',
  'media.held_final': 'final',
  'media.sound_unavailable': 'sound',
  'media.not_video': 'notVideo',
  'media.is_image': 'notVideo',
  'media.is_playlist': 'notVideo',
  'media.no_video': 'notVideo',
  'media.no_picture': 'damaged',
  'media.unsupported_container': 'format',
  'media.unsupported_codec': 'format',
  'media.encrypted': 'format',
  'media.hdr_unsupported': 'format',
  'media.shape_unsupported': 'format',
  'media.too_many_tracks': 'format',
  'media.damaged': 'damaged',
  'media.truncated': 'damaged',
  'media.too_long': 'tooLong',
  'media.too_short': 'tooShort',
  'media.too_small': 'tooSmall',
  'media.too_large': 'tooLarge',
  'media.too_many_pixels': 'tooLarge',
  'media.frame_rate_too_high': 'tooLarge',
  'media.too_many_frames': 'tooLarge',
  'media.resource_limit': 'tooLarge',
  'media.timed_out': 'tooLarge',
  'upload.too_large': 'tooLarge',
  'upload.too_many_open': 'tooMany',
  'upload.storage_full': 'noRoom',
};

/** @returns the group of a code; codes that are not the file's fault, and unknown ones, are ours. */
export function failureGroup(code: string): FailureGroup {
  return GROUPS[code] ?? 'ours';
}
