// Packages into an empty home of a new owner: whole, or the home is as empty as before, also when an earlier start was killed.

import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyObject } from 'node:crypto';
import { openFsBlobs } from '@jhalak/blobs-fs';
import type { Manifest } from '@jhalak/contracts';
import { systemClock } from '@jhalak/kernel';
import { openKeystore, type Keystore } from '@jhalak/keystore';
import { openDatabase, type PostgresDatabase } from '@jhalak/postgres';
import { FreshHome } from '../../backup/fresh-home.ts';
import { erasureListFile } from '../../backup/keys-file.ts';
import { settleHome } from '../../backup/settle-home.ts';
import type { Settled } from '../../backup/settle-people.ts';
import { CommandError, type CommandContext } from '../../command.ts';
import { openLog, type HouseLogger } from '../../log.ts';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../../wiring/house.ts';
import { openDatabaseServer, readRunning } from '../../wiring/open-database-server.ts';
import { readOwnSecret } from '../recipient-key.ts';
import { importPackages, type Imported, type ImportTarget } from './import-packages.ts';
import type { ExpectedPackages, OpenedPackage } from './package-set.ts';

/** What is imported into a home. */
export interface HomeImport extends ExpectedPackages {
  /** Holds `0000`, `0001` and so on. */
  folder: string;
  /** As in `GivenPackages`. */
  opened?: readonly OpenedPackage[];
  /** `keys.sealed` of the parcel, and what opens it. */
  keysFile: string;
  recipient: KeyObject;
  /** The public log, a folder or an address. */
  log: string | undefined;
  /** What goes, where it is more than a sale takes along; default: the house's own. */
  manifests?: readonly Manifest[];
  /**
   * Called with the rows as they came, before anything of this release has touched them: nothing has run on them yet.
   */
  asImported?(place: ImportedPlace): Promise<void>;
  /** Called when the home is whole, while its database runs: whoever goes on at once need not start it anew. */
  whenWhole?(imported: Imported): Promise<void>;
}

/** The filled install, not yet started. */
export interface ImportedPlace {
  imported: Imported;
  target: ImportTarget;
  openKeys(): Promise<Keystore>;
}

/** What came, and who was erased in one place and not yet in another. */
export interface ImportedHome {
  imported: Imported;
  settled: Settled;
}

/**
 * Imports into the home of the settings, which may hold a root key, settings, the key that the parcel is sealed to and papers of
 * deals, and nothing else.
 *
 * @throws CommandError with the reason; the home is then as it was. What `whenWhole` throws leaves it whole.
 */
export async function importIntoHome(
  context: CommandContext,
  given: HomeImport,
  signal: AbortSignal,
): Promise<ImportedHome> {
  const { settings, say } = context;
  const logger = openLog(settings, say);
  await undoUnfinished(context, logger);
  const home = await FreshHome.claim(settings.home, 'new');
  let isWhole = false;
  const whole = async ({ imported }: ImportedHome): Promise<void> => {
    await home.finish();
    isWhole = true;
    await given.whenWhole?.(imported);
  };
  try {
    return await onServer(context, given, { logger, home, signal, whole });
  } catch (error) {
    if (isWhole) throw error;
    if (settings.databaseUrl === undefined) {
      await home.undo();
      say('The home is as it was.');
    } else {
      say('The database of DATABASE_URL may hold tables now: make it empty before another try.');
    }
    throw error;
  }
}

/** Removes what an import that was killed has left. @throws CommandError while it still runs. */
export async function undoUnfinished(
  { settings, say }: CommandContext,
  logger: HouseLogger,
): Promise<void> {
  const earlier = await FreshHome.unfinished(settings.home);
  if (earlier === undefined) return;
  if (readRunning(settings.home) !== undefined)
    throw new CommandError(`Another command is at work in ${settings.home}: let it end first.`);
  // A database server outlives the process that was killed; whoever starts it anew ends the old one first.
  if (settings.databaseUrl === undefined && existsSync(join(settings.home, 'pg')))
    await (await openDatabaseServer(settings, logger, { forCommand: true })).stop();
  await earlier.undo();
  say('What an earlier start had begun here is undone.');
}

async function onServer(
  context: CommandContext,
  given: HomeImport,
  run: {
    logger: HouseLogger;
    home: FreshHome;
    signal: AbortSignal;
    whole(found: ImportedHome): Promise<void>;
  },
): Promise<ImportedHome> {
  const { settings, say } = context;
  const server = await openDatabaseServer(settings, run.logger, { forCommand: true });
  const keysUrl = settings.keysDatabaseUrl ?? server.url;
  const database = openDatabase({ url: server.url, poolMax: 4, applicationName: NAME });
  const keysDatabase = openDatabase({ url: keysUrl, poolMax: 2, applicationName: NAME });
  const openKeys = () =>
    openKeystore({
      url: keysUrl,
      rootKeyFile: run.home.rootKeyFile,
      erasureListFile: erasureListFile(settings.home),
      ...{ region: settings.region, clock: systemClock, logger: run.logger },
    });
  try {
    const made = targetOf(context, run.logger, { database, keysDatabase, openKeys });
    const target = { ...made, manifests: given.manifests ?? made.manifests };
    const watch = { say, signal: run.signal };
    const imported = await importPackages(
      { ...given, bringKeys: (keys) => takeParcel(keys, settings.home, given) },
      target,
      watch,
    );
    await given.asImported?.({ imported, target, openKeys });
    const how = { log: given.log, acceptLostOrders: false, keyless: 'refuse' } as const;
    const found = { imported, settled: await settleHome(context, database, how, run.signal) };
    await run.whole(found);
    return found;
  } finally {
    await database.close();
    await keysDatabase.close();
    await server.stop();
    run.logger.flush();
  }
}

const NAME = 'jhalak-import';

function targetOf(
  { settings }: CommandContext,
  logger: HouseLogger,
  parts: {
    database: PostgresDatabase;
    keysDatabase: PostgresDatabase;
    openKeys(): Promise<Keystore>;
  },
): ImportTarget {
  const { home, region } = settings;
  return {
    ...parts,
    ...{ region, logger, clock: systemClock },
    ...{ manifests: ALL_MANIFESTS, migrations: ALL_MIGRATIONS },
    blobs: openFsBlobs({ folder: join(home, 'blobs') }),
    uploadFolder: join(home, 'uploads'),
    workFolder: join(home, 'work'),
  };
}

async function takeParcel(keys: Keystore, home: string, { keysFile, recipient }: HomeImport) {
  if (!existsSync(keysFile)) throw new CommandError(`${keysFile} is not there.`);
  const taken = await keys.importParcel(createReadStream(keysFile), recipient);
  // Made before the terms were written: the key store keeps it, and its backups have it, from now on.
  const own = await readOwnSecret(home);
  if (own !== undefined) await keys.adoptOwnSecret(own);
  return taken;
}
