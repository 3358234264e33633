// What the files hold, as the sequencer needs it to go on: read from them, checked against the table, and made again where
// they are missing or broken.

import type { Logger } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { sameBytes, utf8, type Checkpoint } from '@jhalak/tlog';
import type { Cosignatures } from './cosignatures.ts';
import { RefusedLog } from './healing.ts';
import type { LogFolder } from './log-folder.ts';
import type { NoteSigner } from './log-key.ts';
import { ENTRIES_PER_ROUND, leavesFrom } from './numbered-entries.ts';
import { emptyEdge, readEdge, writeCheckpoint, writeEntries, type LogEdge } from './projection.ts';

interface EdgeLoaderDeps {
  logger: Logger;
  folder: LogFolder;
  cosignatures: Cosignatures;
  signer(): Promise<NoteSigner>;
  cellId(): Promise<string>;
}

export class EdgeLoader {
  readonly #deps: EdgeLoaderDeps;
  #swept = false;

  constructor(deps: EdgeLoaderDeps) {
    this.#deps = deps;
  }

  /**
   * @param known what this program wrote last; taken if the files still say the same.
   * @returns what the files hold; made again from the table where files are missing or broken. @throws RefusedLog
   */
  async load(
    tx: Tx,
    checkpoint: Checkpoint | undefined,
    known: LogEdge | undefined,
  ): Promise<LogEdge> {
    const { folder, logger, cosignatures } = this.#deps;
    if (!this.#swept) await folder.sweep();
    this.#swept = true;
    if (checkpoint === undefined) return emptyEdge();
    if (known?.tree.size === checkpoint.size && sameBytes(known.tree.root(), checkpoint.root))
      return known;
    const [cellId, signer] = [await this.#deps.cellId(), await this.#deps.signer()];
    const read = await readEdge(folder, checkpoint);
    const edge = read ?? (await this.#rebuild(tx, cellId, checkpoint));
    if (read === undefined)
      logger.warn({ entries: Number(checkpoint.size) }, 'the public log was written anew');
    await assertTail(tx, cellId, edge);
    // Who wrote it may have been killed before its name was durable.
    const lines = await cosignatures.linesAt(tx, cellId, Number(checkpoint.size));
    await writeCheckpoint(folder, edge.tree, signer, lines);
    return edge;
  }

  /** Writes every file below a checkpoint again. @throws RefusedLog when the table makes another tree. */
  async #rebuild(tx: Tx, cellId: string, checkpoint: Checkpoint): Promise<LogEdge> {
    let edge = emptyEdge();
    const size = Number(checkpoint.size);
    const first = await this.#rootOfTable(tx, cellId, size);
    if (!sameBytes(first, checkpoint.root))
      throw new RefusedLog(
        'The files of the public log and the table of its entries tell different histories. Bring back the table or the files as they were.',
      );
    while (Number(edge.tree.size) < size) {
      const from = Number(edge.tree.size);
      const count = Math.min(ENTRIES_PER_ROUND, size - from);
      const leaves = await leavesFrom(tx, cellId, from, count);
      assertGapless(leaves, from);
      const entries = leaves.map(({ leaf }) => utf8(leaf));
      edge = (await writeEntries(this.#deps.folder, edge, entries)).edge;
    }
    return edge;
  }

  // Looked at before anything is written: a table that tells another history must not overwrite the files.
  async #rootOfTable(tx: Tx, cellId: string, size: number): Promise<Uint8Array> {
    const { tree } = emptyEdge();
    while (Number(tree.size) < size) {
      const from = Number(tree.size);
      const leaves = await leavesFrom(tx, cellId, from, Math.min(ENTRIES_PER_ROUND, size - from));
      if (leaves.length === 0) break;
      assertGapless(leaves, from);
      for (const { leaf } of leaves) tree.add(utf8(leaf));
    }
    return tree.root();
  }
}

/** The entries behind the last full bundle must be the table's, or somebody else has numbered them. */
async function assertTail(tx: Tx, cellId: string, edge: LogEdge): Promise<void> {
  const from = Number(edge.tree.size) - edge.openBundle.length;
  const rows = await leavesFrom(tx, cellId, from, Math.max(1, edge.openBundle.length));
  const fits = edge.openBundle.every((entry, at) => {
    const row = rows[at];
    return row?.index === from + at && sameBytes(utf8(row.leaf), entry);
  });
  if (!fits)
    throw new RefusedLog(
      'The last entries of the public log are not those of the table. Bring back the table or the files as they were.',
    );
}

/** @throws RefusedLog when an index is missing. */
export function assertGapless(leaves: readonly { index: number }[], from: number): void {
  for (const [at, { index }] of leaves.entries())
    if (index !== from + at)
      throw new RefusedLog(`Entry ${from + at} of the public log is missing in the table.`);
}
