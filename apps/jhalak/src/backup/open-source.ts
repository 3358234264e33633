// Opens a cell to be read: beside a running Jhalak, or alone. Unlike a start it makes nothing that is missing.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock, type Logger } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { openDatabase } from '@jhalak/postgres';
import { CommandError, type CommandContext } from '../command.ts';
import { openLog } from '../log.ts';
import { openHomeBlobs } from '../storage/home-blobs.ts';
import type { Settings } from '../settings.ts';
import { VERSION } from '../version.ts';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../wiring/house.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';
import type { BackupSource } from './write-backup.ts';

/** One for the snapshot, one that keeps originals from going, one for questions beside them. */
const CONNECTIONS = 3;

/** Runs `work` with the cell of the settings. @throws CommandError when there is none. */
export async function withBackupSource<Result>(
  context: CommandContext,
  work: (source: BackupSource) => Promise<Result>,
): Promise<Result> {
  const { settings, say } = context;
  if (settings.databaseUrl === undefined && !existsSync(join(settings.home, 'pg'))) {
    throw new CommandError(`There is no cell in ${settings.home}: name its folder with --home.`);
  }
  const logger = openLog(settings, say);
  const server = await openDatabaseServer(settings, logger, { forCommand: true });
  try {
    return await withCellOf(settings, server.url, logger, work);
  } finally {
    await server.stop();
    logger.flush();
  }
}

async function withCellOf<Result>(
  settings: Settings,
  databaseUrl: string,
  logger: Logger,
  work: (source: BackupSource) => Promise<Result>,
): Promise<Result> {
  const { home, region } = settings;
  const database = openDatabase({
    url: databaseUrl,
    poolMax: CONNECTIONS,
    applicationName: 'jhalak-backup',
    onIdleError: (error) => logger.warn({ error: error.message }, 'a connection was lost'),
  });
  try {
    const keysUrl = settings.keysDatabaseUrl ?? databaseUrl;
    await checkKeystore(keysUrl);
    const keys = await openKeystore({
      url: keysUrl,
      rootKeyFile: join(home, 'keys', 'root.key'),
      region,
      clock: systemClock,
      logger,
    });
    try {
      return await work({
        database,
        keys,
        blobs: openHomeBlobs(home).blobs,
        home,
        uploadFolder: join(home, 'uploads'),
        region,
        release: VERSION,
        manifests: ALL_MANIFESTS,
        migrations: ALL_MIGRATIONS,
        clock: systemClock,
      });
    } finally {
      await keys.close();
    }
  } finally {
    await database.close();
  }
}

// Opening a key store makes one where there is none, and a new one belongs to nothing.
async function checkKeystore(url: string): Promise<void> {
  const database = openDatabase({ url, poolMax: 1 });
  try {
    const [store] = await database.query<{ there: boolean }>({
      name: 'backup.keystore',
      text: `SELECT to_regclass('keystore.cell') IS NOT NULL AS there`,
    });
    if (store?.there !== true) {
      throw new CommandError('This database has no key store: no cell was ever started on it.');
    }
  } finally {
    await database.close();
  }
}
