export { createBorder } from './border.ts';
export type { Border } from './border.ts';
export type { ToldEntry } from './log/told-entries.ts';
export { createCrossings } from './gateway/crossings.ts';
export type { Crossings, CrossingsDeps } from './gateway/crossings.ts';
export { createOversight } from './oversight/oversight.ts';
export type { Oversight, OversightDeps } from './oversight/oversight.ts';
export { ExportRefused, verifyExport } from './oversight/verify-export.ts';
export type { VerifiedExport } from './oversight/verify-export.ts';
