// The seller's epoch ends in its own log, and in the same moment its cell ends: from here on it writes nothing, whoever starts it.

import { agreedTerms, type Terms } from './keys.ts';
import { makeRecordKey } from './record-keeper.ts';
import type { StepWork } from './step.ts';
import { nameSuccessors } from './succession.ts';

/** @param movedTo where the next owner will serve it, for those who still come here. */
export function fenceStep(movedTo?: string): StepWork {
  return {
    step: 'fence',
    planned: ({ state }) => ({ epoch: state.ownerEpoch }),
    async work({ cell, settings, dealId }, { state }) {
      const hasNext = state.kind !== 'wind_down';
      const terms: Pick<Terms, 'nextKey' | 'nextCard' | 'nextLock'> = hasNext
        ? await agreedTerms(settings.home, dealId, state)
        : { nextKey: await makeRecordKey(cell, settings.home, dealId) };
      const { nextKey } = terms;
      // Everything of the old owner is in the public files before the new owner takes them.
      await cell.border.publish();
      return {
        facts: {
          atMs: cell.parts.clock.nowMs(),
          epoch: state.ownerEpoch,
          nextKey,
          ...(state.keys === undefined ? {} : { keys: state.keys }),
          ...(state.package === undefined ? {} : { packages: state.package }),
          ...(hasNext ? {} : { nobodyGoesOn: true, deadlineMs: state.frozenUntilMs }),
          succession: await nameSuccessors(cell, terms, state.ownerEpoch + 1),
        },
        // The last entry must be in the files that the buyer takes.
        afterwards: async () => await cell.border.publish(),
        alongside: async (tx) => {
          await cell.standing.end(tx, movedTo);
          // The last word of this owner in the public log: who goes on with it.
          await cell.border.endEpoch(tx, nextKey);
        },
      };
    },
  };
}
