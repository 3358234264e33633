export { selfTest } from './conformance.ts';
export type { MakeClient, SelfTestOptions } from './conformance.ts';
export { withDayBudget } from './day-budget.mjs';
export { LockClient, open } from './lock-client.mjs';
export type { LockClientOptions, Shown, Store, Synced } from './lock-client.mjs';
export { memoryStore } from './memory-store.ts';
export { PracticeCell } from './practice-cell.ts';
export { lockSchemas } from './schemas.ts';
