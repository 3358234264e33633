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
    lost_files: 'How many files of clips could not go in: damaged or missing at Jhalak.',
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

/** How an archive tells of a channel that went to another cell. */
export const CHANNEL_MOVES: PersonalExport = {
  file: 'channel-moves',
  what: 'Other cells to which you wanted to take your channel.',
  fields: {
    move_id: 'The move.',
    to_cell: 'The other cell.',
    to_address: 'Its address.',
    state: 'How it stands.',
    asked_at_ms: 'When you asked.',
    packed_at_ms: 'When it was packed; null: it was not.',
    moved_at_ms: 'When it had arrived; null: it has not.',
    url: 'Where your channel is now.',
    clip_count: 'Clips that went.',
  },
  without: { code_digest: 'a secret' },
};

export const CHANNEL_LINKS: PersonalExport = {
  file: 'channel-links',
  what: 'Old links of your channel, and where they lead now.',
  fields: {
    path: 'The link here.',
    url: 'Where it leads.',
    since_ms: 'Since when.',
  },
};

export const CHANNEL_ARRIVALS: PersonalExport = {
  file: 'channel-arrivals',
  what: 'Channels of yours that came here from another cell.',
  fields: {
    move_id: 'The move, as the other cell calls it.',
    from_cell: 'Where it came from.',
    state: 'How it stands.',
    arrived_at_ms: 'When it came.',
    claimed_at_ms: 'When you said its code.',
    clips: 'Clips that came.',
  },
  without: {
    code_digest: 'a secret',
    what: 'empty once you have said the code',
    expires_at_ms: 'until when it would have waited',
  },
};

export const IMPORTS: PersonalExport = {
  file: 'imports',
  what: 'Archives from elsewhere that you brought here.',
  fields: {
    import_id: 'The archive.',
    bytes: 'Its size.',
    state: 'How it stands.',
    created_at_ms: 'When you began to send it.',
    expires_at_ms: 'Until when it could be taken back; of others, when they are forgotten.',
    failure_code: 'Why it could not be used; null: it could.',
    proven: 'Whether a service that is known here says whose it is; null: nobody has looked yet.',
    from_cell: 'The service that made it, as it says.',
    from_address: 'Its address, as it says.',
    from_handle: 'What you were called there, as it says.',
    made_at_ms: 'When it was made, as it says.',
    found: 'What was in it: your name and words there, and counts.',
    chosen: 'What you ticked.',
    outcome: 'What came: counts.',
    kept_sealed:
      'follows: whom you followed there; profile, saved, folders, taste: what was here before, so that it can be taken back. Null once those days are over.',
  },
  opens: { kept_sealed: { keyClass: 'content', as: 'kept', holds: 'json' } },
  without: {
    step: 'what was being done at the moment',
    progress: 'how far it was at the moment',
    run_id: STORE,
  },
};

export const IMPORT_CLIPS: PersonalExport = {
  file: 'import-clips',
  what: 'Clips that came here in archives of yours.',
  fields: {
    from_clip_id: 'The clip, as it was called there.',
    import_id: 'The archive.',
    video_id: 'The clip here.',
    published_at_ms: 'When it was published there; null: nobody vouches for it.',
    adult: 'Whether it was for people of 18 or more only.',
    sound_id: 'The clip where its sound was first; null: its own sound, or none.',
  },
  without: { upload_id: 'an internal number of its upload, which is in uploads.json' },
};

export const WHEREABOUTS: PersonalExport = {
  file: 'whereabouts',
  what: 'Where your page says that you are now.',
  fields: {
    cell: 'The other service.',
    handle: 'What you are called there.',
    url: 'Its address.',
    since_ms: 'Since when it is shown.',
  },
};
