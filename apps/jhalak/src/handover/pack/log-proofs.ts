// Proofs that the deal's acts are in the cell's public log: the checkpoint of the moment, and one file an act in a public format.

import type { PackageWriter } from '@jhalak/bags';
import {
  parseNote,
  parseTreeHead,
  proofFileText,
  readTile,
  TileHashes,
  utf8,
  type LogFiles,
  type TreeHead,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { LongTransaction } from '../../backup/long-transaction.ts';
import { CommandError } from '../../command.ts';
import { logSource } from '../../border/log-source.ts';
import { addText } from './documents.ts';

/** One act's entry. */
export interface ActEntry {
  seq: number;
  leaf: string;
  /** Null while no checkpoint covers it. */
  leafIndex: number | null;
}

/** @returns the entries of a deal's acts, in their order, as the snapshot has them. */
export async function actEntries(tx: LongTransaction, deal: string): Promise<ActEntry[]> {
  return await tx.query<ActEntry>(
    {
      name: 'pack.act_entries',
      text: `SELECT e.seq, b.leaf, b.leaf_index AS "leafIndex" FROM handover_events AS e
        JOIN border_entries AS b ON b.entry_id = e.entry_id WHERE e.deal_id = $1 ORDER BY e.seq`,
    },
    [deal],
  );
}

/**
 * Adds `log/checkpoint` and `log/act-0001.tlog-proof` and so on.
 *
 * @throws CommandError when an act is not under the checkpoint yet: a second later it is.
 */
export async function addLogProofs(
  writer: PackageWriter,
  logFolder: string,
  entries: readonly ActEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const files = logSource(logFolder);
  const checkpoint = await files.read('checkpoint');
  if (checkpoint === undefined) throw new CommandError(`${logFolder} holds no log.`);
  const head = parseTreeHead(parseNote(checkpoint).text);
  await addText(writer, 'log/checkpoint', Buffer.from(checkpoint).toString('utf8'), 'before_key');
  for (const entry of entries) {
    const text = await proofOf(entry, { files, head, checkpoint });
    const name = `log/act-${String(entry.seq).padStart(4, '0')}.tlog-proof`;
    await addText(writer, name, text, 'before_key');
  }
}

async function proofOf(
  { leaf, leafIndex, seq }: ActEntry,
  log: { files: LogFiles; head: TreeHead; checkpoint: Uint8Array },
): Promise<string> {
  const { files, head, checkpoint } = log;
  if (leafIndex === null || BigInt(leafIndex) >= head.size)
    throw new CommandError(
      `Act ${seq} of the deal is not in the public log yet: start the cell, and pack a second later.`,
    );
  const hashes = new TileHashes(
    nodeCrypto.sha256,
    head.size,
    async (path, width) => await readTile(files, path, width),
  );
  const index = BigInt(leafIndex);
  return proofFileText({
    index,
    entry: utf8(leaf),
    hashes: await hashes.inclusion(index),
    checkpoint,
  });
}
