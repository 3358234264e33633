// The end of a move: the owner looks at the new home and accepts, on record; with the proof of it, and only with it, the old
// machine's copy is destroyed.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  parseProofFile,
  parseVkey,
  proofFileText,
  readTile,
  textOf,
  TileHashes,
  TlogError,
  verifyLog,
  verifyProof,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { logSource } from '../border/log-source.ts';
import { CommandError, type CommandContext } from '../command.ts';
import { withCell } from '../commands/with-cell.ts';
import { writeDurably } from '../handover/steps/evidence.ts';
import {
  destroyKeyFiles,
  removeDatabase,
  removeFiles,
} from '../handover/wind-down/destroy-files.ts';
import { openDatabaseServer, readRunning } from '../wiring/open-database-server.ts';
import { openLog } from '../log.ts';
import { openIntent, type Intent } from './papers.ts';
import { TAKEN_ACT } from './take.ts';

/** The act in the public log with which the owner accepts a move. */
const ACCEPTED_ACT = 'cell.move_accepted';

/**
 * Accepts, on the new machine: from here on the old one may be destroyed.
 *
 * @returns the text of a proof file (c2sp.org/tlog-proof) for the old machine. @throws CommandError where nothing was taken.
 */
export async function acceptMove(context: CommandContext): Promise<{ move: string; text: string }> {
  return await withCell(context, async ({ border, parts }) => {
    const identity = await border.identity();
    const told = async (act: string) => {
      const [row] = await parts.database.query<{ entry_id: string; leaf: string }>(
        {
          name: 'move.told',
          text: `SELECT entry_id, leaf FROM border_entries WHERE cell_id = $1 AND leaf LIKE $2 ORDER BY at_ms DESC LIMIT 1`,
        },
        [identity.cellId, `%"act":"${act}","counts":{"epoch":${identity.ownerEpoch}}%`],
      );
      return row;
    };
    const taken = await told(TAKEN_ACT);
    if (taken === undefined) throw new CommandError('This epoch did not begin with a move.');
    const { subject, digest } = factsOf(taken.leaf);
    const entryId =
      (await told(ACCEPTED_ACT))?.entry_id ??
      (await parts.database.transaction(
        async (tx) =>
          await border.log.append(tx, {
            ...{ kind: 'owner', act: ACCEPTED_ACT, subject, digest },
            counts: { epoch: identity.ownerEpoch },
          }),
      ));
    await border.publish();
    const files = logSource(parts.logFolder);
    const log = parseVkey(nodeCrypto.sha256, await border.vkey());
    const { checkpoint, entry } = await verifyLog(nodeCrypto, files, { log, entryId });
    const bytes = await files.read('checkpoint');
    if (entry === undefined || bytes === undefined)
      throw new CommandError('The public log lacks its last entry: try again in a second.');
    const hashes = new TileHashes(
      nodeCrypto.sha256,
      checkpoint.size,
      async (path, width) => await readTile(files, path, width),
    );
    const { index } = entry;
    const proof = { index, entry: entry.bytes, hashes: await hashes.inclusion(index) };
    return { move: subject, text: proofFileText({ ...proof, checkpoint: bytes }) };
  });
}

/** What was destroyed, for people and for the record. */
export interface Destroyed {
  v: 1;
  /** False while it is under way. */
  isWhole: boolean;
  move: string;
  cell: string;
  atMs: number;
  keyFiles: number;
  names: readonly string[];
  notProven: readonly string[];
}

/**
 * Destroys the old home's cell: keys first, then the database and the files. Killed anywhere, the same call goes on.
 *
 * @param proofFile what `cell move accept` wrote on the new machine.
 * @throws CommandError without a proof of this move by the key that this home named, or while Jhalak runs here.
 */
export async function destroyMoved(
  context: CommandContext,
  proofFile: string,
  confirm: string | undefined,
): Promise<Destroyed> {
  const { settings } = context;
  if (readRunning(settings.home) !== undefined)
    throw new CommandError('Jhalak runs on this home: stop it first. Nothing was destroyed.');
  const record = join(settings.home, 'handover', 'moved-away.json');
  const begun = await readRecord(record);
  if (begun?.isWhole === true) return begun;
  const named = begun ?? (await mayDestroy(settings.home, proofFile, confirm));
  // From here on the way is forward, also for a run that finds half of it gone.
  await writeDurably(record, JSON.stringify(named));
  // A server that a killed program left is ended first.
  if (settings.databaseUrl === undefined && existsSync(join(settings.home, 'pg', 'PG_VERSION'))) {
    const logger = openLog(settings, undefined);
    await (await openDatabaseServer(settings, logger, { forCommand: true })).stop();
    logger.flush();
  }
  const keyFiles = named.keyFiles + (await destroyKeyFiles(settings.home));
  if (settings.databaseUrl === undefined) await removeDatabase(settings.home);
  const names = await removeFiles(settings.home);
  const destroyed: Destroyed = {
    ...named,
    ...{ isWhole: true, atMs: Date.now(), keyFiles },
    names: names.filter((name) => !name.endsWith('/move.json')),
    notProven: [
      'That no copy was made elsewhere: list backups and copies of the root key, and destroy them.',
      'That the disk holds no older block of a removed file.',
      ...(settings.databaseUrl === undefined
        ? []
        : [
            'That the database of DATABASE_URL is gone: drop it yourself; its sealed values open no more.',
          ]),
    ],
  };
  await writeDurably(record, JSON.stringify(destroyed));
  return destroyed;
}

async function mayDestroy(
  home: string,
  proofFile: string,
  confirm: string | undefined,
): Promise<Destroyed> {
  const intent = await openIntent(home);
  if (intent === undefined) throw new CommandError('No cell was given away from here.');
  await mustBeAccepted(intent, proofFile);
  const { move, to } = intent;
  if (confirm !== to.cell)
    throw new CommandError(
      `This destroys the keys, the rows and the files of this home for good: say so with --confirm ${to.cell}.`,
    );
  return {
    ...{ v: 1, isWhole: false, move, cell: to.cell, atMs: Date.now() },
    ...{ keyFiles: 0, names: [], notProven: [] },
  };
}

async function readRecord(file: string): Promise<Destroyed | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Destroyed);
}

async function mustBeAccepted(intent: Intent, proofFile: string): Promise<void> {
  const bytes = await readFile(proofFile).catch((cause: unknown) => {
    throw new CommandError(`${proofFile} cannot be read.`, { cause });
  });
  try {
    const proof = parseProofFile(bytes);
    verifyProof(nodeCrypto, proof, { log: parseVkey(nodeCrypto.sha256, intent.to.nextKey) });
    const said = factsOf(textOf(proof.entry) ?? '{}');
    if (said.act === ACCEPTED_ACT && said.subject === intent.move) return;
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw new CommandError(`${proofFile} proves nothing: ${error.message}`, { cause: error });
  }
  throw new CommandError(`${proofFile} is no acceptance of this move.`);
}

interface Told {
  act: string;
  subject: string;
  digest: string;
}

function factsOf(leaf: string): Told {
  const { facts = {} } = JSON.parse(leaf) as { facts?: Partial<Told> };
  const { act = '', subject = '', digest = '' } = facts;
  return { act, subject, digest };
}
