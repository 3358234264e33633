export { createExports } from './exports.ts';
export { exportPlan, unsaid } from './plan.ts';
export type { ExportPlan, PlannedFile } from './plan.ts';
export type { ExportsDeps, OwnClip, OwnClips } from './types.ts';
