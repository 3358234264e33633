// `npm run proof -- walk`: every clip of the shared media goes through the transcoder and is read back by ffprobe; the result
// is kept in docs/proofs/walk.md.

import { proveClips } from '../src/clips/clip-proof.ts';

process.exitCode = proveClips({
  name: 'walk',
  testFile: 'adapters/ffmpeg/src/walk.test.ts',
  env: { JHALAK_WALK: 'all' },
  title: 'Every clip becomes files that an independent reader confirms',
  told: 'Every real and hostile clip of the shared media goes through the transcoder. ffprobe finds every rendition as the test names it: size, shape, length, colours, frame rate, sound, no place; or the clip is refused with the code that the test names, and nothing is left.',
});
