// All keys for a new owner: a random key, sealed to the owner's X25519 key (HPKE, core/bags), stands where the root stands in
// a backup; new class keys under it, and every key wrapped anew under those. Nothing in it is plain, and nothing in it
// opens under a root or a class key of the one who gives it away.

import { randomBytes, randomUUID, type KeyObject } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { PackageError, unwrapPackageKey, wrapPackageKey } from '@jhalak/bags';
import { messageOf } from '@jhalak/kernel';
import { HOLD_CLASSES, KEY_CLASSES, UnopenableError } from '@jhalak/ports';
import { SECRET_CLASS, wrapClassKey, type ClassKeys } from './class-keys.ts';
import { keystoreFailure } from './failure.ts';
import { linesOf, parseLine, RefusedKeys } from './import-lines.ts';
import { importKeys } from './import.ts';
import type { Root } from './root-key.ts';
import { alone, type RotationParts } from './rotation.ts';
import { derive, KEY_BYTES, unwrap, wrap } from './sealing.ts';
import { writeFramed, type ClassKeyRecord, type KeyCounts, type WrappedRow } from './transfer.ts';

const FORMAT = 'jhalak keys parcel v1';
const CARRIED_CLASSES = [...KEY_CLASSES, ...HOLD_CLASSES];

/** What a parcel holds. */
export interface ParcelCounts extends KeyCounts {
  /** Keys whose rows were changed: they open for nobody, and stay behind. */
  unopenable: number;
}

/** Writes the parcel and ends the stream. @throws `keystore.busy`. */
export async function exportParcel(
  parts: RotationParts,
  to: Writable,
  recipient: KeyObject,
): Promise<ParcelCounts> {
  // No class may get another key between the look at them and the snapshot.
  return await alone(parts.pool, async (client) => {
    await parts.classes.refresh();
    const packing = new Packing(parts.classes, parts.region);
    const id = `keys ${randomUUID()}`;
    const key = await wrapPackageKey(packing.root.bytes, id, recipient);
    const counts = await writeFramed(client, to, {
      header: {
        format: FORMAT,
        region: parts.region,
        exportedAtMs: parts.nowMs(),
        root: packing.root.fingerprint.toString('hex'),
        parcel: id,
        key: JSON.parse(key) as object,
      },
      root: packing.root,
      classes: async () => await Promise.resolve(packing.classLines),
      carry: (row, rowId) => packing.carry(row, rowId),
    });
    return { ...counts, unopenable: packing.unopenable };
  });
}

/** @throws `keystore.parcel_refused`, `keystore.backup_old`, `keystore.busy`. */
export async function importParcel(
  parts: RotationParts,
  from: Readable,
  given: { recipient: KeyObject; acceptOld: boolean },
): Promise<KeyCounts> {
  try {
    const lines = linesOf(from);
    const first = await lines.next();
    if (first.done === true) throw new RefusedKeys('it is empty', undefined);
    const root = await openRoot(first.value, given.recipient);
    const all = withFirst(first.value, lines);
    return await importKeys(parts, all, { root, format: FORMAT, acceptOld: given.acceptOld });
  } catch (error) {
    if (!(error instanceof RefusedKeys)) throw error;
    const sentence = `The parcel of keys is refused: ${error.why}. Nothing was changed.`;
    throw keystoreFailure('keystore.parcel_refused', sentence, error);
  }
}

async function* withFirst(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

async function openRoot(header: string, recipient: KeyObject): Promise<Root> {
  const { format, parcel, key } = parseLine(header);
  if (format !== FORMAT || typeof parcel !== 'string')
    throw new RefusedKeys('it is no parcel of keys of this release', undefined);
  try {
    return rootOf(await unwrapPackageKey(JSON.stringify(key), parcel, recipient));
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    throw new RefusedKeys(`its key does not open (${messageOf(error)})`, error);
  }
}

function rootOf(bytes: Buffer): Root {
  return { bytes, fingerprint: derive(bytes, 'fingerprint').subarray(0, 16) };
}

/** Wraps what goes out under keys that nobody has had before. */
class Packing {
  readonly root = rootOf(randomBytes(KEY_BYTES));
  readonly classLines: readonly ClassKeyRecord[];
  unopenable = 0;
  readonly #classes: ClassKeys;
  readonly #region: string;
  readonly #fresh = new Map<string, Buffer>();

  constructor(classes: ClassKeys, region: string) {
    this.#classes = classes;
    this.#region = region;
    for (const keyClass of CARRIED_CLASSES) this.#fresh.set(keyClass, randomBytes(KEY_BYTES));
    // Tokens, seals and look-ups of the cell go on: the base of its secrets is carried over as it is.
    const out = [...this.#fresh, [SECRET_CLASS, classes.secretBase] as const];
    this.classLines = out.map(([keyClass, key]) => ({
      key_class: keyClass,
      generation: 1,
      wrapped: wrapClassKey(this.root, { region, keyClass, generation: 1 }, key),
    }));
  }

  carry(row: WrappedRow, id: string): WrappedRow | undefined {
    const { key_class: keyClass, wrapped } = row;
    if (wrapped === null) return { key_class: keyClass, generation: 1, wrapped };
    const mine = this.#classes.find(keyClass, row.generation);
    const fresh = this.#fresh.get(keyClass);
    const owner = { region: this.#region, id, keyClass };
    try {
      if (mine === undefined || fresh === undefined)
        throw new UnopenableError('key_missing', 'The key of a class is missing.');
      const key = unwrap(mine.key, owner, wrapped);
      return { key_class: keyClass, generation: 1, wrapped: wrap(fresh, owner, key) };
    } catch (error) {
      if (!(error instanceof UnopenableError)) throw error;
      this.unopenable += 1;
      return undefined;
    }
  }
}
