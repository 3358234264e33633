// The cell goes read-only, for a bounded time.

import { CommandError } from '../../command.ts';
import type { DealState } from '@jhalak/handover';
import { DAY_MS } from '@jhalak/kernel';
import { settlePeople } from './people.ts';
import type { StepParts, StepWork, Worked } from './step.ts';

/** Shorter than any delta. */
const FREEZE_MIN_MS = 1_000;

/** Between saying until when people have time and writing it down: a freeze takes some seconds. */
const SPARE_MS = 12_000;
/** A hold whose key is not sealed by then is none: everything is as before. */
const HOLD_BEGINS_MS = 3_600_000;

/**
 * @param forMs for how long: by default as long as the deal's policy says; in a wind-down the time that people get, at least
 * what the policy says.
 */
export function freezeStep(forMs?: number): StepWork {
  return {
    step: 'freeze',
    planned: ({ state }, nowMs) => planned(state, Math.max(nowMs, state.atMs)),
    async work(parts, { state }) {
      if (state.kind === 'wind_down') return await closeForGood(parts, state, forMs);
      if (state.kind === 'hold') return await seize(parts);
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

/** As for a sale, where the deal says nothing. */
const NOTICE_MS = 30 * DAY_MS;

function planned({ kind, policy }: DealState, nowMs: number): { untilMs?: number } {
  if (kind === 'hold') return {};
  if (kind !== 'wind_down') return { untilMs: nowMs + FREEZE_MIN_MS };
  return { untilMs: nowMs + (policy.noticeMinMs ?? NOTICE_MS) + SPARE_MS };
}

async function closeForGood(
  { cell }: StepParts,
  { policy }: DealState,
  forMs: number | undefined,
): Promise<Worked> {
  const least = policy.noticeMinMs ?? NOTICE_MS;
  const nowMs = cell.parts.clock.nowMs();
  const { state, why, deadlineMs = 0 } = await cell.standing.look();
  // A run that was killed here told people a deadline already: it stays.
  const told = state === 'frozen' && why === 'wind_down' && deadlineMs >= nowMs + least;
  const untilMs = told ? deadlineMs : nowMs + Math.max(forMs ?? least, least) + SPARE_MS;
  const frozen = await cell.standing.close(untilMs);
  return {
    act: { untilMs },
    facts: {
      ...{ atMs: frozen.sinceMs, settledAtMs: frozen.settledAtMs, untilMs },
      sessionsEnded: { ...frozen.ended },
    },
  };
}

async function seize({ cell }: StepParts): Promise<Worked> {
  const frozen = await cell.standing.seize(cell.parts.clock.nowMs() + HOLD_BEGINS_MS);
  const { sinceMs: atMs, settledAtMs, ended } = frozen;
  return { facts: { atMs, settledAtMs, sessionsEnded: { ...ended } } };
}
