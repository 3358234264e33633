export { countClips } from './clip-counts.ts';
export type { ClipCount } from './clip-counts.ts';
export { viewsIn } from './counts.ts';
export type { View } from './counting/view-judge.ts';
export { hiddenProblem, onlookerOf, tiedOnlooker } from './onlooker.ts';
export { isOffered } from './sounds.ts';
export { mediaNames } from './media-names.ts';
export { posterUrl } from './present.ts';
export { parseRange } from './range.ts';
export { createVideos } from './videos.ts';
export type { VideosDeps } from './videos.ts';
export type {
  ModerationChange,
  PeopleReader,
  StoredRendition,
  StoredVideo,
  ViewerMark,
  CreatorTies,
  ViewerMarks,
  Videos,
} from './types.ts';
