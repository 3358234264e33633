export { createAds } from './ads.ts';
export type { AdsDeps } from './ads.ts';
export type { SeatQuestion, Seats, Settled } from './seats/seats.ts';
export type * from './serving/types.ts';
