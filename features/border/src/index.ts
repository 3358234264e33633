export { createBorder } from './border.ts';
export type { Border } from './border.ts';
export { createCrossings } from './gateway/crossings.ts';
export type { Crossings, CrossingsDeps } from './gateway/crossings.ts';
