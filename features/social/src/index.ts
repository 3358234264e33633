export { createSocial } from './social.ts';
export type { SocialPeople, SocialPerson } from './people.ts';
export type { SocialDeps, SocialNeighbours } from './social.ts';
export type { PopularCreator, PopularCreators } from './suggest.ts';
export type { Apart, Social } from './types.ts';
