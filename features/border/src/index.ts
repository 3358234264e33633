export { createBorder } from './border.ts';
export type { Border } from './border.ts';
