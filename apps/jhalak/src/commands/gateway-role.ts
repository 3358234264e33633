// The gateway as a process of its own: started by `jhalak start` beside the other roles, or alone with JHALAK_ROLES=gateway
// as its own unit and user. It opens the database and the keys, and nothing of people, feeds or the web.

import { join } from 'node:path';
import { secureRandom, systemClock, uuidv7Ids } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { addressOf } from '../address.ts';
import { CommandError, type CommandContext } from '../command.ts';
import { openLog } from '../log.ts';
import { VERSION } from '../version.ts';
import { gatewaySocketOf } from '../wiring/gateway-socket.ts';
import { openGateway } from '../wiring/gateway.ts';
import { openKeys, sampleSitesFolder } from '../wiring/parts.ts';

/** A declaration takes one connection for some milliseconds; sixteen fetches are under way at most. */
const POOL_MAX = 4;

/** @returns the exit code, when asked to end: by a signal, or by the end of the program that started it. */
export async function runGateway(context: CommandContext): Promise<number> {
  const startedByUs = process.connected;
  try {
    return await run(context);
  } catch (error) {
    // Who started it has ended meanwhile, and the database with it: nobody is left to be told.
    if (startedByUs && !process.connected) return 0;
    throw error;
  }
}

async function run(context: CommandContext): Promise<number> {
  const { settings } = context;
  const { databaseUrl } = settings;
  if (databaseUrl === undefined) throw new CommandError('The gateway needs DATABASE_URL.');
  const asked = untilAsked();
  const logger = openLog(settings, context.say, undefined, 'gateway');
  const database = openDatabase({
    url: databaseUrl,
    poolMax: POOL_MAX,
    onIdleError: (error) =>
      logger.warn({ error: error.message }, 'a connection to the database was lost'),
  });
  const clock = systemClock;
  const { keys } = await openKeys(settings, databaseUrl, logger, clock);
  const own = settings.publicUrl === undefined ? '' : ` (+${settings.publicUrl})`;
  const gateway = await openGateway({
    ...{ database, keys, clock, logger, random: secureRandom, region: settings.region },
    ids: uuidv7Ids(clock, secureRandom),
    socketPath: gatewaySocketOf(settings),
    openTo: settings.gatewaySocket === undefined ? 'owner' : 'group',
    logFolder: join(settings.home, 'log'),
    address: addressOf(settings),
    sampleSites: sampleSitesFolder(settings),
    userAgent: `Jhalak/${VERSION}${own}`,
  });
  logger.info({ version: VERSION, roles: 'gateway' }, 'started');
  if (!process.connected) context.say('\nJhalak is ready: roles gateway\n');
  await asked;
  await gateway.close();
  await keys.close();
  await database.close();
  logger.flush();
  return 0;
}

async function untilAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', () => resolve());
    // Ctrl-C reaches every process of the terminal; who has a parent waits for its word.
    const child = process.connected;
    for (const signal of ['SIGINT', 'SIGHUP'] as const) {
      process.on(signal, () => (child ? undefined : resolve()));
    }
    process.once('disconnect', () => resolve());
  });
}
