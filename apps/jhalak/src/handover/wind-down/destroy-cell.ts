// The seller's wind-down: after acceptance everything of the cell that is in reach is destroyed, keys first, so that from the
// first second on nothing opens. What stays is the record of the deal and the public log. Killed anywhere, the same call goes
// on; what was found is counted before and told in the proof.

import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isPast } from '@jhalak/handover';
import { systemClock, type Logger } from '@jhalak/kernel';
import { openDatabase, type PostgresDatabase } from '@jhalak/postgres';
import { createCell } from '../../wiring/cell.ts';
import { CommandError, type CommandContext } from '../../command.ts';
import { cellOptions } from '../../commands/with-cell.ts';
import { openLog } from '../../log.ts';
import { openDatabaseServer, readRunning } from '../../wiring/open-database-server.ts';
import { openParts } from '../../wiring/parts.ts';
import { dealFolder, writeDurably } from '../steps/evidence.ts';
import { readRecordSecret, recordSecretFile } from '../steps/record-keeper.ts';
import { countKeys, countTables, sizeFolders, type Found, type Sized } from './found.ts';
import { destroyKeyFiles, KEPT_IN_HOME, removeDatabase, removeFiles } from './destroy-files.ts';
import { bringBackRows, keepRows, KEPT_TABLES } from './kept-rows.ts';

/** What is done, in order; each phase may be done again. */
export const DESTRUCTION_PHASES = ['counted', 'keys', 'rows', 'files', 'kept', 'proven'] as const;
export type DestructionPhase = (typeof DESTRUCTION_PHASES)[number];

export interface DestroyOptions {
  dealId: string;
  /** Places of copies that the operator declares: folders, files, or words for what no program reaches. */
  backups: readonly string[];
  /** Told after each phase, before the next. */
  watch?: (phase: DestructionPhase) => void;
}

/** What stays, and why. */
interface Remainder extends Partial<Sized> {
  what: string;
  why: string;
  rows?: number;
}

/** What was there, what was destroyed, what stays and why, and what nobody can prove. No personal data. */
export interface DestructionProof {
  v: 1;
  deal: string;
  cell: string;
  region: string;
  ownerEpoch: number;
  startedAtMs: number;
  endedAtMs: number;
  found: Found;
  destroyed: {
    keyFiles: number;
    personKeys: number;
    holdKeys: number;
    classKeys: number;
    tables: number;
    rows: number;
    /** Names in the home. */
    names: readonly string[];
    bytes: number;
  };
  remains: readonly Remainder[];
  /** Copies that were declared, and whether one is in this machine's reach now. */
  declaredBackups: readonly { place: string; isHere: boolean }[];
  /** Said by the certificate too. */
  notProven: readonly string[];
}

interface Progress {
  phase: DestructionPhase;
  startedAtMs: number;
  cell: { cellId: string; region: string; ownerEpoch: number };
  found: Found;
  kept: Record<string, number>;
  keyFiles: number;
  names: readonly string[];
}

/**
 * Destroys the cell of a home: root key, key files and key store; every row but the deal's record and the public log; blobs,
 * uploads, packages, parcels, caches, logs of the program. A database of our own is removed with its files and made anew for
 * the few rows that stay; one of the operator's is emptied.
 *
 * @returns the proof, which also lies in the deal's folder. Again: the same one.
 * @throws CommandError while a Jhalak runs here, before the deal's acceptance, or where this cell has not ended.
 */
export async function destroyCell(
  context: CommandContext,
  options: DestroyOptions,
): Promise<DestructionProof> {
  const { home } = context.settings;
  const proofFile = join(dealFolder(home, options.dealId), 'destruction.json');
  if (existsSync(proofFile))
    return JSON.parse(await readFile(proofFile, 'utf8')) as DestructionProof;
  if (readRunning(home) !== undefined)
    throw new CommandError('Jhalak runs on this home: stop it first. Nothing was destroyed.');
  const logger = openLog(context.settings, undefined);
  try {
    return await new Destruction(context, options, logger, proofFile).run();
  } finally {
    logger.flush();
  }
}

class Destruction {
  readonly #context: CommandContext;
  readonly #options: DestroyOptions;
  readonly #logger: Logger;
  readonly #proofFile: string;
  readonly #file: string;
  readonly #rowsFile: string;

  constructor(context: CommandContext, options: DestroyOptions, logger: Logger, proof: string) {
    // The home tells of its slower disk while it has one; afterwards none is made anew.
    this.#context = { ...context, settings: { ...context.settings, blobsCold: undefined } };
    this.#options = options;
    this.#logger = logger;
    this.#proofFile = proof;
    const folder = dealFolder(context.settings.home, options.dealId);
    this.#file = join(folder, 'wind-down.json');
    this.#rowsFile = join(folder, 'wind-down.rows');
  }

  async run(): Promise<DestructionProof> {
    const { home } = this.#context.settings;
    const kept = await readFile(this.#file, 'utf8').catch(() => undefined);
    let at =
      kept === undefined
        ? await this.#reached(await this.#count(), 'counted')
        : (JSON.parse(kept) as Progress);
    if (at.phase === 'counted') {
      await this.#stopServer();
      const keyFiles = at.keyFiles + (await destroyKeyFiles(home));
      at = await this.#reached({ ...at, keyFiles }, 'keys');
    }
    if (at.phase === 'keys') {
      await this.#destroyRows();
      at = await this.#reached(at, 'rows');
    }
    if (at.phase === 'rows') {
      const names = [...new Set([...at.names, ...(await removeFiles(home))])].toSorted();
      at = await this.#reached({ ...at, names }, 'files');
    }
    if (at.phase === 'files') {
      await this.#keepRemainder();
      at = await this.#reached(at, 'kept');
    }
    return await this.#prove(at);
  }

  async #reached(progress: Progress, phase: DestructionPhase): Promise<Progress> {
    const at = { ...progress, phase };
    await writeDurably(this.#file, JSON.stringify(at));
    this.#context.say(`wind-down: ${phase}`);
    this.#options.watch?.(phase);
    return at;
  }

  /** Asks whether it may, counts, and puts aside what stays. */
  async #count(): Promise<Progress> {
    const { settings } = this.#context;
    const { dealId } = this.#options;
    return await this.#withServer(async (url) => {
      const parts = await openParts(settings, url, this.#logger, { live: false });
      try {
        const cell = createCell(parts, cellOptions(settings));
        const deal = await cell.handover.kept(dealId);
        if (deal === undefined || deal.side !== 'seller' || !isPast(deal.state, 'acceptance'))
          throw new CommandError(
            'The buyer has not accepted in this deal, or its wind-down has not come so far: nothing is destroyed before.',
          );
        if ((await cell.standing.look()).state !== 'ended')
          throw new CommandError('This cell has not ended: nothing is destroyed before its fence.');
        const { cellId, ownerEpoch } = await cell.border.identity();
        const found = {
          tables: await countTables(parts.database),
          keys: await this.#keys(url),
          home: await sizeFolders(settings.home),
        };
        return {
          phase: 'counted',
          startedAtMs: systemClock.nowMs(),
          cell: { cellId, ownerEpoch, region: settings.region },
          found,
          kept: await keepRows(parts.database, this.#rowsFile),
          keyFiles: 0,
          names: [],
        };
      } finally {
        await parts.close();
      }
    });
  }

  async #keys(url: string): Promise<Found['keys']> {
    const database = openDatabase({
      url: this.#context.settings.keysDatabaseUrl ?? url,
      poolMax: 1,
    });
    return await countKeys(database).finally(() => database.close());
  }

  async #withServer<Result>(work: (url: string) => Promise<Result>): Promise<Result> {
    const { settings } = this.#context;
    const server = await openDatabaseServer(settings, this.#logger, { forCommand: true });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  }

  /** A server outlives a program that was killed; whoever starts it anew ends the old one first. */
  async #stopServer(): Promise<void> {
    if (existsSync(join(this.#context.settings.home, 'pg', 'PG_VERSION')))
      await this.#withServer(async () => await Promise.resolve());
  }

  async #destroyRows(): Promise<void> {
    const { home, databaseUrl, keysDatabaseUrl } = this.#context.settings;
    if (keysDatabaseUrl !== undefined) await emptied(keysDatabaseUrl);
    if (databaseUrl !== undefined) await emptied(databaseUrl);
    else await removeDatabase(home);
  }

  /** A new database and new keys, which open nothing, for the rows that stay; it only reads, as the one before. */
  async #keepRemainder(): Promise<void> {
    const { settings } = this.#context;
    await this.#withServer(async (url) => {
      const parts = await openParts(settings, url, this.#logger, { live: false });
      try {
        await bringBackRows(parts.database, this.#rowsFile);
        const own = await readRecordSecret(settings.home, this.#options.dealId);
        if (own !== undefined) await parts.keys.adoptOwnSecret(own);
        await parts.database.transaction(async (tx) => await parts.database.setReadOnly(tx, true), {
          evenFrozen: true,
        });
      } finally {
        await parts.close();
      }
    });
    await rm(this.#rowsFile, { force: true });
    await rm(recordSecretFile(settings.home, this.#options.dealId), { force: true });
  }

  async #prove(at: Progress): Promise<DestructionProof> {
    const { home, databaseUrl } = this.#context.settings;
    const { found, cell } = at;
    const tables = Object.entries(found.tables).filter(([name]) => KEPT_TABLES[name] === undefined);
    const sizes = await sizeFolders(home);
    const bytes = Object.entries(found.home)
      .filter(([name]) => KEPT_IN_HOME[name] === undefined)
      .reduce((sum, [, { bytes: size }]) => sum + size, 0);
    const proof: DestructionProof = {
      v: 1,
      deal: this.#options.dealId,
      cell: cell.cellId,
      region: cell.region,
      ownerEpoch: cell.ownerEpoch,
      startedAtMs: at.startedAtMs,
      endedAtMs: systemClock.nowMs(),
      found,
      destroyed: {
        keyFiles: at.keyFiles,
        personKeys: found.keys.person,
        holdKeys: found.keys.hold,
        classKeys: found.keys.classes.length,
        tables: tables.length,
        rows: tables.reduce((sum, [, rows]) => sum + rows, 0),
        names: at.names,
        bytes,
      },
      remains: [
        ...Object.entries(KEPT_TABLES).map(([what, why]) => ({
          what,
          why,
          rows: at.kept[what] ?? 0,
        })),
        ...Object.entries(sizes).map(([what, size]) => ({
          ...{ what, ...size },
          why:
            KEPT_IN_HOME[what] ??
            'the database and new keys of what stays; they open nothing of before',
        })),
      ],
      declaredBackups: this.#options.backups.map((place) => ({ place, isHere: existsSync(place) })),
      notProven: notProven(databaseUrl !== undefined),
    };
    await writeDurably(this.#proofFile, JSON.stringify(proof));
    this.#options.watch?.('proven');
    await rm(this.#file, { force: true });
    return proof;
  }
}

function notProven(isOperatorsDatabase: boolean): string[] {
  return [
    'That no copy of data or keys was made outside of what is listed here: nobody can prove it.',
    'That the disk holds no trace of removed files: key files were written over, and a disk may keep older blocks all the same.',
    'That declared backups were destroyed: they are listed, and whoever holds them answers for it. Without the keys that went, sealed bytes in them do not open; bytes that were not sealed do.',
    ...(isOperatorsDatabase
      ? [
          'That files and write-ahead logs of the operator’s own database server hold nothing: only its tables were dropped.',
        ]
      : []),
  ];
}

/** Drops everything of ours in a database that the operator runs. */
async function emptied(url: string): Promise<void> {
  const database: PostgresDatabase = openDatabase({ url, poolMax: 1 });
  try {
    await database.transaction(
      async (tx) => {
        await database.setReadOnly(tx, false);
        const run = async (name: string, text: string) => void (await tx.query({ name, text }));
        await run('wind_down.drop_keys', 'DROP SCHEMA IF EXISTS keystore CASCADE');
        await run('wind_down.drop_jobs', 'DROP SCHEMA IF EXISTS graphile_worker CASCADE');
        await run('wind_down.drop', 'DROP SCHEMA public CASCADE');
        await run('wind_down.make', 'CREATE SCHEMA public');
      },
      { evenFrozen: true },
    );
    // Old versions of rows go with the files of their tables; what the server's own log keeps is told in the proof.
    await database.pool.query('CHECKPOINT').catch(() => undefined);
  } finally {
    await database.close();
  }
}
