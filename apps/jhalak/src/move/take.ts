// The new machine's part of a move: everything is verified and imported into an empty home, compared with what the old machine
// counted under its freeze, and only then the next epoch begins here. Killed anywhere, the same call goes on.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwrapPackageKey } from '@jhalak/bags';
import { ownerEntry, parseVkey, TlogError, utf8, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { longTransaction } from '../backup/long-transaction.ts';
import { UNFINISHED_FILE } from '../backup/fresh-home.ts';
import { entriesInLog } from '../backup/entries-in-log.ts';
import { formatCount, stepLine, type Watch } from '../backup/tell.ts';
import { logSource } from '../border/log-source.ts';
import { CommandError, type CommandContext } from '../command.ts';
import { withCell } from '../commands/with-cell.ts';
import { importIntoHome } from '../handover/import/import-home.ts';
import { makeLogKey, readRecipientKey, recipientText } from '../handover/recipient-key.ts';
import { hasCell } from '../handover/steps/act-commands.ts';
import { sha256 } from '../handover/steps/evidence.ts';
import { takeOverSignatures, type Successors } from '../handover/steps/succession.ts';
import { parcelDigest } from '../handover/steps/keys.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { differencesOf, factsOf, totalsOf } from './facts.ts';
import { isGiven, MOVE_ACT } from './give.ts';
import { readMovePaper, readTaken, writeTaken, type MovePaper, type Taken } from './papers.ts';
import { movingManifests } from './whole-cell.ts';

/** Where taking is; told before it goes on. */
export type TakePoint = 'checked' | 'imported' | 'begun';

export interface TakeParts {
  context: CommandContext;
  watch: Watch;
  at(point: TakePoint): void;
  /** The log's key as the operator knows it from elsewhere; without it the folder's own word is taken. */
  vkey?: string | undefined;
}

/** The act in the public log with which the new home begins. */
export const TAKEN_ACT = 'cell.taken';

export interface TookOver extends Taken {
  cell: string;
  epoch: number;
  /** The key of the public log, up to the move. */
  vkey: string;
}

/**
 * Takes a cell that was given to this home.
 *
 * @throws CommandError with the reason: the home is then as empty as before, and the old machine stays fenced.
 */
export async function takeCell(parts: TakeParts, folder: string): Promise<TookOver> {
  const { context, watch } = parts;
  const { home } = context.settings;
  if (!isGiven(folder))
    throw new CommandError(
      `${folder} does not hold packages, parcel, log and move.json: cell move to has not ended there.`,
    );
  const { paper, text } = await readMovePaper(join(folder, 'move.json'));
  const digest = sha256(text);
  await mustBeOurs(parts, paper);
  await mustBeTold(folder, paper, digest);
  parts.at('checked');
  let taken = await readTaken(home, paper.move);
  if (taken === undefined || existsSync(join(home, UNFINISHED_FILE)) || !hasDatabase(context)) {
    if (hasCell(home) && !existsSync(join(home, UNFINISHED_FILE)))
      throw new CommandError(`${home} has a cell already: a cell moves into an empty home.`);
    taken = await importAll(parts, folder, paper, digest);
  }
  parts.at('imported');
  await beginHere(context, paper, digest);
  parts.at('begun');
  watch.say(
    stepLine('taken', `${formatCount(taken.rows)} rows, ${formatCount(taken.files)} files`),
  );
  return { ...taken, cell: paper.cell, epoch: paper.epoch + 1, vkey: paper.vkey };
}

function hasDatabase({ settings }: CommandContext): boolean {
  return settings.databaseUrl !== undefined || existsSync(join(settings.home, 'pg'));
}

/** The folder is for this machine: keys and region. */
async function mustBeOurs({ context, vkey }: TakeParts, paper: MovePaper): Promise<void> {
  const { home, region } = context.settings;
  if (paper.region !== region)
    throw new CommandError(
      `This cell is of region ${paper.region}, and this machine of ${region}.`,
    );
  if (recipientText(await readRecipientKey(home)) !== paper.recipient)
    throw new CommandError('This cell was given to another machine: its keys open there only.');
  if ((await makeLogKey(home, region, paper.cell)) !== paper.nextKey)
    throw new CommandError('The old machine named another log key than this one’s.');
  if (vkey !== undefined && vkey !== paper.vkey)
    throw new CommandError(`The log’s key is ${paper.vkey}, not the one of --vkey.`);
}

/** The public log ends with this paper's digest and this machine's key: without the fence nothing is taken. */
async function mustBeTold(folder: string, paper: MovePaper, digest: string): Promise<void> {
  const log = join(folder, 'log');
  try {
    const key = parseVkey(nodeCrypto.sha256, paper.vkey);
    await verifyLog(nodeCrypto, logSource(log), { log: key });
    let [before, last] = [undefined, undefined] as (Told | undefined)[];
    for await (const { facts } of entriesInLog(log, paper.vkey)) [before, last] = [last, facts];
    const named = last && ownerEntry(nodeCrypto, utf8(JSON.stringify({ facts: last })));
    if (before?.act !== MOVE_ACT || before.digest !== digest || last?.nextKey !== paper.nextKey)
      throw new CommandError(
        'The cell’s public log does not end with this move: the old machine has not ended, or something was changed on the way.',
      );
    if (named?.epoch !== paper.epoch)
      throw new CommandError('The epoch that ended is another one.');
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw new CommandError(`The public log that came along is refused: ${error.message}`, {
      cause: error,
    });
  }
}
interface Told {
  act?: string;
  digest?: string;
  nextKey?: string;
}

async function importAll(
  { context, watch }: TakeParts,
  folder: string,
  paper: MovePaper,
  digest: string,
): Promise<Taken> {
  const { home } = context.settings;
  const parcel = join(folder, 'parcel');
  if ((await parcelDigest(parcel)) !== paper.parcel)
    throw new CommandError('This is not the parcel of keys that the old machine told of.');
  const recipient = await readRecipientKey(home);
  const wrapped = await readFile(join(parcel, 'package-key.json'), 'utf8');
  const manifests = movingManifests(ALL_MANIFESTS);
  let taken: Taken | undefined;
  await importIntoHome(
    { ...context, say: (line) => watch.say(line) },
    {
      folder: join(folder, 'packages'),
      expected: {
        ...{ package: paper.move, cell: paper.cell, region: paper.region },
        epoch: paper.epoch + 1,
      },
      signers: [{ name: 'the old machine', publicKey: Buffer.from(paper.signer, 'base64') }],
      packageKey: await unwrapPackageKey(wrapped, paper.move, recipient),
      keysFile: join(parcel, 'keys.sealed'),
      ...{ recipient, manifests, log: join(folder, 'log') },
      asImported: async ({ imported, target }) => {
        if (
          imported.packages !== paper.packages.length ||
          imported.statementDigest !== paper.packages.at(-1)
        )
          throw new CommandError('These are not the packages that the old machine told of.');
        const facts = await longTransaction(
          target.database,
          'snapshot',
          async (tx) => await factsOf(tx, manifests, target.blobs),
        );
        const differences = differencesOf(paper.facts, facts);
        if (differences.length > 0)
          throw new CommandError(`What came is NOT the same: ${differences.join(', ')}.`);
        taken = { ...{ v: 1, move: paper.move, paper: digest }, ...totalsOf(facts), differences };
        watch.say(stepLine('compared', `${formatCount(taken.tables)} tables: the same`));
        // Before the home counts as whole: while it does not, this is not believed.
        await writeTaken(home, taken);
      },
    },
    watch.signal,
  );
  if (taken === undefined) throw new Error('what was imported was compared');
  return taken;
}

/** This install is the owner's from here on; again makes no difference. */
async function beginHere(context: CommandContext, paper: MovePaper, digest: string): Promise<void> {
  await withCell(context, async (cell) => {
    // The rows hold what the files of the log do, before anything is added.
    await cell.border.publish();
    if ((await cell.border.identity()).ownerEpoch > paper.epoch) return;
    await cell.parts.database.transaction(async (tx) => {
      const { ownerEpoch } = await cell.border.beginEpoch(tx);
      // What signs for the cell to others is this machine's own too.
      await takeOverSignatures(cell, tx, ownerEpoch, paper.succession as Successors);
      await cell.border.log.append(tx, {
        ...{ kind: 'owner', act: TAKEN_ACT, subject: paper.move, digest },
        counts: { epoch: ownerEpoch },
      });
    });
    await cell.border.publish();
  });
}
