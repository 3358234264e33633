// For tests of one feature or adapter: without the whole program, which takes seconds to load.
export { openTestParts } from './open-test-parts.ts';
export type { TestParts, TestPartsOptions } from './open-test-parts.ts';
export { createTestDatabase } from './test-database.ts';
export type { TestDatabase } from './test-database.ts';
