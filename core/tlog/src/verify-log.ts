// Checks a whole log from its files alone: signature, every entry, every tile, the root, and that it goes on from an
// older checkpoint. Nothing of the log's operator is trusted but the key that the caller brings.

import { sameBytes, textOf } from './bytes.ts';
import { openCheckpoint, parseTreeHead, type Checkpoint } from './checkpoints.ts';
import { TlogError } from './errors.ts';
import { parseNote, type TlogCrypto, type VerifierKey } from './notes.ts';
import { followOwners, openOwned, ownerEntry, type LogOwner, type OwnerStep } from './owners.ts';
import type { LogFiles } from './proofs.ts';
import { missingFile, readTile } from './read-tile.ts';
import { entriesOfBundle, hashesOfTile, TILE_WIDTH, tilePath, type Tile } from './tiles.ts';
import { TreeEdge } from './tree-edge.ts';

export interface VerifyOptions {
  /** Of any owner of the log: who came after is followed from there. */
  log: VerifierKey;
  /** Whose cosignatures are checked and reported. */
  witnesses?: readonly VerifierKey[];
  /** A checkpoint of the same log that was kept from before. */
  older?: Uint8Array;
  /** Looks for this entry. */
  entryId?: string;
  /** Told from time to time how many entries were checked. */
  onProgress?: (entries: bigint, of: bigint) => void;
}

/** An entry that was found. */
interface FoundEntry {
  index: bigint;
  bytes: Uint8Array;
}

/** Everything that was proven; what is not so was thrown. */
export interface VerifiedLog {
  checkpoint: Checkpoint;
  /** Files read and found right, the checkpoint among them. */
  files: number;
  entryBytes: number;
  /** Present when an older checkpoint was given: this log goes on from it. */
  older?: Checkpoint;
  entry?: FoundEntry;
  /** Who signed this log, in order; one, unless it changed hands. */
  owners: readonly LogOwner[];
}

const CHECKPOINT_PATH = 'checkpoint';
/** A log larger than this is not read whole by one program; its proofs still can be. */
const ENTRIES_MAX = 1n << 40n;

/**
 * @param files where the log lies. @returns what was proven. @throws TlogError at the first thing that is not as it must be.
 * Cost: reads everything once; about 100,000 entries a second, memory for one tile a level.
 */
export async function verifyLog(
  crypto: TlogCrypto,
  files: LogFiles,
  options: VerifyOptions,
): Promise<VerifiedLog> {
  return await new LogReading(crypto, files, options).run();
}

class LogReading {
  readonly #crypto: TlogCrypto;
  readonly #files: LogFiles;
  readonly #options: VerifyOptions;
  readonly #edge: TreeEdge;
  #read = 0;
  #entryBytes = 0;
  #entry: FoundEntry | undefined;
  readonly #steps: OwnerStep[] = [];

  constructor(crypto: TlogCrypto, files: LogFiles, options: VerifyOptions) {
    this.#crypto = crypto;
    this.#files = files;
    this.#options = options;
    this.#edge = new TreeEdge(crypto.sha256);
  }

  async run(): Promise<VerifiedLog> {
    const { log, witnesses = [], older: olderBytes } = this.#options;
    const bytes = await this.#must(CHECKPOINT_PATH);
    let checkpoint = this.#headOf(bytes);
    let older = olderBytes && this.#headOf(olderBytes);
    if (checkpoint.size > ENTRIES_MAX)
      throw new TlogError('log.larger', `${checkpoint.size} entries are more than one run reads.`);
    if (older !== undefined && older.size > checkpoint.size)
      throw new TlogError(
        'older.larger',
        `The older checkpoint has ${older.size} entries, this log only ${checkpoint.size}: entries were taken away.`,
      );
    await this.#readEntries(checkpoint, older);
    await this.#checkOpenTiles(checkpoint.size);
    if (!sameBytes(this.#edge.root(), checkpoint.root))
      throw new TlogError('root.differs', 'The entries do not add up to the root that was signed.');
    const owners = await followOwners(this.#crypto, this.#files, log, {
      steps: this.#steps,
      head: { size: checkpoint.size, bytes },
    });
    checkpoint = openOwned(this.#crypto, bytes, owners, witnesses);
    older = olderBytes && openOwned(this.#crypto, olderBytes, owners, witnesses);
    if (this.#options.entryId !== undefined && this.#entry === undefined)
      throw new TlogError(
        'entry.missing',
        `No entry of this log has the id ${this.#options.entryId}.`,
        this.#options.entryId,
      );
    return {
      checkpoint,
      files: this.#read,
      entryBytes: this.#entryBytes,
      ...(older && { older }),
      ...(this.#entry && { entry: this.#entry }),
      owners,
    };
  }

  // Whose signature it must be is known once the entries are read; until then another owner's is let pass.
  #headOf(bytes: Uint8Array): Checkpoint {
    const { log, witnesses = [] } = this.#options;
    try {
      return openCheckpoint(this.#crypto, bytes, { log, witnesses });
    } catch (error) {
      const isUnsigned = error instanceof TlogError && error.fault === 'note.unsigned';
      const note = parseNote(bytes);
      const head = parseTreeHead(note.text);
      const isOther = note.signatures.some(({ name }) => name === log.name);
      if (!isUnsigned || !isOther || head.origin !== log.name) throw error;
      return { ...head, note, verified: [] };
    }
  }

  async #readEntries(checkpoint: Checkpoint, older: Checkpoint | undefined): Promise<void> {
    const { size } = checkpoint;
    this.#compareOlder(older);
    while (this.#edge.size < size) {
      const left = size - this.#edge.size;
      const width = left < BigInt(TILE_WIDTH) ? Number(left) : TILE_WIDTH;
      const index = this.#edge.size / BigInt(TILE_WIDTH);
      const full: [Tile, readonly Uint8Array[]][] = [];
      for (const entry of await this.#bundle({ level: 'entries', index, width })) {
        this.#look(entry);
        this.#entryBytes += entry.length;
        this.#edge.add(entry, (level, at, hashes) =>
          full.push([{ level, index: at, width: TILE_WIDTH }, hashes]),
        );
        const step = ownerEntry(this.#crypto, entry);
        if (step !== undefined)
          this.#steps.push({ ...step, index: this.#edge.size - 1n, root: this.#edge.root() });
        this.#compareOlder(older);
      }
      for (const [tile, hashes] of full) await this.#checkTile(tile, hashes);
      this.#options.onProgress?.(this.#edge.size, size);
    }
  }

  #compareOlder(older: Checkpoint | undefined): void {
    if (older?.size !== this.#edge.size) return;
    if (!sameBytes(this.#edge.root(), older.root))
      throw new TlogError(
        'older.differs',
        `The first ${older.size} entries are not those of the older checkpoint: history was changed.`,
      );
  }

  #look(entry: Uint8Array): void {
    const { entryId } = this.#options;
    if (entryId === undefined || this.#entry !== undefined) return;
    if (idOfEntry(entry) === entryId) this.#entry = { index: this.#edge.size, bytes: entry };
  }

  async #bundle(tile: Tile): Promise<Uint8Array[]> {
    const path = tilePath(tile);
    const own = await this.#files.read(path);
    if (own !== undefined) {
      this.#read += 1;
      return entriesOfBundle(own, tile.width, path);
    }
    // A log that grew meanwhile may have replaced it by the full one.
    const fullPath = tilePath({ ...tile, width: TILE_WIDTH });
    if (tile.width === TILE_WIDTH) throw missingFile(path);
    const full = entriesOfBundle(await this.#must(fullPath, path), TILE_WIDTH, fullPath);
    return full.slice(0, tile.width);
  }

  async #checkOpenTiles(size: bigint): Promise<void> {
    for (const [level, hashes] of this.#edge.openTiles().entries()) {
      if (hashes.length === 0) continue;
      const index = (size >> BigInt(8 * level)) / BigInt(TILE_WIDTH);
      await this.#checkTile({ level, index, width: hashes.length }, hashes);
    }
  }

  async #checkTile(tile: Tile, hashes: readonly Uint8Array[]): Promise<void> {
    const path = tilePath(tile);
    const bytes = await readTile(this.#files, path, tile.width);
    this.#read += 1;
    const stored = hashesOfTile(bytes, tile.width, path);
    if (!stored.every((hash, at) => sameBytes(hash, hashes[at] ?? new Uint8Array(0))))
      throw new TlogError('tile.differs', `${path} does not fit the entries below it.`, path);
  }

  async #must(path: string, named = path): Promise<Uint8Array> {
    const bytes = await this.#files.read(path);
    if (bytes === undefined) throw missingFile(named);
    this.#read += 1;
    return bytes;
  }
}

/** @returns the `id` of an entry that is a JSON object with one, else undefined. */
export function idOfEntry(entry: Uint8Array): string | undefined {
  const text = textOf(entry);
  if (text?.startsWith('{') !== true) return undefined;
  try {
    const value = JSON.parse(text) as { id?: unknown };
    return typeof value.id === 'string' ? value.id : undefined;
  } catch {
    return undefined;
  }
}
