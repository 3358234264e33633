export { createHandover } from './handover.ts';
export type { Handover, HandoverDeps } from './handover.ts';
export type { ItemGrouping, Software } from './inventory/take-inventory.ts';
