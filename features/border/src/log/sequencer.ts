// Brings committed entries into the public log: numbers them, writes the files, signs. One program at a time, by a lock
// in the database; any may be killed at any point, and the next goes on where the files and the table say.
//
// Two trees of one size are never signed: indexes are given once, and files that do not fit the table end the work
// instead of being overwritten.

import { messageOf, type Logger } from '@jhalak/kernel';
import type { Database, Tx } from '@jhalak/ports';
import { noteText, sameBytes, utf8, type Checkpoint, type NoteSignature } from '@jhalak/tlog';
import type { Cosignatures } from './cosignatures.ts';
import { assertGapless, EdgeLoader } from './edge-loader.ts';
import { RefusedLog, takeBackFromFiles, verifyFiles } from './healing.ts';
import { WITNESSED_FILE, type LogFolder } from './log-folder.ts';
import type { NoteSigner } from './log-key.ts';
import type { Opened, Owners } from './owners.ts';
import {
  ENTRIES_PER_ROUND,
  leavesFrom,
  numberedCount,
  numberEntries,
  takeLock,
} from './numbered-entries.ts';
import { readCheckpoint, writeCheckpoint, writeEntries, type LogEdge } from './projection.ts';

export interface SequencerDeps {
  database: Database;
  logger: Logger;
  folder: LogFolder;
  cosignatures: Cosignatures;
  /** Who signs now. */
  signer(): Promise<NoteSigner>;
  cellId(): Promise<string>;
  owners: Owners;
}

/** Rounds of one run, each of 4,096 entries: a backlog larger than that goes on at the next run. */
const ROUNDS_MAX = 64;

/** Each takes back 16,384 entries at most: a log of a billion. */
const CATCH_UP_RUNS_MAX = 65_536;

/** What a deal does while the cell is frozen stands in the log like everything else. */
const EVEN_FROZEN = { evenFrozen: true } as const;

/** A log that nobody goes on with here. */
const ENDED = { checkpoint: undefined, isMine: false } as const;

/** What one transaction did, and whether it left more to do. */
interface Round {
  done: number;
  more: boolean;
}
const NOTHING: Round = { done: 0, more: false };

export class Sequencer {
  readonly #deps: SequencerDeps;
  readonly #loader: EdgeLoader;
  /** What this program knows of the files; forgotten after every failure. */
  #edge: LogEdge | undefined;
  /** Entries under a checkpoint that is known to be durable: it only grows. */
  #durable = 0;
  #filesVerified = false;
  /** Rows are older than files only where they were restored, which is before this program began. */
  #caughtUp = false;
  /** Which co-signatures the files show. */
  #shown = '';
  #refused: RefusedLog | undefined;
  #running: Promise<number> | undefined;
  #next: Promise<number> | undefined;

  constructor(deps: SequencerDeps) {
    this.#deps = deps;
    this.#loader = new EdgeLoader(deps);
  }

  /**
   * Takes in everything that is committed by now. Callers who come while it runs share the next run.
   *
   * @returns how many entries became numbered or visible. @throws RefusedLog for good, until the program is started
   * again; anything else may pass.
   */
  async run(): Promise<number> {
    if (this.#running === undefined) return await this.#begin();
    this.#next ??= this.#running
      .catch(() => 0)
      .then(async () => {
        this.#next = undefined;
        return await this.#begin();
      });
    return await this.#next;
  }

  /** Runs until the rows hold everything that the files do. @throws what `run` throws. */
  async catchUp(): Promise<void> {
    for (let runs = 0; !this.#caughtUp && runs < CATCH_UP_RUNS_MAX; runs += 1)
      // A run with rounds to spare left nothing in the files, whatever others append meanwhile.
      this.#caughtUp = (await this.run()) < ROUNDS_MAX;
  }

  /** @returns whether an entry is under a checkpoint that is durable. Cost: none, or what `publishedSize` costs. */
  async covers(index: number): Promise<boolean> {
    if (this.#refused !== undefined) throw this.#refused;
    return index < this.#durable || index < (await this.publishedSize());
  }

  /** @returns how many entries are under a checkpoint on disk. Cost: reads a small file, syncs a folder. */
  async publishedSize(): Promise<number> {
    if (this.#refused !== undefined) throw this.#refused;
    const { folder, signer } = this.#deps;
    const checkpoint = await readCheckpoint(folder, await signer());
    if (checkpoint === undefined) return 0;
    await folder.syncTop();
    this.#durable = Math.max(this.#durable, Number(checkpoint.size));
    return Number(checkpoint.size);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#running, this.#next]);
  }

  async #begin(): Promise<number> {
    const mine = this.#rounds().finally(() => {
      if (this.#running === mine) this.#running = undefined;
    });
    this.#running = mine;
    return await mine;
  }

  async #rounds(): Promise<number> {
    if (this.#refused !== undefined) throw this.#refused;
    let total = 0;
    try {
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const numbered = await this.#number();
        const written = await this.#write();
        total += numbered.done + written.done;
        if (!numbered.more && !written.more) break;
      }
    } catch (error) {
      this.#edge = undefined;
      if (error instanceof RefusedLog) {
        this.#refused = error;
        this.#deps.logger.error(
          { error: error.message },
          'the public log is not gone on with: nothing may cross until this is mended',
        );
      }
      throw error;
    }
    return total;
  }

  /** First transaction: the table catches up with the files if it is older, then new entries get their indexes. */
  async #number(): Promise<Round> {
    const { database, folder } = this.#deps;
    const [cellId, signer] = await this.#who();
    return await database.transaction(async (tx) => {
      await takeLock(tx);
      const opened = await this.#opened(tx, signer);
      if (opened !== undefined && opened.checkpoint === undefined) return NOTHING;
      const checkpoint = opened?.checkpoint;
      const published = Number(checkpoint?.size ?? 0n);
      const numbered = await numberedCount(tx, cellId);
      if (opened !== undefined && numbered < published) {
        if (!this.#filesVerified) await verifyFiles(folder, opened.key);
        this.#filesVerified = true;
        const done = await takeBackFromFiles(tx, { cellId, folder, size: published, numbered });
        return { done, more: true };
      }
      if (opened?.isMine === false || (await this.#deps.owners.hasEnded(tx, numbered)))
        return NOTHING;
      const done = await numberEntries(tx, cellId, numbered);
      return { done, more: done === ENTRIES_PER_ROUND };
    }, EVEN_FROZEN);
  }

  /** Second transaction: the files catch up with the table. */
  async #write(): Promise<Round> {
    const { database, folder, cosignatures } = this.#deps;
    const [cellId, signer] = await this.#who();
    return await database.transaction(async (tx) => {
      await takeLock(tx);
      const opened = await this.#opened(tx, signer);
      if (opened?.isMine === false) return NOTHING;
      const checkpoint = opened?.checkpoint;
      const numbered = await numberedCount(tx, cellId);
      if (Number(checkpoint?.size ?? 0n) > numbered) return NOTHING;
      const edge = await this.#loader.load(tx, checkpoint, this.#edge);
      const from = Number(edge.tree.size);
      const leaves = from < numbered ? await leavesFrom(tx, cellId, from) : [];
      await this.#showCosigned(tx, cellId, signer);
      if (leaves.length === 0 && checkpoint?.size === edge.tree.size) {
        const lines = await cosignatures.linesAt(tx, cellId, from);
        if (lacks(checkpoint, lines)) await writeCheckpoint(folder, edge.tree, signer, lines);
        this.#edge = edge;
        return NOTHING;
      }
      assertGapless(leaves, from);
      const entries = leaves.map(({ leaf }) => utf8(leaf));
      const written = await writeEntries(folder, edge, entries);
      // A lock that was lost meanwhile would let two programs write checkpoints: this fails without a connection.
      await numberedCount(tx, cellId);
      await writeCheckpoint(folder, written.edge.tree, signer);
      for (const tile of written.filled) await folder.prune(tile);
      this.#edge = written.edge;
      this.#durable = Number(written.edge.tree.size);
      return { done: leaves.length, more: from + leaves.length < numbered };
    }, EVEN_FROZEN);
  }

  /** Keeps the latest co-signed checkpoint at hand: under load the newest is never co-signed yet. */
  async #showCosigned(tx: Tx, cellId: string, signer: NoteSigner): Promise<void> {
    const latest = await this.#deps.cosignatures.latest(tx, cellId);
    // What was signed before this owner's time is not this owner's to sign.
    if (latest === undefined || latest.size < (await this.#deps.owners.begunAt(tx))) return;
    const signatures = [signer.sign(latest.head), ...latest.lines];
    const text = noteText({ text: latest.head, signatures });
    if (text === this.#shown) return;
    await this.#deps.folder.put(WITNESSED_FILE, text);
    await this.#deps.folder.settle();
    this.#shown = text;
  }

  /** @throws RefusedLog when nobody who may has signed the checkpoint. */
  async #opened(tx: Tx, signer: NoteSigner): Promise<Opened | undefined> {
    const { folder, owners } = this.#deps;
    try {
      const checkpoint = await readCheckpoint(folder, signer);
      return checkpoint && { checkpoint, key: signer.key, isMine: true };
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'TlogError') throw error;
      const others = await owners.openOthers(tx, folder, signer.key);
      if (others !== undefined) return others;
      // After the wind-down its keys are gone: what was published stays as it is, and nothing comes to it.
      const numbered = await numberedCount(tx, await this.#deps.cellId());
      if (await owners.hasEnded(tx, numbered)) return { ...ENDED, key: signer.key };
      throw new RefusedLog(
        `The checkpoint in the log's folder is not this cell's, or was changed: ${messageOf(error)}`,
      );
    }
  }

  async #who(): Promise<[string, NoteSigner]> {
    return [await this.#deps.cellId(), await this.#deps.signer()];
  }
}

function lacks(checkpoint: Checkpoint, lines: readonly NoteSignature[]): boolean {
  return lines.some(
    (line) =>
      !checkpoint.note.signatures.some(
        (present) =>
          present.name === line.name &&
          sameBytes(present.keyId, line.keyId) &&
          sameBytes(present.signature, line.signature),
      ),
  );
}
