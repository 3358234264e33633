import type { Command } from '../command.ts';
import { openLog } from '../log.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';
import { openParts } from '../wiring/parts.ts';

/** Brings the database to this release's schema; `start` does it too. */
export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'migrate',
  summary: "bring the database to this release's schema and stop",
  async run({ settings, say }) {
    const logger = openLog(settings, say);
    const server = await openDatabaseServer(settings, logger, {
      forCommand: true,
      onProgress: say,
    });
    try {
      const parts = await openParts(settings, server.url, logger, { live: false });
      for (const name of parts.migrated) say(`applied ${name}`);
      say(
        parts.migrated.length === 0
          ? 'The schema is up to date.'
          : `${parts.migrated.length} migrations applied.`,
      );
      await parts.close();
    } finally {
      await server.stop();
      logger.flush();
    }
    return 0;
  },
};
