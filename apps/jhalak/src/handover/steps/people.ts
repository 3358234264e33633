// People come first: whoever did not want to go along is erased before the cell is frozen, and is in no package that can be opened.

import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DealState } from '@jhalak/handover';
import { dealFolder, writeDurably, type Facts } from './evidence.ts';
import { basePackage, forgetPackageKey, packagesFolder } from './packages.ts';
import type { StepParts } from './step.ts';

/**
 * Settles what people chose. Packages of before hold rows of those who left: they are deleted, the key that they are sealed with
 * is destroyed, so that copies of them never open, and a new base is packed while people go on.
 *
 * @returns counts for the evidence; `{told: 0}` where people were told nothing. @throws `handover.refused` before the deadline.
 */
export async function settlePeople(parts: StepParts, state: DealState): Promise<Facts> {
  const { cell, settings, dealId, say } = parts;
  const people = await cell.handover.settleObjectors(dealId);
  if (people === undefined) return { told: 0 };
  const done = join(dealFolder(settings.home, dealId), 'people-left');
  if (people.erased > 0 && !existsSync(done)) {
    say(`${people.erased} people who did not go along are erased: the packages are made anew`);
    await forgetPackageKey(settings.home, dealId);
    const folder = packagesFolder(settings.home, dealId);
    for (const path of [folder, `${folder}.state`])
      await rm(path, { recursive: true, force: true });
    await writeDurably(done, `${people.settledAtMs}\n`);
    await basePackage(parts, state);
  }
  return { ...people };
}
