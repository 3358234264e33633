export { createSafety } from './safety.ts';
export type { SafetyDeps } from './safety.ts';
