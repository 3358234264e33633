// `npm run proof -- media-faults`: 200 faults under uploads beside the real engine, at each step of their way; as root, for
// disks that are full or take no writes. The result is kept in docs/proofs/media-faults.md.

import { proveClips } from '../src/clips/clip-proof.ts';

process.exitCode = proveClips({
  name: 'media-faults',
  testFile: 'features/media/test/faults.test.ts',
  env: { MEDIA_FAULTS: '200', MEDIA_SEED: '1', MEDIA_ENGINE: 'ffmpeg' },
  title: 'Faults under uploads',
  told: 'A disk that is full (a small tmpfs, filled to its last byte) or takes no writes (mounted anew), an engine that dies (SIGKILL to the process of ffmpeg or ffprobe that does the step), a worker whose machine is gone: each while bytes come, while the file is looked at, at the first rendition and at the larger ones, and while the original is kept. The fault passes, and the upload ends as one published clip whose files are whole, with no file left that no row names, and with every acknowledged byte. The engine is the real one in its cage, with clips of a second of moving noise that differ in their bytes; what is left out is an engine that dies where none is at work. A worker whose machine is gone is a run that is never resumed; kills of the whole process are `features/media/test/kills.test.ts`. `npm test` runs twenty of them with an engine that the test scripts.',
  counted: 'faults',
});
