// What a cell takes of clips: the engine's limits, with those that its operator set.

import { DEFAULT_LIMITS } from '@jhalak/ffmpeg';
import type { MediaLimits } from '@jhalak/ports';
import type { Settings } from '../settings.ts';

export function clipLimits(
  settings: Pick<Settings, 'maxClipSeconds' | 'maxUploadMb'>,
): MediaLimits {
  return {
    ...DEFAULT_LIMITS,
    durationMaxMs: settings.maxClipSeconds * 1_000,
    bytes: settings.maxUploadMb * 1_000_000,
  };
}
