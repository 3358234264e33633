// The packages of a sale on the seller's machine: their folder, the key they are sealed with, their signatures. One set a deal:
// a base while people go on, deltas behind it, the last one under the freeze.

import { randomBytes, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  keyCommitment,
  readPackageEnvelope,
  signEnvelope,
  writePackageEnvelope,
} from '@jhalak/bags';
import { expectedPackage, licensedIn, withLicensed, type DealState } from '@jhalak/handover';
import { CommandError } from '../../command.ts';
import { VERSION } from '../../version.ts';
import { ALL_MANIFESTS, ALL_MIGRATIONS } from '../../wiring/house.ts';
import type { Cell } from '../../wiring/cell.ts';
import { LIVE_BYTES_PER_SECOND } from '../pack/beside-people.ts';
import { packBase, packDelta } from '../pack/pack-cell.ts';
import { finishedPart } from '../pack/pack-state.ts';
import type { PackedPart, PackOptions, PackSource } from '../pack/types.ts';
import { dealFolder, writeDurably } from './evidence.ts';
import type { StepParts } from './step.ts';

const KEY_BYTES = 32;
/** Live deltas are for keeping the last one short; more than this are a mistake. */
const PACKAGES_MAX = 1_000;

/** @returns the folder that goes to the buyer: `0000`, `0001` and so on, nothing else. */
export function packagesFolder(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'packages');
}

/** @returns the packages that are finished, in order. */
export async function finishedPackages(home: string, dealId: string): Promise<PackedPart[]> {
  const folder = packagesFolder(home, dealId);
  if (!existsSync(folder)) return [];
  const parts: PackedPart[] = [];
  for (const name of (await readdir(folder)).toSorted()) {
    const part = await finishedPart(join(folder, name));
    if (part !== undefined) parts.push(part);
  }
  return parts;
}

/** Packs the base, or finds it packed, and signs it. */
export async function basePackage(parts: StepParts, state: DealState): Promise<PackedPart> {
  // Proofs are of what is public.
  await parts.cell.border.publish();
  const options = await packOptions(parts, state, 0);
  const packed = await packBase(await packSource(parts, state), {
    ...options,
    inventory: async () =>
      state.inventory === undefined
        ? await parts.cell.handover.inventory()
        : await parts.cell.handover.keptInventory(state.inventory.digest),
  });
  await signPackage(packed, parts.key);
  return packed;
}

/** Packs what changed since the last package, and signs it. */
export async function nextPackage(parts: StepParts, state: DealState): Promise<PackedPart> {
  await basePackage(parts, state);
  const done = await finishedPackages(parts.settings.home, parts.dealId);
  const after = done.at(-1);
  if (after === undefined) throw new Error('a base was packed just now');
  if (done.length >= PACKAGES_MAX) throw new CommandError('That are too many packages.');
  await parts.cell.border.publish();
  const options = await packOptions(parts, state, done.length);
  const packed = await packDelta(await packSource(parts, state), { ...options, after });
  await signPackage(packed, parts.key);
  return packed;
}

/** Signs a finished package as whoever answers for the step; again makes no difference. */
export async function signPackage({ folder }: PackedPart, key: KeyObject): Promise<void> {
  const envelope = await readPackageEnvelope(folder);
  const signed = signEnvelope(envelope, key);
  if (JSON.stringify(signed) !== JSON.stringify(envelope))
    await writePackageEnvelope(folder, signed);
}

/** @returns the key that all packages of the deal are sealed with; made when it is first needed. */
export async function packageKey(home: string, dealId: string): Promise<Buffer> {
  const file = keyFile(home, dealId);
  if (!existsSync(file)) await writeDurably(file, randomBytes(KEY_BYTES).toString('hex'));
  return Buffer.from(await readFile(file, 'utf8'), 'hex');
}

/** Without it what was packed opens for nobody, here neither. */
export async function forgetPackageKey(home: string, dealId: string): Promise<void> {
  await rm(keyFile(home, dealId), { force: true });
}

/** @returns by what a key is known without being told. */
export async function packageKeyCommitment(home: string, dealId: string): Promise<string> {
  return keyCommitment(await packageKey(home, dealId), dealId);
}

/** Apart from the packages: what lies in their folder goes to the buyer. */
function keyFile(home: string, dealId: string): string {
  return join(home, 'keys', `handover-${dealId}.key`);
}

/** @returns the models that this deal's frozen inventory has on licence; without one none. */
export async function licensedModels(
  { handover }: Pick<Cell, 'handover'>,
  { inventory }: DealState,
): Promise<string[]> {
  if (inventory === undefined) return [];
  return licensedIn(ALL_MANIFESTS, await handover.keptInventory(inventory.digest));
}

async function packSource({ cell, settings }: StepParts, state: DealState): Promise<PackSource> {
  const { database, blobs, uploadFolder, logFolder, region, clock, random } = cell.parts;
  return {
    ...{ database, blobs, uploadFolder, logFolder, region, clock, random },
    home: settings.home,
    release: VERSION,
    manifests: withLicensed(ALL_MANIFESTS, await licensedModels(cell, state)),
    migrations: ALL_MIGRATIONS,
  };
}

async function packOptions(
  { settings, dealId, say, signal, bytesPerSecondMax }: StepParts,
  state: DealState,
  sequence: number,
): Promise<PackOptions> {
  const folder = packagesFolder(settings.home, dealId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    folder: join(folder, String(sequence).padStart(4, '0')),
    identity: { package: dealId, ...expectedPackage(state) },
    packageKey: await packageKey(settings.home, dealId),
    deal: dealId,
    bytesPerSecondMax: bytesPerSecondMax ?? LIVE_BYTES_PER_SECOND,
    watch: { say, signal },
  };
}
