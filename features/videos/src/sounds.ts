// Sounds: what is heard in a clip. A sound has the id of the clip where it was first; nothing else is kept of it.

import type { HeardIn } from './silence/silences.ts';
import type { StoredVideo } from './types.ts';

/** RFC 6381 names of the sound that renditions carry. */
const SOUND_CODEC = /,mp4a\./u;

/** @returns whether a clip can be heard. A track that is silent counts as one that is not. */
export function isAudible({ renditions }: Pick<StoredVideo, 'renditions'>): boolean {
  return renditions.some(({ codec }) => SOUND_CODEC.test(codec));
}

/**
 * @returns whether a clip's own sound is one that others may use. Who may see the clip is asked beside it. What is for adults alone is
 * no sound for others: clips that are made with it are seen by children too. Neither is what is for some people alone.
 */
export function isOffered(video: StoredVideo): boolean {
  const { remix, soundId, adult, audience, deletedAtMs, removedAtMs } = video;
  const isHere = deletedAtMs === null && removedAtMs === null;
  const isForAll = !adult && audience === 'everyone';
  return remix && soundId === null && isForAll && isHere && isAudible(video);
}

/** @returns the clip and the sound that is heard in it. */
export function heardIn({ videoId, soundId }: Pick<StoredVideo, 'videoId' | 'soundId'>): HeardIn {
  return { videoId, soundId: soundId ?? videoId };
}
