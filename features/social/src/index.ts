export { createSocial } from './social.ts';
export type { SocialPeople } from './people.ts';
export type { Social, SocialDeps } from './social.ts';
