// What comes with the first clip that plays: the phone's own controls, subtitles, and the line by which one goes to a moment of it.

import type { Video } from '@jhalak/contracts/videos';
import { showSubtitles } from '../subtitles/show-subtitles.ts';
import { tellPhone as tellControls, type MediaActs } from './media-session.ts';

export { leavePhone } from './media-session.ts';
export { Scrubber } from '../scrub/scrubber.tsx';

/** Tells whoever stands beside the player that a clip plays or stands still. */
export function tellPhone(video: Video, isPlaying: boolean, acts: MediaActs): void {
  tellControls(video, isPlaying, acts);
  showSubtitles(video);
}
