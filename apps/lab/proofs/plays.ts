// `npm run proof -- plays`: every clip of the shared media goes through the program and is played in Chromium from first to
// last; the result is kept in docs/proofs/plays.md.

import { proveClips } from '../src/clips/clip-proof.ts';

process.exitCode = proveClips({
  name: 'plays',
  testFile: 'tools/testing/browser/plays.test.ts',
  env: { PLAYS: 'all' },
  title: 'Every clip plays, or says why not',
  told: "Every real and hostile clip of the shared media is uploaded to the whole program. It is published, and Chromium plays every rendition from first to last, in the source's shape and length; or it is refused with the code and the sentence that the test names.",
});
