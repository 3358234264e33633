// How the archive that a person takes away tells of uploads and their files.

import type { PersonalExport } from '@jhalak/contracts';

export const UPLOADS: PersonalExport = {
  file: 'uploads',
  what: 'Your uploads of the last 90 days and what happened to each.',
  fields: {
    upload_id: 'The upload.',
    video_id: 'The clip that it became, or would have become.',
    bytes: 'Its size.',
    state: 'How it stands.',
    metadata:
      'What came with it: caption, file name, language, genre, tags, cut marks (words as the upload sent them).',
    sample: 'Whether it is of the sample world.',
    failure_code: 'Why it was refused or failed; null: it was not.',
    failure_message: 'The same in a sentence.',
    steps: 'What happened, oldest first: atMs, step, and a code that says more.',
    created_at_ms: 'When it began.',
    changed_at_ms: 'When something happened last.',
    expires_at_ms: 'When an unfinished one is given up.',
    settled_at_ms: 'Since when nothing more happens to it.',
  },
  opens: { metadata: { keyClass: 'content', as: 'words', holds: 'json' } },
  without: {
    failure_retryable: 'whether the app offers another try',
    asset: 'where our store keeps the files; those of a clip are in clips/',
  },
};

export const UPLOAD_HISTORY: PersonalExport = {
  file: 'upload-history',
  what: 'What happened to your uploads within the last year.',
  fields: {
    uploadId: 'The upload.',
    videoId: 'The clip that it became, or would have become.',
    state: 'How it stood afterwards.',
    bytes: 'Its size.',
    sample: 'Whether it is of the sample world.',
    detail: 'A code that says more.',
  },
  without: { personId: 'you' },
};
