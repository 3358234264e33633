// The cell goes read-only, for a bounded time.

import { CommandError } from '../../command.ts';
import { settlePeople } from './people.ts';
import type { StepWork } from './step.ts';

/** Shorter than any delta. */
const FREEZE_MIN_MS = 1_000;

/** @param forMs for how long at most; by default as long as the deal's policy says. */
export function freezeStep(forMs?: number): StepWork {
  return {
    step: 'freeze',
    planned: ({ state }, nowMs) => ({ untilMs: Math.max(nowMs, state.atMs) + FREEZE_MIN_MS }),
    async work(parts, { state }) {
      const { cell } = parts;
      const { freezeMaxMs } = state.policy;
      const wantedMs = Math.min(forMs ?? freezeMaxMs, freezeMaxMs);
      if (wantedMs < FREEZE_MIN_MS) throw new CommandError('A freeze takes a second at least.');
      const people = await settlePeople(parts, state);
      const nowMs = cell.parts.clock.nowMs();
      // A run that was killed here froze it already: its end stays, so that two runs do not make one long freeze.
      const standing = await cell.standing.look();
      const kept = standing.state === 'frozen' ? standing.untilMs : undefined;
      const untilMs = kept !== undefined && kept > nowMs ? kept : nowMs + wantedMs;
      const frozen = await cell.standing.freeze(untilMs);
      return {
        act: { untilMs },
        facts: {
          atMs: frozen.sinceMs,
          settledAtMs: frozen.settledAtMs,
          untilMs,
          people,
          sessionsEnded: { ...frozen.ended },
        },
      };
    },
  };
}
