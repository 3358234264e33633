// What goes to the new machine: packages of the whole cell, one set a move, and the parcel of keys, sealed to it.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readPackageEnvelope,
  signEnvelope,
  wrapPackageKey,
  writePackageEnvelope,
} from '@jhalak/bags';
import type { Watch } from '../backup/tell.ts';
import { packBase, packDelta } from '../handover/pack/pack-cell.ts';
import { finishedPart } from '../handover/pack/pack-state.ts';
import type { PackedPart, PackOptions, PackSource } from '../handover/pack/types.ts';
import { recipientOf } from '../handover/recipient-key.ts';
import { fileDigest, sha256, writeDurably } from '../handover/steps/evidence.ts';
import { parcelDigest } from '../handover/steps/keys.ts';
import { packageKey } from '../handover/steps/packages.ts';
import type { Settings } from '../settings.ts';
import { VERSION } from '../version.ts';
import type { Cell } from '../wiring/cell.ts';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../wiring/house.ts';
import type { Intent } from './papers.ts';
import { movingManifests } from './whole-cell.ts';

/** Its signature is worth what the public log's entry says: the digest of the paper that names it. */
const SIGNER_PURPOSE = 'cell.move.1';
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** Whose packages, and how they are told of. */
interface GivenParts {
  cell: Cell;
  settings: Settings;
  watch: Watch;
}

/** The packages and the parcel of one move. */
export class GivenPackages {
  readonly #parts: GivenParts;
  readonly #intent: Intent;
  readonly #manifests = movingManifests(ALL_MANIFESTS);

  constructor(parts: GivenParts, intent: Intent) {
    this.#parts = parts;
    this.#intent = intent;
  }

  /** Packs the base, or a delta behind the package before, and signs it. */
  async pack(sequence: number, bytesPerSecondMax: number | undefined): Promise<PackedPart> {
    const { cell, watch, settings } = this.#parts;
    const { out, move, to, epoch } = this.#intent;
    const folder = (nth: number): string => join(out, 'packages', String(nth).padStart(4, '0'));
    const options: PackOptions = {
      folder: folder(sequence),
      identity: { package: move, cell: to.cell, region: to.region, epoch: epoch + 1 },
      packageKey: await packageKey(settings.home, move),
      ...(bytesPerSecondMax === undefined ? {} : { bytesPerSecondMax }),
      watch,
    };
    const source = this.#source();
    const after = sequence === 0 ? undefined : await finishedPart(folder(sequence - 1));
    const packed =
      after === undefined
        ? await packBase(source, {
            ...options,
            inventory: async () => await Promise.resolve({ v: 1, move, items: [] }),
          })
        : await packDelta(source, { ...options, after });
    const envelope = await readPackageEnvelope(packed.folder);
    const signed = signEnvelope(envelope, signerOf(cell));
    if (JSON.stringify(signed) !== JSON.stringify(envelope))
      await writePackageEnvelope(packed.folder, signed);
    return packed;
  }

  /**
   * Packs what changed. @param since a package of an earlier run counts when its snapshot is later; without it any delta does.
   *
   * @returns all packages.
   */
  async next(bytesPerSecondMax?: number, since?: number): Promise<PackedPart[]> {
    const done: PackedPart[] = [];
    const folder = join(this.#intent.out, 'packages');
    for (const name of (await readdir(folder)).toSorted()) {
      const part = await finishedPart(join(folder, name));
      if (part !== undefined) done.push(part);
    }
    const last = done.at(-1);
    const isNew =
      since !== undefined && last !== undefined && last.atMs >= since && done.length > 1;
    if (isNew) return done;
    // A live delta of an earlier run is enough before the freeze.
    if (since === undefined && done.length > 1) return done;
    done.push(await this.pack(done.length, bytesPerSecondMax));
    return done;
  }

  #source(): PackSource {
    const { database, blobs, uploadFolder, logFolder, region, clock, random } =
      this.#parts.cell.parts;
    return {
      ...{ database, blobs, uploadFolder, logFolder, region, clock, random },
      home: this.#parts.settings.home,
      release: VERSION,
      manifests: this.#manifests,
      migrations: ALL_MIGRATIONS,
      staff: 'go',
    };
  }

  /** Sealed to the new machine; of a run that was killed nothing is used. @returns its digest. */
  async parcel(): Promise<string> {
    const { cell, settings } = this.#parts;
    const { out, move, to } = this.#intent;
    const folder = join(out, 'parcel');
    const half = `${folder}.half`;
    for (const path of [folder, half]) await rm(path, { recursive: true, force: true });
    await mkdir(half, { recursive: true, mode: 0o700 });
    const sealed = join(half, 'keys.sealed');
    const recipient = recipientOf(to.recipient);
    const counts = await cell.parts.keys.exportParcel(
      createWriteStream(sealed, { mode: 0o600, flags: 'wx' }),
      recipient,
    );
    const handle = await open(sealed, 'r');
    await handle.sync().finally(() => handle.close());
    const key = await wrapPackageKey(await packageKey(settings.home, move), move, recipient);
    await writeDurably(join(half, 'package-key.json'), key);
    const files = { 'keys.sealed': await fileDigest(sealed), 'package-key.json': sha256(key) };
    await writeDurably(join(half, 'parcel.json'), JSON.stringify({ v: 1, move, files, counts }));
    await rename(half, folder);
    const digest = await parcelDigest(folder);
    if (digest === undefined) throw new Error('a parcel that was just made is whole');
    return digest;
  }
}

/** @returns the key that signs the packages. */
export function signerOf({ parts }: Cell): KeyObject {
  const seed = parts.keys.secret(SIGNER_PURPOSE);
  return createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, seed]),
    format: 'der',
    type: 'pkcs8',
  });
}
