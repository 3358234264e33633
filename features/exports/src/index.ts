export type { Bring } from './bring/bring.ts';
export { arrivalFolder, filesOf } from './channel/channel-desk.ts';
export type { ChannelDesk } from './channel/channel-desk.ts';
export type { Channel } from './channel/types.ts';
export { createExports } from './exports.ts';
export { exportPlan, unsaid } from './plan.ts';
export type { ExportPlan, PlannedFile } from './plan.ts';
export type { ExportsDeps, OwnClip, OwnClips } from './types.ts';
