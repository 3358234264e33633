// `jhalak restore`: a backup into an empty home. Whole, or the home is as empty as before.

import { existsSync } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openFsBlobs } from '@jhalak/blobs-fs';
import { systemClock } from '@jhalak/kernel';
import { openKeystore } from '@jhalak/keystore';
import { openDatabase } from '@jhalak/postgres';
import { FreshHome } from '../backup/fresh-home.ts';
import { erasureListFile, orderRegisterFile } from '../backup/keys-file.ts';
import { restoreCell, type GivenKeys } from '../backup/restore-cell.ts';
import { settleHome } from '../backup/settle-home.ts';
import type { Settled } from '../backup/settle-people.ts';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { formatCount, stepLine } from '../backup/tell.ts';
import { openBackup, type OpenedBackup } from '../backup/verify-backup.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { openLog, type HouseLogger } from '../log.ts';
import { ALL_MIGRATIONS } from '../wiring/house.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';

export const restore: Command = {
  name: 'restore',
  usage: 'restore --from FOLDER --keys FILE',
  summary: 'bring a backup into an empty home, checking every byte',
  options: {
    'from=': "the backup's folder",
    'keys=': 'the newest backup of the keys',
    'erasures=': 'the newest list of erasures (keys/erasures.list of the lost home, or a copy)',
    'orders=': 'the newest copy of the register of orders (keys/orders.register of the lost home)',
    'log=':
      'the public log, a folder or an address: the cell goes on from it, whose erasure it tells of is erased again, and orders that it tells of are looked for',
    'lost-orders':
      'go on although the log tells of orders that nothing here knows; they must be entered again',
    'accept-old-keys': 'take a keys file older than 7 days; people erased since may come back',
    'root-key=': 'your copy of keys/root.key; not needed when it is in the home already',
    'erase-keyless': 'erase people who joined after the keys file was made, instead of refusing',
  },
  async run(context) {
    const { options, say } = context;
    const [from, keys] = [options['from'], options['keys']];
    if (from === undefined || keys === undefined) {
      throw new CommandError('Say from where: npx jhalak restore --from FOLDER --keys FILE');
    }
    const keysFile = resolve(keys);
    if (!existsSync(keysFile)) throw new CommandError(`${keysFile} is not there.`);
    const settled = await untilAskedToStop(async (signal) => {
      const backup = await openBackup(resolve(from), signal);
      const orders = options['orders'];
      if (orders !== undefined && !existsSync(resolve(orders)))
        throw new CommandError(`${resolve(orders)} is not there.`);
      const rootKey = options['root-key'] === undefined ? undefined : resolve(options['root-key']);
      const erasureList = findErasureList(context);
      const acceptOldKeys = options['accept-old-keys'] !== undefined;
      const given = { backup, keysFile, rootKey, erasureList, acceptOldKeys };
      return await intoHome(context, given, signal);
    });
    report(say, settled);
    return 0;
  },
};

interface Given extends GivenKeys {
  backup: OpenedBackup;
  rootKey: string | undefined;
}

// The home's own list counts when it is there: whoever kept the folder of the keys kept it too.
function findErasureList({ options, settings }: CommandContext): string | undefined {
  const given = options['erasures'];
  if (given !== undefined) {
    const path = resolve(given);
    if (!existsSync(path)) throw new CommandError(`${path} is not there.`);
    return path;
  }
  const here = erasureListFile(settings.home);
  return existsSync(here) ? here : undefined;
}

async function intoHome(
  context: CommandContext,
  given: Given,
  signal: AbortSignal,
): Promise<Settled> {
  const { settings, say } = context;
  const home = await FreshHome.claim(
    settings.home,
    given.rootKey === undefined ? 'here' : { copy: given.rootKey },
  );
  const madeAt = new Date(given.backup.manifest.snapshotAtMs).toISOString();
  say(`restoring the backup of ${madeAt} into ${settings.home}`);
  try {
    const logger = openLog(settings, say);
    await bringRegister(context, madeAt);
    const settled = await onServer(context, given, { logger, home, signal });
    await home.finish();
    return settled;
  } catch (error) {
    if (settings.databaseUrl === undefined) {
      await home.undo();
      say('The home is as it was.');
    } else {
      say('The database of DATABASE_URL may hold tables now: make it empty before another try.');
    }
    throw error;
  }
}

// What was ordered dark after the backup is known by the register alone: the first start takes it from there.
async function bringRegister(
  { options, settings, say }: CommandContext,
  madeAt: string,
): Promise<void> {
  const here = orderRegisterFile(settings.home);
  const given = options['orders'];
  if (given !== undefined && resolve(given) !== resolve(here)) {
    await copyFile(resolve(given), here);
    await chmod(here, 0o600);
  }
  if (existsSync(here))
    say(stepLine('orders', 'the register is here: what it knows is dark at the first start'));
  else
    say(
      `orders     NO REGISTER: orders that came after ${madeAt} are not known here. Enter them again before anybody is let in.`,
    );
}

async function onServer(
  context: CommandContext,
  given: Given,
  run: { logger: HouseLogger; home: FreshHome; signal: AbortSignal },
): Promise<Settled> {
  const { settings } = context;
  const server = await openDatabaseServer(settings, run.logger, { forCommand: true });
  const url = { cell: server.url, keys: settings.keysDatabaseUrl ?? server.url };
  const database = openDatabase({ url: url.cell, poolMax: 4, applicationName: 'jhalak-restore' });
  const keysDatabase = openDatabase({
    url: url.keys,
    poolMax: 1,
    applicationName: 'jhalak-restore',
  });
  try {
    await restoreCell(
      given.backup,
      given,
      {
        database,
        keysDatabase,
        openKeys: () =>
          openKeystore({
            url: url.keys,
            rootKeyFile: run.home.rootKeyFile,
            erasureListFile: erasureListFile(settings.home),
            region: settings.region,
            clock: systemClock,
            logger: run.logger,
          }),
        blobs: openFsBlobs({ folder: join(settings.home, 'blobs') }),
        uploadFolder: join(settings.home, 'uploads'),
        region: settings.region,
        migrations: ALL_MIGRATIONS,
        clock: systemClock,
        logger: run.logger,
      },
      { say: context.say, signal: run.signal },
    );
    const { options } = context;
    return await settleHome(
      context,
      database,
      {
        log: options['log'],
        acceptLostOrders: options['lost-orders'] !== undefined,
        keyless: options['erase-keyless'] === undefined ? 'refuse' : 'erase',
      },
      run.signal,
    );
  } finally {
    await database.close();
    await keysDatabase.close();
    await server.stop();
    run.logger.flush();
  }
}

function report(say: (line: string) => void, settled: Settled): void {
  const { erasedAgain, keysDestroyed, keylessErased } = settled;
  const again = erasedAgain + keysDestroyed;
  if (again > 0)
    say(stepLine('erasures', `${formatCount(again)} that one file lacked, done again`));
  if (keylessErased > 0) {
    say(stepLine('erasures', `${formatCount(keylessErased)} people without a key`));
  }
  say('restored. Start with: npm start');
}
