// One log through several owners, as the cell that keeps it sees them: where an owner's time ends, and where the next one's
// begins. Who checks it from outside: core/tlog/src/owners.ts.

import { problem } from '@jhalak/contracts';
import type { BorderLog, Keys, Tx } from '@jhalak/ports';
import {
  ED25519,
  openCheckpoint,
  OWNER_ENTRY_ACT,
  ownerEntry,
  ownerPath,
  parseVkey,
  toHex,
  TlogError,
  utf8,
  vkeyOf,
  type Checkpoint,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { CellIdentity, Identity } from './identity.ts';
import { CHECKPOINT_FILE, FIRST_KEY_FILE, type LogFolder } from './log-folder.ts';
import { logSigner, originOf } from './log-key.ts';
import { leavesFrom, numberedCount, takeLock } from './numbered-entries.ts';

export interface OwnersDeps {
  keys: Pick<Keys, 'secret' | 'ownSecret'>;
  identity: Identity;
}

/** The log's checkpoint, and who signed it. */
export interface Opened {
  /** Undefined where this owner's time is over and its key is gone. */
  checkpoint: Checkpoint | undefined;
  key: VerifierKey;
  /** Whether this install goes on from it. */
  isMine: boolean;
}

/** Where an owner's time ended. */
interface Ended {
  index: number;
  epoch: number;
  next: VerifierKey;
}

export class Owners {
  readonly #deps: OwnersDeps;
  #begun: { ownerEpoch: number; size: number } | undefined;

  constructor(deps: OwnersDeps) {
    this.#deps = deps;
  }

  /** @returns whether the last numbered entry ended this owner's time: then nothing more is its to sign. Cost: one row. */
  async hasEnded(tx: Tx, numbered: number): Promise<boolean> {
    const identity = await readIdentity(tx);
    if (identity === undefined || numbered === 0) return false;
    const ended = await this.#endedAt(tx, identity.cellId, numbered - 1);
    return ended !== undefined && ended.epoch >= identity.ownerEpoch;
  }

  /**
   * Says, as its last word, who goes on with this log. The caller's transaction must be the one that ends the cell.
   *
   * @param nextKey `name+digits+base64`, from the deal's terms. @throws problem `handover.refused` for a key of another log, or
   * this owner's own.
   */
  async end(tx: Tx, log: BorderLog, nextKey: string): Promise<string> {
    const identity = await this.#deps.identity.getWithin(tx);
    this.check(identity, nextKey);
    return await log.append(tx, {
      kind: 'owner',
      act: OWNER_ENTRY_ACT,
      digest: toHex(nodeCrypto.sha256(utf8(nextKey))),
      counts: { epoch: identity.ownerEpoch },
      nextKey,
    });
  }

  /** @throws problem `handover.refused` for a key with which `end` would refuse. */
  check(identity: CellIdentity, nextKey: string): void {
    const mine = logSigner(this.#deps.keys, identity).key;
    const next = keyOf(nextKey);
    if (next?.type !== ED25519 || next.name !== originOf(identity.cellId))
      throw refused(`The next owner's key must be one of the log ${originOf(identity.cellId)}.`);
    if (vkeyOf(next) === vkeyOf(mine)) throw refused('The next owner needs a key of its own.');
  }

  /**
   * Raises the epoch: this install is the owner from now on. Only where the log's last entry names this install's own key.
   *
   * @returns who the cell is now; the same again when it was done before. @throws problem `handover.refused`.
   */
  async begin(tx: Tx): Promise<CellIdentity> {
    const { keys, identity } = this.#deps;
    await takeLock(tx);
    const now = await readIdentity(tx);
    if (now === undefined) throw refused('There is no cell here to take over.');
    const ended = await this.#endedAt(tx, now.cellId, (await numberedCount(tx, now.cellId)) - 1);
    if (ended === undefined || ended.epoch !== now.ownerEpoch)
      throw refused(
        "The log's last entry does not end the former owner's time: take its log first.",
      );
    const raised = { ...now, ownerEpoch: now.ownerEpoch + 1 };
    if (vkeyOf(logSigner(keys, raised).key) !== vkeyOf(ended.next))
      throw refused('The former owner named another key than this install’s.');
    await tx.query(
      {
        name: 'border.take_over',
        text: 'UPDATE border_cell SET owner_epoch = $1 WHERE one AND owner_epoch = $2',
      },
      [raised.ownerEpoch, now.ownerEpoch],
    );
    identity.forget();
    tx.afterCommit(() => identity.forget());
    return raised;
  }

  /**
   * Opens the log's checkpoint where this install has not signed it. Right after a take-over it is the former owner's last
   * one: it is kept for whoever follows from the former key, and the log goes on from it. Before one it is the present
   * owner's, and only read.
   *
   * @returns undefined where it is neither.
   */
  async openOthers(tx: Tx, folder: LogFolder, mine: VerifierKey): Promise<Opened | undefined> {
    const identity = await readIdentity(tx);
    const bytes = await folder.read(CHECKPOINT_FILE);
    if (identity === undefined || identity.ownerEpoch === 1 || bytes === undefined)
      return undefined;
    const ends = await this.#lastEnds(tx, identity.cellId);
    const first = await this.firstKey(folder, identity);
    const keyOfEpoch = (epoch: number): VerifierKey | undefined =>
      epoch === 1 ? first : ends.find((one) => one.epoch === epoch - 1)?.next;
    const present = keyOfEpoch(identity.ownerEpoch);
    if (present !== undefined && vkeyOf(present) !== vkeyOf(mine)) {
      const checkpoint = openedBy(bytes, present);
      return checkpoint && { checkpoint, key: present, isMine: false };
    }
    const former = keyOfEpoch(identity.ownerEpoch - 1);
    const ended = ends.find(({ epoch }) => epoch === identity.ownerEpoch - 1);
    const checkpoint = former && openedBy(bytes, former);
    if (former === undefined || ended === undefined) return undefined;
    if (checkpoint?.size !== BigInt(ended.index) + 1n) return undefined;
    const path = ownerPath(ended.epoch);
    if ((await folder.read(path)) === undefined) {
      await folder.put(path, bytes);
      await folder.settle();
    }
    return { checkpoint, key: former, isMine: true };
  }

  /**
   * @returns the first owner's key, from which every later one can be followed. Whoever keeps the record of a destroyed cell has
   * it in a file, and no secret from which it follows.
   */
  async firstKey(folder: LogFolder, identity: CellIdentity): Promise<VerifierKey> {
    const kept = await folder.read(FIRST_KEY_FILE);
    const known = kept && keyOf(Buffer.from(kept).toString('utf8').trim());
    return known ?? logSigner(this.#deps.keys, { ...identity, ownerEpoch: 1 }).key;
  }

  /** @returns the size from which on this owner signs; 0 for the first. Cost: none after the first call of an epoch. */
  async begunAt(tx: Tx): Promise<number> {
    const identity = await readIdentity(tx);
    if (identity === undefined || identity.ownerEpoch === 1) return 0;
    const { cellId, ownerEpoch } = identity;
    if (this.#begun?.ownerEpoch !== ownerEpoch) {
      const ends = await this.#lastEnds(tx, cellId);
      const before = ends.find(({ epoch }) => epoch === ownerEpoch - 1);
      this.#begun = { ownerEpoch, size: (before?.index ?? -1) + 1 };
    }
    return this.#begun.size;
  }

  async #endedAt(tx: Tx, cellId: string, index: number): Promise<Ended | undefined> {
    if (index < 0) return undefined;
    const [row] = await leavesFrom(tx, cellId, index, 1);
    return row && endedBy(row);
  }

  /** The latest ones. Cost: it reads the rows of all entries, once a program and take-over. */
  async #lastEnds(tx: Tx, cellId: string): Promise<Ended[]> {
    const rows = await tx.query<{ index: number; leaf: string }>(
      {
        name: 'border.owner_entries',
        text: `SELECT leaf_index AS index, leaf FROM border_entries
          WHERE cell_id = $1 AND leaf_index IS NOT NULL AND leaf LIKE $2 ORDER BY leaf_index DESC LIMIT 3`,
      },
      [cellId, `%"act":"${OWNER_ENTRY_ACT}"%`],
    );
    return rows.flatMap((row) => endedBy(row) ?? []);
  }
}

function endedBy({ index, leaf }: { index: number; leaf: string }): Ended | undefined {
  const said = ownerEntry(nodeCrypto, utf8(leaf));
  return said && { index, ...said };
}

function openedBy(bytes: Uint8Array, key: VerifierKey): Checkpoint | undefined {
  try {
    return openCheckpoint(nodeCrypto, bytes, { log: key });
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

function keyOf(text: string): VerifierKey | undefined {
  try {
    return parseVkey(nodeCrypto.sha256, text);
  } catch (error) {
    if (error instanceof TlogError) return undefined;
    throw error;
  }
}

/** As the transaction sees it: what this process remembers may be of before. */
async function readIdentity(tx: Tx): Promise<CellIdentity | undefined> {
  const [row] = await tx.query<{ cell_id: string; owner_epoch: number }>({
    name: 'border.cell',
    text: 'SELECT cell_id, owner_epoch FROM border_cell WHERE one',
  });
  return row && { cellId: row.cell_id, ownerEpoch: row.owner_epoch };
}

function refused(sentence: string): Error {
  return problem('handover.refused', sentence);
}
