// A log that outlives its owners: one tree, one name, and a key for each owner in turn. The last entry that an owner signs
// names the next one's key, and the checkpoint that ends with that entry is kept as `owners/EPOCH`. So whoever has the
// first key can follow to the present one; and what a former owner signs beyond its end is nobody's word.

import { sameBytes, textOf } from './bytes.ts';
import { openCheckpoint, parseTreeHead, type Checkpoint } from './checkpoints.ts';
import { TlogError } from './errors.ts';
import { HASH_BYTES, leafHash, verifyInclusion } from './merkle.ts';
import { ED25519, parseNote, parseVkey, type TlogCrypto, type VerifierKey } from './notes.ts';
import { TileHashes, type LogFiles } from './proofs.ts';
import { entriesOfBundle, parseTilePath, TILE_WIDTH, tilePath, type Tile } from './tiles.ts';
import { readTile } from './read-tile.ts';

/** What the entry is called that ends an owner's time. */
export const OWNER_ENTRY_ACT = 'handover.next_key';
/** An operation that changed hands more often is not one of ours. */
const OWNERS_MAX = 64;
/** The act stands in the first bytes of an entry: time, cell, and then the facts by name. */
const ACT_WITHIN_BYTES = 200;

/** @returns where the last checkpoint of an epoch's owner lies. */
export function ownerPath(epoch: number): string {
  return `owners/${epoch}`;
}

/** An entry that ends one owner's time, where it stands. */
export interface OwnerStep {
  index: bigint;
  /** The one that ends. */
  epoch: number;
  next: VerifierKey;
  /** Of the tree that ends with this entry. */
  root: Uint8Array;
}

/** Who signed, from which size to which. */
export interface LogOwner {
  /** Undefined for one before the key that the verifier brought. */
  key: VerifierKey | undefined;
  /** Checkpoints of this size and up are this owner's. */
  from: bigint;
  /** And to this size; undefined for the present owner. */
  until?: bigint;
}

/** @returns what an entry says of the next owner; undefined for any other entry. @throws TlogError `owner.unproven` for one that cannot be read. */
export function ownerEntry(
  crypto: TlogCrypto,
  entry: Uint8Array,
): Pick<OwnerStep, 'epoch' | 'next'> | undefined {
  const start = textOf(entry.subarray(0, ACT_WITHIN_BYTES));
  if (start?.includes(`"act":"${OWNER_ENTRY_ACT}"`) !== true) return undefined;
  const { facts } = JSON.parse(textOf(entry) ?? '{}') as { facts?: Record<string, unknown> };
  const epoch = (facts?.['counts'] as { epoch?: unknown } | undefined)?.epoch;
  const next = facts?.['nextKey'];
  if (typeof next !== 'string' || !Number.isSafeInteger(epoch))
    throw new TlogError('owner.unproven', 'An entry names a next owner without a key.');
  const key = parseVkey(crypto.sha256, next);
  if (key.type !== ED25519)
    throw new TlogError('owner.unproven', 'The next owner’s key is no key of a log.', key.name);
  return { epoch: Number(epoch), next: key };
}

/**
 * Follows the owners through a tree whose entries were read.
 *
 * @param found every entry that ended an owner's time, in order. @param head the log's own checkpoint, not believed yet.
 * @returns the owners in order. @throws TlogError `owner.unproven` where a step is not signed by the owner who took it.
 */
export async function followOwners(
  crypto: TlogCrypto,
  files: LogFiles,
  trusted: VerifierKey,
  { steps, head }: { steps: readonly OwnerStep[]; head: { size: bigint; bytes: Uint8Array } },
): Promise<LogOwner[]> {
  if (steps.length > OWNERS_MAX) throw unproven('too many owners', trusted);
  const isOurs = (key: VerifierKey): boolean => sameBytes(key.publicKey, trusted.publicKey);
  const begins = steps.some(({ next }) => isOurs(next));
  const owners: LogOwner[] = [{ key: begins ? undefined : trusted, from: 0n }];
  let epoch = 0;
  for (const step of steps) {
    const current = owners.at(-1);
    if (current === undefined || step.epoch <= epoch || step.next.name !== trusted.name)
      throw unproven('its steps are not in order', trusted);
    const size = step.index + 1n;
    const kept = await files.read(ownerPath(step.epoch));
    // A log that has just ended has it as its checkpoint.
    const bytes = kept ?? (size === head.size ? head.bytes : undefined);
    if (bytes === undefined) throw unproven(`${ownerPath(step.epoch)} is missing`, trusted);
    const last =
      current.key === undefined
        ? parseTreeHead(parseNote(bytes).text)
        : openCheckpoint(crypto, bytes, { log: current.key });
    if (last.size !== size || !sameBytes(last.root, step.root))
      throw unproven(`${ownerPath(step.epoch)} speaks of another tree`, trusted);
    current.until = size;
    owners.push({ key: step.next, from: size });
    epoch = step.epoch;
  }
  return owners;
}

/**
 * Opens a checkpoint with the key of whoever owned the log at its size.
 *
 * @throws TlogError `owner.former` when an owner signed more than was theirs; as `openCheckpoint`.
 */
export function openOwned(
  crypto: TlogCrypto,
  bytes: Uint8Array,
  owners: readonly LogOwner[],
  witnesses: readonly VerifierKey[],
): Checkpoint {
  let refusal: unknown;
  for (const { key, from, until } of owners.toReversed()) {
    if (key === undefined) continue;
    let opened: Checkpoint;
    try {
      opened = openCheckpoint(crypto, bytes, { log: key, witnesses });
    } catch (error) {
      if (!(error instanceof TlogError) || error.fault !== 'note.unsigned') throw error;
      refusal ??= error;
      continue;
    }
    if (opened.size >= from && (until === undefined || opened.size <= until)) return opened;
    throw new TlogError(
      'owner.former',
      `It is signed by an owner of this log whose time was from ${from} to ${until ?? 'now'} entries: ${opened.size} are not theirs to sign for.`,
      key.name,
    );
  }
  throw refusal;
}

/**
 * The next owner after one, from the files alone and without reading the whole log: for a witness that goes on.
 *
 * @returns undefined where this owner's time has not ended. @throws TlogError `owner.unproven`, and for broken files.
 * Cost: some small files and the tiles of one proof.
 */
export async function nextOwner(
  crypto: TlogCrypto,
  files: LogFiles,
  owner: VerifierKey,
): Promise<VerifierKey | undefined> {
  for (let epoch = 1; epoch <= OWNERS_MAX; epoch += 1) {
    const bytes = await files.read(ownerPath(epoch));
    if (bytes === undefined) return undefined;
    const last = openedBy(crypto, bytes, owner);
    if (last === undefined) continue;
    const index = last.size - 1n;
    const size = await shownSize(files);
    const entry = await entryAt(files, index, size);
    const hashes = new TileHashes(
      crypto.sha256,
      last.size,
      async (path, width) => await readWider(files, path, width, size),
    );
    const claim = { index, size: last.size, leaf: leafHash(crypto.sha256, entry), root: last.root };
    if (!verifyInclusion(crypto.sha256, claim, await hashes.inclusion(index)))
      throw unproven('the entry that names the next owner is not in the tree', owner);
    const said = ownerEntry(crypto, entry);
    if (said === undefined || said.next.name !== owner.name)
      throw unproven('its last entry names no next owner', owner);
    return said.next;
  }
  return undefined;
}

function openedBy(
  crypto: TlogCrypto,
  bytes: Uint8Array,
  owner: VerifierKey,
): Checkpoint | undefined {
  try {
    return openCheckpoint(crypto, bytes, { log: owner });
  } catch (error) {
    if (error instanceof TlogError && error.fault === 'note.unsigned') return undefined;
    throw error;
  }
}

/** @returns how large the log says it is now; not believed, only to know which of its files are there. */
async function shownSize(files: LogFiles): Promise<bigint> {
  const bytes = await files.read('checkpoint');
  if (bytes === undefined)
    throw new TlogError('file.missing', 'The log has no checkpoint.', 'checkpoint');
  return parseTreeHead(parseNote(bytes).text).size;
}

/** A tile of the tree of then, from the wider one that stands for it now. */
async function readWider(
  files: LogFiles,
  path: string,
  width: number,
  size: bigint,
): Promise<Uint8Array> {
  const tile = parseTilePath(path);
  const own = await files.read(path);
  if (own !== undefined || tile === undefined) return own ?? (await readTile(files, path, width));
  const now = widthNow(tile, size);
  const wider = await readTile(files, tilePath({ ...tile, width: now }), now);
  return wider.subarray(0, width * HASH_BYTES);
}

function widthNow({ level, index }: Pick<Tile, 'level' | 'index'>, size: bigint): number {
  const nodes = level === 'entries' ? size : size >> BigInt(8 * level);
  const left = nodes - index * BigInt(TILE_WIDTH);
  return left >= BigInt(TILE_WIDTH) || left < 1n ? TILE_WIDTH : Number(left);
}

async function entryAt(files: LogFiles, index: bigint, size: bigint): Promise<Uint8Array> {
  const tile = { level: 'entries' as const, index: index / BigInt(TILE_WIDTH) };
  const place = Number(index % BigInt(TILE_WIDTH));
  for (const width of [place + 1, widthNow(tile, size), TILE_WIDTH]) {
    const path = tilePath({ ...tile, width });
    const bytes = await files.read(path);
    const entry = bytes && entriesOfBundle(bytes, width, path)[place];
    if (entry !== undefined) return entry;
  }
  const path = tilePath({ ...tile, width: TILE_WIDTH });
  throw new TlogError('file.missing', `${path} is missing.`, path);
}

function unproven(why: string, key: VerifierKey): TlogError {
  return new TlogError(
    'owner.unproven',
    `Who owns ${key.name} cannot be followed: ${why}.`,
    key.name,
  );
}
