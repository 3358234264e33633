// Transcodes one file until it is killed: argv is the source and the output folder. Says `begun` at the first progress.

import { ffmpegTranscoder } from './index.ts';

const [sourcePath = '', outputFolder = ''] = process.argv.slice(2);
const transcoder = ffmpegTranscoder();
await transcoder.transcode({
  sourcePath,
  source: await transcoder.probe(sourcePath),
  outputFolder,
  onProgress: () => process.stdout.write('begun\n'),
});
