export { createAds } from './ads.ts';
export type { AdsDeps } from './ads.ts';
export type * from './serving/types.ts';
