import { transcoderConformance } from '@jhalak/ports/conformance';
import { FFMPEG_MISSING, makeClip } from './clips.fixture.ts';
import { ffmpegTranscoder } from './ffmpeg-transcoder.ts';
import { DEFAULT_LIMITS, type FfmpegSettings } from './settings.ts';

for (const sandbox of ['auto', 'off'] as const satisfies readonly FfmpegSettings['sandbox'][]) {
  transcoderConformance(`ffmpeg, sandbox ${sandbox}`, async () => ({
    make: (limits) => ffmpegTranscoder({ sandbox, limits: { ...DEFAULT_LIMITS, ...limits } }),
    makeClip,
    ...(FFMPEG_MISSING === undefined ? {} : { missing: FFMPEG_MISSING }),
  }));
}
