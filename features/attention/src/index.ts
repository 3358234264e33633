export { createAttention } from './attention.ts';
export type { Attention, AttentionDeps } from './attention.ts';
export type { EventRow } from './event-rows.ts';
export type { LockReport } from './lock-events.ts';
export { NOBODY } from './slot-token.ts';
export type { Slot, SlotCard, SlotServed, Surface } from './slot-token.ts';
