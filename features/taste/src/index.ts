export type { ItemTable } from './item-table.ts';
export type { Choice, ChoiceReader } from './controls/choices.ts';
export type { Related } from './related.ts';
export { createTasteRoom } from './taste-room.ts';
export { createTaste } from './taste.ts';
export type { Taste, TasteControl, TasteDeps } from './taste.ts';
export type { ViewerTaste } from './viewer-taste.ts';
