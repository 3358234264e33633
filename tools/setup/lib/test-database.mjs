// One PostgreSQL for a whole run of tests, a proof or a benchmark. Imports TypeScript: Node 24 only.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { ROOT } from './house.mjs';
import { step } from './progress.mjs';

const SERVER = join(ROOT, 'adapters', 'postgres', 'src', 'embedded', 'test-server.ts');

/**
 * Starts the server, runs `work` with the environment that names it, and stops it whatever happens.
 *
 * @param durability `throwaway` for tests; `durable` where figures or survival are the point.
 */
export async function withTestDatabase(durability, work) {
  const { startTestServer, TEST_DATABASE_URL } = await import(pathToFileURL(SERVER).href);
  let server;
  await step('starting PostgreSQL for this run', async () => {
    server = await startTestServer(durability, { isRun: true });
  });
  try {
    return await work({ ...process.env, [TEST_DATABASE_URL]: server.adminUrl });
  } finally {
    await server.stop();
  }
}
