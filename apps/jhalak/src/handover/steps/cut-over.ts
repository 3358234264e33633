// The frozen part of a sale in one go: freeze, delta, keys, fence. It has a bounded time: when it cannot be done in it, everything
// is as before, and people write again.

import { isPast, KnownRanges } from '@jhalak/handover';
import { messageOf } from '@jhalak/kernel';
import { CommandError } from '../../command.ts';
import { deltaStep } from './delta.ts';
import { fenceStep } from './fence.ts';
import { freezeStep } from './freeze.ts';
import { forgetParcel, keysStep } from './keys.ts';
import { basePackage, licensedModels } from './packages.ts';
import { settlePeople } from './people.ts';
import { tableFacts } from './table-facts.ts';
import { keptDeal, postAct, runStep, type StepDone, type StepParts } from './step.ts';

export interface CutOverOptions {
  /** Read-only for so long at most; default: as the deal's policy says. */
  forMs?: number;
  /** Where the next owner will serve it. */
  movedTo?: string;
}

export interface CutOver {
  done: StepDone[];
  /** How long nobody could write until the seller's epoch was over, so far. */
  frozenMs: number;
}

/** Left for the keys and the fence when the delta is ready; less means that it is not tried. */
const KEYS_TIME_MS = 2_000;

/**
 * Killed anywhere, the same call goes on. When time is over before the keys are given, the deal is thawed and waits for a freeze.
 *
 * @throws CommandError with the reason, thawed, where it could not be done in time.
 */
export async function cutOver(given: StepParts, options: CutOverOptions = {}): Promise<CutOver> {
  const parts = { ...given, known: new KnownRanges() };
  const startedMs = parts.cell.parts.clock.nowMs();
  await thawIfOver(parts);
  // Long work comes before the freeze: what is left for it is what changes meanwhile.
  const { state } = await keptDeal(parts);
  if (state.step === 'freeze') {
    await settlePeople(parts, state);
    await basePackage(parts, state);
    await tableFacts(parts.cell, await licensedModels(parts.cell, state), parts.known);
  }
  const done: StepDone[] = [];
  try {
    done.push(await runStep(parts, freezeStep(options.forMs)));
    const signal = AbortSignal.any([parts.signal, await untilOver(parts)]);
    const bounded = { ...parts, signal };
    done.push(await runStep(bounded, deltaStep));
    signal.throwIfAborted();
    done.push(await runStep(bounded, keysStep));
  } catch (error) {
    await backToFreeze(parts, messageOf(error));
    throw error;
  }
  done.push(await runStep(parts, fenceStep(options.movedTo)));
  const [freeze] = done;
  const sinceMs = Number(freeze?.evidence?.facts['atMs'] ?? startedMs);
  return { done, frozenMs: parts.cell.parts.clock.nowMs() - sinceMs };
}

/** A freeze of an earlier run may be over: then everything behind it is done anew. */
async function thawIfOver(parts: StepParts): Promise<void> {
  const { state } = await keptDeal(parts);
  const { frozenUntilMs, keys } = state;
  if (frozenUntilMs === undefined || keys !== undefined) return;
  if (frozenUntilMs > parts.cell.parts.clock.nowMs() + KEYS_TIME_MS) return;
  await thaw(parts, 'the freeze was over');
}

async function untilOver(parts: StepParts): Promise<AbortSignal> {
  const { state } = await keptDeal(parts);
  const leftMs = (state.frozenUntilMs ?? 0) - parts.cell.parts.clock.nowMs() - KEYS_TIME_MS;
  if (state.keys !== undefined) return new AbortController().signal;
  const over = new CommandError('The freeze would be over before the keys are given.');
  if (leftMs <= 0) return AbortSignal.abort(over);
  const control = new AbortController();
  setTimeout(() => control.abort(over), leftMs).unref();
  return control.signal;
}

/** Undoes the frozen part, unless the keys are given by now: then the way is forward, and the same command goes on. */
async function backToFreeze(parts: StepParts, why: string): Promise<void> {
  const { state } = await keptDeal(parts);
  if (state.keys !== undefined || isPast(state, 'keys')) return;
  await thaw(parts, why);
  parts.say('thawed: people write again, and nothing was given away');
}

/** Ends a freeze on both levels, and destroys a parcel that was never given. Does nothing where nothing is frozen. */
export async function thaw(parts: StepParts, reason: string): Promise<void> {
  const { cell, settings, dealId } = parts;
  await cell.standing.thaw();
  await forgetParcel(settings.home, dealId);
  const { state } = await keptDeal(parts);
  if (state.frozenUntilMs === undefined) return;
  await postAct(parts, { act: 'thaw', reason: reason.slice(0, 200) });
}
