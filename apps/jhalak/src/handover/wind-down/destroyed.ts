// Whether a home's cell was destroyed, or is half-way there: then there is nothing to start.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dealFolder } from '../steps/evidence.ts';

/** @returns the sentence for whoever starts this home; undefined where nothing was destroyed. Cost: a look at a few files. */
export function destroyedSentence(home: string): string | undefined {
  const deals = join(home, 'handover');
  for (const deal of existsSync(deals) ? readdirSync(deals) : []) {
    const proof = read<{ endedAtMs: number }>(home, deal, 'destruction.json');
    if (proof !== undefined)
      return `The cell of this home was destroyed on ${new Date(proof.endedAtMs).toISOString()}, as its deal says: there is nothing to start. The record stays: npx jhalak handover show ${deal}. A new cell needs an empty home: --home FOLDER.`;
    const begun = read<{ phase: string }>(home, deal, 'wind-down.json');
    // What was only counted is all there.
    if (begun !== undefined && begun.phase !== 'counted')
      return `The wind-down of this cell was begun and is not finished; its keys are gone. Go on with it: npx jhalak handover wind-down ${deal} --key FILE.`;
  }
  return undefined;
}

function read<Shape>(home: string, deal: string, name: string): Shape | undefined {
  const file = join(dealFolder(home, deal), name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Shape) : undefined;
}
