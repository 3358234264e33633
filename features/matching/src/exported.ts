import type { PersonalExport } from '@jhalak/contracts';

/** How the archive that a person takes away tells of clips of theirs that were held. */
export const HOLDS: PersonalExport = {
  file: 'held-clips',
  what: 'Clips of yours that were held before publication, what you answered, and what was decided.',
  fields: {
    video_id: 'The clip that it would have become.',
    upload_id: 'The upload.',
    state: 'open, upheld, appealed, final or released.',
    cause: 'list: it was like something on a list; order: like a clip that a legal order hides.',
    kind: 'What was alike: pdq (a picture), sha256 (the file), chromaprint (the sound).',
    at_clip_ms: 'Where in the clip.',
    appeal_sealed: 'What you answered.',
    appealed_at_ms: 'When.',
    decided_note: 'What the person who decided wrote to you.',
    decided_at_ms: 'When.',
    at_ms: 'When it was held.',
  },
  opens: { appeal_sealed: { keyClass: 'content', as: 'answer', holds: 'text' } },
  without: {
    matched: 'says what stands on a list',
    exempt: 'says what stands on a list',
    list_id: 'says what stands on a list',
    original_id: 'orders can be confidential',
    reason: 'what a list says of its entries',
    distance: 'would help to get around a list',
    hash: 'would help to get around a list',
    known_hash: 'what stands on a list',
    width_px: 'the size of your own clip',
    height_px: 'the size of your own clip',
    picture_sealed: 'a grey picture of your own clip, for who decides',
    decided_by: 'names others',
  },
};

export const CLIPS: PersonalExport = {
  leftOut:
    'numbers computed from your clips, by which copies of them are found; the clips themselves are in clips/',
};
