// Seal and hold: the cell only reads, nothing of it is shown, and the key of all keys is sealed to the authority's. Lifted by two
// of the authority's people and its own key, it is exactly as before.

import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DealFile } from '@jhalak/contracts/handover-deal';
import type { DealState, KeptDeal } from '@jhalak/handover';
import { CommandError, type CommandContext } from '../../command.ts';
import { withCell } from '../../commands/with-cell.ts';
import type { Cell } from '../../wiring/cell.ts';
import { readRunning } from '../../wiring/open-database-server.ts';
import { recipientOf, recipientText } from '../recipient-key.ts';
import { documentFile } from '../steps/act-commands.ts';
import { bundleOf, keepBundle } from '../steps/carry.ts';
import { mustBeFrozen } from '../steps/delta.ts';
import { sha256 } from '../steps/evidence.ts';
import { readLarge } from '../steps/read-large.ts';
import {
  keptDeal,
  runStep,
  type StepDone,
  type StepParts,
  type StepWork,
  type Worked,
} from '../steps/step.ts';
import { forgetHeld, readHeld, writeHeld } from './held.ts';
import {
  forgetSealed,
  removeKeyFiles,
  sealedDigest,
  sealKeyFiles,
  unsealKeyFiles,
} from './sealed-keys.ts';

const DOCUMENT_MAX = 20_000_000;
const HOLDER = /^[0-9a-f]{64}$/;

/** @returns the public key of whoever holds it, as the sealed document names it. @throws CommandError where it names none. */
async function holderOf(home: string, dealId: string, state: DealState): Promise<string> {
  const file = documentFile(home, dealId, 'seal');
  const text = await readLarge(file, DOCUMENT_MAX).catch((cause: unknown) => {
    throw new CommandError(`The order is not here: ${file}.`, { cause });
  });
  if (sha256(text) !== state.seal?.document)
    throw new CommandError(`${file} is not the document that was sealed.`);
  const holder = holderIn(text);
  if (holder !== undefined) return holder;
  throw new CommandError(
    'The sealed document names no holder: it is JSON with "holder", what `handover recipient` printed on the authority’s machine.',
  );
}

function holderIn(text: string): string | undefined {
  try {
    const { holder } = JSON.parse(text) as { holder?: unknown };
    return typeof holder === 'string' && HOLDER.test(holder) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** The work of the step keys of a hold. */
export async function sealToHolder(parts: StepParts, state: DealState): Promise<Worked> {
  await mustBeFrozen(parts);
  const { settings, dealId, cell } = parts;
  const holder = await holderOf(settings.home, dealId, state);
  const { names, digest } = await sealKeyFiles(settings.home, dealId, recipientOf(holder));
  return {
    facts: { atMs: cell.parts.clock.nowMs(), holder, sealed: digest, files: names },
    alongside: async (tx) => await cell.standing.keep(tx),
  };
}

/**
 * Seals the keys and takes them away from this machine. Killed anywhere, the same call goes on.
 *
 * @param keysStep with `sealToHolder` as its work. @throws CommandError while Jhalak runs here: it has the keys in memory.
 */
export async function holdHere(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
  keysStep: StepWork,
): Promise<StepDone> {
  const { home } = context.settings;
  if (readRunning(home) !== undefined)
    throw new CommandError('Jhalak runs on this home, with its keys in memory: stop it first.');
  const held = readHeld(home);
  if (held !== undefined) {
    await removeKeyFiles(home);
    return { step: 'keys', kind: 'already', evidence: undefined };
  }
  const { done, deal } = await withCell(context, async (cell) => {
    const whole = { ...parts, cell };
    const taken = await runStep(whole, keysStep);
    await cell.border.publish();
    return { done: taken, deal: await keptDeal(whole) };
  });
  await sealAway(home, deal, done);
  return done;
}

async function sealAway(home: string, deal: KeptDeal, done: StepDone): Promise<void> {
  const { state, events } = deal;
  if (state.kind !== 'hold') throw new CommandError('This deal is no hold.');
  const { holder, sealed } = done.evidence?.facts ?? {};
  if (typeof holder !== 'string' || (await sealedDigest(home, state.deal)) !== sealed)
    throw new CommandError('What was sealed is not what the deal names: nothing was removed.');
  // Its people sign the release from this, without the cell.
  await keepBundle(home, await bundleOf(home, state.deal, events));
  await writeHeld(home, { deal: state.deal, sinceMs: state.atMs, holder });
  await removeKeyFiles(home);
}

/**
 * Lifts a hold with the holder's key and the acts that its people signed. Killed anywhere, the same call goes on; where the
 * release is not whole, the keys are away again.
 *
 * @param acts the release's proposal and approvals, in order; those that the deal has already are passed over.
 */
export async function liftHold(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
  holder: KeyObject,
  acts: readonly DealFile[],
): Promise<StepDone> {
  const { home } = context.settings;
  const held = readHeld(home);
  if (held === undefined || held.deal !== parts.dealId)
    throw new CommandError('Nothing is held here by this deal.');
  if (recipientText(createPublicKey(holder)) !== held.holder)
    throw new CommandError('This key opens nothing here: it is not the holder’s.');
  await unsealKeyFiles(home, held.deal, holder);
  try {
    const done = await withCell(context, async (cell) => await lift({ ...parts, cell }, acts));
    await forgetHeld(home);
    await forgetSealed(home, held.deal);
    return done;
  } catch (error) {
    await removeKeyFiles(home);
    throw error;
  }
}

async function lift(parts: StepParts, acts: readonly DealFile[]): Promise<StepDone> {
  const { cell, dealId } = parts;
  const known = new Set((await keptDeal(parts)).events.map(({ file }) => file.payload));
  for (const file of acts) if (!known.has(file.payload)) await cell.handover.post(file, dealId);
  const done = await runStep(parts, liftStep);
  await cell.border.publish();
  return done;
}

const liftStep: StepWork = {
  step: 'lift',
  planned: () => ({}),
  work: async ({ cell }: { cell: Cell }, { state }) => {
    const into = state.release?.into ?? 'open';
    return await Promise.resolve({
      facts: { atMs: cell.parts.clock.nowMs(), into, keys: state.keys },
      alongside: async (tx) => await cell.standing.release(tx, into === 'open'),
    });
  },
};
