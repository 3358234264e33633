export { fetchArchive, makeExport, unpack } from './archives.ts';
export type { Unpacked } from './archives.ts';
export { madeClip, settle, soundOf } from './made-clip.ts';
export type { MadeClip, UnseenClip } from './made-clip.ts';
export { parentOf } from './parent-of.ts';
export { openTestParts } from './open-test-parts.ts';
export type { TestParts, TestPartsOptions } from './open-test-parts.ts';
export { createTestDatabase } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
export { publishReal } from './real-clip.ts';
export { startCell } from './start-cell.ts';
export type {
  ApiReply,
  ApiRequest,
  SeededClip,
  StartCellOptions,
  TestCell,
  TestPerson,
} from './start-cell.ts';
export { orderCell } from './order-cell.ts';
export type { OrderCell } from './order-cell.ts';
