import type { PersonalExport } from '@jhalak/contracts';

const STORE = 'where and how our store keeps the archive';

/** How an archive tells of archives. */
export const EXPORTS: PersonalExport = {
  file: 'exports',
  what: 'Archives like this one that you asked for within the last 30 days.',
  fields: {
    export_id: 'The archive.',
    language: 'The language of its page.',
    state: 'How it stands.',
    asked_at_ms: 'When you asked.',
    started_at_ms: 'When it was begun.',
    finished_at_ms: 'When it was done.',
    expires_at_ms: 'When it goes, or when it is forgotten that there was one.',
    failure_code: 'Why it failed; null: it did not.',
    bytes: 'Its size.',
  },
  without: {
    step: 'what was being written at the moment',
    progress: 'how far it was at the moment',
    run_id: STORE,
    blob_key: STORE,
    key_sealed: 'a secret',
    clips: 'the clips of clips.json whose files were in it',
  },
};
