// The same machine goes on under a new owner: every key is changed, sessions, staff and lent roles of the former one end, and what
// signs for the cell follows from a secret that it never had. Nothing is packed, and no row of people changes.

import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ORGANISATION_ROLES } from '@jhalak/contracts';
import { ROTATED_CLASSES } from '@jhalak/keystore';
import type { Statement } from '@jhalak/ports';
import { CommandError, type CommandContext } from '../../command.ts';
import { cellOptions } from '../../commands/with-cell.ts';
import { openLog } from '../../log.ts';
import { createCell, type Cell } from '../../wiring/cell.ts';
import { openDatabaseServer, readRunning } from '../../wiring/open-database-server.ts';
import { openParts } from '../../wiring/parts.ts';
import { ownSecretFile, readOwnSecret } from '../recipient-key.ts';
import { overwrite } from '../wind-down/destroy-files.ts';
import { dealFolder, readEvidence, writeEvidence, type Facts } from './evidence.ts';
import { runStep, type StepDone, type StepParts, type StepWork } from './step.ts';
import { namedSuccessors, takeOverSignatures } from './succession.ts';
import { tableFacts } from './table-facts.ts';

/** Sessions of such a connection write, although the cell has ended: only the take-over's own work does. */
const WRITES = '-c default_transaction_read_only=off';
const FORMER_ROOT = /^root\.key\.was-/;
/** A partner's people are their own organisation's, as in a sale. */
const STAYING_ROLES = [...ORGANISATION_ROLES];

/**
 * Takes the cell over where it is. Killed anywhere, the same call goes on.
 *
 * @throws CommandError while Jhalak runs on this home: what runs has the former keys in memory.
 */
export async function takeOverHere(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
): Promise<StepDone> {
  const { settings } = context;
  if (readRunning(settings.home) !== undefined)
    throw new CommandError('Jhalak runs on this home, with the former keys: stop it first.');
  const done = await withWritingCell(context, async (cell) => {
    await cell.border.publish();
    return await runStep({ ...parts, cell }, takeOverStep);
  });
  // The key store has it now.
  await rm(ownSecretFile(settings.home), { force: true });
  return done;
}

async function withWritingCell<Result>(
  { settings, say }: CommandContext,
  work: (cell: Cell) => Promise<Result>,
): Promise<Result> {
  const logger = openLog(settings, say);
  const server = await openDatabaseServer(settings, logger, { forCommand: true });
  try {
    // Some name a socket and no host: no URL in the words of the platform.
    const url = `${server.url}${server.url.includes('?') ? '&' : '?'}options=${encodeURIComponent(WRITES)}`;
    const parts = await openParts(settings, url, logger, { live: false });
    try {
      return await work(createCell(parts, cellOptions(settings)));
    } finally {
      await parts.close();
    }
  } finally {
    await server.stop();
    logger.flush();
  }
}

const takeOverStep: StepWork = {
  step: 'takeover',
  planned: ({ state }) => ({ epoch: state.ownerEpoch + 1 }),
  async work(parts, { state }) {
    if (state.kind !== 'restructure')
      throw new CommandError('--from FOLDER has packages, parcel and log.');
    const { cell, settings, dealId, signal, say } = parts;
    const epoch = state.ownerEpoch + 1;
    const before = await factsBefore(cell, settings.home, dealId);
    const own = await readOwnSecret(settings.home);
    if (own === undefined)
      throw new CommandError(
        `The new owner's secret is not here: ${ownSecretFile(settings.home)}.`,
      );
    const { keys } = cell.parts;
    await keys.adoptOwnSecret(own, { replaces: true });
    for (const keyClass of ROTATED_CLASSES) {
      await keys.rotateClass(keyClass, { signal });
      say(`keys of ${keyClass} are wrapped anew`);
    }
    const formerRoot = String(before['root']);
    // Again after a kill: another root once more, which costs nothing.
    await keys.rotateRoot();
    const formerFiles = await destroyFormerRoots(settings.home);
    const ended = await endStaff(cell);
    const named = await namedSuccessors(settings.home, dealId);
    return {
      facts: {
        ...{ atMs: cell.parts.clock.nowMs(), epoch, fence: state.fence },
        roots: {
          former: formerRoot,
          present: (await keys.state()).root,
          filesDestroyed: formerFiles,
        },
        classes: ROTATED_CLASSES.length,
        ended,
        before: before['facts'],
        after: await tableFacts(cell, []),
      },
      alongside: async (tx) => {
        await cell.border.beginEpoch(tx);
        await takeOverSignatures(cell, tx, epoch, named);
        await cell.standing.begin(tx);
      },
      afterwards: async () => await cell.border.publish(),
    };
  },
};

/** Counted once, before anything is changed, however often it is begun. */
async function factsBefore(cell: Cell, home: string, dealId: string): Promise<Facts> {
  const file = join(dealFolder(home, dealId), 'restructure.json');
  const known = await readEvidence(file);
  if (known !== undefined) return known.facts;
  const { root } = await cell.parts.keys.state();
  return (await writeEvidence(file, { root, facts: await tableFacts(cell, []) })).facts;
}

/** Key backups that were made under them open no more: make a new one. */
async function destroyFormerRoots(home: string): Promise<number> {
  const folder = join(home, 'keys');
  const names = (await readdir(folder)).filter((name) => FORMER_ROOT.test(name));
  for (const name of names) {
    await overwrite(join(folder, name));
    await rm(join(folder, name), { force: true });
  }
  return names.length;
}

const ENDED: Readonly<Record<string, Statement>> = {
  sessions: { name: 'restructure.sessions', text: 'DELETE FROM sessions RETURNING 1' },
  roles: {
    name: 'restructure.roles',
    text: 'DELETE FROM roles WHERE NOT (role = ANY($1)) RETURNING 1',
  },
  lentRoles: {
    name: 'restructure.lent_roles',
    text: `UPDATE break_glass SET closed_at_ms = $1, closed_how = 'expired' WHERE closed_at_ms IS NULL RETURNING 1`,
  },
};

/** @returns how many sessions, roles of staff and lent roles ended. */
async function endStaff({ parts }: Cell): Promise<Record<string, number>> {
  const values: Readonly<Record<string, readonly unknown[]>> = {
    roles: [STAYING_ROLES],
    lentRoles: [parts.clock.nowMs()],
  };
  return await parts.database.transaction(async (tx) => {
    const counts: Record<string, number> = {};
    for (const [name, statement] of Object.entries(ENDED))
      counts[name] = (await tx.query(statement, values[name] ?? [])).length;
    return counts;
  });
}
