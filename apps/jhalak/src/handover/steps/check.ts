// The buyer verifies: everything that came, by count and digest, against what the seller signed under the freeze.

import { join } from 'node:path';
import { CommandError } from '../../command.ts';
import { dealFolder, evidenceName, readEvidence, type Facts } from './evidence.ts';
import type { TableFact } from './table-facts.ts';
import type { Cell } from '../../wiring/cell.ts';
import type { StepWork, Worked } from './step.ts';

/** Names of what differs; more than these are told as a number. */
const DIFFERENCES_MAX = 100;

/** @returns what the two sides' facts do not have in common, by name. */
function differencesOf(seller: Facts, buyer: Facts): string[] {
  const [ours, theirs] = [tablesOf(seller), tablesOf(buyer)];
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].toSorted();
  const tables = names.filter((name) => {
    const [one, other] = [ours[name], theirs[name]];
    return one === undefined || one.rows !== other?.rows || one.digest !== other.digest;
  });
  const files = ['files', 'fileBytes'].filter((name) => seller[name] !== buyer[name]);
  return [...tables, ...files];
}

function tablesOf(facts: Facts): Record<string, TableFact> {
  return (facts['tables'] ?? {}) as Record<string, TableFact>;
}

export const verificationStep: StepWork = {
  step: 'verification',
  planned: () => ({ passed: true }),
  async work({ cell, settings, dealId }, { state }) {
    const folder = dealFolder(settings.home, dealId);
    if (state.kind === 'restructure') return await sameMachine(cell, folder);
    const delta = await readEvidence(join(folder, evidenceName('delta')));
    const takeover = await readEvidence(join(folder, evidenceName('takeover')));
    if (delta === undefined || takeover === undefined)
      throw new CommandError('What was signed of the packages is not here: follow it anew.');
    const differences = differencesOf(delta.facts, takeover.facts);
    const tables = Object.values(tablesOf(delta.facts));
    return {
      act: { passed: differences.length === 0 },
      facts: {
        ...{ atMs: cell.parts.clock.nowMs(), delta: delta.digest, takeover: takeover.digest },
        compared: {
          tables: tables.length,
          rows: tables.reduce((sum, { rows }) => sum + rows, 0),
          files: delta.facts['files'],
          fileBytes: delta.facts['fileBytes'],
        },
        differences: differences.slice(0, DIFFERENCES_MAX),
        differenceCount: differences.length,
      },
    };
  },
};

/** Staff's roles end with the former owner; nothing else may have changed. */
const MAY_CHANGE: readonly string[] = ['roles'];

async function sameMachine({ parts }: Cell, folder: string): Promise<Worked> {
  const takeover = await readEvidence(join(folder, evidenceName('takeover')));
  if (takeover === undefined) throw new CommandError('Nobody has taken this cell over here.');
  const { before, after } = takeover.facts as { before: Facts; after: Facts };
  const differences = differencesOf(before, after).filter((name) => !MAY_CHANGE.includes(name));
  const tables = Object.values(tablesOf(after));
  return {
    act: { passed: differences.length === 0 },
    facts: {
      ...{ atMs: parts.clock.nowMs(), takeover: takeover.digest, differences },
      compared: { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) },
      differenceCount: differences.length,
    },
  };
}
