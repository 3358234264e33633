export { judge } from './check.ts';
export type { HiddenReason, Onlooker, Verdict, VideoStanding } from './check.ts';
export type { CardFacts, StoryFacts, VideoFacts } from './flags.ts';
export { createVisibility } from './visibility.ts';
export type { Visibility, VisibilityDeps } from './visibility.ts';
