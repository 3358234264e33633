// The adapter `none` of speech to text.

import type { Transcripts } from '@jhalak/ports';

/** The adapter of a cell without an engine: it says so, and hears nothing. */
export const noTranscripts: Transcripts = {
  async capabilities() {
    return await Promise.resolve({ engine: 'none', ready: false });
  },
  async transcribe() {
    return await Promise.resolve({ kind: 'not_installed' });
  },
};
