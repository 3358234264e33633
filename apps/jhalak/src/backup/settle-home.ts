// What a filled home needs before anybody starts it: the public log to go on from, nobody who was erased, no order forgotten.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresDatabase } from '@jhalak/postgres';
import { TlogError } from '@jhalak/tlog';
import { CommandError, type CommandContext } from '../command.ts';
import { withCell } from '../commands/with-cell.ts';
import { entriesInLog, erasuresInLog } from './entries-in-log.ts';
import { refuseLostOrders } from './lost-orders.ts';
import { receiveLog, type LogKeys } from './received-log.ts';
import { settlePeople, type Settled } from './settle-people.ts';
import { stepLine } from './tell.ts';

/** How to settle. */
export interface SettleOptions {
  /** The public log, a folder or an address; default: the home's own, where there is one. */
  log: string | undefined;
  /** Whether to go on although the log tells of orders that nothing here knows. */
  acceptLostOrders: boolean;
  /** What becomes of people without a key. */
  keyless: 'refuse' | 'erase';
}

/** @throws CommandError with the reason; the home must then not be used. */
export async function settleHome(
  context: CommandContext,
  database: PostgresDatabase,
  { log, acceptLostOrders, keyless }: SettleOptions,
  signal: AbortSignal,
): Promise<Settled> {
  return await withCell(context, async (cell) => {
    const { border } = cell;
    const keys = { own: await border.vkey(), first: await border.firstVkey() };
    const here = await bringLog(context, log, keys);
    const erased = here === undefined ? undefined : await erasuresInLog(here.folder, here.vkey);
    // Without a log nothing is missing by it; the register is read all the same, and refused if it is another cell's.
    const told = here === undefined ? nothing() : entriesInLog(here.folder, here.vkey);
    const lost = await cell.orders.findLosses(told);
    if (here !== undefined) refuseLostOrders(lost, acceptLostOrders, context.say);
    return await settlePeople(
      {
        database,
        ...(erased === undefined
          ? {}
          : { isErasedInLog: (personId) => erased.has(cell.accounts.erasureCommitment(personId)) }),
        standings: (people) => cell.parts.keys.standings(people),
        destroyKeys: (personId) => cell.parts.keys.destroy(personId),
        erasePerson: (personId) => cell.accounts.erasePerson(personId),
      },
      keyless,
      signal,
    );
  });
}

async function* nothing(): AsyncGenerator<never> {}

// Entries that came after the rows are in the files alone: the cell takes them back before it numbers anything new.
async function bringLog(
  { settings, say }: CommandContext,
  log: string | undefined,
  keys: LogKeys,
): Promise<{ folder: string; vkey: string } | undefined> {
  const here = join(settings.home, 'log');
  const given = log ?? (existsSync(here) ? here : undefined);
  if (given === undefined) {
    say(
      'log        NO PUBLIC LOG: this cell will go on from the one in its rows, and a witness will see a second history. Give it with --log, from any copy.',
    );
    return undefined;
  }
  const vkey = await receiveLog(given, keys, settings.home).catch((cause: unknown) => {
    if (!(cause instanceof TlogError)) throw cause;
    throw new CommandError(
      `The public log of ${given} is refused (${cause.fault}): ${cause.message}`,
      { cause },
    );
  });
  say(stepLine('log', 'verified and here: the cell goes on from it'));
  return { folder: here, vkey };
}
