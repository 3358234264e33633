export { createSocial } from './social.ts';
export type { Social, SocialDeps, SocialPeople } from './social.ts';
