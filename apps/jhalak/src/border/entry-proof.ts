// One entry of the cell's own public log with what proves it, for whoever is to verify it with the log out of reach.

import type { Border } from '@jhalak/border';
import type { Database } from '@jhalak/ports';
import { parseNote, parseTreeHead, proofFileText, readTile, TileHashes, utf8 } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';

/**
 * @returns a file of C2SP tlog-proof; undefined while the entry is not under a checkpoint, and for what is no entry.
 * Cost: two tiles a level.
 */
export async function entryProof(
  border: Border,
  database: Database,
  entryId: string,
): Promise<string | undefined> {
  const [row] = await database.query<{ leaf: string; leaf_index: number | null }>(
    {
      name: 'border.entry_proof',
      text: 'SELECT leaf, leaf_index FROM border_entries WHERE cell_id = $1 AND entry_id = $2',
    },
    [await border.cellId(), entryId],
  );
  const read = async (path: string): Promise<Uint8Array | undefined> =>
    (await border.publicFile(path))?.bytes;
  const checkpoint = await read('checkpoint');
  if (checkpoint === undefined || row?.leaf_index === undefined || row.leaf_index === null)
    return undefined;
  const { size } = parseTreeHead(parseNote(checkpoint).text);
  const index = BigInt(row.leaf_index);
  if (index >= size) return undefined;
  const hashes = new TileHashes(
    nodeCrypto.sha256,
    size,
    async (path, width) => await readTile({ read }, path, width),
  );
  return proofFileText({
    ...{ index, entry: utf8(row.leaf), checkpoint },
    hashes: await hashes.inclusion(index),
  });
}
