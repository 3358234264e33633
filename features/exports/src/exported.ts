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
