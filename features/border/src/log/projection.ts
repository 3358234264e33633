// Makes the public files from numbered entries. What is written follows from the entries alone, so that writing it again
// changes nothing; the checkpoint is signed and written last, when everything that it speaks of is durable.

import {
  bundleOf,
  concat,
  entriesOfBundle,
  hashesOfTile,
  noteText,
  openCheckpoint,
  sameBytes,
  TILE_WIDTH,
  tilePath,
  treeHeadText,
  TreeEdge,
  utf8,
  type Checkpoint,
  type NoteSignature,
  type Tile,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { CHECKPOINT_FILE, type LogFolder } from './log-folder.ts';
import type { NoteSigner } from './log-key.ts';

/** The log as it stands in the files: the tree's right edge, and the entries of the bundle that is not full. */
export interface LogEdge {
  tree: TreeEdge;
  openBundle: readonly Uint8Array[];
}

export function emptyEdge(): LogEdge {
  return { tree: new TreeEdge(nodeCrypto.sha256), openBundle: [] };
}

/** @returns our own checkpoint in the folder. @throws TlogError when it is not ours. */
export async function readCheckpoint(
  folder: LogFolder,
  signer: NoteSigner,
): Promise<Checkpoint | undefined> {
  const bytes = await folder.read(CHECKPOINT_FILE);
  return bytes && openCheckpoint(nodeCrypto, bytes, { log: signer.key });
}

/** @returns the edge that the files hold under a checkpoint; undefined when they do not lead to its root. */
export async function readEdge(
  folder: LogFolder,
  checkpoint: Checkpoint,
): Promise<LogEdge | undefined> {
  const { size, root } = checkpoint;
  const open: Uint8Array[][] = [];
  for (let level = 0; size >> BigInt(8 * level) > 0n; level += 1) {
    const tile = openTile(size, level);
    const bytes = tile.width === 0 ? new Uint8Array(0) : await folder.read(tilePath(tile));
    if (bytes?.length !== tile.width * 32) return undefined;
    open.push(hashesOfTile(bytes, tile.width, ''));
  }
  const tree = new TreeEdge(nodeCrypto.sha256, size, open);
  if (!sameBytes(tree.root(), root)) return undefined;
  const openBundle = await readOpenBundle(folder, size);
  return openBundle && { tree, openBundle };
}

async function readOpenBundle(folder: LogFolder, size: bigint): Promise<Uint8Array[] | undefined> {
  const width = Number(size % BigInt(TILE_WIDTH));
  if (width === 0) return [];
  const path = tilePath({ level: 'entries', index: size / BigInt(TILE_WIDTH), width });
  const bytes = await folder.read(path);
  return bytes && entriesOfBundle(bytes, width, path);
}

/** What a round wrote. */
interface Written {
  edge: LogEdge;
  /** Tiles that are full now: what stood for them before can go once the new checkpoint is there. */
  filled: readonly Pick<Tile, 'level' | 'index'>[];
}

/** Adds entries and writes what they touch, durably; all but the checkpoint. */
export async function writeEntries(
  folder: LogFolder,
  before: LogEdge,
  entries: readonly Uint8Array[],
): Promise<Written> {
  const tree = before.tree.copy();
  const filled: Pick<Tile, 'level' | 'index'>[] = [];
  let bundle = [...before.openBundle];
  for (const entry of entries) {
    const full: [Tile, Uint8Array][] = [];
    const index = tree.size / BigInt(TILE_WIDTH);
    tree.add(entry, (level, at, hashes) =>
      full.push([{ level, index: at, width: TILE_WIDTH }, concat(...hashes)]),
    );
    bundle.push(entry);
    if (bundle.length === TILE_WIDTH) {
      full.push([{ level: 'entries', index, width: TILE_WIDTH }, bundleOf(bundle)]);
      bundle = [];
    }
    for (const [tile, bytes] of full) {
      await folder.put(tilePath(tile), bytes);
      filled.push(tile);
    }
  }
  const edge = { tree, openBundle: bundle };
  await writeOpen(folder, edge);
  await folder.settle();
  return { edge, filled };
}

async function writeOpen(folder: LogFolder, { tree, openBundle }: LogEdge): Promise<void> {
  const { size } = tree;
  if (openBundle.length > 0) {
    const tile = { level: 'entries' as const, index: size / BigInt(TILE_WIDTH) };
    await folder.put(tilePath({ ...tile, width: openBundle.length }), bundleOf(openBundle));
  }
  for (const [level, hashes] of tree.openTiles().entries()) {
    if (hashes.length > 0) await folder.put(tilePath(openTile(size, level)), concat(...hashes));
  }
}

/** Signs and writes the checkpoint; when it returns, it is durable. */
export async function writeCheckpoint(
  folder: LogFolder,
  tree: TreeEdge,
  signer: NoteSigner,
  cosignatures: readonly NoteSignature[] = [],
): Promise<void> {
  const text = treeHeadText({ origin: signer.key.name, size: tree.size, root: tree.root() });
  const note = noteText({ text, signatures: [signer.sign(text), ...cosignatures] });
  await folder.put(CHECKPOINT_FILE, utf8(note));
  await folder.settle();
}

// The tile of a level that is not full in a tree of this size; of width 0 when the last one is full.
function openTile(size: bigint, level: number): Tile {
  const hashes = size >> BigInt(8 * level);
  return {
    level,
    index: hashes / BigInt(TILE_WIDTH),
    width: Number(hashes % BigInt(TILE_WIDTH)),
  };
}
