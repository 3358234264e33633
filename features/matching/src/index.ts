export { createMatching } from './matching.ts';
export type { Matching, MatchedPeople, MatchingDeps } from './matching.ts';
export { matchPrints } from './read-prints.ts';
