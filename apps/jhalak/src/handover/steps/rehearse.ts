// A rehearsal: the packages of this very sale, imported into a scratch install on the seller's machine, compared, and destroyed.

import { join } from 'node:path';
import { rawEd25519 } from '@jhalak/bags';
import { expectedPackage, withLicensed } from '@jhalak/handover';
import { ALL_MANIFESTS } from '../../wiring/house.ts';
import { rehearse } from '../rehearse/rehearse.ts';
import { reportLines } from '../rehearse/report.ts';
import { dealFolder } from './evidence.ts';
import {
  basePackage,
  finishedPackages,
  licensedModels,
  packageKey,
  packagesFolder,
  signPackage,
} from './packages.ts';
import type { StepWork } from './step.ts';

/** People compared field by field; a larger cell compares a share of them. */
const PEOPLE = 1_000;
/** Viewers who are asked for a page. */
const VIEWERS = 30;

/** @param options.people compared field by field, 1,000 unless said otherwise. */
export function rehearsalStep(options: { people?: number } = {}): StepWork {
  return {
    step: 'rehearsal',
    planned: () => ({ passed: true }),
    async work(parts, { state }) {
      const { settings, dealId, cell, say, signal } = parts;
      await basePackage(parts, state);
      // Also of packages that a colleague made: one key answers for what is tried.
      for (const one of await finishedPackages(settings.home, dealId))
        await signPackage(one, parts.key);
      const manifests = withLicensed(ALL_MANIFESTS, await licensedModels(cell, state));
      const { report } = await rehearse(
        { parts: cell.parts, settings, manifests },
        {
          folder: packagesFolder(settings.home, dealId),
          scratch: join(dealFolder(settings.home, dealId), 'scratch'),
          expected: { package: dealId, ...expectedPackage(state) },
          signers: [{ name: 'seller', publicKey: rawEd25519(parts.key) }],
          packageKey: await packageKey(settings.home, dealId),
          people: options.people ?? PEOPLE,
          viewers: VIEWERS,
          // The same deal chooses the same people: a second rehearsal can be held against the first.
          seed: dealId,
          isFrozen: false,
        },
        { say, signal },
      );
      for (const line of reportLines(report)) say(line);
      return {
        act: { passed: report.passed },
        facts: { atMs: cell.parts.clock.nowMs(), report },
      };
    },
  };
}
