// What tests and the lab build cells from. The program itself is main.ts.
export { importPackages } from './handover/import/import-packages.ts';
export { givingWay, LIVE_BYTES_PER_SECOND } from './handover/pack/beside-people.ts';
export { packBase } from './handover/pack/pack-cell.ts';
export type { PackSource } from './handover/pack/types.ts';
export { verifyPackages } from './handover/pack/verify-set.ts';
export { destroyCell, DESTRUCTION_PHASES } from './handover/wind-down/destroy-cell.ts';
export type {
  DestroyOptions,
  DestructionPhase,
  DestructionProof,
} from './handover/wind-down/destroy-cell.ts';
export { makePlainClips } from './demo/plain-clips.ts';
export { makePeople } from './demo/sale-world.ts';
export { Narrator } from './demo/narrator.ts';
export { Sale } from './demo/sale.ts';
export { carryOut } from './handover/steps/carry-out.ts';
export type { CarryOut } from './handover/steps/carry-out.ts';
export { showOnce, tryAgainIn } from './commands/media-queue.ts';
export { blobUsage } from './storage/blob-usage.ts';
export { cellFiles } from './storage/cell-files.ts';
export { verifyBlobs } from './storage/verify-blobs.ts';
export type { BlobFinding, VerifiedBlobs } from './storage/verify-blobs.ts';
export { createMetrics } from './http/metrics.ts';
export type { Metrics } from './http/metrics.ts';
export { createHttpServer } from './http/server.ts';
export type { HttpOptions, HttpServer } from './http/server.ts';
export { createCell } from './wiring/cell.ts';
export type { Cell, CellOptions } from './wiring/cell.ts';
export { openGateway } from './wiring/gateway.ts';
export type { GatewayOptions, RunningGateway } from './wiring/gateway.ts';
export { ALL_MANIFESTS, ALL_MIGRATIONS } from './wiring/house.ts';
export { journalRetention } from './wiring/retention.ts';
export { openDatabaseServer } from './wiring/open-database-server.ts';
export { openParts } from './wiring/parts.ts';
export type { CellParts, OpenedParts } from './wiring/parts.ts';
export { loadSettings, SettingError } from './settings.ts';
export type { Settings } from './settings.ts';
