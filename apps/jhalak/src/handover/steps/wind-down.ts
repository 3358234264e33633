// The seller's end: what it has is destroyed, and then shown. Its log writes no more: acts are signed here and carried to the buyer,
// whose log does. Nothing here needs the cell, of which there is none after the first of the two.

import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { createPublicKey, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import type { ActOf } from '@jhalak/contracts/handover-deal';
import {
  isPast,
  keyIdOf,
  rawKeyOf,
  signFile,
  unsignedFile,
  whyNot,
  type DealState,
  type Handover,
} from '@jhalak/handover';
import { CommandError, type CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import { COLD_MARK, OF_THE_DISK } from '../../storage/home-blobs.ts';
import { destroyCell } from '../wind-down/destroy-cell.ts';
import { eventsFile, readBundle } from './carry.ts';
import { NOT_CLAIMED } from './certificate.ts';
import {
  dealFolder,
  evidenceName,
  readEvidence,
  writeDurably,
  writeEvidence,
  type Facts,
} from './evidence.ts';
import { runStep, type StepDone, type StepWatch, type StepWork } from './step.ts';

export interface WindDownParts {
  dealId: string;
  key: KeyObject;
  watch: StepWatch;
}

/**
 * Where keys and files of people lay, which must be gone. What stands at `keys/root.key` is a new one, of the few rows that stay;
 * it opens nothing of before.
 */
const GONE = [
  'keys/erasures.list',
  'keys/orders.register',
  'blobs',
  'cold',
  'uploads',
  'samples',
  'work',
] as const;

/**
 * Destroys the cell of this home. Killed anywhere, the same call goes on.
 *
 * @param backups copies that the operator declares, places or words.
 * @throws CommandError where the deal does not wait for it.
 */
export async function windDown(
  context: CommandContext,
  parts: WindDownParts,
  backups: readonly string[],
): Promise<StepDone> {
  if (!existsSync(eventsFile(context.settings.home, parts.dealId)))
    return await windDownHere(context, parts, backups);
  return await carried(context, parts, 'wind_down', async () => {
    const proof = await destroyCell(context, { dealId: parts.dealId, backups });
    return { ...proof };
  });
}

/** Looks at what is left, after the destruction was told. */
export async function prove(context: CommandContext, parts: WindDownParts): Promise<StepDone> {
  if (!existsSync(eventsFile(context.settings.home, parts.dealId)))
    return await here(context, parts, {
      step: 'proof',
      planned: () => ({}),
      work: async () => ({ facts: await look(context, parts.dealId) }),
    });
  return await carried(context, parts, 'proof', async () => await look(context, parts.dealId));
}

/** @returns what is left. @throws CommandError where it is something of people. */
async function look({ settings: { home } }: CommandContext, dealId: string): Promise<Facts> {
  const folder = dealFolder(home, dealId);
  const destroyed = await readEvidence(join(folder, evidenceName('wind_down')));
  if (destroyed === undefined)
    throw new CommandError('Nothing was destroyed here: wind down first.');
  const left: string[] = [];
  for (const name of GONE) if (await holdsFiles(join(home, name))) left.push(name);
  if (left.length > 0) throw new CommandError(`There is something left: ${left.join(', ')}.`);
  return {
    atMs: Date.now(),
    windDown: destroyed.digest,
    looked: GONE,
    found: [],
    stays: (await readdir(home)).toSorted(),
    notClaimed: NOT_CLAIMED,
  };
}

/**
 * Where nobody goes on: the cell's own log tells it, signed with the record's key, which is all that is left of its keys.
 * Killed anywhere, the same call goes on.
 */
async function windDownHere(
  context: CommandContext,
  parts: WindDownParts,
  backups: readonly string[],
): Promise<StepDone> {
  const { home } = context.settings;
  const isBegun = ['wind-down.json', 'destruction.json'].some((name) =>
    existsSync(join(dealFolder(home, parts.dealId), name)),
  );
  if (!isBegun) await withCell(context, async ({ handover }) => await mayBegin(handover, parts));
  const proof = await destroyCell(context, { dealId: parts.dealId, backups });
  return await here(context, parts, {
    step: 'wind_down',
    planned: () => ({}),
    work: async ({ cell }, { state }) => {
      // The rows hold what the files of the log do, before anything is added.
      await cell.border.publish();
      const { ownerEpoch } = await cell.border.identity();
      return {
        facts: { ...proof },
        alongside: async (tx) => {
          if (ownerEpoch === state.ownerEpoch) await cell.border.beginEpoch(tx);
        },
        afterwards: async () => await cell.border.publish(),
      };
    },
  });
}

async function mayBegin(
  handover: Pick<Handover, 'kept'>,
  { dealId, key }: WindDownParts,
): Promise<void> {
  const kept = await handover.kept(dealId);
  if (kept === undefined || kept.state.kind !== 'wind_down')
    throw new CommandError("Take the buyer's events first: handover follow.");
  mustBeAllowed(kept.state, 'wind_down', key);
}

async function here(
  context: CommandContext,
  { dealId, key, watch }: WindDownParts,
  work: StepWork,
): Promise<StepDone> {
  const { settings, say } = context;
  const { signal } = new AbortController();
  return await withCell(context, async (cell) => {
    const done = await runStep({ cell, settings, dealId, key, watch, say, signal }, work);
    await cell.border.publish();
    return done;
  });
}

/** An empty folder holds nothing of anybody; nor does a slower disk that a command has marked anew, because a setting names it. */
async function holdsFiles(path: string): Promise<boolean> {
  if (!existsSync(path)) return false;
  if (!(await stat(path)).isDirectory()) return true;
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.name === COLD_MARK || entry.name === OF_THE_DISK) continue;
    if (!entry.isDirectory() || (await holdsFiles(join(path, entry.name)))) return true;
  }
  return false;
}

async function carried(
  context: CommandContext,
  { dealId, key, watch }: WindDownParts,
  step: 'wind_down' | 'proof',
  work: () => Promise<Facts>,
): Promise<StepDone> {
  const { home } = context.settings;
  const file = join(dealFolder(home, dealId), evidenceName(step));
  const { state } = await readBundle(eventsFile(home, dealId));
  if (isPast(state, step)) return { step, kind: 'already', evidence: await readEvidence(file) };
  mustBeAllowed(state, step, key);
  watch(step, 'begin');
  const facts = await work();
  watch(step, 'worked');
  const { deal, cell, region } = state;
  const evidence = await writeEvidence(file, { v: 1, deal, step, cell, region, ...facts });
  watch(step, 'written');
  const act = signFile(unsignedFile(actOf(state, step, evidence.digest)), key);
  const path = file.replace(/\.json$/, '.act.json');
  await writeDurably(path, `${JSON.stringify(act)}\n`);
  watch(step, 'posted');
  return { step, kind: 'carried', evidence, file: path };
}

function actOf(state: DealState, step: 'wind_down' | 'proof', evidence: string): ActOf<'done'> {
  return { v: 1, deal: state.deal, after: state.head, act: 'done', step, evidence };
}

function mustBeAllowed(state: DealState, step: 'wind_down' | 'proof', key: KeyObject): void {
  const keyId = keyIdOf(rawKeyOf(createPublicKey(key)));
  const why = whyNot(state, actOf(state, step, '0'.repeat(64)), keyId, state.atMs);
  if (why !== undefined)
    throw new CommandError(`${why} Take the buyer's events first: handover follow.`);
}
