// One step of a deal over a home's settings, told where it is: for programs that drive a sale and want to stand in its way.

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { DealFile } from '@jhalak/contracts/handover-deal';
import type { CommandContext } from '../../command.ts';
import { holdHere, liftHold } from '../hold/hold.ts';
import { withCell } from '../../commands/with-cell.ts';
import { loadSettings } from '../../settings.ts';
import { verificationStep } from './check.ts';
import { cutOver } from './cut-over.ts';
import { deltaStep } from './delta.ts';
import { fenceStep } from './fence.ts';
import { freezeStep } from './freeze.ts';
import { keysStep } from './keys.ts';
import { rehearsalStep } from './rehearse.ts';
import { takeOverHere } from './restructure.ts';
import { runStep, type StepDone, type StepParts, type StepWatch } from './step.ts';
import { carriedIn, takeOver } from './takeover.ts';
import { prove, windDown } from './wind-down.ts';

export interface CarryOut {
  /** As a command's environment: JHALAK_HOME and whatever else. */
  env: Readonly<Record<string, string>>;
  dealId: string;
  /** PEM of whoever answers for it. */
  keyFile: string;
  step: StepDone['step'] | 'cut_over';
  /** With a rehearsal: whose. */
  bidder?: string;
  /** With the step keys: those of a hold, which then leave the machine. */
  hold?: boolean;
  /** With `lift`: the holder's own key, and what its people signed. */
  holder?: KeyObject;
  acts?: readonly DealFile[];
  /** With the takeover: what the seller's people carried. */
  from?: string;
  watch: StepWatch;
  /** Told each line of what a command would print; default nobody. */
  say?: (line: string) => void;
}

/** @returns what was done. @throws what the step throws. */
export async function carryOut(options: CarryOut): Promise<StepDone[]> {
  const { env, dealId, keyFile, watch, say = () => undefined } = options;
  const context = { ...loadSettings(env, {}), words: [], options: {}, say };
  const parts = {
    ...{ settings: context.settings, dealId, watch, say },
    key: createPrivateKey(await readFile(keyFile, 'utf8')),
    signal: new AbortController().signal,
  };
  if (options.step === 'takeover' && options.from === undefined)
    return [await takeOverHere(context, parts)];
  if (options.step === 'takeover')
    return [await takeOver(context, parts, carriedIn(options.from ?? ''))];
  if (options.step === 'wind_down') return [await windDown(context, parts, [])];
  if (options.step === 'proof') return [await prove(context, parts)];
  if (options.hold === true) return [await holdHere(context, parts, keysStep)];
  if (options.step === 'lift' && options.holder !== undefined)
    return [await liftHold(context, parts, options.holder, options.acts ?? [])];
  return await onCell(context, parts, options);
}

async function onCell(
  context: CommandContext,
  parts: Omit<StepParts, 'cell'>,
  { step, bidder }: CarryOut,
): Promise<StepDone[]> {
  return await withCell(context, async (cell) => {
    const whole = { ...parts, cell };
    switch (step) {
      case 'rehearsal':
        return [await runStep(whole, rehearsalStep({ people: 10 }), bidder)];
      case 'freeze':
        return [await runStep(whole, freezeStep())];
      case 'delta':
        return [await runStep(whole, deltaStep)];
      case 'keys':
        return [await runStep(whole, keysStep)];
      case 'fence':
        return [await runStep(whole, fenceStep())];
      case 'verification':
        return [await runStep(whole, verificationStep)];
      case 'cut_over':
        return (await cutOver(whole)).done;
      case 'takeover':
      case 'wind_down':
      case 'proof':
      case 'lift':
        throw new Error(`${step} opens no cell`);
    }
  });
}
