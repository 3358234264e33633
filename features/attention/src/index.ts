export { createAttention } from './attention.ts';
export type { Attention, AttentionDeps } from './attention.ts';
export type { Slot, Surface } from './slot-token.ts';
