export { createAds } from './ads.ts';
export type { AdsDeps } from './ads.ts';
