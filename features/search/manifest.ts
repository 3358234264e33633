import { defineManifest } from '@jhalak/contracts';

/** Computed from what other features hold: a new owner's install makes its own. */
const index = {
  class: 'public' as const,
  retention: { kind: 'rebuildable' as const },
  handover: 'rebuild' as const,
};
const ofPeople = {
  ...index,
  subject: 'person_id',
  erasure: 'delete' as const,
  export: {
    leftOut: 'words of your own clips and profile, which are in videos.json and profile.json',
  },
};

/** An index of public things by their words and sounds. What people ask for is kept nowhere. */
export const manifest = defineManifest({
  owner: 'search',
  tables: [
    { name: 'search_documents', distribution: 'document_id', ...ofPeople },
    { name: 'search_tagged', distribution: 'tag', ...ofPeople },
    { name: 'search_words', distribution: 'word', ...index, erasure: 'rebuild' },
    { name: 'search_filled', distribution: 'kind', ...index, erasure: 'keep' },
  ],
});
