import type { SoundCard } from '@jhalak/contracts/sounds';
import { posterUrl } from './present.ts';
import type { StoredVideo } from './types.ts';

/** A sound as a list shows it. */
export function soundCard(
  video: StoredVideo,
  { handle, displayName }: { handle: string; displayName?: string | undefined },
  uses: number,
): SoundCard {
  return {
    id: video.videoId,
    ...(video.soundTitle === null ? {} : { title: video.soundTitle }),
    creator: { handle, ...(displayName === undefined ? {} : { displayName }) },
    durationMs: video.durationMs,
    poster: posterUrl(video),
    uses,
  };
}
