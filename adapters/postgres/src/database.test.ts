import { databaseConformance } from '@jhalak/ports/conformance';
import { openTestParts } from '@jhalak/testing/parts';
import { openDatabase, type PostgresDatabase } from './index.ts';

databaseConformance('postgres', async () => {
  const parts = await openTestParts();
  const narrow: PostgresDatabase[] = [];
  return {
    database: parts.database,
    openNarrow: (waitMs) => {
      const opened = openDatabase({ url: parts.databaseUrl, poolMax: 1, connectWaitMs: waitMs });
      narrow.push(opened);
      return opened;
    },
    cutConnections: async () => {
      const outside = openDatabase({ url: parts.databaseUrl, poolMax: 1 });
      await outside.query({
        name: 'test.cut',
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      });
      await outside.close();
    },
    close: async () => {
      await Promise.all(narrow.map((database) => database.close()));
      await parts.close();
    },
  };
});
