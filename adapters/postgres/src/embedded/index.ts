export { startEmbeddedPostgres } from './launcher.ts';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './launcher.ts';
export { acquireTestServer, startTestServer, TEST_DATABASE_URL } from './test-server.ts';
export type { TestServer } from './test-server.ts';
