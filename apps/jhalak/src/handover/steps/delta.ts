// What changed since the base, packed under the freeze: with it the packages are whole.

import { CommandError } from '../../command.ts';
import {
  finishedPackages,
  licensedModels,
  nextPackage,
  packageKeyCommitment,
  signPackage,
} from './packages.ts';
import { packageSetDigest } from '../pack/verify-set.ts';
import { tableFacts } from './table-facts.ts';
import type { StepParts, StepWork } from './step.ts';

/** The last package of a sale. */
export const deltaStep: StepWork = {
  step: 'delta',
  planned: () => ({}),
  async work(parts, { state }) {
    const { settings, dealId, cell } = parts;
    const settledAtMs = await mustBeFrozen(parts);
    const before = await finishedPackages(settings.home, dealId);
    // A run that was killed may have packed it: under this freeze nothing can have changed since.
    if ((before.at(-1)?.atMs ?? 0) < settledAtMs || before.length < 2)
      await nextPackage(asFastAsItCan(parts), state);
    const packages = await finishedPackages(settings.home, dealId);
    // Whoever answers for the last one answers for all of them.
    for (const one of packages) await signPackage(one, parts.key);
    return {
      facts: {
        atMs: cell.parts.clock.nowMs(),
        packages: packages.map(({ sequence, statementDigest, atMs, rows, deletions, bytes }) => ({
          ...{ sequence, statementDigest, atMs, rows, deletions, bytes },
        })),
        packageSet: packageSetDigest(packages),
        keyCommitment: await packageKeyCommitment(settings.home, dealId),
        // What the buyer's own install must come to.
        ...(await tableFacts(cell, await licensedModels(cell, state), parts.known)),
      },
    };
  },
};

/** People wait for this one. */
function asFastAsItCan(parts: StepParts): StepParts {
  return { ...parts, bytesPerSecondMax: Number.POSITIVE_INFINITY };
}

/** @returns since when nothing can write. @throws CommandError where something can. */
export async function mustBeFrozen({ cell }: StepParts): Promise<number> {
  const { state, settledAtMs, untilMs } = await cell.standing.look();
  if (state !== 'frozen' || settledAtMs === undefined)
    throw new CommandError('The cell is not frozen: thaw the deal, and freeze anew.');
  if (untilMs !== undefined && untilMs <= cell.parts.clock.nowMs())
    throw new CommandError('The freeze is over: thaw the deal, and freeze anew.');
  return settledAtMs;
}
