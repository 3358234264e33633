import { defineManifest } from '@jhalak/contracts';
import { PLACE_TERMS, TREND_SURFACES, TREND_TABLES } from './src/trends/owned.ts';

/** Computed from what other features hold: a new owner's install makes its own. */
const index = {
  class: 'public' as const,
  retention: { kind: 'rebuildable' as const },
  handover: 'rebuild' as const,
};
const ofPeople = {
  ...index,
  subject: 'person_id',
  // Taken out by the feature itself, with the words that nobody else has.
  erasure: 'rebuild' as const,
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
    ...TREND_TABLES,
    PLACE_TERMS,
  ],
  surfaces: [
    { name: 'search.found', shownBy: ['search'] },
    { name: 'search.suggested', shownBy: ['suggest'] },
    { name: 'search.tag', shownBy: ['getTag'] },
    ...TREND_SURFACES,
  ],
});
