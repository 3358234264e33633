// `npm run proof -- media-faults`: 200 faults under uploads, at each step of their way; as root, for disks that are full or take
// no writes. The result is kept in docs/proofs/media-faults.md.

import { proveClips } from '../src/clips/clip-proof.ts';

process.exitCode = proveClips({
  name: 'media-faults',
  testFile: 'features/media/test/faults.test.ts',
  env: { MEDIA_FAULTS: '200', MEDIA_SEED: '1' },
  title: 'Faults under uploads',
  told: 'A disk that is full (a small tmpfs, filled to its last byte) or takes no writes (mounted anew), an engine that dies, a worker whose machine is gone: each while bytes come, while the file is looked at, at the first and at the second rendition, and while the original is kept. The fault passes, and the upload ends as one published clip whose files are whole, with no file left that no row names, and with every acknowledged byte. The files of renditions come from an engine that the test scripts, so that each step can be met; kills of the real process beside the real engine are `features/media/test/kills.test.ts`.',
  counted: 'faults',
});
