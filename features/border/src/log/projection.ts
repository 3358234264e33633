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

/** Written side by side: a disk's queue, and no more memory than some bundles. */
const FILES_AT_ONCE = 8;

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
  const files: [Tile, Uint8Array][] = [];
  let bundle = [...before.openBundle];
  for (const entry of entries) {
    const index = tree.size / BigInt(TILE_WIDTH);
    tree.add(entry, (level, at, hashes) =>
      files.push([{ level, index: at, width: TILE_WIDTH }, concat(...hashes)]),
    );
    bundle.push(entry);
    if (bundle.length === TILE_WIDTH) {
      files.push([{ level: 'entries', index, width: TILE_WIDTH }, bundleOf(bundle)]);
      bundle = [];
    }
  }
  const filled = files.map(([tile]) => tile);
  const edge = { tree, openBundle: bundle };
  files.push(...openFiles(edge));
  // Their order does not matter: nothing names them before the checkpoint does.
  for (let at = 0; at < files.length; at += FILES_AT_ONCE)
    await putAll(folder, files.slice(at, at + FILES_AT_ONCE));
  await folder.settle();
  return { edge, filled };
}

// All end before a failure is told: none may still be writing when the next try begins.
async function putAll(folder: LogFolder, files: readonly [Tile, Uint8Array][]): Promise<void> {
  const ends = await Promise.allSettled(
    files.map(async ([tile, bytes]) => await folder.put(tilePath(tile), bytes)),
  );
  for (const end of ends) if (end.status === 'rejected') throw asError(end.reason);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function openFiles({ tree, openBundle }: LogEdge): [Tile, Uint8Array][] {
  const { size } = tree;
  const files: [Tile, Uint8Array][] = [];
  if (openBundle.length > 0) {
    const tile = { level: 'entries' as const, index: size / BigInt(TILE_WIDTH) };
    files.push([{ ...tile, width: openBundle.length }, bundleOf(openBundle)]);
  }
  for (const [level, hashes] of tree.openTiles().entries())
    if (hashes.length > 0) files.push([openTile(size, level), concat(...hashes)]);
  return files;
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
